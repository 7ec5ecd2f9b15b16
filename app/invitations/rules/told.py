"""What a speaker was told of their own part, as plain JSON, and whether it still holds.

A translation that is added to a title or a place touches nobody who reads another language, so
words are compared as their reader has them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from app.agenda.rules.document import Document, ItemSeen, PartSeen, PersonSeen, RoomSeen
from app.agenda.rules.words import ItemState, Kind
from app.i18n.texts import Text, words
from app.people.rules import Part
from app.workshops.rules import Way

if TYPE_CHECKING:
    from app.invitations.own_part import OwnPart

#: As `Invitation.told` keeps it.
Told = dict[str, Any]

_MOMENT = "%Y-%m-%dT%H:%M:%SZ"


def snapshot(part: OwnPart) -> Told:
    """What a letter about this part tells: where the workshop is and, by UID, when, where and
    under which title each own item stands."""
    return _told_of(part.document, [one.item for one in part.items])


def told_of(document: Document, person: str) -> Told:
    """The same, of the person with this key."""
    return _told_of(document, _own(document, person))


def _told_of(document: Document, own: Iterable[ItemSeen]) -> Told:
    rooms = {room.key: dict(room.name) for room in document.rooms}
    workshop = document.workshop
    return {
        "place": workshop.place and dict(workshop.place),
        "way": workshop.way and workshop.way.value,
        "items": {
            item.uid: {
                "day": item.day and item.day.isoformat(),
                "start": item.start and item.start.astimezone(UTC).strftime(_MOMENT),
                "end": item.end and item.end.astimezone(UTC).strftime(_MOMENT),
                "room": rooms.get(item.room or ""),
                "title": _title(item),
                "state": item.state and item.state.value,
            }
            for item in own
        },
    }


def _own(document: Document, person: str) -> list[ItemSeen]:
    return [
        item for item in document.shown() if any(one.person == person for one in item.speakers)
    ]


def _title(item: ItemSeen) -> dict[str, str] | None:
    """What stands there: the title, else our subject."""
    shown = item.title or item.subject
    return dict(shown) if shown else None


def differs(told: Told, after: Document, person: str, language: str) -> bool:
    """Whether this reader would read another time, place or title now."""
    return _read(told, language) != _read(told_of(after, person), language)


def _read(told: Told, language: str) -> object:
    items = {
        uid: {**one, "room": words(one["room"], language), "title": words(one["title"], language)}
        for uid, one in told["items"].items()
    }
    return words(told["place"], language), told["way"], items


def retitled(told: Told | None, uid: str, title: Text | None) -> Told | None:
    """The same once its reader gave the item this title: nobody is told what they said."""
    if told is None or title is None or uid not in told["items"]:
        return told
    item = {**told["items"][uid], "title": dict(title)}
    return {**told, "items": {**told["items"], uid: item}}


# -- As a document, so that what changed since is said like any change ----------------------------


def as_document(told: Told, after: Document, person: str) -> Document:
    """The agenda now, but with this person's own part as they were told of it."""
    rooms = {room.key: room for room in after.rooms}
    now = {item.uid: item for item in after.items}
    was = {
        uid: _item(uid, one, now.get(uid), person, rooms, after)
        for uid, one in told["items"].items()
    }
    items = [was.get(item.uid) or _without(item, person) for item in after.items]
    items += [item for uid, item in was.items() if uid not in now]
    workshop = replace(
        after.workshop, place=told["place"], way=Way(told["way"]) if told["way"] else None
    )
    people = after.people
    if all(one.key != person for one in people):
        people += (
            PersonSeen(key=person, name="", native_name=None, affiliation=None, position=None),
        )
    return replace(
        after, workshop=workshop, rooms=tuple(rooms.values()), items=tuple(items), people=people
    )


def _item(
    uid: str,
    one: Mapping[str, Any],
    now: ItemSeen | None,
    person: str,
    rooms: dict[str, RoomSeen],
    after: Document,
) -> ItemSeen:
    base = now or _gone(uid, after)
    start, end = _moment(one["start"]), _moment(one["end"])
    titled = {} if one["title"] == _title(base) else {"title": one["title"]}
    named = any(part.person == person for part in base.speakers)
    return replace(
        base,
        day=date.fromisoformat(one["day"]) if one["day"] else None,
        start=start,
        end=end,
        minutes=int((end - start).total_seconds()) // 60 if start and end else base.minutes,
        room=_room(one["room"], base.room, rooms),
        state=ItemState(one["state"]) if one["state"] else None,
        removed=False,
        speakers=base.speakers if named else (PartSeen(person=person, part=Part.SPEAKER),),
        **titled,
    )


def _without(item: ItemSeen, person: str) -> ItemSeen:
    return replace(item, speakers=tuple(one for one in item.speakers if one.person != person))


def _room(name: Text | None, now: str | None, rooms: dict[str, RoomSeen]) -> str | None:
    """The key of the room of this name, the present one before others."""
    if not name:
        return None
    of_that_name = [key for key, room in rooms.items() if room.name == name]
    if now in of_that_name:
        return now
    if of_that_name:
        return of_that_name[0]
    key = f"told{len(rooms)}"
    rooms[key] = RoomSeen(key=key, name=name)
    return key


def _moment(text: str | None) -> datetime | None:
    return datetime.strptime(text, _MOMENT).replace(tzinfo=UTC) if text else None


def _gone(uid: str, after: Document) -> ItemSeen:
    """An item that was told of from the draft and never published."""
    return ItemSeen(
        key=uid, kind=Kind.TALK, day=None, theme=None, room=None, title=None, subject=None,
        minutes=None, pinned=False, start=None, end=None, state=None, removed=False,
        abstract=None, summary=None, caption=None, speakers=(), uid=uid, sequence=0,
        created=after.changed, changed=after.changed,
    )  # fmt: skip
