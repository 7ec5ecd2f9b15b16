from __future__ import annotations

from datetime import date, time
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.agenda.models import AgendaItem, Day, Room, Theme
from app.agenda.rules import refusals, typed
from app.agenda.rules.words import Colour
from app.agenda.service import frame
from app.audit.models import AuditEntry
from app.errors import Refusal
from app.extensions import db
from app.people.rules import Part
from app.workshops.models import Workshop
from app.workshops.rules import Stale
from tests.conftest import NOON
from tests.databases import ON_BOTH
from tests.factories import make_day, make_item, make_room, make_speaker, make_theme, make_workshop

pytestmark = ON_BOTH

FRIDAY = date(2027, 5, 21)
BY: dict[str, Any] = {"at": NOON, "account_id": None}


def hours(day: date = FRIDAY, starts: time | None = None, ends: time | None = None) -> Any:
    return {"date": day, "starts": starts, "ends": ends}


def keys(kind: type[Theme] | type[Room], workshop: Workshop) -> list[str]:
    rows = select(kind.key).where(kind.workshop_id == workshop.id).order_by(kind.position)
    return list(db.session.scalars(rows))


# -- Themes ---------------------------------------------------------------------------------------


def test_a_theme_is_added_after_the_others_with_its_guests(app: Flask) -> None:
    workshop = make_workshop()
    make_theme(workshop, key="old")
    zhu = make_speaker(workshop)
    theme = frame.add_theme(
        workshop,
        key="new",
        values={"title": {"en": "Soil"}, "number": "II", "colour": Colour.MOSS, "focus": None},
        guests=[(zhu.key, Part.DELEGATE), (None, Part.DELEGATE)],
        **BY,
    )
    db.session.commit()
    assert keys(Theme, workshop) == ["old", "new"]
    assert [(guest.speaker, guest.part) for guest in theme.guests] == [(zhu, Part.DELEGATE)]


def test_a_theme_posted_twice_is_one(app: Flask) -> None:
    workshop = make_workshop()
    values = {"title": {"en": "Soil"}}
    first = frame.add_theme(workshop, key="new", values=values, **BY)
    assert frame.add_theme(workshop, key="new", values={"title": {"en": "X"}}, **BY) is first
    assert first.title == {"en": "Soil"}


def test_a_theme_is_edited_once_per_reading(app: Flask) -> None:
    workshop = make_workshop()
    make_theme(workshop, key="t")
    zhu = make_speaker(workshop)
    edited = frame.edit_theme(
        workshop, "t", {"number": "I"}, guests=[(zhu.key, Part.DELEGATE)], revision=1, **BY
    )
    assert (edited.number, edited.revision > 1) == ("I", True)
    with pytest.raises(Stale):
        frame.edit_theme(workshop, "t", {"number": "II"}, revision=1, **BY)
    with pytest.raises(refusals.Gone):
        frame.edit_theme(workshop, "none", {"number": "II"}, revision=1, **BY)


def test_themes_and_rooms_step_without_making_forms_stale(app: Flask) -> None:
    workshop = make_workshop()
    for key in "abc":
        make_theme(workshop, key=key)
        make_room(workshop, key=key)
    frame.step_theme(workshop, "c", up=True, **BY)
    frame.step_theme(workshop, "a", up=True, **BY)
    frame.step_room(workshop, "a", up=False, **BY)
    assert keys(Theme, workshop) == ["a", "c", "b"]
    assert keys(Room, workshop) == ["b", "a", "c"]
    assert set(db.session.scalars(select(Theme.revision))) == {1}
    with pytest.raises(refusals.Gone):
        frame.step_theme(workshop, "none", up=True, **BY)


