"""Workshops of every kind, served before and after changes, for calendar programs and checkers.

    .venv/bin/python -m tests.feeds.stages FOLDER make       a fresh database, everything published
    .venv/bin/python -m tests.feeds.stages FOLDER change     moves, removals, hours known, …
    .venv/bin/python -m tests.feeds.stages FOLDER addresses  one a line; secret ones marked
    .venv/bin/python -m tests.feeds.stages FOLDER serve PORT

The addresses are those of http://127.0.0.1:8140 unless PORT says otherwise.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time
from pathlib import Path

from flask import Flask, url_for
from sqlalchemy import select
from werkzeug.serving import make_server

from app import create_app, links
from app.agenda import published, service
from app.agenda.models import AgendaItem, Room
from app.agenda.rules.words import ItemState, Kind
from app.extensions import config, db
from app.invitations.models import Invitation
from app.invitations.rules import InvitationState
from app.people.rules import Part
from app.registration.models import Registration
from app.registration.rules import RegistrationState
from app.workshops.models import Workshop
from app.workshops.rules import Way, WorkshopState
from tests.conftest import settings_for
from tests.factories import (
    make_day,
    make_item,
    make_part,
    make_room,
    make_speaker,
    make_theme,
    make_workshop,
)

MADE = datetime(2026, 10, 1, 8, 0, tzinfo=UTC)
CHANGED = datetime(2026, 10, 2, 8, 0, tzinfo=UTC)
THREE = {"en": "City nature", "de": "Stadtnatur", "zh": "城市自然"}
#: Items of a workshop whose own feeds are looked at.
MOST = 20
#: What no calendar may take for more than a text.
NASTY = 'Wetlands, rivers; "lakes" \\Notes \\N\\n 湿地\u2028 x\x0b' + "é" * 60


def make() -> None:
    for workshop in (
        _without_hours("report"),
        _without_hours("report-in-part"),
        _timed(),
        _practice(),
        _clocks("berlin-spring", "Europe/Berlin", date(2027, 3, 28)),
        _clocks("berlin-autumn", "Europe/Berlin", date(2027, 10, 31)),
        _clocks("st-johns", "America/St_Johns", date(2027, 11, 7)),
        _clocks("cairo", "Africa/Cairo", date(2027, 4, 30)),
        _clocks("utc", "UTC", date(2027, 4, 30)),
        _clocks("called-off", "Asia/Shanghai", date(2027, 4, 30)),
        make_workshop("nothing-yet", time_zone=None),
        make_workshop("nothing-yet-in-berlin", time_zone="Europe/Berlin"),
    ):
        _publish(workshop, MADE)


def change() -> None:
    for slug in ("report", "report-in-part"):
        report = _workshop(slug)
        report.time_zone = "Asia/Shanghai"
        for item in _items(report):
            assert item.day is not None
            item.day.starts = time(9, 0)
            if slug == "report" and item.minutes is None:
                item.minutes = 20
    timed = _workshop("timed")
    items = {item.key: item for item in _items(timed)}
    items["opening"].minutes = 30  # moves all that follow
    items["talk-2"].state = ItemState.CANCELLED
    items["talk-3"].title = {**THREE, "en": "City nature, corrected"}
    items["talk-4"].room = None
    items["talk-5"].theme, items["talk-6"].theme = items["talk-6"].theme, items["talk-5"].theme
    db.session.delete(items["talk-7"])
    db.session.scalars(select(Room).where(Room.key == "blue")).one().name = {"en": "Blue room"}
    timed.join_url, timed.join_url_at = "https://meet.example.org/other?room=2", CHANGED
    for slug in ("report", "report-in-part", "timed", "practice", "berlin-spring", "utc"):
        _publish(_workshop(slug), CHANGED)
    off = _workshop("called-off")
    service.freeze_cancelled(off, at=CHANGED, account_id=None)
    off.state = WorkshopState.CANCELLED
    waiting = db.session.scalars(select(Registration).where(Registration.key == "waiting")).one()
    waiting.state, waiting.state_at = RegistrationState.CONFIRMED, CHANGED


def addresses() -> Iterator[tuple[str, bool]]:
    """Every address with every language once, and whether it is a secret."""
    slugs = db.session.scalars(select(Workshop.slug).order_by(Workshop.id))
    yield url_for("feeds.all"), False
    for slug in slugs:
        yield url_for("feeds.workshop", slug=slug), False
        found = published.find(slug)
        assert found is not None
        for theme in found.document.themes:
            yield url_for("feeds.theme", slug=slug, key=theme.key), False
        for item in found.document.items[:MOST]:
            yield url_for("feeds.item", slug=slug, key=item.key), False
    for language in ("de", "zh"):
        yield url_for("feeds.workshop", slug="timed", lang=language), False
        yield url_for("feeds.workshop", slug="report", lang=language), False
    for kind, key in (("r", "confirmed"), ("r", "waiting"), ("r", "cancelled"), ("s", "speaker")):
        token = links.derive(config().secret_key, "feed", f"{kind}{key}", 0)
        yield url_for("feeds.personal", token=token), True


# -- The workshops -------------------------------------------------------------------------------


def _without_hours(slug: str) -> Workshop:
    title = THREE | {"en": f"City nature, {slug}"}
    workshop = make_workshop(slug, time_zone=None, title=title, way=None)
    day = make_day(workshop, date(2023, 7, 21), starts=None)
    first = make_theme(workshop, key="theme-1", number="I", title=THREE)
    second = make_theme(workshop, key="theme-2", number="II", title={"en": "Local actions"})
    none = {"title": None, "minutes": None}
    make_item(workshop, day, key="opening", kind=Kind.OPENING, **none)
    talk = make_item(
        workshop, day, key="talk", theme=first, subject={"en": "Urban nature"}, **none
    )
    make_part(talk, make_speaker(workshop, "Ingrid Coetzee"))
    joint = make_item(workshop, day, key="joint", theme=second, subject={"en": "Pacts"}, **none)
    make_part(joint, make_speaker(workshop, "Stefanie Hennecke"))
    make_part(joint, make_speaker(workshop, "Arne Kunkel"))
    closing = make_item(workshop, day, key="closing", kind=Kind.DISCUSSION, **none)
    make_part(closing, None, Part.MODERATOR)
    for item in _items(workshop):
        item.minutes = None if item.key == "closing" else 15
    return workshop


def _timed() -> Workshop:
    workshop = make_workshop(
        "timed",
        title=THREE,
        languages=["en", "de", "zh"],
        purpose={"en": "To meet;\nto talk, and to plan"},
        place={"en": "Meeting room 3, Beijing 北京"},
        join_url="https://meet.example.org/räume?room=1",
        way=Way.HYBRID,
    )
    day = make_day(workshop, date(2027, 5, 21))
    red, blue = make_room(workshop, "red"), make_room(workshop, "blue")
    themes = [make_theme(workshop, key=f"theme-{n}", number=n, title=THREE) for n in ("I", "II")]
    make_item(workshop, day, key="opening", kind=Kind.OPENING, title=THREE)
    speaker = make_speaker(workshop, "Chang Jiang; 江, \\N")
    for n in range(1, 9):
        item = make_item(
            workshop,
            day,
            key=f"talk-{n}",
            title={"en": NASTY} if n == 1 else THREE,
            theme=themes[n % 2],
            room=(red, blue)[n % 2],
            abstract={"en": f"<b>x</b>\r\nBEGIN:VALARM\r\n{NASTY * 40}"} if n == 1 else None,
        )
        if n < 4:
            make_part(item, speaker)
    make_item(workshop, day, key="break", kind=Kind.BREAK, title=None)
    make_item(workshop, None, key="not-placed")
    for key, state in (
        ("confirmed", RegistrationState.CONFIRMED),
        ("waiting", RegistrationState.WAITLISTED),
        ("cancelled", RegistrationState.CANCELLED),
    ):
        db.session.add(
            Registration(
                key=key, workshop_id=workshop.id, state=state, way=Way.ONLINE, name=key,
                email=f"{key}@example.org", email_normal=f"{key}@example.org", language="de",
                at=MADE, state_at=MADE,
            )
        )  # fmt: skip
    db.session.add(
        Invitation(
            key="speaker", workshop_id=workshop.id, speaker_id=speaker.id, language="en",
            state=InvitationState.ACCEPTED, created_at=MADE, answered_at=MADE,
        )
    )  # fmt: skip
    return workshop


def _practice() -> Workshop:
    workshop = make_workshop("practice", practice=True)
    day = make_day(workshop, date(2027, 5, 21))
    make_item(workshop, day, theme=make_theme(workshop, key="theme-1", number="1"))
    make_item(workshop, make_day(workshop, date(2027, 5, 22), starts=None))
    return workshop


def _clocks(slug: str, zone: str, day: date) -> Workshop:
    """Half-hours through the night when the clock may change."""
    workshop = make_workshop(slug, time_zone=zone)
    night = make_day(workshop, day, time(0, 0))
    for n in range(10):
        make_item(workshop, night, key=f"item-{n}", minutes=30)
    return workshop


def _workshop(slug: str) -> Workshop:
    return db.session.scalars(select(Workshop).where(Workshop.slug == slug)).one()


def _items(workshop: Workshop) -> list[AgendaItem]:
    of = select(AgendaItem).where(AgendaItem.workshop_id == workshop.id)
    return list(db.session.scalars(of.order_by(AgendaItem.position)))


def _publish(workshop: Workshop, at: datetime) -> None:
    db.session.flush()
    service.freeze(workshop, at=at, account_id=None)
    workshop.state = WorkshopState.PUBLISHED
    db.session.flush()


# -- The command ---------------------------------------------------------------------------------


def application(folder: Path, port: int) -> Flask:
    settings = replace(settings_for(folder), base_url=f"http://127.0.0.1:{port}")
    return create_app(settings)


def main() -> None:
    parser = argparse.ArgumentParser(prog="tests.feeds.stages")
    parser.add_argument("folder", type=Path)
    parser.add_argument("act", choices=["make", "change", "addresses", "serve"])
    parser.add_argument("port", type=int, nargs="?", default=8140)
    given = parser.parse_args()
    given.folder.mkdir(parents=True, exist_ok=True)
    app = application(given.folder, given.port)
    if given.act == "serve":
        make_server("127.0.0.1", given.port, app, threaded=True).serve_forever()
        return
    with app.test_request_context(base_url=f"http://127.0.0.1:{given.port}"):
        if given.act == "addresses":
            for address, secret in addresses():
                line = f"http://127.0.0.1:{given.port}{address}"
                sys.stdout.write(line + ("\tsecret\n" if secret else "\n"))
            return
        if given.act == "make":
            (given.folder / "plenum.db").unlink(missing_ok=True)
            db.create_all()
            make()
        else:
            change()
        db.session.commit()


if __name__ == "__main__":
    main()
