"""Which state of an agenda a file holds, and how the file says so."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from app.agenda.rules.document import Document
from app.i18n import gettext, language, zones


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    document: Document
    #: Number of the version; None = the draft.
    version: int | None
    #: When it was published; of the draft, when it was read.
    at: datetime
    #: Of its public page.
    address: str

    @property
    def is_draft(self) -> bool:
        return self.version is None

    @property
    def zone(self) -> str:
        return self.document.workshop.time_zone or "UTC"

    def says(self) -> str:
        """In the spoken language, with the moment and its zone."""
        when = zones.when(self.at, self.zone, language())
        if self.version is None:
            return gettext("Draft of %(when)s, not published", when=when)
        return gettext("Version %(number)s of %(when)s", number=self.version, when=when)

    def warns(self) -> list[str]:
        """What a reader must know before anything else."""
        workshop = self.document.workshop
        said = [self.says()] if self.is_draft else []
        if workshop.practice:
            said.append(gettext("This is a practice workshop; it does not take place."))
        if workshop.cancelled:
            said.append(
                gettext(
                    "The workshop does not take place. The agenda is kept here as it was planned."
                )
            )
        return said
