"""The printed programme as a PDF that screen readers can follow (PDF/UA-1), set by typst.

Words go into the template as JSON, never as markup: typst reads no file, no package and no
address that a title could name. The fonts come with the extra; scripts that they lack are set in
those of this machine.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import asdict
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.agenda.rules.colours import TOKENS
from app.documents import extra
from app.documents.printed import Printed

if TYPE_CHECKING:
    import typst

#: Fonts of Chinese headings, the first that are here; the last comes with the extra.
_HAN = ("Noto Serif CJK SC", "Source Han Serif SC", "Songti SC", "SimSun", "Noto Sans SC")
#: How much room is left between lines; less only as far as that brings two pages down to one.
AIRY, TIGHTER = "1", ("0.7", "0.4", "0.1")
TEMPLATE = Path(__file__).parent / "programme.typ"
GLYPHS = Path(__file__).parent / "glyphs.typ"


def as_pdf(printed: Printed, *, at: datetime) -> bytes:
    """`at` is the date in the file: the same version gives the same octets.

    A sign that no font here has is drawn as a box; the file then does not claim the standard,
    which wants every sign to be one.
    """
    return octets_of(compiled(printed), at=at)


def octets_of(compiler: typst.Compiler, *, at: datetime) -> bytes:
    import typst  # noqa: PLC0415 – takes 80 MB, and is not always here

    try:
        octets = compiler.compile(format="pdf", pdf_standards=["ua-1"], timestamp=_stamp(at))
    except typst.TypstError:
        octets = compiler.compile(format="pdf", timestamp=_stamp(at))
    assert isinstance(octets, bytes)
    return octets


def compiled(printed: Printed) -> typst.Compiler:
    """The programme, set with as much air as its pages have room for."""

    def set_with(air: str) -> typst.Compiler:
        return compiler_of(TEMPLATE, programme=asdict(printed), air=air)

    airy = set_with(AIRY)
    if pages(airy) == 2:
        return next((one for one in map(set_with, TIGHTER) if pages(one) == 1), airy)
    return airy


def compiler_of(template: Path, *, air: str = AIRY, **values: Any) -> typst.Compiler:
    """A template with its values, the colours of the house and the fonts there are."""
    import typst  # noqa: PLC0415

    words = {name: json.dumps(value, ensure_ascii=False) for name, value in values.items()}
    words |= {"tokens": json.dumps(TOKENS), "han": json.dumps(_chinese_headings()), "air": air}
    return typst.Compiler(template, font_paths=_fonts(), sys_inputs=words)


def unprintable(texts: Collection[str]) -> set[str]:
    """Those with a sign that no font here has."""
    import typst  # noqa: PLC0415

    def is_printable(some: Collection[str]) -> bool:
        try:
            compiler_of(GLYPHS, texts=list(some)).compile(format="pdf", pdf_standards=["ua-1"])
        except typst.TypstError:
            return False
        return True

    wanted = {text for text in texts if not text.isascii()}
    if is_printable(wanted):
        return set()
    return {text for text in wanted if not is_printable([text])}


def pages(compiler: typst.Compiler) -> int:
    return int(compiler.query("<pages>", field="value", one=True))


def _stamp(at: datetime) -> int:
    return int(at.timestamp())


@cache
def _fonts() -> typst.Fonts:
    """Looked for once per process."""
    import typst  # noqa: PLC0415

    return typst.Fonts(font_paths=[str(folder) for folder in extra.fonts()])


@cache
def _chinese_headings() -> list[str]:
    here = set(_fonts().families())
    return [name for name in _HAN if name in here]
