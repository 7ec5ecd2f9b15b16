"""The draft as files, for members: every one says that it is a draft, and of when."""

from __future__ import annotations

from flask import Blueprint, Response
from flask.typing import ResponseReturnValue

from app import clock
from app.agenda import drafting, queries
from app.documents.answering import address_of, cannot
from app.documents.files import FORMS, can_write, written
from app.documents.rules.edition import Edition
from app.feeds.answering import disposition
from app.i18n import zones
from app.web import private
from app.workshops.membership import current_workshop, member
from app.workshops.rules import Role

bp = Blueprint("documents_manage", __name__, url_prefix="/organise/<slug>")


@bp.get("/agenda.<any(csv, xlsx, pdf, docx):extension>")
@member(Role.VIEWER)
def agenda(slug: str, extension: str) -> ResponseReturnValue:
    if not can_write(extension):
        return cannot()
    at = clock.now()
    edition = Edition(
        document=drafting.as_seen(queries.draft(current_workshop()), at=at, uid_domain=""),
        version=None,
        at=at,
        address=address_of(slug),
    )
    form = FORMS[extension]
    answer = private(Response(written(edition, extension), content_type=form.content_type))
    day = zones.local(at, edition.zone).date().isoformat()
    answer.headers["Content-Disposition"] = disposition(form, f"{slug}-draft-{day}")
    return answer
