"""Organisers' page on which many are invited at once."""

from __future__ import annotations

from datetime import UTC, datetime

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app import clock
from app.accounts.sessions import require_account
from app.errors import Refusal
from app.extensions import db
from app.i18n import gettext, ngettext, refusal_sentence
from app.invitations import queries, rules, words
from app.invitations.manage_compose import shown
from app.invitations.on_its_way import on_its_way
from app.invitations.sending_table import Table
from app.invitations.service import sending
from app.workshops.membership import current_workshop, member
from app.workshops.rules import Role

bp = Blueprint("invitations_sending", __name__, url_prefix="/organise/<slug>/invitations")


@bp.get("/send")
@member(Role.EDITOR)
def choose(slug: str) -> ResponseReturnValue:
    """Everybody who is not asked yet, ticked; or those whose keys the address names."""
    nobody = "marked" in request.args and "key" not in request.args
    return _page(
        Table.read(current_workshop(), request.args, at=clock.now()),
        said=_nobody_ticked() if nobody else None,
    )


def _nobody_ticked() -> str:
    return gettext("Nobody is ticked. Tick at least one person.")


@bp.post("/send")
@member(Role.EDITOR)
def act(slug: str) -> ResponseReturnValue:
    """Look, try or send, as the button says."""
    table = Table.read(current_workshop(), request.form, at=clock.now())
    do = request.form.get("do", "look")
    if do == "look":
        return _page(table)
    if table.has_faults:
        return _page(table, status=422)
    if not table.chosen and do == "send" and table.also_ticked:
        moment = queries.last_sent(table.workshop, table.also_ticked)
        if moment is not None:
            return _done(slug, moment, [])
    if not table.chosen:
        return _page(table, said=_nobody_ticked(), status=422)
    return _try(table) if do == "try" else _send(table)


def _send(table: Table) -> ResponseReturnValue:
    workshop = table.workshop
    outcome = sending.send_to_many(
        workshop,
        [row.asked for row in table.chosen],
        at=table.at,
        account_id=require_account().id,
    )
    if not outcome.sent and not outcome.before:
        db.session.rollback()
        whys = {key: refusal_sentence(refusal) for key, refusal in outcome.left.items()}
        table = Table.read(current_workshop(), request.form, at=table.at)
        said = gettext("Nothing was sent.")
        return _page(table, said=" ".join(dict.fromkeys((said, *whys.values()))), status=409)
    slug = workshop.slug
    moment = table.at if outcome.sent else queries.last_sent(workshop, outcome.before) or table.at
    db.session.commit()
    return _done(slug, moment, list(outcome.left))


def _done(slug: str, moment: datetime, left: list[str]) -> ResponseReturnValue:
    return redirect(url_for(".sent", slug=slug, at=moment.isoformat(), left=left[:40]), 303)


def _try(table: Table) -> ResponseReturnValue:
    """The different letters to the organiser who asks, and to nobody else."""
    account = require_account()
    back = url_for(".choose", slug=table.workshop.slug)
    sent = sending.try_letters(
        table.workshop,
        [
            (f"{row.speaker.key}:{row.asked.language}", table.planned(row))
            for row, _ in table.different()
        ],
        to=account,
        back=back,
        at=table.at,
    )
    said = ngettext(
        "One trial e-mail is on its way to %(address)s.",
        "%(n)s trial e-mails are on their way to %(address)s.",
        sent,
        address=account.email,
    )
    db.session.commit()
    flash(on_its_way(said, sent, to_team=True))
    return _page(Table.read(current_workshop(), request.form, at=table.at))


def _page(table: Table, *, said: str | None = None, status: int = 200) -> ResponseReturnValue:
    refusal: Refusal | None = table.why_nobody
    page = render_template(
        "invitations/send.html",
        workshop=table.workshop,
        table=table,
        letters=[(row, n, shown(table.planned(row))) for row, n in table.to_look_at()],
        refusal=said or (refusal_sentence(refusal) if refusal else None),
        is_refused=refusal is not None,
        state_words=words.STATES,
    )
    return page, status


@bp.get("/sent")
@member(Role.EDITOR)
def sent(slug: str) -> ResponseReturnValue:
    """Who was asked at this moment, by name; and who of those who were ticked was not, and why."""
    workshop = current_workshop()
    moment = _moment(request.args.get("at", ""))
    everybody = queries.speakers_and_invitations(workshop)
    left = set(request.args.getlist("left"))
    return render_template(
        "invitations/sent.html",
        workshop=workshop,
        moment=moment,
        zone=workshop.time_zone or "UTC",
        sent=[one for _, one in everybody if one and one.sent_at and one.sent_at == moment],
        left=[
            (speaker, _why(sending.why_not(speaker, invitation)))
            for speaker, invitation in everybody
            if speaker.key in left and not (invitation and invitation.sent_at)
        ],
    )


def _moment(said: str) -> datetime | None:
    try:
        return datetime.fromisoformat(said).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _why(refusal: Refusal | None) -> str:
    if isinstance(refusal, rules.NoAddress):
        return gettext("no e-mail address recorded")
    return refusal_sentence(refusal) if refusal else gettext("not sent; try again")
