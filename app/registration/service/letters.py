"""Every letter to a participant: written in the transaction that causes it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from app.agenda import calendar
from app.agenda.published import find as find_published
from app.agenda.rules.document import Document
from app.extensions import config
from app.i18n import speaking, zones
from app.mail import outbox
from app.mail.outbox import Link
from app.registration import queries, words
from app.registration.models import Registration
from app.registration.rules import ACTIVE, SEATED, RegistrationState
from app.workshops.rules import Way

#: Who only asked has no part in it yet; who is out of it, and whom nothing awaits, have none.
_ASKED = ACTIVE - SEATED
#: The letter that says what somebody's state is now.
OF_STATE = {
    RegistrationState.UNCONFIRMED: "confirm_address",
    RegistrationState.PENDING: "pending",
    RegistrationState.CONFIRMED: "confirmed",
    RegistrationState.WAITLISTED: "waitlisted",
    RegistrationState.OFFERED: "offered",
}


def say_state(
    registration: Registration, *, act: str, at: datetime, way_before: Way | None = None
) -> None:
    """Confirmed, waiting at which place, waiting for a decision, or asked to confirm.

    `way_before` is how somebody took part, or wanted to, who has just changed that.
    """
    before = words.WAYS[way_before] if way_before else None
    write(OF_STATE[registration.state], registration, act=act, at=at, way_before=before)


def write(
    kind: str,
    registration: Registration,
    *,
    act: str,
    at: datetime,
    document: Document | None = None,
    **context: Any,
) -> None:
    """One letter to this participant. Who gave no address gets none.

    `document` is the agenda it speaks of, the newest committed version if not given.
    """
    if registration.email:
        outbox.write(**plan(kind, registration, act=act, at=at, document=document, **context))


def plan(
    kind: str,
    registration: Registration,
    *,
    act: str,
    at: datetime,
    document: Document | None = None,
    **context: Any,
) -> dict[str, Any]:
    """What the outbox would be given for this letter; it may be looked at first."""
    workshop = registration.workshop
    seen = document or _newest(workshop.slug)
    is_in = registration.state is RegistrationState.CONFIRMED
    is_to_come = not workshop.is_cancelled and kind != "workshop_cancelled"
    with speaking(registration.language):
        times = words.times(seen) if seen else []
        own_time = words.own_time(seen, registration.time_zone) if seen else []
        on_day = words.on_day(seen) if seen else ""
    attached = _attachment(registration, seen) if seen and is_in else None
    live = queries.live(workshop.id) if is_to_come else None
    context.setdefault("way_before", None)
    return {
        "kind": kind,
        "feature": "registration",
        "act": act,
        "recipient": f"registration:{registration.id}",
        "to_name": registration.name,
        "to_email": registration.email or "",
        "language": registration.language,
        "workshop_id": workshop.id,
        "practice": workshop.practice,
        "at": at,
        "links": personal_links(registration),
        "calendar": attached,
        "has_calendar": attached is not None,
        "title_of_workshop": seen.workshop.title if seen else workshop.title,
        "on_day": on_day,
        "is_to_come": is_to_come,
        "times": times,
        "own_time": own_time,
        "way": words.WAYS[registration.way],
        "on_site": registration.way is Way.ON_SITE,
        "free_ways": live.free_beside(registration.way) if live else (),
        "takes_part": is_to_come and registration.state in SEATED,
        "asked": is_to_come and registration.state in _ASKED,
        "venue": _venue(registration, seen) if seen else None,
        "contact": seen.workshop.contact if seen else None,
        "join_url": _join_url(registration) if is_in and is_to_come else None,
        "state": words.STATES[registration.state],
        "unconfirmed": registration.state is RegistrationState.UNCONFIRMED,
        "place": queries.place_in_line(registration),
        "offered_until": _offered_until(registration),
        **context,
    }


def personal_links(registration: Registration) -> list[Link]:
    return [
        Link(
            "mine",
            f"/r/{{token}}?lang={registration.language}",
            "participant",
            registration.key,
            registration.generation,
        ),
        Link(
            "feed",
            "/feeds/{token}/calendar.ics",
            "feed",
            f"r{registration.key}",
            registration.feed_generation,
        ),
        Link("page", f"/w/{registration.workshop.slug}?lang={registration.language}"),
    ]


def _offered_until(registration: Registration) -> str | None:
    """In the reader's language and on the reader's clock."""
    if registration.offered_until is None:
        return None
    zone = queries.zone_of(registration)
    return zones.when(registration.offered_until, zone, registration.language)


def _newest(slug: str) -> Document | None:
    published = find_published(slug)
    return published.document if published else None


def _venue(registration: Registration, document: Document) -> dict[str, str] | None:
    return document.workshop.place if registration.way is Way.ON_SITE else None


def _join_url(registration: Registration) -> str | None:
    return registration.workshop.join_url if registration.way is Way.ONLINE else None


def _attachment(registration: Registration, document: Document) -> str:
    is_to_come = not registration.workshop.is_cancelled
    return calendar.attachment(
        document,
        language=registration.language,
        base_url=config().base_url,
        join_url=_join_url(registration) if is_to_come else None,
    )
