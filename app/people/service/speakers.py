"""People of a workshop: who they are, and their role and affiliation as of its day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.attributes import flag_modified

from app.audit.service import note
from app.extensions import db
from app.people import queries, rules
from app.people.models import Person, Speaker
from app.people.service.joints import Joint
from app.workshops.models import Workshop
from app.workshops.rules import Stale
from app.workshops.service import hold

#: What is said of the person, whatever the workshop.
PERSON = (
    "name", "family", "given", "native_name", "other_names", "address_as", "email", "country",
    "time_zone", "language",
)  # fmt: skip
#: What is said of the person at this workshop, as of its day.
SPEAKER = ("affiliation", "post")


def save_speaker(
    workshop: Workshop,
    *,
    key: str,
    values: Mapping[str, Any],
    revision: int | None = None,
    at: datetime,
    account_id: int | None,
) -> Speaker:
    """Add the person with this key, or change them. Raises Stale.

    What is said of the person holds at every workshop of theirs; who does not edit all of them
    changes the facts of this one alone. Raises SpeaksElsewhere.
    """
    hold(workshop)
    speaker = queries.find_speaker(workshop, key)
    if speaker is None:
        speaker = add(workshop, key, Person(name=values["name"], other_names=[]))
        action = "speaker.added"
    else:
        hold_persons([speaker.person_id])
        speaker = _as_it_is_now(speaker)
        if revision is not None and revision != speaker.revision:
            raise Stale
        action = "speaker.changed"
    of_person = set_facts(speaker.person, PERSON, values)
    if of_person and action == "speaker.changed":
        if not queries.may_edit(account_id, speaker.person):
            raise rules.SpeaksElsewhere(name=speaker.person.name)
        count_saves(queries.speakers_of([speaker.person_id]))
    changed = of_person + set_facts(speaker, SPEAKER, values)
    db.session.flush()
    if changed or action == "speaker.added":
        note(
            action,
            at=at,
            account_id=account_id,
            workshop_id=workshop.id,
            subject=f"speaker:{speaker.id}",
            fields=changed,
        )
    return speaker


def add(workshop: Workshop, key: str, person: Person, **facts: Any) -> Speaker:
    """The person at the end of the workshop's list, which the caller holds."""
    last = db.session.scalar(
        select(func.max(Speaker.position)).where(Speaker.workshop_id == workshop.id)
    )
    speaker = Speaker(
        workshop_id=workshop.id, key=key, position=(last or 0) + 1, person=person, **facts
    )
    db.session.add(speaker)
    return speaker


def _as_it_is_now(speaker: Speaker) -> Speaker:
    """Read again: a change to the person elsewhere counts as a save here too. Raises Stale."""
    found = db.session.scalar(
        select(Speaker).where(Speaker.id == speaker.id).execution_options(populate_existing=True)
    )
    if found is None:
        raise Stale
    return found


def hold_persons(ids: Iterable[int]) -> dict[int, Person]:
    """These persons as they are now, and nobody else's until the commit; by id, if still there.

    Whoever holds workshops too holds them first.
    """
    rows = db.session.scalars(
        select(Person)
        .where(Person.id.in_(ids))
        .order_by(Person.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return {person.id: person for person in rows}


def count_saves(speakers: Iterable[Speaker]) -> None:
    """Changes to the person alone count as a save of each speaker too."""
    for speaker in speakers:
        flag_modified(speaker, "position")


def set_facts(
    row: Person | Speaker, names: tuple[str, ...], values: Mapping[str, Any]
) -> list[str]:
    """Returns the names of those that changed."""
    changed = [name for name in names if name in values and getattr(row, name) != values[name]]
    for name in changed:
        setattr(row, name, values[name])
    return changed


def remove_speaker(
    speaker: Speaker,
    *,
    joints: Sequence[Joint] = (),
    at: datetime,
    account_id: int | None,
) -> None:
    """Take a person out of the workshop and of what `joints` hold. Raises InUse for invited
    ones."""
    number, workshop_id, name = speaker.id, speaker.workshop_id, speaker.person.name
    hold(speaker.workshop)
    person = hold_persons([speaker.person_id])[speaker.person_id]
    for joint in joints:
        joint.leave(speaker, at, account_id)
    try:
        with db.session.begin_nested():
            db.session.delete(speaker)
    except IntegrityError as error:
        raise rules.InUse(name=name) from error
    remove_if_nowhere(person)
    note(
        "speaker.removed",
        at=at,
        account_id=account_id,
        workshop_id=workshop_id,
        subject=f"speaker:{number}",
    )


def remove_if_nowhere(person: Person) -> None:
    """Who speaks nowhere any more is not kept."""
    others = select(func.count()).select_from(Speaker).where(Speaker.person_id == person.id)
    if not db.session.scalar(others):
        db.session.delete(person)
