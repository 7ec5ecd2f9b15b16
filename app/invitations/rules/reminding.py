"""When a speaker is reminded: on a working day, from nine to six on their own clock.

The moment is nine in the morning; what was missed, because nobody worked or another e-mail had
just been sent, follows on the next such morning, or not at all once it would say nothing new.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Literal

from app.errors import Refusal
from app.i18n import N_, zones
from app.invitations.rules import plans
from app.invitations.rules.states import MOST_REMINDERS, AlreadyReminded, InvitationState

NINE, SIX = time(9), time(18)
#: Where nobody knows a clock.
NO_CLOCK = "UTC"
WEEK = timedelta(days=7)
#: Before the last day for an answer.
BEFORE_LAST_DAY = timedelta(days=3)
#: Days from the first last day of what is missing: a week and a day before it, three days after.
AROUND_LAST_DAY = (timedelta(days=-7), timedelta(days=-1), timedelta(days=3))
#: Between any e-mail to a person and a reminder lies one whole day at least.
APART = timedelta(days=2)
#: What fell due longer ago than this is not made up for.
LATE = timedelta(days=14)


class NothingMissing(Refusal):
    message = N_("Nothing is missing from this speaker; there is nothing to remind of.")


class NotAccepted(Refusal):
    message = N_("What is missing is asked of those who accepted.")


class AlreadyChased(AlreadyReminded):
    """Of what the checklist misses."""


#: To answer, or to hand in what the checklist misses.
Purpose = Literal["answer", "checklist"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How one invitation stands, as far as reminders ask."""

    state: InvitationState
    sent_at: datetime | None
    answered_at: datetime | None
    reminded_at: datetime | None
    reminders: int
    chased_at: datetime | None
    chases: int
    #: Last day for the answer; None = none is set.
    answer_by: date | None
    #: Last days of what is asked of who accepted.
    days: Collection[date]
    zone: str | None


def only(one: Standing, days: Collection[date]) -> Standing:
    """The same, with the last days of what is still missing."""
    return replace(one, days=days)


def due(one: Standing, at: datetime) -> Purpose | None:
    """What somebody would be reminded of at this moment, as far as days and hours say."""
    there = zones.local(at, one.zone or NO_CLOCK)
    if not NINE <= there.time() < SIX or there.weekday() > 4:
        return None
    if _wants_answer(one) and _is_due(to_answer(one), there.date(), _last_asked(one)):
        last_day_is_over = one.answer_by is not None and there.date() > one.answer_by
        return None if last_day_is_over else "answer"
    if _may_chase(one) and _is_due(to_hand_in(one, there.date()), there.date(), _last_chased(one)):
        return "checklist"
    return None


def _wants_answer(one: Standing) -> bool:
    waits = one.state in (InvitationState.SENT, InvitationState.TENTATIVE)
    return waits and one.reminders < MOST_REMINDERS


def _may_chase(one: Standing) -> bool:
    return one.state is InvitationState.ACCEPTED and one.chases < MOST_REMINDERS


def _is_due(days: Iterator[date], today: date, last: date | None) -> bool:
    """`last` is the day of what they were last told of it; without any they were told nothing."""
    return last is not None and any(last < day <= today <= day + LATE for day in days)


def to_answer(one: Standing) -> Iterator[date]:
    """The days on which an answer is still asked for, in order.

    Where there is a last day: about a week after asking and no later than midway, three days
    before, and on the day itself. Else a week after each time.
    """
    asked = _last_asked(one)
    if asked is None:
        return
    if one.answer_by is None:
        yield _after(asked + WEEK)
        return
    if one.reminders == 0:
        yield _before(min(asked + WEEK, asked + (one.answer_by - asked) / 2))
    yield _before(one.answer_by - BEFORE_LAST_DAY)
    yield _before(one.answer_by)


def to_hand_in(one: Standing, today: date) -> Iterator[date]:
    """The days on which what is missing is asked for: around the first last day that is not long
    over, so that what was never handed in does not hide what comes later."""
    last_days = sorted(day for day in one.days if today <= _after(day + AROUND_LAST_DAY[-1]))
    for day in last_days[:1]:
        yield _before(day + AROUND_LAST_DAY[0])
        yield _before(day + AROUND_LAST_DAY[1])
        yield _after(day + AROUND_LAST_DAY[2])


def _last_asked(one: Standing) -> date | None:
    since = [one.sent_at, one.reminded_at]
    if one.state is InvitationState.TENTATIVE:
        since.append(one.answered_at)
    return _day_of(since, one)


def _last_chased(one: Standing) -> date | None:
    return _day_of([one.answered_at or one.sent_at, one.chased_at], one)


def _day_of(moments: list[datetime | None], one: Standing) -> date | None:
    known = [moment for moment in moments if moment is not None]
    return zones.local(max(known), one.zone or NO_CLOCK).date() if known else None


def _before(day: date) -> date:
    """The day, or the Friday before it: what ends on a Sunday is of no use on Monday."""
    return day - timedelta(days=max(day.weekday() - 4, 0))


def _after(day: date) -> date:
    """The day, or the Monday after it."""
    return day + timedelta(days=7 - day.weekday() if day.weekday() > 4 else 0)


def is_too_soon(last_letter: datetime | None, zone: str | None, at: datetime) -> bool:
    """Whether any e-mail of ours reached them today or yesterday, on their clock."""
    if last_letter is None:
        return False
    here = zone or NO_CLOCK
    return zones.local(at, here).date() - zones.local(last_letter, here).date() < APART


def has_lapsed(answer_by: date | None, zone: str | None, at: datetime) -> bool:
    """Whether the last day is over where they live, and the next day has begun for people."""
    if answer_by is None or at < plans.ends(answer_by, zone):
        return False
    there = zones.local(at, zone or NO_CLOCK)
    return NINE <= there.time() < SIX
