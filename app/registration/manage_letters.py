"""Organisers' pages: every letter to participants, read before anybody gets it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import (
    Blueprint,
    Response,
    abort,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue

from app import clock
from app.accounts.sessions import require_account
from app.agenda.rules.document import Document
from app.extensions import db
from app.i18n import LANGUAGES, gettext, language
from app.mail import outbox
from app.mail.message import readable, readable_calendar
from app.mail.rendering import unbroken
from app.registration import letters_in_words, queries
from app.registration.service import samples, trying
from app.registration.service.samples import Sample
from app.registration.words import WAYS
from app.web import APART
from app.workshops.membership import current_workshop, member
from app.workshops.models import Workshop
from app.workshops.rules import Role, Way

bp = Blueprint(
    "registration_letters", __name__, url_prefix="/organise/<slug>/registration/letters"
)


@bp.get("")
@member(Role.EDITOR)
def index(slug: str) -> ResponseReturnValue:
    workshop = current_workshop()
    form = queries.find_form(workshop.id)
    choices = _choices(workshop)
    read = Read.of(workshop, choices["chosen"])
    parts = [
        (part, title, [(one, _occasion(one, read)) for one in those])
        for part, title, those in letters_in_words.PARTS
    ]
    return render_template(
        "registration/letters.html",
        workshop=workshop,
        form_of_workshop=form,
        parts=parts,
        when=letters_in_words.WHEN,
        unused={one.key for one in samples.SAMPLES.values() if not samples.is_written(one, form)},
        **choices,
    )


@bp.get("/<sample>")
@member(Role.EDITOR)
def show(slug: str, sample: str) -> ResponseReturnValue:
    workshop, one = current_workshop(), _sample(sample)
    choices = _choices(workshop)
    plan = Read.of(workshop, choices["chosen"]).plan(one)
    with unbroken():
        letter = outbox.rehearse(**plan)
    return render_template(
        "registration/letter.html",
        workshop=workshop,
        sample=one,
        when=letters_in_words.WHEN[one.key],
        is_written=samples.is_written(one, queries.find_form(workshop.id)),
        letter=letter,
        text=readable(letter["text"], letter["links"], letter["language"]),
        calendar=readable_calendar(plan["calendar"], letter["links"], letter["language"]),
        **choices,
    )


@bp.get("/<sample>/html")
@member(Role.EDITOR)
def html(slug: str, sample: str) -> ResponseReturnValue:
    workshop, one = current_workshop(), _sample(sample)
    letter = outbox.rehearse(**Read.of(workshop, _chosen(workshop)).plan(one))
    shown = readable(letter["html"], letter["links"], letter["language"])
    response: Response = make_response(shown)
    response.headers["Content-Security-Policy"] = APART
    return response


@bp.post("/<sample>/trial")
@member(Role.EDITOR)
def trial(slug: str, sample: str) -> ResponseReturnValue:
    """The letter to the organiser who asks, and to nobody else."""
    workshop, one, at = current_workshop(), _sample(sample), clock.now()
    account = require_account()
    chosen: dict[str, Any] = _chosen(workshop)
    plan = Read.of(workshop, chosen).plan(one)
    back = url_for(".show", slug=slug, sample=one.key, **chosen)
    asked = f"{one.key}:{chosen['reads']}:{chosen['way']}"
    trying.send(workshop, plan, to=account, asked=asked, back=back, at=at)
    address = account.email
    db.session.commit()
    flash(gettext("The trial e-mail is on its way to %(address)s.", address=address))
    return redirect(back, 303)


# -- What was chosen ------------------------------------------------------------------------------


def _sample(key: str) -> Sample:
    return samples.SAMPLES.get(key) or abort(404)


@dataclass(frozen=True, slots=True)
class Read:
    """How letters are read, found out once for all of them: the agenda, the language, the way."""

    workshop: Workshop
    document: Document
    reads: str
    way: Way
    at: datetime

    @classmethod
    def of(cls, workshop: Workshop, chosen: dict[str, str]) -> Read:
        at = clock.now()
        document = samples.document_of(workshop, at)
        return cls(workshop, document, chosen["reads"], Way(chosen["way"]), at)

    def plan(self, sample: Sample) -> dict[str, Any]:
        return samples.plan(
            sample,
            self.workshop,
            reads=self.reads,
            way=self.way,
            at=self.at,
            document=self.document,
        )


def _occasion(sample: Sample, read: Read) -> str:
    """The subject without what all of them end and begin with."""
    plan = read.plan(sample) | {"practice": False}
    del plan["title_of_workshop"]
    subject: str = outbox.rehearse(**plan)["subject"]
    return subject


def _chosen(workshop: Workshop) -> dict[str, str]:
    return _among(_languages(workshop), _ways(workshop))


def _among(languages: list[str], ways: list[str]) -> dict[str, str]:
    """The language and the way of taking part that the address names, of those there are."""
    first = language() if language() in languages else languages[0]
    reads, way = request.values.get("reads", first), request.values.get("way", ways[0])
    return {
        "reads": reads if reads in languages else first,
        "way": way if way in ways else ways[0],
    }


def _choices(workshop: Workshop) -> dict[str, Any]:
    languages, ways = _languages(workshop), _ways(workshop)
    return {
        "chosen": _among(languages, ways),
        "languages": languages,
        "ways": ways,
        "way_words": WAYS,
    }


def _languages(workshop: Workshop) -> list[str]:
    """Those of the workshop that letters are written in, else all of these."""
    return [one for one in LANGUAGES if one in workshop.languages] or list(LANGUAGES)


def _ways(workshop: Workshop) -> list[str]:
    live = queries.live(workshop.id)
    offered = [seats.way.value for seats in live.seats] if live else []
    return offered or [Way.ON_SITE.value if workshop.way is Way.ON_SITE else Way.ONLINE.value]
