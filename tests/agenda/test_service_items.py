from __future__ import annotations

import random
import threading
from datetime import date, time, timedelta
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from app.agenda.models import AgendaItem
from app.agenda.positions import Spot
from app.agenda.queries import find_item
from app.agenda.rules import refusals, typed
from app.agenda.rules.words import ItemState, Kind
from app.agenda.service import items
from app.agenda.service.items import Place
from app.audit.models import AuditEntry
from app.errors import Refusal
from app.extensions import db
from app.people.rules import Part
from app.workshops.models import Workshop
from app.workshops.rules import Stale
from tests.conftest import NOON
from tests.databases import ON_BOTH
from tests.factories import (
    make_day,
    make_item,
    make_part,
    make_room,
    make_speaker,
    make_theme,
    make_workshop,
)

pytestmark = ON_BOTH

FRIDAY = date(2027, 5, 21)
SATURDAY = date(2027, 5, 22)
BY: dict[str, Any] = {"at": NOON, "account_id": None}
TALK: dict[str, Any] = {"kind": Kind.TALK, "title": {"en": "Talk"}, "minutes": 20}


def order(workshop: Workshop, day: date | None = FRIDAY) -> str:
    rows = db.session.scalars(
        select(AgendaItem)
        .where(AgendaItem.workshop_id == workshop.id)
        .order_by(AgendaItem.position, AgendaItem.id)
    )
    return "".join(row.key for row in rows if (row.day.date if row.day else None) == day)


def make_agenda(on_friday: str = "abc", on_saturday: str = "xy", tray: str = "") -> Workshop:
    workshop = make_workshop()
    friday, saturday = make_day(workshop), make_day(workshop, SATURDAY)
    for day, keys in ((friday, on_friday), (saturday, on_saturday), (None, tray)):
        for key in keys:
            make_item(workshop, day, key=key)
    db.session.commit()
    return workshop


def move(workshop: Workshop, key: str, day: date | None, spot: Spot | None = None) -> None:
    items.move_item(workshop, key, Place(day=day), spot, **BY)


# -- Adding ---------------------------------------------------------------------------------------


def test_a_new_item_stands_at_the_end_of_its_day(app: Flask) -> None:
    workshop = make_agenda()
    new = items.add_item(workshop, key="n", values=TALK, place=Place(day=FRIDAY), **BY)
    assert order(workshop) == "abcn"
    assert new.uid.endswith("@plenum.test")
    assert (new.title, new.minutes, new.revision) == ({"en": "Talk"}, 20, 1)


def test_a_new_item_may_stand_first_or_after_another(app: Flask) -> None:
    workshop = make_agenda()
    here = Place(day=FRIDAY)
    items.add_item(workshop, key="n", values=TALK, place=here, spot=Spot(first=True), **BY)
    items.add_item(workshop, key="m", values=TALK, place=here, spot=Spot(after="a"), **BY)
    assert order(workshop) == "nambc"


def test_adding_the_same_key_again_gives_the_first(app: Flask) -> None:
    workshop = make_agenda()
    first = items.add_item(workshop, key="n", values=TALK, place=Place(), **BY)
    again = items.add_item(
        workshop, key="n", values=TALK | {"minutes": 5}, place=Place(day=FRIDAY), **BY
    )
    assert again is first
    assert (first.minutes, order(workshop, None)) == (20, "n")


def test_a_new_item_has_a_theme_a_room_and_people(app: Flask) -> None:
    workshop = make_agenda()
    theme, room, zhu = make_theme(workshop), make_room(workshop), make_speaker(workshop)
    new = items.add_item(
        workshop,
        key="n",
        values=TALK,
        place=Place(day=FRIDAY, theme=theme.key, room=room.key),
        parts=[(zhu.key, Part.SPEAKER), (None, Part.MODERATOR), (zhu.key, Part.SPEAKER)],
        **BY,
    )
    db.session.commit()
    assert (new.theme, new.room) == (theme, room)
    assert [(part.speaker, part.part) for part in new.parts] == [
        (zhu, Part.SPEAKER),
        (None, Part.MODERATOR),
    ]


