"""Making a workshop and changing its own facts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app import links
from app.accounts.models import Account
from app.audit.service import note
from app.extensions import Text, db
from app.workshops import addresses, queries, rules
from app.workshops.models import Member, Workshop
from app.workshops.rules import Role, WorkshopState

#: What the settings page may change; everything else has a verb of its own.
SETTINGS = (
    "title", "note", "purpose", "languages", "spoken", "time_zone", "zones", "way", "place",
    "join_url", "contact",
)  # fmt: skip


def create(
    *,
    slug: str,
    title: Text,
    languages: list[str],
    owner: Account | None,
    at: datetime,
    key: str | None = None,
    **facts: Any,
) -> Workshop:
    """A new draft. `key` makes a doubled post answer like the first. Raises SlugTaken."""
    known = queries.find_workshop(slug)
    if known is not None:
        if key is not None and known.key == key:
            return known
        raise rules.SlugTaken(slug=slug)
    if key is None or queries.is_key(key):  # a form sent again with another address
        key = links.new_key()
    workshop = Workshop(
        slug=slug,
        key=key,
        state=WorkshopState.DRAFT,
        title=title,
        languages=languages,
        created_at=at,
        **{"zones": []} | facts,
    )
    if owner is not None:
        workshop.members.append(Member(account=owner, role=Role.OWNER))
    try:
        with db.session.begin_nested():
            db.session.add(workshop)
    except IntegrityError as error:  # somebody else was faster, or the same form was
        twin = queries.find_workshop(slug)
        if twin is not None and twin.key == key:
            return twin
        raise rules.SlugTaken(slug=slug) from error
    note(
        "workshop.created",
        at=at,
        account_id=owner.id if owner else None,
        actor="account" if owner else "command",
        workshop_id=workshop.id,
    )
    return workshop


def free_address(title: Text, day: date | None) -> str:
    """An address made of the title that no workshop has yet."""
    wanted = addresses.choices(addresses.of_title(title, day), day)
    return next(slug for slug in wanted if queries.id_of(slug) is None)


def change_address(workshop: Workshop, slug: str, *, at: datetime, account_id: int | None) -> None:
    """Under which address it will be published. Raises AddressStays and SlugTaken."""
    if slug == workshop.slug:
        return
    hold(workshop)
    if workshop.published_at is not None:
        raise rules.AddressStays
    if queries.id_of(slug) is not None:
        raise rules.SlugTaken(slug=slug)
    try:
        with db.session.begin_nested():
            workshop.slug = slug
    except IntegrityError as error:
        raise rules.SlugTaken(slug=slug) from error
    note("workshop.address_changed", at=at, account_id=account_id, workshop_id=workshop.id)


def change(
    workshop: Workshop,
    values: Mapping[str, Any],
    *,
    zone_is_needed: Callable[[Workshop], bool],
    revision: int | None = None,
    at: datetime,
    account_id: int | None,
) -> list[str]:
    """Set settings; returns the names of those that changed. Raises Stale and ZoneNeeded.

    `zone_is_needed` says whether anything stands at a wall clock: the agenda lies above, so it is
    asked by whoever calls. It is asked where the zone would go, and held until the commit: no
    hours come in meanwhile.
    """
    if revision is not None and revision != workshop.revision:
        raise rules.Stale
    if workshop.time_zone and not values.get("time_zone", workshop.time_zone):
        hold(workshop)
        if zone_is_needed(workshop):
            raise rules.ZoneNeeded
    changed = [name for name in SETTINGS if name in values and _differs(workshop, name, values)]
    for name in changed:
        setattr(workshop, name, values[name])
    if "join_url" in changed:
        workshop.join_url_at = at
    if changed:
        note(
            "workshop.changed",
            at=at,
            account_id=account_id,
            workshop_id=workshop.id,
            fields=changed,
        )
    return changed


def _differs(workshop: Workshop, name: str, values: Mapping[str, Any]) -> bool:
    return bool(getattr(workshop, name) != values[name])


def hold(workshop: Workshop) -> None:
    """From here to the commit, one at a time adds to this workshop: a form that is sent twice at
    once finds what its twin added. SQLite has one writer anyway."""
    db.session.execute(select(Workshop.id).where(Workshop.id == workshop.id).with_for_update())
    db.session.expire(workshop, ["organisations", "members"])
