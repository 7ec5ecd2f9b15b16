"""When speakers are reminded: nine o'clock on a working day of their own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from app.i18n import zones
from app.invitations.rules import InvitationState
from app.invitations.rules.clocks import clock_of
from app.invitations.rules.reminding import Standing, due, has_lapsed, is_too_soon

#: A Monday.
SENT_AT = datetime(2027, 3, 1, 12, 0, tzinfo=UTC)
ASKED = Standing(
    state=InvitationState.SENT,
    sent_at=SENT_AT,
    answered_at=None,
    reminded_at=None,
    reminders=0,
    chased_at=None,
    chases=0,
    answer_by=None,
    days=(),
    zone="Europe/Berlin",
)
ACCEPTED = replace(ASKED, state=InvitationState.ACCEPTED, answered_at=SENT_AT)


def moments(
    one: Standing, *, hours: range = range(24 * 60), since: datetime = SENT_AT
) -> list[str]:
    """Their clock at each reminder, if the worker looks every hour and the e-mails go out."""
    return [
        f"{zones.local(at, one.zone or 'UTC'):%a %d %b %H:%M}" for at in _sent(one, hours, since)
    ]


def _sent(one: Standing, hours: range, since: datetime) -> Iterator[datetime]:
    last = one.sent_at
    for n in hours:
        at = since + timedelta(hours=n)
        purpose = due(one, at)
        if purpose is None or is_too_soon(last, one.zone, at):
            continue
        yield at
        last = at
        if purpose == "answer":
            one = replace(one, reminders=one.reminders + 1, reminded_at=at)
        else:
            one = replace(one, chases=one.chases + 1, chased_at=at)


def test_without_a_last_day_somebody_is_reminded_each_week_and_three_times_at_most() -> None:
    assert moments(ASKED) == ["Mon 08 Mar 09:00", "Mon 15 Mar 09:00", "Mon 22 Mar 09:00"]


def test_with_a_last_day_after_a_week_three_days_before_it_and_on_it() -> None:
    late = replace(ASKED, answer_by=date(2027, 4, 1))
    assert moments(late) == ["Mon 08 Mar 09:00", "Mon 29 Mar 09:00", "Thu 01 Apr 09:00"]


def test_with_little_time_midway_and_never_on_the_day_after_another_one() -> None:
    soon = replace(ASKED, answer_by=date(2027, 3, 9))
    assert moments(soon) == ["Fri 05 Mar 09:00", "Tue 09 Mar 09:00"]
    assert moments(replace(ASKED, answer_by=date(2027, 3, 2))) == []


def test_what_ends_on_a_sunday_is_asked_for_on_the_friday_before() -> None:
    assert moments(replace(ASKED, answer_by=date(2027, 3, 28)))[-1] == "Thu 25 Mar 09:00"
    # The Friday would be the day after that; Saturday and Sunday are nobody's working days.
    assert moments(replace(ASKED, answer_by=date(2027, 3, 27)))[-1] == "Fri 26 Mar 09:00"


def test_after_the_last_day_nobody_is_asked_any_more() -> None:
    over = replace(ASKED, answer_by=date(2027, 3, 10))
    assert moments(over, hours=range(24 * 10, 24 * 40)) == []


@pytest.mark.parametrize(
    ("zone", "in_utc"),
    [
        ("Europe/Berlin", ["08 08:00", "15 08:00", "22 08:00", "29 07:00"]),
        ("America/New_York", ["08 14:00", "15 13:00", "22 13:00", "29 13:00"]),
        ("Asia/Kathmandu", ["08 03:15", "15 03:15", "22 03:15", "29 03:15"]),
        ("Asia/Shanghai", ["08 01:00", "15 01:00", "22 01:00", "29 01:00"]),
    ],
)
def test_nine_is_nine_on_their_clock_whatever_summer_time_does(
    zone: str, in_utc: list[str]
) -> None:
    for n, moment in enumerate(in_utc):
        asked = replace(ASKED, zone=zone, sent_at=SENT_AT + timedelta(weeks=n))
        at = datetime.strptime(f"2027-03-{moment}", "%Y-%m-%d %H:%M").replace(tzinfo=UTC)
        assert due(asked, at) == "answer"
        assert due(asked, at - timedelta(minutes=1)) is None


def test_a_worker_that_was_down_writes_by_day_and_on_working_days_only() -> None:
    evening = datetime(2027, 3, 12, 17, 0, tzinfo=UTC)  # a Friday, 18:00 in Berlin
    assert due(ASKED, evening - timedelta(minutes=1)) == "answer"
    assert moments(ASKED, since=evening)[0] == "Mon 15 Mar 09:00"
    assert moments(ASKED, since=evening + timedelta(weeks=3)) == []


def test_a_clock_that_went_back_reminds_nobody_again() -> None:
    done = replace(ASKED, reminders=1, reminded_at=datetime(2027, 3, 8, 8, 0, tzinfo=UTC))
    for hours in (0, -2, -24 * 6):
        assert due(done, datetime(2027, 3, 8, 8, 1, tzinfo=UTC) + timedelta(hours=hours)) is None


@pytest.mark.parametrize(
    "state",
    [
        state
        for state in InvitationState
        if state not in {InvitationState.SENT, InvitationState.TENTATIVE, InvitationState.ACCEPTED}
    ],
)
def test_whose_answer_nobody_waits_for_is_not_reminded(state: InvitationState) -> None:
    assert moments(replace(ASKED, state=state, days=(date(2027, 3, 20),))) == []


def test_who_waits_for_approval_is_asked_a_week_after_saying_so() -> None:
    answered = SENT_AT + timedelta(days=3)
    waits = replace(ASKED, state=InvitationState.TENTATIVE, answered_at=answered)
    assert moments(waits)[0] == "Thu 11 Mar 09:00"


def test_the_checklist_is_chased_a_week_and_a_day_before_and_three_days_after() -> None:
    assert moments(replace(ACCEPTED, days=(date(2027, 4, 7),))) == [
        "Wed 31 Mar 09:00",
        "Tue 06 Apr 09:00",
        "Mon 12 Apr 09:00",
    ]


def test_the_first_last_day_counts_until_it_is_long_over() -> None:
    both = replace(ACCEPTED, days=(date(2027, 3, 17), date(2027, 5, 19)))
    assert moments(both)[0] == "Wed 10 Mar 09:00"
    missed = replace(both, sent_at=SENT_AT, answered_at=datetime(2027, 3, 23, 8, 0, tzinfo=UTC))
    assert moments(missed, hours=range(24 * 90))[0] == "Wed 12 May 09:00"
    assert moments(replace(ACCEPTED, days=())) == []


def test_an_invitation_lapses_on_the_morning_after_its_last_day_where_they_live() -> None:
    last = date(2027, 3, 5)
    assert not has_lapsed(last, "America/New_York", datetime(2027, 3, 6, 13, 59, tzinfo=UTC))
    assert has_lapsed(last, "America/New_York", datetime(2027, 3, 6, 14, 0, tzinfo=UTC))
    assert not has_lapsed(last, "Asia/Shanghai", datetime(2027, 3, 6, 0, 59, tzinfo=UTC))
    assert has_lapsed(last, "Asia/Shanghai", datetime(2027, 3, 6, 1, 0, tzinfo=UTC))
    # Where nobody knows a clock, the day ends with its last place on earth.
    assert not has_lapsed(last, None, datetime(2027, 3, 6, 11, 59, tzinfo=UTC))
    assert has_lapsed(last, None, datetime(2027, 3, 6, 12, 0, tzinfo=UTC))
    assert not has_lapsed(None, "Asia/Shanghai", datetime(2027, 3, 6, 1, 0, tzinfo=UTC))


@pytest.mark.parametrize(
    ("own", "country", "workshop", "clock"),
    [
        ("Europe/Berlin", "CN", "Asia/Tokyo", "Europe/Berlin"),
        (None, "CN", "Europe/Berlin", "Asia/Shanghai"),
        (None, "US", "Europe/Berlin", "Europe/Berlin"),
        ("Mars/Olympus", None, "Europe/Berlin", "Europe/Berlin"),
        (None, None, None, None),
    ],
)
def test_a_clock_is_as_given_else_the_countrys_else_the_workshops(
    own: str | None, country: str | None, workshop: str | None, clock: str | None
) -> None:
    assert clock_of(own, country, workshop) == clock
