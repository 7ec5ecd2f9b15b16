"""The table of states and acts, cell by cell, and when the doors are open."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest

from app.agenda.rules.document import DaySeen
from app.registration import rules
from app.registration.rules import Action, Doors
from app.registration.rules import RegistrationState as S

#: What each act makes of each state, one letter a state: Unconfirmed, Pending, Confirmed,
#: Waitlisted, Offered, Xcancelled, Rejected, Expired. Written again by hand, so that a slip in
#: the table shows.
LETTER = {
    "U": S.UNCONFIRMED, "P": S.PENDING, "C": S.CONFIRMED, "W": S.WAITLISTED,
    "O": S.OFFERED, "X": S.CANCELLED, "R": S.REJECTED, "E": S.EXPIRED,
}  # fmt: skip
EXPECTED = {
    #                       U      P     C     W     O    X       R       E
    Action.REGISTER:        ("",   "",   "",   "",   "",  "UPCW", "UPCW", "UPCW"),
    Action.CONFIRM_ADDRESS: ("PCW", "",  "",   "",   "",  "",     "",     ""),
    Action.APPROVE:         ("",   "CW", "",   "",   "",  "",     "",     ""),
    Action.REJECT:          ("",   "R",  "",   "",   "",  "",     "",     ""),
    Action.PROMOTE:         ("",   "",   "",   "C",  "",  "",     "",     ""),
    Action.OFFER:           ("",   "",   "",   "O",  "",  "",     "",     ""),
    Action.ACCEPT_OFFER:    ("",   "",   "",   "",   "C", "",     "",     ""),
    Action.LET_EXPIRE:      ("E",  "",   "",   "",   "E", "",     "",     ""),
    Action.CANCEL:          ("X",  "X",  "X",  "X",  "X", "",     "",     ""),
    Action.UNDO_CANCEL:     ("",   "",   "",   "",   "",  "UPCW", "",     ""),
    Action.CHANGE_WAY:      ("U",  "P",  "CW", "CW", "",  "",     "",     ""),
    Action.CHANGE_DETAILS:  ("U",  "P",  "C",  "W",  "O", "",     "",     ""),
    Action.HAND_OVER:       ("",   "P",  "C",  "",   "O", "",     "",     ""),
    Action.RESEND_LINK:     ("U",  "P",  "C",  "W",  "O", "",     "",     ""),
    Action.REOPEN:          ("",   "",   "P",  "P",  "",  "UPCW", "P",    ""),
    Action.SEAT_SPEAKER:    ("CW", "CW", "C",  "CW", "C", "",     "",     ""),
    Action.CHECK_IN:        ("",   "",   "C",  "",   "",  "",     "",     ""),
}  # fmt: skip
CELLS = [
    (state, action, frozenset(LETTER[letter] for letter in cell))
    for action, row in EXPECTED.items()
    for state, cell in zip(LETTER.values(), row, strict=True)
]


def test_the_table_written_here_has_every_cell() -> None:
    assert len(CELLS) == len(S) * len(Action) == 136


@pytest.mark.parametrize(("state", "action", "becomes"), CELLS)
def test_each_act_on_each_state(state: S, action: Action, becomes: frozenset[S]) -> None:
    assert rules.TABLE[state].get(action, frozenset()) == becomes
    assert rules.may(state, action) == bool(becomes)
    if becomes:
        rules.check(state, action)
    else:
        with pytest.raises(rules.NotFromHere):
            rules.check(state, action)


def day(at: date, starts: time | None = None, ends: time | None = None) -> DaySeen:
    return DaySeen(date=at, starts=starts, ends=ends)


LAST = date(2027, 5, 21)


@pytest.mark.parametrize(
    ("last", "zone", "closes", "over"),
    [
        (day(LAST, time(9), time(17)), "Asia/Shanghai", "2027-05-21 01:00", "2027-05-21 09:00"),
        (day(LAST, time(9)), "Asia/Shanghai", "2027-05-21 01:00", "2027-05-21 16:00"),
        (day(LAST), "Asia/Shanghai", "2027-05-20 16:00", "2027-05-21 16:00"),
        (day(LAST), None, "2027-05-21 00:00", "2027-05-22 00:00"),
        (day(LAST, time(20), time(2)), "UTC", "2027-05-21 20:00", "2027-05-22 02:00"),
        # Beirut turns its clocks at midnight: that day begins at one.
        (day(date(2027, 3, 28)), "Asia/Beirut", "2027-03-27 22:00", "2027-03-28 21:00"),
    ],
)
def test_registration_closes_when_the_last_day_begins(
    last: DaySeen, zone: str | None, closes: str, over: str
) -> None:
    window = rules.window(None, None, [day(date(2026, 1, 1)), last], zone)
    assert window.closes == datetime.fromisoformat(closes).replace(tzinfo=UTC)
    assert window.over == datetime.fromisoformat(over).replace(tzinfo=UTC)


def test_without_days_nothing_closes() -> None:
    window = rules.window(None, None, [], None)
    assert (window.opens, window.closes, window.over) == (None, None, None)


def moment(day: int, hour: int = 12) -> datetime:
    return datetime(2027, 5, day, hour, tzinfo=UTC)


WINDOW = rules.window(moment(10), moment(20), [day(LAST)], "UTC")


@pytest.mark.parametrize(
    ("at", "cancelled", "doors"),
    [
        (moment(9), False, Doors.NOT_YET),
        (moment(10), False, Doors.OPEN),
        (moment(20, 11), False, Doors.OPEN),
        (moment(20), False, Doors.CLOSED),
        (moment(22, 0), False, Doors.OVER),
        (moment(15), True, Doors.CANCELLED),
        (moment(25), True, Doors.CANCELLED),
    ],
)
def test_the_doors(at: datetime, cancelled: bool, doors: Doors) -> None:
    assert rules.doors(WINDOW, at, cancelled=cancelled) is doors


@pytest.mark.parametrize(
    ("free", "waiting_list", "approval", "confirm_email", "gets"),
    [
        (True, True, False, False, S.CONFIRMED),
        (False, True, False, False, S.WAITLISTED),
        (True, False, False, False, S.CONFIRMED),
        (False, False, False, False, None),
        (True, True, True, False, S.PENDING),
        (False, True, True, False, S.PENDING),
        (False, False, True, False, None),
        (True, True, False, True, S.UNCONFIRMED),
        (True, True, True, True, S.UNCONFIRMED),
        (False, False, True, True, None),
    ],
)
def test_what_a_newcomer_gets(
    free: bool, waiting_list: bool, approval: bool, confirm_email: bool, gets: S | None
) -> None:
    assert gets == rules.newcomer_gets(
        free=free, waiting_list=waiting_list, approval=approval, confirm_email=confirm_email
    )


@pytest.mark.parametrize(
    ("offered", "capacity", "used", "waiting", "free"),
    [
        (True, 2, 1, 0, True),
        (True, 2, 2, 0, False),
        (True, 2, 3, 0, False),
        (True, None, 900, 0, True),
        (True, 2, 1, 1, False),
        (False, 2, 1, 0, False),
        (True, 0, 0, 0, False),
    ],
)
def test_a_free_seat_is_one_nobody_waits_for(
    offered: bool, capacity: int | None, used: int, waiting: int, free: bool
) -> None:
    assert free == rules.has_free_seat(
        offered=offered, capacity=capacity, used=used, waiting=waiting
    )
