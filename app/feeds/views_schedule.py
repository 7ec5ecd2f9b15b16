"""The agenda for conference programs: the "frab" schedule, as JSON and as XML."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, Response

from app.access import public
from app.agenda.published import Published
from app.extensions import config
from app.feeds.answering import Form, of_version
from app.feeds.schedule import Schedule, schedule
from app.feeds.schedule_files import as_json, as_xml

bp = Blueprint("schedule", __name__)

JSON = Form("application/json", "json")
XML = Form("application/xml; charset=utf-8", "xml")


@bp.get("/w/<slug>/schedule.json", endpoint="json")
@public
def schedule_json(slug: str) -> Response:
    return _answer(slug, JSON, as_json)


@bp.get("/w/<slug>/schedule.xml", endpoint="xml")
@public
def schedule_xml(slug: str) -> Response:
    return _answer(slug, XML, as_xml)


def _answer(slug: str, form: Form, write: Callable[[Schedule], bytes]) -> Response:
    def written(found: Published, language: str | None) -> bytes:
        values = schedule(
            found.document, version=found.version, language=language, base_url=config().base_url
        )
        return write(values)

    return of_version(slug, form, written, name=f"{slug}-schedule")
