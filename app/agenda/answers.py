"""What the pages of the builder share: who acts, what was typed, and the way back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app import clock, links
from app.accounts.sessions import require_account
from app.agenda import drafting, queries
from app.agenda.forms import FIRST, ItemForm, MoveForm, NewItemForm
from app.agenda.items_in_words import title_of
from app.agenda.models import AgendaItem
from app.agenda.positions import Spot
from app.agenda.queries import Draft
from app.agenda.service.items import Place
from app.errors import Refusal
from app.extensions import Text, db
from app.i18n import gettext, language, refusal_sentence, zones
from app.i18n.cities import city
from app.people.rules import Part
from app.workshops.membership import current_role, current_workshop
from app.workshops.rules import Role, may

#: Empty rows of a list of people: where nobody is in it yet, and after those who are.
ALL_BLANK, BLANKS = 4, 2


def by() -> dict[str, Any]:
    """Who acts, and when, for the verbs of a service."""
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


def place_of(form: ItemForm | MoveForm) -> Place:
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


def saved(item: AgendaItem) -> ResponseReturnValue:
    """Back to the builder, at the item, with its time now."""
    key = item.key
    draft = queries.draft(current_workshop())
    start = drafting.placements(draft)[key].start
    slug, zone, title = draft.workshop.slug, draft.workshop.time_zone, title_of(item)
    db.session.commit()
    done = gettext("“%(title)s” is saved.", title=title)
    if start is not None and zone is not None:
        done = gettext(
            "“%(title)s” is saved; it begins at %(clock)s (%(zone)s).",
            title=title, clock=zones.clock(start, zone), zone=city(zone, language()),
        )  # fmt: skip
    flash(done, f"item-{key}")  # said where the page is opened
    return redirect(url_for("agenda_manage.edit", slug=slug, _anchor=f"item-{key}"), 303)


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
        flash(refusal_sentence(refusal), "refusal")
        return redirect(url_for("agenda_manage.edit", slug=current_workshop().slug), 303)
    return done(gettext("Done. The public page follows when you publish."))


def done(sentence: str) -> ResponseReturnValue:
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