@pytest.mark.parametrize(
    ("more", "refusal"),
    [
        ({"place": Place(day=date(2027, 1, 1))}, refusals.UnknownPlace),
        ({"place": Place(theme="none")}, refusals.UnknownPlace),
        ({"place": Place(room="none")}, refusals.UnknownPlace),
        ({"parts": [("nobody", Part.SPEAKER)]}, refusals.UnknownSpeaker),
        ({"spot": Spot(after="x")}, refusals.UnknownNeighbour),
        ({"spot": Spot(after="none")}, refusals.UnknownNeighbour),
        ({"spot": Spot(after="n")}, refusals.UnknownNeighbour),
    ],
)
def test_what_cannot_be_added(app: Flask, more: dict[str, Any], refusal: type[Refusal]) -> None:
    workshop = make_agenda()
    given = {"place": Place(day=FRIDAY), "values": TALK, **BY} | more
    with pytest.raises(refusal):
        items.add_item(workshop, key="n", **given)


def test_people_of_another_workshop_cannot_be_put_in(app: Flask) -> None:
    workshop, stranger = make_agenda(), make_speaker(make_workshop())
    with pytest.raises(refusals.UnknownSpeaker):
        items.add_item(
            workshop,
            key="n",
            values=TALK,
            place=Place(),
            parts=[(stranger.key, Part.SPEAKER)],
            **BY,
        )


def test_items_of_another_workshop_are_not_there(app: Flask) -> None:
    make_agenda()
    with pytest.raises(refusals.Gone):
        items.step_item(make_workshop(), "a", up=True, **BY)


def test_a_pin_that_the_clock_skips_is_refused(app: Flask) -> None:
    workshop = make_workshop(time_zone="Europe/Berlin")
    make_day(workshop, date(2027, 3, 28))
    place, values = Place(day=date(2027, 3, 28)), TALK | {"pinned": time(2, 30)}
    with pytest.raises(typed.SkippedClock):
        items.add_item(workshop, key="n", values=values, place=place, **BY)
    items.add_item(workshop, key="n", values=values, place=Place(), **BY)
    with pytest.raises(typed.SkippedClock):
        items.move_item(workshop, "n", place, **BY)


# -- Editing --------------------------------------------------------------------------------------


def test_an_edit_counts_and_is_noted_by_the_names_of_its_fields(app: Flask) -> None:
    workshop = make_agenda()
    item = items.edit_item(
        workshop,
        "a",
        {"minutes": 30, "state": ItemState.CANCELLED, "kind": Kind.TALK},
        revision=1,
        **BY,
    )
    assert (item.minutes, item.state, item.revision) == (30, ItemState.CANCELLED, 2)
    entry = db.session.scalars(select(AuditEntry)).one()
    assert entry.action == "item.changed"
    assert entry.details == {"fields": ["minutes", "state"]}


def test_saving_what_is_there_changes_and_notes_nothing(app: Flask) -> None:
    workshop = make_agenda()
    item = items.edit_item(workshop, "a", {"minutes": 20}, revision=1, parts=[], **BY)
    assert item.revision == 1
    assert db.session.scalars(select(AuditEntry)).all() == []


def test_a_stale_edit_is_refused(app: Flask) -> None:
    workshop = make_agenda()
    items.edit_item(workshop, "a", {"minutes": 30}, revision=1, **BY)
    with pytest.raises(Stale):
        items.edit_item(workshop, "a", {"minutes": 40}, revision=1, **BY)


def test_other_people_alone_make_an_open_form_stale(app: Flask) -> None:
    workshop = make_agenda()
    zhu = make_speaker(workshop)
    item = items.edit_item(workshop, "a", {}, parts=[(zhu.key, Part.SPEAKER)], revision=1, **BY)
    assert item.revision == 2
    items.edit_item(workshop, "a", {}, parts=[(zhu.key, Part.MODERATOR)], revision=2, **BY)
    items.edit_item(workshop, "a", {}, parts=[], revision=3, **BY)
    db.session.commit()
    assert item.parts == []


def test_a_removed_item_cannot_be_edited(app: Flask) -> None:
    workshop = make_agenda()
    items.remove_item(workshop, "a", **BY)
    with pytest.raises(refusals.Gone):
        items.edit_item(workshop, "a", {"minutes": 30}, revision=1, **BY)


