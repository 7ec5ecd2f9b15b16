"""The readiness board, and reminding several at once: looked at by name, then sent."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app import clock
from app.accounts.sessions import require_account
from app.errors import Refusal
from app.extensions import db
from app.i18n import gettext, ngettext, refusal_sentence
from app.i18n.punctuation import listed
from app.invitations import board, received, rules, service, words
from app.invitations.board import Row
from app.invitations.on_its_way import on_its_way
from app.invitations.rules import Action
from app.invitations.rules.readiness import Need, Show
from app.mail.rules import IN_WORDS
from app.workshops.membership import current_workshop, may_open, member
from app.workshops.rules import Role

bp = Blueprint("invitations_board", __name__, url_prefix="/organise/<slug>/invitations")


def page(refusal: Refusal | None = None) -> str:
    """All speakers with what is missing; who may not write to them reads none of their words."""
    workshop, at = current_workshop(), clock.now()
    found = board.read(workshop, at)
    show = _show()
    return render_template(
        "invitations/index.html",
        workshop=workshop,
        board=found,
        rows=found.shown(show),
        show=show,
        shown_lists=_lists(),
        counts=found.counts(),
        received=received.waiting(workshop.id) if may_open("invitations_one.show") else (),
        why=received.why,
        words=words,
        Need=Need,
        letter_words=IN_WORDS,
        expected=rules.EXPECTED,
        most=rules.MOST_REMINDERS,
        zone=workshop.time_zone or "UTC",
        refusal=refusal_sentence(refusal) if refusal else None,
    )


def _lists() -> list[Show]:
    """What somebody has to see to waits for those who may."""
    may_edit = may_open("invitations_manage.edit")
    return [one for one in Show if may_edit or one is not Show.NEEDS_ME]


def _show() -> Show:
    asked = request.args.get("show", "")
    return Show(asked) if asked in _lists() else Show.ALL


# -- Several at once ------------------------------------------------------------------------------


@bp.get("/remind")
@member(Role.EDITOR)
def remind_form(slug: str) -> ResponseReturnValue:
    """Who would be reminded, by name, and who not and why; of those marked, or of all who are
    silent where nobody was to be marked."""
    workshop = current_workshop()
    found = board.read(workshop, clock.now())
    chosen = _chosen(found.rows)
    return render_template(
        "invitations/remind.html",
        workshop=workshop,
        reminded=[one for one in chosen if one.can_be_reminded],
        left_out=[(one, _why_not(one)) for one in chosen if not one.can_be_reminded],
        nobody_marked="marked" in request.args and "key" not in request.args,
        most=rules.MOST_REMINDERS,
        zone=workshop.time_zone or "UTC",
    )


@bp.post("/remind")
@member(Role.EDITOR)
def remind(slug: str) -> ResponseReturnValue:
    """Those whom the preview named; who has answered since is left out and said."""
    workshop = current_workshop()
    at, account_id = clock.now(), require_account().id
    ticked = set(request.form.getlist("key"))
    found = [one for one in board.read(workshop, at).rows if one.speaker.key in ticked]
    sent, refused = 0, []
    for row in sorted(found, key=lambda one: one.invitation.id if one.invitation else 0):
        if row.invitation is None:
            continue
        try:
            service.remind(row.invitation, at=at, account_id=account_id)
            sent += 1
        except Refusal:  # raised before anything is written
            refused.append(row.name)
    back = url_for("invitations_manage.index", slug=workshop.slug)
    db.session.commit()
    if sent:
        said = ngettext("%(n)s reminder is on its way.", "%(n)s reminders are on their way.", sent)
        flash(on_its_way(said, sent))
    else:
        flash(gettext("Nobody was reminded."), "refusal")
    if refused:
        names = listed(refused)
        flash(gettext("Left out, as something has changed: %(names)s", names=names), "refusal")
    return redirect(back, 303)


def _chosen(rows: Sequence[Row]) -> list[Row]:
    ticked = set(request.args.getlist("key"))
    if ticked or "marked" in request.args:
        return [one for one in rows if one.speaker.key in ticked]
    return [one for one in rows if one.silent_days is not None]


def _why_not(row: Row) -> str:
    """Why nobody would remind this person now."""
    invitation = row.invitation
    if invitation is None or Action.SEND in row.possible:
        return gettext("not asked yet")
    if not row.standing.has_address:
        return str(words.NEEDS[Need.NO_ADDRESS])
    if row.bounced is not None:
        return gettext(IN_WORDS[row.bounced])
    if (invitation.state, Action.REMIND) not in rules.TABLE:
        return str(words.STATES[invitation.state])
    if invitation.reminders >= rules.MOST_REMINDERS:
        return str(words.NEEDS[Need.EXHAUSTED])
    return gettext("written to less than three days ago")
