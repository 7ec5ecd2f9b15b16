"""A schedule as the JSON and the XML that conference programs read, octet for octet the same.

Written after the schemas that c3voc publishes for validation (schedule.xml.xsd, schema.json):
moments with their offset, lengths as hours and minutes, and every key that they demand.
"""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from app.feeds.rules.xml import allowed
from app.feeds.schedule import Day, Event, Person, Schedule, without_zone

GENERATOR = "Plenum"
SCHEMA = "https://c3voc.de/schedule/schema.json"
#: The least step of a grid; readers draw with it.
STEP = "00:05"
#: The colour of the house.
COLOUR = "#0B5F4A"


def length(duration: timedelta) -> str:
    """01:30; hours beyond a day go on counting."""
    hours, minutes = divmod(int(duration.total_seconds()) // 60, 60)
    return f"{hours:02d}:{minutes:02d}"


def moment(at: datetime) -> str:
    return at.isoformat(timespec="seconds")


# -- JSON ----------------------------------------------------------------------------------------


def as_json(schedule: Schedule) -> bytes:
    conference = {
        "acronym": schedule.acronym,
        "title": schedule.title,
        "start": schedule.days[0].date.isoformat() if schedule.days else None,
        "end": schedule.days[-1].date.isoformat() if schedule.days else None,
        "daysCount": len(schedule.days),
        "timeslot_duration": STEP,
        "time_zone_name": schedule.time_zone,
        "url": schedule.url,
        "colors": {"primary": COLOUR},
        "rooms": [{"guid": str(room.guid), "name": room.name} for room in schedule.rooms],
        "tracks": [
            {"name": track.name, "slug": track.slug, "color": track.colour}
            for track in schedule.tracks
        ],
        "days": [_day(day) for day in schedule.days],
    }
    if schedule.time_zone is None:
        del conference["time_zone_name"]
    whole = {
        "$schema": SCHEMA,
        "generator": {"name": GENERATOR, "url": schedule.base_url},
        "schedule": {
            "version": schedule.version,
            "base_url": schedule.base_url,
            "conference": conference,
        },
    }
    return (json.dumps(whole, ensure_ascii=False, indent=1) + "\n").encode()


def _day(day: Day) -> dict[str, Any]:
    first, last = day.bounds or without_zone(day.date)
    return {
        "index": day.index,
        "date": day.date.isoformat(),
        "day_start": moment(first),
        "day_end": moment(last),
        "rooms": {name: [_event(one) for one in events] for name, events in day.rooms.items()},
    }


def _event(event: Event) -> dict[str, Any]:
    return {
        "id": event.id,
        "guid": str(event.guid),
        "date": moment(event.start),
        "start": f"{event.start:%H:%M}",
        "duration": length(event.duration),
        "room": event.room,
        "slug": event.slug,
        "url": event.url,
        "title": event.title,
        "subtitle": "",
        "track": event.track,
        "type": event.kind,
        "language": event.language,
        "abstract": event.abstract,
        "description": event.description,
        "persons": [_person(one) for one in event.persons],
        "links": [],
        "attachments": [],
    }


def _person(person: Person) -> dict[str, Any]:
    said = {"guid": str(person.guid), "name": person.name, "public_name": person.name}
    return said | {"biography": person.role} if person.role else said


# -- XML -----------------------------------------------------------------------------------------


def as_xml(schedule: Schedule) -> bytes:
    root = Element("schedule")
    SubElement(root, "generator", name=GENERATOR)
    _say(root, "version", schedule.version)
    conference = SubElement(root, "conference")
    _say(conference, "acronym", schedule.acronym)
    _say(conference, "title", schedule.title)
    if schedule.days:
        _say(conference, "start", schedule.days[0].date.isoformat())
        _say(conference, "end", schedule.days[-1].date.isoformat())
    _say(conference, "days", str(len(schedule.days)))
    _say(conference, "timeslot_duration", STEP)
    _say(conference, "base_url", schedule.base_url)
    if schedule.time_zone:
        _say(conference, "time_zone_name", schedule.time_zone)
    for day in schedule.days:
        _add_day(root, day)
    ElementTree.indent(root, " ")
    octets: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return octets + b"\n"


def _add_day(root: Element, day: Day) -> None:
    element = SubElement(root, "day", index=str(day.index), date=day.date.isoformat())
    if day.bounds:
        element.set("start", moment(day.bounds[0]))
        element.set("end", moment(day.bounds[1]))
    for name, events in day.rooms.items():
        room = SubElement(element, "room", name=allowed(name))
        for event in events:
            _add_event(room, event)


def _add_event(room: Element, event: Event) -> None:
    element = SubElement(room, "event", id=str(event.id), guid=str(event.guid))
    for name, said in (
        ("date", moment(event.start)),
        ("start", f"{event.start:%H:%M}"),
        ("duration", length(event.duration)),
        ("room", event.room),
        ("slug", event.slug),
        ("url", event.url),
        ("title", event.title),
        ("subtitle", ""),
        ("track", event.track or ""),
        ("type", event.kind),
        ("language", event.language),
        ("abstract", event.abstract),
        ("description", event.description),
    ):
        _say(element, name, said)
    persons = SubElement(element, "persons")
    for person in event.persons:
        SubElement(persons, "person", id=str(person.id)).text = allowed(person.name)
    SubElement(element, "links")


def _say(parent: Element, name: str, said: str) -> None:
    SubElement(parent, name).text = allowed(said)
