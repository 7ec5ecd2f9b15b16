"""Persons beyond one workshop: used again, changed for all, told apart."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select

from app.audit.service import note
from app.extensions import Text, db
from app.people import queries, rules
from app.people.models import Person, Speaker
from app.people.service.speakers import (
    PERSON,
    add,
    count_saves,
    hold_persons,
    set_facts,
)
from app.workshops.models import Workshop
from app.workshops.rules import Stale
from app.workshops.service import hold

#: What a workshop file says of a person.
_IN_FILES = tuple(name for name in PERSON if name != "address_as")


def save_person(
    person: Person,
    values: Mapping[str, Any],
    *,
    revision: int | None,
    at: datetime,
    account_id: int | None,
) -> list[str]:
    """Change what is said of a person, wherever they speak; returns the names of what changed.

    Raises Stale and SpeaksElsewhere.
    """
    number = person.id
    hold_workshops_of([number])
    held = hold_persons([number]).get(number)
    if held is None or (revision is not None and revision != held.revision):
        raise Stale
    changed = set_facts(held, PERSON, values)
    if not changed:
        return []
    if not queries.may_edit(account_id, held):
        raise rules.SpeaksElsewhere(name=held.name)
    everywhere = queries.speakers_of([number])
    count_saves(everywhere)
    db.session.flush()
    for speaker in everywhere:
        note(
            "speaker.changed",
            at=at,
            account_id=account_id,
            workshop_id=speaker.workshop_id,
            subject=f"speaker:{speaker.id}",
            fields=changed,
        )
    return changed


def add_from_book(
    workshop: Workshop,
    person: Person,
    *,
    key: str,
    affiliation: Text | None = None,
    post: Text | None = None,
    at: datetime,
    account_id: int | None,
) -> Speaker:
    """The person at this workshop too.

    One person stays one, unless somebody else edits them elsewhere: then the workshop gets an
    entry of its own, which its editors may change. Asked for twice, they are there once.
    """
    hold(workshop)
    known = queries.find_speaker(workshop, key)
    if known is not None:
        return known
    held = hold_persons([person.id]).get(person.id)
    if held is None:
        raise Stale
    for speaker in queries.speakers_of([held.id]):
        if speaker.workshop_id == workshop.id:
            return speaker
    speaker = add(
        workshop,
        key,
        held if queries.may_edit(account_id, held) else copy_of(held),
        affiliation=affiliation,
        post=post,
    )
    db.session.flush()
    note(
        "speaker.added",
        at=at,
        account_id=account_id,
        workshop_id=workshop.id,
        subject=f"speaker:{speaker.id}",
    )
    return speaker


def separate(speaker: Speaker, *, at: datetime, account_id: int | None) -> Person:
    """Give this workshop an entry of its own: what is changed there no longer holds elsewhere."""
    hold(speaker.workshop)
    hold_persons([speaker.person_id])
    if make_own(speaker):
        count_saves([speaker])
        db.session.flush()
        note(
            "speaker.separated",
            at=at,
            account_id=account_id,
            workshop_id=speaker.workshop_id,
            subject=f"speaker:{speaker.id}",
        )
    return speaker.person


def keep_persons(workshop: Workshop, source: Workshop, *, account_id: int | None) -> None:
    """In a workshop made of another's file, who was written down anew is who they were there.

    Only persons whom the account may change wherever they speak: others it copied.
    """
    known = {one.key: one.person for one in queries.speakers(source)}
    mine = queries.editable(account_id, (person.id for person in known.values()))
    for speaker in queries.speakers(workshop):
        anew, person = speaker.person, known.get(speaker.key)
        if person is None or person is anew or person.id not in mine:
            continue
        if all(getattr(anew, name) == getattr(person, name) for name in _IN_FILES):
            speaker.person = person
            db.session.delete(anew)
    db.session.flush()


def make_own(speaker: Speaker) -> bool:
    """A person for this speaker alone; whether there was need to."""
    elsewhere = select(Speaker.id).where(
        Speaker.person_id == speaker.person_id, Speaker.id != speaker.id
    )
    if db.session.scalar(elsewhere.limit(1)) is None:
        return False
    speaker.person = copy_of(speaker.person)
    return True


def copy_of(person: Person) -> Person:
    values = {name: getattr(person, name) for name in PERSON}
    return Person(**values | {"other_names": list(person.other_names)})


def hold_workshops_of(ids: list[int]) -> set[int]:
    """The workshops at which these persons speak, held in one order by everybody."""
    numbers = select(Speaker.workshop_id).where(Speaker.person_id.in_(ids))
    rows = db.session.scalars(
        select(Workshop.id).where(Workshop.id.in_(numbers)).order_by(Workshop.id).with_for_update()
    )
    return set(rows)
