"""One act upon many: as planned, in one piece, once, and taken back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.extensions import db
from app.registration import checks, rules, service
from app.registration import queries as registrations
from app.registration.models import BulkAct, Registration
from app.registration.queries import bulk as queries
from app.registration.rules import Action, bulk
from app.registration.rules import RegistrationState as S
from app.registration.rules.bulk import Plan, Why
from app.registration.service import deciding
from app.workshops.models import Workshop
from app.workshops.rules import Way
from tests.conftest import NOON
from tests.databases import ON_BOTH
from tests.factories import make_account
from tests.registration.test_joining import letters
from tests.registration.workshops import open_workshop, register

LATER = NOON + timedelta(minutes=30)


def guests(workshop: Workshop, number: int, *, way: Way = Way.ONLINE) -> list[Registration]:
    """They ask one after the other, a minute apart."""
    for n in range(number):
        register(workshop, f"g{n:03}@example.org", way, at=NOON + timedelta(seconds=n))
    db.session.commit()
    return everybody(workshop)


def everybody(workshop: Workshop) -> list[Registration]:
    return [one.registration for one in registrations.participants(workshop.id)]


def states(workshop: Workshop) -> Counter[S]:
    db.session.rollback()
    return Counter(one.state for one in everybody(workshop))


def planned(
    workshop: Workshop, those: Sequence[Registration], action: Action, way: Way | None = None
) -> Plan:
    lines = queries.lines(workshop.id)
    form = registrations.find_form(workshop.id)
    assert form
    return bulk.plan(
        queries.entries(workshop.id, [one.id for one in those]),
        action,
        way=way,
        places=queries.places(workshop.id, lines),
        lines=lines,
        waiting_list=form.waiting_list,
        doors=rules.Doors.OPEN,
    )


def act(
    workshop: Workshop,
    those: Sequence[Registration],
    action: Action,
    *,
    key: str = "once",
    way: Way | None = None,
    at: datetime = LATER,
) -> BulkAct:
    seen = {one.id: one.state for one in those}
    account = make_account()
    done = service.act_on_many(
        workshop, action, seen, key=key, way=way, at=at, account_id=account.id
    )
    db.session.commit()
    return done


def undo(done: BulkAct, workshop: Workshop, at: datetime = LATER) -> None:
    account = make_account()
    service.take_back(done, workshop, at=at, account_id=account.id)
    db.session.commit()


def made(done: BulkAct) -> Counter[Any]:
    return Counter(entry.get("is") or Why(entry["why"]) for entry in done.entries)


@ON_BOTH
def test_of_a_hundred_approved_the_first_forty_get_the_places_and_the_rest_wait(
    app: Flask,
) -> None:
    workshop = open_workshop(online=40, form={"approval": True})
    those = guests(workshop, 100)
    plan = planned(workshop, those, Action.APPROVE)
    done = act(workshop, those[::-1], Action.APPROVE)
    asked = [one.state for one in everybody(workshop)]
    assert asked == [S.CONFIRMED] * 40 + [S.WAITLISTED] * 60
    assert [state for _, state in plan.touched] == asked
    assert plan.letters == 100 == len(letters("confirmed")) + len(letters("waitlisted"))
    assert plan.after[Way.ONLINE].used == 40
    assert checks.broken() == []

    service.cancel(those[3], at=LATER)  # the first in line has moved up since
    db.session.commit()
    undo(done, workshop)
    assert states(workshop) == {S.PENDING: 98, S.CANCELLED: 1, S.CONFIRMED: 1}
    assert everybody(workshop)[40].state is S.CONFIRMED
    stay = [entry["id"] for entry in done.entries if "stays" in entry]
    assert stay == [those[3].id, those[40].id]
    assert len(letters("changed_for_you")) == 98
    assert checks.broken() == []


@ON_BOTH
def test_without_a_waiting_list_the_rest_is_named_as_not_approved(app: Flask) -> None:
    workshop = open_workshop(online=4, form={"approval": True, "waiting_list": False})
    # Asked while it was not full.
    those = guests(workshop, 10)
    plan = planned(workshop, those, Action.APPROVE)
    assert [why for _, why in plan.left] == [Why.FULL] * 6
    done = act(workshop, those, Action.APPROVE)
    assert made(done) == {"confirmed": 4, Why.FULL: 6}
    assert states(workshop) == {S.CONFIRMED: 4, S.PENDING: 6}
    assert len(letters("confirmed")) == 4


@ON_BOTH
def test_confirming_a_preview_twice_acts_once(app: Flask) -> None:
    workshop = open_workshop(online=9)
    those = guests(workshop, 3)
    seen = {one.id: one.state for one in those}
    one = act(workshop, those, Action.CANCEL)
    account = make_account()
    again = service.act_on_many(
        workshop, Action.CANCEL, seen, key="once", at=LATER, account_id=account.id
    )
    assert again.id == one.id
    assert db.session.scalar(select(func.count()).select_from(BulkAct)) == 1
    assert len(letters("cancelled")) == 3


def test_nothing_is_done_where_it_ends_in_the_middle(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    workshop = open_workshop(online=9, form={"approval": True})
    those = guests(workshop, 5)
    count, approve = 0, deciding.approve

    def dies(*args: Any, **more: Any) -> None:
        nonlocal count
        count += 1
        if count == 4:
            raise KeyboardInterrupt
        approve(*args, **more)

    monkeypatch.setattr(deciding, "approve", dies)
    with pytest.raises(KeyboardInterrupt):
        act(workshop, those, Action.APPROVE)
    assert states(workshop) == {S.PENDING: 5}
    assert letters("confirmed") == []
    assert checks.broken() == []


@ON_BOTH
def test_who_changed_since_the_preview_is_left_and_listed(app: Flask) -> None:
    workshop = open_workshop(online=2)
    those = guests(workshop, 4)
    seen = {one.id: one.state for one in those}
    service.cancel(those[0], at=NOON)  # the third gets the place
    db.session.commit()
    done = service.act_on_many(
        workshop, Action.CANCEL, seen, key="k", at=LATER, account_id=make_account().id
    )
    db.session.commit()
    assert [entry.get("why") for entry in done.entries].count(Why.CHANGED) == 2
    assert states(workshop) == {S.CANCELLED: 3, S.CONFIRMED: 1}
    assert checks.broken() == []


@ON_BOTH
def test_cancelling_many_moves_up_nobody_whom_it_is_about_to_cancel(app: Flask) -> None:
    workshop = open_workshop(online=3)
    those = guests(workshop, 8)
    chosen = [those[0], those[1], those[3], those[5]]
    plan = planned(workshop, chosen, Action.CANCEL)
    assert [entry.id for entry in plan.served] == [those[4].id, those[6].id]
    done = act(workshop, chosen, Action.CANCEL)
    assert letters("promoted") == ["g004@example.org", "g006@example.org"]
    assert plan.letters == 6
    assert checks.broken() == []

    undo(done, workshop)  # both places are taken: to the front of the line, in the old order
    db.session.rollback()
    line = [(one.registration.email[:4], one.place) for one in registrations.participants(
        workshop.id
    ) if one.place]  # fmt: skip
    assert sorted(line, key=lambda one: one[1]) == [
        ("g000", 1), ("g001", 2), ("g003", 3), ("g005", 4), ("g007", 5),
    ]  # fmt: skip
    assert checks.broken() == []


@ON_BOTH
def test_cancelled_people_get_their_places_back_while_they_are_free(app: Flask) -> None:
    workshop = open_workshop(online=5)
    those = guests(workshop, 5)
    done = act(workshop, those[:3], Action.CANCEL)
    register(workshop, "g001@example.org", at=LATER)  # one of them came anew
    db.session.commit()
    undo(done, workshop)
    assert states(workshop) == {S.CONFIRMED: 5, S.CANCELLED: 1}
    assert [entry.get("stays") for entry in done.entries] == [None, Why.ANEW, None]
    undo(done, workshop)  # a second press changes nothing
    assert len(letters("changed_for_you")) == 2
    assert checks.broken() == []


@ON_BOTH
def test_declined_people_are_decided_about_anew(app: Flask) -> None:
    workshop = open_workshop(online=1, form={"approval": True})
    those = guests(workshop, 3)
    done = act(workshop, those, Action.REJECT)
    assert states(workshop) == {S.REJECTED: 3}
    undo(done, workshop, at=LATER + timedelta(minutes=59))
    assert states(workshop) == {S.PENDING: 3}


@ON_BOTH
def test_people_are_moved_to_another_way_while_it_has_places(app: Flask) -> None:
    workshop = open_workshop(online=2, on_site=2)
    those = guests(workshop, 3, way=Way.ON_SITE)
    register(workshop, "zhu@example.org", at=LATER)
    db.session.commit()
    plan = planned(workshop, those, Action.CHANGE_WAY, Way.ONLINE)
    done = act(workshop, those, Action.CHANGE_WAY, way=Way.ONLINE)
    # Who waited comes first; the two others find nothing free and keep their places.
    assert made(done) == {"confirmed": 1, Why.WAY_FULL: 2}
    assert [entry.id for entry, _ in plan.touched] == [those[2].id]
    db.session.rollback()
    assert [one.way for one in everybody(workshop)[:3]] == [Way.ON_SITE, Way.ON_SITE, Way.ONLINE]
    assert checks.broken() == []
    undo(done, workshop)
    db.session.rollback()
    back = registrations.participants(workshop.id)[2]
    assert (back.registration.way, back.place) == (Way.ON_SITE, 1)
    assert letters("changed_for_you") == ["g002@example.org"] * 2
    assert checks.broken() == []


def test_an_act_is_taken_back_within_the_hour_only(app: Flask) -> None:
    workshop = open_workshop(online=9)
    done = act(workshop, guests(workshop, 2), Action.CANCEL)
    with pytest.raises(bulk.TooLateToTakeBack):
        undo(done, workshop, at=LATER + timedelta(hours=1, seconds=1))
    assert states(workshop) == {S.CANCELLED: 2}


@pytest.mark.parametrize("action", bulk.DEEDS)
@pytest.mark.parametrize("waiting_list", [True, False])
def test_what_is_planned_is_what_is_done(app: Flask, action: Action, waiting_list: bool) -> None:
    """With everybody chosen, whatever they are: confirmed, waiting, pending, gone."""
    workshop = open_workshop(online=3, on_site=2)
    those = guests(workshop, 6)
    register(workshop, "site@example.org", Way.ON_SITE)
    form = registrations.find_form(workshop.id)
    assert form
    form.approval, form.waiting_list = True, waiting_list
    for n in range(3):
        register(workshop, f"asks{n}@example.org", Way.ON_SITE, at=NOON + timedelta(minutes=5))
    service.cancel(those[1], at=NOON)
    db.session.commit()
    those = everybody(workshop)
    plan = planned(workshop, those, action, Way.ON_SITE)
    written = len(letters())
    done = act(workshop, those, action, way=Way.ON_SITE)
    became = {entry["id"]: entry["is"] for entry in done.entries if "is" in entry}
    assert became == {entry.id: state for entry, state in plan.touched}
    assert {e["id"] for e in done.entries if "why" in e} == {e.id for e, _ in plan.left}
    lines = queries.lines(workshop.id)
    assert queries.places(workshop.id, lines) == plan.after
    assert len(letters()) - written == plan.letters
    assert checks.broken() == []


@pytest.mark.parametrize(
    ("action", "kind"), [(Action.APPROVE, "confirmed"), (Action.REJECT, "rejected")]
)
def test_a_decision_that_is_made_again_is_told_again(
    app: Flask, action: Action, kind: str
) -> None:
    workshop = open_workshop(form={"approval": True})
    those = guests(workshop, 1)
    undo(act(workshop, those, action), workshop)
    act(workshop, those, action, key="again", at=LATER + timedelta(minutes=1))
    assert len(letters(kind)) == 2
