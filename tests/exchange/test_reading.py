"""What a workshop file may say; everything it may not, each with its path and sentence."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time
from typing import Any

import pytest

from app.exchange import reading
from app.exchange.faults import FaultyFile
from app.workshops.rules import Way
from tests.exchange.example import EXAMPLE, as_file, tree

SLUG = "slug: must be small letters a to z, digits and single hyphens, at most 80"


def faults(content: bytes) -> list[str]:
    with pytest.raises(FaultyFile) as refusal:
        reading.read(content)
    return str(refusal.value.faults).split("\n")


def broken(change: Callable[[dict[str, Any]], object]) -> list[str]:
    """The faults of the example after this change to its workshop."""
    whole = tree()
    change(whole["workshop"])
    return faults(as_file(whole))


def put(path: str, value: object) -> Callable[[dict[str, Any]], None]:
    """A change that puts the value at a path such as items[1].minutes."""
    steps = [
        int(step) if step.isdecimal() else step
        for step in path.replace("[", ".").replace("]", "").split(".")
    ]

    def change(workshop: dict[str, Any]) -> None:
        place: Any = workshop
        for step in steps[:-1]:
            place = place[step]
        place[steps[-1]] = value

    return change


def test_the_example_is_read_as_it_is_meant() -> None:
    workshop = reading.read(EXAMPLE.encode())
    assert workshop.title == {"en": "Example", "zh": "示例"}
    assert workshop.note == {"en": "Made up"}
    assert workshop.organisations[1].name == {"en": "Office", "zh": "办公室"}
    assert [(day.date, day.starts) for day in workshop.days] == [
        (date(2027, 5, 21), time(9)),
        (date(2027, 5, 22), time(9, 30)),
    ]
    assert workshop.themes[0].number == "1"
    assert [person.country for person in workshop.people] == ["CN", "NO"]
    assert workshop.people[1].family == "Null"
    assert workshop.items[1].pinned == time(10, 30)
    assert workshop.items[1].speakers[2].person is None
    assert workshop.registration is not None
    assert workshop.registration.opens == datetime(2027, 5, 1, 1, 0, tzinfo=UTC)
    assert workshop.registration.closes == datetime(2027, 5, 20, 16, 0, tzinfo=UTC)
    assert workshop.registration.seats == {Way.ONLINE: None, Way.ON_SITE: 20}
    assert workshop.registration.questions[0].choices == (
        {"en": "Rice"},
        {"en": "Bread", "zh": "面包"},
    )


def test_what_is_missing_is_not_recorded() -> None:
    workshop = reading.read(b"format: plenum-workshop/1\nworkshop: {slug: a, title: A}\n")
    assert workshop.languages == ("en",)
    assert (workshop.time_zone, workshop.way, workshop.registration) == (None, None, None)
    assert (workshop.days, workshop.items, workshop.zones, workshop.spoken) == ((), (), (), None)


def test_one_line_texts_are_cleaned_not_refused() -> None:
    whole = tree()
    whole["workshop"]["title"] = {"en": " A\nB\x07\u202eC\ufeff\t D ", "zh": "\u200b"}
    whole["workshop"]["people"][0]["name"] = "Zhu\r\nShu\u2028"
    workshop = reading.read(as_file(whole))
    assert workshop.title == {"en": "A B C D"}
    assert workshop.people[0].name == "Zhu Shu"


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        ("items[1].minutes", -5, "items[1].minutes: must be a whole number above 0"),
        ("items[1].minutes", 0, "items[1].minutes: must be a whole number above 0"),
        ("items[1].minutes", "20.5", "items[1].minutes: must be a whole number above 0"),
        ("items[1].minutes", True, "items[1].minutes: must be a whole number above 0"),
        ("items[1].minutes", "20", "items[1].minutes: must be a whole number above 0"),
        ("items[1].minutes", 10**15, "items[1].minutes: must be at most 1440"),
        ("items[1].sequence", -1, "items[1].sequence: must be a whole number, 0 or more"),
        ("items[1].sequence", 2**31, "items[1].sequence: must be at most 1073741824"),
        (
            "items[1].speakers[0].person",
            "nobody",
            "items[1].speakers[0].person: there is no person “nobody” in this file",
        ),
        (
            "themes[0].guests[0].person",
            "nobody",
            "themes[0].guests[0].person: there is no person “nobody” in this file",
        ),
        ("themes[0].guests[0].person", None, "themes[0].guests[0].person: must be given"),
        ("items[1].theme", "x", "items[1].theme: there is no theme “x” in this file"),
        ("items[1].room", "x", "items[1].room: there is no room “x” in this file"),
        ("items[0].day", "2027-05-23", "items[0].day: there is no day 2027-05-23 in this file"),
        (
            "organisations[1].parent",
            "x",
            "organisations[1].parent: there is no organisation “x” in this file",
        ),
        ("organisations[1].parent", "office", "organisations[1].parent: “office” is above itself"),
        (
            "programme.organisations[0].organisation",
            "x",
            "programme.organisations[0].organisation: there is no organisation “x” in this file",
        ),
        (
            "programme.organisations[0].relation",
            None,
            "programme.organisations[0].relation: must be given",
        ),
        ("items[2].key", "talk-1", "items[2].key: “talk-1” is there twice"),
        ("rooms[1].key", "main", "rooms[1].key: “main” is there twice"),
        ("days[0].date", "2027-05-21", "days[1].date: “2027-05-21” is there twice"),
        ("items[0].uid", "item-1@old.example.org", None),
        ("items[0].kind", "session", "items[0].kind: must be one of: opening, talk, discussion, "
         "break, closing, other"),
        ("items[0].kind", None, "items[0].kind: must be given"),
        ("items[0].kind", ["talk"], "items[0].kind: must be one of: opening, talk, discussion, "
         "break, closing, other"),
        ("items[0].speakers[0].part", "chair", "items[0].speakers[0].part: must be one of: "
         "speaker, moderator, panellist, interpreter, delegate"),
        ("items[0].state", "moved", "items[0].state: must be one of: cancelled"),
        ("way", "virtual", "way: must be one of: online, on_site, hybrid"),
        ("organisations[0].relation", "sponsor", "organisations[0].relation: must be one of: "
         "host, supporter, implementer, funder, funding_line"),
        ("themes[0].colour", "#ff0000", "themes[0].colour: must be one of: lake, moss, plum, "
         "ochre, brick, slate"),
        ("time_zone", "Asia/Peking", "time_zone: must be a time zone with its full name, such as "
         "Europe/Berlin"),
        ("time_zone", "CST", "time_zone: must be a time zone with its full name, such as "
         "Europe/Berlin"),
        ("zones", ["Mars/Base"], "zones[0]: must be a time zone with its full name, such as "
         "Europe/Berlin"),
        ("zones", "Europe/Berlin", "zones: must be a list"),
        ("people[0].time_zone", "GMT+8", "people[0].time_zone: must be a time zone with its full "
         "name, such as Europe/Berlin"),
        ("days[0].date", "2027-02-30", "days[0].date: must be a date that exists, written "
         "2027-05-21"),
        ("days[0].date", "21.5.2027", "days[0].date: must be a date that exists, written "
         "2027-05-21"),
        ("days[0].date", None, "days[0].date: must be given"),
        ("items[0].day", "0001-01-01", "items[0].day: must be a date that exists, written "
         "2027-05-21"),
        ("days[0].starts", "25:00", "days[0].starts: must be a time of day, written 09:00"),
        ("days[0].starts", 930, "days[0].starts: must be a time of day, written 09:00"),
        ("days[0].starts", "9am", "days[0].starts: must be a time of day, written 09:00"),
        ("days[0].ends", "09:30", "days[0].ends: must be after the start"),
        ("items[1].pinned", "10:60", "items[1].pinned: must be a time of day, written 09:00"),
        ("slug", "a.b", SLUG),
        ("slug", "../x", SLUG),
        ("slug", "Ä", SLUG),
        ("slug", "a" * 81, SLUG),
        ("slug", None, "slug: must be given"),
        ("slug", "  ", "slug: must be given"),
        ("items[0].key", "a/b", "items[0].key: must be small letters a to z, digits and single "
         "hyphens, at most 80"),
        ("title", None, "title: must be given"),
        ("title", {"en": None}, "title: must be given"),
        ("title", {}, "title: must be given"),
        ("title", ["x"], "title: must be a text"),
        ("title", True, "title: must be a text"),
        ("title", {"xx": "x"}, "title.xx: must be the code of a language, such as en, de or zh"),
        ("title", {"english": "x"}, "title.english: must be the code of a language, such as en, "
         "de or zh"),
        ("title", "x" * 301, "title: is too long: 301 characters, at most 300 fit"),
        ("title", {"zh": "长" * 301}, "title.zh: is too long: 301 characters, at most 300 fit"),
        ("purpose", "x" * 20_001, "purpose: is too long: 20001 characters, at most 20000 fit"),
        ("people[0].name", "x" * 201, "people[0].name: is too long: 201 characters, at most 200 "
         "fit"),
        ("items[0].caption", "x" * 501, "items[0].caption: is too long: 501 characters, at most "
         "500 fit"),
        ("people[0].name", None, "people[0].name: must be given"),
        ("themes[0].number", "x" * 13, "themes[0].number: is too long: 13 characters, at most 12 "
         "fit"),
        ("languages", ["en", "xx"], "languages[1]: must be the code of a language, such as en, de "
         "or zh"),
        ("languages", ["en", "en"], "languages[1]: is there twice"),
        ("languages", ["en", None], "languages[1]: must be given"),
        ("spoken", "en", "spoken: must be a list"),
        ("people[0].language", "Chinese", "people[0].language: must be the code of a language, "
         "such as en, de or zh"),
        ("people[0].country", "CHN", "people[0].country: must be the code of a country in two "
         "capital letters, such as DE"),
        ("people[0].country", "XX", "people[0].country: must be the code of a country in two "
         "capital letters, such as DE"),
        ("people[0].country", "de", "people[0].country: must be the code of a country in two "
         "capital letters, such as DE"),
        ("people[0].email", "zhu shu@example", "people[0].email: must be an "
         "e-mail address, such as name@example.org"),
        ("people[0].email", "a@example.org\nBcc: b@example.org", "people[0].email: must be an "
         "e-mail address, such as name@example.org"),
        ("people[0].other_names", "Shu", "people[0].other_names: must be a list"),
        ("people[0].other_names", ["Shu", ["x"]], "people[0].other_names[1]: must be a text"),
        ("join_url", "javascript:alert(1)", "join_url: must be a web address that begins with "
         "https:// or http://"),
        ("join_url", "meet.example.org", "join_url: must be a web address that begins with "
         "https:// or http://"),
        ("join_url", "https://[::1", "join_url: must be a web address that begins with "
         "https:// or http://"),
        ("join_url", "https://x/" + "y" * 2000, "join_url: is too long: 2010 characters, at most "
         "2000 fit"),
        ("items[1].uid", "no-at-sign", "items[1].uid: must be a calendar UID with an @, such as "
         "item-4x7q@plenum.example.org"),
        ("items[1].uid", "a b@c", "items[1].uid: must be a calendar UID with an @, such as "
         "item-4x7q@plenum.example.org"),
        ("practice", "yes", "practice: must be true or false"),
        ("registration.waiting_list", 1, "registration.waiting_list: must be true or false"),
        ("registration.seats", {"online": -1}, "registration.seats.online: must be a whole "
         "number, 0 or more"),
        ("registration.seats", {}, "registration.seats: must be given"),
        ("registration.seats", None, "registration.seats: must be given"),
        ("registration.seats", 20, "registration.seats: must be a block of keys and values"),
        ("registration.seats", {"hybrid": 20}, None),
        ("way", "online", "registration.seats.on_site: does not fit the way of the workshop, "
         "which is online"),
        ("registration.opens", "tomorrow", "registration.opens: must be a day and time, written "
         "2027-05-01 09:00 or 2027-05-01 09:00+08:00"),
        ("registration.opens", "2027-02-30 09:00", "registration.opens: must be a date that "
         "exists, written 2027-05-21"),
        ("registration.opens", "2027-05-01 09:00+99:00", "registration.opens: has an offset from "
         "UTC that does not exist"),
        ("registration.closes", "2027-05-01 09:00", "registration.closes: must be after it opens"),
        ("registration.questions[1].kind", "essay", "registration.questions[1].kind: must be one "
         "of: text, choice, choices, yes_no, number, date, file, country"),
        ("registration.questions[1].when", {"question": "diet", "answers": ["meat"]},
         "registration.questions[1].when.answers: “meat” is no answer to “diet”; known: bread, "
         "rice"),
        ("registration.questions[0].when", {"question": "wish", "answers": ["x"]},
         "registration.questions[0].when.question: must be the key of a question before it"),
        ("registration.questions[1].when", {"question": "diet"},
         "registration.questions[1].when.answers: must be given beside a question"),
        ("registration.questions[0].step", "after", "registration.questions[0].required: must be "
         "false for what is asked on the second page"),
        ("registration.questions[0].choices", [{"label": "Rice", "key": "Rice"}],
         "registration.questions[0].choices[0].key: must be small letters a to z, digits and "
         "single hyphens or _, at most 40"),
        ("registration.questions[0].choices", [{"label": "A", "key": "a"}, {"label": "B",
         "key": "a"}], "registration.questions[0].choices[1].key: “a” is there twice"),
        ("registration.offer_hours", 0, "registration.offer_hours: must be a whole number above "
         "0"),
        ("registration.consents[0].version", 0, "registration.consents[0].version: must be a "
         "whole number above 0"),
        ("registration.questions[0].choices", None, "registration.questions[0].choices: must be "
         "given for this kind of question"),
        ("registration.questions[1].choices", ["x"], "registration.questions[1].choices: belongs "
         "to questions of the kinds choice and choices"),
        ("registration.questions[0].choices", [None], "registration.questions[0].choices[0]: must "
         "be given"),
        ("registration.questions[1].key", "diet", "registration.questions[1].key: “diet” is there "
         "twice"),
        ("items", {"a": "b"}, "items: must be a list"),
        ("items[0]", "talk", "items[0]: must be a block of keys and values"),
        ("programme", "Interact-Bio", "programme: must be a block of keys and values"),
        ("items[0].minuts", 5, None),
    ],
)  # fmt: skip
def test_a_fault_is_named_by_its_path(path: str, value: object, said: str | None) -> None:
    found = broken(put(path, value))
    if said is not None:
        assert found == [said]


def test_an_unknown_key_is_told_with_those_that_are_known() -> None:
    assert broken(put("rooms[0].nmae", "x")) == [
        "rooms[0].nmae: unknown key; known here: key, name"
    ]
    assert broken(put("registration.seats", {"online": 1, "hybrid": 20})) == [
        "registration.seats.hybrid: unknown key; known here: on_site, online"
    ]
    whole = tree() | {"extra": 1}
    assert faults(as_file(whole)) == ["extra: unknown key; known here: format, workshop"]


def test_a_uid_is_of_one_item() -> None:
    assert broken(put("items[0].uid", "item-1@old.example.org")) == [
        "items[1].uid: “item-1@old.example.org” is there twice"
    ]


def test_a_key_written_twice_is_a_fault_also_where_yaml_readers_take_the_last() -> None:
    text = EXAMPLE.replace("  way: hybrid\n", "  way: hybrid\n  way: hybrid\n")
    assert faults(text.encode()) == ["way: is there twice"]
    text = EXAMPLE.replace("{en: Example, zh: 示例}", "{en: Example, en: 示例}")
    assert faults(text.encode()) == ["title.en: is there twice"]
    assert faults(b'{"format": "plenum-workshop/1", "workshop": {"slug": "a", "slug": "a"}}') == [
        "slug: is there twice",
        "title: must be given",
    ]


def test_parents_do_not_go_in_circles() -> None:
    assert broken(put("organisations[0].parent", "office")) == [
        "organisations[0].parent: “host” is above itself",
        "organisations[1].parent: “office” is above itself",
    ]


def test_hours_need_a_zone() -> None:
    def no_zone(workshop: dict[str, Any]) -> None:
        workshop["time_zone"] = None

    assert broken(no_zone) == [
        "registration.opens: needs the time_zone of the workshop, or an offset such as +08:00",
        "days[0].starts: needs the time_zone of the workshop",
        "days[0].ends: needs the time_zone of the workshop",
        "days[1].starts: needs the time_zone of the workshop",
        "items[1].pinned: needs the time_zone of the workshop",
    ]


def test_a_skipped_wall_clock_does_not_exist() -> None:
    def spring(workshop: dict[str, Any]) -> None:
        workshop["time_zone"] = "Europe/Berlin"
        workshop["days"] = [{"date": "2027-03-28", "starts": "02:30"}]
        workshop["items"] = [
            {"key": "a", "kind": "talk", "day": "2027-03-28", "pinned": "02:00"},
            {"key": "b", "kind": "talk", "day": "2027-03-28", "pinned": "03:00"},
        ]
        workshop["registration"]["opens"] = "2027-03-28 02:15"

    tail = "on 2027-03-28 in Europe/Berlin: clocks go from {} to {}"
    assert broken(spring) == [
        "registration.opens: 02:15 does not exist " + tail.format("01:15", "03:15"),
        "days[0].starts: 02:30 does not exist " + tail.format("01:30", "03:30"),
        "items[0].pinned: 02:00 does not exist " + tail.format("01:00", "03:00"),
    ]


def test_every_fault_is_named_at_once() -> None:
    def worse(workshop: dict[str, Any]) -> None:
        workshop["slug"] = "a.b"
        workshop["time_zone"] = "Nowhere"
        workshop["items"][1]["minutes"] = -5
        workshop["items"][1]["speakers"][0]["person"] = "nobody"

    assert [line.split(":")[0] for line in broken(worse)] == [
        "time_zone",
        "slug",
        "items[1].minutes",
        "items[1].speakers[0].person",
    ]


def test_nobody_reads_a_thousand_faults() -> None:
    items = [{"key": f"i{n}", "kind": "x"} for n in range(1000)]
    found = broken(put("items", items))
    assert len(found) == 101
    assert found[-1] == "There are more faults; these are the first 100."


def test_a_list_has_an_end() -> None:
    items = [{"key": f"i{n}", "kind": "talk"} for n in range(2001)]
    assert broken(put("items", items)) == ["items: has more than 2000 entries"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"just text", ["must be a block of keys and values"]),
        (b"- a\n- b\n", ["must be a block of keys and values"]),
        (b"format: plenum-workshop/1\n", ["workshop: must be a block of keys and values"]),
        (
            b"format: plenum-workshop/2\nworkshop: {slug: a, title: b}\n",
            ["format: must be plenum-workshop/1"],
        ),
        (
            b"slug: a\ntitle: b\n",
            [
                "format: must be plenum-workshop/1",
                "slug: unknown key; known here: format, workshop",
                "title: unknown key; known here: format, workshop",
                "workshop: must be a block of keys and values",
            ],
        ),
    ],
)
def test_what_is_no_workshop_file_is_said(content: bytes, said: list[str]) -> None:
    assert faults(content) == said
