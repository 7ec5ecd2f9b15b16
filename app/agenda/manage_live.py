"""Acts of the builder that need no page of their own: to a place, undo, redo, who is here."""

from __future__ import annotations

from collections.abc import Callable
from itertools import groupby

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue

from app import clock, links
from app.accounts.sessions import require_account
from app.agenda import builder
from app.agenda.answers import by, date_of, done, refused, saved, since, where
from app.agenda.history_in_words import of_edit
from app.agenda.models_history import AgendaEdit
from app.agenda.positions import Spot
from app.agenda.queries import find_item
from app.agenda.rules.refusals import UnknownPlace
from app.agenda.service import history, lock
from app.agenda.service import items as service
from app.agenda.service.items import Place
from app.errors import Refusal
from app.extensions import db
from app.i18n import gettext, zones
from app.workshops.membership import current_workshop, member
from app.workshops.rules import Role

bp = Blueprint("agenda_live", __name__, url_prefix="/organise/<slug>/agenda")

#: So many steps of the history stand on its page.
STEPS = 200
#: No database counts further.
MOST_NUMBER = 2**31 - 1


@bp.post("/items/<key>/place")
@member(Role.EDITOR)
def place(slug: str, key: str) -> ResponseReturnValue:
    """To a day, room, theme and spot, as the page that was dragged on says them.

    Fields that are missing stay as they are; `spot` is first, the key it is put after, or empty
    for last.
    """
    form = request.form
    lock(current_workshop())
    item = find_item(current_workshop(), key) or abort(404)
    if form.get("day") and date_of(form["day"]) is None:
        return refused(UnknownPlace())
    stands = where(item) | {name: form[name] for name in ("day", "theme", "room") if name in form}
    wanted = Place(
        day=date_of(stands["day"]), theme=stands["theme"] or None, room=stands["room"] or None
    )
    spot = None
    if "spot" in form:
        at_first, after = form["spot"] == "first", form["spot"] or None
        spot = Spot(first=True) if at_first else Spot(after=after)
    return _do(lambda: saved(service.move_item(current_workshop(), key, wanted, spot, **by())))


@bp.get("/items/<key>/acts")
@member(Role.EDITOR)
def acts(slug: str, key: str) -> ResponseReturnValue:
    """Everything that can be done to one item, without a script."""
    now = builder.look(require_account(), at=clock.now())
    card = builder.card_of(now.board, key) or abort(404)
    return render_template(
        "agenda/acts.html",
        workshop=now.workshop,
        card=card,
        title=card.title,
        new_key=links.new_key,
    )


@bp.post("/undo")
@member(Role.EDITOR)
def undo(slug: str) -> ResponseReturnValue:
    return _do(lambda: _turned(history.undo, gettext("Undone: %(what)s.", what="%(what)s")))


@bp.post("/redo")
@member(Role.EDITOR)
def redo(slug: str) -> ResponseReturnValue:
    return _do(lambda: _turned(history.redo, gettext("Done again: %(what)s.", what="%(what)s")))


def _turned(turn: Callable[..., AgendaEdit], sentence: str) -> ResponseReturnValue:
    what = of_edit(turn(current_workshop(), **by()))
    return done(sentence.replace("%(what)s", what))


@bp.get("/history")
@member(Role.EDITOR)
def history_page(slug: str) -> ResponseReturnValue:
    workshop = current_workshop()
    zone = workshop.time_zone or "UTC"
    return render_template(
        "agenda/history.html",
        workshop=workshop,
        days=[
            (day, list(of_day))
            for day, of_day in groupby(
                history.newest_steps(workshop, STEPS),
                key=lambda step: zones.local(step[0].at, zone).date(),
            )
        ],
        zone=zone,
        newest=history.newest_number(workshop),
        said=of_edit,
    )


@bp.post("/history/<int:number>/restore")
@member(Role.EDITOR)
def restore(slug: str, number: int) -> ResponseReturnValue:
    if number > MOST_NUMBER:
        abort(404)

    def perform() -> ResponseReturnValue:
        history.restore(current_workshop(), number, **by())
        return done(gettext("The draft is as it was then. Undo takes that back."))

    return _do(perform)


@bp.post("/here")
@member(Role.VIEWER)
def here(slug: str) -> ResponseReturnValue:
    """Says that the reader has the builder open, and answers what became of it meanwhile."""
    account = require_account()
    builder.note_presence(
        current_workshop(), account, request.form.get("item", "")[:80] or None, at=clock.now()
    )
    answer = builder.changes(builder.look(account, at=clock.now()), since())
    db.session.commit()
    return answer


def _do(perform: Callable[[], ResponseReturnValue]) -> ResponseReturnValue:
    """An act of one button; what is refused is said on the builder."""
    try:
        return perform()
    except Refusal as refusal:
        db.session.rollback()
        return refused(refusal)
