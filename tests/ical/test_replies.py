"""Answers as calendar programs of the world write them, and what is no answer at all."""

from __future__ import annotations

import contextlib
from datetime import UTC, datetime

import pytest
import vobject
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar, Event, vCalAddress

from app.ical.replies import LONGEST, Answer, Unreadable, read

UID = "roofs@plenum.test"
STAMP = datetime(2027, 3, 2, 9, 30, tzinfo=UTC)

#: In the shapes that each program is known to write; the names and addresses are ours.
SHAPES = {
    "google": """\
BEGIN:VCALENDAR
PRODID:-//Google Inc//Google Calendar 70.9054//EN
VERSION:2.0
CALSCALE:GREGORIAN
METHOD:REPLY
BEGIN:VEVENT
DTSTART:20270521T010000Z
DTEND:20270521T012000Z
DTSTAMP:20270302T093000Z
ORGANIZER;CN=City of Example:mailto:inbound+abc@plenum.test
UID:roofs@plenum.test
ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT=ACCEPTED;CN=zhu@ex
 ample.org;X-NUM-GUESTS=0;X-RESPONSE-COMMENT="With pleasure, both":mailto:zh
 u@example.org
CREATED:20270301T120000Z
DESCRIPTION:Cities and nature
LAST-MODIFIED:20270302T093000Z
LOCATION:
SEQUENCE:2
STATUS:CONFIRMED
SUMMARY:Roofs of Kunming
TRANSP:OPAQUE
END:VEVENT
END:VCALENDAR
""",
    "exchange": """\
BEGIN:VCALENDAR
METHOD:REPLY
PRODID:Microsoft Exchange Server 2010
VERSION:2.0
BEGIN:VTIMEZONE
TZID:China Standard Time
BEGIN:STANDARD
DTSTART:16010101T000000
TZOFFSETFROM:+0800
TZOFFSETTO:+0800
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:16010101T000000
TZOFFSETFROM:+0800
TZOFFSETTO:+0800
END:DAYLIGHT
END:VTIMEZONE
BEGIN:VEVENT
ATTENDEE;PARTSTAT=ACCEPTED;CN=Zhu Shu:MAILTO:Zhu@Example.org
COMMENT;LANGUAGE=en-GB:With pleasure\\, both\\n
UID:roofs@plenum.test
SUMMARY;LANGUAGE=en-GB:Accepted: Roofs of Kunming
DTSTART;TZID=China Standard Time:20270521T090000
DTEND;TZID=China Standard Time:20270521T092000
CLASS:PUBLIC
PRIORITY:5
DTSTAMP:20270302T093000Z
TRANSP:OPAQUE
STATUS:CONFIRMED
SEQUENCE:2
LOCATION;LANGUAGE=en-GB:
X-MICROSOFT-CDO-APPT-SEQUENCE:2
X-MICROSOFT-CDO-OWNERAPPTID:0
X-MICROSOFT-CDO-BUSYSTATUS:BUSY
X-MICROSOFT-CDO-INTENDEDSTATUS:BUSY
X-MICROSOFT-CDO-ALLDAYEVENT:FALSE
X-MICROSOFT-CDO-IMPORTANCE:1
X-MICROSOFT-CDO-INSTTYPE:0
END:VEVENT
END:VCALENDAR
""",
    "outlook": """\
BEGIN:VCALENDAR
PRODID:-//Microsoft Corporation//Outlook 16.0 MIMEDIR//EN
VERSION:2.0
METHOD:REPLY
X-MS-OLK-FORCEINSPECTOROPEN:TRUE
BEGIN:VEVENT
ATTENDEE;PARTSTAT=ACCEPTED:mailto:zhu@example.org
CLASS:PUBLIC
COMMENT:With pleasure\\, both
CREATED:20270302T093000Z
DTEND:20270521T012000Z
DTSTAMP:20270302T093000Z
DTSTART:20270521T010000Z
LAST-MODIFIED:20270302T093000Z
PRIORITY:5
SEQUENCE:2
SUMMARY;LANGUAGE=de:Zugesagt: Roofs of Kunming
TRANSP:OPAQUE
UID:roofs@plenum.test
X-ALT-DESC;FMTTYPE=text/html:<html><body>;:</body></html>
END:VEVENT
END:VCALENDAR
""",
    "apple": """\
BEGIN:VCALENDAR
CALSCALE:GREGORIAN
METHOD:REPLY
PRODID:-//Apple Inc.//macOS 14.6//EN
VERSION:2.0
BEGIN:VEVENT
ATTENDEE;CN="Zhu, Shu";CUTYPE=INDIVIDUAL;EMAIL=zhu@example.org;PARTSTAT=ACCE
 PTED;SCHEDULE-STATUS=2.0:/123456/principal/
COMMENT:With pleasure\\, both
DTEND;TZID=Asia/Shanghai:20270521T092000
DTSTAMP:20270302T093000Z
DTSTART;TZID=Asia/Shanghai:20270521T090000
ORGANIZER;CN="City of Example":mailto:inbound+abc@plenum.test
REQUEST-STATUS:2.0;Success
SEQUENCE:2
SUMMARY:Roofs of Kunming
UID:roofs@plenum.test
END:VEVENT
END:VCALENDAR
""",
    "thunderbird": """\
BEGIN:VCALENDAR
PRODID:-//Mozilla.org/NONSGML Mozilla Calendar V1.1//EN
VERSION:2.0
METHOD:REPLY
BEGIN:VEVENT
CREATED:20270301T120000Z
LAST-MODIFIED:20270302T093000Z
DTSTAMP:20270302T093000Z
UID:roofs@plenum.test
SUMMARY:Roofs of Kunming
ORGANIZER;CN="City of Example":mailto:inbound+abc@plenum.test
ATTENDEE;CN=Zhu Shu;PARTSTAT=ACCEPTED;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT:
 mailto:zhu@example.org
DTSTART;TZID=/freeassociation.sourceforge.net/Asia/Shanghai:20270521T090000
DURATION:PT20M
SEQUENCE:2
COMMENT:With pleasure\\, both
END:VEVENT
END:VCALENDAR
""",
}


