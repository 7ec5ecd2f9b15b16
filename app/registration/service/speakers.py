"""Accepted speakers hold a seat like anybody else; their letters are the invitation's."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, select

from app.extensions import db
from app.links import new_key
from app.mail import addresses
from app.people.models import Speaker
from app.registration import queries, rules
from app.registration.models import Registration
from app.registration.queries import Live
from app.registration.rules import Action, RegistrationState, Source
from app.registration.service import acts, seats, serving
from app.workshops.models import Workshop
from app.workshops.rules import Way


def seat_for_speaker(speaker: Speaker, *, at: datetime) -> Registration | None:
    """A seat in the pool of the workshop's way, else the first place in its line.

    Who registered with the same address before keeps that registration, and gets a seat with it.
    None where the workshop takes no registrations.
    """
    pools = seats.hold(speaker.workshop_id)
    held = _held_by(speaker)
    if held is not None:
        return held
    registration = _own_registration(speaker)
    if registration is None:
        way = _way(speaker.workshop, queries.live(speaker.workshop_id))
        if way is None:
            return None
        registration = _new_row(speaker, way, at=at)
    else:
        seats.hold_row(registration)
    rules.check(registration.state, Action.SEAT_SPEAKER)
    registration.speaker_id = speaker.id
    if registration.state is RegistrationState.OFFERED:
        # Nobody takes the place back: a speaker answers the invitation, not the offer.
        seats.become(registration, RegistrationState.CONFIRMED, at)
    elif registration.state not in rules.SEATED:
        # Out of the line before the seat is asked for: nobody waits for themselves.
        registration.state = RegistrationState.PENDING
        db.session.add(registration)
        db.session.flush()
        seats.enter_first(registration, pools[registration.way], at=at)
    db.session.flush()
    acts.note_of("speaker_seated", registration, at=at, actor="speaker", state=registration.state)
    return registration


@dataclass(frozen=True, slots=True)
class SpeakersPlace:
    """Where a speaker who has accepted sits, or one who accepts would."""

    way: Way
    #: Whether it is theirs, or would be; else they wait for it, or would.
    seated: bool
    #: Whether it is held already.
    held: bool


def place_of_speaker(speaker: Speaker) -> SpeakersPlace | None:
    """What `seat_for_speaker` has done or would do now; None = no place is kept for anybody."""
    held = _find_held(speaker)
    if held is not None:
        return SpeakersPlace(held.way, held.state in rules.SEATED, True)
    live, known = queries.live(speaker.workshop_id), _own_registration(speaker)
    way = known.way if known else _way(speaker.workshop, live)
    seats_there = live.of(way) if live and way else None
    if way is None or seats_there is None:
        return None
    has_one = known is not None and known.state in rules.SEATED
    return SpeakersPlace(way, has_one or seats_there.left != 0, False)


def release_speaker(speaker: Speaker, *, at: datetime, account_id: int | None = None) -> None:
    """The speaker does not come after all. A registration of their own stays as it is."""
    pools = seats.hold(speaker.workshop_id)
    held = _held_by(speaker)
    if held is None:
        return
    if held.source is not Source.SPEAKER:
        held.speaker_id = None
        return
    was = held.state
    seats.become(held, RegistrationState.CANCELLED, at)
    if was in rules.SEATED:
        seats.give_back(pools[held.way])
    serving.promote(speaker.workshop_id, held.way, pools, at=at)
    acts.note_of("speaker_released", held, at=at, account_id=account_id, actor="speaker")


def _held_by(speaker: Speaker) -> Registration | None:
    return db.session.scalars(_of(speaker).with_for_update(of=Registration)).first()


def _find_held(speaker: Speaker) -> Registration | None:
    return db.session.scalars(_of(speaker)).first()


def _of(speaker: Speaker) -> Select[Registration]:
    return (
        select(Registration)
        .where(
            Registration.speaker_id == speaker.id,
            Registration.state.in_(rules.ACTIVE),
        )
        .order_by(Registration.id)
    )


def _own_registration(speaker: Speaker) -> Registration | None:
    """Theirs by address, unless it already is another speaker's: some share a secretary's."""
    address = _address(speaker)
    known = queries.find_active(speaker.workshop_id, address) if address else None
    return known if known is not None and known.speaker_id is None else None


def _address(speaker: Speaker) -> str | None:
    try:
        return addresses.normal(speaker.person.email) if speaker.person.email else None
    except addresses.NotAnAddress:
        return None


def _way(workshop: Workshop, live: Live | None) -> Way | None:
    """How the workshop is held. Seats in the room are few: at a hybrid one nobody is given one of
    them without having asked."""
    offered = [seats.way for seats in live.seats] if live else []
    wanted = Way.ON_SITE if workshop.way is Way.ON_SITE else Way.ONLINE
    if wanted in offered:
        return wanted
    return offered[0] if offered else None


def _new_row(speaker: Speaker, way: Way, *, at: datetime) -> Registration:
    person, address = speaker.person, _address(speaker)
    taken = address is None or queries.find_active(speaker.workshop_id, address) is not None
    return Registration(
        key=new_key(),
        workshop_id=speaker.workshop_id,
        source=Source.SPEAKER,
        state=RegistrationState.PENDING,
        state_at=at,
        way=way,
        name=person.name,
        email="" if taken else person.email,
        email_normal=f"speaker:{speaker.key}" if taken else address,
        affiliation=next(iter((speaker.affiliation or {}).values()), None),
        position=next(iter((speaker.post or {}).values()), None),
        country=person.country,
        language=person.language or "en",
        time_zone=person.time_zone,
        at=at,
    )
