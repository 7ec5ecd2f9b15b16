"""What is missing of a checklist and what is there, as a letter says it."""

from __future__ import annotations

from dataclasses import dataclass

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
    """Each task once, with its last day on the clock of the speaker."""
    zone = deadlines.zone_of(invitation.speaker.person, part.document.workshop.time_zone)
    return HandingIn(
        missing=tuple(_missing(line, zone) for line in checklist.missing if line.open),
        too_late=tuple(_missing(line, zone) for line in checklist.missing if not line.open),
        there=tuple(line.name for line in checklist.asked if line.done),
    )


def _missing(line: Line, zone: str | None) -> str:
    what = gettext("%(task)s: %(missing)s", task=line.name, missing=listed(line.missing))
    if line.by is None:
        return what
    last = deadlines.said(line.by, zone)
    if not line.open:
        return gettext("%(what)s (the last day was %(day)s)", what=what, day=last.day)
    if last.zone is None:
        return gettext("%(what)s, by the end of %(day)s", what=what, day=last.day)
    return gettext(
        "%(what)s, by the end of %(day)s (%(zone)s)", what=what, day=last.day, zone=last.zone
    )
