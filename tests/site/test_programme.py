"""How an agenda is arranged for a page: rooms, bands of themes, counts and hours."""

from __future__ import annotations

from datetime import date, time, timedelta

from flask import Flask

from app.agenda import service as agenda
from app.agenda.models import ThemeGuest
from app.agenda.rules.document import Document
from app.agenda.rules.hours import hours
from app.agenda.rules.words import Kind
from app.extensions import db
from app.people.rules import Part
from app.site.rules.programme import Band, DayShown, programme, silent_themes
from app.workshops.models import Workshop
from tests.conftest import NOON
from tests.factories import (
    make_day,
    make_item,
    make_part,
    make_room,
    make_speaker,
    make_theme,
    make_workshop,
)
from tests.site.pages import THE_DAY


def seen(workshop: Workshop) -> Document:
    return agenda.freeze(workshop, at=NOON, account_id=None).after


def bands(day: DayShown) -> list[Band]:
    return [band for lanes in day.stretches for lane in lanes for band in lane.bands]


def test_items_of_one_theme_make_a_band_and_others_stand_alone(app: Flask) -> None:
    workshop = make_workshop()
    day, theme = make_day(workshop), make_theme(workshop)
    make_item(workshop, day, kind=Kind.OPENING)
    for _ in range(2):
        make_item(workshop, day, theme_id=theme.id)
    make_item(workshop, day, kind=Kind.CLOSING)
    [shown] = programme(seen(workshop))
    assert [(band.theme and band.theme.key, len(band.rows)) for band in bands(shown)] == [
        (None, 1),
        (theme.key, 2),
        (None, 1),
    ]


def test_a_theme_that_was_interrupted_goes_on_as_continued(app: Flask) -> None:
    workshop = make_workshop()
    theme = make_theme(workshop)
    for n in range(2):
        day = make_day(workshop, THE_DAY + timedelta(days=n))
        make_item(workshop, day, theme_id=theme.id)
        make_item(workshop, day, kind=Kind.BREAK)
        make_item(workshop, day, theme_id=theme.id)
    days = programme(seen(workshop))
    assert [band.continued for day in days for band in bands(day) if band.theme] == [
        False,
        True,
        True,
        True,
    ]


def test_up_to_the_next_plenary_rooms_stand_side_by_side(app: Flask) -> None:
    workshop = make_workshop()
    day = make_day(workshop)
    rooms = [make_room(workshop) for _ in range(3)]
    make_item(workshop, day)
    for _ in range(2):
        for room in reversed(rooms):
            make_item(workshop, day, room_id=room.id)
    make_item(workshop, day)
    [shown] = programme(seen(workshop))
    assert [len(lanes) for lanes in shown.stretches] == [1, 3, 1]
    middle = shown.stretches[1]
    assert [lane.room and lane.room.key for lane in middle] == [room.key for room in rooms]
    assert [len(lane.bands[0].rows) for lane in middle] == [2, 2, 2]


def test_a_single_room_is_no_column_but_is_named(app: Flask) -> None:
    workshop = make_workshop()
    make_item(workshop, make_day(workshop), room_id=make_room(workshop, "hall").id)
    [shown] = programme(seen(workshop))
    [lane] = shown.stretches[0]
    assert lane.room is None
    assert lane.bands[0].rows[0].room is not None


def test_in_rooms_a_theme_opens_where_it_is_earliest(app: Flask) -> None:
    workshop = make_workshop()
    day, theme = make_day(workshop), make_theme(workshop)
    first, second = make_room(workshop), make_room(workshop)
    make_item(workshop, day, room_id=first.id)
    make_item(workshop, day, room_id=first.id, theme_id=theme.id)
    make_item(workshop, day, room_id=second.id, theme_id=theme.id)
    [shown] = programme(seen(workshop))
    left, right = shown.stretches[0]
    assert [band.continued for band in left.bands] == [False, True]
    assert [band.continued for band in right.bands] == [False]


def test_without_hours_items_are_counted_by_day(app: Flask) -> None:
    workshop = make_workshop(time_zone=None)
    for n in range(2):
        day = make_day(workshop, THE_DAY + timedelta(days=n), starts=None)
        for _ in range(2):
            make_item(workshop, day, minutes=None)
    counts = [
        [row.count for band in bands(day) for row in band.rows]
        for day in programme(seen(workshop))
    ]
    assert counts == [[1, 2], [1, 2]]


def test_with_hours_nothing_is_counted(app: Flask) -> None:
    workshop = make_workshop()
    make_item(workshop, make_day(workshop))
    [shown] = programme(seen(workshop))
    assert shown.has_hours
    assert bands(shown)[0].rows[0].count is None


def test_a_guest_who_speaks_in_the_theme_is_not_named_twice(app: Flask) -> None:
    workshop = make_workshop()
    theme, day = make_theme(workshop), make_day(workshop)
    speaks, silent = make_speaker(workshop, "Zhu Shu"), make_speaker(workshop, "Wang Yating")
    make_part(make_item(workshop, day, theme_id=theme.id), speaks)
    for n, speaker in enumerate((speaks, silent)):
        db.session.add(ThemeGuest(theme=theme, speaker=speaker, part=Part.DELEGATE, position=n))
    db.session.flush()
    [shown] = programme(seen(workshop))
    assert [guest.person for guest in bands(shown)[0].guests] == [silent.key]


def test_removed_items_are_gone_and_unplaced_ones_come_last(app: Flask) -> None:
    workshop = make_workshop()
    day = make_day(workshop)
    gone, stays, loose = make_item(workshop, day), make_item(workshop, day), make_item(workshop)
    seen(workshop)
    db.session.delete(gone)
    db.session.flush()
    days = programme(seen(workshop))
    assert [[row.item.key for band in bands(one) for row in band.rows] for one in days] == [
        [stays.key],
        [loose.key],
    ]
    assert days[1].day is None


def test_a_joint_talk_is_one_with_two_speakers(app: Flask) -> None:
    workshop = make_workshop()
    day = make_day(workshop)
    joint, moderated = make_item(workshop, day), make_item(workshop, day)
    for item, part in ((joint, Part.SPEAKER), (moderated, Part.MODERATOR)):
        make_part(item, make_speaker(workshop))
        make_part(item, make_speaker(workshop), part)
    [shown] = programme(seen(workshop))
    assert [row.joint for band in bands(shown) for row in band.rows] == [True, False]


def test_hours_of_a_day_end_with_its_last_item(app: Flask) -> None:
    workshop = make_workshop()
    day = make_day(workshop, starts=time(9, 0))
    for _ in range(3):
        make_item(workshop, day)
    [of_day] = hours(seen(workshop))
    assert of_day.day == date(2027, 5, 21)
    assert of_day.start is not None
    assert of_day.end == of_day.start + timedelta(hours=1)


def test_the_end_of_a_day_is_unknown_where_a_length_is(app: Flask) -> None:
    workshop = make_workshop()
    day = make_day(workshop)
    make_item(workshop, day)
    make_item(workshop, day, minutes=None)
    [of_day] = hours(seen(workshop))
    assert of_day.start is not None
    assert of_day.end is None


def test_a_theme_without_items_is_not_forgotten(app: Flask) -> None:
    workshop = make_workshop()
    theme = make_theme(workshop)
    make_item(workshop, make_day(workshop))
    assert [one.key for one in silent_themes(seen(workshop))] == [theme.key]