def test_items_stay_when_their_theme_room_or_day_goes(app: Flask) -> None:
    workshop = make_workshop()
    day, room, theme = make_day(workshop), make_room(workshop, "r"), make_theme(workshop, key="t")
    item = make_item(workshop, day, theme_id=theme.id, room_id=room.id)
    for _ in range(2):
        frame.remove_theme(workshop, "t", **BY)
        frame.remove_room(workshop, "r", **BY)
        frame.remove_day(workshop, FRIDAY, **BY)
    db.session.commit()
    db.session.expire_all()
    item = db.session.scalars(select(AgendaItem)).one()
    assert (item.day_id, item.theme_id, item.room_id) == (None, None, None)
    assert item.revision == 4
    noted = db.session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)).all()
    assert noted == ["theme.removed", "room.removed", "day.removed"]


# -- Days -----------------------------------------------------------------------------------------


def test_a_day_posted_twice_is_one_and_with_other_hours_is_refused(app: Flask) -> None:
    workshop = make_workshop()
    first = frame.add_day(workshop, hours(starts=time(9, 0)), **BY)
    assert frame.add_day(workshop, hours(starts=time(9, 0)), **BY) is first
    with pytest.raises(refusals.DayTaken):
        frame.add_day(workshop, hours(starts=time(10, 0)), **BY)


def test_a_day_is_edited_and_its_items_move_along(app: Flask) -> None:
    workshop = make_workshop()
    item = make_item(workshop, make_day(workshop))
    day = frame.edit_day(workshop, FRIDAY, hours(date(2027, 6, 1), time(8, 0)), revision=1, **BY)
    db.session.commit()
    assert item.day is day
    assert (day.date, day.starts, day.revision) == (date(2027, 6, 1), time(8, 0), 2)
    with pytest.raises(refusals.Gone):
        frame.edit_day(workshop, FRIDAY, hours(), **BY)
    with pytest.raises(Stale):
        frame.edit_day(workshop, day.date, hours(), revision=1, **BY)


def test_a_day_does_not_move_onto_another(app: Flask) -> None:
    workshop = make_workshop()
    make_day(workshop)
    make_day(workshop, date(2027, 5, 22))
    with pytest.raises(refusals.DayTaken):
        frame.edit_day(workshop, FRIDAY, hours(date(2027, 5, 22)), **BY)


@pytest.mark.parametrize(
    ("zone", "values", "refusal"),
    [
        ("Asia/Shanghai", hours(date(9999, 1, 1)), typed.NoSuchYear),
        ("Asia/Shanghai", hours(date(1, 1, 1)), typed.NoSuchYear),
        (None, hours(starts=time(9, 0)), typed.NeedsZone),
        ("Europe/Berlin", hours(date(2027, 3, 28), time(2, 30)), typed.SkippedClock),
        ("Europe/Berlin", hours(date(2027, 3, 28), None, time(2, 0)), typed.SkippedClock),
        ("Asia/Shanghai", hours(FRIDAY, time(9, 0), time(8, 0)), refusals.EndsBeforeStart),
        ("Asia/Shanghai", hours(FRIDAY, time(9, 0), time(9, 0)), refusals.EndsBeforeStart),
    ],
)
def test_what_no_day_can_be(
    app: Flask, zone: str | None, values: Any, refusal: type[Refusal]
) -> None:
    workshop = make_workshop(time_zone=zone)
    with pytest.raises(refusal):
        frame.add_day(workshop, values, **BY)
    assert db.session.scalars(select(Day)).all() == []


# -- Rooms ----------------------------------------------------------------------------------------


def test_rooms(app: Flask) -> None:
    workshop = make_workshop()
    red = frame.add_room(workshop, key="red", name={"en": "Red"}, **BY)
    assert frame.add_room(workshop, key="red", name={"en": "X"}, **BY) is red
    frame.add_room(workshop, key="blue", name={"en": "Blue"}, **BY)
    assert keys(Room, workshop) == ["red", "blue"]
    frame.edit_room(workshop, "red", {"en": "Aula"}, revision=1, **BY)
    with pytest.raises(Stale):
        frame.edit_room(workshop, "red", {"en": "Hall"}, revision=1, **BY)
    with pytest.raises(refusals.Gone):
        frame.edit_room(workshop, "none", {"en": "Hall"}, **BY)
