"""Organisers' page of hints: all of them in one place, each to be looked at or accepted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app import clock
from app.agenda import hints
from app.agenda.answers import by
from app.agenda.hints_in_words import HintSaid
from app.agenda.rules.hints import LONGEST_REASON, Hint, HintKind, NoSuchHint, Severity
from app.agenda.service import hints as service
from app.errors import Refusal
from app.extensions import db
from app.i18n import gettext, lazy_gettext, refusal_sentence
from app.workshops.membership import current_workshop, may_open, member
from app.workshops.rules import Role

bp = Blueprint("agenda_hints", __name__, url_prefix="/organise/<slug>/agenda/hints")

#: Of one kind, how many stand there before the rest is folded away.
SHOWN = 6
WEIGHTS = {
    Severity.CLASH: (
        lazy_gettext("Clashes"),
        lazy_gettext("As planned, these cannot happen."),
    ),
    Severity.LOOK: (
        lazy_gettext("Worth a look"),
        lazy_gettext("These can happen, and somebody may be glad of a change."),
    ),
    Severity.NOTE: (
        lazy_gettext("Good to know"),
        lazy_gettext("Perhaps all of this is as you want it."),
    ),
}
_OF_THE_TIME = frozenset({HintKind.NO_LENGTH, HintKind.BEFORE_DAY, HintKind.CLOCK_SKIPPED,
                          HintKind.CLOCK_TWICE, HintKind.SLACK})  # fmt: skip
_OF_THE_DAY = frozenset({HintKind.WEEKEND, HintKind.DAY_OVER})
_OF_PEOPLE = frozenset({HintKind.NOT_INVITED, HintKind.NOT_IN_AGENDA})
_OF_ANSWERS = frozenset({HintKind.UNCONFIRMED, HintKind.DECLINED})


@dataclass(frozen=True, slots=True)
class Group:
    """Hints of one kind."""

    heading: str
    hints: Sequence[HintSaid]


@dataclass(frozen=True, slots=True)
class Weight:
    severity: Severity
    title: str
    about: str
    groups: Sequence[Group]
    count: int


@dataclass(frozen=True, slots=True)
class Tried:
    """What somebody typed that could not be taken."""

    key: str
    reason: str
    wrong: str


@bp.get("")
@member(Role.VIEWER)
def index(slug: str) -> ResponseReturnValue:
    return _page()


@bp.post("/<key>/accept")
@member(Role.EDITOR)
def accept(slug: str, key: str) -> ResponseReturnValue:
    workshop, reason = current_workshop(), request.form.get("reason", "")
    found = hints.of_workshop(workshop, at=clock.now())
    hint = next((one.hint for one in (*found.open, *found.accepted) if one.key == key), None)
    if hint is None:
        flash(refusal_sentence(NoSuchHint()), "refusal")
        return redirect(url_for(".index", slug=slug), 303)
    try:
        service.accept(workshop, key, reason, minutes=hint.minutes, **by())
    except Refusal as refusal:
        db.session.rollback()
        return _page(Tried(key, reason, refusal_sentence(refusal))), refusal.status
    db.session.commit()
    flash(gettext("Accepted. It stands at the end of this page, with your reason."))
    return redirect(url_for(".index", slug=slug), 303)


@bp.post("/<key>/withdraw")
@member(Role.EDITOR)
def withdraw(slug: str, key: str) -> ResponseReturnValue:
    was_accepted = service.withdraw(current_workshop(), key, **by())
    db.session.commit()
    if was_accepted:
        flash(gettext("Taken back. The hint is shown again as long as there is reason for it."))
    return redirect(url_for(".index", slug=slug), 303)


def _page(tried: Tried | None = None) -> str:
    workshop = current_workshop()
    found = hints.of_workshop(workshop, at=clock.now())
    return render_template(
        "agenda/hints.html",
        workshop=workshop,
        weights=_weights(found.open),
        accepted=found.accepted,
        tried=tried,
        way_to=way_to,
        shown=SHOWN,
        longest=LONGEST_REASON,
        zone=workshop.time_zone or "UTC",
    )


def _weights(found: Sequence[HintSaid]) -> list[Weight]:
    kinds = {kind: n for n, kind in enumerate(HintKind)}
    weights = []
    for severity, (title, about) in WEIGHTS.items():
        here = [one for one in found if one.severity is severity]
        here.sort(key=lambda one: kinds[one.hint.kind])  # stable: in time within a kind
        groups = [
            Group(heading, list(of_kind))
            for heading, of_kind in groupby(here, key=lambda one: one.heading)
        ]
        if groups:
            weights.append(Weight(severity, str(title), str(about), groups, len(here)))
    return weights


def way_to(said: HintSaid) -> list[tuple[str, str]]:
    """Where something can be done about it, and what that place is called."""
    here = current_workshop().slug
    return [
        (url_for(endpoint, slug=here, **values), label)
        for endpoint, label, values in _ways(said)
        if may_open(endpoint)
    ]


def _to_people(hint: Hint) -> tuple[str, str, dict[str, Any]]:
    if hint.kind is HintKind.NOT_INVITED:
        return "invitations_manage.index", gettext("Go to the invitations"), {}
    return "people_manage.edit", gettext("Look at the person"), {"key": hint.person}


def _ways(said: HintSaid) -> list[tuple[str, str, dict[str, Any]]]:
    hint = said.hint
    if hint.kind is HintKind.CLOCKS_CHANGE:
        return []
    if hint.kind is HintKind.NO_ZONE:
        there = {"_anchor": "time_zone"}
        return [("workshops_manage.settings", gettext("Choose the time zone"), there)]
    if hint.kind in _OF_THE_DAY and hint.day:
        return [("agenda_frame.edit_day_form", gettext("Change the day"), {"day": hint.day})]
    if hint.kind is HintKind.NO_MODERATOR:
        return [
            ("agenda_themes.edit_theme_form", gettext("Change the theme"), {"key": hint.theme})
        ]
    if hint.kind in _OF_PEOPLE:
        return [_to_people(hint)]
    if hint.kind is HintKind.NO_TITLE or hint.kind is HintKind.NO_SPEAKER:
        return [("agenda_items.edit_item_form", gettext("Change the item"), {"key": hint.item})]
    ways: list[tuple[str, str, dict[str, Any]]] = []
    if hint.item:
        there = {"_anchor": f"item-{hint.item}"}
        ways.append(("agenda_manage.edit", gettext("Show it in the agenda"), there))
    if hint.kind in _OF_THE_TIME:
        ways.append(("agenda_manage.time_form", gettext("Set time…"), {"key": hint.item}))
    if hint.kind in _OF_ANSWERS and len(hint.people) == 1:
        ways.append(
            ("invitations_manage.edit", gettext("Look at the invitation"), {"key": hint.person})
        )
    return ways
