"""How registrations came in, day by day, beside the places there are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import accumulate

from app.i18n import gettext, spans, zones
from app.registration.queries import Live
from app.registration.rules import Window
from app.reports.numbers import number
from app.reports.rules import facts, in_steps
from app.reports.rules.facts import Facts
from app.reports.tables import as_csv

KEY = "over-time"
#: A day, and how many there were by its end.
Line = list[tuple[date, int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A day; outside the team, several that are told together."""

    first: date
    last: date
    number: int
    so_far: int
    #: Who has a place now and had it by then; None = not known, or not told.
    placed: int | None

    @property
    def label(self) -> str:
        return spans.span_of_days(self.first, self.last)


@dataclass(frozen=True, slots=True, kw_only=True)
class Growth:
    steps: tuple[Step, ...]
    #: The last day that is drawn.
    until: date | None
    #: All places together as they are now; None = without limit, or no registration.
    places: int | None
    #: Whether the day on which people got their place is known.
    knows_places: bool
    is_withheld: bool

    @property
    def title(self) -> str:
        return gettext("Registrations over time")

    @property
    def is_drawn(self) -> bool:
        return bool(self.steps) and not self.is_withheld

    @property
    def says(self) -> str:
        """The main thing in one sentence."""
        first, last = self.steps[0].first, self.steps[-1].last
        return gettext(
            "Registrations over time: %(n)s (%(span)s). The table says all numbers.",
            n=number(self.steps[-1].so_far),
            span=spans.span_of_days(first, last),
        )

    @property
    def asked(self) -> Line:
        return [(step.last, step.so_far) for step in self.steps]

    @property
    def placed(self) -> Line:
        return [(step.last, step.placed) for step in self.steps if step.placed is not None]

    @property
    def csv(self) -> bytes:
        head = [
            gettext("First day"),
            gettext("Last day"),
            gettext("Registrations"),
            gettext("So far"),
        ]
        if self.knows_places:
            head.append(gettext("With a place"))
        return as_csv(head, (self._cells(step) for step in self.steps))

    def _cells(self, step: Step) -> list[str]:
        cells: list[object] = [step.first, step.last, step.number, step.so_far]
        return list(map(str, [*cells, step.placed] if self.knows_places else cells))


def of(
    found: Facts,
    *,
    live: Live | None,
    window: Window,
    today: date,
    is_outside: bool,
    is_withheld: bool,
) -> Growth:
    asked, placed = facts.of_days(found), facts.places_of_days(found)
    if is_outside:
        placed = None
        spans_of_days = in_steps(asked)
    else:
        days = sorted({*asked, *(placed or ())})
        spans_of_days = [(day, day, asked[day]) for day in days]
    limits = [seats.capacity for seats in live.seats] if live else [None]
    over = zones.local(window.over, window.zone).date() if window.over else today
    steps = _steps(spans_of_days, placed)
    return Growth(
        steps=() if is_withheld else steps,
        until=max(min(today, over), steps[-1].last) if steps else None,
        places=None if None in limits else sum(n for n in limits if n is not None),
        knows_places=placed is not None,
        is_withheld=is_withheld or bool(found.registrations) and not steps,
    )


def _steps(
    spans_of_days: list[tuple[date, date, int]], placed: Mapping[date, int] | None
) -> tuple[Step, ...]:
    so_far = accumulate(number for *_, number in spans_of_days)
    return tuple(
        Step(
            first=first,
            last=last,
            number=number,
            so_far=total,
            placed=None if placed is None else sum(n for day, n in placed.items() if day <= last),
        )
        for (first, last, number), total in zip(spans_of_days, so_far, strict=True)
    )
