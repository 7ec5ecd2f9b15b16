"""What the pages of the builder share: who acts, what was typed, and the way back."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from datetime import date
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app import clock, links
from app.accounts.sessions import require_account
from app.agenda import builder
from app.agenda.board_in_words import announce_push
from app.agenda.forms import FIRST, InspectorForm, ItemForm, MoveForm, NewItemForm
from app.agenda.models import AgendaItem
from app.agenda.positions import Spot
from app.agenda.queries import Draft
from app.agenda.rules import patches
from app.agenda.rules.history import Repeated
from app.agenda.service import history
from app.agenda.service.items import Place
from app.errors import Refusal
from app.extensions import Text, db
from app.i18n import gettext, refusal_sentence
from app.people.rules import Part
from app.web import asks_for_data
from app.workshops.membership import current_role, current_workshop
from app.workshops.models import Workshop
from app.workshops.rules import Role, may

#: What may name something new, in an address and in a calendar's UID.
KEY = re.compile(r"[a-z0-9]{1,32}")
#: Empty rows of a list of people: where nobody is in it yet, and after those who are.
ALL_BLANK, BLANKS = 4, 2


def by() -> dict[str, Any]:
    """Who acts, and when, for the verbs of a service; an act that a script names is done once."""
    told = request.form.get("act", "") if asks_for_data() else ""  # else the name of a button
    history.name_next(told if KEY.fullmatch(told) else None)
    return {"at": clock.now(), "account_id": require_account().id}


def key_of(form: Any) -> str:
    """The key the form was given, so that a doubled post is known; a new one without."""
    return form.key.data or links.new_key()


def renewed(form: Any, row: Any) -> None:
    """Saving once more after a look at both texts means this row as it is now."""
    form.revision.data, form.revision.raw_data = row.revision, None


def texts_of(row: Any, *names: str) -> dict[str, Text | None]:
    """The texts a row has, for a form that was posted: what it does not show stays."""
    return {name: getattr(row, name) for name in names} if row is not None else {}


def growth(was: int | None, now: int | None) -> int:
    """By how many minutes a length that was known is longer."""
    return max((now or 0) - was, 0) if was is not None else 0


def people_rows(people: list[tuple[str, Part]]) -> list[dict[str, str]]:
    blank = {"person": "", "part": Part.SPEAKER}
    rows = [{"person": person, "part": part} for person, part in people]
    return rows + [blank] * (BLANKS if people else ALL_BLANK)


# -- Where an item stands ------------------------------------------------------------------------


def date_of(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None


def place_of(form: ItemForm | InspectorForm | MoveForm) -> Place:
    return Place(
        day=date_of(form.day.data), theme=form.theme.data or None, room=form.room.data or None
    )


def spot_of(form: NewItemForm | MoveForm) -> Spot | None:
    if form.spot.data == FIRST:
        return Spot(first=True)
    return Spot(after=form.spot.data) if form.spot.data else None


def where(item: AgendaItem) -> dict[str, str]:
    return {
        "day": item.day.date.isoformat() if item.day else "",
        "theme": item.theme.key if item.theme else "",
        "room": item.room.key if item.room else "",
    }


def find_in(draft: Draft, key: str) -> AgendaItem | None:
    return next((item for item in draft.items if item.key == key), None)


def item_or_404(draft: Draft, key: str) -> AgendaItem:
    item = find_in(draft, key)
    return item if item is not None else abort(404)


def saved(item: AgendaItem, *, pushed: int = 0) -> ResponseReturnValue:
    """Back to the builder, at the item, with its time now; to a script, what differs.

    `pushed` are the minutes by which it is new, or longer than it was.
    """
    key = item.key
    slug = current_workshop().slug
    now = builder.look(require_account(), at=clock.now())
    card = builder.card_of(now.board, key)
    done = announce_push(card, now.board, pushed) if card is not None else gettext("Saved.")
    if asks_for_data():
        return patch(done, key, now)
    db.session.commit()
    flash(done, f"item-{key}")  # said where the page is opened
    return redirect(url_for("agenda_manage.edit", slug=slug, _anchor=f"item-{key}"), 303)


# -- To the script of the builder -----------------------------------------------------------------


def since() -> int | None:
    """Number of the newest edit that the page which asks shows; None where it says none."""
    told = request.form.get("since", "")
    return int(told) if told.isdecimal() and len(told) < 10 else None


def sent_key() -> str:
    """The key a button of the builder brings for what it makes; a new one where it is none."""
    told = request.form.get("key", "")
    return told if KEY.fullmatch(told) else links.new_key()


def find_changed(
    workshop: Workshop, key: str, names: Collection[str], since: int | None
) -> frozenset[str]:
    """Which of these facts of an item somebody else changed after edit `since`."""
    if since is None:
        return frozenset()
    facts: set[str] = set()
    for edit in history.edits_after(workshop, since):
        if edit.account_id != require_account().id:
            touched = patches.from_json(edit.patch).touches()
            facts |= {fact for kind, one, fact in touched if (kind, one) == ("items", key)}
    return frozenset(facts & set(names))


def patch(said: str, key: str | None = None, now: builder.Builder | None = None) -> dict[str, Any]:
    """What became of the draft since the page that asks, and the sentence to be read out."""
    now = now or builder.look(require_account(), at=clock.now())
    answer = builder.changes(now, since())
    db.session.commit()
    return answer | {"said": said, "item": key}


def refused(refusal: Refusal) -> ResponseReturnValue:
    """Said on the builder; nothing was changed."""
    sentence = refusal_sentence(refusal)
    if asks_for_data():
        if isinstance(refusal, Repeated):  # its answer was lost on the way
            return patch(gettext("Saved."))
        return {"refusal": sentence}, refusal.status
    flash(sentence, "refusal")
    return redirect(url_for("agenda_manage.edit", slug=current_workshop().slug), 303)


# -- Forms of what items stand in -----------------------------------------------------------------


def save(
    form: Any,
    perform: Callable[[], object],
    again: Callable[[Refusal | None, int], ResponseReturnValue],
) -> ResponseReturnValue:
    if not form.validate():
        return again(None, 422)
    try:
        perform()
    except Refusal as refusal:
        db.session.rollback()
        return again(refusal, refusal.status)
    return done(gettext("Saved. The public page follows when you publish."))


def act(perform: Callable[[], object]) -> ResponseReturnValue:
    """An act of one button; a refusal is said on the builder."""
    try:
        perform()
    except Refusal as refusal:
        db.session.rollback()
        return refused(refusal)
    return done(gettext("Done. The public page follows when you publish."))


def done(sentence: str) -> ResponseReturnValue:
    if asks_for_data():
        return patch(sentence)
    address = url_for("agenda_manage.edit", slug=current_workshop().slug)
    db.session.commit()
    flash(sentence)
    return redirect(address, 303)


def page(
    name: str, form: Any, row: Any, theirs: Any, refusal: Refusal | None, status: int
) -> ResponseReturnValue:
    page = render_template(
        f"agenda/{name}.html",
        workshop=current_workshop(),
        form=form,
        row=row,
        theirs=theirs,
        refusal=refusal_sentence(refusal) if refusal else None,
        may_edit=may(current_role(), Role.EDITOR),
    )
    return page, status


def removal(title: str, consequence: str, action: str) -> ResponseReturnValue:
    return render_template(
        "agenda/remove.html",
        workshop=current_workshop(),
        title=title,
        consequence=consequence,
        action=action,
    )
