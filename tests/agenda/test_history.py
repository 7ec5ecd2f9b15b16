"""The history of a draft: everything can be taken back, and nobody's later work is lost by it."""

from __future__ import annotations

import random
from contextlib import suppress
from datetime import date, time
from typing import Any

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from app.agenda import checks, joining, outlines
from app.agenda.models_history import AgendaEdit
from app.agenda.positions import Spot
from app.agenda.rules import history as rules
from app.agenda.rules import refusals
from app.agenda.rules.history import Step
from app.agenda.rules.typed import NeedsZone
from app.agenda.rules.words import Kind
from app.agenda.service import arranging, frame, history, items
from app.agenda.service.items import Place
from app.extensions import db
from app.people.rules import Part
from app.workshops.models import Workshop
from tests.conftest import NOON
from tests.databases import ON_BOTH
from tests.factories import (
    make_account,
    make_day,
    make_item,
    make_part,
    make_speaker,
    make_theme,
    make_workshop,
)

FRIDAY, SATURDAY = date(2027, 5, 21), date(2027, 5, 22)


class House:
    """A workshop with three talks, and two people who work on it."""

    def __init__(self) -> None:
        self.workshop: Workshop = make_workshop()
        self.ada = make_account("ada@example.org").id
        self.bo = make_account("bo@example.org", "Bo").id
        day = make_day(self.workshop)
        make_day(self.workshop, SATURDAY)
        theme = make_theme(self.workshop, key="theme-1")
        speaker = make_speaker(self.workshop, "Zhu Shu")
        for key in "abc":
            item = make_item(self.workshop, day, key=key, minutes=20, theme=theme)
            make_part(item, speaker)
        db.session.commit()

    def by(self, account_id: int) -> dict[str, Any]:
        return {"at": NOON, "account_id": account_id}

    def order(self, day: date = FRIDAY) -> str:
        return "".join(item.key for item in outlines.read(self.workshop).of_day(day))

    def minutes(self, key: str) -> int | None:
        item = outlines.read(self.workshop).item(key)
        assert item is not None
        return item.minutes


@pytest.fixture
def house(app: Flask) -> House:
    return House()


@ON_BOTH
def test_what_was_done_is_taken_back_and_done_again(house: House) -> None:
    before = outlines.read(house.workshop)
    items.move_item(house.workshop, "a", Place(day=FRIDAY), Spot(after="c"), **house.by(house.ada))
    after = outlines.read(house.workshop)
    assert house.order() == "bca"
    history.undo(house.workshop, **house.by(house.ada))
    assert outlines.read(house.workshop) == before
    history.redo(house.workshop, **house.by(house.ada))
    assert outlines.read(house.workshop) == after


@ON_BOTH
def test_a_removed_item_comes_back_as_the_same_entry_with_its_people(house: House) -> None:
    before = outlines.read(house.workshop)
    items.remove_item(house.workshop, "b", **house.by(house.ada))
    history.undo(house.workshop, **house.by(house.ada))
    assert outlines.read(house.workshop) == before


@ON_BOTH
def test_a_removed_theme_comes_back_with_its_items_and_a_day_with_its_own(house: House) -> None:
    before = outlines.read(house.workshop)
    frame.remove_theme(house.workshop, "theme-1", **house.by(house.ada))
    frame.remove_day(house.workshop, FRIDAY, **house.by(house.ada))
    assert house.order() == ""
    history.undo(house.workshop, **house.by(house.ada))
    history.undo(house.workshop, **house.by(house.ada))
    assert outlines.read(house.workshop) == before


@ON_BOTH
def test_a_day_that_moved_moves_back(house: House) -> None:
    before = outlines.read(house.workshop)
    values = {"date": date(2027, 6, 1), "starts": time(10), "ends": None}
    frame.edit_day(house.workshop, FRIDAY, values, **house.by(house.ada))
    assert house.order(date(2027, 6, 1)) == "abc"
    history.undo(house.workshop, **house.by(house.ada))
    assert outlines.read(house.workshop) == before


@ON_BOTH
def test_each_takes_back_their_own(house: House) -> None:
    items.edit_item(house.workshop, "a", {"minutes": 30}, **house.by(house.ada))
    items.edit_item(house.workshop, "b", {"minutes": 40}, **house.by(house.bo))
    history.undo(house.workshop, **house.by(house.ada))
    assert (house.minutes("a"), house.minutes("b")) == (20, 40)


@ON_BOTH
def test_undoing_never_overwrites_what_somebody_else_did_later(house: House) -> None:
    items.edit_item(house.workshop, "a", {"minutes": 30}, **house.by(house.ada))
    items.edit_item(house.workshop, "a", {"minutes": 40}, **house.by(house.bo))
    with pytest.raises(rules.Overtaken):
        history.undo(house.workshop, **house.by(house.ada))
    assert house.minutes("a") == 40


