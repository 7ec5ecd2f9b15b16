"""What is missing of a checklist and what is there, as a letter says it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.i18n import gettext
from app.i18n.punctuation import listed
from app.invitations.checklist import Checklist, Line
from app.invitations.letters import deadlines
from app.invitations.models import Invitation
from app.invitations.own_part import OwnPart


@dataclass(frozen=True, slots=True)
class HandingIn:
    """Sentences in the spoken language."""

    #: What is missing and may be added on the page still.
    missing: tuple[str, ...] = ()
    #: What is missing and may not, as its last day is over.
    too_late: tuple[str, ...] = ()
    #: What is there already.
    there: tuple[str, ...] = ()


NOTHING = HandingIn()


def said(checklist: Checklist, invitation: Invitation, part: OwnPart) -> HandingIn:
    """One sentence for each last day, in their order, on the clock of the speaker."""
    zone = deadlines.zone_of(invitation.speaker.person, part.document.workshop.time_zone)
    return HandingIn(
        missing=_by_day([line for line in checklist.missing if line.open], zone),
        too_late=_by_day([line for line in checklist.missing if not line.open], zone),
        there=tuple(line.name for line in checklist.asked if line.done),
    )


def _by_day(lines: list[Line], zone: str | None) -> tuple[str, ...]:
    """What has no last day comes last."""
    days = sorted({line.by or date.max for line in lines})
    return tuple(
        _due([line for line in lines if (line.by or date.max) == day], zone) for day in days
    )


def _due(lines: list[Line], zone: str | None) -> str:
    first = lines[0]
    what = listed(sentence for line in lines for sentence in line.missing)
    if first.by is None:
        return gettext("No last day is set: %(missing)s", missing=what)
    last = deadlines.said(first.by, zone)
    if not first.open:
        return gettext("The last day was %(day)s: %(missing)s", day=last.day, missing=what)
    if last.zone is None:
        return gettext("By the end of %(day)s: %(missing)s", day=last.day, missing=what)
    return gettext(
        "By the end of %(day)s (%(zone)s): %(missing)s",
        day=last.day,
        zone=last.zone,
        missing=what,
    )
