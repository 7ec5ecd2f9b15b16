"""A workshop of many items, as a workshop file: five days, three rooms, breaks and plenaries."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

SLUG = "benchmark-300"
DAYS = 5
PEOPLE = 120


def workshop_file(items: int = 300) -> bytes:
    """JSON, which is YAML too."""
    per_day = items // DAYS
    return json.dumps(
        {
            "format": "plenum-workshop/1",
            "workshop": {
                "slug": SLUG,
                "title": {"en": "Cities and nature", "de": "Städte und Natur"},
                "purpose": "Three hundred items, to see what they cost.",
                "languages": ["en", "de"],
                "time_zone": "Asia/Shanghai",
                "zones": ["Europe/Berlin"],
                "way": "hybrid",
                "place": "Harbour Hall",
                "organisations": [
                    {"key": "host", "name": "Example Institute", "relation": "host"}
                ],
                "days": [
                    {"date": str(_day(n)), "starts": "09:00", "ends": None} for n in range(DAYS)
                ],
                "rooms": [{"key": f"room-{n}", "name": f"Room {n}"} for n in range(3)],
                "themes": [
                    {
                        "key": f"theme-{n}",
                        "number": "I" * (n + 1),
                        "title": f"Theme of day {n + 1}",
                    }
                    for n in range(DAYS)
                ],
                "people": [
                    {
                        "key": f"person-{n}",
                        "name": f"Person Number {n}",
                        "affiliation": f"Institute {n % 17} for Urban Biodiversity",
                        "position": "Researcher",
                    }
                    for n in range(PEOPLE)
                ],
                "items": [_item(n, n // per_day, n % per_day) for n in range(items)],
                "registration": {"seats": {"online": 500, "on_site": None}},
            },
        }
    ).encode()


def _day(n: int) -> date:
    return date(2030, 5, 20) + timedelta(days=n)


def _item(n: int, day: int, place: int) -> dict[str, Any]:
    common = {"key": f"item-{n}", "day": str(_day(min(day, DAYS - 1)))}
    if place % 20 == 19:
        return common | {"kind": "break", "minutes": 20}
    return common | {
        "kind": "talk",
        "theme": f"theme-{min(day, DAYS - 1)}",
        "room": f"room-{place % 3}" if place > 1 else None,
        "title": {"en": f"What number {n} taught us", "de": f"Was uns Nummer {n} gelehrt hat"},
        "minutes": 20,
        "abstract": "A talk about rivers, trees and the people who look after them. " * 2,
        "speakers": [{"person": f"person-{n % PEOPLE}", "part": "speaker"}],
    }
