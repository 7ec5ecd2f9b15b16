"""Getting in: asking, confirming the address, the organisers' decision."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.exc import IntegrityError

from app.extensions import db
from app.links import key_of, new_key
from app.mail import addresses
from app.registration import queries, rules
from app.registration.models import Registration, RegistrationForm
from app.registration.queries import Live, Seats
from app.registration.rules import Channel, RegistrationState, Source, questions
from app.registration.service import acts, answers, consents, letters, seats
from app.workshops.models import Workshop
from app.workshops.rules import Way, WorkshopState

#: Posts without the key of a form that say the same this close together are one press of a button.
ONE_PRESS = timedelta(seconds=10)
#: Asking again and again writes to the same address no more often than this.
BETWEEN_REMINDERS = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What the form says, cleaned; the address as typed."""

    name: str
    email: str
    way: Way
    affiliation: str | None = None
    position: str | None = None
    country: str | None = None
    language: str = "en"
    time_zone: str | None = None
    native_name: str | None = None
    address_as: str | None = None
    #: Cleaned answers by the question's key, and what was agreed to by the consent's.
    answers: Mapping[str, Any] = field(default_factory=dict)
    consents: Mapping[str, bool] = field(default_factory=dict)
    #: The versions of the consents that were read, as far as the form told.
    read: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the visitor is told: for a known address, what a newcomer would get now."""

    state: RegistrationState
    #: Place in line while waitlisted, else None.
    place: int | None


def would_get(workshop: Workshop, way: Way, *, at: datetime) -> Outcome:
    """What a newcomer would get now, nothing done. Raises what `register` raises."""
    _, live = _open_form(workshop, at)
    return _newcomer_gets(live, _pool(live, way))


def register(
    workshop: Workshop,
    wish: Wish,
    *,
    key: str | None,
    at: datetime,
    source: Source = Source.FORM,
    group_id: int | None = None,
) -> Outcome:
    """Take a seat or a place in line, and write the letter.

    `key` names the form that was sent: sending it again with the same address changes nothing and
    is answered like the first time. Raises the refusals of rules.refuse_unless_open, NotOpen,
    WayNotOffered, Full, ChoiceTaken and WordsChanged, and addresses.NotAnAddress.
    """
    address = addresses.normal(wish.email)
    named = row_key(workshop.id, key, wish.email) if key else None
    earlier = queries.find(named) if named else None
    if earlier is not None:
        return _outcome(earlier)
    form, live = _open_form(workshop, at)
    consents.require_read(questions.consents(form.consents), wish.consents, wish.read)
    pool = _pool(live, wish.way)
    gets = _newcomer_gets(live, pool)
    known = queries.find_active(workshop.id, address)
    if known is not None:
        if known.key == named:  # sent twice at once: its twin has just come in
            return _outcome(known)
        # What is written, and kept of files, takes as long as for a newcomer.
        acts.note_of("asked_again", known, at=at, actor="somebody")
        answers.pretend_to_keep(wish.answers, at=at)
        if key or not _is_one_press(known, wish, at):
            _say_already_registered(known, key=key, at=at)
        return gets
    made = _add(
        workshop,
        form,
        wish,
        pool_id=pool.pool_id,
        address=address,
        key=named,
        source=source,
        group_id=group_id,
        at=at,
    )
    if made is None:
        # The same address came in at the same moment through another process, which has written.
        earlier = queries.find(named) if named else None
        return _outcome(earlier) if earlier else gets
    return _outcome(made)


def row_key(workshop_id: int, key: str, email: str) -> str:
    """The same form sent again finds the row it made; a corrected address makes another.

    Known before anything is done, and the same whether the address is known or new.
    """
    return key_of(workshop_id, key, addresses.normal(email))


def _outcome(registration: Registration) -> Outcome:
    return Outcome(registration.state, queries.place_in_line(registration))


def _open_form(workshop: Workshop, at: datetime) -> tuple[RegistrationForm, Live]:
    state = seats.state_of(workshop.id)
    form = queries.find_form(workshop.id)
    live = queries.live(workshop.id)
    if form is None or live is None:
        raise rules.NotOpen
    cancelled = state is WorkshopState.CANCELLED
    rules.refuse_unless_open(queries.window_of(form, workshop.slug), at, cancelled=cancelled)
    if state is not WorkshopState.PUBLISHED:
        raise rules.NotOpen
    return form, live


def _pool(live: Live, way: Way) -> Seats:
    pool = live.of(way)
    if pool is None:
        raise rules.WayNotOffered
    return pool


def _newcomer_gets(live: Live, pool: Seats) -> Outcome:
    state = live.newcomer_gets(pool.way)
    if state is None:
        raise rules.Full
    return Outcome(state, pool.waiting + 1 if state is RegistrationState.WAITLISTED else None)


def add(
    workshop: Workshop,
    wish: Wish,
    *,
    source: Source,
    at: datetime,
    account_id: int | None,
    tell: bool = True,
    key: str | None = None,
) -> Registration:
    """Register somebody who need not ask: invited, imported, or at the door.

    They get a seat or the end of the line, whatever window and approval say, and with `tell`
    the letter of it. Who comes to the door may have no address, and then gets none. `key` names
    the row. Raises AlreadyRegistered, WayNotOffered, Full, NotOpen, WorkshopCancelled,
    WorkshopOver and addresses.NotAnAddress.
    """
    key = key or new_key()
    at_the_door = source is Source.WALK_IN and not wish.email
    address = f"{source.value}:{key}" if at_the_door else addresses.normal(wish.email)
    state = seats.state_of(workshop.id)
    form, live = queries.find_form(workshop.id), queries.live(workshop.id)
    if form is None or live is None:
        raise rules.NotOpen
    cancelled = state is WorkshopState.CANCELLED
    rules.refuse_when_past(
        rules.doors(queries.window_of(form, workshop.slug), at, cancelled=cancelled)
    )
    pool_id = _pool(live, wish.way).pool_id
    registration = _row(workshop, wish, address=address, key=key, source=source, at=at)

    def settle() -> None:
        seats.hold(workshop.id)
        seats.enter(registration, pool_id, waiting_list=form.waiting_list, at=at)

    def note() -> None:
        _note_answers(registration, form, wish, channel=Channel.ORGANISERS, at=at)

    if queries.find_active(workshop.id, address) or not _is_added(registration, settle, note):
        raise rules.AlreadyRegistered(email=wish.email)
    if tell:
        letters.say_state(registration, act=f"register:{registration.key}", at=at, form=form)
    acts.note_of("added", registration, at=at, account_id=account_id, source=source)
    return registration


def _add(
    workshop: Workshop,
    form: RegistrationForm,
    wish: Wish,
    *,
    pool_id: int,
    address: str,
    key: str | None,
    source: Source,
    group_id: int | None,
    at: datetime,
) -> Registration | None:
    """The new row with its letter; None where the address was taken in the meantime."""
    registration = _row(
        workshop, wish, address=address, key=key or new_key(), source=source, at=at
    )
    registration.group_id = group_id

    def settle() -> None:
        _settle(registration, form, pool_id, at=at)

    def note() -> None:
        _note_answers(registration, form, wish, channel=Channel.FORM, at=at)

    if not _is_added(registration, settle, note):
        return None
    letters.say_state(registration, act=f"register:{registration.key}", at=at, form=form)
    acts.note_of("made", registration, at=at, state=registration.state)
    return registration


def _row(
    workshop: Workshop, wish: Wish, *, address: str, key: str, source: Source, at: datetime
) -> Registration:
    return Registration(
        key=key,
        workshop_id=workshop.id,
        way=wish.way,
        name=wish.name,
        native_name=wish.native_name,
        address_as=wish.address_as,
        email=wish.email,
        email_normal=address,
        affiliation=wish.affiliation,
        position=wish.position,
        country=wish.country,
        language=wish.language,
        time_zone=wish.time_zone,
        source=source,
        at=at,
    )


def _is_added(
    registration: Registration, settle: Callable[[], None], note: Callable[[], None]
) -> bool:
    """False where the address was taken in the meantime; nothing is changed then.

    The row is there once `settle` found its place; `note` adds what hangs on it.
    """
    try:
        with db.session.begin_nested():
            settle()
            db.session.add(registration)
            db.session.flush()
            note()
    except IntegrityError:
        if not _is_there(registration.workshop_id, registration.key, registration.email_normal):
            raise  # something else is wrong, and must not look like an address that is known
        return False
    return True


def _is_there(workshop_id: int, key: str, address: str) -> bool:
    return queries.find(key) is not None or queries.find_active(workshop_id, address) is not None


def _note_answers(
    registration: Registration,
    form: RegistrationForm,
    wish: Wish,
    *,
    channel: Channel,
    at: datetime,
) -> None:
    """What was answered and agreed to. Who asks themselves hears of a choice without places left,
    by ChoiceTaken; for whom organisers enter it, it remains a wish."""
    if wish.answers:
        answers.keep(registration, wish.answers, insist=channel is Channel.FORM, at=at)
    if wish.consents:
        consents.note_all(
            registration,
            questions.consents(form.consents),
            wish.consents,
            language=wish.language,
            channel=channel,
            at=at,
        )


def _settle(
    registration: Registration, form: RegistrationForm, pool_id: int, *, at: datetime
) -> None:
    if form.confirm_email or form.approval:
        seats.hold(registration.workshop_id)
        asks = RegistrationState.UNCONFIRMED if form.confirm_email else RegistrationState.PENDING
        seats.become(registration, asks, at)
        return
    seats.enter(registration, pool_id, waiting_list=form.waiting_list, at=at)


def _is_one_press(known: Registration, wish: Wish, at: datetime) -> bool:
    said = ("name", "way", "affiliation", "position", "country")
    same = all(getattr(known, field) == getattr(wish, field) for field in said)
    return same and at - known.at < ONE_PRESS


def _say_already_registered(known: Registration, *, key: str | None, at: datetime) -> None:
    """One letter per form sent, and not more than one an hour to the same person."""
    if queries.was_written(known, "already_registered", since=at - BETWEEN_REMINDERS):
        return
    letters.write("already_registered", known, act=f"again:{key or at.isoformat()}", at=at)
