"""Documents whose feeds stand as files in tests/golden, before and after changes.

`.venv/bin/python -m tests.feeds.golden` writes the files anew; look at the difference.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, time
from pathlib import Path

from app import i18n
from app.agenda import calendar
from app.agenda.rules.document import Document, ItemSeen
from app.agenda.rules.words import ItemState, Kind
from app.ical import write
from app.people.rules import Part
from app.workshops.rules import Way
from tests.agenda import documents as make

FOLDER = Path(__file__).parent.parent / "golden"
BASE = "https://plenum.example.org"
TITLE = {"en": "Cities and nature", "de": "Stadt und Natur", "zh": "城市与自然"}


def files() -> Iterator[tuple[str, bytes]]:
    """Each file by its name."""
    report, report_with_hours = _report()
    timed, timed_changed = _timed()
    yield _feed("report.ics", report)
    yield _feed("report-with-hours.ics", report_with_hours)
    yield _theme("report-theme.ics", report, "theme-1")
    yield _theme("report-theme-with-hours.ics", report_with_hours, "theme-1")
    yield _item("report-item.ics", report, "talk-2")
    yield _item("report-item-with-hours.ics", report_with_hours, "talk-2")
    for language in ("en", "de", "zh"):
        yield _feed(f"timed-{language}.ics", timed, language)
    yield _feed("timed-changed-de.ics", timed_changed, "de")
    joined = calendar.attachment(
        timed_changed, language="en", base_url=BASE, only={"talk-1", "talk-2"},
        join_url="https://meet.example.org/räume?room=1",
    )  # fmt: skip
    yield "attachment.ics", joined.encode()


@contextmanager
def a_few_words() -> Iterator[None]:
    """Speak from the small catalogues beside the golden files."""
    kept = i18n.FOLDER
    i18n.FOLDER = FOLDER / "translations"
    i18n.catalogue.cache_clear()
    try:
        yield
    finally:
        i18n.FOLDER = kept
        i18n.catalogue.cache_clear()


def _feed(name: str, document: Document, language: str | None = None) -> tuple[str, bytes]:
    values = calendar.workshop_feed(
        document, language=language, base_url=BASE, source=f"{BASE}/w/example/calendar.ics"
    )
    return name, write.calendar(values)


def _theme(name: str, document: Document, key: str) -> tuple[str, bytes]:
    values = calendar.theme_feed(document, key, language=None, base_url=BASE, source=None)
    assert values is not None
    return name, write.calendar(values)


def _item(name: str, document: Document, key: str) -> tuple[str, bytes]:
    values = calendar.item_feed(document, key, language=None, base_url=BASE, source=None)
    assert values is not None
    return name, write.calendar(values)


def _report() -> tuple[Document, Document]:
    """A day without hours, and the same once they are known."""
    day = date(2027, 7, 21)
    people = [
        make.person(
            "ingrid-coetzee",
            affiliation={"en": "City Biodiversity Centre"},
            position={"en": "Director"},
        ),
        make.person("stefanie-hennecke"),
        make.person("arne-kunkel"),
    ]
    items: list[ItemSeen] = [
        make.item("opening", kind=Kind.OPENING, title=None, minutes=None, day=day),
        make.item(
            "talk-1", title=None, subject={"en": "COP15, and what it means; for cities"},
            theme="theme-1", minutes=None, day=day, speakers=(make.speaker("ingrid-coetzee"),),
        ),
        make.item(
            "talk-2", title=None, subject={"en": "An urban nature pact", "zh": "城市自然公约"},
            theme="theme-1", minutes=None, day=day, summary={"en": "Nine commitments."},
            speakers=(make.speaker("stefanie-hennecke"), make.speaker("arne-kunkel")),
        ),
        make.item(
            "closing", kind=Kind.DISCUSSION, title=None, minutes=None, day=day,
            speakers=(make.speaker(None, Part.MODERATOR),),
        ),
    ]  # fmt: skip
    here = make.workshop(
        title=TITLE, time_zone=None, way=None, note={"en": "Title chosen by the editors."}
    )
    before = make.document(*items, workshop=here, days=[make.day(day, starts=None)], people=people)
    known = [replace(item, minutes=20) for item in items]
    after = make.publish(
        before,
        make.draft(
            *known,
            workshop=replace(here, time_zone="Asia/Shanghai"),
            days=[make.day(day, starts=time(14, 0))],
            people=people,
        ),
    )
    return before, after


def _timed() -> tuple[Document, Document]:
    """Two rooms in Berlin; then one item is moved, one removed, one called off."""
    here = make.workshop(
        title=TITLE,
        languages=("de", "en", "zh"),
        time_zone="Europe/Berlin",
        way=Way.HYBRID,
        place={"de": "Rathaus, Saal 3", "zh": "市政厅"},
    )
    items = [
        make.item("opening", kind=Kind.OPENING, title={"de": "Eröffnung", "zh": "开幕"}),
        make.item(
            "talk-1", title=TITLE, theme="theme-1", room="red",
            speakers=(make.speaker("zhu-shu"), make.speaker(None, Part.MODERATOR)),
        ),
        make.item("talk-2", title=TITLE, theme="theme-1", room="blue"),
        make.item("talk-3", title={"en": "Only in English"}, room="red"),
        make.item("break", kind=Kind.BREAK, title=None),
    ]  # fmt: skip
    before = make.document(*items, workshop=here)
    opening, first, second, third, pause = items
    after = make.publish(
        before,
        make.draft(
            replace(opening, minutes=50),
            replace(first, state=ItemState.CANCELLED),
            second,
            pause,
            workshop=here,
            rooms=[make.room("blue"), make.room("red")],
        ),
    )
    return before, after


if __name__ == "__main__":
    with a_few_words():
        for name, octets in files():
            (FOLDER / name).write_bytes(octets)
