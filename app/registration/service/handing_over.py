"""Somebody else comes instead: the place passes on without ever being free."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.exc import IntegrityError

from app.extensions import db
from app.links import new_key
from app.mail import addresses
from app.registration import queries, rules
from app.registration.models import Registration
from app.registration.rules import Action, RegistrationState, Source
from app.registration.service import acts, letters, seats

#: So many colleagues may be tried within an hour.
MOST = 5
_HOUR = timedelta(hours=1)
#: What somebody who waits already becomes by a place that is handed to them.
_GETS = {
    RegistrationState.CONFIRMED: Action.PROMOTE,
    RegistrationState.OFFERED: Action.OFFER,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Colleague:
    """Who comes instead, as the giver wrote it."""

    name: str
    email: str
    affiliation: str | None = None
    position: str | None = None


def note_attempt(registration: Registration, *, at: datetime) -> None:
    """Before `hand_over`, and committed before it answers: whoever tries addresses to learn who is
    registered can try few. Raises AskedTooOften."""
    seats.hold_row(registration)
    if not rules.may(registration.state, Action.HAND_OVER):
        return
    if queries.times_noted(registration, "hand_over_tried", since=at - _HOUR) >= MOST:
        raise rules.AskedTooOften
    acts.note_of("hand_over_tried", registration, at=at)


def tell_who_is_known(registration: Registration, colleague: Colleague, *, at: datetime) -> None:
    """After NotHandedOver: who is registered hears that somebody wanted to use their address."""
    address = addresses.normal(colleague.email)
    known = queries.find_active(registration.workshop_id, address)
    if known and not queries.was_written(known, "address_in_use", since=at - _HOUR):
        letters.write("address_in_use", known, act=f"address:{at.isoformat()}", at=at)


def hand_over(registration: Registration, colleague: Colleague, *, at: datetime) -> Registration:
    """The colleague's registration, which is now what the giver's was; the giver's is cancelled,
    and cannot be brought back.

    Answers and consents stay the giver's: the colleague gives their own. Raises NotFromHere,
    SpeakersPlace, OfferRanOut, NotHandedOver, WorkshopCancelled, WorkshopOver and
    addresses.NotAnAddress.
    """
    address = addresses.normal(colleague.email)
    acts.begin(registration, Action.HAND_OVER, at=at)
    if registration.speaker_id is not None:
        raise rules.SpeakersPlace
    until = registration.offered_until
    if until is not None and at >= until:
        raise rules.OfferRanOut(until=rules.Moment(until, queries.zone_of(registration)))
    was = registration.state
    # Its address and its seat are the giver's no more before somebody else has them; `used` counts
    # the same before and after.
    seats.become(registration, RegistrationState.CANCELLED, at)
    db.session.flush()
    taker = _taker(registration, colleague, address, was, at=at)
    seats.become(taker, was, at)
    taker.offered_until = until
    try:
        with db.session.begin_nested():
            db.session.add(taker)
            db.session.flush()
    except IntegrityError as doubled:
        raise rules.NotHandedOver from doubled
    act = f"hand-over:{registration.key}:{at.isoformat()}"
    letters.write("handed_over", registration, act=act, at=at)
    letters.write("received_place", taker, act=act, at=at)
    acts.note_of("handed_over", registration, at=at, was=was, to=taker.id)
    acts.note_of("place_received", taker, at=at, state=was)
    return taker


def _taker(
    giver: Registration,
    colleague: Colleague,
    address: str,
    state: RegistrationState,
    *,
    at: datetime,
) -> Registration:
    """Who waits in line leaves it for the place; whoever else is registered keeps what they have,
    and the giver does not hear which it is."""
    known = queries.find_active(giver.workshop_id, address)
    if known is None:
        return _newcomer(giver, colleague, address, at=at)
    seats.hold_row(known)
    if state not in _GETS or not rules.may(known.state, _GETS[state]):
        raise rules.NotHandedOver
    known.way = giver.way
    return known


def _newcomer(
    giver: Registration, colleague: Colleague, address: str, *, at: datetime
) -> Registration:
    return Registration(
        key=new_key(),
        workshop_id=giver.workshop_id,
        way=giver.way,
        name=colleague.name,
        email=colleague.email,
        email_normal=address,
        affiliation=colleague.affiliation,
        position=colleague.position,
        # Whom they write to is what is known of the language they read.
        language=giver.language,
        source=Source.HANDED_OVER,
        at=at,
    )
