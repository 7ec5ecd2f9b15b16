"""The programme a workshop belongs to, and the organisations behind it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.accounts.models import Account
from app.audit.service import note
from app.extensions import Text, db
from app.workshops import programmes, queries, rules
from app.workshops.models import Organisation, Programme, Workshop
from app.workshops.service.making import hold


def set_programme(
    workshop: Workshop, *, key: str | None, name: Text | None, at: datetime, account_id: int | None
) -> None:
    """Say which programme the workshop belongs to; a new key makes the programme.

    Its name may change while no other workshop belongs to it; `account_id` None is a command,
    which may always. Raises ProgrammeShared.
    """
    was = workshop.programme
    programme = _programme(key, name or {workshop.languages[0]: key}) if key else None
    renamed = programme is not None and name is not None and programme.name != name
    if programme is not None and name is not None and renamed:
        if account_id is not None and queries.others_of(programme, workshop):
            raise rules.ProgrammeShared(key=programme.key)
        programme.name = name
    workshop.programme = programme
    if programme is was and not renamed:
        return
    note(
        "workshop.programme_set",
        at=at,
        account_id=account_id,
        workshop_id=workshop.id,
        subject=f"programme:{key}" if key else None,
    )


def _programme(key: str, name: Text) -> Programme:
    """The programme with this key, made where it is not there yet, by whoever comes first."""
    known = queries.find_programme(key)
    if known is not None:
        return known
    try:
        with db.session.begin_nested():
            db.session.add(made := Programme(key=key, name=name))
            return made
    except IntegrityError:
        return queries.get_programme(key)


def seen_as(programme: Programme) -> str:
    """What a page showed as its name; a form that was opened at another one is stale."""
    return hashlib.sha256(json.dumps(programme.name, sort_keys=True).encode()).hexdigest()[:16]


def rename_programme(
    programme: Programme, name: Text, *, seen: str, at: datetime, account: Account
) -> bool:
    """Its name in all languages, for who owns all its workshops; whether it is another one.

    Raises Stale and ProgrammeShared.
    """
    held = db.session.scalars(
        select(Programme)
        .where(Programme.id == programme.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()
    if seen != seen_as(held):
        raise rules.Stale
    if not programmes.may_rename(account, [held.id]):
        raise rules.ProgrammeShared(key=held.key)
    if held.name == name:
        return False
    held.name = name
    for number in programmes.workshop_ids(held):
        note(
            "workshop.programme_set",
            at=at,
            account_id=account.id,
            workshop_id=number,
            subject=f"programme:{held.key}",
        )
    return True


def take_over(
    workshop: Workshop, source: Workshop, *, at: datetime, account_id: int | None
) -> int:
    """The organisations of an earlier workshop with what they are to it, and its programme where
    this one has none yet; returns how many came. Those that are here already stay as they are.
    """
    hold(workshop)
    here = {one.key: one for one in workshop.organisations}
    came = [one for one in source.organisations if one.key not in here]
    last = max((one.position for one in workshop.organisations), default=0)
    for n, one in enumerate(came, last + 1):
        here[one.key] = Organisation(
            key=one.key,
            position=n,
            name=dict(one.name),
            short=one.short,
            relation=one.relation,
            programme_relation=one.programme_relation,
        )
        workshop.organisations.append(here[one.key])
    for one in came:
        here[one.key].parent = here[one.parent.key] if one.parent else None
    if workshop.programme is None and source.programme is not None:
        key = source.programme.key
        set_programme(workshop, key=key, name=None, at=at, account_id=account_id)
    db.session.flush()
    for one in came:
        note(
            "organisation.added",
            at=at,
            account_id=account_id,
            workshop_id=workshop.id,
            subject=f"organisation:{here[one.key].id}",
        )
    return len(came)


def save_organisation(
    workshop: Workshop,
    *,
    key: str,
    values: Mapping[str, Any],
    revision: int | None = None,
    at: datetime,
    account_id: int | None,
) -> Organisation:
    """Add the organisation with this key, or change it. Raises Stale."""
    hold(workshop)
    organisation = queries.find_organisation(workshop, key)
    added = organisation is None
    if organisation is not None and revision is not None and revision != organisation.revision:
        raise rules.Stale
    if organisation is None:
        last = max((one.position for one in workshop.organisations), default=0)
        organisation = Organisation(key=key, position=last + 1, name={})
        workshop.organisations.append(organisation)
    for name in ("name", "short", "parent", "relation", "programme_relation"):
        if name in values:
            setattr(organisation, name, values[name])
    db.session.flush()
    note(
        "organisation.added" if added else "organisation.changed",
        at=at,
        account_id=account_id,
        workshop_id=workshop.id,
        subject=f"organisation:{organisation.id}",
    )
    return organisation


def remove_organisation(
    workshop: Workshop, organisation: Organisation, *, at: datetime, account_id: int | None
) -> None:
    for other in workshop.organisations:
        if other.parent_id == organisation.id:
            other.parent = None
    workshop.organisations.remove(organisation)
    note(
        "organisation.removed",
        at=at,
        account_id=account_id,
        workshop_id=workshop.id,
        subject=f"organisation:{organisation.id}",
    )
