"""Looking programmes up: with their workshops, and who stands behind them; and organisations to
use again."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field

from sqlalchemy import select

from app.accounts.models import Account
from app.extensions import Text, db
from app.workshops import queries
from app.workshops.models import Member, Organisation, Programme, Workshop
from app.workshops.rules import Relation, Role


@dataclass(frozen=True, slots=True)
class Listed:
    """A programme as an account sees it: of its workshops those that the account may open."""

    programme: Programme
    #: The newest first.
    workshops: list[Workshop] = field(default_factory=list)
    #: Who is what to it, each name once, as of the newest workshop that says so.
    behind: dict[Relation, list[Text]] = field(default_factory=dict)


def of_account(account: Account) -> list[Listed]:
    """Every programme of a workshop that the account may open, by key."""
    found: dict[int, Listed] = {}
    for workshop, _ in queries.workshops_of(account):
        if workshop.programme is not None:
            programme = workshop.programme
            found.setdefault(programme.id, Listed(programme)).workshops.append(workshop)
    of_workshop = {one.id: listed for listed in found.values() for one in listed.workshops}
    newest_first = [one.id for listed in found.values() for one in listed.workshops]
    rows = _behind(newest_first)
    for organisation in sorted(rows, key=lambda one: newest_first.index(one.workshop_id)):
        relation = organisation.programme_relation
        if relation is None:
            continue
        names = of_workshop[organisation.workshop_id].behind.setdefault(relation, [])
        if organisation.name not in names:
            names.append(organisation.name)
    return sorted(found.values(), key=lambda listed: listed.programme.key)


def find(account: Account, key: str) -> Listed | None:
    return next((one for one in of_account(account) if one.programme.key == key), None)


def _behind(workshop_ids: Collection[int]) -> Sequence[Organisation]:
    return db.session.scalars(
        select(Organisation)
        .where(
            Organisation.workshop_id.in_(workshop_ids),
            Organisation.programme_relation.is_not(None),
        )
        .order_by(Organisation.position, Organisation.id)
    ).all()


def may_rename(account: Account, ids: Iterable[int]) -> set[int]:
    """Of these programmes, those all of whose workshops the account owns; of an admin, all."""
    asked = set(ids)
    if account.is_admin:
        return asked
    owned = select(Member.workshop_id).where(
        Member.account_id == account.id, Member.role == Role.OWNER
    )
    of_others = select(Workshop.programme_id).where(
        Workshop.programme_id.in_(asked), Workshop.id.not_in(owned)
    )
    return asked - {number for number in db.session.scalars(of_others) if number is not None}


def workshop_ids(programme: Programme) -> Sequence[int]:
    """Whoever asks."""
    return db.session.scalars(
        select(Workshop.id).where(Workshop.programme_id == programme.id).order_by(Workshop.id)
    ).all()


def with_organisations(account: Account, besides: Workshop) -> list[Workshop]:
    """Workshops whose organisations the account may read, the newest first."""
    having = set(db.session.scalars(select(Organisation.workshop_id).distinct()))
    return [
        workshop
        for workshop, _ in queries.workshops_of(account)
        if workshop.id in having and workshop.id != besides.id
    ]
