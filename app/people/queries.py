"""Looking people up: of a workshop, and of all workshops that an account may open."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field

from sqlalchemy import Select, select

from app.accounts.models import Account
from app.extensions import Text, db
from app.people.models import Availability, Person, Speaker
from app.people.rules import Window
from app.workshops.models import Member, Workshop
from app.workshops.rules import Role, may

EDITORS = (Role.OWNER, Role.EDITOR)


# -- Of one workshop ------------------------------------------------------------------------------


def speakers(workshop: Workshop) -> Sequence[Speaker]:
    return db.session.scalars(
        select(Speaker)
        .where(Speaker.workshop_id == workshop.id)
        .order_by(Speaker.position, Speaker.id)
    ).all()


def find_speaker(workshop: Workshop, key: str) -> Speaker | None:
    return db.session.scalar(
        select(Speaker).where(Speaker.workshop_id == workshop.id, Speaker.key == key)
    )


def windows_of(speaker: Speaker) -> list[Window]:
    rows = db.session.execute(
        select(Availability.starts, Availability.ends)
        .where(Availability.speaker_id == speaker.id)
        .order_by(Availability.starts)
    )
    return [(starts, ends) for starts, ends in rows]


def availability_of(workshop: Workshop) -> dict[str, tuple[Window, ...]]:
    """When speakers can be there, by key; who said nothing is not in it."""
    rows = db.session.execute(
        select(Speaker.key, Availability.starts, Availability.ends)
        .join(Availability, Availability.speaker_id == Speaker.id)
        .where(Speaker.workshop_id == workshop.id)
        .order_by(Availability.starts)
    )
    found: dict[str, tuple[Window, ...]] = {}
    for key, starts, ends in rows:
        found[key] = (*found.get(key, ()), (starts, ends))
    return found


# -- The address book -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class There:
    """A person at one workshop, as of its day."""

    key: str
    post: Text | None
    affiliation: Text | None
    workshop_id: int
    slug: str
    title: Text
    #: Of the reader, there.
    role: Role


@dataclass(frozen=True, slots=True)
class Entry:
    person: Person
    #: At the workshops that the reader may open, the newest first.
    there: list[There] = field(default_factory=list)

    @property
    def tells_address(self) -> bool:
        """Who only looks at workshops reads no e-mail addresses."""
        return any(may(at.role, Role.EDITOR) for at in self.there)


def address_book(account: Account, ids: Collection[int] | None = None) -> list[Entry]:
    """Everybody who speaks at a workshop that the account may open; of `ids` alone if given."""
    wanted = (
        select(
            Person, Speaker.key, Speaker.post, Speaker.affiliation,
            Workshop.id, Workshop.slug, Workshop.title, Member.role,
        )
        .join(Speaker, Speaker.person_id == Person.id)
        .join(Workshop, Workshop.id == Speaker.workshop_id)
        .outerjoin(Member, (Member.workshop_id == Workshop.id) & (Member.account_id == account.id))
        .order_by(Workshop.created_at.desc(), Workshop.id.desc(), Speaker.position, Speaker.id)
    )  # fmt: skip
    if not account.is_admin:
        wanted = wanted.where(Member.id.is_not(None))
    if ids is not None:
        wanted = wanted.where(Person.id.in_(ids))
    entries: dict[int, Entry] = {}
    for person, key, post, affiliation, number, slug, title, role in db.session.execute(wanted):
        entry = entries.setdefault(person.id, Entry(person))
        held = Role.OWNER if account.is_admin else role
        entry.there.append(There(key, post, affiliation, number, slug, title, held))
    return list(entries.values())


def find_entry(account: Account, number: int) -> Entry | None:
    """A person as the account may see them, if it may."""
    return next(iter(address_book(account, [number])), None)


def editable(account_id: int | None, ids: Iterable[int]) -> set[int]:
    """Of these persons, who speaks only where the account is an editor; None is a command."""
    asked = set(ids)
    if not asked or account_id is None:
        return asked
    return asked - set(db.session.scalars(_beyond(account_id).where(Speaker.person_id.in_(asked))))


def may_edit(account_id: int | None, person: Person) -> bool:
    """A person is everybody's who lets them speak: all of it may be changed by who edits all."""
    return bool(editable(account_id, [person.id]))


def _beyond(account_id: int) -> Select[int]:
    """Persons who speak where the account is no editor; of an admin's, nobody."""
    edits = select(Member.workshop_id).where(
        Member.account_id == account_id, Member.role.in_(EDITORS)
    )
    is_admin = select(Account.id).where(Account.id == account_id, Account.is_admin)
    return select(Speaker.person_id).where(Speaker.workshop_id.not_in(edits), ~is_admin.exists())


def speakers_of(ids: Collection[int]) -> Sequence[Speaker]:
    """These persons at every workshop, whoever asks."""
    return db.session.scalars(
        select(Speaker).where(Speaker.person_id.in_(ids)).order_by(Speaker.workshop_id, Speaker.id)
    ).all()
