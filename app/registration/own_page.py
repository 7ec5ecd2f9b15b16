"""What stands on a person's own page: how they stand, what is next, and all they can do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from flask import current_app, url_for

from app import i18n, links
from app.agenda import calendar, published, when_in_words
from app.agenda.calendar_in_words import Holding
from app.agenda.published import Published
from app.agenda.rules.document import Document
from app.extensions import config
from app.i18n import gettext, zones
from app.ical.adding import Adding
from app.ical.subscribing import Subscribing
from app.people import countries
from app.registration import glance, queries, rules, words
from app.registration.agreements import agreements
from app.registration.glance import Glance
from app.registration.models import Registration
from app.registration.queries import Asks, Live
from app.registration.rules import Doors, RegistrationState, Source, Thing, answering
from app.registration.rules.questions import Step
from app.workshops.rules import Way

_HOLDING = {
    RegistrationState.CONFIRMED: Holding.PLACE,
    RegistrationState.WAITLISTED: Holding.WAITING,
}
#: Pages of features above this one, which an installation may be without.
_ABOVE = {
    "own_data": ("privacy.own_data",),
    "erase": ("privacy.erase_form", "privacy.erase"),
    "notice": ("privacy.notice",),
    "join": ("attendance.join",),
    "certificate": ("attendance.certificate", "documents.certificate"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Joining:
    """The way into the online meeting; `opens` is in words, for who is early."""

    url: str | None
    opens: str | None


def facts(registration: Registration, token: str, at: datetime) -> dict[str, Any]:
    """What the template shows, read in a constant number of queries."""
    workshop = registration.workshop
    seen = published.find(workshop.slug)
    document = seen.document if seen else None
    live, asks = queries.live(workshop.id), queries.asks(workshop.id)
    doors = _doors(registration, document, live, at)
    state = registration.state
    things = rules.things(
        state,
        doors,
        registration.way,
        speaks=registration.speaker_id is not None,
        may_undo=rules.may_undo(registration.cancelled_from, registration.state_at, at),
    )
    is_to_come = doors not in (Doors.CANCELLED, Doors.OVER)
    own_zone = registration.time_zone or zones.of_country(registration.country)
    above = links_above(token, workshop.slug)
    return {
        "practice": workshop.practice,
        "seen": document.workshop if document else workshop,
        "slug": workshop.slug if seen else None,
        "token": token,
        "registration": registration,
        "country": countries.name(registration.country, i18n.language()),
        "state_words": words.STATES[state],
        "place": queries.place_in_line(registration),
        "was_handed_over": queries.was_handed_over(registration),
        "doors": doors,
        "things": things,
        "Thing": Thing,
        "glance": _glance(document, own_zone) if document else None,
        "own_zone": own_zone,
        "is_to_come": is_to_come,
        "way": words.WAYS[registration.way],
        "other_ways": _other_ways(registration, live) if Thing.CHANGE_WAY in things else [],
        # Of a workshop that is called off nobody has a place.
        "says_standing": doors is not Doors.CANCELLED or state in rules.ENDED,
        "takes_part": doors is not Doors.CANCELLED and state in rules.SEATED,
        "asked": doors is not Doors.CANCELLED and state in rules.ACTIVE - rules.SEATED,
        "held_until": _held_until(registration),
        "joining": _joining(registration, document, above, at) if Thing.JOIN in things else None,
        "adding": _adding(registration, document) if Thing.CALENDAR in things else None,
        "feed": _feed(registration),
        "agreements": agreements(registration, asks),
        "offer_hours": asks.offer_hours,
        "missing_answers": queries.missing(registration, asks),
        "missed": queries.choices_missed(registration) if is_to_come and asks.has_places else [],
        "handouts": queries.handouts(workshop.id) if Thing.HANDOUTS in things else [],
        "report_is_open": Thing.CHANGE_DETAILS in things
        and doors is not Doors.CANCELLED
        and _is_open(registration, asks),
        "may_register_anew": Thing.REGISTER_ANEW in things and live and not live.is_full,
        "above": above,
        "megabytes": megabytes,
        "host_of": lambda url: urlsplit(url).hostname or url,
    }


def _doors(
    registration: Registration, document: Document | None, live: Live | None, at: datetime
) -> Doors:
    days = document.days if document else ()
    zone = document.workshop.time_zone if document else None
    opens, closes = (live.opens, live.closes) if live else (None, None)
    window = rules.window(opens, closes, days, zone)
    return rules.doors(window, at, cancelled=registration.workshop.is_cancelled)


def _is_open(registration: Registration, asks: Asks) -> bool:
    """Whether questions for the report wait for somebody who never saw the second screen, since
    others registered them."""
    if registration.source is Source.FORM or not asks.after:
        return False
    heard = queries.answers_of(registration.id)
    asked = answering.asked(
        asks.questions,
        way=registration.way,
        country=registration.country,
        answers=heard,
        step=Step.AFTER,
    )
    return any(one.key not in heard for one in asked)


def megabytes(octets: int) -> str:
    """Rounded up, as somebody on a slow line wants to know it."""
    whole = 1024 * 1024
    if octets < whole:
        return gettext("%(n)s kB", n=-(-octets // 1024))
    return gettext("%(n)s MB", n=-(-octets // whole))


def links_above(token: str, slug: str) -> dict[str, str | None]:
    """Addresses of pages that lie above registration, None where there is no such page."""
    found: dict[str, str | None] = {}
    for name, endpoints in _ABOVE.items():
        there = next((one for one in endpoints if one in current_app.view_functions), None)
        by: dict[str, Any] = {"slug": slug} if name == "notice" else {"token": token}
        found[name] = url_for(there, **by) if there else None
    return found


def _glance(document: Document, own_zone: str | None) -> Glance:
    """With the person's own clock among those of the workshop."""
    clocks = list(document.workshop.clocks)
    if own_zone and clocks and own_zone not in clocks:
        clocks.append(own_zone)
    return replace(glance.of(document), when=when_in_words.of_workshop(document, clocks))


