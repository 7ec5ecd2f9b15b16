"""A workshop as it would be on other days: the clocks on the wall stay, the dates move."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

from app.exchange import references, scalars
from app.exchange.faults import Faults
from app.exchange.values import DayInFile, InvitationsInFile, ItemInFile, WorkshopInFile
from app.i18n import zones
from app.invitations.rules import plans


class Skipped(StrEnum):
    """What a clock becomes that the new day skips, as 02:30 on the night clocks go forward."""

    EARLIER = "earlier"
    LATER = "later"


def shifted(
    workshop: WorkshopInFile, by: timedelta, skipped: Skipped | None = None
) -> WorkshopInFile:
    """The workshop moved by whole days. Raises FaultyFile where a clock then does not exist and
    nobody said what it becomes."""
    faults = Faults()
    zone = workshop.time_zone
    registration = workshop.registration
    if registration is not None:
        registration = replace(
            registration,
            opens=_moved(registration.opens, by, zone, "opens", skipped, faults),
            closes=_moved(registration.closes, by, zone, "closes", skipped, faults),
        )
    moved = replace(
        workshop,
        days=tuple(_day(day, by, zone, skipped) for day in workshop.days),
        items=tuple(_item(item, by, zone, skipped) for item in workshop.items),
        registration=registration,
        invitations=_asking(workshop.invitations, by),
    )
    references.check(moved, faults)
    faults.refuse_if_any()
    return moved


def skips(faults: Faults) -> list[tuple[str, str]]:
    """Of the faults of a shifted workshop, clocks that do not exist: those before and after."""
    return [
        (str(fault.values["before"]), str(fault.values["after"]))
        for fault in faults.found
        if fault.message == scalars.SKIPPED
    ]


def _day(
    day: DayInFile, by: timedelta, time_zone: str | None, skipped: Skipped | None
) -> DayInFile:
    on = day.date + by
    return replace(
        day,
        date=on,
        starts=_mended(on, day.starts, time_zone, skipped),
        ends=_mended(on, day.ends, time_zone, skipped),
    )


def _item(
    item: ItemInFile, by: timedelta, time_zone: str | None, skipped: Skipped | None
) -> ItemInFile:
    if item.day is None:
        return item
    on = item.day + by
    return replace(item, day=on, pinned=_mended(on, item.pinned, time_zone, skipped))


def _asking(invitations: InvitationsInFile | None, by: timedelta) -> InvitationsInFile | None:
    """Last days are days where speakers live: no clock of the workshop is in them."""
    if invitations is None:
        return None
    last = invitations.answer_by
    return replace(
        invitations,
        answer_by=last + by if last else None,
        tasks=plans.shifted(invitations.tasks, by),
    )


def _mended(
    on: date, clock: time | None, time_zone: str | None, skipped: Skipped | None
) -> time | None:
    """The clock, or its neighbour where the day skips it and somebody said which one."""
    if clock is None or time_zone is None or skipped is None:
        return clock
    try:
        zones.moment(on, clock, time_zone)
    except zones.NoSuchTime as gap:
        return gap.before if skipped is Skipped.EARLIER else gap.after
    return clock


def _moved(
    moment: datetime | None,
    by: timedelta,
    time_zone: str | None,
    name: str,
    skipped: Skipped | None,
    faults: Faults,
) -> datetime | None:
    if moment is None:
        return None
    if time_zone is None:
        return moment.astimezone(UTC) + by
    there = zones.local(moment, time_zone) + by
    clock = _mended(there.date(), there.time(), time_zone, skipped) or there.time()
    try:
        return scalars.on_the_wall(there.date(), clock, time_zone)
    except scalars.Wrong as wrong:
        faults.add(f"registration.{name}", wrong.message, **wrong.values)
        return None
