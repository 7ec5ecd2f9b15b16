"""A speaker asks the organisers something, and says who may act for them."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, make_response, render_template, request
from flask.typing import ResponseReturnValue

from app import clock
from app.access import by_link
from app.errors import Refusal
from app.extensions import csrf, db, limiter
from app.i18n import refusal_sentence
from app.invitations import desk_page, queries, service
from app.invitations.entering import Entered, entered
from app.invitations.forms_desk import AnswerForm, AssistantForm, DeskForm, QuestionForm
from app.invitations.rules import Via
from app.invitations.rules.asking import OnlyTheSpeaker
from app.invitations.views import page_of, to_desk
from app.registration.rules import typos
from app.web import private

bp = Blueprint("desk_conversation", __name__, url_prefix="/s/<token>")
#: As on the desk: nothing is done by the authority of a session.
csrf.exempt(bp)


@bp.route("/question", methods=["GET", "POST"])
@by_link
@limiter.limit("60 per minute")
def question(token: str) -> ResponseReturnValue:
    here = entered(token)
    form = QuestionForm()
    refusal = None
    if form.validate_on_submit():
        try:
            service.ask(here.invitation, form.text.data or "", via=here.via, at=clock.now())
        except Refusal as refused:
            db.session.rollback()
            refusal, here = refused, entered(token)
        else:
            db.session.commit()
            return to_desk(token, part="conversation")
    said = queries.conversation_of(here.invitation)
    return _page("question", here, token, form, refusal=refusal, conversation=said)


@bp.route("/assistant", methods=["GET", "POST"])
@by_link
@limiter.limit("60 per minute")
def assistant(token: str) -> ResponseReturnValue:
    here = entered(token)
    if here.via is not Via.DESK:
        return _not_theirs(here, token)
    invitation = here.invitation
    form = AssistantForm(
        data={"name": invitation.assistant_name, "email": invitation.assistant_email}
    )
    refusal = None
    if form.validate_on_submit():
        try:
            service.name_assistant(
                invitation,
                name=form.name.data,
                email=form.email.data or "",
                via=here.via,
                at=clock.now(),
            )
        except Refusal as refused:
            db.session.rollback()
            refusal, here = refused, entered(token)
        else:
            db.session.commit()
            return to_desk(token, part="assistant")
    return _page("assistant", here, token, form, refusal=refusal, typos=typos)


@bp.post("/assistant/remove")
@by_link
@limiter.limit("60 per minute")
def remove_assistant(token: str) -> ResponseReturnValue:
    here = entered(token)
    if here.via is not Via.DESK:
        return _not_theirs(here, token)
    service.remove_assistant(here.invitation, via=here.via, at=clock.now())
    db.session.commit()
    return to_desk(token, part="assistant")


def _not_theirs(here: Entered, token: str) -> Response:
    """Nobody but the speaker, and the organisers, says who acts for them; an assistant reads so
    on the desk."""
    form = AnswerForm(formdata=None, data={"note": here.invitation.answer})
    return page_of(here, token, form, refusal=OnlyTheSpeaker(), status=OnlyTheSpeaker.status)


def _page(
    name: str,
    here: Entered,
    token: str,
    form: DeskForm,
    *,
    refusal: Refusal | None,
    **more: Any,
) -> Response:
    page = render_template(
        f"invitations/{name}.html",
        **desk_page.frame(here, token, clock.now()),
        form=form,
        refusal=refusal_sentence(refusal) if refusal else None,
        **more,
    )
    status = refusal.status if refusal else 422 if request.method == "POST" else 200
    return private(make_response(page, status))
