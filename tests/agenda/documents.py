"""Plain functions that make published documents without a database."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

from app.agenda.rules import layout, numbering
from app.agenda.rules.document import (
    DaySeen,
    Document,
    ItemSeen,
    PartSeen,
    PersonSeen,
    RoomSeen,
    ThemeSeen,
    WorkshopSeen,
)
from app.agenda.rules.words import Colour, Kind
from app.people.rules import Part
from app.workshops.rules import Way
from tests.conftest import NOON

FRIDAY = date(2027, 5, 21)
SATURDAY = date(2027, 5, 22)


def person(key: str = "zhu-shu", **values: Any) -> PersonSeen:
    return PersonSeen(
        **{"key": key, "name": key.replace("-", " ").title(), "native_name": None,
           "affiliation": None, "position": None} | values
    )  # fmt: skip


def speaker(key: str | None = "zhu-shu", part: Part = Part.SPEAKER) -> PartSeen:
    return PartSeen(person=key, part=part)


def theme(key: str = "theme-1", **values: Any) -> ThemeSeen:
    return ThemeSeen(
        **{"key": key, "number": "I", "title": {"en": key}, "focus": None,
           "colour": Colour.LAKE, "guests": ()} | values
    )  # fmt: skip


def room(key: str = "red") -> RoomSeen:
    return RoomSeen(key=key, name={"en": key.title()})


def item(key: str = "talk", pinned_to: time | None = None, **values: Any) -> ItemSeen:
    """A 20-minute talk on Friday; `document` computes its hours."""
    made = ItemSeen(
        **{"key": key, "kind": Kind.TALK, "day": FRIDAY, "theme": None, "room": None,
           "title": {"en": key.title()}, "subject": None, "minutes": 20, "start": None,
           "end": None, "state": None, "removed": False, "abstract": None, "summary": None,
           "caption": None, "speakers": (), "uid": f"{key}@plenum.test", "sequence": 0,
           "created": NOON, "changed": NOON, "pinned": False} | values
    )  # fmt: skip
    if pinned_to is not None:
        made = replace(made, pinned=True, start=datetime.combine(NOON, pinned_to))
    return made


def day(
    date: date = FRIDAY, starts: time | None = time(9, 0), ends: time | None = None
) -> DaySeen:
    return DaySeen(date=date, starts=starts, ends=ends)


def workshop(**values: Any) -> WorkshopSeen:
    return WorkshopSeen(
        **{"slug": "example", "practice": False, "title": {"en": "Cities and nature"},
           "note": None, "purpose": None, "languages": ("en", "zh"), "spoken": None,
           "time_zone": "Asia/Shanghai", "zones": ("Europe/Berlin",), "way": Way.ONLINE,
           "place": None, "contact": None, "programme": None, "organisations": (),
           "cancelled": False} | values
    )  # fmt: skip


def draft(*items: ItemSeen, **values: Any) -> Document:
    """Laid out but not numbered. `people`, `themes` and `rooms` follow from the items."""
    here: WorkshopSeen = values.pop("workshop", workshop())
    days = tuple(values.pop("days", (day(),)))
    rooms = {one.room for one in items if one.room}
    rooms = tuple(values.pop("rooms", [room(key) for key in sorted(rooms)]))
    themes = {one.theme for one in items if one.theme}
    themes = tuple(values.pop("themes", [theme(key) for key in sorted(themes)]))
    named = {part.person for one in items for part in one.speakers if part.person}
    people = tuple(values.pop("people", [person(key) for key in sorted(named)]))
    placed = layout.lay_out(
        {one.date: one.starts for one in days},
        here.time_zone,
        [one.key for one in rooms],
        [
            layout.Slot(
                one.key, one.day, one.room, one.minutes,
                one.start.time() if one.pinned and one.start else None,
            )
            for one in items
        ],
    )  # fmt: skip
    laid_out = [
        replace(one, start=placed[one.key].start, end=placed[one.key].end) for one in items
    ]
    return Document(
        workshop=here, days=days, rooms=rooms, themes=themes, people=people,
        items=tuple(laid_out), whole=numbering.entry("workshop-w@plenum.test", NOON),
        all_day=None, changed=NOON, **values,
    )  # fmt: skip


def publish(before: Document | None, now: Document, hours: int = 1) -> Document:
    """The draft numbered after `before`, so many hours later."""
    at = before.changed + timedelta(hours=hours) if before else NOON
    return numbering.number(before, now, all_day_uid="agenda-w@plenum.test", at=at)


def document(*items: ItemSeen, **values: Any) -> Document:
    """A first version."""
    return publish(None, draft(*items, **values))
