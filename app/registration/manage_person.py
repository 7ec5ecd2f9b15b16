"""One participant for organisers: everything that was told and done, and what can be done now."""

from __future__ import annotations

from dataclasses import dataclass, replace
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
from app.errors import Refusal
from app.extensions import db
from app.i18n import gettext, language, refusal_sentence
from app.mail import queries as mail
from app.mail.rules import IN_WORDS
from app.people import countries
from app.registration import columns, manage, queries, rules, service, words
from app.registration.forms_person import PersonForm
from app.registration.models import Registration
from app.registration.queries.bulk import newest_acts
from app.registration.queries.person import consent_log
from app.registration.rules import Action
from app.registration.rules.bulk import TAKE_BACK_FOR
from app.registration.rules.questions import Question
from app.registration.rules.sheet import CONSENT, QUESTION
from app.registration.service import details, new_address
from app.web import private
from app.workshops import queries as workshops
from app.workshops import words as log_words
from app.workshops.membership import current_workshop, member
from app.workshops.rules import Role, Stale, Way

bp = Blueprint("registration_person", __name__, url_prefix="/organise/<slug>/participants")

#: What organisers may change of it.
FIELDS = (
    "name", "native_name", "address_as", "email", "affiliation", "position", "country", "language",
)  # fmt: skip


@bp.get("/<key>")
@member(Role.HELPER)
def show(slug: str, key: str) -> ResponseReturnValue:
    workshop, registration = current_workshop(), _found(key)
    form = queries.find_form(workshop.id)
    here = columns.asked(form)
    given = queries.answers_of(registration.id)
    live = queries.live(workshop.id)
    page = render_template(
        "registration/person.html",
        workshop=workshop,
        person=registration,
        place=queries.place_in_line(registration),
        handed_over=queries.handed_over([registration]),
        last_acts=newest_acts(workshop.id, since=clock.now() - TAKE_BACK_FOR, upon=registration),
        answers=_answers(here, given),
        consents=_consents(here, registration),
        letters=mail.to_recipient(f"registration:{registration.id}"),
        mail_words=IN_WORDS,
        log=workshops.log_about(workshop.id, f"registration:{registration.id}"),
        log_words=log_words,
        country=countries.name(registration.country, language()),
        source=columns.SOURCES[registration.source],
        states=words.STATES_FOR_TEAM,
        ways=words.WAYS,
        other_ways=[
            seats for seats in (live.seats if live else ()) if seats.way is not registration.way
        ],
        offer_hours=form.offer_hours if form else None,
        allowed=rules.may,
        Action=Action,
        zone=workshop.time_zone or "UTC",
        list=request.args.get("list", ""),
        back=manage.back(),
    )
    return private(make_response(page))


def _found(key: str) -> Registration:
    found: Registration = queries.find_in(current_workshop().id, key) or abort(404)
    return found


@dataclass(frozen=True, slots=True)
class Answered:
    """One question, as the page shows it."""

    question: str
    #: In words, a file's by its name; None where there is no answer.
    said: str | None
    #: The key of the file that was handed in.
    file: str | None
    #: Asked no more.
    retired: bool


def _answers(here: columns.Asked, given: dict[str, Any]) -> list[Answered]:
    """Of questions that are asked still also without an answer."""
    found = [
        _answered(here.title(QUESTION + key), question, given.get(key), question.retired)
        for key, question in here.questions.items()
        if not question.retired or columns.answer(question, given.get(key)) is not None
    ]
    gone = sorted(given.keys() - here.questions)
    return found + [_answered(key, None, given[key], True) for key in gone]


def _answered(title: str, question: Question | None, value: Any, retired: bool) -> Answered:
    file = value.key if isinstance(value, queries.HandedIn) else None
    return Answered(title, columns.answer(question, value), file, retired)


def _consents(here: columns.Asked, registration: Registration) -> list[dict[str, Any]]:
    """Each consent with its notes, the newest first: what holds, and how it came about."""
    notes = consent_log(registration.id)
    keys = dict.fromkeys([*here.consents, *(note.consent for note in notes)])
    return [
        {
            "label": here.title(CONSENT + key) if key in here.consents else key,
            "notes": [note for note in notes if note.consent == key],
        }
        for key in keys
        if not (key in here.consents and here.consents[key].retired)
        or any(note.consent == key for note in notes)
    ]


