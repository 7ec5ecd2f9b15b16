"""The speaker's desk: one personal link for the whole life of a part. Only its POSTs act."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, Response, make_response, redirect, render_template
from flask import url_for as address_of
from flask.typing import ResponseReturnValue

from app import clock, links
from app.access import by_link
from app.agenda import published
from app.agenda.changes_in_words import title_of
from app.errors import Refusal
from app.extensions import config, csrf, db, limiter
from app.i18n import refusal_sentence
from app.ical.subscribing import Subscribing
from app.invitations import letters, own_part, rules, service, words
from app.invitations.entering import entered
from app.invitations.forms import AnswerForm
from app.invitations.models import Invitation
from app.invitations.rules import Action, InvitationState
from app.people.rules import called
from app.registration import service as registration
from app.web import private
from app.workshops.rules import Relation

bp = Blueprint("invitations", __name__)

#: The answer that, given again, leaves everything but the note as it is.
_SAME_ANSWER = {
    InvitationState.ACCEPTED: "invitations.accept",
    InvitationState.DECLINED: "invitations.decline",
}


@bp.get("/s/<token>")
@by_link
@limiter.limit("120 per minute")
def desk(token: str) -> ResponseReturnValue:
    invitation = entered(token).invitation
    form = AnswerForm(formdata=None, data={"note": invitation.answer})
    return _page(invitation, token, form)


# The answers need no form token: they act by the link and not by the authority of a session, so
# no foreign page could misuse one.


@bp.post("/s/<token>/accept")
@csrf.exempt  # type: ignore[untyped-decorator]
@by_link
@limiter.limit("60 per minute")
def accept(token: str) -> ResponseReturnValue:
    return _answer(token, service.accept)


@bp.post("/s/<token>/decline")
@csrf.exempt  # type: ignore[untyped-decorator]
@by_link
@limiter.limit("60 per minute")
def decline(token: str) -> ResponseReturnValue:
    return _answer(token, service.decline)


def _answer(token: str, perform: Callable[..., None]) -> ResponseReturnValue:
    here = entered(token)
    invitation = here.invitation
    form = AnswerForm()
    if not form.validate():
        return _page(invitation, token, form, status=422)
    try:
        perform(invitation, answer=form.note.data, via=here.via, at=clock.now())
    except Refusal as refusal:
        db.session.rollback()
        return _page(
            entered(token).invitation, token, form, refusal=refusal, status=refusal.status
        )
    db.session.commit()
    return private(make_response(redirect(address_of(".desk", token=token), 303)))


def _page(
    invitation: Invitation,
    token: str,
    form: AnswerForm,
    *,
    refusal: Refusal | None = None,
    status: int = 200,
) -> Response:
    speaker, at = invitation.speaker, clock.now()
    workshop = speaker.workshop
    part = letters.own_part_of(speaker, at=at)
    public = published.find(workshop.slug)
    cancelled, has_accepted = (
        workshop.is_cancelled,
        invitation.state is InvitationState.ACCEPTED,
    )
    is_to_come = not cancelled and not _is_over(part)
    is_told = public is not None and own_part.is_in(public.document, speaker.key)
    page = render_template(
        "invitations/desk.html",
        practice=workshop.practice,
        seen=part.document.workshop,
        slug=workshop.slug if public else None,
        token=token,
        invitation=invitation,
        speaker=speaker,
        state=invitation.state.value,
        part=part,
        # Others' items are shown once everybody may read them.
        neighbours=own_part.neighbours_of(part) if is_told else [],
        zones=own_part.clocks(part.document, speaker.person.time_zone),
        title_of=title_of,
        called=called,
        days=own_part.days(part.document),
        way=own_part.way_in_words(part.document),
        hosts=own_part.organisations(part.document, Relation.HOST),
        funders=own_part.organisations(part.document, Relation.FUNDER),
        part_words=words.PARTS,
        answers=_open_answers(invitation, part),
        over=_is_over(part),
        cancelled=cancelled,
        place=registration.place_of_speaker(speaker) if is_to_come else None,
        join_url=workshop.join_url if is_to_come and has_accepted else None,
        same_answer=_SAME_ANSWER.get(invitation.state),
        feed=_feed(invitation),
        form=form,
        refusal=refusal_sentence(refusal) if refusal else None,
    )
    return private(make_response(page, status))


def _open_answers(invitation: Invitation, part: own_part.OwnPart) -> frozenset[Action]:
    """The answers that would change something now."""
    state = invitation.state
    if invitation.speaker.workshop.is_cancelled or _is_over(part):
        return frozenset()
    return frozenset(
        action for action in rules.ANSWERS if rules.TABLE.get((state, action), state) is not state
    )


def _is_over(part: own_part.OwnPart) -> bool:
    ends = own_part.ends(part.document)
    return ends is not None and clock.now() >= ends


def _feed(invitation: Invitation) -> Subscribing:
    token = links.derive(
        config().secret_key, "feed", f"s{invitation.key}", invitation.feed_generation
    )
    return Subscribing(f"{config().base_url}/feeds/{token}/calendar.ics")
