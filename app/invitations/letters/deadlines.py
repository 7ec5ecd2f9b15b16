"""Last days as letters say them: the end of a day, on the clock of who reads it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time

from app.i18n import language, zones
from app.invitations.models import Invitation
from app.invitations.own_part import OwnPart
from app.invitations.rules.clocks import clock_of
from app.invitations.rules.plans import Plan, answer_by
from app.people.models import Person, Speaker


@dataclass(frozen=True, slots=True)
class LastDay:
    """In words; without a zone where nobody knows a clock."""

    day: str
    zone: str | None


def zone_of(person: Person, workshop_zone: str | None) -> str | None:
    return clock_of(person.time_zone, person.country, workshop_zone)


def said(day: date, zone: str | None) -> LastDay:
    ends = zones.moment_or_next(day, time(23, 59), zone) if zone else None
    named = zones.named(zone, ends, language()) if zone and ends else None
    return LastDay(zones.day(day, language()), named)


def said_to(speaker: Speaker, day: date) -> LastDay:
    """For the speaker's own pages, in the words of the letters."""
    return said(day, zone_of(speaker.person, speaker.workshop.time_zone))


def to_answer(invitation: Invitation, part: OwnPart, plan: Plan) -> LastDay | None:
    day = answer_by(invitation.answer_by, plan)
    if day is None:
        return None
    zone = zone_of(invitation.speaker.person, part.document.workshop.time_zone)
    return said(day, zone)