@ON_BOTH
def test_what_the_other_took_back_is_in_nobodys_way(house: House) -> None:
    items.edit_item(house.workshop, "a", {"minutes": 30}, **house.by(house.ada))
    items.edit_item(house.workshop, "a", {"minutes": 40}, **house.by(house.bo))
    history.undo(house.workshop, **house.by(house.bo))
    history.undo(house.workshop, **house.by(house.ada))
    assert house.minutes("a") == 20


@ON_BOTH
def test_adding_cannot_be_undone_once_somebody_else_worked_on_it(house: House) -> None:
    values = {"kind": Kind.TALK, "minutes": 20}
    place = Place(day=FRIDAY)
    items.add_item(house.workshop, key="n", values=values, place=place, **house.by(house.ada))
    items.edit_item(house.workshop, "n", {"title": {"en": "N"}}, **house.by(house.bo))
    with pytest.raises(rules.Overtaken):
        history.undo(house.workshop, **house.by(house.ada))
    assert "n" in house.order()


@ON_BOTH
def test_different_facts_of_one_item_do_not_get_in_each_others_way(house: House) -> None:
    items.edit_item(house.workshop, "a", {"minutes": 30}, **house.by(house.ada))
    items.edit_item(house.workshop, "a", {"title": {"en": "New"}}, **house.by(house.bo))
    history.undo(house.workshop, **house.by(house.ada))
    item = outlines.read(house.workshop).item("a")
    assert item is not None
    assert (item.minutes, item.title) == (20, {"en": "New"})


@ON_BOTH
def test_a_verb_made_of_others_is_one_edit(house: House) -> None:
    before = outlines.read(house.workshop)
    arranging.split_item(house.workshop, "a", new_key="a2", first=5, **house.by(house.ada))
    numbers = db.session.scalars(select(AgendaEdit.number)).all()
    assert numbers == [1]
    history.undo(house.workshop, **house.by(house.ada))
    assert outlines.read(house.workshop) == before


@ON_BOTH
def test_what_changes_nothing_is_no_edit(house: House) -> None:
    items.edit_item(house.workshop, "a", {"minutes": 20}, **house.by(house.ada))
    assert db.session.scalars(select(AgendaEdit)).all() == []
    with pytest.raises(rules.NothingToUndo):
        history.undo(house.workshop, **house.by(house.ada))


@ON_BOTH
def test_a_refused_verb_leaves_no_edit_and_the_next_one_is_kept(house: House) -> None:
    with pytest.raises(refusals.UnknownPlace):
        items.move_item(house.workshop, "a", Place(day=date(2030, 1, 1)), **house.by(house.ada))
    db.session.rollback()
    items.edit_item(house.workshop, "a", {"minutes": 30}, **house.by(house.ada))
    assert db.session.scalars(select(AgendaEdit.number)).all() == [1]


@ON_BOTH
def test_the_draft_goes_back_to_any_step_and_forward_again(house: House) -> None:
    seen = [outlines.read(house.workshop)]
    for key, minutes in (("a", 30), ("b", 40), ("c", 50)):
        items.edit_item(house.workshop, key, {"minutes": minutes}, **house.by(house.ada))
        seen.append(outlines.read(house.workshop))
    history.restore(house.workshop, 1, **house.by(house.bo))
    assert outlines.read(house.workshop) == seen[1]
    history.restore(house.workshop, 3, **house.by(house.bo))
    assert outlines.read(house.workshop) == seen[3]
    history.restore(house.workshop, 0, **house.by(house.bo))
    assert outlines.read(house.workshop) == seen[0]
    with pytest.raises(rules.NoSuchEdit):
        history.restore(house.workshop, 99, **house.by(house.bo))


@ON_BOTH
def test_people_who_left_stay_away_when_an_item_comes_back(house: House) -> None:
    guest = make_speaker(house.workshop, "Philipp")
    db.session.flush()
    parts = [(guest.key, Part.SPEAKER)]
    items.edit_item(house.workshop, "a", {}, parts=parts, **house.by(house.ada))
    items.remove_item(house.workshop, "a", **house.by(house.ada))
    db.session.delete(guest)
    db.session.flush()
    history.undo(house.workshop, **house.by(house.ada))
    item = outlines.read(house.workshop).item("a")
    assert item is not None
    assert item.parts == ()


