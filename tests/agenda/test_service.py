from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update

from app.agenda import service
from app.agenda.models import AgendaVersion, Theme, ThemeGuest
from app.agenda.published import document_of
from app.agenda.queries import latest_version
from app.agenda.rules.document import from_json, to_json
from app.agenda.rules.words import Colour, ItemState
from app.audit.models import AuditEntry
from app.extensions import db
from app.people.rules import Part
from app.workshops.models import Programme, Workshop
from app.workshops.rules import WorkshopState
from tests.conftest import NOON
from tests.databases import ON_BOTH
from tests.factories import (
    make_day,
    make_item,
    make_part,
    make_room,
    make_speaker,
    make_theme,
    make_workshop,
)

pytestmark = ON_BOTH
LATER = NOON + timedelta(hours=1)


def freeze(workshop: Workshop, at: datetime = NOON) -> service.Frozen:
    return service.freeze(workshop, at=at, account_id=None)


def full_workshop() -> Workshop:
    workshop = make_workshop(programme=Programme(key="p", name={"en": "Programme"}))
    day, room = make_day(workshop), make_room(workshop, "red")
    theme = make_theme(workshop, key="theme-1", number="I")
    speaker = make_speaker(workshop)
    theme.guests.append(ThemeGuest(speaker=speaker, part=Part.DELEGATE, position=0))
    item = make_item(workshop, day, key="talk", theme_id=theme.id, room_id=room.id)
    make_part(item, speaker)
    make_part(item, None, Part.MODERATOR)
    make_item(workshop, day, key="plenary")
    make_item(workshop, None, key="tray")
    return workshop


def test_the_first_version_is_number_one_and_holds_the_draft(app: Flask) -> None:
    workshop = full_workshop()
    frozen = freeze(workshop)
    assert frozen.version is not None
    assert (frozen.version.number, frozen.before) == (1, None)
    document = frozen.after
    assert [item.key for item in document.items] == ["talk", "plenary", "tray"]
    talk = document.items[0]
    assert talk.start == datetime(2027, 5, 21, 1, 0, tzinfo=UTC)
    assert (talk.theme, talk.room) == ("theme-1", "red")
    assert [part.part for part in talk.speakers] == [Part.SPEAKER, Part.MODERATOR]
    assert talk.speakers[1].person is None
    assert document.themes[0].colour is Colour.LAKE
    assert document.themes[0].guests[0].part is Part.DELEGATE
    assert document.whole.uid == f"workshop-{workshop.key}@plenum.test"


def test_the_stored_document_reads_back_as_it_was(app: Flask) -> None:
    frozen = freeze(full_workshop(), NOON.replace(microsecond=123456))
    assert from_json(to_json(frozen.after)) == frozen.after
    db.session.commit()
    db.session.expire_all()
    version = db.session.scalars(select(AgendaVersion)).one()
    assert document_of(version) == frozen.after


def test_an_unchanged_draft_makes_no_version(app: Flask) -> None:
    workshop = full_workshop()
    first = freeze(workshop)
    db.session.commit()
    again = freeze(workshop, LATER)
    assert again.version is None
    assert again.before == first.after
    assert len(db.session.scalars(select(AgendaVersion)).all()) == 1


def test_a_changed_draft_makes_the_next_version(app: Flask) -> None:
    workshop = full_workshop()
    freeze(workshop)
    workshop.title = {"en": "Nature and cities"}
    frozen = freeze(workshop, LATER)
    assert frozen.version is not None
    assert frozen.version.number == 2
    assert frozen.version.published_at == LATER


def test_a_preview_is_what_freezing_gives_and_changes_nothing(app: Flask) -> None:
    workshop = full_workshop()
    preview = service.preview(workshop, at=NOON)
    assert latest_version(workshop.id) is None
    assert freeze(workshop).after == preview


def test_people_without_a_part_are_not_published(app: Flask) -> None:
    workshop = full_workshop()
    make_speaker(workshop, "Never Asked")
    assert [person.name for person in freeze(workshop).after.people] == ["Zhu Shu"]


def test_a_theme_takes_the_next_colour_unless_it_has_one(app: Flask) -> None:
    workshop = make_workshop()
    make_theme(workshop)
    make_theme(workshop, colour=Colour.BRICK)
    make_theme(workshop)
    colours = [theme.colour for theme in freeze(workshop).after.themes]
    assert colours == [Colour.LAKE, Colour.BRICK, Colour.PLUM]


def test_what_another_session_saved_is_published_even_where_this_one_read_it_before(
    app: Flask,
) -> None:
    workshop = full_workshop()
    db.session.commit()
    theme = db.session.scalars(select(Theme)).one()
    assert theme.focus is None
    db.session.execute(
        update(Theme).values(focus={"en": "Soil"}).execution_options(synchronize_session=False)
    )
    assert freeze(workshop).after.themes[0].focus == {"en": "Soil"}


def test_a_cancelled_workshop_is_published_as_it_was_and_called_off(app: Flask) -> None:
    workshop = full_workshop()
    first = freeze(workshop).after
    workshop.title = {"en": "Half a new title"}
    workshop.state = WorkshopState.CANCELLED
    frozen = service.freeze_cancelled(workshop, at=LATER, account_id=None)
    assert frozen.version is not None
    after = frozen.after
    assert after.workshop.title == {"en": "Cities and nature"}
    assert after.workshop.cancelled
    assert after.whole.cancelled
    assert {item.state for item in after.items} == {ItemState.CANCELLED}
    assert [item.sequence for item in after.items] == [item.sequence + 1 for item in first.items]
    assert not any(item.removed for item in after.items)


def test_publishing_is_noted(app: Flask) -> None:
    workshop = full_workshop()
    freeze(workshop)
    entry = db.session.scalars(select(AuditEntry)).one()
    assert (entry.action, entry.workshop_id) == ("agenda.published", workshop.id)


@pytest.mark.parametrize("items", [1, 3, 300])
def test_the_draft_costs_the_same_for_any_number_of_items(
    app: Flask, queries: list[str], items: int
) -> None:
    workshop = make_workshop()
    day, theme = make_day(workshop), make_theme(workshop)
    for _ in range(items):
        speaker = make_speaker(workshop)
        make_part(make_item(workshop, day, theme_id=theme.id), speaker)
    theme.guests.append(ThemeGuest(speaker=speaker, part=Part.DELEGATE, position=0))
    db.session.commit()
    db.session.expunge_all()
    workshop = db.session.scalars(select(Workshop)).one()
    queries.clear()
    service.preview(workshop, at=NOON)
    assert len(queries) == 9


def test_two_who_publish_at_once_give_one_version_each_or_none(app: Flask) -> None:
    workshop = full_workshop()
    workshop_id = workshop.id
    freeze(workshop)
    db.session.commit()
    barrier, failures = threading.Barrier(2), []

    def publish(n: int) -> None:
        try:
            with app.app_context():
                mine: Any = db.session.get(Workshop, workshop_id)
                db.session.rollback()
                barrier.wait()
                mine = db.session.get(Workshop, workshop_id)
                mine.purpose = {"en": f"Purpose {n}"}
                freeze(mine, LATER + timedelta(seconds=n))
                db.session.commit()
                db.session.remove()
        except Exception as failure:
            failures.append(failure)

    threads = [threading.Thread(target=publish, args=(n,)) for n in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    db.session.expire_all()
    numbers = db.session.scalars(select(AgendaVersion.number).order_by(AgendaVersion.number)).all()
    assert numbers == list(range(1, len(numbers) + 1))
    # One of the two edits may have been stale; then it was refused and nothing of it published.
    assert len(numbers) + len(failures) == 3
