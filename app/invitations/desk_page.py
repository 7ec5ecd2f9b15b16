"""What the speaker's desk shows, as facts for its template."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from flask import request

from app.agenda import published
from app.agenda.changes_in_words import title_of
from app.agenda.rules.hours import hours
from app.errors import Refusal
from app.extensions import config
from app.i18n import language, lazy_gettext, zones
from app.ical.subscribing import Subscribing
from app.invitations import (
    checklist,
    handed_in,
    issued,
    letters,
    own_part,
    queries,
    rules,
    service,
    words,
)
from app.invitations.checklist import Checklist
from app.invitations.entering import Entered
from app.invitations.handed_in import Step
from app.invitations.letters import deadlines
from app.invitations.letters.deadlines import LastDay
from app.invitations.models import Invitation
from app.invitations.own_part import OwnPart
from app.invitations.rules import Action, InvitationState, Task, Via, plans
from app.links import derive
from app.people import queries as people
from app.people.models import Speaker
from app.people.rules import called
from app.registration import service as registration
from app.registration.rules import greeted, typos
from app.workshops.rules import Relation

S = InvitationState

#: The answer that, given again, leaves everything but the note as it is.
_SAME_ANSWER = {S.ACCEPTED: "invitations.accept", S.DECLINED: "invitations.decline"}
#: What an answer that was changed had been, said after the change.
_WAS = {
    S.ACCEPTED: lazy_gettext("You had accepted before; this answer replaces it."),
    S.DECLINED: lazy_gettext("You had declined before; this answer replaces it."),
    S.TENTATIVE: lazy_gettext("Before, you waited for approval; this answer replaces it."),
    S.COUNTER_PROPOSED: lazy_gettext(
        "You had suggested another time before; this answer replaces it."
    ),
    S.DELEGATING: lazy_gettext("You had named a colleague before; this answer replaces it."),
}
#: Who gave the answer, where it was not on this page by the speaker.
_ANSWERED_BY = {
    Via.ASSISTANT: lazy_gettext("Your assistant answered."),
    Via.CALENDAR: lazy_gettext("The answer came from your calendar."),
    Via.MAIL: lazy_gettext("The answer came by e-mail."),
    Via.ORGANISER: lazy_gettext("The organisers noted this answer for you."),
}
#: Before a day begins and after it ends, the way into the meeting stands on top.
_ON_THE_DAY = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class Deadline:
    last: LastDay
    is_past: bool


@dataclass(frozen=True, slots=True)
class Meeting:
    url: str
    #: When the own part begins, else the day; None = not known.
    begins: datetime | None
    is_own: bool


def frame(here: Entered, token: str, at: datetime) -> dict[str, Any]:
    """What the desk and every page of an answer need."""
    invitation, speaker = here.invitation, here.invitation.speaker
    part = letters.own_part_of(speaker, at=at)
    over = is_over(part, at)
    return {
        "practice": speaker.workshop.practice,
        "seen": part.document.workshop,
        "token": token,
        "invitation": invitation,
        "speaker": speaker,
        "state": invitation.state.value,
        "part": part,
        "part_words": words.PARTS,
        "zones": own_part.clocks(part.document, speaker.person.time_zone),
        "over": over,
        "cancelled": speaker.workshop.is_cancelled,
        "by_assistant": here.via is Via.ASSISTANT,
        "answers": open_answers(invitation, over=over),
        "deadline": _deadline(invitation, at),
        "greeted": greeted(
            speaker.person.name,
            speaker.person.native_name,
            speaker.person.address_as,
            language(),
        ),
        "last_day": partial(deadlines.said_to, speaker),
    }


def facts(here: Entered, token: str, at: datetime) -> dict[str, Any]:
    """All of the desk."""
    found = frame(here, token, at)
    invitation, speaker, part = here.invitation, here.invitation.speaker, found["part"]
    workshop = speaker.workshop
    public = published.find(workshop.slug)
    is_to_come = not found["cancelled"] and not found["over"]
    has_accepted = invitation.state is S.ACCEPTED
    is_told = public is not None and own_part.is_in(public.document, speaker.key)
    join_url = workshop.join_url if is_to_come and has_accepted else None
    listed = checklist.of(speaker, at=at) if has_accepted and not found["cancelled"] else None
    return found | {
        "slug": workshop.slug if public else None,
        # Others' items are shown once everybody may read them.
        "neighbours": own_part.neighbours_of(part) if is_told else [],
        "title_of": title_of,
        "called": called,
        "days": own_part.days(part.document),
        "way": own_part.way_in_words(part.document),
        "hosts": own_part.organisations(part.document, Relation.HOST),
        "supporters": own_part.organisations(part.document, Relation.SUPPORTER),
        "funders": own_part.organisations(part.document, Relation.FUNDER),
        "place": registration.place_of_speaker(speaker) if is_to_come else None,
        "join_url": join_url,
        "meeting": _meeting(part, join_url, at),
        "answered_by": (
            _ANSWERED_BY.get(invitation.answered_via)
            if invitation.state in rules.GIVEN and invitation.answered_via
            else None
        ),
        "same_answer": _SAME_ANSWER.get(invitation.state),
        "was": _was(invitation.state),
        "windows": _windows(speaker, found["zones"])
        if invitation.state is S.COUNTER_PROPOSED
        else [],
        "meant": typos.meant(invitation.delegate_email or ""),
        "changes": service.changed_since(invitation, part.document) if is_to_come else [],
        "conversation": queries.conversation_of(invitation),
        "checklist": listed,
        "left_behind": _left_behind(speaker, listed, token, at),
        "papers": issued.issued_to(speaker),
        "feed": feed_of(invitation),
    }


def _left_behind(
    speaker: Speaker, listed: Checklist | None, token: str, at: datetime
) -> list[tuple[Task, list[Step]]]:
    """What can be taken back, with its pages, as far as the checklist does not lead there."""
    shown = {line.task for line in listed.asked} if listed else set()
    if listed is None:
        if not handed_in.gave(speaker):
            return []
        listed = checklist.of(speaker, at=at)
    return [
        (line.task, handed_in.ways_back(line, token))
        for line in handed_in.left_behind(speaker, listed)
        if line.task not in shown
    ]


def open_answers(invitation: Invitation, *, over: bool) -> Mapping[Action, bool]:
    """The answers that may be given now, and whether each would be another one."""
    state = invitation.state
    if invitation.speaker.workshop.is_cancelled or over:
        return {}
    return {
        action: rules.TABLE[state, action] is not state
        for action in rules.ANSWERS
        if (state, action) in rules.TABLE
    }


def why_closed(frame: Mapping[str, Any], action: Action) -> Refusal | None:
    """Why this answer cannot be given now; `frame` as above."""
    if action in frame["answers"]:
        return None
    if frame["cancelled"]:
        return rules.IsCancelled()
    if frame["over"]:
        return rules.IsOver()
    return rules.refusal_of(frame["invitation"].state, action)


def is_over(part: OwnPart, at: datetime) -> bool:
    ends = own_part.ends(part.document)
    return ends is not None and at >= ends


def feed_of(invitation: Invitation) -> Subscribing:
    token = derive(config().secret_key, "feed", f"s{invitation.key}", invitation.feed_generation)
    return Subscribing(f"{config().base_url}/feeds/{token}/calendar.ics")


def _deadline(invitation: Invitation, at: datetime) -> Deadline | None:
    """Until when an answer is asked for, while there is none."""
    if invitation.state not in (S.SENT, S.TENTATIVE):
        return None
    last = plans.answer_by(invitation.answer_by, queries.plan_of(invitation.workshop_id))
    if last is None:
        return None
    person, workshop = invitation.speaker.person, invitation.speaker.workshop
    zone = deadlines.zone_of(person, workshop.time_zone)
    return Deadline(deadlines.said(last, zone), at >= plans.ends(last, zone))


def _windows(speaker: Speaker, clocks: tuple[str, ...]) -> list[tuple[str, str | None]]:
    """Suggested times, on the own clock and on the workshop's where that is another."""
    first, *others = clocks or ("UTC",)
    return [
        (
            zones.span(start, end, first, language()),
            zones.span(start, end, others[0], language()) if others else None,
        )
        for start, end in people.windows_of(speaker)
    ]


def _was(state: InvitationState) -> object | None:
    """What the address says had been answered before, where that may be so."""
    told = request.args.get("was") if request.method == "GET" else None
    before = next((one for one in _WAS if one.value == told), None)
    return None if before is None or before is state or state not in _WAS else _WAS[before]


def _meeting(part: OwnPart, join_url: str | None, at: datetime) -> Meeting | None:
    """On a day of the workshop: the way in, and when to be there."""
    if not join_url or not join_url.startswith(("https://", "http://")):
        return None
    zone = part.document.workshop.time_zone
    for day in hours(part.document):
        if day.start:
            ends = day.end or day.start
            is_today = day.start - _ON_THE_DAY <= at <= ends + _ON_THE_DAY
        else:
            is_today = zone is not None and zones.local(at, zone).date() == day.day
        if is_today:
            own = [one.item.start for one in part.items if one.item.day == day.day]
            begins = min((start for start in own if start), default=None)
            return Meeting(join_url, begins or day.start, begins is not None)
    return None
