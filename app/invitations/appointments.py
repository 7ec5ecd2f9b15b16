"""What goes into a speaker's calendar: one iTIP request (RFC 5546) for each own item, or none.

A letter asks `planned` what it carries and, once it is written, `remember`s it. Only where replies
can be read (`mail_inbound`) and for items whose beginning and end are known; without any the
letter carries the plain file as before. Which requests there are, `rules.requests` decides.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.utils import parseaddr
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from app.agenda.calendar import telling
from app.agenda.calendar_entries import timed
from app.agenda.calendar_in_words import is_cancelled
from app.agenda.rules.document import Document
from app.agenda.rules.entries import has_hours
from app.extensions import config, db
from app.i18n import language, texts
from app.ical import scheduling
from app.ical.scheduling import Method, PartStat, Party, Scheduling
from app.ical.values import Entry, Hours
from app.invitations import own_part
from app.invitations.models import Appointment, Invitation
from app.invitations.own_part import OwnPart
from app.invitations.rules import InvitationState, requests
from app.invitations.rules.requests import Sent, Step, Wanted
from app.mail.models import Letter
from app.mail.outbox import REPLY, Link, place_of
from app.people.rules import called
from app.workshops.rules import Relation, WorkshopState

_MOMENT = "%Y-%m-%dT%H:%M:%SZ"


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """One request, for one mail: calendar programs want one UID in each."""

    uid: str
    #: REQUEST or CANCEL; the letter's `method`.
    method: str
    sequence: int
    #: The letter's `calendar`; its ORGANIZER is `place_of("reply")`.
    text: str
    #: The one ATTENDEE, and so whom the letter goes to: an address the speaker has no longer gets
    #: a CANCEL, in a letter of kind `appointment` without any personal link but "reply".
    email: str
    #: The letter's link "reply", in place of its own: a CANCEL comes from the ORGANIZER of what
    #: it cancels, also after newer links were given out.
    reply: Link
    #: What the entry says: start, end, zone, summary, location and more; plain JSON.
    said: dict[str, Any]
    #: Its DTSTAMP.
    at: datetime


def planned(kind: str, invitation: Invitation, part: OwnPart, *, at: datetime) -> list[Planned]:
    """What a letter of this kind carries, in the spoken language; reads only.

    The first goes with the letter itself unless it is for another address than the speaker's,
    each further one with a letter of kind `appointment`.
    """
    if config().mail_inbound is None or kind not in requests.CARRYING:
        return []
    entries, rows = _entries(invitation, part), _rows(invitation)
    above = 0 if rows else _asked_before(invitation)
    steps = requests.steps(
        kind,
        [
            Wanted(uid=uid, sequence=e.sequence + above, said=_said(part, e))
            for uid, e in entries.items()
        ],
        [_sent(row) for row in rows],
        email=invitation.speaker.person.email,
        generation=invitation.generation,
        at=at,
    )
    return [_planned(step, entries, invitation, part) for step in steps]


def _asked_before(invitation: Invitation) -> int:
    """Requests to this speaker by an invitation that was deleted since. Each of them may have
    raised the sequence by one, and what is asked now has to win over the last of them."""
    asked = select(func.count()).where(
        Letter.workshop_id == invitation.workshop_id,
        Letter.recipient == f"speaker:{invitation.speaker_id}",
        Letter.method.is_not(None),
    )
    return db.session.scalar(asked) or 0


def by_request(invitation: Invitation, part: OwnPart) -> frozenset[str]:
    """Keys of the items that the calendar is asked about, so that no plain file holds them too."""
    if config().mail_inbound is None:
        return frozenset()
    asked = {row.uid for row in _rows(invitation)}
    own = part.keys
    return frozenset(
        item.key
        for item in part.document.items
        if item.uid in asked or (item.key in own and has_hours(item))
    )


def remember(those: Sequence[Planned], invitation: Invitation, *, at: datetime) -> None:
    """Remember what was sent, so that the next one wins."""
    if not those:
        return
    rows = {row.uid: row for row in _rows(invitation)}
    for one in sorted(those, key=lambda each: each.sequence):
        row = rows.get(one.uid)
        if row is None:
            row = rows[one.uid] = Appointment(invitation=invitation, uid=one.uid)
            db.session.add(row)
        if row.email != one.email:
            row.partstat = row.replied_at = None
        # An answer stands as long as the request repeats it.
        if row.partstat != one.said["partstat"] or one.method == Method.CANCEL:
            row.partstat = None
        row.method, row.sequence, row.email = one.method, one.sequence, one.email
        row.said, row.sent_at = one.said, one.at
    db.session.flush()


def _rows(invitation: Invitation) -> Sequence[Appointment]:
    return db.session.scalars(
        select(Appointment)
        .where(Appointment.invitation_id == invitation.id)
        .order_by(Appointment.id)
    ).all()


def _sent(row: Appointment) -> Sent:
    return Sent(
        uid=row.uid,
        method=Method(row.method),
        sequence=row.sequence,
        email=row.email,
        said=row.said,
        at=row.sent_at,
        answered=PartStat(row.partstat) if row.partstat else None,
    )


# -- Entries --------------------------------------------------------------------------------------


def _entries(invitation: Invitation, part: OwnPart) -> dict[str, Entry]:
    """The own items that take place and whose hours are known, by UID, as calendars have them."""
    document = part.document
    items = [
        one.item
        for one in part.items
        if has_hours(one.item) and not is_cancelled(one.item, document)
    ]
    workshop = invitation.speaker.workshop
    may_join = invitation.state is InvitationState.ACCEPTED
    join_url = workshop.join_url if may_join else None
    with telling(document, language(), config().base_url, join_url, in_letter=True) as told:
        found = timed(told, items)
    if workshop.state is WorkshopState.DRAFT:
        # Its page is nobody's yet.
        found = tuple(replace(one, url=None) for one in found)
    return {one.uid: one for one in found}


def _said(part: OwnPart, entry: Entry) -> dict[str, Any]:
    """What is compared with the next one, in no language, and what a CANCEL has to repeat."""
    assert isinstance(entry.when, Hours)
    item = next(one.item for one in part.items if one.item.uid == entry.uid)
    room = next((one.name for one in part.document.rooms if one.key == item.room), None)
    return {
        "start": entry.when.start.astimezone(UTC).strftime(_MOMENT),
        "end": entry.when.end.astimezone(UTC).strftime(_MOMENT),
        "zone": part.document.workshop.time_zone,
        "place": [room, part.document.workshop.place],
        "title": [item.title, item.subject],
        "summary": entry.summary,
        "location": entry.location,
        "created": entry.created.strftime(_MOMENT),
    }


def _as_said(step: Step, part: OwnPart) -> Entry:
    """The entry to cancel, as the calendar has it; the agenda may know nothing of it any more."""
    zone = ZoneInfo(step.said["zone"]) if step.said["zone"] else UTC
    start, end, created = (
        datetime.strptime(step.said[name], _MOMENT).replace(tzinfo=UTC)
        for name in ("start", "end", "created")
    )
    return Entry(
        uid=step.uid,
        when=Hours(start.astimezone(zone), end.astimezone(zone)),
        summary=step.said["summary"],
        sequence=step.sequence,
        created=created,
        changed=step.at,
        location=step.said["location"],
    )


def _planned(
    step: Step, entries: Mapping[str, Entry], invitation: Invitation, part: OwnPart
) -> Planned:
    if step.method is Method.CANCEL:
        entry = _as_said(step, part)
    else:
        entry = entries[step.uid]
        # What only this person sees, such as the link for joining, may be new.
        entry = replace(entry, sequence=step.sequence, changed=max(entry.changed, step.at))
    text = scheduling.request(
        Scheduling(
            method=step.method,
            entry=_without_places(entry),
            organizer=Party(name=_asks(part.document), address=place_of("reply")),
            attendee=Party(name=_called(invitation), address=step.email),
            partstat=step.partstat,
            at=step.at,
        )
    ).decode()
    return Planned(
        uid=step.uid,
        method=step.method.value,
        sequence=step.sequence,
        text=text,
        email=step.email,
        reply=Link("reply", REPLY, "reply", invitation.key, step.generation),
        said=dict(step.said),
        at=step.at,
    )


def _without_places(entry: Entry) -> Entry:
    """What people typed is no place for a link, whatever it looks like."""
    texts = {
        name: getattr(entry, name).replace("%%link:", "%% link:")
        for name in ("summary", "description", "location")
    }
    return replace(entry, **texts)


def _called(invitation: Invitation) -> str:
    person = invitation.speaker.person
    return called(person.name, person.native_name, language())


def _asks(document: Document) -> str:
    """Who asks: the host, else whom the letters are from."""
    hosts = own_part.organisations(document, Relation.HOST)
    host = texts.words(hosts[0], language()) if hosts else ""
    return (
        host
        or parseaddr(config().mail_from)[0]
        or texts.words(document.workshop.title, language())
    )
