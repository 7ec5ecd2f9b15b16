"""The printed programme as a PDF that screen readers can follow (PDF/UA-1), set by typst.

Words go into the template as JSON, never as markup: typst reads no file, no package and no
address that a title could name. The fonts come with the extra; scripts that they lack are set in
those of this machine.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from app.documents import extra
from app.documents.printed import Printed
from app.site.title_page import TOKENS

if TYPE_CHECKING:
    import typst

#: Fonts of Chinese headings, the first that are here; the last comes with the extra.
_HAN = ("Noto Serif CJK SC", "Source Han Serif SC", "Songti SC", "SimSun", "Noto Sans SC")
#: How much room is left between lines; less only as far as that brings two pages down to one.
AIRY, TIGHTER = "1", ("0.7", "0.4", "0.1")
TEMPLATE = Path(__file__).parent / "programme.typ"


def as_pdf(printed: Printed, *, at: datetime) -> bytes:
    """`at` is the date in the file: the same version gives the same octets.

    A sign that no font here has is drawn as a box; the file then does not claim the standard,
    which wants every sign to be one.
    """
    import typst  # noqa: PLC0415 – takes 80 MB, and is not always here

    compiler = compiled(printed)
    try:
        octets = compiler.compile(format="pdf", pdf_standards=["ua-1"], timestamp=_stamp(at))
    except typst.TypstError:
        octets = compiler.compile(format="pdf", timestamp=_stamp(at))
    assert isinstance(octets, bytes)
    return octets


def compiled(printed: Printed) -> typst.Compiler:
    """The programme, set with as much air as its pages have room for."""
    import typst  # noqa: PLC0415

    words = {
        "programme": json.dumps(asdict(printed), ensure_ascii=False),
        "tokens": json.dumps(TOKENS),
        "han": json.dumps(_chinese_headings()),
    }

    def set_with(air: str) -> typst.Compiler:
        return typst.Compiler(TEMPLATE, font_paths=_fonts(), sys_inputs=words | {"air": air})

    airy = set_with(AIRY)
    if pages(airy) == 2:
        return next((one for one in map(set_with, TIGHTER) if pages(one) == 1), airy)
    return airy


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
