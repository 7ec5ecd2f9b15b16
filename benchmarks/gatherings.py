"""The workshops that guests' jobs find: with places, with one place, and with none registered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from app.registration import service as registration
from app.registration.service import Wish
from app.workshops.models import Workshop
from app.workshops.rules import Way
from screens import stages

#: Between the setting up and the day of a workshop.
AHEAD = timedelta(weeks=8)


@dataclass(frozen=True, slots=True)
class Gathering:
    """What somebody in one way and one language comes to; addresses of people, and slugs."""

    #: With enough places online, and the title in each language.
    online: str
    online_title: dict[str, str]
    #: With enough places of both ways, where `guest` is registered.
    hybrid: str
    hybrid_title: dict[str, str]
    guest: str
    #: Where `first` has the only place and `second` waits for it.
    leaves: str
    waits: str
    #: To be filled from a list.
    listed: str


def build(n: int, language: str, *, owner: int, at: datetime) -> Gathering:
    """Four workshops, public, their people registered; commits."""
    day = (at + AHEAD).date()

    def public(slug: str, online: int, on_site: int, **more: object) -> Workshop:
        form = stages.seats(online, on_site, **more)
        return stages.publish(stages.file_of(slug, day, form), owner, at)

    online = public(f"online-{n}", 100, 0, ways=(Way.ONLINE,))
    hybrid, listed = public(f"hybrid-{n}", 100, 50), public(f"list-{n}", 250, 100)
    full = public(f"full-{n}", 1, 0, ways=(Way.ONLINE,))
    guest, leaves, waits = (
        f"{who}-{n}@example.org" for who in ("guest", "leaves", "waits")
    )  # fmt: skip
    come(hybrid, "Grace Guest", guest, language, at)
    come(full, "Lena Leaves", leaves, language, at)
    come(full, "Wei Waits", waits, language, at)
    return Gathering(
        online.slug, dict(online.title), hybrid.slug, dict(hybrid.title),
        guest, leaves, waits, listed.slug,
    )  # fmt: skip


def come(workshop: Workshop, name: str, email: str, language: str, at: datetime) -> None:
    wish = Wish(
        name=name, email=email, way=Way.ONLINE, language=language,
        affiliation="City of Musterstadt",
    )  # fmt: skip
    registration.register(workshop, wish, key=email, at=at)
