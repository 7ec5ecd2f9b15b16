"""Plain functions that add a row with sensible values; the caller commits."""

from __future__ import annotations

import secrets
from datetime import date, time
from itertools import count

from app.accounts.models import Account
from app.agenda.models import AgendaItem, Day, ItemPart, Room, Theme
from app.agenda.rules.words import Kind
from app.extensions import db
from app.people.models import Person, Speaker
from app.people.rules import Part
from app.registration.models import RegistrationForm, SeatPool
from app.workshops.models import Member, Workshop
from app.workshops.rules import Role, Way, WorkshopState
from tests.conftest import NOON

_number = count(1)


def make_account(email: str = "", name: str = "Ada Organiser", **values: object) -> Account:
    address = email or f"organiser{next(_number)}@example.org"
    account = Account(
        key=secrets.token_hex(8), email=address, email_normal=address.lower(), name=name,
        created_at=NOON, **values,
    )  # fmt: skip
    db.session.add(account)
    db.session.flush()
    return account


def make_workshop(slug: str = "", owner: Account | None = None, **values: object) -> Workshop:
    """A published-able workshop: one title in English, zone Asia/Shanghai, online."""
    workshop = Workshop(
        **{
            "slug": slug or f"workshop-{next(_number)}",
            "key": secrets.token_hex(8),
            "state": WorkshopState.DRAFT,
            "title": {"en": "Cities and nature"},
            "languages": ["en", "zh"],
            "time_zone": "Asia/Shanghai",
            "zones": ["Europe/Berlin"],
            "way": Way.ONLINE,
            "created_at": NOON,
        }
        | values
    )
    if owner:
        workshop.members.append(Member(account=owner, role=Role.OWNER))
    db.session.add(workshop)
    db.session.flush()
    return workshop


def make_day(
    workshop: Workshop, day: date = date(2027, 5, 21), starts: time | None = time(9, 0)
) -> Day:
    row = Day(workshop_id=workshop.id, date=day, starts=starts)
    db.session.add(row)
    db.session.flush()
    return row


def make_room(workshop: Workshop, key: str = "") -> Room:
    n = next(_number)
    row = Room(
        workshop_id=workshop.id, key=key or f"room-{n}", position=n, name={"en": f"Room {n}"}
    )
    db.session.add(row)
    db.session.flush()
    return row


def make_theme(workshop: Workshop, **values: object) -> Theme:
    n = next(_number)
    row = Theme(
        **{
            "workshop_id": workshop.id,
            "key": f"theme-{n}",
            "position": n,
            "title": {"en": f"Theme {n}"},
        }
        | values
    )
    db.session.add(row)
    db.session.flush()
    return row


def make_item(workshop: Workshop, day: Day | None = None, **values: object) -> AgendaItem:
    """A 20-minute talk at the end of the order."""
    n = next(_number)
    row = AgendaItem(
        **{
            "workshop_id": workshop.id,
            "day_id": day.id if day else None,
            "key": f"item-{n}",
            "uid": f"item-{secrets.token_hex(8)}@plenum.test",
            "position": n * 10,
            "kind": Kind.TALK,
            "title": {"en": f"Talk {n}"},
            "minutes": 20,
        }
        | values
    )
    db.session.add(row)
    db.session.flush()
    return row


def make_speaker(workshop: Workshop, name: str = "Zhu Shu", **person: object) -> Speaker:
    n = next(_number)
    row = Speaker(
        workshop_id=workshop.id,
        key=f"speaker-{n}",
        position=n,
        person=Person(
            **{"name": name, "other_names": [], "email": f"speaker{n}@example.org"} | person
        ),
        affiliation={"en": "City of Example"},
    )
    db.session.add(row)
    db.session.flush()
    return row


def make_part(item: AgendaItem, speaker: Speaker | None, part: Part = Part.SPEAKER) -> ItemPart:
    row = ItemPart(item=item, speaker=speaker, part=part, position=len(item.parts))
    db.session.add(row)
    db.session.flush()
    return row


def make_form(
    workshop: Workshop,
    online: int | None = 2,
    on_site: int | None | str = "not offered",
    **values: object,
) -> RegistrationForm:
    """Registration with seats per way; None = unlimited."""
    form = RegistrationForm(
        **{"workshop_id": workshop.id, "questions": [], "consents": []} | values
    )
    db.session.add(form)
    for way, seats in ((Way.ONLINE, online), (Way.ON_SITE, on_site)):
        if seats != "not offered":
            db.session.add(SeatPool(workshop_id=workshop.id, way=way, capacity=seats))
    db.session.flush()
    return form
