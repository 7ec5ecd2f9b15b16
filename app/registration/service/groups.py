"""People registered in one go by somebody who acts for them, as a delegation's secretary does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.agenda.published import find as find_published
from app.agenda.rules.document import Document
from app.audit.service import note
from app.extensions import db
from app.i18n import speaking
from app.mail import outbox
from app.registration import rules, words
from app.registration.models import RegistrationGroup
from app.registration.rules import Source
from app.registration.rules.groups import NoPlaceForAll
from app.registration.service import seats
from app.registration.service.joining import Outcome, Wish, register
from app.workshops.models import Workshop


@dataclass(frozen=True, slots=True, kw_only=True)
class Secretary:
    """Who writes the list: not registered by it, but told what became of it."""

    name: str
    email: str
    language: str = "en"


def register_group(
    workshop: Workshop, secretary: Secretary, wishes: Sequence[Wish], *, key: str, at: datetime
) -> list[Outcome]:
    """Everybody in the order of the list, all in this transaction or nobody.

    Each is answered and written to as if they had asked alone, so that a known address is answered
    like a new one here too. `key` names the list: sent again it changes nothing and nobody is
    written to. Raises what `register` raises, and NoPlaceForAll.
    """
    # Pools before rows, all of them: two lists may ask for the ways in another order.
    seats.state_of(workshop.id)
    seats.hold(workshop.id)
    group, is_new = _group(workshop, secretary, key=key, at=at)
    try:
        outcomes = [
            register(workshop, wish, key=key, at=at, source=Source.GROUP, group_id=group.id)
            for wish in wishes
        ]
    except rules.Full as full:
        raise NoPlaceForAll from full
    if is_new:
        _tell(group, workshop, wishes, outcomes, at=at)
        note(
            "registration.group_made", at=at, actor="participant", workshop_id=workshop.id,
            subject=f"group:{group.id}", people=len(wishes),
        )  # fmt: skip
    return outcomes


def _group(
    workshop: Workshop, secretary: Secretary, *, key: str, at: datetime
) -> tuple[RegistrationGroup, bool]:
    """The row of this list, and whether it was made now."""
    found = select(RegistrationGroup).where(
        RegistrationGroup.key == key, RegistrationGroup.workshop_id == workshop.id
    )
    earlier = db.session.scalar(found)
    if earlier is not None:
        return earlier, False
    group = RegistrationGroup(
        key=key,
        workshop_id=workshop.id,
        name=secretary.name,
        email=secretary.email,
        language=secretary.language,
        at=at,
    )
    try:
        with db.session.begin_nested():
            db.session.add(group)
            db.session.flush()
    except IntegrityError:  # sent twice at once: its twin has just come in
        return db.session.scalars(found).one(), False
    return group, True


def _tell(
    group: RegistrationGroup,
    workshop: Workshop,
    wishes: Sequence[Wish],
    outcomes: Sequence[Outcome],
    *,
    at: datetime,
) -> None:
    """One letter with everybody's state, and nobody's link: that goes to the person alone."""
    seen = find_published(workshop.slug)
    document = seen.document if seen else None
    outbox.write(**plan(group, workshop, wishes, outcomes, document=document, at=at))


def plan(
    group: RegistrationGroup,
    workshop: Workshop,
    wishes: Sequence[Wish],
    outcomes: Sequence[Outcome],
    *,
    document: Document | None,
    at: datetime,
) -> dict[str, Any]:
    """What the outbox is given for the letter to who wrote the list."""
    with speaking(group.language):
        times = words.times(document) if document else []
        on_day = words.on_day(document) if document else ""
        members = [
            {
                "name": wish.name,
                "email": wish.email,
                "way": str(words.WAYS[wish.way]),
                "state": str(words.STATES[outcome.state]),
                "place": outcome.place,
            }
            for wish, outcome in zip(wishes, outcomes, strict=True)
        ]
    return {
        "kind": "group_registered",
        "feature": "registration",
        "act": f"group:{group.key}",
        "recipient": f"group:{group.id}",
        "to_name": group.name,
        "to_email": group.email,
        "language": group.language,
        "workshop_id": workshop.id,
        "practice": workshop.practice,
        "at": at,
        "links": [outbox.Link("page", f"/w/{workshop.slug}?lang={group.language}")],
        "calendar": None,
        "title_of_workshop": document.workshop.title if document else workshop.title,
        "on_day": on_day,
        "times": times,
        "contact": document.workshop.contact if document else None,
        "members": members,
    }