# -- Changing what was told -----------------------------------------------------------------------


@bp.route("/<key>/edit", methods=["GET", "POST"])
@member(Role.EDITOR)
def edit(slug: str, key: str) -> ResponseReturnValue:
    registration = _found(key)
    form = PersonForm(data=_as_stored(registration))
    if not form.is_submitted():
        return _form_page(form, registration)
    if not form.validate():
        return _form_page(form, registration, status=422)
    if not form.email.data and registration.email:
        form.email.errors = [gettext("Please enter an e-mail address.")]
        return _form_page(form, registration, status=422)
    try:
        told = _save(form, registration)
    except Refusal as refusal:
        db.session.rollback()
        registration = _found(key)
        if isinstance(refusal, Stale) and _is_stored(form, registration):
            return _to_person(key)  # a second press of the button
        return _form_page(form, registration, refusal=refusal, status=409)
    db.session.commit()
    flash(
        gettext(
            "Saved. The new address has got an e-mail with a new link, and the old one is told."
        )
        if told
        else gettext("Saved.")
    )
    return _to_person(key)


def _save(form: PersonForm, registration: Registration) -> bool:
    """Whether the address was changed, so that its owner is told."""
    by: dict[str, Any] = {"at": clock.now(), "account_id": require_account().id}
    wanted: dict[str, Any] = {name: form[name].data or None for name in FIELDS if name != "email"}
    told = replace(details.details_of(registration), **wanted)
    details.change_details(registration, told, revision=form.revision.data or 0, **by)
    if form.email.data == registration.email or not form.email.data:
        return False
    new_address.change(new_address.Asked(registration, form.email.data), **by)
    return True


def _as_stored(registration: Registration) -> dict[str, Any]:
    stored = {name: getattr(registration, name) or "" for name in FIELDS}
    return stored | {"revision": registration.revision}


def _is_stored(form: PersonForm, registration: Registration) -> bool:
    stored = _as_stored(registration)
    return all((form[name].data or "") == stored[name] for name in FIELDS)


def _form_page(
    form: PersonForm,
    registration: Registration,
    *,
    refusal: Refusal | None = None,
    status: int = 200,
) -> Response:
    theirs = None
    if isinstance(refusal, Stale):
        stored = _as_stored(registration)
        theirs = PersonForm(formdata=None, data=stored).in_words()
        form.revision.data, form.revision.raw_data = stored["revision"], None
    page = render_template(
        "registration/person_edit.html",
        workshop=current_workshop(),
        person=registration,
        form=form,
        mine=form.in_words(),
        theirs=theirs,
        refusal=refusal_sentence(refusal) if refusal and theirs is None else None,
        list=request.values.get("list", ""),
    )
    return private(make_response(page, status))


def _to_person(key: str) -> ResponseReturnValue:
    list = request.values.get("list") or None
    return redirect(url_for(".show", slug=current_workshop().slug, key=key, list=list), 303)


@bp.post("/<key>/way")
@member(Role.EDITOR)
def change_way(slug: str, key: str) -> ResponseReturnValue:
    registration = _found(key)
    try:
        way = Way(request.form.get("way", ""))
        wait = request.form.get("wait") == "yes"
        service.change_way(
            registration,
            way,
            at=clock.now(),
            wait_for_it=wait,
            account_id=require_account().id,
        )
    except ValueError:
        abort(400)
    except Refusal as refusal:
        db.session.rollback()
        flash(refusal_sentence(refusal), "refusal")
    else:
        db.session.commit()
        flash(
            gettext("Changed, and the person is told by e-mail.")
            if registration.is_written_to
            else gettext("Changed. Please tell the speaker: this is not in any e-mail to them.")
            if registration.email
            else gettext("Changed. Please tell the person: no e-mail address is recorded.")
        )
    return _to_person(key)
