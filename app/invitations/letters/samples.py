"""Every e-mail to a speaker as it would read, for organisers to see before anybody gets it.

It is about somebody of the workshop where there is anybody, else about a made-up person. A kind
that can be written and is missing here is found by a test.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from typing import Any

from app.i18n import gettext, speaking
from app.invitations.checklist import NAMES
from app.invitations.letters import writing
from app.invitations.letters.content import content
from app.invitations.letters.told_part import Agenda
from app.invitations.models import Invitation
from app.invitations.own_part import OwnPart
from app.invitations.rules import InvitationState as S
from app.invitations.rules.tasks import Task
from app.people.models import Person, Speaker
from app.people.queries import speakers
from app.workshops.models import Workshop


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """An e-mail in one of the situations in which it is written; `key` names it in an address."""

    key: str
    kind: str
    state: S
    #: Which of the reminders.
    number: int = 0
    more: Mapping[str, Any] = field(default_factory=dict)


def _of(kind: str, state: S) -> Sample:
    return Sample(key=kind, kind=kind, state=state)


def _numbered(kind: str, state: S) -> tuple[Sample, ...]:
    return tuple(
        Sample(key=key, kind=kind, state=state, number=n)
        for n, key in enumerate((kind, f"{kind}_2", f"{kind}_3"), 1)
    )


ASKING = (
    _of("invitation", S.SENT),
    Sample(key="invitation_named", kind="invitation", state=S.SENT),
    *_numbered("reminder", S.SENT),
    Sample(key="reminder_perhaps", kind="reminder", state=S.TENTATIVE, number=1),
    _of("lapsed", S.LAPSED),
    _of("withdrawn", S.WITHDRAWN),
)
ANSWERED = (
    _of("accepted", S.ACCEPTED),
    Sample(key="accepted_copy", kind="accepted", state=S.ACCEPTED),
    _of("declined", S.DECLINED),
    _of("tentative", S.TENTATIVE),
    _of("proposed", S.COUNTER_PROPOSED),
    _of("delegating", S.DELEGATING),
)
DECIDED = (
    _of("time_agreed", S.ACCEPTED),
    _of("time_kept", S.SENT),
    _of("delegated", S.DELEGATED),
    _of("delegate_refused", S.SENT),
    _of("answered", S.ACCEPTED),
)
UNTIL_THE_DAY = (
    *_numbered("chase", S.ACCEPTED),
    _of("changed", S.ACCEPTED),
    _of("appointment", S.ACCEPTED),
    _of("workshop_cancelled", S.ACCEPTED),
)
SAMPLES = {one.key: one for one in (*ASKING, *ANSWERED, *DECIDED, *UNTIL_THE_DAY)}


def plan(sample: Sample, workshop: Workshop, *, reads: str, at: datetime) -> dict[str, Any]:
    """What the outbox would be given in this language; nothing is written."""
    with speaking(reads):
        speaker = next((one for one in speakers(workshop) if one.person.email), None)
        speaker = speaker or _made_up(workshop)
        invitation = _unsent(sample, speaker, reads)
        part = Agenda(workshop, at).part_of(speaker)
        context = _told(sample, part, at)
        if sample.key == "accepted_copy":
            return writing.copy(sample.kind, invitation, part, context)
        if sample.kind == "appointment":
            return content(sample.kind, invitation, part, context) | {"calendar": None}
        return writing.letter(sample.kind, invitation, part, context)


def _made_up(workshop: Workshop) -> Speaker:
    person = Person(name=gettext("Kim Example"), email="kim@example.org", other_names=[])
    return Speaker(
        workshop=workshop, workshop_id=workshop.id, person=person, key="sample", position=0
    )


def _unsent(sample: Sample, speaker: Speaker, reads: str) -> Invitation:
    return Invitation(
        key="sample", workshop_id=speaker.workshop_id, speaker=speaker, state=sample.state,
        language=reads, generation=0, feed_generation=0, reminders=sample.number,
        chases=sample.number, assistant_name=gettext("Lou Example"),
        assistant_email="lou@example.org", assistant_generation=0,
    )  # fmt: skip


def _told(sample: Sample, part: OwnPart, at: datetime) -> dict[str, Any]:
    """What only this kind tells of."""
    match sample.key:
        case "invitation_named":
            return {"named_by": gettext("Robin Example")}
        case "proposed":
            return {"windows": [_window(part, at)]}
        case "delegating" | "delegated" | "delegate_refused":
            return {"delegate": gettext("Lou Example")}
        case "answered":
            return {
                "question": gettext("Here stands the question that was asked."),
                "reply": gettext("Here stands your answer."),
            }
        case "accepted" | "accepted_copy":
            return {"missing": (gettext("your photo"), gettext("your biography"))}
        case "chase" | "chase_2" | "chase_3":
            missing = (gettext("your photo"), gettext("your biography"))
            return {"missing": missing, "there": (str(NAMES[Task.TITLE]),)}
        case "changed":
            return {"changes": (gettext("Here stands what has changed, line by line."),)}
        case "appointment":
            entry = {"summary": part.items[0].title} if part.items else None
            times = part.items[0].times if part.items else ()
            return {"entry": entry, "entry_times": times, "carries": "REQUEST"}
        case _:
            return {}


def _window(part: OwnPart, at: datetime) -> tuple[datetime, datetime]:
    """Four hours on the day of the workshop, else in a month."""
    first = part.document.whole.first or (at + timedelta(days=30)).date()
    starts = part.document.whole.start or datetime.combine(first, time(8), UTC)
    return starts, starts + timedelta(hours=4)
