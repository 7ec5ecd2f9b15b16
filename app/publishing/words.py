"""The rehearsal as people read it: changes by theme, each person's times on their own clock."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from app.agenda.changes_in_words import by_other_clocks, say, title_of
from app.agenda.items_in_words import text_of
from app.agenda.rules.changes import Change
from app.agenda.rules.document import Document, ItemSeen
from app.agenda.rules.grouping import Group, group
from app.agenda.rules.moves import Move, moves, room_of
from app.i18n import gettext, language, spans, zones
from app.invitations.models import Invitation
from app.invitations.rules import EXPECTED, InvitationState, naming, told
from app.people.models import Speaker
from app.publishing.service.rehearsing import Rehearsal
from app.workshops.rules import Relation, Way

# -- What readers will miss -----------------------------------------------------------------------


def not_recorded(document: Document) -> list[str]:
    """What the public page says is not recorded, so that nobody hears of it from a reader."""
    workshop = document.workshop
    missing = {
        gettext("who hosts it"): not any(
            one.relation is Relation.HOST for one in workshop.organisations
        ),
        gettext("how it is held"): workshop.way is None,
        gettext("where"): workshop.place is None and workshop.way in (Way.ON_SITE, Way.HYBRID),
        gettext("working languages"): not workshop.spoken,
        gettext("whom to ask"): workshop.contact is None,
        gettext("the day"): not document.days,
        gettext("the time zone"): workshop.time_zone is None,
    }
    return [what for what, is_missing in missing.items() if is_missing]


def named_still(
    document: Document, people: Mapping[str, tuple[Speaker, Invitation | None]]
) -> list[str]:
    """Who does not come and would be named all the same, each in a sentence."""
    states = {key: one.state for key, (_, one) in people.items() if one is not None}
    return [
        gettext("%(name)s has declined and is still named.", name=people[key][0].person.name)
        if state is InvitationState.DECLINED
        else gettext(
            "%(name)s is not invited any more and is still named.",
            name=people[key][0].person.name,
        )
        for key, state in naming.still_named(document, states)
    ]


# -- Changes by theme -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A change as a sentence, and its times on the workshop's other clocks."""

    sentence: str
    elsewhere: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupSaid:
    group: Group
    sentences: list[Said]


def by_theme(
    changes: tuple[Change, ...], before: Document | None, after: Document
) -> list[GroupSaid]:
    return [
        GroupSaid(
            group=one,
            sentences=[
                Said(
                    sentence=say(change, before, after),
                    elsewhere=by_other_clocks(change, before, after),
                )
                for change in one.changes
            ],
        )
        for one in group(changes, before, after)
    ]


# -- Person by person -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    title: str
    old: str
    new: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonSaid:
    name: str
    #: Berlin, UTC+2; empty where no hour is known.
    zone: str
    #: Their own zone is not recorded: the times are those of the workshop.
    zone_unknown: bool
    lines: list[Line]
    #: As letters name readers, speaker:3; None = there is no letter.
    reader: str | None
    #: Why there is none, else the state of the letter.
    told: str


def by_person(
    rehearsal: Rehearsal, people: Mapping[str, tuple[Speaker, Invitation | None]]
) -> list[PersonSaid]:
    """Everybody whose own time or place changes, told or not."""
    before, after = rehearsal.before, rehearsal.after
    names = {one.key: one.name for one in (*(before.people if before else ()), *after.people)}
    written_to = {one.speaker_id for one in rehearsal.written_to}
    said = []
    for key, those in groupby(moves(before, after), key=lambda move: move.person):
        own = list(those)
        speaker, invitation = people.get(key, (None, None))
        own_zone = speaker.person.time_zone if speaker else None
        zone = own_zone or after.workshop.time_zone
        first = next((m.start for one in own for m in (one.new, one.old) if m and m.start), None)
        has_letter = speaker is not None and speaker.id in written_to
        said.append(
            PersonSaid(
                name=names[key],
                zone=zones.named(zone, first, language()) if zone and first else "",
                zone_unknown=own_zone is None and bool(zone and first),
                lines=[_line(one, zone, before, after, invitation) for one in own],
                reader=f"speaker:{speaker.id}" if speaker and has_letter else None,
                told=_told(speaker, invitation, has_letter=has_letter),
            )
        )
    return said


def _told(speaker: Speaker | None, invitation: Invitation | None, *, has_letter: bool) -> str:
    if has_letter:
        return gettext("gets an e-mail")
    if speaker is None:
        return gettext("no longer in the list of people: gets no e-mail")
    if invitation is None or invitation.sent_at is None:
        return gettext("not invited yet: gets no e-mail")
    if invitation.state not in EXPECTED:
        return gettext("no longer expected: gets no e-mail")
    if not speaker.person.email:
        return gettext("no address recorded: please tell them yourself")
    return gettext("gets no e-mail; it stands on their page")


def _line(
    move: Move,
    zone: str | None,
    before: Document | None,
    after: Document,
    invitation: Invitation | None,
) -> Line:
    dated = _is_dated(before, after)
    old, new = move.old, move.new
    if new is None:
        still_there = old is not None and any(one.uid == old.uid for one in after.shown())
        now = gettext("no longer named with it") if still_there else gettext("taken out")
    elif move.called_off:
        now = gettext("cancelled")
    else:
        now = _when(new, after, zone, dated=dated)
    if old and before:
        was = _when(old, before, zone, dated=dated)
    else:
        was = _told_before(move, now, zone, after, invitation, dated=dated)
    if old and new and before and not move.called_off:
        rooms = room_of(old, before), room_of(new, after)
        if rooms[0] != rooms[1]:
            was, now = (
                gettext("%(when)s, room %(room)s", when=when, room=text_of(room)) if room else when
                for when, room in zip((was, now), rooms, strict=True)
            )
    return Line(title=title_of(new or old), old=was, new=now)


def _told_before(
    move: Move,
    now: str,
    zone: str | None,
    after: Document,
    invitation: Invitation | None,
    *,
    dated: bool,
) -> str:
    """What an e-mail said of an item that no version held before."""
    known = invitation.told if invitation else None
    if move.new is None or not known or move.new.uid not in known["items"]:
        return gettext("first time told")
    as_told = told.as_document(known, after, move.person)
    item = next(one for one in as_told.items if one.uid == move.new.uid)
    was = _when(item, as_told, zone, dated=dated)
    return gettext("already told by e-mail") if was == now else was


def _is_dated(before: Document | None, after: Document) -> bool:
    """Whether a clock alone would leave the day open."""
    return len({one.date for it in (before, after) if it for one in it.days}) > 1


def _when(item: ItemSeen, document: Document, zone: str | None, *, dated: bool) -> str:
    """On the wall in this zone; dated where days could be mixed up, or where it is another day
    there than at the workshop."""
    here = document.workshop.time_zone
    if item.start is None or zone is None or here is None:
        if item.day is None:
            return gettext("not placed on a day")
        day = zones.day_and_month(item.day, language())
        return gettext("%(day)s, time not recorded", day=day)
    there = _day(item.start, zone)
    if not dated:
        return spans.hours(item.start, item.end, zone, _day(item.start, here))
    said = zones.day_and_month(there, language())
    return gettext(
        "%(day)s, %(clock)s", day=said, clock=spans.hours(item.start, item.end, zone, there)
    )


def _day(at: datetime, zone: str) -> date:
    return zones.local(at, zone).date()
