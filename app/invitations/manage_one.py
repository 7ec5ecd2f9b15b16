"""One speaker for organisers: where the asking stands, what to decide, and all that was said."""

from __future__ import annotations

from collections.abc import Callable, Mapping
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
from app.agenda import service as agenda
from app.errors import Refusal
from app.extensions import db
from app.i18n import gettext, refusal_sentence
from app.i18n.fields import Form
from app.invitations import (
    board,
    checklist,
    history_in_words,
    issued,
    one,
    queries,
    rules,
    service,
    words,
)
from app.invitations.forms_one import AssistantForm, HeardForm, ReplyForm, WordForm
from app.invitations.models import Invitation, Remark
from app.invitations.on_its_way import on_its_way
from app.invitations.rules import Action, InvitationState
from app.invitations.service.deciding import seen_of
from app.mail import queries as mail
from app.mail.rules import IN_WORDS, STOPPED
from app.people.queries import find_speaker
from app.web import private
from app.workshops import queries as workshops
from app.workshops import words as log_words
from app.workshops.membership import current_workshop, member
from app.workshops.rules import Role

bp = Blueprint("invitations_one", __name__, url_prefix="/organise/<slug>/invitations/<key>")


@bp.get("/status")
@member(Role.EDITOR)
def show(slug: str, key: str) -> ResponseReturnValue:
    invitation = _find(key)
    if invitation is None or invitation.state is InvitationState.DRAFTED:
        return redirect(url_for("invitations_manage.edit", slug=slug, key=key), 302)
    return _page(invitation)


def _page(
    invitation: Invitation,
    forms: Mapping[str, Form] | None = None,
    *,
    refusal: Refusal | None = None,
    status: int = 200,
) -> Response:
    """`forms` are those that were sent and are shown again as they were filled in."""
    sent = dict(forms or {})
    workshop, at = current_workshop(), clock.now()
    speaker, state = invitation.speaker, invitation.state
    part = one.part_of(invitation, at)
    proposes = state is InvitationState.COUNTER_PROPOSED
    page = render_template(
        "invitations/one.html",
        workshop=workshop,
        speaker=speaker,
        invitation=invitation,
        part=part,
        possible=board.possible(invitation, at),
        may_answer=(state, Action.ACCEPT) in rules.TABLE,
        proposal=one.proposal(invitation, part, agenda.preview(workshop, at=at))
        if proposes
        else None,
        colleague=one.colleague(invitation) if state is InvitationState.DELEGATING else None,
        seen=seen_of(invitation),
        came=queries.came_of(invitation),
        tasks=checklist.of(speaker, at=at) if state is InvitationState.ACCEPTED else None,
        conversation=queries.conversation_of(invitation),
        letters=mail.to_recipient(f"speaker:{speaker.id}"),
        letter_words=IN_WORDS,
        bounced=board.bounced(speaker) if state in rules.EXPECTED else None,
        stopped=STOPPED,
        appointments=one.appointments(invitation),
        papers=issued.issued_to(speaker),
        log=workshops.log_about(workshop.id, f"invitation:{invitation.id}"),
        log_words=log_words,
        history=history_in_words,
        words=words,
        expected=rules.EXPECTED,
        most=rules.MOST_REMINDERS,
        zone=workshop.time_zone or "UTC",
        refusal=refusal_sentence(refusal) if refusal else None,
        form=next(iter(sent.values()), None),
        **_forms(invitation, sent),
    )
    answer = private(make_response(page))
    answer.status_code = status
    return answer


def _forms(invitation: Invitation, sent: dict[str, Form]) -> dict[str, Any]:
    helper = {"name": invitation.assistant_name, "email": invitation.assistant_email}
    fresh: dict[str, Form] = {
        "heard": HeardForm(formdata=None),
        "reply_form": ReplyForm(formdata=None),
        "keep": WordForm(formdata=None, prefix="keep-"),
        "refuse": WordForm(formdata=None, prefix="refuse-"),
        "helper": AssistantForm(formdata=None, prefix="assistant-", data=helper),
    }
    return fresh | sent


def _find(key: str) -> Invitation | None:
    speaker = find_speaker(current_workshop(), key) or abort(404)
    return queries.find_invitation(speaker)


def _get(key: str) -> Invitation:
    return _find(key) or abort(404)


def _act(
    key: str, perform: Callable[[Invitation], object], done: str, **forms: Form
) -> ResponseReturnValue:
    """One act upon the invitation, then its page again; what was typed is not lost."""
    slug = current_workshop().slug
    invitation = _get(key)
    if any(not form.validate() for form in forms.values()):
        return _page(invitation, forms, status=422)
    try:
        perform(invitation)
    except Refusal as refusal:
        db.session.rollback()
        return _page(_get(key), forms, refusal=refusal, status=refusal.status)
    db.session.commit()
    flash(done)
    return redirect(url_for(".show", slug=slug, key=key), 303)


