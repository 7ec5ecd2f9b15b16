"""Organisers' pages of official letters: their paper, and issuing them."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app import clock
from app.accounts.sessions import require_account
from app.errors import Refusal
from app.extensions import db
from app.i18n import DEFAULT, LANGUAGES, gettext, refusal_sentence, speaking
from app.i18n.punctuation import colon
from app.invitations import issued, official, queries, words
from app.invitations.forms_papers import LetterForm, PaperForm
from app.invitations.official import Typed
from app.invitations.rules import papers
from app.invitations.rules.papers import Paper
from app.invitations.service import papers as service
from app.people.models import Speaker
from app.people.queries import find_speaker
from app.workshops.membership import current_workshop, member
from app.workshops.rules import Role, Stale

bp = Blueprint("papers_manage", __name__, url_prefix="/organise/<slug>")


@bp.route("/invitations/paper", methods=["GET", "POST"])
@member(Role.EDITOR)
def paper(slug: str) -> ResponseReturnValue:
    """Letterhead, signatory and costs, as all official letters of the workshop have them."""
    workshop = current_workshop()
    now = issued.paper_of(workshop.id)
    form = PaperForm(data=_as_typed(now))
    if not form.is_submitted():
        return _paper_page(form)
    if not form.validate():
        return _paper_page(form, status=422)
    said = Paper(**{name: form[name].data for name in papers.FIELDS})
    try:
        service.set_paper(
            workshop,
            said,
            seen=form.seen.data or None,
            at=clock.now(),
            account_id=require_account().id,
        )
    except Stale as refusal:
        db.session.rollback()
        return _paper_page(form, refusal=refusal, status=refusal.status)
    db.session.commit()
    flash(gettext("Saved. It applies to letters issued from now on."))
    return redirect(url_for(".index", slug=slug), 303)


def _as_typed(now: Paper) -> dict[str, object]:
    return {**papers.as_stored(now), "seen": papers.fingerprint_of_paper(now)}


def _paper_page(
    form: PaperForm, *, refusal: Stale | None = None, status: int = 200
) -> ResponseReturnValue:
    workshop = current_workshop()
    theirs = None
    if refusal is not None:
        stored = _as_typed(issued.paper_of(workshop.id))
        theirs = PaperForm(formdata=None, data=stored)
        form.seen.data, form.seen.raw_data = theirs.seen.data, None
    page = render_template(
        "invitations/paper.html",
        workshop=workshop,
        form=form,
        theirs=theirs,
        languages=_languages(),
    )
    return page, status


def _languages() -> list[str]:
    """Letters are written in these; those of the workshop come first."""
    own = [one for one in current_workshop().languages if one in LANGUAGES]
    return list(dict.fromkeys([*own, *LANGUAGES]))


@bp.get("/letters-of-invitation")
@member(Role.EDITOR)
def index(slug: str) -> ResponseReturnValue:
    workshop = current_workshop()
    letters = issued.letters_of(workshop.id)
    by_speaker: dict[str, list[object]] = {}
    for one in reversed(letters):
        by_speaker.setdefault(one.recipient, []).append(one)
    return render_template(
        "invitations/papers.html",
        workshop=workshop,
        rows=[
            (speaker, invitation, by_speaker.get(f"speaker:{speaker.id}", []))
            for speaker, invitation in queries.speakers_and_invitations(workshop)
        ],
        paper=issued.paper_of(workshop.id),
        state_words=words.STATES,
        not_invited=papers.NOT_INVITED,
        zone=workshop.time_zone or "UTC",
    )


@bp.route("/letters-of-invitation/<key>", methods=["GET", "POST"])
@member(Role.EDITOR)
def letter(slug: str, key: str) -> ResponseReturnValue:
    """One letter before it is issued, and the button that issues it."""
    speaker: Speaker = find_speaker(current_workshop(), key) or abort(404)
    form = LetterForm(data=_offered(speaker))
    if not form.is_submitted():
        return _letter_page(form, speaker)
    if not form.validate():
        return _letter_page(form, speaker, status=422)
    if request.form.get("act") != "issue":
        return _letter_page(form, speaker)
    try:
        made = service.issue(
            speaker,
            language=form.language.data,
            typed=_typed(form),
            after=form.after.data,
            at=clock.now(),
            account_id=require_account().id,
        )
    except Refusal as refusal:
        db.session.rollback()
        return _letter_page(form, speaker, refusal=refusal, status=refusal.status)
    said = made.facts["reference"]
    db.session.commit()
    flash(gettext("The letter is issued under the reference %(reference)s.", reference=said))
    return redirect(url_for(".letter", slug=slug, key=key), 303)


def _offered(speaker: Speaker) -> dict[str, object]:
    """The language asked for, else that of the person; and what it makes of the rest."""
    asked = request.args.get("language") or speaker.person.language or ""
    spoken = asked if asked in LANGUAGES else DEFAULT
    usual = official.proposed(speaker, issued.paper_of(speaker.workshop_id), spoken=spoken)
    here = issued.issued_to(speaker)
    return {
        "language": spoken,
        "salutation": usual.salutation,
        "costs": usual.costs,
        "after": here[0].number if here else 0,
    }


def _typed(form: LetterForm) -> Typed:
    return Typed(salutation=form.salutation.data, costs=form.costs.data)


def _letter_page(
    form: LetterForm, speaker: Speaker, *, refusal: Refusal | None = None, status: int = 200
) -> ResponseReturnValue:
    workshop, at = current_workshop(), clock.now()
    stored = issued.paper_of(workshop.id)
    cannot = refusal
    if cannot is None:
        try:
            service.check(speaker, at=at)
        except Refusal as one:
            cannot = one
    spoken = form.language.data if form.language.data in LANGUAGES else DEFAULT
    shown = official.compose(
        speaker,
        stored,
        spoken=spoken,
        typed=_typed(form),
        number=issued.last_number(workshop.id) + 1,
        at=at,
    )
    with speaking(spoken):  # its colons are those of its language, not of the page around it
        reference = colon(shown.reference_label, shown.reference)
        facts = [colon(label, "\n".join(lines)) for label, lines in shown.facts]
    page = render_template(
        "invitations/paper_letter.html",
        workshop=workshop,
        speaker=speaker,
        form=form,
        refusal=refusal_sentence(refusal) if refusal else None,
        cannot=refusal_sentence(cannot) if cannot else None,
        lacks_paper=not stored.is_enough,
        shown=shown,
        reference=reference,
        facts=facts,
        letters=issued.issued_to(speaker),
        zone=workshop.time_zone or "UTC",
    )
    return page, status
