"""What crowds do to a workshop's seats, and what must be true when they have gone."""

from __future__ import annotations

import re
import secrets
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import NamedTuple

from flask import Flask
from itsdangerous import URLSafeTimedSerializer
from sqlalchemy import select

from app import links
from app.accounts.models import Account
from app.extensions import config, db
from app.mail.models import Letter
from app.registration import checks, queries
from app.registration.models import Registration
from app.registration.queries import ExportRow
from app.registration.rules import RegistrationState as S
from app.workshops.models import Workshop
from tests.concurrency.hall import Answer, Hall, all_at_once
from tests.factories import make_account
from tests.registration.workshops import open_workshop, register, registered

#: What organisers make of 50 seats while people come and go.
CAPACITIES = (60, 40, 55, 45, 65, 50)


class Opened(NamedTuple):
    """A workshop by its values: a loaded row would hold the database while the crowd comes."""

    id: int
    slug: str


def opened(seats: int, owner: Account | None = None) -> Workshop:
    """The servers' clock is the real one, so the workshop is two months from now."""
    day = datetime.now(UTC).date() + timedelta(days=60)
    return open_workshop(f"rush-{secrets.token_hex(4)}", online=seats, day=day, owner=owner)


def let_go(workshop: Workshop) -> Opened:
    """End this process's transaction, which would keep the servers waiting."""
    values = Opened(workshop.id, workshop.slug)
    db.session.commit()
    return values


def outcome(workshop: Opened) -> list[ExportRow]:
    return queries.export_rows(workshop.id)


def count(rows: list[ExportRow], state: S) -> int:
    return sum(row.state is state for row in rows)


def broken(workshop: Opened) -> list[str]:
    """What `plenum check` says of this workshop; the twin leaves another one broken."""
    return [line for line in checks.broken() if workshop.slug in line]


def letters_of(workshop: Opened) -> dict[str, int]:
    return dict(
        Counter(db.session.scalars(select(Letter.kind).where(Letter.workshop_id == workshop.id)))
    )


def token_of(one: Registration) -> str:
    return links.derive(config().secret_key, "participant", one.key, one.generation)


def line_by_arrival(workshop: Opened) -> list[int | None]:
    waiting = (
        select(Registration.line)
        .where(Registration.workshop_id == workshop.id, Registration.state == S.WAITLISTED)
        .order_by(Registration.id)
    )
    return list(db.session.scalars(waiting))


# -- 200 for 50 -----------------------------------------------------------------------------------


def rush(hall: Hall, workshop: Opened, people: int) -> list[Answer]:
    return all_at_once(
        [partial(hall.register, n, workshop.slug, f"guest{n}@example.org") for n in range(people)]
    )


def faults_of_rush(workshop: Opened, answers: Sequence[Answer], seats: int) -> list[str]:
    """Empty where everybody was answered, as many as there are seats have one, and the others
    wait in the order in which they came."""
    waiting = len(answers) - seats
    found = []
    if statuses := Counter(answer.status for answer in answers if answer.status != 303):
        found.append(f"answers: {dict(statuses)}")
    if (confirmed := count(outcome(workshop), S.CONFIRMED)) != seats:
        found.append(f"{confirmed} confirmed")
    # Numbers in line are given out under the lock under which the row is made: no number twice,
    # none left out, and who came first stands first.
    if (line := line_by_arrival(workshop)) != list(range(1, waiting + 1)):
        found.append(f"the line: {line}")
    if (letters := letters_of(workshop)) != {"confirmed": seats, "waitlisted": waiting}:
        found.append(f"letters: {letters}")
    return found + broken(workshop)


# -- People come and go while the number of seats changes -----------------------------------------


class Organiser:
    """Somebody signed in who may change and call off a workshop."""

    def __init__(self, app: Flask, account: Account) -> None:
        known = {"account": account.id, "generation": 0, "csrf_token": secrets.token_hex(8)}
        signing = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
        self.cookie = f"{app.config['SESSION_COOKIE_NAME']}={signing.dumps(known)}"
        forms = URLSafeTimedSerializer(app.secret_key or "", salt="wtf-csrf-token")
        self.csrf = forms.dumps(known["csrf_token"])

    def post(self, hall: Hall, n: int, path: str, **fields: str) -> Answer:
        return hall.post(n, path, cookie=self.cookie, csrf_token=self.csrf, **fields)

    def sets_seats(self, hall: Hall, n: int, slug: str, seats: int, revision: str = "") -> Answer:
        path = f"/organise/{slug}/registration"
        fields = {"online": "y", "online_seats": str(seats), "waiting_list": "y"}
        fields |= {"promotion": "at_once", "keep_days": "365"}
        return self.post(hall, n, path, revision=revision or self.revision(hall, slug), **fields)

    def revision(self, hall: Hall, slug: str) -> str:
        page = hall.get(0, f"/organise/{slug}/registration", cookie=self.cookie)
        found = re.search(r'name="revision"[^>]*value="(\d+)"', page)
        assert found
        return found[1]


