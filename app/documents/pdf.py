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
    """`at` is the date in the file: the same version gives the same octets."""
    octets = compile_as("pdf", printed, at=at)
    assert isinstance(octets, bytes)
    return octets


def compile_as(form: str, printed: Printed, *, at: datetime) -> bytes | list[bytes] | None:
    """As pdf; as png for whoever wants to look at it, a picture a page."""
    import typst  # noqa: PLC0415 – takes 80 MB, and is not always here

    words = {
        "programme": json.dumps(asdict(printed), ensure_ascii=False),
        "tokens": json.dumps(TOKENS),
        "han": json.dumps(_chinese_headings()),
    }

    def set_with(air: str) -> typst.Compiler:
        return typst.Compiler(TEMPLATE, font_paths=_fonts(), sys_inputs=words | {"air": air})

    def pages(compiler: typst.Compiler) -> int:
        return int(compiler.query("<pages>", field="value", one=True))

    compiler = airy = set_with(AIRY)
    if pages(airy) == 2:
        tighter = map(set_with, TIGHTER)
        compiler = next((one for one in tighter if pages(one) == 1), airy)
    return compiler.compile(
        format=form,  # type: ignore[arg-type]
        pdf_standards=["ua-1"] if form == "pdf" else [],
        timestamp=int(at.timestamp()),
    )


@cache
def _fonts() -> typst.Fonts:
    """Looked for once per process."""
    import typst  # noqa: PLC0415

    return typst.Fonts(font_paths=[str(folder) for folder in extra.fonts()])


@cache
def _chinese_headings() -> list[str]:
    here = set(_fonts().families())
    return [name for name in _HAN if name in here]
