"""Every letter to a participant: written in the transaction that causes it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from app.agenda.published import find as find_published
from app.agenda.rules.document import Document
from app.i18n import speaking, texts, zones
from app.mail import outbox
from app.mail.message import LEAVING
from app.mail.outbox import Link
from app.registration import queries, words
from app.registration.models import Registration, RegistrationForm
from app.registration.rules import (
    ACTIVE,
    SEATED,
    Cause,
    RegistrationState,
    Reminder,
    Source,
    greeted,
)
from app.registration.service import telling
from app.workshops.rules import Way

#: By others than the person: their first letter says who it was.
BY_OTHERS = frozenset(Source) - {Source.FORM, Source.SPEAKER}
#: Who only asked has no part in it yet; who is out of it, and whom nothing awaits, have none.
_ASKED = ACTIVE - SEATED
#: The file came with the letter that said so first, or is of no use any more.
WITHOUT_CALENDAR = frozenset(Reminder)
#: They say in which of the choices that somebody made there was no place left.
TELLS_CHOICES = frozenset({"confirmed", "promoted"})
#: They say whether something is still needed of somebody, beside those of `say_state`.
TELLS_NEEDED = frozenset({"promoted", "offered", "received_place", "changed_for_you"})
#: The letter that says what somebody's state is now.
OF_STATE = {
    RegistrationState.UNCONFIRMED: "confirm_address",
    RegistrationState.PENDING: "pending",
    RegistrationState.CONFIRMED: "confirmed",
    RegistrationState.WAITLISTED: "waitlisted",
    RegistrationState.OFFERED: "offered",
}


def say_state(
    registration: Registration,
    *,
    act: str,
    at: datetime,
    way_before: Way | None = None,
    cause: Cause = Cause.REGISTERED,
    form: RegistrationForm | None = None,
) -> None:
    """Confirmed, waiting at which place, waiting for a decision, or asked to confirm.

    `way_before` is how somebody took part, or wanted to, who has just changed that; `cause` is
    what else led here. Who has the form at hand spares looking for choices that have no limit.
    """
    before = words.WAYS[way_before] if way_before else None
    is_new = cause is Cause.REGISTERED and way_before is None
    by_others = (
        is_new and registration.source in BY_OTHERS and not words.wrote_the_list(registration)
    )
    with speaking(registration.language):
        how = words.how(registration, cause) if way_before is None else ""
    missed: dict[str, Any] = {}
    if form is not None and not _limits_choices(form):
        missed["choices_missed"] = []
    write(
        OF_STATE[registration.state],
        registration,
        act=act,
        at=at,
        way_before=before,
        how=how,
        by_others=by_others,
        by_form=is_new and registration.source is Source.FORM,
        must_answer=(by_others or not is_new) and queries.missing(registration).is_something,
        **missed,
    )


def _limits_choices(form: RegistrationForm) -> bool:
    choices = (choice for one in form.questions for choice in one.get("choices") or ())
    return any(choice.get("places") is not None for choice in choices)


def say_changed(
    registration: Registration,
    what: str,
    *,
    act: str,
    at: datetime,
    way_before: Way | None = None,
) -> None:
    """Organisers have changed it: its `way`, or an act of theirs was `taken_back`."""
    before = words.WAYS[way_before] if way_before else None
    write("changed_for_you", registration, act=act, at=at, way_before=before, what=what)


def write(
    kind: str,
    registration: Registration,
    *,
    act: str,
    at: datetime,
    document: Document | None = None,
    **context: Any,
) -> None:
    """One letter to this participant, if they get any.

    `document` is the agenda it speaks of, the newest committed version if not given.
    """
    if registration.is_written_to:
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
    workshop, language = registration.workshop, registration.language
    seen = document or _newest(workshop.slug)
    is_in = registration.state is RegistrationState.CONFIRMED
    waits = registration.state is RegistrationState.WAITLISTED
    is_past = kind == Reminder.THANKS
    is_to_come = not workshop.is_cancelled and not is_past and kind != "workshop_cancelled"
    joins = is_in and is_to_come and _joins_online(registration)
    said = telling.told(seen, language, zones.known(registration.time_zone)) if seen else None
    attached = telling.attachment(seen, language, joins=joins) if seen and is_in else None
    reminds = kind in WITHOUT_CALENDAR
    if reminds:
        attached = None
    live, asks = queries.live_and_asks(workshop.id) if is_to_come and waits else (None, None)
    if kind in TELLS_CHOICES and "choices_missed" not in context:
        missed = queries.choices_missed(registration)
        context["choices_missed"] = [texts.words(one.choice, language) for one in missed]
    held_until = _held_until(registration)
    # What only some acts tell of.
    told_by_acts = {
        "way_before": None,
        "how": "",
        "by_others": False,
        "by_form": False,
        "must_answer": kind in TELLS_NEEDED
        and "must_answer" not in context
        and registration.id is not None
        and queries.missing(registration).is_something,
        "came": None,
    }
    return {
        "kind": kind,
        "feature": "registration",
        "act": act,
        "recipient": f"registration:{registration.id}",
        "to_name": registration.name,
        "to_email": registration.email or "",
        "called": greeted(
            registration.name, registration.native_name, registration.address_as, language
        ),
        "language": language,
        "workshop_id": workshop.id,
        "practice": workshop.practice,
        "at": at,
        "links": [*personal_links(registration), *(_leaving(registration) if reminds else ())],
        "calendar": attached,
        "has_calendar": attached is not None,
        "title_of_workshop": seen.workshop.title if seen else workshop.title,
        "on_day": said.on_day if said else "",
        "is_to_come": is_to_come,
        "is_past": is_past,
        "times": list(said.times) if said else [],
        "own_time": list(said.own_time) if said else [],
        "way": words.WAYS[registration.way],
        "on_site": registration.way is Way.ON_SITE,
        "offer_hours": asks.offer_hours if asks else None,
        "free_ways": live.free_beside(registration.way) if live else (),
        "offered": registration.state is RegistrationState.OFFERED,
        #: Not they themselves asked for it.
        "named_by_others": registration.source in BY_OTHERS
        and not words.wrote_the_list(registration),
        "takes_part": is_to_come and registration.state in SEATED,
        "asked": is_to_come and registration.state in _ASKED,
        "venue": _venue(registration, seen) if seen else None,
        "contact": seen.workshop.contact if seen else None,
        "joins": joins,
        "state": words.STATES[registration.state],
        "unconfirmed": registration.state is RegistrationState.UNCONFIRMED,
        "place": queries.place_in_line(registration) if waits else None,
        #: Words of the choices asked for that had no place left.
        "choices_missed": [],
        "offered_until": next(iter(held_until), None),
        "held_until": held_until,
        **told_by_acts,
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
        # The meeting's own address stands in no letter: it may change, and this one leads to it.
        # It opens nothing else, as calendar entries are passed on.
        Link(
            "join",
            "/r/{token}/join",
            "join",
            registration.key,
            registration.generation,
        ),
        Link("page", f"/w/{registration.workshop.slug}?lang={registration.language}"),
    ]


def _leaving(registration: Registration) -> list[Link]:
    """Out of what a time causes, by one click of a mail program or on a page (RFC 8058)."""
    path = f"/r/{{token}}/reminders?lang={registration.language}"
    return [Link(LEAVING, path, "reminders", registration.key, registration.generation)]


def _held_until(registration: Registration) -> list[str]:
    """Until when an offered place is, on the reader's clock and on those of the workshop."""
    until = registration.offered_until
    if until is None:
        return []
    workshop = registration.workshop
    clocks = dict.fromkeys((queries.zone_of(registration), workshop.time_zone, *workshop.zones))
    return [zones.when(until, zone, registration.language) for zone in clocks if zone]


def _newest(slug: str) -> Document | None:
    published = find_published(slug)
    return published.document if published else None


def _venue(registration: Registration, document: Document) -> dict[str, str] | None:
    return document.workshop.place if registration.way is Way.ON_SITE else None


def _joins_online(registration: Registration) -> bool:
    return registration.way is Way.ONLINE and registration.workshop.join_url is not None