def only(content: str | bytes) -> Answer:
    [answer] = read(content)
    return answer


@pytest.mark.parametrize("program", SHAPES)
@pytest.mark.parametrize("ends", ["\r\n", "\n", "\r"])
def test_each_program_is_understood(program: str, ends: str) -> None:
    answer = only(SHAPES[program].replace("\n", ends))
    [attendee] = answer.attendees
    assert answer.method == "REPLY"
    assert answer.uid == UID
    assert (attendee.address, attendee.partstat) == ("zhu@example.org", "ACCEPTED")
    assert answer.sequence == 2
    assert answer.stamp == STAMP
    assert answer.comment == "With pleasure, both"
    assert answer.start == datetime(2027, 5, 21, 1, tzinfo=UTC)
    assert answer.end == datetime(2027, 5, 21, 1, 20, tzinfo=UTC)


def _by_icalendar() -> bytes:
    calendar, event = Calendar(), Event()
    calendar.add("method", "REPLY")
    attendee = vCalAddress("mailto:zhu@example.org")
    attendee.params["PARTSTAT"] = "DECLINED"
    attendee.params["CN"] = "Zhu; Shu: 朱"
    event.add("attendee", attendee)
    event.add("uid", UID)
    event.add("dtstamp", STAMP)
    event.add("comment", "Leider nicht;\nSchöne Grüße, 朱 " * 5)
    calendar.add_component(event)
    return calendar.to_ical()


def _by_vobject() -> bytes:
    calendar = vobject.iCalendar()
    calendar.add("method").value = "REPLY"
    event = calendar.add("vevent")
    event.add("uid").value = UID
    event.add("dtstamp").value = STAMP.replace(tzinfo=vobject.icalendar.utc)
    event.add("dtstart").value = STAMP.replace(tzinfo=vobject.icalendar.utc)
    event.add("comment").value = "Leider nicht;\nSchöne Grüße, 朱 " * 5
    attendee = event.add("attendee")
    attendee.value = "mailto:zhu@example.org"
    attendee.partstat_param = "DECLINED"
    attendee.cn_param = "Zhu; Shu: 朱"
    written: str = calendar.serialize()
    return written.encode()


