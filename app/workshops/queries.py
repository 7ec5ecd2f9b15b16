"""Looking workshops up."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.accounts.models import Account
from app.audit.models import AuditEntry
from app.extensions import Text, db
from app.workshops.models import Member, Organisation, Programme, Workshop
from app.workshops.rules import Role


def find_workshop(slug: str) -> Workshop | None:
    return db.session.scalar(
        select(Workshop).where(Workshop.slug == slug).options(joinedload(Workshop.programme))
    )


def titles(ids: Collection[int]) -> dict[int, Text]:
    """Titles of these workshops, by id."""
    rows = db.session.execute(select(Workshop.id, Workshop.title).where(Workshop.id.in_(ids)))
    return {id: title for id, title in rows}


def zones_of(ids: Collection[int]) -> dict[int, str]:
    """Time zones of these workshops, by id, of those that have one."""
    rows = db.session.execute(select(Workshop.id, Workshop.time_zone).where(Workshop.id.in_(ids)))
    return {id: zone for id, zone in rows if zone}


def slug_of(workshop_id: int) -> str | None:
    return db.session.scalar(select(Workshop.slug).where(Workshop.id == workshop_id))


def id_of(slug: str) -> int | None:
    return db.session.scalar(select(Workshop.id).where(Workshop.slug == slug))


def find_doubled(key: str | None, title: Text, account: Account) -> Workshop | None:
    """What the same form made when the same person sent it before, under the same title."""
    if key is None:
        return None
    known = db.session.scalar(select(Workshop).where(Workshop.key == key))
    if known is None or known.title != title or role_of(account, known) is None:
        return None
    return known


def last_zone(account: Account) -> str | None:
    """The zone of the newest workshop that the account works on, of those that have one."""
    return db.session.scalar(
        select(Workshop.time_zone)
        .join(Member, Member.workshop_id == Workshop.id)
        .where(Member.account_id == account.id, Workshop.time_zone.is_not(None))
        .order_by(Workshop.created_at.desc(), Workshop.id.desc())
        .limit(1)
    )


def is_key(key: str) -> bool:
    """Whether a workshop has this key already."""
    return db.session.scalar(select(Workshop.id).where(Workshop.key == key)) is not None


def find_programme(key: str) -> Programme | None:
    return db.session.scalar(select(Programme).where(Programme.key == key))


def get_programme(key: str) -> Programme:
    return db.session.scalars(select(Programme).where(Programme.key == key)).one()


def others_of(programme: Programme, workshop: Workshop) -> bool:
    """Whether another workshop belongs to the programme too."""
    another = select(Workshop.id).where(
        Workshop.programme_id == programme.id, Workshop.id != workshop.id
    )
    return db.session.scalar(another.limit(1)) is not None


def programmes() -> Sequence[Programme]:
    return db.session.scalars(select(Programme).order_by(Programme.key)).all()


def find_organisation(workshop: Workshop, key: str) -> Organisation | None:
    return next((one for one in workshop.organisations if one.key == key), None)


def team_addresses(workshop_id: int) -> set[str]:
    """Where those read their e-mails who prepare this workshop, or may: members and admins."""
    of_members = (
        select(Account.email)
        .join(Member, Member.account_id == Account.id)
        .where(Member.workshop_id == workshop_id)
    )
    of_admins = select(Account.email).where(Account.is_admin)
    return set(db.session.scalars(of_members.union(of_admins)))


def role_of(account: Account, workshop: Workshop) -> Role | None:
    """Admins of the installation act as owners: a workshop loaded by command has no other."""
    if account.is_admin:
        return Role.OWNER
    return db.session.scalar(
        select(Member.role).where(
            Member.account_id == account.id, Member.workshop_id == workshop.id
        )
    )


def workshops_of(account: Account) -> list[tuple[Workshop, Role]]:
    """Every workshop the account may open and its role there, the newest first.

    With their programmes, which reading a draft asks for.
    """
    wanted = (
        select(Workshop, Member.role)
        .outerjoin(Member, (Member.workshop_id == Workshop.id) & (Member.account_id == account.id))
        .order_by(Workshop.created_at.desc(), Workshop.id.desc())
        .options(joinedload(Workshop.programme))
    )
    if not account.is_admin:
        wanted = wanted.where(Member.id.is_not(None))
    rows = db.session.execute(wanted)
    return [(workshop, Role.OWNER if account.is_admin else role) for workshop, role in rows]


def log_of(workshop: Workshop, *, limit: int = 200) -> Sequence[tuple[AuditEntry, str | None]]:
    """The newest acts at this workshop, each with the name of the account that acted."""
    rows = db.session.execute(
        select(AuditEntry, Account.name)
        .outerjoin(Account, Account.id == AuditEntry.account_id)
        .where(
            AuditEntry.workshop_id == workshop.id,
            AuditEntry.action != "agenda.published",  # a part of workshop.published
        )
        .order_by(AuditEntry.at.desc(), AuditEntry.id.desc())
        .limit(limit)
    )
    return [(entry, name) for entry, name in rows]


def log_about(workshop_id: int, subject: str) -> Sequence[tuple[AuditEntry, str | None]]:
    """What was done to one thing (registration:12), the newest first, and by whom."""
    rows = db.session.execute(
        select(AuditEntry, Account.name)
        .outerjoin(Account, Account.id == AuditEntry.account_id)
        .where(AuditEntry.workshop_id == workshop_id, AuditEntry.subject == subject)
        .order_by(AuditEntry.at.desc(), AuditEntry.id.desc())
    )
    return [(entry, name) for entry, name in rows]
