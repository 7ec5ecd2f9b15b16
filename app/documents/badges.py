"""Name badges as a PDF, eight to a sheet, and whose name cannot be printed here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path

from app.documents import pdf
from app.i18n import gettext, language, texts
from app.registration import tickets
from app.registration.models import Registration
from app.registration.rules.references import reference
from app.workshops.models import Workshop

TEMPLATE = Path(__file__).parent / "badges.typ"
#: More would be a slip of the finger.
MOST_BLANK = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class Badge:
    """Empty words are left out; without a name there is a line to write one on."""

    name: str = ""
    native: str = ""
    affiliation: str = ""
    position: str = ""
    #: What the person is there, where that sets them apart.
    mark: str = ""
    is_marked: bool = False
    #: The code on the ticket, as SVG, and in letters.
    qr: str = ""
    reference: str = ""


@dataclass(frozen=True, slots=True)
class Missing:
    """What of somebody's badge has a sign that no font here has, and is left out."""

    person: Registration
    #: In whatever script it was given: the badge has a line to write upon instead.
    whole_name: bool


def missing(people: Sequence[Registration]) -> list[Missing]:
    lacks = _lacking(people)
    return [
        Missing(one, whole_name=not _names(one, lacks))
        for one in people
        if lacks & {one.name, one.native_name, one.affiliation, one.position}
    ]


def _lacking(people: Sequence[Registration]) -> set[str]:
    said = [
        words
        for one in people
        for words in (one.name, one.native_name, one.affiliation, one.position)
        if words
    ]
    return pdf.unprintable(said)


def _names(one: Registration, lacks: set[str]) -> list[str]:
    said = dict.fromkeys((one.name, one.native_name))
    return [name for name in said if name and name not in lacks]


def as_pdf(
    workshop: Workshop, people: Sequence[Registration], *, blank: int, at: datetime
) -> bytes:
    """In the spoken language; `blank` ones to write upon come last."""
    lacks = _lacking(people)
    badges = [_badge(one, lacks) for one in people]
    badges += [Badge()] * min(max(blank, 0), MOST_BLANK)
    sheet = {
        "title": texts.words(workshop.title, language()),
        "language": language(),
        "badges": [asdict(one) for one in badges],
    }
    return pdf.octets_of(pdf.compiler_of(TEMPLATE, sheet=sheet), at=at)


def _badge(one: Registration, lacks: set[str]) -> Badge:
    names = [*_names(one, lacks), "", ""]

    def printed(words: str | None) -> str:
        return "" if words is None or words in lacks else words

    badge = Badge(
        name=names[0],
        native=names[1],
        affiliation=printed(one.affiliation),
        position=printed(one.position),
        qr=tickets.drawn(tickets.address_of(one)),
        reference=reference(one.key),
    )
    if one.speaker_id is None:
        return badge
    return replace(badge, mark=gettext("Speaker"), is_marked=True)
