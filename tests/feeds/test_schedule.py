"""The agenda for conference programs: valid, the same in both formats, and never invented."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import etree

from app.agenda.rules.document import Document
from app.agenda.rules.words import ItemState
from app.extensions import db
from app.feeds import schedule, schedule_files
from app.people.rules import Part
from app.workshops.models import Workshop
from tests.agenda import documents as make
from tests.conftest import NOON
from tests.databases import ON_BOTH
from tests.factories import make_day, make_item, make_workshop
from tests.feeds import golden_schedules
from tests.feeds.golden import BASE, FOLDER, a_few_words
from tests.site.pages import publish

SCHEMA = etree.XMLSchema(etree.parse(Path(__file__).parent / "schedule.xsd"))

pytestmark = pytest.mark.usefixtures("at")


def told(document: Document, language: str | None = None) -> schedule.Schedule:
    return schedule.schedule(document, version=2, language=language, base_url=BASE)


def as_xml(document: Document, language: str | None = None) -> etree._Element:
    """Valid, or the test fails."""
    root = etree.fromstring(schedule_files.as_xml(told(document, language)))
    SCHEMA.assertValid(root)
    return root


def as_json(document: Document, language: str | None = None) -> dict:
    conference = json.loads(schedule_files.as_json(told(document, language)))["schedule"]
    assert conference["version"] == "2"
    return conference["conference"]


def programme(root: etree._Element) -> list[tuple[str, datetime, datetime, str]]:
    """Read as Giggity does: nothing without a moment and a length."""
    found = []
    for event in root.iter("event"):
        begins = datetime.fromisoformat(event.findtext("date"))
        hours, minutes = map(int, event.findtext("duration").split(":"))
        ends = begins + timedelta(hours=hours, minutes=minutes)
        found.append((event.getparent().get("name"), begins, ends, event.findtext("title")))
    return found


def rooms(**values: object) -> Document:
    here = make.workshop(**{"place": {"en": "Town hall", "zh": "市政厅"}} | values)
    return make.document(
        make.item("opening"),
        make.item("one", theme="theme-1", room="red", speakers=(make.speaker("zhu-shu"),)),
        make.item("two", room="blue", title={"en": "Two & <three>", "zh": "二"}),
        workshop=here,
    )  # fmt: skip


def test_events_stand_in_their_rooms_with_the_offset_of_the_zone() -> None:
    root = as_xml(rooms())
    assert [(room, str(begins), title) for room, begins, _, title in programme(root)] == [
        ("Town hall", "2027-05-21 09:00:00+08:00", "Opening"),
        ("Blue", "2027-05-21 09:20:00+08:00", "Two & <three>"),
        ("Red", "2027-05-21 09:20:00+08:00", "One"),
    ]
    assert root.findtext("conference/time_zone_name") == "Asia/Shanghai"


def test_both_formats_say_the_same() -> None:
    document = rooms()
    xml, said = as_xml(document), as_json(document)
    events = [one for day in said["days"] for those in day["rooms"].values() for one in those]
    assert [one["guid"] for one in events] == [one.get("guid") for one in xml.iter("event")]
    for one, element in zip(events, xml.iter("event"), strict=True):
        for name in ("date", "start", "duration", "room", "slug", "url", "title", "type"):
            assert element.findtext(name) == one[name]
        assert element.get("id") == str(one["id"])
    assert [person["name"] for one in events for person in one["persons"]] == ["Zhu Shu"]


def test_json_has_every_key_that_its_schema_demands() -> None:
    said = as_json(rooms())
    assert {"title", "acronym", "days", "daysCount", "start", "end", "timeslot_duration"} <= set(
        said
    )
    day = said["days"][0]
    assert set(day) == {"date", "day_start", "day_end", "index", "rooms"}
    (event,) = day["rooms"]["Red"]
    assert set(event) >= {
        "abstract", "date", "duration", "guid", "id", "language", "links", "persons", "room",
        "slug", "start", "subtitle", "title", "track", "type", "url",
    }  # fmt: skip
    assert said["tracks"] == [{"name": "Theme I: theme-1", "slug": "theme-1", "color": "#17608A"}]
    assert event["track"] == said["tracks"][0]["name"]
    assert {room["name"] for room in said["rooms"]} == {"Town hall", "Blue", "Red"}


def test_the_language_of_the_address_is_that_of_titles_rooms_and_tracks() -> None:
    said = as_json(rooms(), "zh")
    assert list(said["days"][0]["rooms"]) == ["市政厅", "Blue", "Red"]
    assert said["days"][0]["rooms"]["Blue"][0]["title"] == "二"
    assert said["tracks"][0]["name"] == "主题I：theme-1"


def test_without_place_and_rooms_the_one_room_is_called_after_the_workshop() -> None:
    document = make.document(make.item("talk"))
    assert [room for room, *_ in programme(as_xml(document))] == ["Cities and nature"]
    assert [room["name"] for room in as_json(document)["rooms"]] == ["Cities and nature"]


def test_what_has_no_hour_is_left_out_and_its_day_is_there() -> None:
    document = make.document(make.item("talk"), days=[make.day(starts=None)])
    root = as_xml(document)
    assert programme(root) == []
    assert [day.get("date") for day in root.iter("day")] == ["2027-05-21"]
    assert as_json(document)["days"][0]["rooms"] == {}


def test_without_a_zone_no_moment_is_made_up() -> None:
    document = make.document(make.item("talk"), workshop=make.workshop(time_zone=None))
    root = as_xml(document)
    assert root.find("conference/time_zone_name") is None
    assert [(day.get("start"), day.get("end")) for day in root.iter("day")] == [(None, None)]
    assert "time_zone_name" not in as_json(document)


def test_an_unknown_end_is_said_and_no_length_invented() -> None:
    document = make.document(make.item("talk", minutes=None))
    (event,) = as_xml(document).iter("event")
    assert event.findtext("duration") == "00:00"
    assert "End: not recorded." in event.findtext("description")


def test_a_workshop_without_days_is_a_schedule_without_days() -> None:
    document = make.document(make.item("talk", day=None), days=[])
    assert list(as_xml(document).iter("day")) == []
    assert (as_json(document)["start"], as_json(document)["days"]) == (None, [])


def test_what_does_not_take_place_is_left_out() -> None:
    off = make.document(make.item("one", state=ItemState.CANCELLED), make.item("two"))
    assert [title for *_, title in programme(as_xml(off))] == ["Two"]
    gone = make.publish(off, make.draft(make.item("one", state=ItemState.CANCELLED)))
    assert programme(as_xml(gone)) == []
    cancelled = replace(off, workshop=replace(off.workshop, cancelled=True))
    root = as_xml(cancelled)
    assert programme(root) == []
    assert root.findtext("conference/title") == "Cancelled: Cities and nature"


def test_an_event_past_midnight_stays_on_the_day_of_the_agenda() -> None:
    document = make.document(
        make.item("late", minutes=90), make.item("later"), days=[make.day(starts=time(23, 0))]
    )
    root = as_xml(document)
    assert [len(list(day.iter("event"))) for day in root.iter("day")] == [2]
    assert programme(root)[1][1].isoformat() == "2027-05-22T00:30:00+08:00"
    assert root.find("day").get("end") == "2027-05-22T00:50:00+08:00"


def test_a_length_is_elapsed_time_where_the_clock_is_changed() -> None:
    night = date(2027, 3, 28)
    document = make.document(
        make.item("long", day=night, minutes=180),
        workshop=make.workshop(time_zone="Europe/Berlin"),
        days=[make.day(night, starts=time(1, 0))],
    )
    (event,) = as_xml(document).iter("event")
    assert event.findtext("duration") == "03:00"
    assert event.findtext("date") == "2027-03-28T01:00:00+01:00"
    assert as_json(document)["days"][0]["day_end"] == "2027-03-29T00:00:00+02:00"


def test_guids_and_numbers_outlast_every_change() -> None:
    before = rooms()
    now = make.draft(
        make.item("new"),
        make.item("one", title={"en": "Renamed"}, minutes=45, speakers=(make.speaker("zhu-shu"),)),
    )
    after = make.publish(before, now)

    def known(document: Document) -> dict[str, tuple[str, str]]:
        return {
            one.findtext("slug"): (one.get("guid"), one.get("id"))
            for one in as_xml(document).iter("event")
        }

    assert known(after)["example-one"] == known(before)["example-one"]
    assert known(after)["example-new"] not in known(before).values()
    guid, number = known(before)["example-one"]
    assert UUID(guid).version == 5
    assert 0 < int(number) < 2**31


def test_two_events_never_share_a_number() -> None:
    one = UUID(int=5)
    other = UUID(int=5 + schedule._MOST)
    assert sorted(schedule._numbers([one, other]).values()) == [6, 7]


def test_who_interprets_is_told_and_is_no_speaker() -> None:
    document = make.document(
        make.item("talk", speakers=(
            make.speaker("zhu-shu"), make.speaker("lin", Part.INTERPRETER),
            make.speaker("wen", Part.MODERATOR), make.speaker(None, Part.PANELLIST),
        )),
        people=[make.person("zhu-shu", position={"en": "Director"}), make.person("lin"),
                make.person("wen")],
    )  # fmt: skip
    (event,) = as_xml(document).iter("event")
    assert [one.text for one in event.iter("person")] == ["Zhu Shu", "Wen"]
    said = event.findtext("description")
    assert "Interpreter: Lin" in said
    assert "Panellist: not recorded" in said
    persons = as_json(document)["days"][0]["rooms"]["Cities and nature"][0]["persons"]
    assert persons[0]["biography"] == "Director"


def test_signs_that_no_xml_may_hold_are_dropped() -> None:
    document = make.document(make.item("talk", title={"en": "A\ufffeB\uffffC 𠮷 ]]>"}))
    assert programme(as_xml(document))[0][3] == "ABC 𠮷 ]]>"


# -- Over HTTP -----------------------------------------------------------------------------------

TYPES = {"json": "application/json", "xml": "application/xml; charset=utf-8"}


@pytest.mark.parametrize("form", TYPES)
def test_a_schedule_is_served_like_a_feed(client: FlaskClient, form: str) -> None:
    workshop = make_workshop("nature", title={"en": "Cities", "zh": "城市"})
    make_item(workshop, make_day(workshop))
    publish(workshop)
    answer = client.get(f"/w/nature/schedule.{form}")
    assert answer.headers["Content-Type"] == TYPES[form]
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.headers["Cache-Control"] == "public, max-age=300"
    known = {"If-None-Match": answer.headers["ETag"]}
    assert client.get(f"/w/nature/schedule.{form}", headers=known).status_code == 304
    german = {"Accept-Language": "de"}
    assert client.get(f"/w/nature/schedule.{form}", headers=german).data == answer.data
    assert "城市" in client.get(f"/w/nature/schedule.{form}?lang=zh").text


@ON_BOTH
@pytest.mark.parametrize("form", TYPES)
def test_a_draft_has_no_schedule_and_a_new_version_is_seen_at_once(
    client: FlaskClient, form: str
) -> None:
    workshop = make_workshop("nature")
    make_item(workshop, make_day(workshop))
    db.session.commit()
    assert client.get(f"/w/nature/schedule.{form}").status_code == 404
    assert client.get(f"/w/nowhere/schedule.{form}").status_code == 404
    publish(db.session.query(Workshop).one())
    before = client.get(f"/w/nature/schedule.{form}")
    workshop = db.session.query(Workshop).one()
    make_item(workshop, make_day(workshop, date(2027, 5, 22)), title={"en": "Newer"})
    publish(workshop, at=NOON + timedelta(hours=1))
    known = {"If-None-Match": before.headers["ETag"]}
    assert "Newer" in client.get(f"/w/nature/schedule.{form}", headers=known).text


@pytest.mark.parametrize("items", [0, 3])
def test_a_schedule_costs_no_query_once_its_version_is_known(
    client: FlaskClient, queries: list[str], items: int
) -> None:
    workshop = make_workshop("nature")
    day = make_day(workshop)
    for _ in range(items):
        make_item(workshop, day)
    publish(workshop)
    client.get("/w/nature/schedule.xml")
    queries.clear()
    client.get("/w/nature/schedule.xml")
    assert queries == []


def test_a_practice_workshop_is_marked_and_hidden(client: FlaskClient) -> None:
    workshop = make_workshop("nature", practice=True)
    make_item(workshop, make_day(workshop), title={"en": "Talk"})
    publish(workshop)
    answer = client.get("/w/nature/schedule.json")
    assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert '"title": "Practice: Talk"' in answer.text
    assert "This is a practice workshop" in answer.text


# -- Golden files --------------------------------------------------------------------------------


def test_schedules_of_the_demo_are_what_they_were(app: Flask) -> None:
    with a_few_words():
        made = dict(golden_schedules.files())
    for name, octets in made.items():
        assert octets.decode() == (FOLDER / name).read_text("utf-8"), name
        if name.endswith(".xml"):
            SCHEMA.assertValid(etree.fromstring(octets))