def test_an_edit_may_move_to_the_end_of_another_day(app: Flask) -> None:
    workshop = make_agenda()
    items.edit_item(workshop, "a", {}, place=Place(day=SATURDAY), **BY)
    assert (order(workshop), order(workshop, SATURDAY)) == ("bc", "xya")


# -- Moving ---------------------------------------------------------------------------------------


def test_up_and_down(app: Flask) -> None:
    workshop = make_agenda()
    items.step_item(workshop, "b", up=True, **BY)
    assert order(workshop) == "bac"
    items.step_item(workshop, "b", up=False, **BY)
    items.step_item(workshop, "b", up=False, **BY)
    assert order(workshop) == "acb"
    items.step_item(workshop, "b", up=False, **BY)
    assert order(workshop) == "acb"
    assert order(workshop, SATURDAY) == "xy"


def test_a_step_makes_nobodys_form_stale(app: Flask) -> None:
    workshop = make_agenda()
    items.step_item(workshop, "b", up=True, **BY)
    db.session.commit()
    assert [find_item(workshop, key).revision for key in "abc"] == [1, 1, 1]  # type: ignore[union-attr]


def test_to_another_day_and_spot(app: Flask) -> None:
    workshop = make_agenda()
    move(workshop, "a", SATURDAY)
    assert order(workshop, SATURDAY) == "xya"
    move(workshop, "b", SATURDAY, Spot(first=True))
    assert order(workshop, SATURDAY) == "bxya"
    move(workshop, "c", SATURDAY, Spot(after="x"))
    assert order(workshop, SATURDAY) == "bxcya"
    move(workshop, "x", SATURDAY)
    assert order(workshop, SATURDAY) == "bxcya"
    move(workshop, "x", None)
    assert (order(workshop, SATURDAY), order(workshop, None)) == ("bcya", "x")


def test_a_move_makes_an_open_form_of_that_item_stale(app: Flask) -> None:
    workshop = make_agenda()
    move(workshop, "a", SATURDAY)
    with pytest.raises(Stale):
        items.edit_item(workshop, "a", {"minutes": 30}, revision=1, **BY)


def test_equal_positions_are_put_in_order_by_the_first_move(app: Flask) -> None:
    workshop = make_workshop()
    day = make_day(workshop)
    for key in "abc":
        make_item(workshop, day, key=key, position=0)
    items.step_item(workshop, "c", up=True, **BY)
    assert order(workshop) == "acb"


def test_removing_twice_is_removing(app: Flask) -> None:
    workshop = make_agenda()
    make_part(find_item(workshop, "b"), make_speaker(workshop))  # type: ignore[arg-type]
    items.remove_item(workshop, "b", **BY)
    items.remove_item(workshop, "b", **BY)
    assert order(workshop) == "ac"
    assert [one.action for one in db.session.scalars(select(AuditEntry))] == ["item.removed"]


def test_every_act_is_noted_without_a_word_of_what_was_typed(app: Flask) -> None:
    workshop = make_agenda()
    items.add_item(workshop, key="n", values=TALK, place=Place(), **BY)
    items.edit_item(workshop, "n", {"title": {"en": "Secret"}}, **BY)
    move(workshop, "n", FRIDAY)
    items.step_item(workshop, "n", up=True, **BY)
    items.remove_item(workshop, "n", **BY)
    noted = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id)).all()
    assert [one.action for one in noted] == [
        "item.added", "item.changed", "item.moved", "item.moved", "item.removed",
    ]  # fmt: skip
    assert "Secret" not in repr([one.details for one in noted])
    assert len({one.subject for one in noted}) == 1


# -- Whatever happens in whatever order -----------------------------------------------------------

KEYS = "abcxyt"
acts = st.one_of(
    st.tuples(st.just("step"), st.sampled_from(KEYS), st.booleans()),
    st.tuples(
        st.just("move"),
        st.sampled_from(KEYS),
        st.sampled_from([None, FRIDAY, SATURDAY]),
        st.sampled_from([None, Spot(), Spot(first=True), *(Spot(after=key) for key in KEYS)]),
    ),
    st.tuples(st.just("remove"), st.sampled_from(KEYS)),
    st.tuples(st.just("add"), st.sampled_from(KEYS), st.sampled_from([None, FRIDAY])),
    st.tuples(st.just("edit"), st.sampled_from(KEYS), st.integers(1, 3)),
)


