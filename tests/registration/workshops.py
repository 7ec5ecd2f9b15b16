"""Workshops that people can register for, and people who do."""

from __future__ import annotations

from datetime import date, datetime, time

from app.agenda import service as agenda
from app.extensions import db
from app.registration import service
from app.registration.models import Registration
from app.registration.queries import find_active, find_form
from app.registration.service import Outcome, Wish
from app.workshops.models import Workshop
from app.workshops.rules import Way, WorkshopState
from tests.conftest import NOON
from tests.factories import make_day, make_form, make_item, make_workshop


def open_workshop(
    slug: str = "cities",
    online: int | None = 2,
    on_site: int | None | str = "not offered",
    *,
    day: date = date(2027, 5, 21),
    starts: time | None = time(9, 0),
    form: dict[str, object] | None = None,
    **values: object,
) -> Workshop:
    """Published, on one day in Asia/Shanghai, registration open; committed."""
    workshop = make_workshop(slug, **values)
    make_item(workshop, make_day(workshop, day, starts))
    make_form(workshop, online, on_site, **(form or {}))
    publish(workshop)
    return workshop


def reword(workshop: Workshop, consent: str, version: int = 2) -> None:
    """Organisers change the words of a consent; committed."""
    form = find_form(workshop.id)
    assert form is not None
    form.consents = [
        one | {"label": {"en": "Other words"}, "version": version}
        if one["key"] == consent
        else one
        for one in form.consents
    ]
    form.revision += 1
    db.session.commit()


def publish(workshop: Workshop) -> None:
    agenda.freeze(workshop, at=NOON, account_id=None)
    if workshop.state is WorkshopState.DRAFT:
        workshop.state, workshop.published_at = WorkshopState.PUBLISHED, NOON
    db.session.commit()


def register(
    workshop: Workshop,
    email: str,
    way: Way = Way.ONLINE,
    *,
    key: str | None = None,
    at: datetime = NOON,
    **wish: str,
) -> Outcome:
    """Somebody registers; the caller commits."""
    wished = {"name": email.partition("@")[0].title()} | wish
    return service.register(workshop, Wish(email=email, way=way, **wished), key=key, at=at)


def registered(workshop: Workshop, email: str) -> Registration:
    """The active registration of an address, as the database has it now."""
    db.session.flush()
    found = find_active(workshop.id, email)
    assert found is not None
    return found


def comes(workshop: Workshop, email: str, way: Way = Way.ONLINE) -> Registration:
    """Registers, and is returned as a row."""
    register(workshop, email, way)
    return registered(workshop, email)
