"""Two entries of one person become one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import update

from app.audit.service import note
from app.extensions import db
from app.people import queries, rules
from app.people.models import Availability, Person, Speaker
from app.people.service.joints import Joint
from app.people.service.persons import hold_workshops_of
from app.people.service.speakers import PERSON, count_saves, hold_persons, set_facts
from app.workshops.rules import Stale


def merge(
    kept: Person,
    other: Person,
    *,
    values: Mapping[str, Any],
    revisions: tuple[int, int],
    joints: Sequence[Joint],
    facts_of_other: frozenset[int] = frozenset(),
    at: datetime,
    account_id: int | None,
) -> Person:
    """The other person's workshops become the kept one's; `values` say what holds of the person.

    Where both speak at one workshop their parts, invitation and seat become one's; role and
    organisation there stay the kept person's, at workshops in `facts_of_other` the other's. Names
    that are not printed any more are kept among the other names. Raises Stale, SpeaksElsewhere and
    what `joints` refuse.
    """
    ids = [kept.id, other.id]
    workshops = hold_workshops_of(ids)
    held = hold_persons(ids)
    if len(held) < 2 or revisions != tuple(held[number].revision for number in ids):
        raise Stale
    speakers = queries.speakers_of(ids)
    if {one.workshop_id for one in speakers} - workshops:
        raise Stale  # somebody let one of them speak at another workshop meanwhile
    _check_may_edit(held.values(), account_id)
    places = by_workshop(speakers, kept.id)
    other_names = names_to_keep([kept, other], values)
    set_facts(kept, PERSON, {**values, "other_names": other_names})
    for at_kept, at_other in places:
        if at_kept is None:
            continue
        if at_other is not None and at_kept.workshop_id in facts_of_other:
            at_kept.affiliation, at_kept.post = at_other.affiliation, at_other.post
        elif at_other is not None:
            at_kept.affiliation = at_kept.affiliation or at_other.affiliation
            at_kept.post = at_kept.post or at_other.post
    for pair in places:
        stays = _join(pair, kept, joints)
        count_saves([stays])
        db.session.flush()
        note(
            "speaker.merged",
            at=at,
            account_id=account_id,
            workshop_id=stays.workshop_id,
            subject=f"speaker:{stays.id}",
            person=ids[0],
            other=ids[1],
        )
    db.session.delete(other)
    db.session.flush()
    return kept


def by_workshop(
    speakers: Sequence[Speaker], kept: int
) -> list[tuple[Speaker | None, Speaker | None]]:
    """Where the kept person and the other one speak, workshop by workshop."""
    places: dict[int, tuple[list[Speaker], list[Speaker]]] = {}
    for one in speakers:
        mine, theirs = places.setdefault(one.workshop_id, ([], []))
        (mine if one.person_id == kept else theirs).append(one)
    pairs: list[tuple[Speaker | None, Speaker | None]] = []
    for mine, theirs in places.values():
        for n in range(max(len(mine), len(theirs))):
            pairs.append((next(iter(mine[n:]), None), next(iter(theirs[n:]), None)))
    return pairs


def weigh(one: Speaker, other: Speaker, joints: Sequence[Joint]) -> tuple[Speaker, Speaker]:
    """Who of two speakers of one workshop stays, and who goes over; at a draw the first stays."""
    mine, theirs = (tuple(joint.weight(each) for joint in joints) for each in (one, other))
    return (other, one) if theirs > mine else (one, other)


def _join(
    pair: tuple[Speaker | None, Speaker | None], kept: Person, joints: Sequence[Joint]
) -> Speaker:
    at_kept, at_other = pair
    if at_kept is None or at_other is None:
        alone = at_kept or at_other
        assert alone is not None
        alone.person = kept
        return alone
    facts = {"affiliation": at_kept.affiliation, "post": at_kept.post}
    stays, goes = weigh(at_kept, at_other, joints)
    for joint in joints:
        joint.move(stays, goes)
    db.session.execute(
        update(Availability).where(Availability.speaker_id == goes.id).values(speaker_id=stays.id)
    )
    db.session.flush()
    db.session.delete(goes)
    stays.person = kept
    set_facts(stays, ("affiliation", "post"), facts)
    return stays


def names_to_keep(persons: Sequence[Person], values: Mapping[str, Any]) -> list[str]:
    """Every name either was known by, but those that have a place of their own now."""
    shown = {values.get("name"), values.get("native_name")}
    seen = [
        name
        for person in persons
        for name in (person.name, person.native_name, *person.other_names)
    ]
    return [name for name in dict.fromkeys(seen) if name and name not in shown]


def _check_may_edit(persons: Any, account_id: int | None) -> None:
    for person in persons:
        if not queries.may_edit(account_id, person):
            raise rules.SpeaksElsewhere(name=person.name)
