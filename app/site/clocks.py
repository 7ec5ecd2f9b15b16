"""Whose clocks a programme shows, in which order, and the switch between them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from app.agenda.rules import hours
from app.agenda.rules.document import Document, WorkshopSeen
from app.site import words


def order(workshop: WorkshopSeen, chosen: str | None = None) -> tuple[str, ...]:
    """The chosen zone before the workshop's own, then its further ones.

    The workshop's own is never left out: it is the one that everybody was told. Empty where the
    workshop has no zone.
    """
    known = workshop.clocks
    return tuple(dict.fromkeys((chosen, *known))) if chosen and known else known


@dataclass(frozen=True, slots=True)
class Clock:
    """One choice of the switch."""

    zone: str
    #: UTC+8, on the days of the workshop.
    offset: str
    address: str
    chosen: bool


def switch(
    document: Document, chosen: str | None, address: Callable[[str | None], str]
) -> tuple[Clock, ...]:
    """The workshop's zones and the chosen one, in an order that choosing does not change.

    Empty where no hour is known.
    """
    workshop, moments = document.workshop, hours.moments(document)
    own = workshop.time_zone
    if own is None or not moments:
        return ()
    return tuple(
        Clock(
            zone,
            words.offsets(moments[0], moments[-1], zone),
            address(None if zone == own else zone),
            zone == (chosen or own),
        )
        for zone in dict.fromkeys((*order(workshop), chosen or own))
    )
