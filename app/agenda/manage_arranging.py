"""Organisers' pages of larger verbs: duplicate, split, swap, a break between, a break eaten."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app import links
from app.agenda import drafting, queries
from app.agenda.answers import by, item_or_404, key_of, saved, sent_key
from app.agenda.forms_arranging import (
    REMOVE,
    BreakForm,
    EatForm,
    SplitForm,
    SwapForm,
    offer_breaks,
    offer_others,
)
from app.agenda.items_in_words import title_of
from app.agenda.models import AgendaItem
from app.agenda.queries import Draft
from app.agenda.rules import arranging, typed
from app.agenda.rules.words import Kind
from app.agenda.service import arranging as service
from app.errors import Refusal
from app.extensions import db
from app.i18n import refusal_sentence
from app.workshops.membership import current_role, current_workshop, member
from app.workshops.rules import Role, may

bp = Blueprint("agenda_arranging", __name__, url_prefix="/organise/<slug>/agenda")


def _do(
    act: Callable[[], AgendaItem],
    again: Callable[[Refusal], ResponseReturnValue],
    *,
    pushed: int = 0,
) -> ResponseReturnValue:
    try:
        item = act()
    except Refusal as refusal:
        db.session.rollback()
        return again(refusal)
    return saved(item, pushed=pushed)


def _page(
    name: str,
    item: AgendaItem,
    form: object,
    refusal: Refusal | None = None,
    status: int = 200,
    **more: object,
) -> ResponseReturnValue:
    page = render_template(
        f"agenda/{name}.html",
        workshop=current_workshop(),
        item=item,
        title=title_of(item),
        form=form,
        refusal=refusal_sentence(refusal) if refusal else None,
        may_edit=may(current_role(), Role.EDITOR),
        **more,
    )
    return page, refusal.status if refusal else status


# -- Duplicate ------------------------------------------------------------------------------------


@bp.post("/items/<key>/duplicate")
@member(Role.EDITOR)
def duplicate(slug: str, key: str) -> ResponseReturnValue:
    """By one button, whose form brings the key of the new item."""
    new_key = sent_key()

    def refused(refusal: Refusal) -> ResponseReturnValue:
        flash(refusal_sentence(refusal), "refusal")
        return redirect(url_for("agenda_manage.edit", slug=slug), 303)

    return _do(
        lambda: service.duplicate_item(current_workshop(), key, new_key=new_key, **by()), refused
    )


# -- Split ----------------------------------------------------------------------------------------


@bp.get("/items/<key>/split")
@member(Role.EDITOR)
def split_form(slug: str, key: str) -> ResponseReturnValue:
    item = _item(key)
    half = item.minutes // 2 if item.minutes and item.minutes > 1 else None
    data = {"key": links.new_key(), "first": half}
    return _page("split", item, SplitForm(formdata=None, data=data))


@bp.post("/items/<key>/split")
@member(Role.EDITOR)
def split(slug: str, key: str) -> ResponseReturnValue:
    form = SplitForm()
    if not form.validate():
        return _page("split", _item(key), form, status=422)
    first = form.first.data
    return _do(
        lambda: service.split_item(
            current_workshop(), key, new_key=key_of(form), first=first, **by()
        ),
        lambda refusal: _page("split", _item(key), form, refusal),
    )


def _item(key: str) -> AgendaItem:
    return queries.find_item(current_workshop(), key) or abort(404)


# -- Swap -----------------------------------------------------------------------------------------


@bp.get("/items/<key>/swap")
@member(Role.EDITOR)
def swap_form(slug: str, key: str) -> ResponseReturnValue:
    draft = queries.draft(current_workshop())
    form = SwapForm(formdata=None)
    offer_others(form, draft, key)
    return _page("swap", item_or_404(draft, key), form)


@bp.post("/items/<key>/swap")
@member(Role.EDITOR)
def swap(slug: str, key: str) -> ResponseReturnValue:
    draft = queries.draft(current_workshop())
    form = SwapForm()
    offer_others(form, draft, key)
    if not form.validate():
        return _page("swap", item_or_404(draft, key), form, status=422)
    other = form.other.data

    def again(refusal: Refusal) -> ResponseReturnValue:
        now = queries.draft(current_workshop())
        offer_others(form, now, key)
        return _page("swap", item_or_404(now, key), form, refusal)

    return _do(lambda: service.swap_items(current_workshop(), key, other, **by()), again)


# -- A break between ------------------------------------------------------------------------------


@bp.get("/items/<key>/break")
@member(Role.EDITOR)
def break_form(slug: str, key: str) -> ResponseReturnValue:
    data = {"key": links.new_key(), "minutes": str(arranging.BREAKS[1])}
    form = BreakForm(formdata=None, data=data)
    offer_breaks(form)
    return _page("break", _item(key), form)


@bp.post("/items/<key>/break")
@member(Role.EDITOR)
def new_break(slug: str, key: str) -> ResponseReturnValue:
    """The chosen length, or another one that was typed."""
    form = BreakForm()
    offer_breaks(form)
    if not form.validate():
        return _page("break", _item(key), form, status=422)
    minutes = form.other.data or int(form.minutes.data)
    return _do(
        lambda: service.add_break(
            current_workshop(), key=key_of(form), after=key, minutes=minutes, **by()
        ),
        lambda refusal: _page("break", _item(key), form, refusal),
        pushed=minutes,
    )


# -- A break eaten --------------------------------------------------------------------------------


@bp.get("/items/<key>/take-from-break")
@member(Role.EDITOR)
def take_form(slug: str, key: str) -> ResponseReturnValue:
    """`grown` is by how many minutes the item is longer than it was."""
    return _take_page(key, EatForm(formdata=None, data={"grown": request.args.get("grown", "")}))


@bp.post("/items/<key>/take-from-break")
@member(Role.EDITOR)
def take(slug: str, key: str) -> ResponseReturnValue:
    form = EatForm()
    if not form.validate():
        return _take_page(key, form, status=422)
    minutes = None if form.act.data == REMOVE else form.grown.data
    pause = form.pause.data or ""
    return _do(
        lambda: service.take_from_break(current_workshop(), key, pause, minutes, **by()),
        lambda refusal: _take_page(key, form, refusal),
    )


def _take_page(
    key: str, form: EatForm, refusal: Refusal | None = None, status: int = 200
) -> ResponseReturnValue:
    draft = queries.draft(current_workshop())
    item = item_or_404(draft, key)
    grown = _minutes(form)
    return _page(
        "take_from_break",
        item,
        form,
        refusal,
        status,
        grown=grown,
        growth=growth_of(draft, key, grown or arranging.SHORTEST_BREAK),
        titles={one.key: title_of(one) for one in draft.items},
        remove=REMOVE,
    )


def _minutes(form: EatForm) -> int:
    """0 where it is not said."""
    said = form.grown.data
    try:
        return said if isinstance(said, int) else typed.length(str(said or ""))
    except Refusal:
        return 0


def growth_of(draft: Draft, key: str, grown: int) -> arranging.Growth:
    """What may give way now that the item is `grown` minutes longer; constant queries: none."""
    return arranging.after_growth(
        drafting.slots(draft),
        drafting.placements(draft),
        frozenset(item.key for item in draft.items if item.kind is Kind.BREAK),
        key,
        grown,
    )
