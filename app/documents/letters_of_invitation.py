"""The official letter of invitation as a PDF, in the form letters have in its language."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from app.documents import pdf
from app.invitations.models import OfficialLetter

TEMPLATE = Path(__file__).parent / "letter_of_invitation.typ"


def as_pdf(letter: OfficialLetter) -> bytes | None:
    """The same octets whenever it is printed, with the fonts of the same machine. None where no
    font here has the signs of it.

    The addressee's other form may stay away, as it is there to help; all else may not.
    """
    said: dict[str, Any] = dict(letter.facts)
    there = list(said["addressee_there"])
    lacks = pdf.unprintable(sorted({*_texts(said), *there}))
    if lacks & set(_texts({**said, "addressee_there": []})):
        return None
    said["addressee_there"] = [line for line in there if line not in lacks]
    tries = [pdf.compiler_of(TEMPLATE, letter=said, air=air) for air in (pdf.AIRY, "0.5", "0")]
    on_one = next((one for one in tries if pdf.pages(one) == 1), tries[0])
    return pdf.octets_of(on_one, at=letter.issued_at)


def _texts(value: Any) -> list[str]:
    """Every line of it."""
    if isinstance(value, dict):
        return _texts(list(value.values()))
    if isinstance(value, list | tuple):
        return [text for one in value for text in _texts(one)]
    return [value]
