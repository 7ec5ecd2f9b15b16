"""The agenda as plain JSON, all its languages in it: for programs that know no conference format.

It says what it is. Moments are UTC, and stand once more on each clock of the workshop; a text is
an object by language; null means that something is not recorded.
"""

from __future__ import annotations

import json
from datetime import UTC
from typing import Any

from app.agenda.rules.document import Document, ItemSeen, to_json
from app.documents.rules.edition import Edition
from app.i18n import zones

FORMAT = "plenum-agenda/1"
ABOUT = (
    "The published agenda of a workshop. Texts are objects by language code. Moments are UTC; "
    "'clocks' gives them once more in the zones of the workshop, its own zone first. Days are "
    "those of the workshop's own zone. null = not recorded. Items stand in the order of the "
    "agenda; 'pinned' = stays at its wall-clock time, whatever comes before."
)
#: What only calendars need, and what no page shows.
_INNER = ("format", "whole", "all_day", "theme_days", "moved_from", "changed", "items")


def as_json(edition: Edition) -> bytes:
    whole = {
        "format": FORMAT,
        "about": ABOUT,
        "address": edition.address,
        "version": edition.version,
        "published": edition.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        **{name: value for name, value in to_json(edition.document).items() if name not in _INNER},
        "items": _items(edition.document),
    }
    return (json.dumps(whole, ensure_ascii=False, indent=1) + "\n").encode()


def _items(document: Document) -> list[dict[str, Any]]:
    """Those that pages show."""
    said = {item["uid"]: item for item in to_json(document)["items"]}
    return [_item(said[item.uid], item, document) for item in document.shown()]


def _item(said: dict[str, Any], item: ItemSeen, document: Document) -> dict[str, Any]:
    kept = {name: value for name, value in said.items() if name not in ("removed", "sequence")}
    return kept | {
        "clocks": {
            zone: {
                "start": zones.local(item.start, zone).isoformat(),
                "end": zones.local(item.end, zone).isoformat() if item.end else None,
            }
            for zone in document.workshop.clocks
            if item.start
        }
    }
