"""What the builder says beside its rows: sentences by item, and how many there are in all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from app.agenda.rules.outline import Outline
from app.workshops.models import Workshop


@dataclass(frozen=True, slots=True, kw_only=True)
class Hinted:
    #: Sentences by key of the item they are shown at.
    of_items: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    #: Those of no single item.
    others: Sequence[str] = ()

    @property
    def count(self) -> int:
        return sum(map(len, self.of_items.values())) + len(self.others)


def find(workshop: Workshop, outline: Outline, *, at: datetime) -> Hinted:
    return Hinted()
