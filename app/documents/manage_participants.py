"""The participants' list as files: whom the list shows, in the columns chosen.

A file of names leaves the house, so it is sent for and not looked up: asking for it is noted.
"""

from __future__ import annotations

from flask import Blueprint, Response
from flask.typing import ResponseReturnValue

from app import clock
from app.accounts.sessions import require_account
from app.documents import service, sheets
from app.documents.files import FORMS
from app.documents.participants import Listed, table
from app.extensions import db
from app.feeds.answering import disposition
from app.i18n import language, zones
from app.registration import columns, manage, queries
from app.registration.queries import fitting, listing
from app.web import private
from app.workshops.membership import current_workshop, member
from app.workshops.rules import Role

bp = Blueprint("documents_participants", __name__, url_prefix="/organise/<slug>")


@bp.post("/participants.<any(csv, xlsx):extension>")
@member(Role.HELPER)
def file(slug: str, extension: str) -> ResponseReturnValue:
    workshop, at = current_workshop(), clock.now()
    here = columns.asked(queries.find_form(workshop.id))
    look = manage.look_of_form(here)
    ids = fitting.ids(workshop.id, look, language(), came=manage.came())
    listed = Listed(
        participants=listing.of_ids(workshop.id, ids),
        told=columns.told(look, here, ids, came=manage.who_came),
        columns=look.columns,
        narrowed=look.hides,
        at=at,
    )
    made = table(workshop, listed)
    octets = sheets.as_csv(made) if extension == "csv" else sheets.as_xlsx(made, at=at)
    service.note_export(
        workshop,
        service.PARTICIPANTS,
        extension,
        len(ids),
        at=at,
        account_id=require_account().id,
    )
    form = FORMS[extension]
    day = zones.local(at, workshop.time_zone or "UTC").date().isoformat()
    answer = private(Response(octets, content_type=form.content_type))
    answer.headers["Content-Disposition"] = disposition(form, f"{slug}-participants-{day}")
    db.session.commit()
    return answer
