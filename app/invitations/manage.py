"""Organisers' pages of the invitations: who was asked, who answered, and the letter to each."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app import clock
from app.accounts.sessions import require_account
from app.errors import Refusal
from app.extensions import db
from app.i18n import DEFAULT, LANGUAGES, gettext, refusal_sentence
from app.invitations import letters, queries, rules, service, words
from app.invitations.forms import InvitationForm
from app.invitations.models import Invitation
from app.invitations.rules import Action, InvitationState
from app.mail.message import readable
from app.mail.rules import IN_WORDS
from app.people.models import Speaker
from app.people.queries import find_speaker
from app.workshops.membership import current_workshop, member
from app.workshops.models import Workshop
from app.workshops.rules import Role, Stale

bp = Blueprint("invitations_manage", __name__, url_prefix="/organise/<slug>/invitations")


@bp.get("")
@member(Role.VIEWER)
def index(slug: str) -> ResponseReturnValue:
    return _index()


def _index(refusal: Refusal | None = None, status: int = 200) -> ResponseReturnValue:
    workshop = current_workshop()
    rows, at = queries.speakers_and_invitations(workshop), clock.now()
    page = render_template(
        "invitations/index.html",
        workshop=workshop,
        rows=[
            (speaker, invitation, _possible(invitation, at) if invitation else frozenset())
            for speaker, invitation in rows
        ],
        counts=rules.count([invitation.state if invitation else None for _, invitation in rows]),
        state_words=words.STATES,
        expected=rules.EXPECTED,
        zone=workshop.time_zone or "UTC",
        refusal=refusal_sentence(refusal) if refusal else None,
    )
    return page, status


def _possible(invitation: Invitation, at: datetime) -> frozenset[Action]:
    return rules.possible(
        invitation.state,
        invitation.reminders,
        asked_at=invitation.reminded_at or invitation.sent_at,
        at=at,
    )


@bp.route("/<key>", methods=["GET", "POST"])
@member(Role.EDITOR)
def edit(slug: str, key: str) -> ResponseReturnValue:
    """The letter to one speaker: the words to add, and all of it as it will go out."""
    speaker = _speaker(key)
    invitation = queries.find_invitation(speaker)
    form = _form(speaker, invitation)
    return _save(form, speaker) if form.is_submitted() else _page(form, speaker, invitation)


def _save(form: InvitationForm, speaker: Speaker) -> ResponseReturnValue:
    workshop = current_workshop()
    if not form.validate():
        return _page(form, speaker, queries.find_invitation(speaker), status=422)
    try:
        service.draft(
            speaker,
            language=form.language.data,
            message=form.message.data,
            seen=form.seen.data or None,
            at=clock.now(),
            account_id=require_account().id,
        )
    except Refusal as refusal:
        db.session.rollback()
        invitation = queries.find_invitation(speaker)
        return _page(form, speaker, invitation, refusal=refusal, status=refusal.status)
    slug, key = workshop.slug, speaker.key
    db.session.commit()
    flash(gettext("The draft is saved. Below is the e-mail as it will go out."))
    return redirect(url_for(".edit", slug=slug, key=key), 303)


def _form(
    speaker: Speaker, invitation: Invitation | None, *, typed: bool = True
) -> InvitationForm:
    language = speaker.person.language
    data: dict[str, Any] = {
        "language": language if language in LANGUAGES else DEFAULT,
        "message": None,
        "seen": "",
    }
    if invitation is not None:
        data = {
            "language": invitation.language,
            "message": invitation.message,
            "seen": rules.fingerprint(invitation.message, invitation.language),
        }
    return InvitationForm(data=data) if typed else InvitationForm(formdata=None, data=data)


def _page(
    form: InvitationForm,
    speaker: Speaker,
    invitation: Invitation | None,
    *,
    refusal: Refusal | None = None,
    status: int = 200,
) -> ResponseReturnValue:
    is_draft = invitation is None or invitation.state is InvitationState.DRAFTED
    theirs = None
    if isinstance(refusal, Stale) and invitation is not None:
        theirs = _form(speaker, invitation, typed=False)
        form.seen.data, form.seen.raw_data = theirs.seen.data, None
    page = render_template(
        "invitations/edit.html",
        workshop=current_workshop(),
        speaker=speaker,
        invitation=invitation,
        is_draft=is_draft,
        letter=_preview(speaker, invitation) if is_draft else None,
        letters=[
            (letter, readable(letter.text, letter.links, letter.language))
            for letter in queries.letters_to(speaker)
        ],
        letter_words=IN_WORDS,
        zone=current_workshop().time_zone or "UTC",
        form=form,
        theirs=theirs,
        state_words=words.STATES,
        refusal=refusal_sentence(refusal) if refusal else None,
    )
    return page, status


def _preview(speaker: Speaker, invitation: Invitation | None) -> dict[str, str]:
    """The letter of the stored draft, or of none: nothing typed is shown as if it were saved."""
    stored = _form(speaker, invitation, typed=False)
    return letters.rehearse(
        "invitation",
        speaker,
        language=stored.language.data,
        message=stored.message.data,
        at=clock.now(),
    )


def _speaker(key: str) -> Speaker:
    return find_speaker(current_workshop(), key) or abort(404)


# -- Buttons --------------------------------------------------------------------------------------


@bp.post("/<key>/send")
@member(Role.EDITOR)
def send(slug: str, key: str) -> ResponseReturnValue:
    return _act(key, service.send, gettext("The invitation is on its way."))


@bp.post("/<key>/remind")
@member(Role.EDITOR)
def remind(slug: str, key: str) -> ResponseReturnValue:
    return _act(key, service.remind, gettext("The reminder is on its way."))


@bp.post("/<key>/withdraw")
@member(Role.EDITOR)
def withdraw(slug: str, key: str) -> ResponseReturnValue:
    return _act(key, service.withdraw, gettext("The invitation is withdrawn; its link is dead."))


@bp.post("/<key>/reopen")
@member(Role.EDITOR)
def reopen(slug: str, key: str) -> ResponseReturnValue:
    return _act(key, service.reopen, gettext("The invitation is a draft again."))


@bp.post("/<key>/remove")
@member(Role.EDITOR)
def remove(slug: str, key: str) -> ResponseReturnValue:
    return _act(key, service.remove, gettext("The invitation is deleted."))


def _act(key: str, perform: Callable[..., None], done: str) -> ResponseReturnValue:
    workshop: Workshop = current_workshop()
    slug = workshop.slug
    invitation = queries.find_invitation(_speaker(key))
    if invitation is None:
        return redirect(url_for(".index", slug=slug), 303)  # a second click on Delete
    try:
        perform(invitation, at=clock.now(), account_id=require_account().id)
    except Refusal as refusal:
        db.session.rollback()
        return _index(refusal, refusal.status)
    db.session.commit()
    flash(done)
    if request.form.get("back") == "today":  # the act stood on the organisers' first page
        return redirect(url_for("today.index"), 303)
    return redirect(url_for(".index", slug=slug), 303)
