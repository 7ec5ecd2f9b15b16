"""A workshop of two days in Shanghai, on both of which people can be there."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

from app.registration.models import Registration
from app.workshops.models import Workshop
from app.workshops.rules import Way
from tests.factories import make_day, make_form, make_item, make_workshop
from tests.registration.workshops import comes, publish

FIRST, SECOND = date(2027, 5, 20), date(2027, 5, 21)
#: 09:30 there, on the second day; and when it is over.
MORNING = datetime(2027, 5, 21, 1, 30, tzinfo=UTC)
AFTER = datetime(2027, 5, 22, 1, 0, tzinfo=UTC)


def two_days(online: int | None = 3, on_site: int | None = 2, **values: object) -> Workshop:
    """09:00 to 16:00 on each; committed."""
    facts = {"way": Way.HYBRID, "join_url": "https://meet.example.org/42"} | values
    workshop = make_workshop("door", **facts)
    for day in (FIRST, SECOND):
        make_item(workshop, make_day(workshop, day, time(9, 0)), minutes=420)
    form: dict[str, object] = {"closes": AFTER}
    make_form(workshop, online, on_site, **form)
    publish(workshop)
    return workshop


def on_site(workshop: Workshop, name: str) -> Registration:
    return comes(workshop, f"{name}@example.org", Way.ON_SITE)
