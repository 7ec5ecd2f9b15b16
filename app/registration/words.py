"""How registrations are spoken of on pages and in letters."""

from __future__ import annotations

from app.agenda.rules.document import Document
from app.i18n import gettext, language, lazy_gettext, ngettext, spans, zones
from app.registration.models import Registration
from app.registration.queries import Seats
from app.registration.rules import Cause, RegistrationState, Source
from app.workshops.ways import WAYS as WAYS

STATES = {
    RegistrationState.UNCONFIRMED: lazy_gettext("address not confirmed yet"),
    RegistrationState.PENDING: lazy_gettext("waiting for the organisers’ decision"),
    RegistrationState.CONFIRMED: lazy_gettext("confirmed"),
    RegistrationState.WAITLISTED: lazy_gettext("on the waiting list"),
    RegistrationState.OFFERED: lazy_gettext("a place is offered"),
    RegistrationState.CANCELLED: lazy_gettext("cancelled"),
    RegistrationState.REJECTED: lazy_gettext("declined by the organisers"),
    RegistrationState.EXPIRED: lazy_gettext("expired"),
}
#: As the team reads them, who are the ones that decide.
STATES_FOR_TEAM = STATES | {RegistrationState.PENDING: lazy_gettext("to be decided")}


def times(document: Document) -> list[str]:
    """When the workshop is, once per zone it is shown in; days alone where hours are not known."""
    whole, workshop = document.whole, document.workshop
    if whole.start is not None and workshop.time_zone:
        return [zones.span(whole.start, whole.end, zone, language()) for zone in workshop.clocks]
    if whole.first is None:
        return [gettext("not recorded")]
    day = zones.day(whole.first, language())
    if whole.last is None or whole.last == whole.first:
        return [gettext("%(day)s; hours not recorded", day=day)]
    last = zones.day(whole.last, language())
    return [gettext("%(first)s to %(last)s; hours not recorded", first=day, last=last)]


def own_time(document: Document, zone: str | None) -> list[str]:
    """The hours once more for a reader whose zone is known and not among those shown."""
    whole = document.whole
    if whole.start is None or not document.workshop.time_zone:
        return []
    if zone is None or zone in document.workshop.clocks:
        return []
    return [zones.span(whole.start, whole.end, zone, language())]


def on_day(document: Document) -> str:
    """21 May 2027; 20–22 May 2027; empty where no day is recorded."""
    first, last = document.whole.first, document.whole.last
    return spans.span_of_days(first, last or first) if first else ""


def how(registration: Registration, cause: Cause) -> str:
    """What led to a registration's state, as the first sentence of its letter; empty where the
    person simply registered."""
    match cause:
        case Cause.ADDRESS_CONFIRMED:
            return gettext("Thank you for confirming your address.")
        case Cause.APPROVED:
            return gettext("The organisers have approved your registration.")
        case Cause.ACCEPTED:
            return gettext("You have taken the place that was held for you.")
        case Cause.UNDONE:
            return gettext("You have taken your cancellation back.")
        case Cause.REGISTERED:
            return _registered_by(registration)


def wrote_the_list(registration: Registration) -> bool:
    """Whether who is on a list is the one who wrote it."""
    group, own = registration.group, registration.email
    return group is not None and own is not None and group.email.casefold() == own.casefold()


def _registered_by(registration: Registration) -> str:
    match registration.source:
        case Source.GROUP if wrote_the_list(registration):
            return gettext("You have registered for this workshop, together with others.")
        case Source.ADDED:
            return gettext("The organisers have registered you for this workshop.")
        case Source.GROUP if registration.group is not None:
            return gettext(
                "%(name)s has registered you for this workshop, together with others.",
                name=registration.group.name,
            )
        case Source.GROUP:
            return gettext("You were registered for this workshop together with others.")
        case Source.WALK_IN:
            return gettext("You were registered for this workshop at the entrance.")
        case Source.HANDED_OVER:
            return gettext("Somebody has handed their place at this workshop over to you.")
        case _:
            return ""


def places_left(seats: Seats, *, waiting_list: bool) -> str:
    """What a newcomer would find who asked for this way of taking part now."""
    if seats.free and seats.left is None:
        return gettext("places without limit")
    if seats.free:
        return ngettext("%(n)s place left", "%(n)s places left", seats.left or 0)
    if waiting_list:
        return gettext(
            "all places taken; you would be number %(place)s on the waiting list",
            place=seats.waiting + 1,
        )
    return gettext("all places taken")
