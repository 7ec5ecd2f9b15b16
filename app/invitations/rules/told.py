"""What a speaker was told of their own part, as plain JSON, and whether it still holds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from app.agenda.rules.document import Document, ItemSeen

if TYPE_CHECKING:
    from app.invitations.own_part import OwnPart

#: As `Invitation.told` keeps it.
Told = dict[str, Any]


def snapshot(part: OwnPart) -> Told:
    """What a letter about this part tells: where the workshop is and, by UID, when, where and
    under which title each own item stands."""
    return told_of(part.document, [one.item for one in part.items])


def told_of(document: Document, own: list[ItemSeen]) -> Told:
    rooms = {room.key: dict(room.name) for room in document.rooms}
    workshop = document.workshop
    return {
        "place": workshop.place and dict(workshop.place),
        "way": workshop.way and workshop.way.value,
        "items": {
            item.uid: {
                "day": item.day and item.day.isoformat(),
                "start": item.start and item.start.strftime("%Y-%m-%dT%H:%M:%SZ"),
                "end": item.end and item.end.strftime("%Y-%m-%dT%H:%M:%SZ"),
                "room": rooms.get(item.room or ""),
                "title": item.title and dict(item.title),
                "state": item.state and item.state.value,
            }
            for item in own
        },
    }
