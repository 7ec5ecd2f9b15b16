"""The speaker's desk: one personal link for the whole life of a part. Only its POSTs act."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app import clock
from app.access import by_link
from app.errors import Refusal
from app.extensions import csrf, db, limiter
from app.i18n import refusal_sentence
from app.invitations import desk_page, rules, service
from app.invitations.entering import Entered, entered
from app.invitations.forms_desk import AnswerForm
from app.invitations.rules import Action
from app.web import private

bp = Blueprint("invitations", __name__)
#: The answers need no form token: they act by the link and not by the authority of a session, so
#: no foreign page could misuse one.
csrf.exempt(bp)


@bp.get("/s/<token>")
@by_link
@limiter.limit("120 per minute")
def desk(token: str) -> ResponseReturnValue:
    here = entered(token)
    form = AnswerForm(formdata=None, data={"note": here.invitation.answer})
    return page_of(here, token, form)


@bp.post("/s/<token>/accept")
@by_link
@limiter.limit("60 per minute")
def accept(token: str) -> ResponseReturnValue:
    return _answer(token, service.accept, Action.ACCEPT)


@bp.post("/s/<token>/decline")
@by_link
@limiter.limit("60 per minute")
def decline(token: str) -> ResponseReturnValue:
    return _answer(token, service.decline, Action.DECLINE)


@bp.post("/s/<token>/opened")
@by_link
@limiter.limit("60 per minute")
def opened(token: str) -> ResponseReturnValue:
    """Told by the desk's script when somebody first touches the page: programs that look at every
    link of an e-mail ask for addresses, and touch nothing."""
    service.note_opened(entered(token).invitation, at=clock.now())
    db.session.commit()
    return private(Response(status=204))


def _answer(token: str, perform: Callable[..., None], action: Action) -> ResponseReturnValue:
    here = entered(token)
    form = AnswerForm()
    if not form.validate():
        closed = desk_page.why_closed(desk_page.frame(here, token, clock.now()), action)
        return page_of(here, token, form, refusal=closed, status=closed.status if closed else 422)
    return answered(here, token, perform, form, answer=form.note.data)


def answered(
    here: Entered,
    token: str,
    perform: Callable[..., None],
    form: AnswerForm,
    **given: Any,
) -> ResponseReturnValue:
    """The answer is given and the desk says how it stands; or says why it was not taken."""
    before = here.invitation.state
    try:
        perform(here.invitation, via=here.via, at=clock.now(), **given)
    except Refusal as refusal:
        db.session.rollback()
        return page_of(entered(token), token, form, refusal=refusal, status=refusal.status)
    after = here.invitation.state
    db.session.commit()
    is_changed = before is not after and before in rules.GIVEN
    return to_desk(token, was=before.value if is_changed else None)


def to_desk(token: str, *, was: str | None = None, part: str | None = None) -> Response:
    address = url_for("invitations.desk", token=token, was=was, _anchor=part)
    return private(make_response(redirect(address, 303)))


def page_of(
    here: Entered,
    token: str,
    form: AnswerForm,
    *,
    refusal: Refusal | None = None,
    status: int = 200,
) -> Response:
    facts = desk_page.facts(here, token, clock.now())
    # A note is shown where it can be sent again; all else, and a note to which no answer is open
    # any more, so that it can be copied.
    is_note = type(form) is AnswerForm and bool(facts["answers"])
    shown = form if is_note else AnswerForm(formdata=None, data={"note": form.note.data})
    page = render_template(
        "invitations/desk.html",
        **facts,
        form=shown,
        written=form.as_words() if status >= 400 and not is_note else [],
        refusal=refusal_sentence(refusal) if refusal else None,
    )
    return private(make_response(page, status))