def perform(workshop: Workshop, act: tuple[Any, ...]) -> None:
    """One act of one organiser; a refusal is an answer too."""
    verb, key, *more = act
    try:
        if verb == "step":
            items.step_item(workshop, key, up=more[0], **BY)
        elif verb == "move":
            move(workshop, key, *more)
        elif verb == "remove":
            items.remove_item(workshop, key, **BY)
        elif verb == "add":
            items.add_item(workshop, key=key, values=TALK, place=Place(day=more[0]), **BY)
        else:
            items.edit_item(workshop, key, {"minutes": 7}, revision=more[0], **BY)
    except Refusal:
        db.session.rollback()
    else:
        db.session.commit()


def assert_whole(workshop: Workshop, expected: set[str]) -> None:
    rows = db.session.execute(
        select(AgendaItem.key, AgendaItem.position).where(AgendaItem.workshop_id == workshop.id)
    ).all()
    assert sorted(key for key, _ in rows) == sorted(expected)
    assert len({position for _, position in rows}) == len(rows)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(history=st.lists(acts, max_size=12))
def test_whatever_is_done_nothing_is_lost_or_doubled(
    app: Flask, history: list[tuple[Any, ...]]
) -> None:
    workshop = make_agenda(tray="t")
    expected = set(KEYS)
    for act in history:
        perform(workshop, act)
        if act[0] == "remove":
            expected.discard(act[1])
        elif act[0] == "add":
            expected.add(act[1])
        assert_whole(workshop, expected)


def test_organisers_who_rearrange_at_once_lose_and_double_nothing(app: Flask) -> None:
    workshop = make_agenda(tray="t")
    workshop_id, failures = workshop.id, []
    db.session.commit()

    def rearrange(seed: int) -> None:
        chance = random.Random(seed)
        try:
            with app.app_context():
                for _ in range(15):
                    here = db.session.get(Workshop, workshop_id)
                    assert here is not None
                    key, day = chance.choice(KEYS), chance.choice([None, FRIDAY, SATURDAY])
                    step = ("step", key, chance.random() < 0.5)
                    edit = ("edit", key, chance.randint(1, 30))
                    spot = chance.choice([None, Spot(first=True), Spot(after=chance.choice(KEYS))])
                    perform(here, chance.choice([step, ("move", key, day, spot), edit]))
                    db.session.remove()
        except Exception as failure:
            failures.append(failure)

    threads = [threading.Thread(target=rearrange, args=(seed,)) for seed in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    db.session.expire_all()
    assert_whole(workshop, set(KEYS))


def test_two_edits_at_once_one_wins_and_the_other_is_told(app: Flask) -> None:
    workshop = make_agenda()
    workshop_id, barrier, answers = workshop.id, threading.Barrier(2), []
    db.session.commit()

    def edit(minutes: int) -> None:
        with app.app_context():
            here = db.session.get(Workshop, workshop_id)
            assert here is not None
            seen = find_item(here, "a")
            assert seen is not None
            revision = seen.revision
            db.session.rollback()
            barrier.wait()
            try:
                items.edit_item(here, "a", {"minutes": minutes}, revision=revision, **BY)
                db.session.commit()
                answers.append(minutes)
            except Stale:
                db.session.rollback()
                answers.append("stale")
            db.session.remove()

    threads = [threading.Thread(target=edit, args=(minutes,)) for minutes in (31, 32)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    db.session.expire_all()
    item = find_item(workshop, "a")
    assert item is not None
    assert item.minutes in (31, 32)
    assert sorted(map(str, answers)) == sorted([str(item.minutes), "stale"])


def test_the_moment_of_the_act_is_the_callers(app: Flask) -> None:
    workshop = make_agenda()
    items.remove_item(workshop, "a", at=NOON + timedelta(days=1), account_id=None)
    assert db.session.scalars(select(AuditEntry)).one().at == NOON + timedelta(days=1)