def _now() -> dict[str, Any]:
    return {"at": clock.now(), "account_id": require_account().id}


# -- Decisions ------------------------------------------------------------------------------------


@bp.post("/agree-time")
@member(Role.EDITOR)
def agree_time(slug: str, key: str) -> ResponseReturnValue:
    done = gettext("The time is agreed; an e-mail says so.")
    return _act(key, lambda invitation: service.agree_time(invitation, **_now()), done)


@bp.post("/keep-time")
@member(Role.EDITOR)
def keep_time(slug: str, key: str) -> ResponseReturnValue:
    form = WordForm(prefix="keep-")
    done = gettext("The time stays; the speaker is asked again by e-mail.")
    return _act(
        key,
        lambda invitation: service.keep_time(invitation, word=form.word.data, **_now()),
        done,
        keep=form,
    )


@bp.post("/confirm-delegate")
@member(Role.EDITOR)
def confirm_delegate(slug: str, key: str) -> ResponseReturnValue:
    seen = request.form.get("seen", "")
    return _act(
        key,
        lambda invitation: service.confirm_delegate(invitation, seen=seen, **_now()),
        _who_is_told(_get(key)),
    )


def _who_is_told(invitation: Invitation) -> str:
    """Of a colleague who takes the part: who is told now, and who is when the agenda is public."""
    if invitation.state is not InvitationState.DELEGATING:  # confirmed before
        return gettext("The colleague takes the part. Publish the agenda to show it.")
    if one.colleague(invitation).is_asked:
        return gettext(
            "The colleague takes the part and is told when you publish the agenda. "
            "The speaker is told by e-mail."
        )
    return gettext(
        "The colleague takes the part. Both are told by e-mail; publish the agenda to show it."
    )


@bp.post("/refuse-delegate")
@member(Role.EDITOR)
def refuse_delegate(slug: str, key: str) -> ResponseReturnValue:
    form = WordForm(prefix="refuse-")
    done = gettext("The speaker is asked again by e-mail.")
    return _act(
        key,
        lambda invitation: service.refuse_delegate(invitation, word=form.word.data, **_now()),
        done,
        refuse=form,
    )


@bp.post("/answer")
@member(Role.EDITOR)
def note_answer(slug: str, key: str) -> ResponseReturnValue:
    form = HeardForm()

    def perform(invitation: Invitation) -> None:
        heard = Action(form.heard.data)
        service.note_answer(invitation, heard, answer=form.note.data, **_now())

    done = gettext("The answer is noted; an e-mail confirms it to the speaker.")
    return _act(key, perform, done, heard=form)


@bp.post("/lapse")
@member(Role.EDITOR)
def lapse(slug: str, key: str) -> ResponseReturnValue:
    done = gettext("The invitation has lapsed; an e-mail says so.")
    return _act(key, lambda invitation: service.lapse(invitation, **_now()), done)


@bp.post("/chase")
@member(Role.EDITOR)
def chase(slug: str, key: str) -> ResponseReturnValue:
    done = on_its_way(gettext("The reminder is on its way."))
    return _act(key, lambda invitation: service.chase(invitation, **_now()), done)


# -- Conversation ---------------------------------------------------------------------------------


@bp.post("/remarks/<int:number>/reply")
@member(Role.EDITOR)
def reply(slug: str, key: str, number: int) -> ResponseReturnValue:
    remark, form = _remark(key, number), ReplyForm()
    done = on_its_way(gettext("Your answer is on its way."))
    return _act(
        key,
        lambda _: service.reply(remark, form.reply.data or "", **_now()),
        done,
        reply_form=form,
    )


@bp.post("/remarks/<int:number>/settle")
@member(Role.EDITOR)
def settle(slug: str, key: str, number: int) -> ResponseReturnValue:
    remark = _remark(key, number)
    done = gettext("The message is marked as dealt with.")
    return _act(key, lambda _: service.settle(remark, **_now()), done)


def _remark(key: str, number: int) -> Remark:
    return queries.find_remark(_get(key), number) or abort(404)


# -- The assistant --------------------------------------------------------------------------------


@bp.post("/assistant")
@member(Role.EDITOR)
def assistant(slug: str, key: str) -> ResponseReturnValue:
    form = AssistantForm(prefix="assistant-")
    done = gettext("The assistant gets copies from now on, and a link.")
    return _act(
        key,
        lambda invitation: service.name_assistant(
            invitation,
            name=form.name.data,
            email=form.email.data or "",
            via=rules.Via.ORGANISER,
            **_now(),
        ),
        done,
        helper=form,
    )


@bp.post("/assistant/remove")
@member(Role.EDITOR)
def remove_assistant(slug: str, key: str) -> ResponseReturnValue:
    done = gettext("The assistant gets no copies any more, and the link given out is dead.")
    return _act(
        key,
        lambda invitation: service.remove_assistant(invitation, via=rules.Via.ORGANISER, **_now()),
        done,
    )
