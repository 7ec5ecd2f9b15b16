"""People of a workshop: who they are, and their role and affiliation as of its day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.attributes import flag_modified

from app.audit.service import note
from app.extensions import db
from app.people import queries, rules
from app.people.models import Person, Speaker
from app.workshops.models import Workshop
from app.workshops.rules import Stale
from app.workshops.service import hold

#: What is said of the person, whatever the workshop.
PERSON = (
    "name", "family", "given", "native_name", "other_names", "email", "country", "time_zone",
    "language",
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
    """Add the person with this key, or change them. Raises Stale."""
    hold(workshop)
    speaker = queries.find_speaker(workshop, key)
    if speaker is None:
        last = db.session.scalar(
            select(func.max(Speaker.position)).where(Speaker.workshop_id == workshop.id)
        )
        speaker = Speaker(
            workshop_id=workshop.id,
            key=key,
            position=(last or 0) + 1,
            person=Person(name=values["name"], other_names=[]),
        )
        db.session.add(speaker)
        action = "speaker.added"
    else:
        if revision is not None and revision != speaker.revision:
            raise Stale
        action = "speaker.changed"
    changed = _set(speaker.person, PERSON, values) + _set(speaker, SPEAKER, values)
    if changed and action == "speaker.changed":
        # Changes to the person alone count as a save of the speaker too.
        flag_modified(speaker, "position")
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


def _set(row: Person | Speaker, names: tuple[str, ...], values: Mapping[str, Any]) -> list[str]:
    changed = [name for name in names if name in values and getattr(row, name) != values[name]]
    for name in changed:
        setattr(row, name, values[name])
    return changed


def remove_speaker(speaker: Speaker, *, at: datetime, account_id: int | None) -> None:
    """Take a person out of the workshop and of its agenda. Raises InUse for invited ones."""
    number, workshop_id, name = speaker.id, speaker.workshop_id, speaker.person.name
    person = speaker.person
    try:
        with db.session.begin_nested():
            db.session.delete(speaker)
    except IntegrityError as error:
        raise rules.InUse(name=name) from error
    others = select(func.count()).select_from(Speaker).where(Speaker.person_id == person.id)
    if not db.session.scalar(others):
        db.session.delete(person)
    note(
        "speaker.removed",
        at=at,
        account_id=account_id,
        workshop_id=workshop_id,
        subject=f"speaker:{number}",
    )
