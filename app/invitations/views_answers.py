"""Answers of a speaker that need more than a press: each a page with one button."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import Blueprint, Response, make_response, render_template, request
from flask.typing import ResponseReturnValue

from app import clock
from app.access import by_link
from app.agenda import published
from app.agenda.changes_in_words import title_of
from app.agenda.rules.hours import hours
from app.extensions import csrf, limiter
from app.i18n import refusal_sentence
from app.invitations import desk_page, own_part, service
from app.invitations.entering import Entered, entered
from app.invitations.forms_desk import AnswerForm, ColleagueForm, TimesForm, rows_of
from app.invitations.own_part import OwnPart
from app.invitations.rules import Action, painting
from app.invitations.rules.painting import Cell, Grid
from app.invitations.views import answered, page_of, to_desk
from app.people.queries import windows_of
from app.people.rules import as_typed, joined
from app.registration.rules import typos
from app.web import private

bp = Blueprint("desk_answers", __name__, url_prefix="/s/<token>")
#: As on the desk: nothing is done by the authority of a session.
csrf.exempt(bp)


@bp.route("/approval", methods=["GET", "POST"])
@by_link
@limiter.limit("60 per minute")
def approval(token: str) -> ResponseReturnValue:
    here = entered(token)
    form = AnswerForm(data={"note": here.invitation.answer})
    if form.validate_on_submit():
        return answered(here, token, service.await_approval, form, answer=form.note.data)
    return _page("approval", here, token, form, Action.AWAIT_APPROVAL)


@bp.route("/colleague", methods=["GET", "POST"])
@by_link
@limiter.limit("60 per minute")
def colleague(token: str) -> ResponseReturnValue:
    here = entered(token)
    invitation = here.invitation
    form = ColleagueForm(
        invitation.speaker.person.email,
        data={
            "name": invitation.delegate_name,
            "email": invitation.delegate_email,
            "note": invitation.answer,
        },
    )
    if form.validate_on_submit():
        given = {"name": form.name.data, "email": form.email.data, "answer": form.note.data}
        return answered(here, token, service.delegate, form, **given)
    return _page("colleague", here, token, form, Action.DELEGATE, typos=typos)


@bp.route("/another-time", methods=["GET", "POST"])
@by_link
@limiter.limit("60 per minute")
def another_time(token: str) -> ResponseReturnValue:
    here, at = entered(token), clock.now()
    frame = desk_page.frame(here, token, at)
    part: OwnPart = frame["part"]
    grids = _grids(part, frame["zones"], at)
    cells = [cell for grid in grids for cell in grid.cells]
    form = _times_form(here, part, cells)
    refusal = None
    if form.is_submitted():
        rows = form.windows_in(at) if form.validate() else None
        if rows is not None:
            windows = joined([*painting.windows_of(cells, form.cells.data or []), *rows])
            if windows:
                given = {"windows": windows, "answer": form.note.data}
                return answered(here, token, service.propose, form, **given)
            refusal = painting.NothingChosen()
    form.more_rows()
    return _page(
        "another_time",
        here,
        token,
        form,
        Action.PROPOSE,
        grids=grids,
        chosen=set(form.cells.data or ()),
        taken=_taken(here, part, cells),
        refusal=refusal_sentence(refusal) if refusal else None,
        frame=frame,
    )


def _page(
    name: str,
    here: Entered,
    token: str,
    form: AnswerForm,
    action: Action,
    frame: dict[str, Any] | None = None,
    refusal: str | None = None,
    **more: Any,
) -> Response:
    frame = frame or desk_page.frame(here, token, clock.now())
    closed = desk_page.why_closed(frame, action)
    if closed and request.method == "POST":
        return page_of(here, token, form, refusal=closed, status=closed.status)
    if closed:
        return to_desk(token)  # where it is said why there is nothing to answer
    page = render_template(f"invitations/{name}.html", **frame, form=form, refusal=refusal, **more)
    return private(make_response(page, 422 if request.method == "POST" else 200))


def _grids(part: OwnPart, zones: tuple[str, ...], at: datetime) -> tuple[Grid, ...]:
    if not zones:
        return ()
    days = [(day.day, day.start, day.end) for day in hours(part.document)]
    coming = [one for one in days if one[1] is None or (one[2] or one[1]) > at]
    return painting.grids(coming, zones[-1], zones[0])


def _times_form(here: Entered, part: OwnPart, cells: list[Cell]) -> TimesForm:
    """With what was said before: in the grid as far as it can be painted, else in rows."""
    speaker = here.invitation.speaker
    zone = speaker.person.time_zone or part.document.workshop.time_zone
    names, rest = painting.parted(cells, windows_of(speaker))
    form = TimesForm(
        data={
            "cells": sorted(names),
            "clock": zone,
            "windows": rows_of(as_typed(rest, zone)) if zone else [],
            "note": here.invitation.answer,
        }
    )
    form.clock.near([zone, part.document.workshop.time_zone])
    return form


def _taken(here: Entered, part: OwnPart, cells: list[Cell]) -> dict[str, list[tuple[str, bool]]]:
    """What the public agenda holds in each half hour, also where it began before, and whether it
    is the speaker's own."""
    speaker = here.invitation.speaker
    public = published.find(speaker.workshop.slug)
    if public is None or not own_part.is_in(public.document, speaker.key):
        items = [one.item for one in part.items]
    else:
        items = list(public.document.shown())
    return {
        cell.name: [
            (title_of(item), item.key in part.keys)
            for item in items
            if item.start is not None and cell.overlaps(item.start, item.end)
        ]
        for cell in cells
    }
