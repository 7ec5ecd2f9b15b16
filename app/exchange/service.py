"""Loading and writing workshop files; beginning a workshop; a copy: write, shift, load."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

from app import links
from app.accounts.models import Account
from app.agenda import queries as agenda_queries
from app.agenda.rules.history import Act
from app.agenda.service import frame, lock
from app.agenda.service.history import record, unrecorded
from app.audit.service import note
from app.exchange import asking, carrying, drafting, entries, inviting, queries, shifting, writing
from app.exchange.carrying import USUAL, Carried
from app.exchange.shifting import Skipped
from app.exchange.values import RegistrationInFile, WorkshopInFile
from app.extensions import config, db
from app.i18n.texts import Text
from app.people import service as people
from app.registration import service as registration
from app.registration.queries import answered, chosen_in, find_form, noted
from app.registration.rules import questions as stored
from app.workshops import queries as workshop_queries
from app.workshops import service as workshops
from app.workshops.models import Workshop
from app.workshops.rules import SlugTaken

#: What the file says of the workshop itself under the names of its columns.
_FACTS = ("title", "note", "purpose", "time_zone", "way", "place", "join_url", "contact")


def load(
    file: WorkshopInFile, *, at: datetime, account_id: int | None, key: str | None = None
) -> Workshop:
    """Make the workshop of this slug, or its draft, say what the file says; loading again changes
    nothing.

    The file is the whole workshop: what it no longer holds leaves the draft, people who
    registered stay. A new workshop belongs to the account. Who may load over a workshop that is
    there is the caller's to ask. Raises FaultyFile, and people.rules.InUse when somebody who was
    invited is missing.
    """
    known = workshop_queries.find_workshop(file.slug)
    workshop = known or workshops.create(
        slug=file.slug,
        title=file.title,
        languages=list(file.languages),
        owner=db.session.get(Account, account_id) if account_id is not None else None,
        at=at,
        key=key,
    )
    # What a workshop is made with is where its history begins, nothing to be undone.
    keep = record(workshop, Act.LOADED, at=at, account_id=account_id) if known else unrecorded()
    with keep:
        lock(workshop)
        uids = _uids(workshop, file)
        _set_facts(workshop, file, at=at, account_id=account_id)
        drafting.put(agenda_queries.draft(workshop), file, uids, at=at, account_id=account_id)
    _set_registration(workshop, file.registration, at=at, account_id=account_id)
    if file.invitations is not None:
        inviting.put(workshop, file.invitations, at=at, account_id=account_id)
    db.session.expire(workshop, ["organisations"])
    note(
        "workshop.loaded",
        at=at,
        account_id=account_id,
        actor="account" if account_id is not None else "command",
        workshop_id=workshop.id,
    )
    return workshop


def dump(workshop: Workshop) -> str:
    """The draft as the text of a workshop file."""
    return writing.write(queries.in_file(workshop))


def begin(
    *,
    title: Text,
    day: date | None,
    starts: time | None,
    time_zone: str | None,
    owner: Account,
    key: str | None,
    at: datetime,
) -> Workshop:
    """A new draft from a title, and from its first day and zone as far as they are known.

    Its address is made of the title; the languages of the title are those of its texts. `key`
    makes a doubled post answer like the first. Raises NeedsZone, SkippedClock and NoSuchYear for
    a day or clock that cannot be, and SlugTaken when somebody takes the address this moment.
    """
    doubled = workshop_queries.find_doubled(key, title, owner)
    if doubled is not None:
        return doubled
    workshop = workshops.create(
        slug=workshops.free_address(title, day),
        title=title,
        languages=list(title),
        owner=owner,
        at=at,
        key=key,
        time_zone=time_zone,
    )
    if day is not None:
        first = {"date": day, "starts": starts, "ends": None}
        with unrecorded():
            frame.add_day(workshop, first, at=at, account_id=owner.id)
    return workshop


def copy(
    workshop: Workshop,
    *,
    slug: str | None = None,
    title: Text | None = None,
    days: int = 0,
    parts: Set[Carried] = USUAL,
    skipped: Skipped | None = None,
    practice: bool = False,
    key: str | None = None,
    at: datetime,
    account_id: int | None,
) -> Workshop:
    """A new draft like this one, so many days later, the clocks on the wall kept.

    Registrations, invitations and versions stay behind, calendar entries are new ones, and it
    belongs to the account. Without a `slug` its address is made of the title. `skipped` says what
    becomes of clocks that do not exist on the new days; without it they raise FaultyFile. `key`
    makes a doubled post answer like the first. Raises SlugTaken.
    """
    owner = db.session.get(Account, account_id) if account_id is not None else None
    called = title or workshop.title
    doubled = (
        workshop_queries.find_doubled(key, called, owner)
        if owner is not None and slug is None
        else None
    )
    if doubled is not None:
        return doubled
    known = workshop_queries.find_workshop(slug) if slug is not None else None
    if known is not None:
        if key is not None and known.key == key:
            return known
        raise SlugTaken(slug=known.slug)
    file = carrying.carried(queries.in_file(workshop), parts)
    file = shifting.shifted(file, timedelta(days=days), skipped)
    first = min((day.date for day in file.days), default=None)
    file = replace(
        file,
        slug=slug or workshops.free_address(called, first),
        title=called,
        practice=practice,
    )
    made = load(file, at=at, account_id=account_id, key=key)
    if not practice:  # where people try things out, nobody real is changed
        people.keep_persons(made, workshop, account_id=account_id)
    return made


def _uids(workshop: Workshop, file: WorkshopInFile) -> dict[str, str]:
    drafted = {item.key: item.uid for item in agenda_queries.draft(workshop).items}
    published = {
        item.key: uid for uid, item in reversed(queries.published_items(workshop).items())
    }
    foreign = {item.uid for item in file.items if item.uid} - {
        *drafted.values(),
        *published.values(),
    }
    return entries.assign(
        file.items,
        drafted=drafted,
        published=published,
        elsewhere=queries.uids_elsewhere(workshop, foreign),
        fresh=lambda: f"item-{links.new_key()}@{config().uid_domain}",
    )


def _set_facts(
    workshop: Workshop, file: WorkshopInFile, *, at: datetime, account_id: int | None
) -> None:
    facts: dict[str, Any] = {name: getattr(file, name) for name in _FACTS}
    facts |= {"languages": list(file.languages), "zones": list(file.zones)}
    facts["spoken"] = list(file.spoken) if file.spoken else None
    workshops.change(
        workshop,
        facts,
        zone_is_needed=lambda _: _says_hours(file),  # which replaces what stands there now
        at=at,
        account_id=account_id,
    )
    workshop.practice = file.practice
    programme = file.programme
    workshops.set_programme(
        workshop,
        key=programme.key if programme else None,
        name=programme.name if programme else None,
        at=at,
        account_id=account_id,
    )


def _says_hours(file: WorkshopInFile) -> bool:
    return any(day.starts or day.ends for day in file.days) or any(
        item.pinned for item in file.items
    )


def _set_registration(
    workshop: Workshop,
    block: RegistrationInFile | None,
    *,
    at: datetime,
    account_id: int | None,
) -> None:
    if block is None:
        registration.remove_form(workshop, at=at, account_id=account_id)
        return
    before = find_form(workshop.id)
    asked = asking.questions(
        block.questions,
        stored.questions(before.questions) if before else [],
        answered=answered(workshop.id),
        chosen={one.key: chosen_in(workshop.id, one.key) for one in block.questions},
    )
    agreed = asking.consents(
        block.consents,
        stored.consents(before.consents) if before else [],
        noted=noted(workshop.id),
    )
    registration.set_form(
        workshop,
        seats_per_way=block.seats,
        opens=block.opens,
        closes=block.closes,
        waiting_list=block.waiting_list,
        approval=block.approval,
        confirm_email=block.confirm_email,
        offer_hours=block.offer_hours,
        reminders=block.reminders,
        keep_days=block.keep_days,
        responsible=block.responsible,
        questions=[stored.stored(one) for one in asked],
        consents=[stored.stored(one) for one in agreed],
        at=at,
        account_id=account_id,
    )
