"""What somebody who looks for participants finds."""

from __future__ import annotations

from typing import Protocol


class Written(Protocol):
    """What a person wrote into the form, as far as it is looked for."""

    @property
    def name(self) -> str: ...

    @property
    def email(self) -> str: ...

    @property
    def affiliation(self) -> str | None: ...


def speaks_of(registration: Written, wanted: str) -> bool:
    """Whether all words looked for stand somewhere in it, in whatever case and order."""
    here = f"{registration.name} {registration.email} {registration.affiliation or ''}".casefold()
    return all(word in here for word in wanted.casefold().split())
