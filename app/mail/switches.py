"""What organisers hold back: everything, or everything but what goes to their own team.

Letters about accounts (no workshop) always go: without them nobody could sign in to lift a switch.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from flask import Flask, current_app
from sqlalchemy import ColumnElement, String, Table, literal, or_, select, true, update
from sqlalchemy import cast as as_type
from sqlalchemy.dialects import postgresql, sqlite

from app.extensions import db
from app.mail.addresses import as_compared
from app.mail.models import Letter, MailSwitch
from app.mail.outbox import WROTE
from app.mail.rules import LetterState

#: The scope of the whole installation.
ALL = "all"

#: The addresses of the people who prepare this workshop; mail lies below workshops.
TeamOf = Callable[[int], Collection[str]]
_TEAM = "plenum.mail.team_of"


def init_app(app: Flask, team_of: TeamOf) -> None:
    """For create_app: who is of the team of a workshop."""
    app.extensions[_TEAM] = team_of
    app.jinja_env.globals["mail_switches"] = read


def of_workshop(workshop_id: int) -> str:
    """The scope of one workshop."""
    return f"workshop:{workshop_id}"


@dataclass(frozen=True, slots=True)
class Switched:
    """What holds for a workshop, or for the installation: its own switch, and that of all."""

    held: bool = False
    team_only: bool = False
    held_for_all: bool = False
    team_only_for_all: bool = False

    @property
    def holds(self) -> bool:
        """Nothing goes out."""
        return self.held or self.held_for_all

    @property
    def on_trial(self) -> bool:
        """Only the team is written to."""
        return self.team_only or self.team_only_for_all

    def __bool__(self) -> bool:
        return self.holds or self.on_trial


def read(workshop_id: int | None = None) -> Switched:
    """What holds now for this workshop; without one, for all."""
    own = of_workshop(workshop_id) if workshop_id is not None else ALL
    found = {
        scope: (held, team_only)
        for scope, held, team_only in db.session.execute(
            select(MailSwitch.scope, MailSwitch.held, MailSwitch.team_only).where(
                MailSwitch.scope.in_({own, ALL})
            )
        )
    }
    held, team_only = found.get(own, (False, False))
    if workshop_id is None:
        return Switched(held, team_only)
    return Switched(held, team_only, *found.get(ALL, (False, False)))


def read_many(workshop_ids: Collection[int]) -> dict[int, Switched]:
    """The same of these workshops, in one query."""
    scopes = {of_workshop(number): number for number in workshop_ids}
    found = {
        scope: (held, team_only)
        for scope, held, team_only in db.session.execute(
            select(MailSwitch.scope, MailSwitch.held, MailSwitch.team_only).where(
                MailSwitch.scope.in_({*scopes, ALL})
            )
        )
    }
    for_all = found.get(ALL, (False, False))
    return {
        number: Switched(*found.get(scope, (False, False)), *for_all)
        for scope, number in scopes.items()
    }


def hold(scope: str, on: bool, *, at: datetime, account_id: int) -> bool:
    """Hold all of this scope, or let it go: what waited goes then. False = it was so already."""
    changed = _set(scope, "held", on, at, account_id)
    if changed and not on:
        _be_patient_again(scope)
    return changed


def _be_patient_again(scope: str) -> None:
    """What was tried before the hold is not given up for having waited."""
    workshop = as_type(Letter.workshop_id, String)
    db.session.execute(
        update(Letter)
        .where(
            Letter.state.in_((LetterState.WAITING, LetterState.SENDING)),
            Letter.workshop_id.is_not(None),
            true() if scope == ALL else literal("workshop:") + workshop == scope,
        )
        .values(tried_since=None)
        .execution_options(synchronize_session=False)
    )


def try_out(scope: str, on: bool, *, at: datetime, account_id: int) -> bool:
    """Write to the team only, or to everybody again. What was kept back stays so until somebody
    sends it again. False = it was so already."""
    return _set(scope, "team_only", on, at, account_id)


_INSERTS = {
    name: insert(cast("Table", MailSwitch.__table__))
    for name, insert in (("sqlite", sqlite.insert), ("postgresql", postgresql.insert))
}


def _set(scope: str, which: str, on: bool, at: datetime, account_id: int) -> bool:
    before = read() if scope == ALL else _own(scope)
    if getattr(before, which) is on:
        return False
    named = {"changed_at": at, "account_id": account_id, which: on}
    fresh = {"scope": scope, "held": False, "team_only": False} | named
    statement = _INSERTS[db.engine.dialect.name].values(fresh)
    db.session.execute(statement.on_conflict_do_update(index_elements=["scope"], set_=named))
    db.session().info[WROTE] = True  # the worker looks what may go now
    return True


def _own(scope: str) -> Switched:
    row = db.session.get(MailSwitch, scope, populate_existing=True)
    return Switched(row.held, row.team_only) if row else Switched()


def is_free() -> ColumnElement[bool]:
    """SQL: nobody holds this letter."""
    holds = select(1).where(
        MailSwitch.held,
        or_(
            MailSwitch.scope == ALL,
            MailSwitch.scope == literal("workshop:") + as_type(Letter.workshop_id, String),
        ),
    )
    return or_(Letter.workshop_id.is_(None), ~holds.exists())


def keeps_back(letter: Letter) -> bool:
    """Whether trial mode keeps this letter from its reader."""
    if letter.workshop_id is None or not read(letter.workshop_id).on_trial:
        return False
    team_of: TeamOf | None = current_app.extensions.get(_TEAM)
    team = team_of(letter.workshop_id) if team_of else ()
    return as_compared(letter.to_email) not in {as_compared(one) for one in team}
