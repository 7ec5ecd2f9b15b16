"""A workshop as it would be on other days: the clocks on the wall stay, the dates move."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from app.exchange import references, scalars
from app.exchange.faults import Faults
from app.exchange.values import WorkshopInFile
from app.i18n import zones


def shifted(workshop: WorkshopInFile, by: timedelta) -> WorkshopInFile:
    """The workshop moved by whole days. Raises FaultyFile where a clock then does not exist."""
    faults = Faults()
    registration = workshop.registration
    if registration is not None:
        registration = replace(
            registration,
            opens=_moved(registration.opens, by, workshop.time_zone, "opens", faults),
            closes=_moved(registration.closes, by, workshop.time_zone, "closes", faults),
        )
    moved = replace(
        workshop,
        days=tuple(replace(day, date=day.date + by) for day in workshop.days),
        items=tuple(
            replace(item, day=item.day + by if item.day else None) for item in workshop.items
        ),
        registration=registration,
    )
    references.check(moved, faults)
    faults.refuse_if_any()
    return moved


def _moved(
    moment: datetime | None, by: timedelta, time_zone: str | None, name: str, faults: Faults
) -> datetime | None:
    if moment is None:
        return None
    if time_zone is None:
        return moment.astimezone(UTC) + by
    there = zones.local(moment, time_zone) + by
    try:
        return scalars.on_the_wall(there.date(), there.time(), time_zone)
    except scalars.Wrong as wrong:
        faults.add(f"registration.{name}", wrong.message, **wrong.values)
        return None
