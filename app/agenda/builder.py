"""The builder as its reader sees it now, and what became of it since they looked last."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import get_template_attribute, render_template, request
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from app.accounts.models import Account
from app.agenda import hints, outlines, queries
from app.agenda.board import Board, Card, Setting, board, differences
from app.agenda.history_in_words import of_edit
from app.agenda.items_in_words import title_of
from app.agenda.models_history import AgendaEdit, Presence
from app.agenda.rules.hints import Severity
from app.agenda.rules.history import Stacks
from app.agenda.rules.outline import Outline
from app.agenda.service import history
from app.extensions import db
from app.i18n import language, zones
from app.people.models import Person, Speaker
from app.workshops.membership import current_role, current_workshop
from app.workshops.models import Workshop
from app.workshops.rules import Role, may

#: Whoever looked so many edits ago gets the page anew.
MOST_EDITS = 60
#: Who was heard of so long ago has gone.
GONE_AFTER = timedelta(seconds=70)


@dataclass(frozen=True, slots=True, kw_only=True)
class Builder:
    workshop: Workshop
    board: Board
    #: Number of the newest edit.
    number: int
    newest: AgendaEdit | None
    #: What the reader would undo and redo; None where there is nothing.
    undo: str | None
    redo: str | None
    #: Number of the version that the public reads; None = none yet.
    version: int | None
    #: Whether the draft was edited since.
    edited_since: bool
    #: Names of others who have it open, and what they are at.
    others: Sequence[tuple[str, str | None]]
    hints: hints.Hints
    #: Of the workshop's speakers, by key, in their order.
    names: Mapping[str, str]
    may_edit: bool
    #: The zone the reader asks for in the address, where it is one.
    asked_zone: str | None


def look(account: Account, *, at: datetime) -> Builder:
    workshop = current_workshop()
    outline = outlines.read(workshop)
    said = hints.of_workshop(workshop, at=at, outline=outline)
    names = {key: person.name for key, person in said.planning.people.items()}
    edits = _stacked(workshop, account)
    newest = _newest(workshop)
    version, published_at = queries.newest_publication(workshop)
    return Builder(
        workshop=workshop,
        board=board(outline, setting(workshop, names, said)),
        number=newest.number if newest else 0,
        newest=newest,
        version=version,
        edited_since=bool(newest and published_at and newest.at > published_at),
        undo=edits[0],
        redo=edits[1],
        others=_others(workshop, outline, account, at),
        hints=said,
        names=names,
        may_edit=may(current_role(), Role.EDITOR),
        asked_zone=asked_zone(),
    )


def names_of(workshop: Workshop) -> dict[str, str]:
    rows = db.session.execute(
        select(Speaker.key, Person.name)
        .join(Person, Person.id == Speaker.person_id)
        .where(Speaker.workshop_id == workshop.id)
        .order_by(Speaker.position, Speaker.id)
    )
    return {key: name for key, name in rows}


def setting(workshop: Workshop, names: Mapping[str, str], said: hints.Hints) -> Setting:
    return Setting(
        time_zone=workshop.time_zone,
        zones=shown_zones(workshop),
        names=names,
        hints={
            key: tuple(one for one in of_item if one.severity is not Severity.NOTE)
            for key, of_item in said.of_items().items()
        },
    )


def asked_zone() -> str | None:
    return zones.meant(request.args.get("zone", "")[:64], language())


def shown_zones(workshop: Workshop) -> tuple[str, ...]:
    """The workshop's own, its further ones, and the one the reader asks for in the address."""
    if workshop.time_zone is None:
        return ()
    asked = asked_zone()
    own = (workshop.time_zone, *workshop.zones)
    return tuple(dict.fromkeys((*own, asked) if asked else own))


def _newest(workshop: Workshop) -> AgendaEdit | None:
    return db.session.scalar(
        select(AgendaEdit)
        .where(AgendaEdit.workshop_id == workshop.id)
        .order_by(AgendaEdit.number.desc())
        .limit(1)
    )


def _stacked(workshop: Workshop, account: Account) -> tuple[str | None, str | None]:
    """What undo and redo would take back, in words."""
    stacks: Stacks = history.stacks_of(workshop, account.id)
    wanted = [numbers[-1] for numbers in (stacks.undo, stacks.redo) if numbers]
    rows = db.session.scalars(
        select(AgendaEdit).where(
            AgendaEdit.workshop_id == workshop.id, AgendaEdit.number.in_(wanted or [0])
        )
    )
    said = {edit.number: of_edit(edit) for edit in rows}
    return (
        said.get(stacks.undo[-1]) if stacks.undo else None,
        said.get(stacks.redo[-1]) if stacks.redo else None,
    )


# -- Who is here ----------------------------------------------------------------------------------


def _others(
    workshop: Workshop, outline: Outline, account: Account, at: datetime
) -> list[tuple[str, str | None]]:
    rows = db.session.execute(
        select(Account.name, Presence.item)
        .join(Presence, Presence.account_id == Account.id)
        .where(
            Presence.workshop_id == workshop.id,
            Presence.account_id != account.id,
            Presence.seen_at > at - GONE_AFTER,
        )
        .order_by(Account.name)
    )
    titles = {item.key: title_of(item) for item in outline.items}
    return [(name, titles.get(item or "")) for name, item in rows]


def note_presence(workshop: Workshop, account: Account, item: str | None, *, at: datetime) -> None:
    seen = {"seen_at": at, "item": item}
    mine = update(Presence).where(
        Presence.workshop_id == workshop.id, Presence.account_id == account.id
    )
    if db.session.execute(mine.values(seen)).rowcount:  # type: ignore[attr-defined]
        return
    # A second window of the same person may be quicker.
    with suppress(IntegrityError), db.session.begin_nested():
        db.session.add(Presence(workshop_id=workshop.id, account_id=account.id, **seen))


# -- What became of it ----------------------------------------------------------------------------


def changes(now: Builder, since: int | None) -> dict[str, Any]:
    """What a page that shows the draft after edit `since` needs to show it as it is now.

    `lists` are the keys of rows in the order they stand, `rows` and `times` their HTML, `parts`
    that of what stands around them. `reload` where all of it is another.
    """
    workshop, outline = now.workshop, now.board.outline
    answer: dict[str, Any] = {"number": now.number, "parts": _parts(now)}
    if since is None or not 0 <= now.number - since <= MOST_EDITS:
        return answer | {"reload": True}
    before = history.outline_after(workshop, since, outline) if since < now.number else outline
    shown = now.board
    if before != outline:
        shown = board(before, setting(workshop, now.names, hints.as_of(now.hints, before)))
    differ = differences(shown, now.board)
    if differ.days:
        return answer | {"reload": True}
    row = get_template_attribute("agenda/_board.html", "row")
    gutter = get_template_attribute("agenda/_board.html", "gutter")
    return answer | {
        "lists": differ.lists,
        "rows": {one.key: row(one, now) for one in differ.rows},
        "times": {one.key: gutter(one.when) for one in differ.times},
    }


def _parts(now: Builder) -> dict[str, str]:
    """What stands around the rows, by the id it has on the page."""
    day_sum = get_template_attribute("agenda/_board.html", "day_sum")
    return {
        "builder-state": render_template("agenda/_state.html", builder=now, workshop=now.workshop),
        "builder-hints": render_template("agenda/_hints.html", builder=now, workshop=now.workshop),
    } | {f"{day.name}-sum": day_sum(day, now) for day in now.board.days}


def card_of(now: Board, key: str) -> Card | None:
    return next((card for card in now.cards() if card.item.key == key), None)
