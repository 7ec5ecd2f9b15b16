"""Organisers' page of the letter to one speaker, before it is sent: words, preview, trial."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app import clock
from app.accounts.sessions import require_account
from app.errors import Refusal
from app.extensions import db
from app.i18n import DEFAULT, LANGUAGES, gettext, refusal_sentence
from app.invitations import letters, queries, service, words
from app.invitations.forms_compose import InvitationForm
from app.invitations.manage import bp, speaker_of
from app.invitations.manage_compose import said_unknown, shown
from app.invitations.models import Invitation
from app.invitations.on_its_way import on_its_way
from app.invitations.rules import InvitationState
from app.invitations.service import asking, sending
from app.invitations.service.sending import Asked
from app.people.models import Speaker
from app.workshops.membership import current_workshop, member
from app.workshops.rules import Role, Stale


@bp.route("/<key>/letter", methods=["GET", "POST"])
@member(Role.EDITOR)
def edit(slug: str, key: str) -> ResponseReturnValue:
    """The letter to one speaker: the words to add, and all of it as it will go out."""
    speaker = speaker_of(key)
    invitation = queries.find_invitation(speaker)
    form = _form(speaker, invitation)
    return _save(form, speaker) if form.is_submitted() else _page(form, speaker, invitation)


def _save(form: InvitationForm, speaker: Speaker) -> ResponseReturnValue:
    """Save; and send it or try it, if that was the button."""
    workshop, at, account = current_workshop(), clock.now(), require_account()
    do = request.form.get("do", "save")
    if not form.validate():
        return _page(form, speaker, queries.find_invitation(speaker), status=422)
    try:
        invitation = service.draft(
            speaker,
            language=form.language.data,
            message=form.message.data,
            answer_by=form.answer_by.data,
            seen=form.seen.data or None,
            at=at,
            account_id=account.id,
        )
        if do == "send":
            service.send(invitation, at=at, account_id=account.id)
    except Refusal as refusal:
        db.session.rollback()
        speaker = speaker_of(speaker.key)
        invitation_now = queries.find_invitation(speaker)
        return _page(form, speaker, invitation_now, refusal=refusal, status=refusal.status)
    slug, key = workshop.slug, speaker.key
    here = url_for(".edit", slug=slug, key=key)
    said = {
        "save": gettext("The draft is saved. Below is the e-mail as it will go out."),
        "send": on_its_way(gettext("The invitation is on its way.")),
        "try": on_its_way(
            gettext("The trial e-mail is on its way to %(address)s.", address=account.email),
            to_team=True,
        ),
    }
    if do == "try":
        sending.try_letters(
            workshop,
            [(f"{key}:{asking.fingerprint(invitation)}", _planned(speaker, invitation))],
            to=account,
            back=here,
            at=at,
        )
    db.session.commit()
    flash(said.get(do, said["save"]))
    return redirect(url_for(".index", slug=slug) if do == "send" else here, 303)


def _form(
    speaker: Speaker, invitation: Invitation | None, *, typed: bool = True
) -> InvitationForm:
    data: dict[str, Any] = {"language": _language_of(speaker), "message": None, "seen": ""}
    if invitation is not None:
        data = {
            "language": invitation.language,
            "message": invitation.message,
            "answer_by": invitation.answer_by,
            "seen": asking.fingerprint(invitation),
        }
    return InvitationForm(data=data) if typed else InvitationForm(formdata=None, data=data)


def _language_of(speaker: Speaker) -> str:
    language = speaker.person.language
    return language if language is not None and language in LANGUAGES else DEFAULT


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
    planned = _planned(speaker, invitation) if is_draft else None
    page = render_template(
        "invitations/edit.html",
        workshop=current_workshop(),
        speaker=speaker,
        invitation=invitation,
        is_draft=is_draft,
        letter=shown(planned) if planned else None,
        unknown=said_unknown(planned) if planned else "",
        form=form,
        theirs=theirs,
        state_words=words.STATES,
        plan=queries.plan_of(speaker.workshop_id),
        refusal=refusal_sentence(refusal) if refusal else None,
    )
    return page, status


def _planned(speaker: Speaker, invitation: Invitation | None) -> dict[str, Any]:
    """The letter of the stored draft, or of none: nothing typed is shown as if it were saved."""
    asked = Asked(key=speaker.key, language=_language_of(speaker))
    if invitation is not None:
        asked = Asked(
            key=speaker.key,
            language=invitation.language,
            message=invitation.message,
            answer_by=invitation.answer_by,
        )
    return sending.planned(
        speaker,
        asked,
        agenda=letters.Agenda(speaker.workshop, clock.now()),
        plan=queries.plan_of(speaker.workshop_id),
    )
