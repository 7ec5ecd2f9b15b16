"""Bytes as RFC 5545 wants them, read back by a parser that is not the one that wrote them."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import vobject
from hypothesis import given
from hypothesis import strategies as st

from app.ical import clean, write
from app.ical.values import Calendar, Days, Entry, Feed, Hours, Status

AT = datetime(2027, 3, 1, 12, 0, tzinfo=UTC)
SHANGHAI = ZoneInfo("Asia/Shanghai")

#: What ends up in titles, places and descriptions, by accident or design.
CORPUS = (
    "a\r\nBEGIN:VALARM\r\nACTION:AUDIO\r\nEND:VALARM",
    "x\nATTACH:https://evil.example/x",
    "END:VEVENT\r\nEND:VCALENDAR\r\nBEGIN:VCALENDAR",
    "semi;colon, comma \\ backslash \\N \\n \\; \"quotes\" 'single' :colon=equals",
    "C:\\Notes\\new",
    "U+2028:\u2028U+2029:\u2029NEL:\u0085VT:\v FF:\f NUL:\0 ESC:\x1b",
    "\ud800 half a character",
    "combining e\u0301",
    "<b>bold</b> &amp; <script>alert(1)</script>",
    "  blanks around  ",
    "湿地🌿" * 60,
    "\\" * 200,
)


def entry(uid: str = "item-1@plenum.test", **values: object) -> Entry:
    start = datetime(2027, 5, 21, 9, 0, tzinfo=SHANGHAI)
    return Entry(
        **{
            "uid": uid,
            "when": Hours(start, start + timedelta(minutes=20)),
            "summary": "Talk",
            "sequence": 0,
            "created": AT,
            "changed": AT,
        }
        | values
    )


def feed(**values: object) -> Feed:
    return Feed(**{"uid": "feed@plenum.test", "name": "Cities", "changed": AT} | values)


def lines(octets: bytes) -> list[str]:
    assert octets.endswith(b"\r\n")
    assert b"\n" not in octets.replace(b"\r\n", b"")
    return octets.decode().replace("\r\n ", "").split("\r\n")[:-1]


def read(octets: bytes) -> vobject.base.Component:
    return vobject.readOne(octets.decode())


# -- Texts ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", CORPUS)
def test_no_text_becomes_a_property_or_component(text: str) -> None:
    octets = write.calendar(
        Calendar(
            entries=(
                entry(summary=text, description=text, location=text, categories=(text, "b")),
                entry("item-2@plenum.test"),
            ),
            feed=feed(name=text, description=text),
        )
    )
    names = [line.split(":")[0].split(";")[0] for line in lines(octets)]
    assert names.count("BEGIN") == 1 + 2 + 2  # calendar, zone with its part, entries
    assert not {"ATTACH", "ACTION", "ATTENDEE"} & set(names)
    event, _ = read(octets).vevent_list
    assert event.description.value == clean.many_lines(text)
    assert event.summary.value == clean.one_line(text)
    assert event.location.value == clean.one_line(text)


@given(st.text(st.characters(codec="utf-8"), max_size=300))
def test_any_text_comes_back_cleaned(text: str) -> None:
    octets = write.calendar(Calendar(entries=(entry(description=f"x{text}"),)))
    assert all(len(line) <= 75 for line in octets.split(b"\r\n"))
    (event,) = read(octets).vevent_list
    assert event.description.value == clean.many_lines(f"x{text}")
    controls = set(range(0x20)) - {0x0D, 0x0A, 0x09} | {0x7F}
    assert not controls & set(octets)


def test_no_fold_parts_a_character_or_an_escape() -> None:
    for shift in range(80):
        octets = write.calendar(
            Calendar(entries=(entry(description="x" * shift + "\\" * 100 + "é,湿;\n" * 60),))
        )
        for line in octets.split(b"\r\n "):
            line.decode()  # whole characters
            backslashes = len(line) - len(line.rstrip(b"\\"))
            assert backslashes % 2 == 0


def test_long_descriptions_are_cut_at_a_word_and_lead_on() -> None:
    text = "word " * 2000
    (event,) = read(
        write.calendar(Calendar(entries=(entry(description=text, url="https://x.example/w"),)))
    ).vevent_list
    assert 3500 < len(event.description.value) <= clean.LONGEST
    assert event.description.value.endswith("word…\nhttps://x.example/w")


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("https://meet.example.org/a?b=1&c=2#d", "https://meet.example.org/a?b=1&c=2#d"),
        ("https://meet.example.org/räume/1 2", "https://meet.example.org/r%C3%A4ume/12"),
        ("https://bücher.example/%E4", "https://xn--bcher-kva.example/%E4"),
        ("https://x.example/100%", "https://x.example/100%25"),
        ("http://[::1]:8000/x", "http://[::1]:8000/x"),
        ("https://user:secret@x.example/", "https://x.example/"),
        ("javascript:alert(1)", None),
        ("https://x.example:port/", None),
        ("https:///nowhere", None),
        ("not an address", None),
        ("https://x.example/\r\nATTACH:y", "https://x.example/ATTACH:y"),
        (None, None),
    ],
)
def test_addresses_are_ascii_or_left_out(typed: str | None, written: str | None) -> None:
    assert clean.address(typed) == written


# -- Properties ----------------------------------------------------------------------------------


def test_a_feed_says_its_name_and_how_often_to_ask_twice_each() -> None:
    said = lines(
        write.calendar(
            Calendar(
                entries=(entry(),),
                feed=feed(
                    name="A, b; c", description="one\ntwo", zone="Asia/Shanghai",
                    url="https://x.example/w/a", source="https://x.example/w/a/calendar.ics",
                ),
            )
        )
    )  # fmt: skip
    for line in (
        "NAME:A\\, b\\; c",
        "X-WR-CALNAME:A\\, b\\; c",
        "DESCRIPTION:one\\ntwo",
        "X-WR-CALDESC:one\\ntwo",
        "X-WR-TIMEZONE:Asia/Shanghai",
        "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
        "X-PUBLISHED-TTL:PT1H",
        "SOURCE;VALUE=URI:https://x.example/w/a/calendar.ics",
        "URL:https://x.example/w/a",
        "UID:feed@plenum.test",
    ):
        assert said.count(line) == 1, line
    assert not any(line.startswith("METHOD") for line in said)


def test_a_file_says_nothing_of_feeds() -> None:
    said = lines(write.calendar(Calendar(entries=(entry(),))))
    assert not any(line.startswith(("X-", "NAME", "REFRESH", "SOURCE", "METHOD")) for line in said)


def test_cancelled_entries_leave_the_time_free() -> None:
    said = lines(write.calendar(Calendar(entries=(entry(status=Status.CANCELLED),))))
    assert "STATUS:CANCELLED" in said
    assert "TRANSP:TRANSPARENT" in said


def test_days_end_on_the_day_after() -> None:
    days = Days(date(2027, 5, 21), date(2027, 5, 22))
    said = lines(write.calendar(Calendar(entries=(entry(when=days),))))
    assert "DTSTART;VALUE=DATE:20270521" in said
    assert "DTEND;VALUE=DATE:20270523" in said
    assert "BEGIN:VTIMEZONE" not in said


def test_a_link_to_join_is_a_list_of_features_and_a_plain_label() -> None:
    said = lines(
        write.calendar(
            Calendar(
                entries=(entry(join_url="https://meet.example.org/1", join_label='Join "us"^n'),)
            )
        )
    )
    assert (
        "CONFERENCE;FEATURE=AUDIO,VIDEO;LABEL=Join usn;VALUE=URI:https://meet.example.org/1"
        in said
    )


@pytest.mark.parametrize(
    ("zone", "named"),
    [(None, "Etc/UTC"), ("UTC", "Etc/UTC"), ("Europe/Berlin",) * 2, ("Africa/Cairo", "Etc/UTC")],
)
def test_an_empty_feed_has_a_zone_as_its_one_component(zone: str | None, named: str) -> None:
    said = lines(write.calendar(Calendar(entries=(), feed=feed(zone=zone))))
    assert said.count("BEGIN:VTIMEZONE") == 1
    assert f"TZID:{named}" in said
    assert "BEGIN:VEVENT" not in said


def test_entries_stand_in_the_order_of_time_then_uid() -> None:
    later = datetime(2027, 5, 21, 3, 0, tzinfo=UTC)
    entries = (
        entry("b@plenum.test"),
        entry("c@plenum.test", when=Hours(later, later + timedelta(hours=1))),
        entry("a@plenum.test"),
        entry("d@plenum.test", when=Days(date(2027, 5, 21), date(2027, 5, 21))),
    )
    said = lines(write.calendar(Calendar(entries=entries)))
    uids = [line[4] for line in said if line.startswith("UID:")]
    assert uids == ["d", "a", "b", "c"]
    assert write.calendar(Calendar(entries=entries[::-1])) == write.calendar(
        Calendar(entries=entries)
    )


_ONCE_MORE = """
from tests.ical.test_write import CORPUS, entry, feed
from app.ical import write
from app.ical.values import Calendar, Hours
from datetime import datetime, timedelta
from hashlib import sha256
from zoneinfo import ZoneInfo
entries = []
for n, name in enumerate(("Asia/Shanghai", "Europe/Berlin", "America/St_Johns", "Africa/Cairo")):
    start = datetime(2027, 5, 21, 9, tzinfo=ZoneInfo(name))
    for text in CORPUS:
        entries.append(entry(
            f"{n}-{len(entries)}@plenum.test", when=Hours(start, start + timedelta(hours=1)),
            summary=text, categories=(text, "b"), join_url="https://meet.example.org/1",
        ))
values = Calendar(entries=tuple(entries), feed=feed(zone="Europe/Berlin", url="https://x.example"))
print(sha256(write.calendar(values)).hexdigest())
"""


def test_every_process_writes_the_same_bytes() -> None:
    hashes = {
        subprocess.run(
            [sys.executable, "-c", _ONCE_MORE],
            env=os.environ | {"PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2", "3")
    }
    assert len(hashes) == 1
