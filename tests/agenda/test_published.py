from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import create_engine, text

from app import create_app
from app.agenda import published, service
from app.agenda.models import AgendaVersion
from app.extensions import db
from app.workshops.models import Workshop
from app.workshops.rules import WorkshopState
from config import Config
from tests.conftest import NOON
from tests.databases import ON_BOTH
from tests.factories import make_day, make_item, make_workshop

pytestmark = ON_BOTH


def make_public(slug: str = "open", state: WorkshopState = WorkshopState.PUBLISHED) -> Workshop:
    workshop = make_workshop(slug, state=state)
    make_item(workshop, make_day(workshop))
    service.freeze(workshop, at=NOON, account_id=None)
    db.session.commit()
    return workshop


def publish_again(workshop: Workshop, title: str, at: datetime = NOON) -> None:
    workshop.title = {"en": title}
    service.freeze(workshop, at=at + timedelta(hours=1), account_id=None)
    db.session.commit()


def titles(slug: str = "open") -> tuple[int, str] | None:
    found = published.find(slug)
    return (found.version, found.document.workshop.title["en"]) if found else None


def test_the_newest_version_is_found_with_its_document(app: Flask) -> None:
    workshop = make_public()
    found = published.find("open")
    assert found is not None
    assert (found.workshop_id, found.slug, found.version) == (workshop.id, "open", 1)
    assert (found.state, found.practice) == (WorkshopState.PUBLISHED, False)
    assert found.published_at == NOON
    assert found.document.items[0].minutes == 20


@pytest.mark.parametrize("state", [WorkshopState.CANCELLED, WorkshopState.ARCHIVED])
def test_what_was_public_stays_to_be_found(app: Flask, state: WorkshopState) -> None:
    make_public(state=state)
    assert published.find("open") is not None


def test_a_draft_is_not_found_even_if_it_has_a_version(app: Flask) -> None:
    make_public(state=WorkshopState.DRAFT)
    assert published.find("open") is None


def test_a_workshop_without_a_version_is_not_found(app: Flask) -> None:
    make_workshop("open", state=WorkshopState.PUBLISHED)
    db.session.commit()
    assert published.find("open") is None
    assert published.find("never heard of; DROP TABLE workshops") is None


def test_publishing_is_seen_at_once(app: Flask) -> None:
    assert published.find("open") is None
    workshop = make_public()
    assert titles() == (1, "Cities and nature")
    publish_again(workshop, "Soil")
    assert titles() == (2, "Soil")


def test_what_is_not_committed_is_not_seen(app: Flask) -> None:
    workshop = make_public()
    assert titles() == (1, "Cities and nature")
    workshop.title = {"en": "Soil"}
    service.freeze(workshop, at=NOON + timedelta(hours=1), account_id=None)
    assert titles() == (1, "Cities and nature")
    db.session.rollback()
    assert titles() == (1, "Cities and nature")


def test_a_workshop_that_is_withdrawn_or_deleted_is_found_no_more(app: Flask) -> None:
    workshop = make_public()
    assert published.find("open")
    workshop.state = WorkshopState.DRAFT
    db.session.commit()
    assert published.find("open") is None


def test_a_lookup_reads_nothing_while_nobody_commits(app: Flask, queries: list[str]) -> None:
    make_public()
    published.find("open")
    queries.clear()
    for _ in range(3):
        assert published.find("open")
    assert queries == []


def test_a_document_is_decoded_once_per_version(app: Flask) -> None:
    make_public()
    one, again = published.find("open"), published.find("open")
    assert one is not None
    assert again is not None
    assert one.document is again.document
    version = db.session.get(AgendaVersion, one.version_id)
    assert version is not None
    assert published.document_of(version) is one.document


def test_a_version_that_got_the_id_of_a_deleted_one_is_not_taken_for_it(app: Flask) -> None:
    workshop = make_public()
    assert titles() == (1, "Cities and nature")
    version = db.session.query(AgendaVersion).one()
    old_id = version.id
    db.session.delete(version)
    workshop.title = {"en": "Soil"}
    db.session.flush()
    service.freeze(workshop, at=NOON + timedelta(hours=1), account_id=None)
    db.session.query(AgendaVersion).update({"id": old_id})
    db.session.commit()
    assert titles() == (1, "Soil")


def wait_until(true: Callable[[], bool]) -> None:
    until = time.monotonic() + 5
    while not true():
        assert time.monotonic() < until
        time.sleep(0.01)


def test_publishing_by_another_process_is_seen_within_a_second(
    app: Flask, settings: Config
) -> None:
    make_public()
    assert titles() == (1, "Cities and nature")
    other = create_engine(settings.database_url)
    with other.begin() as connection:
        connection.execute(text("UPDATE workshops SET state = 'draft'"))
    if settings.is_sqlite:
        assert published.find("open") is None
    began = time.monotonic()
    wait_until(lambda: published.find("open") is None)
    assert time.monotonic() - began < published.GOOD_FOR + 0.5
    other.dispose()


def test_two_apps_in_one_process_do_not_share_a_memory(app: Flask, settings: Config) -> None:
    make_public()
    assert titles() == (1, "Cities and nature")
    other = create_app(settings)
    with other.app_context():
        assert titles() == (1, "Cities and nature")
        assert other.extensions["plenum.published"] is not app.extensions["plenum.published"]
        db.session.remove()
        db.engine.dispose()


def test_readers_in_many_threads_see_each_version_whole_and_never_go_back(app: Flask) -> None:
    workshop = make_public()
    publish_again(workshop, "2")
    done, wrong = threading.Event(), list[str]()

    def read() -> None:
        with app.app_context():
            last = 0
            while not done.is_set():
                found = published.find("open")
                assert found is not None
                said = found.document.workshop.title["en"]
                if found.version < last or said != str(found.version):
                    wrong.append(f"{said} in {found.version} after {last}")
                last = found.version

    readers = [threading.Thread(target=read) for _ in range(4)]
    for reader in readers:
        reader.start()
    for number in range(3, 12):
        publish_again(workshop, str(number), NOON + timedelta(hours=number))
        assert titles() == (number, str(number))
    done.set()
    for reader in readers:
        reader.join()
    assert wrong == []