def random_act(house: House, draw: random.Random, n: int) -> None:
    present = [item.key for item in outlines.read(house.workshop).items]
    key, by = draw.choice(present), house.by(house.ada)
    place = Place(day=draw.choice([FRIDAY, SATURDAY, None]))
    new = {"kind": Kind.TALK, "minutes": 5}
    acts = [
        lambda: items.step_item(house.workshop, key, up=draw.random() < 0.5, **by),
        lambda: items.edit_item(house.workshop, key, {"minutes": draw.randint(1, 60)}, **by),
        lambda: items.remove_item(house.workshop, key if len(present) > 1 else "none", **by),
        lambda: items.add_item(house.workshop, key=f"n{n}", values=new, place=place, **by),
        lambda: items.move_item(house.workshop, key, place, Spot(first=True), **by),
        lambda: history.undo(house.workshop, **by),
        lambda: history.redo(house.workshop, **by),
    ]
    with suppress(rules.NothingToUndo, rules.NothingToRedo):
        draw.choice(acts)()


def test_random_work_is_taken_back_to_where_it_began_and_done_again(house: House) -> None:
    draw = random.Random(4)
    before = outlines.read(house.workshop)
    for n in range(40):
        random_act(house, draw, n)
    after = outlines.read(house.workshop)
    undone = 0
    with suppress(rules.NothingToUndo):
        while True:
            history.undo(house.workshop, **house.by(house.ada))
            undone += 1
    assert undone > 10
    assert outlines.read(house.workshop) == before
    for _ in range(undone):
        history.redo(house.workshop, **house.by(house.ada))
    assert outlines.read(house.workshop) == after


@given(st.lists(st.sampled_from(["do", "undo", "redo"]), max_size=40))
def test_stacks_are_those_of_a_text_editor(acts: list[str]) -> None:
    steps: list[Step] = []
    done: list[int] = []
    taken: list[int] = []
    value = {}
    for act in acts:
        number = len(steps) + 1
        stacks = rules.stacks(steps)
        assert (len(stacks.undo), len(stacks.redo)) == (len(done), len(taken))
        if act == "do":
            steps.append(Step(number))
            value[number] = number
            done.append(number)
            taken = []
        elif act == "undo" and stacks.undo:
            steps.append(Step(number, stacks.undo[-1]))
            value[number] = value[stacks.undo[-1]]
            assert value[number] == done[-1]
            taken.append(done.pop())
        elif act == "redo" and stacks.redo:
            steps.append(Step(number, stacks.redo[-1]))
            value[number] = value[stacks.redo[-1]]
            assert value[number] == taken[-1]
            done.append(taken.pop())


@ON_BOTH
def test_a_history_with_a_gap_or_an_edit_that_cannot_be_read_is_found(house: House) -> None:
    for minutes in (30, 40, 50):
        items.edit_item(house.workshop, "a", {"minutes": minutes}, **house.by(house.ada))
    assert checks.broken() == []
    edits = history.edits_after(house.workshop, 0)
    edits[1].patch = {"facts": 1}
    db.session.flush()
    assert any("edit 2: cannot be read" in sentence for sentence in checks.broken())
    db.session.delete(edits[1])
    db.session.flush()
    assert any("edit 2 is missing" in sentence for sentence in checks.broken())


@ON_BOTH
def test_hours_do_not_come_back_into_a_workshop_without_a_zone(house: House) -> None:
    items.edit_item(house.workshop, "a", {"pinned": time(14)}, **house.by(house.ada))
    items.edit_item(house.workshop, "a", {"pinned": None}, **house.by(house.ada))
    for day in (FRIDAY, SATURDAY):
        values = {"date": day, "starts": None, "ends": None}
        frame.edit_day(house.workshop, day, values, **house.by(house.bo))
    house.workshop.time_zone = None
    db.session.flush()
    with pytest.raises(NeedsZone):
        history.undo(house.workshop, **house.by(house.ada))
    with pytest.raises(NeedsZone):
        history.restore(house.workshop, 0, **house.by(house.ada))


@ON_BOTH
def test_after_a_merge_earlier_edits_bring_back_the_person_who_stayed(house: House) -> None:
    other = make_speaker(house.workshop, "HE Landi")
    stays = make_speaker(house.workshop, "Landi He")
    db.session.flush()
    parts = [(other.key, Part.SPEAKER), (stays.key, Part.SPEAKER)]
    items.edit_item(house.workshop, "a", {}, parts=parts, **house.by(house.ada))
    items.remove_item(house.workshop, "a", **house.by(house.ada))
    joining.move(stays, other)
    history.undo(house.workshop, **house.by(house.ada))
    item = outlines.read(house.workshop).item("a")
    assert item is not None
    assert item.parts == ((stays.key, Part.SPEAKER),)
