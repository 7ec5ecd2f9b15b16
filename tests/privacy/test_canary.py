"""Nothing of an erased person is left, in no table and no file; and the test would notice."""

from __future__ import annotations

import sqlite3
from datetime import datetime, timedelta

import pytest
from flask import Flask, current_app
from sqlalchemy import event, func, select

from app.agenda.joining import JOINT as AGENDA
from app.agenda.models import AgendaItem
from app.extensions import db
from app.invitations import service as invitations
from app.invitations.joining import JOINT as INVITATIONS
from app.mail import worker
from app.mail.models import Letter
from app.people.service import remove_speaker
from app.privacy import checks, service, storage
from app.privacy.rules import PlaceOfSpeaker, Why
from app.privacy.service import erasers
from app.privacy.storage import put_log_away
from app.registration import checks as registration_checks
from app.registration.joining import JOINT as REGISTRATIONS
from app.registration.models import Figure, Registration
from app.registration.queries import find_form
from app.registration.service import Secretary, Wish, register_group
from app.workshops.rules import Way
from tests.databases import ON_BOTH
from tests.factories import make_part, make_speaker
from tests.privacy.traces import EMAIL, LATER, WORD, deliver, nest, traces
from tests.registration.workshops import publish

ERASED = LATER + timedelta(hours=1)
OVER = LATER + timedelta(days=100)


def erase(bird: Registration, at: datetime) -> None:
    """As pages and the worker do, until the last e-mail is gone as well."""
    service.erase(bird, why=Why.ASKED, at=at)
    db.session.commit()
    deliver(at)
    run_jobs(at + timedelta(days=1, hours=1))
    storage.tidy(at)


def run_jobs(at: datetime) -> None:
    """All that the worker does by itself: none of it brings anybody back."""
    for job in worker.timed_jobs(current_app):
        job(at)
        db.session.commit()


@ON_BOTH
@pytest.mark.parametrize("when", [ERASED, OVER], ids=["before", "after"])
def test_nothing_is_left_of_who_used_everything(app: Flask, when: datetime) -> None:
    _, bird = nest()
    id, key = bird.id, bird.key
    before = traces(id, key)
    assert {"registrations.name", "letters.html", "registration_groups.email"} < set(before)
    assert len([one for one in before if one.endswith(".eml")]) >= 3
    erase(bird, when)
    assert traces(id, key) == []
    assert [*checks.broken(), *registration_checks.broken()] == []


@ON_BOTH
def test_nothing_is_left_of_who_speaks_too_was_removed_or_wrote_a_list(app: Flask) -> None:
    """A guest who has accepted to speak, somebody taken off the list after publishing, and a
    secretary whose list named nobody new."""
    workshop, bird = nest()
    form = find_form(workshop.id)
    assert form is not None
    form.keep_days = 30
    id, key = bird.id, bird.key
    secretary = Secretary(name=f"Sue {WORD}", email=f"sue-{WORD}@example.org")
    known = Wish(name="Other", email="other@example.org", way=Way.ONLINE)
    register_group(workshop, secretary, [known], key="list", at=LATER)
    item = db.session.scalars(select(AgendaItem)).one()
    speaks = make_speaker(workshop, f"Ada {WORD}", email=EMAIL)
    gone = make_speaker(workshop, f"Bo {WORD}", email=f"bo-{WORD}@example.org")
    for speaker in (speaks, gone):
        make_part(item, speaker)
    publish(workshop)
    asked = invitations.draft(speaks, language="en", message=None, at=LATER, account_id=None)
    invitations.send(asked, at=LATER, account_id=None)
    invitations.accept(asked, answer=WORD, at=LATER)
    gone_key = gone.key
    joints = (AGENDA, REGISTRATIONS, INVITATIONS)
    remove_speaker(gone, joints=joints, at=LATER, account_id=None)
    db.session.commit()
    deliver()
    with pytest.raises(PlaceOfSpeaker):
        service.erase(bird, why=Why.ASKED, at=ERASED)
    db.session.rollback()
    service.erase_person(speaks.person, at=ERASED, account_id=None)
    service.erase_removed(workshop, gone_key, at=ERASED, account_id=None)
    db.session.commit()
    for days in (0, 120, 122):
        run_jobs(ERASED + timedelta(days=days))
        deliver(ERASED + timedelta(days=days))
    storage.tidy(ERASED)
    put_log_away()
    assert traces(id, key) == []
    assert [*checks.broken(), *registration_checks.broken()] == []


@pytest.mark.parametrize("left_out", erasers.ERASERS, ids=lambda one: one.__name__)
def test_an_eraser_that_is_missing_is_noticed(
    app: Flask, monkeypatch: pytest.MonkeyPatch, left_out: erasers.Eraser
) -> None:
    _, bird = nest()
    id, key = bird.id, bird.key
    monkeypatch.setattr(
        erasers, "ERASERS", tuple(one for one in erasers.ERASERS if one is not left_out)
    )
    erase(bird, OVER)
    assert traces(id, key) != []


def test_octets_that_sqlite_leaves_behind_are_noticed(app: Flask) -> None:
    """Without overwriting, what was deleted lies in the database file until it is needed."""

    def carelessly(connection: sqlite3.Connection, *_: object) -> None:
        connection.execute("PRAGMA secure_delete = OFF")

    _, bird = nest()
    id, key = bird.id, bird.key
    db.session.remove()
    event.listen(db.engine, "checkout", carelessly)
    erase(db.session.get_one(Registration, id), OVER)
    event.remove(db.engine, "checkout", carelessly)
    assert traces(id, key) == ["plenum.db"]


def last_letter() -> Letter:
    return db.session.scalars(select(Letter).where(Letter.kind == "erased")).one()


def test_the_last_letter_is_stripped_when_sent_and_gone_a_day_later(app: Flask) -> None:
    _, bird = nest()
    service.erase(bird, why=Why.ASKED, at=ERASED)
    db.session.commit()
    last = last_letter()
    assert (last.to_email, last.workshop_id) == ("Canarybird@birds.example", None)
    service.take_last_letters_away(ERASED)
    assert last.to_email, "not before it is sent"
    db.session.commit()
    deliver(ERASED)
    service.take_last_letters_away(ERASED + timedelta(minutes=1))
    db.session.commit()
    last = last_letter()
    assert (last.to_email, last.to_name, last.text, last.html) == ("", "", "", "")
    service.take_last_letters_away(ERASED + timedelta(days=1, hours=1))
    db.session.commit()
    assert not db.session.scalar(
        select(func.count()).select_from(Letter).where(Letter.kind == "erased")
    )


def test_figures_outlive_people_one_property_at_a_time(app: Flask) -> None:
    workshop, _ = nest()
    service.erase_everybody(workshop, why=Why.RETENTION, at=OVER)
    db.session.commit()
    figures = {
        (one.dimension, one.value): one.number for one in db.session.scalars(select(Figure))
    }
    assert figures["state", "confirmed"] == 2
    assert figures["state", "cancelled"] == 1
    assert figures["way", "online"] == 2
    assert (figures["country", "DE"], figures["country", "unknown"]) == (1, 1)
    assert (figures["attended", "yes"], figures["attended", "no"]) == (1, 1)
    assert figures["gender", "woman"] == 1
    assert figures["day", "2027-03-01"] == 3
