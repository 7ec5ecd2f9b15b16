"""Which files there are of an agenda, and what writes each of them."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace

from app.agenda.rules.document import Document, from_json, to_json
from app.documents import data, extra, pdf, printed, sheets, word
from app.documents.rules.edition import Edition
from app.documents.rules.table import table
from app.feeds.answering import Form
from app.feeds.rules.xml import allowed

FORMS = {
    form.extension: form
    for form in (
        Form("text/csv; charset=utf-8", "csv", is_download=True),
        Form(
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            "xlsx",
            is_download=True,
        ),
        Form("application/json", "json"),
        Form("application/pdf", "pdf", is_slow=True),
        Form(
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            "docx",
            is_download=True,
            is_slow=True,
        ),
    )
}
_WRITERS: dict[str, Callable[[Edition], bytes]] = {
    "csv": lambda edition: sheets.as_csv(table(edition)),
    "xlsx": lambda edition: sheets.as_xlsx(table(edition), at=edition.at),
    "json": data.as_json,
    "pdf": lambda edition: pdf.as_pdf(printed.printed(edition), at=edition.at),
    "docx": lambda edition: word.as_docx(printed.printed(edition), at=edition.at),
}


def can_write(extension: str) -> bool:
    return extra.has(extension)


def written(edition: Edition, extension: str) -> bytes:
    """In the spoken language."""
    return _WRITERS[extension](replace(edition, document=_writable(edition.document)))


def _writable(document: Document) -> Document:
    """Office files are XML: without the signs that none may hold."""
    said = json.dumps(to_json(document), ensure_ascii=False)
    kept = allowed(said)
    return document if kept == said else from_json(json.loads(kept))
