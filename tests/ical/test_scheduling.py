"""What a calendar is asked by mail, read back by another program than wrote it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
import vobject

from app.ical.scheduling import Method, PartStat, Party, Scheduling, request
from app.ical.values import Entry, Hours

SHANGHAI = ZoneInfo("Asia/Shanghai")
CHANGED = datetime(2027, 3, 1, 12, tzinfo=UTC)
ASKED = Scheduling(
    method=Method.REQUEST,
    entry=Entry(
        uid="roofs@plenum.test",
        when=Hours(
            datetime(2027, 5, 21, 9, tzinfo=SHANGHAI),
            datetime(2027, 5, 21, 9, 20, tzinfo=SHANGHAI),
        ),
        summary="Roofs; of Kunming, 昆明",
        sequence=3,
        created=CHANGED,
        changed=CHANGED,
    ),
    organizer=Party(name='City "of" Example, North', address="inbound+abc@plenum.test"),
    attendee=Party(name="Zhu: Shu\nX", address="zhu%o'neil@bücher.example"),
    partstat=PartStat.NEEDS_ACTION,
    at=datetime(2027, 4, 1, 12, tzinfo=UTC),
)


def read(values: Scheduling) -> vobject.base.Component:
    return vobject.readOne(request(values).decode())


def test_it_says_who_asks_whom_what_and_when() -> None:
    calendar = read(ASKED)
    event = calendar.vevent
    assert calendar.method.value == "REQUEST"
    assert event.summary.value == "Roofs; of Kunming, 昆明"
    assert event.dtstart.value == datetime(2027, 5, 21, 1, tzinfo=UTC)
    assert event.dtend.value == datetime(2027, 5, 21, 1, 20, tzinfo=UTC)
    assert event.sequence.value == "3"
    # Two with the same sequence are told apart by the moment of sending.
    assert event.dtstamp.value == ASKED.at
    assert event.organizer.value == "mailto:inbound+abc@plenum.test"
    assert event.organizer.cn_param == "City of Example, North"
    attendee = event.attendee
    assert attendee.value == "mailto:zhu%25o'neil@xn--bcher-kva.example"
    assert attendee.cn_param == "Zhu: Shu X"
    assert (attendee.cutype_param, attendee.role_param) == ("INDIVIDUAL", "REQ-PARTICIPANT")
    assert (attendee.partstat_param, attendee.rsvp_param) == ("NEEDS-ACTION", "TRUE")


def test_no_parameter_needs_an_escape_that_few_read() -> None:
    assert b"^" not in request(ASKED)


def test_it_defines_its_zone_as_feeds_do_and_is_no_feed() -> None:
    calendar = request(ASKED)
    assert calendar.count(b"BEGIN:VTIMEZONE") == 1
    assert b"X-WR" not in calendar
    assert b"REFRESH" not in calendar


def test_a_cancel_says_so_and_leaves_the_time_free() -> None:
    calendar = read(replace(ASKED, method=Method.CANCEL, partstat=PartStat.ACCEPTED))
    event = calendar.vevent
    assert calendar.method.value == "CANCEL"
    assert event.status.value == "CANCELLED"
    assert event.transp.value == "TRANSPARENT"
    assert event.dtstart.value == datetime(2027, 5, 21, 1, tzinfo=UTC)
    assert "RSVP" not in event.attendee.params


def test_the_place_of_an_address_stays_one() -> None:
    place = "%%link:reply%%"
    written = request(replace(ASKED, organizer=Party(name="City", address=place)))
    assert f"ORGANIZER;CN=City:mailto:{place}" in written.decode().replace("\r\n ", "")


@pytest.mark.parametrize("partstat", list(PartStat))
def test_the_same_values_give_the_same_bytes(partstat: PartStat) -> None:
    values = replace(ASKED, partstat=partstat)
    assert request(values) == request(values)
