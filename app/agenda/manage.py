"""Organisers' pages of the agenda: the builder, and moving what is in it."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue

from app import clock, links
from app.accounts.sessions import require_account
from app.agenda import builder, queries
from app.agenda.answers import (
    by,
    date_of,
    growth,
    item_or_404,
    place_of,
    refused,
    renewed,
    saved,
    sent_key,
    spot_of,
    where,
)
from app.agenda.forms import PARTS, MoveForm, TimeForm, offer_places, offer_spots
from app.agenda.items_in_words import title_of
from app.agenda.models import AgendaItem
from app.agenda.queries import Draft
from app.agenda.rules.words import Kind
from app.agenda.service import items as service
from app.agenda.service.items import Place
from app.errors import Refusal
from app.extensions import db
from app.i18n import refusal_sentence
from app.workshops.membership import current_role, current_workshop, member
from app.workshops.rules import Role, Stale, may

bp = Blueprint("agenda_manage", __name__, url_prefix="/organise/<slug>/agenda")

BREAK_MINUTES = 15


@bp.app_template_global()
def part_words() -> dict[str, str]:
    """Parts of people as pages name them."""
    return {part: str(word) for part, word in PARTS}


@bp.get("")
@member(Role.VIEWER)
def edit(slug: str) -> ResponseReturnValue:
    now = builder.look(require_account(), at=clock.now())
    return render_template(
        "agenda/edit.html",
        workshop=now.workshop,
        builder=now,
        board=now.board,
        may_edit=now.may_edit,
        new_key=links.new_key,
    )


# -- By one button --------------------------------------------------------------------------------


@bp.post("/add-break")
@member(Role.EDITOR)
def new_break(slug: str) -> ResponseReturnValue:
    """A break at the end of a day that may have no item yet, by one button."""
    day = date_of(request.form.get("day", ""))
    values = {"kind": Kind.BREAK, "minutes": BREAK_MINUTES}
    key = sent_key()

    def add() -> AgendaItem:
        return service.add_item(
            current_workshop(), key=key, values=values, place=Place(day=day), **by()
        )

    return _act(add)


@bp.post("/items/<key>/up")
@member(Role.EDITOR)
def move_up(slug: str, key: str) -> ResponseReturnValue:
    return _act(lambda: service.step_item(current_workshop(), key, up=True, **by()))


@bp.post("/items/<key>/down")
@member(Role.EDITOR)
def move_down(slug: str, key: str) -> ResponseReturnValue:
    return _act(lambda: service.step_item(current_workshop(), key, up=False, **by()))


def _act(act: Callable[[], AgendaItem]) -> ResponseReturnValue:
    try:
        item = act()
    except Refusal as refusal:
        db.session.rollback()
        return refused(refusal)
    return saved(item)


# -- To another place -----------------------------------------------------------------------------


@bp.get("/items/<key>/move")
@member(Role.VIEWER)
def move_form(slug: str, key: str) -> ResponseReturnValue:
    draft = queries.draft(current_workshop())
    item = item_or_404(draft, key)
    data = {**where(item), "spot": ""}
    return _move_page(MoveForm(formdata=None, data=data), draft, item)


@bp.post("/items/<key>/move")
@member(Role.EDITOR)
def move(slug: str, key: str) -> ResponseReturnValue:
    draft = queries.draft(current_workshop())
    item = item_or_404(draft, key)
    form = MoveForm()
    offer_places(form, draft)
    offer_spots(form, draft, without=key)
    if not form.validate():
        return _move_page(form, draft, item, status=422)
    try:
        item = service.move_item(current_workshop(), key, place_of(form), spot_of(form), **by())
    except Refusal as refusal:
        db.session.rollback()
        draft = queries.draft(current_workshop())
        item = item_or_404(draft, key)
        return _move_page(form, draft, item, refusal=refusal, status=refusal.status)
    return saved(item)


def _move_page(
    form: MoveForm,
    draft: Draft,
    item: AgendaItem,
    *,
    refusal: Refusal | None = None,
    status: int = 200,
) -> ResponseReturnValue:
    offer_places(form, draft)
    offer_spots(form, draft, without=item.key)
    page = render_template(
        "agenda/move.html",
        workshop=draft.workshop,
        form=form,
        title=title_of(item),
        refusal=refusal_sentence(refusal) if refusal else None,
        may_edit=may(current_role(), Role.EDITOR),
    )
    return page, status


# -- To another time ------------------------------------------------------------------------------


@bp.get("/items/<key>/time")
@member(Role.VIEWER)
def time_form(slug: str, key: str) -> ResponseReturnValue:
    item = queries.find_item(current_workshop(), key) or abort(404)
    return _time_page(_time_of(item), item)


@bp.post("/items/<key>/time")
@member(Role.EDITOR)
def set_time(slug: str, key: str) -> ResponseReturnValue:
    item = queries.find_item(current_workshop(), key) or abort(404)
    form = TimeForm()
    if not form.validate():
        return _time_page(form, item, status=422)
    values = {"minutes": form.minutes.data, "pinned": form.pinned.data}
    was = item.minutes
    try:
        service.edit_item(current_workshop(), key, values, revision=form.revision.data, **by())
    except Refusal as refusal:
        db.session.rollback()
        item = queries.find_item(current_workshop(), key) or abort(404)
        return _time_page(form, item, refusal=refusal, status=refusal.status)
    return saved(item, pushed=growth(was, item.minutes))


def _time_of(item: AgendaItem) -> TimeForm:
    data = {"minutes": item.minutes, "pinned": item.pinned, "revision": item.revision}
    return TimeForm(formdata=None, data=data)


def _time_page(
    form: TimeForm, item: AgendaItem, *, refusal: Refusal | None = None, status: int = 200
) -> ResponseReturnValue:
    theirs = _time_of(item) if isinstance(refusal, Stale) else None
    if theirs is not None:
        renewed(form, item)
    page = render_template(
        "agenda/time.html",
        workshop=current_workshop(),
        form=form,
        title=title_of(item),
        theirs=theirs,
        refusal=refusal_sentence(refusal) if refusal else None,
        may_edit=may(current_role(), Role.EDITOR),
    )
    return page, status
