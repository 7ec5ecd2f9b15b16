"""Organisers' pages of one item: adding, editing, removing."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app import links
from app.agenda import queries
from app.agenda.answers import (
    by,
    done,
    find_in,
    growth,
    item_or_404,
    key_of,
    people_rows,
    place_of,
    removal,
    renewed,
    saved,
    spot_of,
    texts_of,
    where,
)
from app.agenda.forms import (
    UNNAMED,
    ItemForm,
    NewItemForm,
    chosen_people,
    offer_people,
    offer_places,
    offer_spots,
)
from app.agenda.items_in_words import title_of
from app.agenda.models import AgendaItem
from app.agenda.positions import LAST
from app.agenda.queries import Draft
from app.agenda.rules.words import ItemState, Kind
from app.agenda.service import items as service
from app.errors import Refusal
from app.extensions import db
from app.i18n import gettext, refusal_sentence
from app.workshops.membership import current_role, current_workshop, member
from app.workshops.rules import Role, Stale, may

bp = Blueprint("agenda_items", __name__, url_prefix="/organise/<slug>/agenda")

TEXTS = ("title", "subject", "abstract", "summary", "caption")


# -- Adding ---------------------------------------------------------------------------------------


@bp.get("/add-item")
@member(Role.EDITOR)
def new_item_form(slug: str) -> ResponseReturnValue:
    draft = queries.draft(current_workshop())
    wanted = {name: request.args.get(name, "") for name in ("day", "theme", "room", "spot")}
    if "day" not in request.args and draft.days:
        wanted["day"] = draft.days[0].date.isoformat()
    data = {"key": links.new_key(), "kind": Kind.TALK, "parts": people_rows([])} | wanted
    form = _offered(NewItemForm(formdata=None, data=data), draft)
    return _item_page(form, None)


@bp.post("/add-item")
@member(Role.EDITOR)
def new_item(slug: str) -> ResponseReturnValue:
    form = _offered(NewItemForm(), queries.draft(current_workshop()))
    if not form.validate():
        return _item_page(form, None, status=422)
    try:
        item = service.add_item(
            current_workshop(),
            key=key_of(form),
            values=_facts(form),
            place=place_of(form),
            spot=spot_of(form) or LAST,
            parts=chosen_people(form.parts),
            **by(),
        )
    except Refusal as refusal:
        db.session.rollback()
        return _item_page(form, None, refusal=refusal, status=refusal.status)
    return saved(item)


# -- Editing --------------------------------------------------------------------------------------


@bp.get("/items/<key>")
@member(Role.VIEWER)
def edit_item_form(slug: str, key: str) -> ResponseReturnValue:
    draft = queries.draft(current_workshop())
    item = item_or_404(draft, key)
    return _item_page(_offered(_as_typed(item), draft), item)


@bp.post("/items/<key>")
@member(Role.EDITOR)
def edit_item(slug: str, key: str) -> ResponseReturnValue:
    draft = queries.draft(current_workshop())
    item = find_in(draft, key)
    form = _offered(ItemForm(data=texts_of(item, *TEXTS)), draft)
    if not form.validate():
        return _item_page(form, item, status=422)
    was = item.minutes if item else None
    try:
        item = service.edit_item(
            current_workshop(),
            key,
            _facts(form),
            place=place_of(form),
            parts=chosen_people(form.parts),
            revision=form.revision.data,
            **by(),
        )
    except Refusal as refusal:
        db.session.rollback()
        draft = queries.draft(current_workshop())
        item = find_in(draft, key)
        theirs = None
        if item and isinstance(refusal, Stale):
            theirs = _offered(_as_typed(item), draft)
        return _item_page(form, item, refusal=refusal, theirs=theirs, status=refusal.status)
    return saved(item, pushed=growth(was, item.minutes))


# -- Removing -------------------------------------------------------------------------------------


@bp.get("/items/<key>/remove")
@member(Role.EDITOR)
def remove_form(slug: str, key: str) -> ResponseReturnValue:
    item = queries.find_item(current_workshop(), key) or abort(404)
    return removal(
        title_of(item),
        gettext(
            "It leaves the draft. If it was published, calendars and those concerned hear of it "
            "as cancelled when you publish next."
        ),
        url_for(".remove", slug=slug, key=key),
    )


@bp.post("/items/<key>/remove")
@member(Role.EDITOR)
def remove(slug: str, key: str) -> ResponseReturnValue:
    service.remove_item(current_workshop(), key, **by())
    return done(gettext("The item is removed from the draft."))


# -- Between row, form and page -------------------------------------------------------------------


def _facts(form: ItemForm) -> dict[str, Any]:
    return {name: form[name].data for name in TEXTS} | {
        "kind": Kind(form.kind.data),
        "minutes": form.minutes.data,
        "pinned": form.pinned.data,
        "state": ItemState.CANCELLED if form.cancelled.data else None,
    }


def _as_typed(item: AgendaItem) -> ItemForm:
    data = {name: getattr(item, name) for name in service.FACTS}
    data |= where(item) | {"key": item.key, "revision": item.revision}
    data |= {"cancelled": item.state is ItemState.CANCELLED}
    people = [(part.speaker.key if part.speaker else UNNAMED, part.part) for part in item.parts]
    return ItemForm(formdata=None, data=data | {"parts": people_rows(people)})


def _offered(form: Any, draft: Draft) -> Any:
    offer_places(form, draft)
    offer_people(form.parts, draft.names(), unnamed=True)
    if isinstance(form, NewItemForm):
        offer_spots(form, draft)
    return form


def _item_page(
    form: ItemForm,
    item: AgendaItem | None,
    *,
    refusal: Refusal | None = None,
    theirs: ItemForm | None = None,
    status: int = 200,
) -> ResponseReturnValue:
    if theirs is not None and item is not None:
        renewed(form, item)
    page = render_template(
        "agenda/item.html",
        workshop=current_workshop(),
        form=form,
        item=item,
        title=title_of(item) if item else None,
        theirs=theirs,
        refusal=refusal_sentence(refusal) if refusal else None,
        may_edit=may(current_role(), Role.EDITOR),
    )
    return page, status
