"""One act upon many: looked at first, then done, then taken back if it was not meant."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from flask import (
    Blueprint,
    abort,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue

from app import clock, links
from app.accounts.sessions import require_account
from app.errors import Refusal
from app.extensions import db
from app.i18n import gettext, language, lazy_gettext, ngettext, refusal_sentence
from app.registration import columns, manage, queries, rules, service, words
from app.registration.models import BulkAct
from app.registration.queries import bulk as those
from app.registration.queries import fitting
from app.registration.rules import Action, RegistrationState, bulk
from app.registration.rules.bulk import Entry, Plan, Why
from app.web import private
from app.workshops.membership import current_workshop, member
from app.workshops.models import Workshop
from app.workshops.rules import Role, Way

bp = Blueprint("registration_bulk", __name__, url_prefix="/organise/<slug>/participants")

WHYS = {
    Why.STATE: lazy_gettext("The state of the registration does not allow it."),
    Why.FULL: lazy_gettext("All places are taken, and there is no waiting list."),
    Why.WAY_FULL: lazy_gettext("All places of the other kind are taken."),
    Why.SAME_WAY: lazy_gettext("Takes part in this way already."),
    Why.NO_ADDRESS: lazy_gettext("No e-mail address is recorded."),
    Why.CHANGED: lazy_gettext("Changed in the meantime, and stays as it is now."),
    Why.ANEW: lazy_gettext("Has registered again with the same address."),
    Why.OVER: lazy_gettext("The workshop is over."),
    Why.CANCELLED: lazy_gettext("The workshop is cancelled."),
    Why.TOO_MANY: lazy_gettext(
        "More than 300 at once would keep others waiting: do the rest next."
    ),
    Why.NOT_OFFERED: lazy_gettext("Nobody can take part in this way."),
}
Asked = tuple[Action, Way | None]


@bp.post("/several")
@member(Role.EDITOR)
def preview(slug: str) -> ResponseReturnValue:
    """Whom it would touch, whom not and why, and what becomes of places; nothing is done."""
    workshop = current_workshop()
    asked = _deed()
    if asked is None:
        return _back(gettext("Please choose what to do."))
    ids = _chosen(workshop)
    if not ids:
        return _back(gettext("Please mark somebody first, or choose all that are listed."))
    action, way = asked
    plan = _plan(workshop, ids, action, way)
    page = render_template(
        "registration/several.html",
        workshop=workshop,
        deed=request.form["deed"],
        action=action,
        label=_what(action, way, len(plan.touched)) or _deeds()[request.form["deed"]],
        is_hard=action in (Action.REJECT, Action.CANCEL),
        plan=plan,
        **_people(workshop, plan),
        seen=_as_text(plan),
        key=links.new_key(),
        list=request.form.get("list", ""),
        back=manage.back(),
        states=words.STATES_FOR_TEAM,
        ways=words.WAYS,
    )
    return private(make_response(page))


def _deeds() -> dict[str, str]:
    return manage.deeds(queries.live(current_workshop().id))


def _deed() -> Asked | None:
    """What was chosen, as far as the reader may do it."""
    said = request.form.get("deed", "")
    if said not in _deeds():
        return None
    name, _, way = said.partition(":")
    return (Action.CHANGE_WAY, Way(way)) if name == "way" else (Action(said), None)


def _what(action: Action, way: Way | None, n: int) -> str:
    """The deed with how many it is done to; empty where it is done to nobody."""
    if not n:
        return ""
    if action is Action.APPROVE:
        return ngettext("Approve one registration", "Approve %(n)s registrations", n)
    if action is Action.REJECT:
        return ngettext("Decline one registration", "Decline %(n)s registrations", n)
    if action is Action.CANCEL:
        return ngettext("Cancel one registration", "Cancel %(n)s registrations", n)
    if action is Action.RESEND_LINK:
        return ngettext("Send one person the link again", "Send %(n)s people the link again", n)
    if way is Way.ONLINE:
        return ngettext("Move one person to online", "Move %(n)s people to online", n)
    return ngettext("Move one person to on site", "Move %(n)s people to on site", n)


def _chosen(workshop: Workshop) -> list[int]:
    if request.form.get("whom") == "all":
        look = manage.look_of_form(columns.asked(queries.find_form(workshop.id)))
        return fitting.ids(workshop.id, look, language(), came=manage.came())
    said = request.form.getlist("id", type=int)
    return [id for id in said if 0 < id < 2**31]


def _plan(workshop: Workshop, ids: list[int], action: Action, way: Way | None) -> Plan:
    form = queries.find_form(workshop.id)
    lines = those.lines(workshop.id)
    window = queries.window_of(form, workshop.slug)
    return bulk.plan(
        those.entries(workshop.id, ids),
        action,
        way=way,
        places=those.places(workshop.id, lines),
        lines=lines,
        waiting_list=form is not None and form.waiting_list,
        doors=rules.doors(window, clock.now(), cancelled=workshop.is_cancelled),
    )


def _people(workshop: Workshop, plan: Plan) -> dict[str, Any]:
    """Names of all whom the plan speaks of; those it leaves by the reason, those it touches by
    what becomes of them."""
    left: dict[Why, list[Entry]] = defaultdict(list)
    for entry, why in plan.left:
        left[why].append(entry)
    became: dict[RegistrationState, list[Entry]] = defaultdict(list)
    for entry, state in plan.touched:
        became[state].append(entry)
    every = [entry for entry, _ in (*plan.touched, *plan.left)] + list(plan.served)
    return {
        "people": those.by_id(workshop.id, [entry.id for entry in every]),
        "left": {WHYS[why]: entries for why, entries in left.items()},
        "became": became,
    }


def _as_text(plan: Plan) -> dict[str, str]:
    """Ids by the state in which the preview has seen them, for the form that confirms it."""
    seen: dict[str, list[str]] = defaultdict(list)
    for entry, _ in plan.touched:
        seen[entry.state.value].append(str(entry.id))
    return {f"seen-{state}": ".".join(ids) for state, ids in seen.items()}


def _seen(form: Mapping[str, str]) -> dict[int, RegistrationState]:
    return {
        int(id): state
        for state in RegistrationState
        for id in form.get(f"seen-{state}", "").split(".")
        if id.isascii() and id.isdigit() and len(id) < 10
    }


def _back(refusal: str) -> ResponseReturnValue:
    flash(refusal, "refusal")
    return redirect(manage.back(), 303)


@bp.post("/several/do")
@member(Role.EDITOR)
def confirm(slug: str) -> ResponseReturnValue:
    workshop = current_workshop()
    asked, seen, key = _deed(), _seen(request.form), request.form.get("key", "")
    if asked is None or not seen or len(seen) > bulk.AT_ONCE or not _is_key(key):
        abort(400)
    action, way = asked
    service.act_on_many(
        workshop, action, seen, key=key, way=way, at=clock.now(), account_id=require_account().id
    )
    db.session.commit()
    return redirect(
        url_for(".done", slug=slug, act=key, list=request.form.get("list") or None), 303
    )


def _is_key(said: str) -> bool:
    return len(said) == len(links.new_key()) and said.isascii() and said.isalnum()


@bp.get("/several/<act>")
@member(Role.HELPER)
def done(slug: str, act: str) -> ResponseReturnValue:
    """What became of each, and the button that takes it back while that may be."""
    workshop = current_workshop()
    found: BulkAct = those.find_act(workshop.id, act) or abort(404)
    page = render_template(
        "registration/several_done.html",
        workshop=workshop,
        act=found,
        label=_label(found),
        people=those.by_id(workshop.id, [entry["id"] for entry in found.entries]),
        did=_by(found, "is"),
        left=_by(found, "why"),
        returned=_by(found, "back"),
        stays=_by(found, "stays"),
        may_take_back=_may_take_back(found),
        until=found.at + bulk.TAKE_BACK_FOR,
        whys=WHYS,
        states=words.STATES_FOR_TEAM,
        zone=workshop.time_zone or "UTC",
        list=request.args.get("list", ""),
        back=manage.back(),
    )
    return private(make_response(page))


def _label(act: BulkAct) -> str:
    labels = {
        Action.APPROVE: gettext("Approved"),
        Action.REJECT: gettext("Declined"),
        Action.CANCEL: gettext("Cancelled by the team"),
        Action.CHANGE_WAY: gettext("Moved to another way of taking part"),
        Action.RESEND_LINK: gettext("Link sent again"),
    }
    return labels[Action(act.action)]


def _by(act: BulkAct, what: str) -> dict[str, list[int]]:
    """Ids by what an entry says under this name, where it says anything."""
    found: dict[str, list[int]] = defaultdict(list)
    for entry in act.entries:
        if what in entry:
            found[entry[what]].append(entry["id"])
    return dict(found)


def _may_take_back(act: BulkAct) -> bool:
    if act.undone_at is not None or act.action == Action.RESEND_LINK:
        return False
    anybody = any("is" in entry for entry in act.entries)
    return anybody and clock.now() <= act.at + bulk.TAKE_BACK_FOR


@bp.post("/several/<act>/take-back")
@member(Role.EDITOR)
def take_back(slug: str, act: str) -> ResponseReturnValue:
    workshop = current_workshop()
    found: BulkAct = those.find_act(workshop.id, act) or abort(404)
    try:
        service.take_back(found, workshop, at=clock.now(), account_id=require_account().id)
    except Refusal as refusal:
        db.session.rollback()
        flash(refusal_sentence(refusal), "refusal")
    else:
        db.session.commit()
    return redirect(
        url_for(".done", slug=slug, act=act, list=request.form.get("list") or None), 303
    )
