"""What the pages have in common on which a speaker hands something in."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from flask import Response, make_response, redirect, render_template, request, url_for

from app import clock
from app.errors import Refusal
from app.extensions import db
from app.i18n import refusal_sentence
from app.invitations import checklist, handed_in
from app.invitations.entering import Entered, entered
from app.invitations.forms_desk import DeskForm
from app.invitations.letters import deadlines
from app.invitations.models import SpeakerConsent
from app.invitations.rules import Consent, Task
from app.invitations.service import materials as service
from app.people.models import Speaker
from app.web import private
from app.workshops.rules import Stale


def let_in(token: str) -> Entered | Response:
    """Who has not accepted has nothing to hand in, and is led to the desk, which says so."""
    here = entered(token)
    if service.hands_in(here.invitation.speaker):
        return here
    return private(make_response(redirect(url_for("invitations.desk", token=token), 303)))


def let_in_to_take_back(token: str) -> Entered | Response:
    """Who declined, say, or was called off still takes back what they gave."""
    here = entered(token)
    if "saved" in request.args or handed_in.gave(here.invitation.speaker):
        return here
    return let_in(token)


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
    lines, hands_in = [listed[task] for task in tasks], service.hands_in(speaker)
    page = render_template(
        f"invitations/materials/{name}.html",
        workshop=speaker.workshop,
        speaker=speaker,
        last_day=partial(deadlines.said_to, speaker),
        token=token,
        form=form,
        theirs=theirs,
        refusal=refusal_sentence(refusal) if refusal and not theirs else None,
        checklist=listed,
        lines=lines,
        hands_in=hands_in,
        # Who sent something that came too late finds it in the form again; consents can be taken
        # back in every state.
        shows_form=any(line.open for line in lines)
        and (hands_in or request.method == "POST" or tasks == (Task.CONSENTS,)),
        saved=request.method == "GET" and "saved" in request.args,
        next=handed_in.next_address(listed, tasks, token) if hands_in else None,
        **more,
    )
    return private(make_response(page, status))


def consents_of(speaker: Speaker) -> dict[Consent, SpeakerConsent]:
    """What the speaker says now, where anything was said."""
    return checklist.consents_of([speaker.id]).get(speaker.id, {})
