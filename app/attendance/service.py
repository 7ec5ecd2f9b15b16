"""What happens on the day: people are checked in, come without having asked, join the meeting."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Select, delete, select
from sqlalchemy.exc import IntegrityError

from app.attendance import queries, rules
from app.attendance.models import Attendance
from app.attendance.rules import Seen
from app.audit.service import note
from app.extensions import db
from app.links import key_of
from app.registration import queries as registrations
from app.registration import rules as registration_rules
from app.registration import service as registration
from app.registration.models import Registration
from app.registration.rules import Action, Channel, RegistrationState, Source
from app.registration.rules.questions import Consent
from app.registration.service import Wish, consents, seats
from app.workshops.models import Workshop


def check_in(
    person: Registration, day: date, *, at: datetime, account_id: int | None
) -> Attendance:
    """Note that somebody is here. Twice is once, whoever does it.

    Raises NotADay, NotYetTheDay, NotYours and WorkshopCancelled.
    """
    workshop = person.workshop
    rules.refuse_unless_on(
        day, queries.dates(workshop), at, workshop.time_zone, practice=workshop.practice
    )
    return _note(person, day, Seen.DOOR, at=at, account_id=account_id)


def _note(
    person: Registration, day: date, seen: Seen, *, at: datetime, account_id: int | None
) -> Attendance:
    # Held, so that nobody is noted as there whose cancellation comes through at the same moment.
    seats.hold_row(person)
    if person.workshop.is_cancelled:
        raise registration_rules.WorkshopCancelled
    if not registration_rules.may(person.state, Action.CHECK_IN):
        raise rules.NotYours
    known = _find(person, day, seen)
    if known is not None:
        return known
    made = Attendance(registration_id=person.id, day=day, seen=seen, at=at, account_id=account_id)
    try:
        with db.session.begin_nested():
            db.session.add(made)
            db.session.flush()
    except IntegrityError:  # a colleague has just noted it
        return db.session.scalars(_wanted(person, day, seen)).one()
    _log("checked_in" if seen is Seen.DOOR else "joined", person, at=at, account_id=account_id)
    return made


def _wanted(person: Registration, day: date, seen: Seen) -> Select[Attendance]:
    return select(Attendance).where(
        Attendance.registration_id == person.id, Attendance.day == day, Attendance.seen == seen
    )


def _find(person: Registration, day: date, seen: Seen) -> Attendance | None:
    return db.session.scalar(_wanted(person, day, seen))


def take_back(
    person: Registration, day: date, seen: Seen, *, at: datetime, account_id: int | None
) -> bool:
    """Somebody was noted by mistake. False where nothing was noted, or is any more."""
    gone = db.session.execute(
        delete(Attendance)
        .where(
            Attendance.registration_id == person.id,
            Attendance.day == day,
            Attendance.seen == seen,
        )
        .returning(Attendance.id)
    ).all()
    if gone:
        _log("taken_back", person, at=at, account_id=account_id)
    return bool(gone)


def walk_in(
    workshop: Workshop, wish: Wish, day: date, *, key: str, at: datetime, account_id: int | None
) -> Registration:
    """Register somebody at the door and check them in; a place is free, or nothing happens.

    `key` names the form that was sent: sending it again changes nothing. Raises NoPlaceLeft, what
    `registration.add` raises and what `check_in` raises.
    """
    row_key = _row_key(workshop, key, wish)
    person = registrations.find_in(workshop.id, row_key)
    if person is None:
        person = _added(workshop, wish, row_key, at=at, account_id=account_id)
    check_in(person, day, at=at, account_id=account_id)
    return person


def _added(
    workshop: Workshop, wish: Wish, key: str, *, at: datetime, account_id: int | None
) -> Registration:
    try:
        made = registration.add(
            workshop, wish, source=Source.WALK_IN, key=key, at=at, account_id=account_id
        )
    except registration_rules.AlreadyRegistered:
        twin = registrations.find_in(workshop.id, key)
        if twin is None:
            raise
        return twin
    except registration_rules.Full:
        raise rules.NoPlaceLeft from None
    _refuse_unless_in(made)
    return made


def _row_key(workshop: Workshop, key: str, wish: Wish) -> str:
    return key_of(workshop.id, key, wish.name, wish.email)


#: Who came although the registration was over is registered anew, as at the door.
COMES_ANEW = frozenset({RegistrationState.CANCELLED, RegistrationState.EXPIRED})
#: Whom the team lets in by taking the step that is still missing.
ADMITTED = COMES_ANEW | {RegistrationState.OFFERED, RegistrationState.UNCONFIRMED}


def admit(
    person: Registration, day: date, *, at: datetime, account_id: int | None
) -> Registration:
    """Give somebody a place that is free, by the step that is missing, and check them in.

    Raises NotYours, NoPlaceLeft, and what those steps raise.
    """
    if person.state is RegistrationState.OFFERED:
        registration.accept_offer(person, at=at)
    elif person.state is RegistrationState.UNCONFIRMED:
        registration.confirm_address(person, at=at)
    elif person.state in COMES_ANEW:
        again = registrations.find_active(person.workshop_id, person.email_normal)
        person = again or _again(person, at=at, account_id=account_id)
    _refuse_unless_in(person)
    check_in(person, day, at=at, account_id=account_id)
    return person


def approve(person: Registration, day: date, *, at: datetime, account_id: int | None) -> None:
    """Decide at the door that somebody may come in. Raises NoPlaceLeft and what approving does."""
    registration.approve(person, at=at, account_id=account_id)
    _refuse_unless_in(person)
    check_in(person, day, at=at, account_id=account_id)


def _again(person: Registration, *, at: datetime, account_id: int | None) -> Registration:
    wish = Wish(
        name=person.name,
        email=person.email,
        way=person.way,
        affiliation=person.affiliation,
        position=person.position,
        country=person.country,
        language=person.language,
        time_zone=person.time_zone,
        native_name=person.native_name,
        address_as=person.address_as,
    )
    return _added(
        person.workshop, wish, _row_key(person.workshop, person.key, wish), at=at,
        account_id=account_id,
    )  # fmt: skip


def _refuse_unless_in(person: Registration) -> None:
    """Whoever acts here stands at the door: a place in line is none. The page takes it back."""
    if person.state is RegistrationState.WAITLISTED:
        raise rules.NoPlaceLeft


def join(
    person: Registration,
    day: date | None,
    *,
    agrees: Consent | None,
    language: str,
    at: datetime,
) -> None:
    """Somebody goes to the meeting: noted on this day, if they agreed before or do so now.

    Raises NotYours and WorkshopCancelled.
    """
    if person.workshop.is_cancelled:
        raise registration_rules.WorkshopCancelled
    if not registration_rules.may(person.state, Action.CHECK_IN):
        raise rules.NotYours
    if agrees is not None and not queries.agreed(person):
        consents.note(person, agrees, True, language=language, channel=Channel.OWN_PAGE, at=at)
        db.session.flush()
    if day is not None and queries.agreed(person):
        _note(person, day, Seen.ONLINE, at=at, account_id=None)


def _log(verb: str, person: Registration, *, at: datetime, account_id: int | None) -> None:
    note(
        f"attendance.{verb}",
        at=at,
        actor="account" if account_id is not None else "participant",
        account_id=account_id,
        workshop_id=person.workshop_id,
        subject=f"registration:{person.id}",
    )
