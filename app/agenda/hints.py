"""The hints of a workshop, said: those still open and those that were accepted."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select

from app.accounts.models import Account
from app.agenda import outlines
from app.agenda.hints_in_words import Accepted, HintSaid, sentences
from app.agenda.models_hints import AcceptedHint
from app.agenda.placing import placements
from app.agenda.planning import planning
from app.agenda.rules.hints import Planning, Severity
from app.agenda.rules.outline import Outline
from app.extensions import db
from app.workshops.models import Workshop


@dataclass(frozen=True, slots=True, kw_only=True)
class Hints:
    """The gravest first."""

    planning: Planning
    known: Mapping[str, Accepted]
    open: Sequence[HintSaid]
    accepted: Sequence[HintSaid]

    @property
    def badge(self) -> int:
        """How many want to be looked at; what is only good to know does not count."""
        return sum(one.severity is not Severity.NOTE for one in self.open)

    def of_items(self) -> dict[str, tuple[HintSaid, ...]]:
        """Those that are shown at an item, by its key."""
        found: dict[str, tuple[HintSaid, ...]] = {}
        for one in self.open:
            if one.item is not None:
                found[one.item] = (*found.get(one.item, ()), one)
        return found


def of_workshop(workshop: Workshop, *, at: datetime, outline: Outline | None = None) -> Hints:
    """As the draft stands in the database now; a caller that has read its outline hands it on."""
    drafted = outline if outline is not None else outlines.read(workshop)
    planned = planning(workshop, drafted, placements(drafted, workshop.time_zone), at)
    return of(planned, accepted_of(workshop))


def of(planned: Planning, accepted: Mapping[str, Accepted]) -> Hints:
    said = sentences(planned, accepted)
    return Hints(
        planning=planned,
        known=accepted,
        open=[one for one in said if one.accepted is None],
        accepted=[one for one in said if one.accepted is not None],
    )


def as_of(hints: Hints, outline: Outline) -> Hints:
    """The hints as they were when the draft was this, with all else as it is."""
    placed = placements(outline, hints.planning.zone)
    return of(replace(hints.planning, outline=outline, placements=placed), hints.known)


def accepted_keys(ids: Collection[int]) -> dict[int, dict[str, int | None]]:
    """What was accepted at these workshops: by key, how much it was then."""
    found: dict[int, dict[str, int | None]] = {one: {} for one in ids}
    rows = db.session.execute(
        select(AcceptedHint.workshop_id, AcceptedHint.key, AcceptedHint.minutes).where(
            AcceptedHint.workshop_id.in_(ids)
        )
    )
    for workshop_id, key, minutes in rows:
        found[workshop_id][key] = minutes
    return found


def accepted_of(workshop: Workshop) -> Mapping[str, Accepted]:
    rows = db.session.execute(
        select(
            AcceptedHint.key, AcceptedHint.reason, Account.name, AcceptedHint.at,
            AcceptedHint.minutes,
        )
        .outerjoin(Account, Account.id == AcceptedHint.account_id)
        .where(AcceptedHint.workshop_id == workshop.id)
    )  # fmt: skip
    return {
        key: Accepted(reason=reason, by=name, at=at, minutes=minutes)
        for key, reason, name, at, minutes in rows
    }