def make_organiser(app: Flask) -> tuple[Account, Organiser]:
    account = make_account(f"ada-{secrets.token_hex(4)}@example.org")
    return account, Organiser(app, account)


class Mix:
    """60 are there for 50 seats; at once 90 more come, 30 of those seated go, and organisers
    change the number of seats six times."""

    def __init__(self, app: Flask) -> None:
        account, self.organiser = make_organiser(app)
        full = opened(seats=50, owner=account)
        for n in range(60):
            register(full, f"early{n}@example.org", at=datetime.now(UTC))
        self.tokens = [token_of(registered(full, f"early{n}@example.org")) for n in range(30)]
        self.workshop = let_go(full)

    def go(self, hall: Hall) -> list[Answer]:
        slug = self.workshop.slug
        come = [partial(hall.register, n, slug, f"late{n}@example.org") for n in range(90)]
        goings = [partial(hall.post, n, f"/r/{one}/cancel") for n, one in enumerate(self.tokens)]
        acts: list[Callable[[], Answer]] = [*come, *goings, partial(self._change_seats, hall)]
        return all_at_once(acts)

    def _change_seats(self, hall: Hall) -> Answer:
        """One organiser, one change after the other; the answer of the last."""
        answer = Answer(303, "")
        for n, seats in enumerate(CAPACITIES):
            answer = self.organiser.sets_seats(hall, n, self.workshop.slug, seats)
            if answer.status != 303:
                break
        return answer

    def faults(self, answers: Sequence[Answer]) -> list[str]:
        """Nobody lost or thrown out, first come first served, nothing free while people wait."""
        found = []
        if statuses := Counter(answer.status for answer in answers if answer.status != 303):
            found.append(f"answers: {dict(statuses)}")
        rows = outcome(self.workshop)
        states = Counter(row.state for row in rows)
        if states[S.CANCELLED] != 30 or len(rows) != 150:
            found.append(f"states: {dict(states)}")
        if not 50 <= states[S.CONFIRMED] <= max(CAPACITIES):
            found.append(f"{states[S.CONFIRMED]} confirmed")
        of = Registration.workshop_id == self.workshop.id
        seated, waiting = (
            list(db.session.scalars(select(Registration.id).where(of, Registration.state == one)))
            for one in (S.CONFIRMED, S.WAITLISTED)
        )
        if waiting and max(seated) > min(waiting):
            found.append("somebody who came later was served before")
        letters = letters_of(self.workshop)
        if letters.get("cancelled") != 30:
            found.append(f"letters: {letters}")
        return found + broken(self.workshop)


# -- More seats by two hands ----------------------------------------------------------------------


def faults_of_raise(workshop: Opened, answers: Sequence[Answer]) -> list[str]:
    """50 seats became 80 while 100 waited, by two organisers at once: the first 30 moved up, each
    with one e-mail, and one organiser heard of the other or both said the same."""
    found = []
    if Counter(answer.status for answer in answers) not in ({303: 2}, {303: 1, 409: 1}):
        found.append(f"answers: {[answer.status for answer in answers]}")
    rows = {row.email: row for row in outcome(workshop)}
    seated = {email for email, row in rows.items() if row.state is S.CONFIRMED}
    if seated != {f"early{n}@example.org" for n in range(80)}:
        found.append(f"{len(seated)} confirmed")
    if (promoted := letters_of(workshop).get("promoted")) != 30:
        found.append(f"{promoted} told")
    return found + broken(workshop)


# -- Called off while people come -----------------------------------------------------------------


def faults_of_calling_off(workshop: Opened, answers: Sequence[Answer]) -> list[str]:
    """Everybody who came was either refused, or was registered and then told that it is off."""
    found = []
    if not set(answer.status for answer in answers) <= {303, 409}:
        found.append(f"answers: {Counter(answer.status for answer in answers)}")
    rows = db.session.execute(
        select(Registration.id, Registration.email).where(Registration.workshop_id == workshop.id)
    ).all()
    told = set(
        db.session.scalars(
            select(Letter.recipient).where(
                Letter.workshop_id == workshop.id, Letter.kind == "workshop_cancelled"
            )
        )
    )
    untold = [email for id, email in rows if f"registration:{id}" not in told]
    if untold:
        found.append(f"{len(untold)} have a place at a workshop that is off, and do not know")
    if sum(answer.status == 303 for answer in answers) != len(rows):
        found.append(f"{len(rows)} rows")
    return found
