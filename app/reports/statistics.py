"""The statistics of a workshop's registration in words: tables, and what pictures say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from app.i18n import zones
from app.registration import queries as registration
from app.reports import attendance, breakdowns, growth, queries
from app.reports.growth import Growth
from app.reports.rules import are_apart, is_small
from app.reports.rules.facts import Facts
from app.reports.tables import Report
from app.workshops.models import Workshop


@dataclass(frozen=True, slots=True, kw_only=True)
class Statistics:
    workshop: Workshop
    at: datetime
    is_outside: bool
    #: None = not shown.
    registrations: int | None
    participants: int | None
    erased: int | None
    #: Whether there are any at all, which everybody may know.
    has_erased: bool
    walk_ins: int | None
    growth: Growth
    reports: Mapping[str, Report] = field(default_factory=dict)

    def find(self, key: str) -> Report | None:
        return self.reports.get(key)

    @property
    def has_marks(self) -> bool:
        return any(one.cells.stays_inside for one in self.reports.values())


def read(workshop: Workshop, *, is_outside: bool, at: datetime) -> Statistics:
    """As the team reads them, or whoever is outside it."""
    found = queries.facts(workshop)
    everybody, taking_part = found.registrations, found.taking_part
    erased = found.erased_registrations
    tells_all = not is_outside or are_apart(everybody, taking_part)
    reports = [
        breakdowns.states(found, is_outside, tells_all),
        breakdowns.ways(found, is_outside),
        breakdowns.countries(found, is_outside),
        *(breakdowns.answers(found, key, is_outside) for key in queries.COUNTED),
        breakdowns.languages(found, is_outside),
        *attendance.reports(found, is_outside),
    ]
    if not is_outside:
        reports[5:5] = [breakdowns.organisations(found), breakdowns.countries_by_way(found)]
    return Statistics(
        workshop=workshop,
        at=at,
        is_outside=is_outside,
        registrations=everybody if tells_all else None,
        participants=None if is_outside and is_small(taking_part) else taking_part,
        erased=erased if not is_outside or tells_all and _tells_erased(found) else None,
        has_erased=bool(erased),
        walk_ins=attendance.walk_ins(found, is_outside),
        growth=growth.of(
            found,
            live=registration.live(workshop.id),
            window=registration.window_of(registration.find_form(workshop.id), workshop.slug),
            today=zones.local(at, workshop.time_zone or "UTC").date(),
            is_outside=is_outside,
            is_withheld=not tells_all,
        ),
        reports={one.key: one for one in reports},
    )


def _tells_erased(found: Facts) -> bool:
    """How many of those who take part were erased stands in the table of languages."""
    everybody, taking_part = found.erased_registrations, found.erased_participants
    left = found.registrations - everybody, found.taking_part - taking_part
    return (
        are_apart(found.registrations, everybody)
        and are_apart(everybody, taking_part)
        and are_apart(*left)
    )
