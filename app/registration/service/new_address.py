"""Another e-mail address: nothing changes until a link that was sent there is followed.

The link proves the old page and the new address at once: its token is derived over registration,
generation, address and day (app.links), so nothing waits in a table, and whoever changes something
that matters meanwhile makes it worthless.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.exc import IntegrityError

from app import links
from app.extensions import config, db
from app.mail import addresses, outbox
from app.mail.outbox import Link
from app.registration import queries, rules
from app.registration.models import Registration
from app.registration.rules import Action, RegistrationState
from app.registration.service import acts, details, letters, seats

PURPOSE = "address"
#: How long the link in the letter holds, in days.
HOLDS_FOR = 7
#: So many new addresses may be asked for within an hour, whether somebody has them or not.
MOST = 5
_HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a link says that is alive."""

    registration: Registration
    email: str


def ask(registration: Registration, email: str, *, revision: int | None, at: datetime) -> None:
    """Write to the new address; where somebody is registered with it, to them instead.

    Nothing tells the two cases apart from outside. Raises NotFromHere, Stale, AskedTooOften and
    addresses.NotAnAddress.
    """
    normal = addresses.normal(email)
    details.hold(registration, revision)
    if normal == registration.email_normal:
        _say_otherwise(registration, email, at=at)
        return
    if queries.times_noted(registration, "address_asked", since=at - _HOUR) >= MOST:
        raise rules.AskedTooOften
    acts.note_of("address_asked", registration, at=at)
    other = queries.find_active(registration.workshop_id, normal)
    if other is not None and queries.was_written(other, "address_in_use", since=at - _HOUR):
        return
    if other is not None:
        letters.write("address_in_use", other, act=f"address:{at.isoformat()}", at=at)
        return
    subject = _subject(registration, email, at)
    path = f"/r/address/{{token}}?to={packed(email)}&lang={registration.language}"
    link = Link("confirm", path, PURPOSE, subject, registration.generation)
    # Asked for twice within an hour it is one e-mail, unless the address was another in between.
    act = f"address:{links.key_of(email)}:{registration.generation}:{at:%Y-%m-%dT%H}"
    _write_to(email, "new_address", registration, [link], act=act, at=at)


def _say_otherwise(registration: Registration, email: str, *, at: datetime) -> None:
    """The same address, written another way, such as in capitals: nobody has to prove it."""
    if registration.email != email:
        registration.email = email
        details.saved(registration, ["email"], at=at)


def _write_to(
    email: str,
    kind: str,
    registration: Registration,
    more: list[Link],
    *,
    act: str,
    at: datetime,
) -> None:
    """A letter about this registration to an address that is not, or no more, its own: it holds
    nothing that opens the page, the feed or the meeting."""
    if not registration.is_written_to:
        return
    planned = letters.plan(kind, registration, act=act, at=at, joins=False)
    page = [link for link in planned["links"] if link.name == "page"]
    outbox.write(**(planned | {"to_email": email, "links": [*page, *more], "calendar": None}))


# -- The link -------------------------------------------------------------------------------------


def packed(email: str) -> str:
    return base64.urlsafe_b64encode(email.encode()).decode().rstrip("=")


def _unpacked(text: str) -> str | None:
    try:
        return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode()
    except (ValueError, UnicodeDecodeError):
        return None


def _subject(registration: Registration, email: str, at: datetime) -> str:
    return f"{registration.key}.{links.key_of(email)}.{_day(at)}"


def token_for(registration: Registration, email: str, at: datetime) -> str:
    """As the letter gets it when it is delivered."""
    subject = _subject(registration, email, at)
    return links.derive(config().secret_key, PURPOSE, subject, registration.generation)


def _day(at: datetime) -> int:
    return int(at.timestamp() // 86400)


def opened(token: str, to: str, *, at: datetime) -> Asked | None:
    """What the link asks for; None for a wrong link, and for one that holds no more."""
    subject, email = links.subject_of(token), _unpacked(to)
    key, _, rest = (subject or "").partition(".")
    registration = queries.find(key) if key and email else None
    if subject is None or registration is None or email is None:
        return None
    day = rest.rpartition(".")[2]
    if not day.isdigit() or not 0 <= _day(at) - int(day) <= HOLDS_FOR:
        return None
    if subject.rpartition(".")[0] != _subject(registration, email, at).rpartition(".")[0]:
        return None
    secret = config().secret_key
    if not links.opens(secret, PURPOSE, token, subject, registration.generation):
        return None
    return Asked(registration, email)


def change(asked: Asked, *, at: datetime, account_id: int | None = None) -> None:
    """The address is the new one; links given out before open nothing any more.

    The letter with the new links goes there, the old address is told. `account_id` is the
    organiser who was told the new address. Raises NotFromHere and
    AddressTaken.
    """
    registration, generation = asked.registration, asked.registration.generation
    seats.hold_with(registration)
    rules.check(registration.state, Action.CHANGE_DETAILS)
    if registration.generation != generation:
        raise rules.NotFromHere
    old = registration.email
    normal = addresses.normal(asked.email)
    try:
        with db.session.begin_nested():
            registration.email, registration.email_normal = asked.email, normal
            db.session.flush()
    except IntegrityError as taken:
        raise rules.AddressTaken from taken
    registration.generation += 1
    registration.feed_generation += 1
    details.saved(registration, ["email"], at=at, account_id=account_id)
    db.session.flush()
    act = f"address:{registration.key}:{registration.generation}"
    unproved = registration.state is RegistrationState.UNCONFIRMED
    letters.write("confirm_address" if unproved else "link", registration, act=act, at=at)
    if old:
        _write_to(old, "address_changed", registration, [], act=act, at=at)
