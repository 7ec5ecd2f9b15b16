from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from app.invitations.rules import painting
from app.invitations.rules.painting import grids, parted, windows_of

DAY = date(2027, 5, 21)
#: 09:00 to 11:00 in Berlin.
START, END = datetime(2027, 5, 21, 7, tzinfo=UTC), datetime(2027, 5, 21, 9, tzinfo=UTC)
NEXT = timedelta(days=1)


def test_a_day_is_offered_with_two_hours_around_it_on_both_clocks() -> None:
    (grid,) = grids([(DAY, START, END)], "Europe/Berlin", "Asia/Shanghai")
    first, last = grid.rows[0], grid.rows[-1]
    assert (first.there, first.here, first.shift) == (time(7, 0), time(13, 0), 0)
    assert (last.there, last.here, last.shift) == (time(12, 30), time(18, 30), 0)
    assert first.cells[0] is not None
    assert first.cells[0].name == "2027-05-21T05:00Z"


def test_the_own_calendar_may_be_a_day_ahead_or_behind() -> None:
    (east,) = grids([(DAY, START, END)], "America/Bogota", "Asia/Tokyo")
    assert {row.shift for row in east.rows} == {0}
    late = datetime(2027, 5, 21, 20, tzinfo=UTC)
    (ahead,) = grids([(DAY, late, late + timedelta(hours=1))], "Europe/Berlin", "Asia/Shanghai")
    assert {row.shift for row in ahead.rows} == {1}
    (behind,) = grids([(DAY, START - timedelta(hours=5), END)], "Asia/Tokyo", "America/Bogota")
    assert behind.rows[0].shift == -1


def test_no_row_passes_midnight_of_the_workshop() -> None:
    late = datetime(2027, 5, 21, 21, tzinfo=UTC)  # 23:00
    (grid,) = grids([(DAY, late, late + timedelta(hours=3))], "Europe/Berlin", "Europe/Berlin")
    assert grid.rows[-1].there == time(23, 30)


def test_a_day_whose_end_is_unknown_offers_some_hours_and_one_without_hours_none() -> None:
    (grid,) = grids([(DAY, START, None), (DAY + NEXT, None, None)], "UTC", "UTC")
    assert grid.days == (DAY,)
    assert len(grid.rows) == painting.AROUND + painting.OPEN_DAY + painting.AROUND
    assert grids([(DAY, None, None)], "UTC", "UTC") == ()


def test_days_stand_side_by_side_while_the_clocks_are_equally_far_apart() -> None:
    days = [(DAY, START, END), (DAY + NEXT, START + NEXT, END + NEXT)]
    (grid,) = grids(days, "Europe/Berlin", "Asia/Shanghai")
    assert all(len(row.cells) == 2 for row in grid.rows)
    week = [(DAY + n * NEXT, START + n * NEXT, END + n * NEXT) for n in range(5)]
    assert [len(one.days) for one in grids(week, "Europe/Berlin", "Asia/Shanghai")] == [3, 2]
    # On 28 March 2027 clocks go forward in Berlin and stay in Shanghai.
    before = datetime(2027, 3, 27, 8, tzinfo=UTC)
    one, other = (before.date(), before, None), ((before + NEXT).date(), before + NEXT, None)
    first, second = grids([one, other], "Europe/Berlin", "Asia/Shanghai")
    assert (first.rows[0].there, first.rows[0].here) == (time(7, 0), time(14, 0))
    assert (second.rows[0].there, second.rows[0].here) == (time(8, 0), time(14, 0))


def test_a_half_hour_that_the_clocks_leave_out_cannot_be_painted() -> None:
    early = datetime(2027, 3, 28, 0, 30, tzinfo=UTC)  # 01:30 in Berlin; 02:00 does not exist
    (grid,) = grids([(early.date(), early, None)], "Europe/Berlin", "Europe/Berlin")
    assert time(2, 0) not in {row.there for row in grid.rows}
    assert time(3, 0) in {row.there for row in grid.rows}


def test_each_half_hour_of_an_item_is_taken_and_no_other() -> None:
    (grid,) = grids([(DAY, START, END)], "Europe/Berlin", "Europe/Berlin")
    begins, ends = START + timedelta(minutes=25), START + timedelta(minutes=90)

    def taken(end: datetime | None) -> list[str]:
        return [f"{one.start:%H:%M}" for one in grid.cells if one.overlaps(begins, end)]

    assert taken(ends) == ["07:00", "07:30", "08:00"]
    assert taken(None) == ["07:00"]


def test_what_is_painted_is_told_in_windows_and_painted_again_from_them() -> None:
    (grid,) = grids([(DAY, START, END)], "Europe/Berlin", "Asia/Shanghai")
    names = {"2027-05-21T07:00Z", "2027-05-21T07:30Z", "2027-05-21T09:30Z", "nonsense"}
    windows = windows_of(grid.cells, names)
    half = timedelta(minutes=30)
    assert windows == [(START, START + 2 * half), (START + 5 * half, START + 6 * half)]
    assert parted(grid.cells, windows) == (names - {"nonsense"}, [])


def test_a_window_that_half_hours_cannot_say_stays_whole() -> None:
    (grid,) = grids([(DAY, START, END)], "Europe/Berlin", "Asia/Shanghai")
    odd = (START, START + timedelta(minutes=45))
    wide = (END, END + timedelta(hours=9))
    assert parted(grid.cells, [odd, wide]) == (set(), [odd, wide])
