"""What the pages have in common on which a speaker hands something in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Response, make_response, redirect, render_template, request, url_for

from app import clock
from app.errors import Refusal
from app.extensions import db
from app.i18n import refusal_sentence
from app.invitations import checklist, handed_in
from app.invitations.entering import Entered, entered
from app.invitations.forms_desk import DeskForm
from app.invitations.models import SpeakerConsent
from app.invitations.rules import Consent, InvitationState, Task
from app.people.models import Speaker
from app.web import private
from app.workshops.rules import Stale


def let_in(token: str) -> Entered | Response:
    """Who has not accepted has nothing to hand in, and is led to the desk, which says so."""
    here = entered(token)
    is_open = here.invitation.state is InvitationState.ACCEPTED
    if is_open and not here.invitation.speaker.workshop.is_cancelled:
        return here
    return private(make_response(redirect(url_for("invitations.desk", token=token), 303)))


def refused(here: Entered, save: Callable[[Entered], None]) -> Refusal | None:
    """Saves and commits, or takes everything back and says why."""
    try:
        save(here)
    except Refusal as refusal:
        db.session.rollback()
        return refusal
    db.session.commit()
    return None


def theirs_of(refusal: Refusal | None, mine: Any, theirs: Any) -> dict[str, str] | None:
    """What stands there now, where somebody saved in between; saving once more replaces it."""
    if not isinstance(refusal, Stale):
        return None
    mine.seen.data = theirs.seen.data
    mine.seen.raw_data = None
    words: dict[str, str] = theirs.as_words()
    return words


def saved(page: str, token: str, **values: Any) -> Response:
    return private(make_response(redirect(url_for(page, token=token, saved=1, **values), 303)))


def page_of(
    name: str,
    here: Entered,
    token: str,
    form: DeskForm,
    *,
    refusal: Refusal | None,
    status: int,
    tasks: tuple[Task, ...],
    theirs: dict[str, str] | None = None,
    **more: Any,
) -> Response:
    speaker, at = here.invitation.speaker, clock.now()
    listed = checklist.of(speaker, at=at)
    page = render_template(
        f"invitations/materials/{name}.html",
        workshop=speaker.workshop,
        speaker=speaker,
        token=token,
        form=form,
        theirs=theirs,
        refusal=refusal_sentence(refusal) if refusal and not theirs else None,
        checklist=listed,
        lines=[listed[task] for task in tasks],
        saved=request.method == "GET" and "saved" in request.args,
        next=handed_in.next_address(listed, tasks, token),
        **more,
    )
    return private(make_response(page, status))


def consents_of(speaker: Speaker) -> dict[Consent, SpeakerConsent]:
    """What the speaker says now, where anything was said."""
    return checklist.consents_of([speaker.id]).get(speaker.id, {})
