"""Each kind of hint: what gives it, and what nearly does."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time, timedelta
from time import perf_counter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.agenda.hints_in_words import HEADINGS, SENTENCES, sentences
from app.agenda.rules import clashes
from app.agenda.rules.hints import Hint, HintKind, Severity, find, has_grown, is_accepted
from app.agenda.rules.outline import ItemPlanned
from app.agenda.rules.words import ItemState, Kind
from app.i18n import LANGUAGES, speaking
from app.people.rules import Part
from tests.agenda import documents
from tests.agenda.documents import document
from tests.agenda.plannings import (
    FRIDAY,
    day,
    item,
    kinds,
    only,
    person,
    planning,
    speaks,
    theme,
    utc,
)
from tests.conftest import NOON

K = HintKind
WEN: dict[str, Any] = {"parts": speaks("wen")}


def about(hints: list[Hint]) -> list[tuple[tuple[str, ...], str | None, int | None]]:
    return [(hint.items, hint.person, hint.minutes) for hint in hints]


def test_a_plan_in_which_all_is_well_has_no_hints() -> None:
    assert kinds(item("a", **WEN), item("b", **WEN)) == []


# -- In two places --------------------------------------------------------------------------------


def test_a_person_twice_at_once_is_shown_at_the_later_item() -> None:
    found = only(K.PERSON_TWICE, item("a", room="red", **WEN),
                 item("b", room="blue", minutes=5, **WEN), rooms="red blue")  # fmt: skip
    assert about(found) == [(("b", "a"), "wen", 5)]
    assert found[0].severity is Severity.CLASH


def test_items_that_touch_and_people_not_named_clash_with_nobody() -> None:
    nobody: dict[str, Any] = {"parts": speaks(None)}
    assert kinds(item("a", **WEN), item("b", **WEN)) == []
    assert kinds(item("a", room="red", **nobody), item("b", room="blue", **nobody),
                 rooms="red blue") == []  # fmt: skip


def test_a_moderator_is_needed_in_the_whole_theme() -> None:
    led = [item(key, room="red", theme="water") for key in "ab"]
    away = item("c", room="blue", minutes=30, **WEN)
    found = only(K.MODERATES_ELSEWHERE, *led, away, rooms="red blue",
                 themes=(theme("water", "wen"),))  # fmt: skip
    assert about(found) == [(("c", "a", "b"), "wen", 30)]
    assert K.MODERATES_ELSEWHERE not in kinds(
        *led, replace(away, theme="water"), rooms="red blue", themes=(theme("water", "wen"),)
    )


def test_a_moderator_who_speaks_is_good_to_know() -> None:
    both = (*speaks("wen"), ("wen", Part.MODERATOR))
    assert about(only(K.MODERATOR_SPEAKS, item(parts=both))) == [(("talk",), "wen", None)]
    in_theme = [item("a", theme="water", **WEN), item("b", theme="water", **WEN)]
    found = only(K.MODERATOR_SPEAKS, *in_theme, themes=(theme("water", "wen"),))
    assert about(found) == [(("a", "b"), "wen", None)]
    assert kinds(item(parts=(*speaks("wen"), ("zhu", Part.MODERATOR)))) == []


# -- Rooms and hours ------------------------------------------------------------------------------


def test_a_pin_into_a_running_item_clashes_in_the_room() -> None:
    assert about(only(K.ROOM_TWICE, item("a", minutes=60), item("b", time(9, 45)))) == [
        (("b", "a"), None, 15)
    ]
    assert kinds(item("a", minutes=60), item("b", time(10, 0))) == []


def test_a_plenary_item_needs_every_room_and_other_rooms_are_free() -> None:
    one = item("a", room="red", minutes=60)
    assert only(K.ROOM_TWICE, one, item("all", time(9, 30)), rooms="red blue")
    assert not only(K.ROOM_TWICE, one, item("b", room="blue", minutes=60), rooms="red blue")


def test_a_theme_that_runs_past_the_pin_after_it_is_told_of_as_a_theme() -> None:
    block = [item(key, theme="water", minutes=40) for key in "ab"]
    found = only(K.THEME_OVER, *block, item("lunch", time(10, 10), kind=Kind.BREAK))
    assert [(one.items, one.theme, one.minutes) for one in found] == [
        (("lunch", "b"), "water", 10)
    ]
    told_once = kinds(*block, item("lunch", time(10, 10), kind=Kind.BREAK))
    assert K.ROOM_TWICE not in told_once


def test_one_item_or_a_pin_within_its_theme_is_no_theme_past_its_time() -> None:
    lunch = item("lunch", time(9, 30))
    assert K.THEME_OVER not in kinds(item("a", theme="water", minutes=40), lunch)
    block = [item(key, theme="water", minutes=40) for key in "ab"]
    assert K.THEME_OVER not in kinds(*block, replace(lunch, theme="water"))
    assert K.THEME_OVER not in kinds(*block, item("late", time(10, 20)))


def test_what_ends_after_the_day_does_is_told_once_a_day() -> None:
    short = (day(ends=time(9, 30)),)
    found = only(K.DAY_OVER, item("a"), item("b"), item("c"), days=short)
    assert [(one.item, one.minutes, one.count) for one in found] == [("c", 30, 1)]
    assert kinds(item("a"), days=short) == []


def test_a_pin_before_the_day_begins_and_free_time_before_a_pin() -> None:
    assert about(only(K.BEFORE_DAY, item("a", time(8, 30)))) == [(("a",), None, 30)]
    assert about(only(K.SLACK, item("a", time(9, 30)))) == [(("a",), None, 30)]
    assert kinds(item("a", time(9, 0))) == []


def test_more_than_ninety_minutes_without_a_break() -> None:
    run = [item(key, minutes=31) for key in "abc"]
    found = only(K.NO_BREAK, *run)
    assert about(found) == [(("b", "a", "c"), None, 93)]
    assert K.NO_BREAK not in kinds(*(replace(one, minutes=30) for one in run))


def test_breaks_and_ten_free_minutes_are_pauses_and_nine_are_none() -> None:
    first, second = item("a", minutes=60), item("b", minutes=60)
    assert kinds(first, item("tea", kind=Kind.BREAK, minutes=5), second) == []
    assert kinds(first, replace(second, pinned=time(10, 10))) == [K.SLACK]
    assert K.NO_BREAK in kinds(first, replace(second, pinned=time(10, 9)))


def test_each_room_sits_for_itself_and_plenary_stretches_are_told_once() -> None:
    red = [item(f"r{n}", room="red", minutes=50) for n in (1, 2)]
    blue = [item("b1", room="blue", minutes=50), item("tea", room="blue", kind=Kind.BREAK),
            item("b2", room="blue", minutes=30)]  # fmt: skip
    assert about(only(K.NO_BREAK, *red, *blue, rooms="red blue")) == [(("r2", "r1"), None, 100)]
    assert len(only(K.NO_BREAK, item("all", minutes=100), rooms="red blue")) == 1


def test_a_length_that_is_missing_matters_where_times_after_it_are_wanted() -> None:
    open_end = item("a", minutes=None)
    found = only(K.NO_LENGTH, open_end, item("b"), item("c"), item("d", time(11)), item("e"))
    assert [(one.item, one.count) for one in found] == [("a", 2)]
    assert kinds(open_end) == []
    assert kinds(open_end, item("b", time(11))) == []
    assert kinds(open_end, item("b"), days=(day(starts=None),)) == []


# -- People ---------------------------------------------------------------------------------------


def with_hours(*windows: tuple[int, int]) -> dict[str, Any]:
    """Nine o'clock in Shanghai is one o'clock in UTC."""
    return {"people": (person(windows=tuple((utc(a), utc(b)) for a, b in windows)),)}


def test_outside_the_hours_that_somebody_offered() -> None:
    nine = item(minutes=60, **WEN)
    found = only(K.UNAVAILABLE, nine, **with_hours((3, 5)))
    assert about(found) == [(("talk",), "wen", 120)]
    assert about(only(K.UNAVAILABLE, nine, **with_hours((0, 1), (5, 6)))) == [
        (("talk",), "wen", 60)
    ]
    assert kinds(nine, **with_hours((0, 1), (1, 2))) == []
    assert kinds(nine) == []


def test_hours_at_night_are_those_of_the_speaker() -> None:
    def at_nine(zone: str | None) -> list[Hint]:
        return only(K.NIGHT, item(**WEN), people=(person(zone=zone),))

    assert [(one.zone, one.minutes) for one in at_nine("Europe/Berlin")] == [
        ("Europe/Berlin", 260)
    ]
    assert at_nine("Asia/Shanghai") == at_nine(None) == []


@pytest.mark.parametrize(
    ("starts", "minutes", "found"),
    [(time(21, 40), 20, 0), (time(21, 41), 20, 1), (time(6, 59), 20, 1), (time(7), 20, 0)],
)
def test_night_is_from_ten_to_seven(starts: time, minutes: int, found: int) -> None:
    hints = only(K.NIGHT, item(minutes=minutes, **WEN), days=(day(starts=starts),),
                 people=(person(zone="Asia/Shanghai"),))  # fmt: skip
    assert len(hints) == found


#: An invitation is out, and nothing came back.
SILENT: dict[str, Any] = {"confirmed": None, "is_asked": True}


def test_a_talk_needs_a_speaker_and_one_who_said_yes() -> None:
    talk = item(kind=Kind.TALK, title={"en": "Soil"})
    assert kinds(talk) == [K.NO_SPEAKER]
    assert kinds(replace(talk, parts=speaks(None))) == [K.NO_SPEAKER]
    asked = replace(talk, parts=speaks("wen", "zhu"))
    silent = (person("wen", **SILENT), person("zhu", **SILENT))
    assert [one.people for one in only(K.UNCONFIRMED, asked, people=silent)] == [("wen", "zhu")]
    assert kinds(asked, people=(silent[0], person("zhu"))) == []


def test_a_talk_without_a_yes_is_worth_a_look_two_weeks_before() -> None:
    silent: dict[str, Any] = {"people": (person(**SILENT),)}
    far = FRIDAY + timedelta(days=30)
    for on, weight in ((FRIDAY, Severity.LOOK), (far, Severity.NOTE)):
        found = only(K.UNCONFIRMED, item(day=on, **WEN), days=(day(on),), **silent)
        assert [one.severity for one in found] == [weight]


def test_nobody_can_have_confirmed_who_is_not_invited_so_that_is_told_once() -> None:
    unasked = tuple(person(key, confirmed=None) for key in ("wen", "zhu"))
    talks = [item("a", parts=speaks("wen")), item("b", parts=speaks("zhu", "wen", None))]
    (hint,) = find(planning(*talks, people=unasked))
    assert (hint.kind, hint.people, hint.item) == (K.NOT_INVITED, ("wen", "zhu"), None)
    assert hint.key == only(K.NOT_INVITED, talks[0], people=unasked)[0].key  # stays accepted
    asked = (person("wen", **SILENT), unasked[1])
    assert kinds(*talks, people=asked) == [K.UNCONFIRMED, K.UNCONFIRMED, K.NOT_INVITED]
    assert kinds(item(parts=(("wen", Part.INTERPRETER),)), people=unasked[:1]) == []


def test_whom_nobody_has_invited_two_weeks_before_is_worth_a_look() -> None:
    unasked: dict[str, Any] = {"people": (person(confirmed=None),)}
    far = FRIDAY + timedelta(days=30)
    for on, weight in ((FRIDAY, Severity.LOOK), (far, Severity.NOTE)):
        found = only(K.NOT_INVITED, item(day=on, **WEN), days=(day(on),), **unasked)
        assert [one.severity for one in found] == [weight]
    assert K.NOT_INVITED not in kinds(item(**WEN), at=NOON + timedelta(days=300), **unasked)


def test_who_declined_is_told_of_once_and_of_nothing_else() -> None:
    no = (person(confirmed=False, zone="Europe/Berlin", windows=((utc(20), utc(21)),)),)
    assert kinds(item("a", **WEN), item("b", **WEN), people=no) == [K.DECLINED]
    assert kinds(item("a"), people=no) == []


def test_somebody_who_is_in_no_item_and_guest_of_no_theme() -> None:
    people = (person("wen"), person("zhu"))
    assert about(only(K.NOT_IN_AGENDA, item(**WEN), people=people)) == [((), "zhu", None)]
    led: dict[str, Any] = {"themes": (theme("water", "zhu"),)}
    assert kinds(item(**WEN), people=people, **led) == []


def test_an_interpreter_alone_for_more_than_half_an_hour() -> None:
    alone: dict[str, Any] = {"parts": (("wen", Part.INTERPRETER),)}
    pair: dict[str, Any] = {"parts": (("wen", Part.INTERPRETER), (None, Part.INTERPRETER))}
    assert about(only(K.INTERPRETS_ALONE, item("a", **alone), item("b", **alone))) == [
        (("a", "b"), "wen", 40)
    ]
    assert kinds(item("a", minutes=30, **alone)) == kinds(item("a", minutes=80, **pair)) == []
    assert kinds(item("a", **alone), item("tea", kind=Kind.BREAK), item("b", **alone)) == []


def test_themes_without_a_moderator_are_told_of_once_where_none_has_one() -> None:
    items = [item(f"{key}{n}", theme=key) for key in ("water", "soil") for n in (1, 2)]
    assert [one.themes for one in only(K.NO_MODERATOR, *items)] == [("soil", "water")]
    led = (theme("soil", "wen"), theme("water"))
    assert [one.themes for one in only(K.NO_MODERATOR, *items, themes=led)] == [("water",)]
    by_item = (replace(items[0], parts=(("wen", Part.MODERATOR),)), *items[1:])
    assert [one.themes for one in only(K.NO_MODERATOR, *by_item)] == [("soil",)]
    assert kinds(item(theme="water")) == []


def test_a_talk_without_title_and_subject() -> None:
    assert (
        kinds(item(kind=Kind.DISCUSSION)) == kinds(item(kind=Kind.OTHER, title={})) == [K.NO_TITLE]
    )
    assert kinds(item(kind=Kind.DISCUSSION, subject={"zh": "土壤"})) == kinds(item()) == []


# -- Clocks ---------------------------------------------------------------------------------------

SPRING, AUTUMN = date(2027, 3, 28), date(2027, 10, 31)
BERLIN: dict[str, Any] = {"zone": "Europe/Berlin"}


def test_a_pin_at_a_clock_that_is_skipped_or_comes_twice() -> None:
    for on, kind in ((SPRING, K.CLOCK_SKIPPED), (AUTUMN, K.CLOCK_TWICE)):
        found = kinds(item(pinned=time(2, 30), day=on), days=(day(on, starts=None),), **BERLIN)
        assert kind in found
        found = kinds(item(pinned=time(4), day=on), days=(day(on, starts=None),), **BERLIN)
        assert not {K.CLOCK_SKIPPED, K.CLOCK_TWICE} & set(found)


def test_pins_without_a_zone_are_told_of_once() -> None:
    pins = [item("a", time(9)), item("b", time(10))]
    assert [one.items for one in only(K.NO_ZONE, *pins, zone=None)] == [("a", "b")]
    assert kinds(item(), zone=None) == []


def test_a_weekend_is_that_of_a_country_whose_clock_is_shown() -> None:
    for on, zone, zones, found in (
        (date(2027, 3, 13), "Europe/Berlin", (), ["Europe/Berlin"]),
        (date(2027, 3, 12), "Europe/Berlin", (), []),
        (date(2027, 3, 12), "Europe/Berlin", ("Asia/Riyadh",), ["Asia/Riyadh"]),
    ):
        hints = only(K.WEEKEND, item(day=on), days=(day(on),), zone=zone, zones=zones)
        assert [one.zone for one in hints] == found


def test_after_midnight_in_some_shown_zone_once_a_day() -> None:
    found = only(K.AFTER_MIDNIGHT, item("a"), item("b"), zones=("Europe/Berlin",))
    assert [(one.zone, one.items) for one in found] == [("Europe/Berlin", ("a", "b"))]
    assert not only(K.AFTER_MIDNIGHT, item(), zones=("Asia/Tokyo",))
    at_one: dict[str, Any] = {"days": (day(starts=time(13)),)}
    assert not only(K.AFTER_MIDNIGHT, item(), zones=("Europe/Berlin",), **at_one)


def test_clocks_that_change_between_now_and_then_once_a_zone() -> None:
    def changing(on: date, **more: Any) -> list[str | None]:
        hints = only(K.CLOCKS_CHANGE, item(day=on, **WEN), days=(day(on),), **more)
        return [one.zone for one in hints]

    assert changing(date(2027, 5, 21), zones=("Europe/Berlin",)) == ["Europe/Berlin"]
    assert changing(date(2027, 5, 21), people=(person(zone="Europe/Berlin"),)) == ["Europe/Berlin"]
    assert changing(date(2027, 5, 21), zone="Europe/Berlin", zones=("Asia/Shanghai",)) == [
        "Asia/Shanghai"
    ]
    assert changing(date(2027, 3, 26), zones=("Europe/Berlin",)) == []
    # Both go forward in the same night: between them nothing changes.
    assert changing(date(2027, 5, 21), zone="Europe/Berlin", zones=("Europe/Paris",)) == []


# -- What was accepted ----------------------------------------------------------------------------


def test_a_hint_is_the_same_while_it_is_about_the_same_things() -> None:
    one, other = (
        only(K.ROOM_TWICE, item("a", minutes=minutes), item("b", time(9, 45)))[0]
        for minutes in (60, 55)
    )
    assert one.key == other.key
    third = only(K.ROOM_TWICE, item("a", minutes=60), item("c", time(9, 45)))[0]
    assert one.key != third.key
    assert len(one.key) <= 64


def test_it_comes_back_when_it_has_grown_by_more_than_a_quarter_of_an_hour() -> None:
    hint = Hint(kind=K.ROOM_TWICE, items=("b", "a"), minutes=30)
    assert not has_grown(hint, 15)
    assert has_grown(hint, 14)
    assert not has_grown(hint, None)
    assert not has_grown(replace(hint, minutes=None), 14)


def test_a_clash_of_a_document_is_accepted_with_its_hint() -> None:
    (clash,) = clashes.find(
        document(documents.item("a", minutes=60, theme="water"), documents.item("b", time(9, 45)))
    )
    in_room = Hint(kind=K.ROOM_TWICE, items=("b", "a")).key
    of_theme = Hint(kind=K.THEME_OVER, about=("water", "b")).key
    assert not is_accepted(clash, {})
    assert is_accepted(clash, {in_room: 10})
    assert not is_accepted(replace(clash, minutes=40), {in_room: 10})
    assert is_accepted(clash, {of_theme: 15})
    assert not is_accepted(replace(clash, person="wen"), {in_room: 15, of_theme: 15})


# -- All of them ----------------------------------------------------------------------------------


def test_what_is_cancelled_or_over_asks_nothing() -> None:
    off: dict[str, Any] = {"state": ItemState.CANCELLED}
    talk: dict[str, Any] = {"kind": Kind.TALK, "title": None} | WEN
    assert kinds(item("a", minutes=200, **off, **talk), item("b", time(9, 30), **off)) == []
    whole = planning(item("a", minutes=200), item("b", time(9, 30)), cancelled=True)
    assert find(whole) == ()
    late: dict[str, Any] = {"at": NOON + timedelta(days=300), "people": (person(confirmed=None),)}
    assert kinds(item(kind=Kind.TALK, title={"en": "Soil"}), **late) == []


def test_the_gravest_come_first_then_the_earliest() -> None:
    found = find(planning(item("s", time(9, 10)), item("a", time(9, 40), minutes=60),
                          item("b", time(10, 10)), item("c", time(10, 15))))  # fmt: skip
    weights = [list(Severity).index(one.severity) for one in found]
    assert weights == sorted(weights)
    clashes = [one.start for one in found if one.severity is Severity.CLASH]
    assert clashes == sorted(clashes, key=lambda at: at or NOON)


def test_every_kind_has_its_heading_and_its_sentence() -> None:
    assert set(HEADINGS) == set(SENTENCES) == set(HintKind)


ZONES = st.sampled_from(["Asia/Shanghai", "Europe/Berlin", "America/St_Johns", "Pacific/Apia"])
KEYS = st.sampled_from(["wen", "zhu", None])
CLOCKS = st.none() | st.times().map(lambda at: at.replace(second=0, microsecond=0, tzinfo=None))
ITEMS = st.builds(
    item,
    pinned=CLOCKS,
    kind=st.sampled_from(Kind),
    day=st.sampled_from([None, FRIDAY, SPRING, AUTUMN]),
    theme=st.sampled_from([None, "water", "soil"]),
    room=st.sampled_from([None, "red", "blue"]),
    title=st.sampled_from([None, {"en": "Soil"}]),
    minutes=st.none() | st.integers(1, 3000),
    state=st.sampled_from([None, ItemState.CANCELLED]),
    parts=st.lists(st.tuples(KEYS, st.sampled_from(Part)), max_size=3).map(tuple),
)
PEOPLE = st.builds(
    person,
    st.sampled_from(["wen", "zhu", "lin"]),
    zone=st.none() | ZONES,
    confirmed=st.sampled_from([True, False, None]),
    is_asked=st.booleans(),
    windows=st.sampled_from([(), ((utc(1), utc(3)),)]),
)


@given(
    st.lists(ITEMS, max_size=8),
    st.lists(PEOPLE, max_size=3, unique_by=lambda one: one.key),
    st.none() | ZONES,
    st.lists(ZONES, max_size=2),
    CLOCKS,
)
def test_whatever_is_planned_gives_hints_that_can_be_said(
    items: list[ItemPlanned], people: list[Any], zone: str | None, zones: list[str], ends: Any
) -> None:
    numbered = [replace(one, key=f"{n}-{one.key}") for n, one in enumerate(items)]
    whole = planning(
        *numbered, days=(day(ends=ends), day(SPRING, None), day(AUTUMN, time(1))),
        rooms="red blue", zone=zone, zones=tuple(zones),
        people=(person("wen"), person("zhu"), *people),
    )  # fmt: skip
    found = find(whole)
    off = {one.key for one in numbered if one.state is ItemState.CANCELLED}
    assert not off & {key for hint in found for key in hint.items}
    assert len({hint.key for hint in found}) == len(found)
    for language in LANGUAGES:
        with speaking(language):
            assert all(one.sentence for one in sentences(whole))


def test_three_hundred_items_cost_little() -> None:
    many = [
        item(f"t{n}", room=f"room{n % 6}", minutes=20, theme=f"theme{n % 9}",
             parts=speaks(f"p{n % 80}"))
        for n in range(300)
    ]  # fmt: skip
    people = tuple(person(f"p{n}", zone="Europe/Berlin") for n in range(80))
    whole = planning(*many, rooms=" ".join(f"room{n}" for n in range(6)), people=people,
                     zones=("Europe/Berlin",))  # fmt: skip
    find(replace(whole))
    began = perf_counter()
    assert find(replace(whole))
    assert perf_counter() - began < 0.25  # on a busy machine
