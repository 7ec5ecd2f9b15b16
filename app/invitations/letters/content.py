"""What a letter to a speaker is about: the context of its template, in the spoken language."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from app.extensions import config
from app.i18n import language, zones
from app.i18n.texts import many_lines, one_line
from app.invitations import own_part, queries, words
from app.invitations.letters import composing, deadlines, materials
from app.invitations.models import Invitation
from app.invitations.own_part import OwnPart
from app.invitations.rules import MOST_REMINDERS, InvitationState
from app.mail.outbox import REPLY, Link
from app.people.rules import Window, called
from app.registration.rules import greeted
from app.registration.words import on_day, own_time, times
from app.workshops.models import Workshop
from app.workshops.rules import Relation, WorkshopState

#: After these there is nothing to join, and no calendar to follow.
_AT_AN_END = frozenset({"workshop_cancelled", "withdrawn", "delegated", "lapsed"})


def content(
    kind: str, invitation: Invitation, part: OwnPart, context: dict[str, Any]
) -> dict[str, Any]:
    """For `outbox.rehearse`. What only some letters tell of is empty in the others."""
    person, workshop = invitation.speaker.person, invitation.speaker.workshop
    document, spoken = part.document, language()
    is_to_come = not workshop.is_cancelled and kind != "workshop_cancelled"
    calls = greeted(person.name, person.native_name, person.address_as, spoken)
    windows = context.pop("windows", ())
    asking = context.pop("asking", None) or queries.plan_of(workshop.id)
    checklist = context.pop("checklist", None)
    entry = context.pop("entry", None)
    handing_in = materials.said(checklist, invitation, part) if checklist else materials.NOTHING
    return {
        "kind": kind,
        "feature": "invitations",
        "to_name": person.name,
        "to_email": person.email or "",
        "language": invitation.language,
        "practice": workshop.practice,
        "links": personal_links(invitation),
        "called": calls,
        #: The speaker in the greeting of a copy, and in sentences about them.
        "greeted": calls,
        "their_name": called(person.name, person.native_name, spoken),
        "title_of_workshop": document.workshop.title,
        "on_day": on_day(document),
        "times": times(document),
        "own_time": own_time(document, person.time_zone),
        "way": own_part.way_in_words(document),
        "place": document.workshop.place,
        "contact": document.workshop.contact,
        "hosts": own_part.organisations(document, Relation.HOST),
        "funders": own_part.organisations(document, Relation.FUNDER),
        "part": part,
        "part_words": words.PARTS,
        "message": many_lines(invitation.message or ""),
        "join_url": _join_url(invitation) if is_to_come and kind not in _AT_AN_END else None,
        "is_to_come": is_to_come,
        "is_public": workshop.state is not WorkshopState.DRAFT,
        "copy": False,
        "answers_by_mail": config().mail_inbound is not None,
        **composing.context(kind, invitation, part, asking),
        "attached": False,
        "carries": None,
        "number": min(max(invitation.reminders or 0, 1), MOST_REMINDERS),
        "chase": min(max(invitation.chases or 0, 1), MOST_REMINDERS),
        "is_tentative": invitation.state is InvitationState.TENTATIVE,
        "named_by": _named_by(invitation),
        "answer_by": deadlines.to_answer(invitation, part, asking),
        "windows": _windows(windows, part, person.time_zone),
        "delegate": one_line(invitation.delegate_name or ""),
        "question": "",
        #: What the organisers say in their own words.
        "reply": "",
        #: What the checklist misses, and what of it is there.
        "missing": handing_in.missing,
        "too_late": handing_in.too_late,
        "there": handing_in.there,
        "changes": (),
        #: What the attached calendar entry says, and when it is on the clocks of `windows`.
        "entry": entry,
        "entry_times": _entry_times(entry, part, person.time_zone),
        **context,
    }


def may_join(invitation: Invitation) -> bool:
    return invitation.state is InvitationState.ACCEPTED


def _join_url(invitation: Invitation) -> str | None:
    workshop: Workshop = invitation.speaker.workshop
    return workshop.join_url if not workshop.is_cancelled and may_join(invitation) else None


def _named_by(invitation: Invitation) -> str | None:
    """Whose part it was, where a colleague named this person."""
    before = invitation.delegated_from
    if before is None:
        return None
    person = before.speaker.person
    return called(person.name, person.native_name, language())


def _windows(windows: tuple[Window, ...], part: OwnPart, own: str | None) -> list[list[str]]:
    """Each window on the workshop's clock, then on the speaker's own if that is another."""
    clocks = tuple(dict.fromkeys(filter(None, (part.document.workshop.time_zone, own)))) or (
        "UTC",
    )
    return [
        [zones.span(first, last, zone, language()) for zone in clocks]
        for first, last in sorted(windows)
    ]


def _entry_times(
    entry: Mapping[str, Any] | None, part: OwnPart, own: str | None
) -> tuple[str, ...]:
    if not entry or not entry.get("start"):
        return ()
    window = (datetime.fromisoformat(entry["start"]), datetime.fromisoformat(entry["end"]))
    return tuple(_windows((window,), part, own)[0])


# -- Links ----------------------------------------------------------------------------------------


def personal_links(invitation: Invitation) -> list[Link]:
    key = invitation.key
    links = [
        Link("desk", f"/s/{{token}}?lang={language()}", "desk", key, invitation.generation),
        Link("feed", "/feeds/{token}/calendar.ics", "feed", f"s{key}", invitation.feed_generation),
        _page(invitation),
    ]
    return links + _replies(invitation)


def _replies(invitation: Invitation) -> list[Link]:
    """The address that is answered to, where answers are read."""
    if config().mail_inbound is None:
        return []
    return [Link("reply", REPLY, "reply", invitation.key, invitation.generation)]


def assistants_links(invitation: Invitation) -> list[Link]:
    """The same page by a link that may be revoked alone; of what is the speaker's own nothing but
    the address for replies, which opens no page."""
    generation = invitation.assistant_generation
    path = f"/s/{{token}}?lang={language()}"
    desk = Link("desk", path, "assistant", invitation.key, generation)
    return [desk, _page(invitation), *_replies(invitation)]


def _page(invitation: Invitation) -> Link:
    return Link("page", f"/w/{invitation.speaker.workshop.slug}?lang={language()}")
