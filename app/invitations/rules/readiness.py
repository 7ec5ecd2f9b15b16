"""What is still missing of each speaker, who has to do something about it, and how the asking
stands as a whole."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from app.invitations.rules.plans import ends
from app.invitations.rules.states import EXPECTED, GONE, MOST_REMINDERS, InvitationState

S = InvitationState


class Need(StrEnum):
    """What waits for the organisers, the most urgent first."""

    QUESTION = "question"
    DELEGATE = "delegate"
    PROPOSAL = "proposal"
    BOUNCED = "bounced"
    NO_ADDRESS = "no_address"
    #: Does not come, and is still named in the agenda.
    NAMED = "named"
    #: Has accepted while all places were taken.
    NO_SEAT = "no_seat"
    #: The last day for the answer is over.
    ANSWER_LATE = "answer_late"
    #: Reminded as often as anybody is, and silent.
    EXHAUSTED = "exhausted"
    MATERIAL_LATE = "material_late"


class Show(StrEnum):
    """Which rows of the board are shown."""

    ALL = "all"
    NEEDS_ME = "needs-me"
    SILENT = "silent"
    MISSING = "missing"
    NOT_ASKED = "not-asked"


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """One speaker as far as the board decides anything about them."""

    #: None = no invitation.
    state: InvitationState | None
    sent_at: datetime | None = None
    reminded_at: datetime | None = None
    reminders: int = 0
    opened: bool = False
    #: Last day for the answer, and the zone in which it ends.
    answer_by: date | None = None
    zone: str | None = None
    has_address: bool = True
    bounced: bool = False
    #: Messages of theirs that wait for an answer.
    questions: int = 0
    #: Whether a theme, or an item that takes place, names them.
    is_named: bool = False
    #: Whether they have accepted and wait in the line for a place.
    waits_for_seat: bool = False
    #: Of the checklist: whether anything is missing, and whether a day for it is over.
    misses: bool = False
    late: bool = False


#: What a state asks the organisers to decide.
_DECISIONS: dict[InvitationState | None, Need] = {
    S.DELEGATING: Need.DELEGATE,
    S.COUNTER_PROPOSED: Need.PROPOSAL,
}


def needs(one: Standing, at: datetime) -> tuple[Need, ...]:
    return tuple(_needs(one, at))


def _needs(one: Standing, at: datetime) -> Iterator[Need]:
    if one.questions:
        yield Need.QUESTION
    if one.state in _DECISIONS:
        yield _DECISIONS[one.state]
    if one.state in EXPECTED and one.bounced:
        yield Need.BOUNCED
    if not one.has_address and (one.state is S.DRAFTED or one.state in EXPECTED):
        yield Need.NO_ADDRESS
    if one.state in GONE and one.is_named:
        yield Need.NAMED
    if one.waits_for_seat:
        yield Need.NO_SEAT
    if is_late(one, at):
        yield Need.ANSWER_LATE
    elif waits(one) and one.reminders >= MOST_REMINDERS:
        yield Need.EXHAUSTED
    if one.late:
        yield Need.MATERIAL_LATE


def waits(one: Standing) -> bool:
    """Whether an answer is waited for: there is none, or it depends on somebody else."""
    return one.state in (S.SENT, S.TENTATIVE)


def is_late(one: Standing, at: datetime) -> bool:
    return waits(one) and one.answer_by is not None and at >= ends(one.answer_by, one.zone)


def silent_since(one: Standing) -> datetime | None:
    """Since when nothing has been heard; None of who has answered."""
    if one.state is not S.SENT:
        return None
    # Asked again after an answer that could not be met: no reminder, but it begins anew.
    is_anew = one.reminded_at is not None and not one.reminders
    return one.reminded_at if is_anew else one.sent_at


def is_shown(one: Standing, show: Show, found: Collection[Need]) -> bool:
    match show:
        case Show.NEEDS_ME:
            return bool(found)
        case Show.SILENT:
            return one.state is S.SENT
        case Show.MISSING:
            return one.misses
        case Show.NOT_ASKED:
            return one.state is None or one.state is S.DRAFTED
    return True


@dataclass(frozen=True, slots=True, kw_only=True)
class Funnel:
    """From asking to answers, in people. What was withdrawn, has lapsed or passed on to somebody
    else is not asked any more, and counted apart."""

    invited: int
    opened: int
    answered: int
    #: By answer, in the order in which they are said.
    answers: tuple[tuple[InvitationState, int], ...]
    silent: int
    #: Asked no longer, by state.
    gone: tuple[tuple[InvitationState, int], ...]


_GONE = (S.DELEGATED, S.WITHDRAWN, S.LAPSED)
_ANSWERED = (S.ACCEPTED, S.TENTATIVE, S.COUNTER_PROPOSED, S.DELEGATING, S.DECLINED)


def funnel(standings: Iterable[Standing]) -> Funnel:
    everybody = list(standings)
    asked = [one for one in everybody if one.state is S.SENT or one.state in _ANSWERED]
    number = Counter(one.state for one in everybody)
    return Funnel(
        invited=len(asked),
        # Who has answered on paper or by calendar may never have opened the page.
        opened=sum(one.opened for one in asked),
        answered=sum(number[state] for state in _ANSWERED),
        answers=tuple((state, number[state]) for state in _ANSWERED if number[state]),
        silent=number[S.SENT],
        gone=tuple((state, number[state]) for state in _GONE if number[state]),
    )