def _held_until(registration: Registration) -> list[str]:
    """The end of an offer on the person's own clock, and on the workshop's where that differs."""
    until = registration.offered_until
    if until is None:
        return []
    clocks = dict.fromkeys(
        (queries.zone_of(registration), registration.workshop.time_zone or "UTC")
    )
    return [zones.when(until, zone, i18n.language()) for zone in clocks]


def _other_ways(registration: Registration, live: Live | None) -> list[dict[str, Any]]:
    """Ways to change to: whether there is a seat, and whether one may wait for one."""
    if live is None:
        return []
    return [
        {
            "way": seats.way,
            "words": words.WAYS[seats.way],
            "free": seats.free,
            "may_wait": live.waiting_list,
            "next_place": seats.waiting + 1,
        }
        for seats in live.seats
        if seats.way is not registration.way
    ]


def _joining(
    registration: Registration,
    document: Document | None,
    above: Mapping[str, str | None],
    at: datetime,
) -> Joining:
    if registration.workshop.join_url is None:
        return Joining(url=None, opens=None)
    url = above["join"]
    if url is None or document is None:
        return Joining(url=registration.workshop.join_url, opens=None)
    whole = document.whole
    zone = document.workshop.time_zone
    opens = rules.joins_from(whole.start, whole.first, zone)
    if opens is None or at >= opens:
        return Joining(url=url, opens=None)
    clock = queries.zone_of(registration)
    return Joining(url=None, opens=zones.when(opens, clock, i18n.language()))


def _adding(registration: Registration, document: Document | None) -> Adding | None:
    if document is None:
        return None
    return calendar.adding(
        document,
        language=i18n.language(),
        base_url=config().base_url,
        holding=_HOLDING.get(registration.state, Holding.UNDECIDED),
    )


def attachment(registration: Registration, seen: Published) -> str:
    """The agenda as a calendar file, once; the meeting's address for who has a place there."""
    is_in = registration.state is RegistrationState.CONFIRMED
    return calendar.attachment(
        seen.document,
        language=i18n.language(),
        base_url=config().base_url,
        join_url=registration.workshop.join_url
        if is_in and registration.way is Way.ONLINE
        else None,
    )


def _feed(registration: Registration) -> Subscribing:
    token = links.derive(
        config().secret_key, "feed", f"r{registration.key}", registration.feed_generation
    )
    return Subscribing(f"{config().base_url}/feeds/{token}/calendar.ics")
