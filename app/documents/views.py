"""The published agenda as files: what everybody may take home from the workshop's page.

Like feeds they are made of the newest version alone, once in each language, and kept until there
is another. The address says the language; without one it is the workshop's first.
"""

from __future__ import annotations

from flask import Blueprint, abort
from flask.typing import ResponseReturnValue

from app.access import public
from app.agenda import published
from app.agenda.published import Published
from app.documents import extra
from app.documents.answering import address_of, cannot
from app.documents.files import FORMS, can_write, written
from app.documents.rules.edition import Edition
from app.feeds.answering import of_version
from app.i18n import speaking

bp = Blueprint("documents", __name__)
bp.add_app_template_global(can_write)
bp.add_app_template_global(extra.install, "install_documents")


@bp.get("/w/<slug>/agenda.<any(csv, xlsx, json, pdf, docx):extension>")
@public
def agenda(slug: str, extension: str) -> ResponseReturnValue:
    if not can_write(extension):
        published.find(slug) or abort(404)
        return cannot()

    def write(found: Published, language: str | None) -> bytes:
        edition = Edition(
            document=found.document,
            version=found.version,
            at=found.published_at,
            address=address_of(slug),
        )
        with speaking(language or found.document.workshop.languages[0]):
            return written(edition, extension)

    return of_version(slug, FORMS[extension], write, name=f"{slug}-agenda")
