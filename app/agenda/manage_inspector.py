"""The inspector: the frequent facts of one item beside the agenda, each saved as it is changed.

Only the fields that are sent are changed, and only where somebody else changed the same fact
meanwhile is there a conflict: the history of the draft knows.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from flask import Blueprint, abort, get_template_attribute, render_template, request
from flask.typing import ResponseReturnValue

from app import clock, links
from app.accounts.sessions import require_account
from app.agenda import builder, outlines
from app.agenda.answers import (
    by,
    date_of,
    find_changed,
    growth,
    patch,
    people_rows,
    refused,
    since,
)
from app.agenda.board import Card
from app.agenda.board_in_words import announce_push
from app.agenda.builder import Builder
from app.agenda.forms import UNNAMED, InspectorForm, chosen_people, offer_people, offer_places
from app.agenda.rules.outline import ItemPlanned, Outline
from app.agenda.rules.refusals import Gone
from app.agenda.rules.words import Kind
from app.agenda.service import items as service
from app.agenda.service import lock
from app.agenda.service.items import Place
from app.errors import Refusal
from app.extensions import db
from app.web import asks_for_data
from app.workshops.membership import current_workshop, member
from app.workshops.rules import Role

bp = Blueprint("agenda_inspector", __name__, url_prefix="/organise/<slug>/agenda")

FACTS = ("title", "kind", "minutes", "pinned")
PLACE = ("day", "theme", "room")


@bp.get("/items/<key>/inspector")
@member(Role.EDITOR)
def inspect(slug: str, key: str) -> ResponseReturnValue:
    now = builder.look(require_account(), at=clock.now())
    card = builder.card_of(now.board, key) or abort(404)
    return _fragment(_as_drafted(card, now), card, now)


@bp.post("/items/<key>/quick")
@member(Role.EDITOR)
def quick(slug: str, key: str) -> ResponseReturnValue:
    if not asks_for_data():
        abort(400)  # the page of all facts is for whoever has no script
    workshop = current_workshop()
    lock(workshop)
    outline = outlines.read(workshop)
    item = outline.item(key)
    if item is None:
        return refused(Gone())
    form = InspectorForm(formdata=None, data={"title": item.title})
    form.minutes.was = item.minutes
    form.process(request.form, data={"title": item.title})
    _offer(form, outline, builder.names_of(workshop))
    sent = _sent(form)
    form.validate()
    if any(form[name].errors for name in sent):
        return {"refusal": _wrong(form, sent), "fields": sorted(sent)}, 422
    if find_changed(workshop, key, sent, since()):
        return _conflict(form, sent, key)
    try:
        service.edit_item(
            workshop,
            key,
            {name: _value(form, name) for name in FACTS if name in sent},
            place=_place(form, sent, item),
            parts=chosen_people(form.parts) if "parts" in sent else None,
            **by(),
        )
    except Refusal as refusal:
        db.session.rollback()
        return refused(refusal)
    now = builder.look(require_account(), at=clock.now())
    card = builder.card_of(now.board, key)
    assert card is not None
    grown = growth(item.minutes, card.item.minutes)
    fragment = _fragment(_as_drafted(card, now), card, now, grown)
    return patch(announce_push(card, now.board, grown), key, now) | {"inspector": fragment}


def _place(form: InspectorForm, sent: set[str], item: ItemPlanned) -> Place | None:
    """Where it is to stand; what was not sent stays as it is."""
    if not sent & set(PLACE):
        return None
    return Place(
        day=date_of(form.day.data) if "day" in sent else item.day,
        theme=form.theme.data or None if "theme" in sent else item.theme,
        room=form.room.data or None if "room" in sent else item.room,
    )


def _value(form: InspectorForm, name: str) -> Any:
    return Kind(form.kind.data) if name == "kind" else form[name].data


def _sent(form: InspectorForm) -> set[str]:
    """Names of the fields the form was posted with; texts and people by the first word."""
    first_words = {name.split("-")[0] for name in request.form}
    return {field.short_name for field in form} & first_words - {"csrf_token"}


def _wrong(form: InspectorForm, sent: set[str]) -> str:
    """Every fault in a sentence of its own."""
    return " ".join(str(error) for name in sorted(sent) for error in _flat(form[name].errors))


def _conflict(form: InspectorForm, sent: set[str], key: str) -> ResponseReturnValue:
    """What somebody else saved meanwhile, beside what was typed."""
    now = builder.look(require_account(), at=clock.now())
    card = builder.card_of(now.board, key)
    assert card is not None
    labels = tuple(str(form[name].label.text) for name in sent)
    theirs = _as_drafted(card, now).as_words()
    # A text has a label for each language, which begins with that of the field.
    mine = {one: words for one, words in form.as_words().items() if one.startswith(labels)}
    conflict = get_template_attribute("_macros/forms.html", "conflict")
    said = conflict(mine, {one: words for one, words in theirs.items() if one in mine})
    # All that others did comes along, so that the page may show it with the newest number.
    answer = builder.changes(now, since()) | {"conflict": said, "item": card.item.key}
    return answer, 409


def _flat(errors: Any) -> Iterator[Any]:
    for error in errors.values() if isinstance(errors, dict) else errors:
        if isinstance(error, dict | list | tuple):
            yield from _flat(error)
        else:
            yield error


def _as_drafted(card: Card, now: Builder) -> InspectorForm:
    item = card.item
    people = [(person or UNNAMED, part) for person, part in item.parts]
    data = {
        "title": item.title,
        "kind": item.kind,
        "minutes": item.minutes,
        "pinned": item.pinned,
        "day": item.day.isoformat() if item.day else "",
        "theme": item.theme or "",
        "room": item.room or "",
        "parts": people_rows(people)[: len(people) + 1],
    }
    form = InspectorForm(formdata=None, data=data)
    _offer(form, now.board.outline, now.names)
    return form


def _offer(form: InspectorForm, outline: Outline, names: Mapping[str, str]) -> None:
    offer_places(form, outline)
    offer_people(form.parts, names.items(), unnamed=True)


def _fragment(form: InspectorForm, card: Card, now: Builder, grown: int = 0) -> str:
    """`grown`: minutes that the item has become longer by this moment, which pushed the rest."""
    return render_template(
        "agenda/_inspector.html",
        workshop=now.workshop,
        form=form,
        card=card,
        grown=grown,
        number=now.number,
        new_key=links.new_key,
    )
