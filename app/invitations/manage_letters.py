"""Organisers' pages: every e-mail to speakers, read before anybody gets it."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, abort, make_response, render_template, request
from flask.typing import ResponseReturnValue

from app import clock
from app.i18n import LANGUAGES, language
from app.invitations import letters_in_words
from app.invitations.letters import samples
from app.invitations.letters.samples import Sample
from app.mail import outbox
from app.mail.message import readable, readable_calendar
from app.mail.rendering import unbroken
from app.web import APART
from app.workshops.membership import current_workshop, member
from app.workshops.models import Workshop
from app.workshops.rules import Role

bp = Blueprint("invitations_letters", __name__, url_prefix="/organise/<slug>/invitations/letters")


@bp.get("")
@member(Role.EDITOR)
def index(slug: str) -> ResponseReturnValue:
    workshop = current_workshop()
    reads = _reads(workshop)
    parts = [
        (part, title, [(one, _occasion(one, workshop, reads)) for one in those])
        for part, title, those in letters_in_words.PARTS
    ]
    return render_template(
        "invitations/letters.html",
        workshop=workshop,
        parts=parts,
        when=letters_in_words.WHEN,
        reads=reads,
        languages=_languages(workshop),
    )


@bp.get("/<sample>")
@member(Role.EDITOR)
def show(slug: str, sample: str) -> ResponseReturnValue:
    workshop, one = current_workshop(), _sample(sample)
    planned = _plan(one, workshop, _reads(workshop))
    with unbroken():
        letter = outbox.rehearse(**planned)
    return render_template(
        "invitations/letter_sample.html",
        workshop=workshop,
        sample=one,
        when=letters_in_words.WHEN[one.key],
        letter=letter,
        text=readable(letter["text"], letter["links"], letter["language"]),
        calendar=readable_calendar(planned["calendar"], letter["links"], letter["language"]),
        reads=_reads(workshop),
        languages=_languages(workshop),
    )


@bp.get("/<sample>/html")
@member(Role.EDITOR)
def html(slug: str, sample: str) -> ResponseReturnValue:
    workshop, one = current_workshop(), _sample(sample)
    letter = outbox.rehearse(**_plan(one, workshop, _reads(workshop)))
    shown = readable(letter["html"], letter["links"], letter["language"])
    response: Response = make_response(shown)
    response.headers["Content-Security-Policy"] = APART
    return response


def _plan(sample: Sample, workshop: Workshop, reads: str) -> dict[str, Any]:
    return samples.plan(sample, workshop, reads=reads, at=clock.now())


def _occasion(sample: Sample, workshop: Workshop, reads: str) -> str:
    """The subject without what all of them end and begin with."""
    planned = _plan(sample, workshop, reads) | {"practice": False}
    del planned["title_of_workshop"]
    subject: str = outbox.rehearse(**planned)["subject"]
    return subject


def _sample(key: str) -> Sample:
    return samples.SAMPLES.get(key) or abort(404)


def _reads(workshop: Workshop) -> str:
    """The language that the address names, of those there are."""
    there = _languages(workshop)
    first = language() if language() in there else there[0]
    reads = request.args.get("reads", first)
    return reads if reads in there else first


def _languages(workshop: Workshop) -> list[str]:
    """Those of the workshop come first; a speaker may be written to in any of ours."""
    return sorted(LANGUAGES, key=lambda one: one not in workshop.languages)