@pytest.mark.parametrize("octets", [_by_icalendar(), _by_vobject()], ids=["icalendar", "vobject"])
def test_what_other_packages_write_is_read(octets: bytes) -> None:
    answer = only(octets)
    assert answer.attendees[0].partstat == "DECLINED"
    assert answer.attendees[0].address == "zhu@example.org"
    assert answer.comment == ("Leider nicht;\nSchöne Grüße, 朱 " * 5).strip()
    assert (answer.uid, answer.stamp) == (UID, STAMP)


@pytest.mark.parametrize("charset", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_letters_of_any_kind_are_read(charset: str) -> None:
    text = SHAPES["exchange"].replace("With pleasure\\, both\\n", "很高兴")
    assert only(text.encode(charset)).comment == "很高兴"


def test_several_entries_are_several_answers() -> None:
    text = SHAPES["google"].replace("\n", "\r\n")
    head, _, event = text.partition("BEGIN:VEVENT")
    event = "BEGIN:VEVENT" + event.partition("END:VCALENDAR")[0]
    both = head + event + event.replace(UID, "encore@plenum.test") + "END:VCALENDAR\r\n"
    assert [one.uid for one in read(both)] == [UID, "encore@plenum.test"]


def test_a_missing_sequence_and_a_missing_answer_are_said_so() -> None:
    text = SHAPES["outlook"].replace("SEQUENCE:2\n", "").replace(";PARTSTAT=ACCEPTED", "")
    answer = only(text)
    assert answer.sequence is None
    assert answer.attendees[0].partstat == "NEEDS-ACTION"


def test_a_delegate_is_named() -> None:
    text = SHAPES["outlook"].replace(
        "PARTSTAT=ACCEPTED", 'PARTSTAT=DELEGATED;DELEGATED-TO="mailto:He@example.org"'
    )
    assert only(text).attendees[0].delegated_to == "he@example.org"


@pytest.mark.parametrize(
    ("when", "hour"),
    [
        (";TZID=W. Europe Standard Time:20270521T030000", 1),
        (";TZID=Europe/Berlin:20270521T030000", 1),
        (';TZID="Asia/Shanghai":20270521T090000', 1),
        (":20270521T010000Z", 1),
        (';TZID="tzone://Microsoft/Utc":20270521T010000', 1),
        (";TZID=Customized Time Zone:20270521T010000", None),
        (":20270521T010000", None),
        (";VALUE=DATE:20270521", None),
        (":20271321T010000Z", None),
        (";TZID=../../etc/passwd:20270521T010000", None),
    ],
)
def test_a_time_is_known_or_it_is_not(when: str, hour: int | None) -> None:
    text = SHAPES["google"].replace("DTSTART:20270521T010000Z", f"DTSTART{when}")
    start = only(text.replace("METHOD:REPLY", "METHOD:COUNTER")).start
    assert start == (datetime(2027, 5, 21, hour, tzinfo=UTC) if hour else None)


@pytest.mark.parametrize(
    "content",
    ["", "Dear all", b"\x00\xff\xfe", "BEGIN:VEVENT\r\nEND:VEVENT", "x" * (LONGEST + 1)],
)
def test_what_is_no_calendar_is_refused(content: str | bytes) -> None:
    with pytest.raises(Unreadable):
        read(content)


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_nothing_else_is_ever_raised(data: st.DataObject) -> None:
    """Octets of an answer, torn and mixed with anything."""
    whole = data.draw(st.sampled_from(list(SHAPES.values()))).encode()
    at = data.draw(st.integers(0, len(whole)))
    torn = whole[:at] + data.draw(st.binary(max_size=40)) + whole[data.draw(st.integers(0, at)) :]
    with contextlib.suppress(Unreadable):
        read(torn)


def test_a_deep_or_endless_file_costs_little() -> None:
    deep = "BEGIN:VCALENDAR\r\n" + "BEGIN:VEVENT\r\n" * 5000
    assert len(read(deep)) <= 50
    read("BEGIN:VCALENDAR\r\nX" + ";A=B," * 15000)
    read("BEGIN:VCALENDAR\r\nX" + ';A="' * 20000)
    read("BEGIN:VCALENDAR\r\nDESCRIPTION:" + "\\" * 90000)
