"""Publishing freezes the draft and writes to whom it touches; cancelling tells everybody."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import time

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from app.agenda import service as agenda
from app.agenda.models import AgendaItem, AgendaVersion
from app.agenda.published import document_of, find
from app.audit.models import AuditEntry
from app.extensions import config, db
from app.invitations import checklist
from app.invitations import queries as invitations_queries
from app.invitations import service as invitations
from app.invitations.rules import Via
from app.invitations.service import materials
from app.invitations.service.sending import Asked, send_to_many
from app.mail.models import Letter
from app.people.models import Speaker
from app.publishing import rules, service
from app.registration import service as registration
from app.registration.service import Wish
from app.workshops.models import Workshop
from app.workshops.rules import Way, WorkshopState
from tests.conftest import NOON
from tests.databases import ON_BOTH
from tests.factories import (
    make_account,
    make_day,
    make_form,
    make_item,
    make_part,
    make_speaker,
    make_workshop,
)

pytestmark = ON_BOTH


@dataclass
class Scene:
    workshop: Workshop
    first: AgendaItem
    second: AgendaItem
    early: Speaker
    late: Speaker

    def publish(self) -> AgendaVersion | None:
        version = service.publish(self.workshop, at=NOON, account_id=None)
        db.session.commit()
        return version


@pytest.fixture
def scene(app: Flask) -> Scene:
    """Two talks one after the other, each with an invited speaker, and one registered guest."""
    workshop = make_workshop("urban", place={"en": "Hall 1"}, way=Way.HYBRID)
    day = make_day(workshop, starts=time(10, 0))
    first, second = make_item(workshop, day), make_item(workshop, day)
    early, late = make_speaker(workshop, "Zhu Shu"), make_speaker(workshop, "Stefanie Hennecke")
    make_part(first, early)
    make_part(second, late)
    make_form(workshop, online=5, on_site=5)
    scene = Scene(workshop, first, second, early, late)
    scene.publish()
    for speaker in (early, late):
        asked = invitations.draft(speaker, language="en", message=None, at=NOON, account_id=None)
        invitations.send(asked, at=NOON, account_id=None)
    guest = Wish(name="Guest", email="guest@example.org", way=Way.ON_SITE)
    registration.register(workshop, guest, key="k", at=NOON)
    db.session.execute(Letter.__table__.delete())
    db.session.commit()
    return scene


def written() -> list[tuple[str, str]]:
    return [
        (letter.kind, letter.to_name)
        for letter in db.session.scalars(select(Letter).order_by(Letter.id))
    ]


def test_a_draft_is_seen_by_nobody_until_it_is_published(app: Flask) -> None:
    workshop = make_workshop("urban")
    db.session.commit()
    assert find("urban") is None
    version = service.publish(workshop, at=NOON, account_id=None)
    db.session.commit()
    assert version is not None
    assert version.number == 1
    assert workshop.state is WorkshopState.PUBLISHED
    found = find("urban")
    assert found is not None
    assert found.version == 1


def test_an_unchanged_draft_makes_no_version_and_no_letter(scene: Scene) -> None:
    assert scene.publish() is None
    assert written() == []
    assert len(db.session.scalars(select(AgendaVersion)).all()) == 1


def test_only_the_speaker_whose_talk_moved_is_written_to(scene: Scene) -> None:
    scene.second.pinned = time(11, 0)
    rehearsal = service.rehearse(scene.workshop, at=NOON)
    assert (rehearsal.speakers, rehearsal.participants) == (["Stefanie Hennecke"], ["Guest"])
    assert written() == []
    scene.publish()
    told = written()
    assert ("changed", "Stefanie Hennecke") in told
    assert "Zhu Shu" not in [name for _, name in told]
    letter = db.session.scalars(select(Letter).where(Letter.to_name == "Stefanie Hennecke")).one()
    assert "moved from 10:20 to 11:00 (Shanghai, UTC+8)" in letter.text


def test_a_corrected_text_writes_to_nobody(scene: Scene) -> None:
    scene.first.abstract = {"en": "What was found"}
    version = scene.publish()
    assert version is not None
    assert version.number == 2
    assert written() == []


def test_another_hall_is_told_to_whoever_comes(scene: Scene) -> None:
    scene.workshop.place = {"en": "Hall 2"}
    rehearsal = service.rehearse(scene.workshop, at=NOON)
    scene.publish()
    names = sorted(name for _, name in written())
    assert names == sorted(rehearsal.speakers + rehearsal.participants)
    assert "Guest" in names


def test_rehearsal_and_letters_agree_whatever_changes(scene: Scene) -> None:
    changes: list[Callable[[], object]] = [
        lambda: setattr(scene.first, "minutes", 45),
        lambda: setattr(scene.first, "title", {"en": "Renamed"}),
        lambda: setattr(scene.workshop, "way", Way.ON_SITE),
        lambda: db.session.delete(scene.second),
    ]
    for change in changes:
        change()
        db.session.flush()
        rehearsal = service.rehearse(scene.workshop, at=NOON)
        scene.publish()
        names = sorted(name for _, name in written())
        assert names == sorted(rehearsal.speakers + rehearsal.participants)
        db.session.execute(Letter.__table__.delete())
        db.session.commit()


def test_cancelling_tells_everybody_and_publishes_no_half_made_draft(scene: Scene) -> None:
    scene.first.title = {"en": "Half made"}
    service.cancel(scene.workshop, at=NOON, account_id=None)
    db.session.commit()
    assert sorted(name for _, name in written()) == ["Guest", "Stefanie Hennecke", "Zhu Shu"]
    newest = db.session.scalars(
        select(AgendaVersion).order_by(AgendaVersion.number.desc())
    ).first()
    assert newest is not None
    document = document_of(newest)
    assert document.workshop.cancelled
    assert document.items[0].title != {"en": "Half made"}
    assert {item.sequence for item in document.items} == {1}


def test_the_rehearsal_of_cancelling_names_exactly_those_who_get_a_letter(
    scene: Scene, client: FlaskClient
) -> None:
    refusing = invitations_queries.find_invitation(scene.late)
    assert refusing is not None
    invitations.decline(refusing, answer=None, at=NOON)
    admin = make_account(is_admin=True)
    db.session.execute(Letter.__table__.delete())
    db.session.commit()
    with client.session_transaction() as session:
        session["account"], session["generation"] = admin.id, 0
    page = client.get("/organise/urban/cancel").text
    assert "Speakers (1)" in page
    assert "Participants (1)" in page
    assert "Zhu Shu" in page
    assert "Stefanie Hennecke" not in page
    workshop = db.session.merge(scene.workshop)
    rehearsal = service.rehearse_cancelling(workshop)
    service.cancel(workshop, at=NOON, account_id=None)
    db.session.commit()
    assert [name for _, name in written()] == rehearsal.speakers + rehearsal.participants


def test_a_cancelled_workshop_is_neither_published_nor_cancelled_again(scene: Scene) -> None:
    service.cancel(scene.workshop, at=NOON, account_id=None)
    db.session.commit()
    with pytest.raises(rules.AlreadyCancelled):
        service.publish(scene.workshop, at=NOON, account_id=None)
    with pytest.raises(rules.AlreadyCancelled):
        service.cancel(scene.workshop, at=NOON, account_id=None)


def test_cancelling_what_was_never_public_makes_nothing_public(app: Flask) -> None:
    workshop = make_workshop("secret")
    service.cancel(workshop, at=NOON, account_id=None)
    db.session.commit()
    assert find("secret") is None
    assert db.session.scalars(select(AgendaVersion)).all() == []


def test_a_rolled_back_publication_leaves_nothing(scene: Scene) -> None:
    scene.second.pinned = time(11, 0)
    db.session.commit()
    service.publish(scene.workshop, at=NOON, account_id=None)
    db.session.rollback()
    assert written() == []
    assert len(db.session.scalars(select(AgendaVersion)).all()) == 1
    acts = db.session.scalars(select(AuditEntry.action)).all()
    assert acts.count("workshop.published") == 1


# -- At once --------------------------------------------------------------------------------------


def changes_title(workshop: Workshop) -> None:
    speaker = db.session.scalars(select(Speaker).where(Speaker.workshop_id == workshop.id)).first()
    assert speaker is not None
    [item] = checklist.talks_of(speaker)
    materials.describe_talk(
        speaker, item.key, title={"en": "Anew"}, abstract=None, via=Via.DESK, at=NOON
    )
    db.session.flush()


def asks_more(workshop: Workshop) -> None:
    """One who is new, and one whose invitation is written already."""
    keys = db.session.scalars(
        select(Speaker.key).where(Speaker.workshop_id == workshop.id).order_by(Speaker.id.desc())
    )
    asked = [Asked(key=key, language="en") for key in keys]
    send_to_many(workshop, asked, at=NOON, account_id=None)


def takes_the_workshop_first(workshop: Workshop) -> None:
    agenda.lock(workshop)
    invitations.hold_all(workshop)


@pytest.mark.parametrize(
    ("act", "breaks"),
    [
        (lambda one: service.publish(one, at=NOON, account_id=None), False),
        (lambda one: service.cancel(one, at=NOON, account_id=None), False),
        (changes_title, False),
        (asks_more, False),
        # The twin: were this answered, the others would prove nothing. On SQLite one waits for
        # the other at BEGIN.
        (takes_the_workshop_first, True),
    ],
    ids=["publish", "cancel", "title", "send", "twin"],
)
def test_who_holds_a_workshop_held_its_invitations_before(
    app: Flask, scene: Scene, act: Callable[[Workshop], object], breaks: bool
) -> None:
    """As whoever answers does: so neither waits for the other for ever."""
    for accepted in invitations_queries.expected(scene.workshop.id):
        invitations.accept(accepted, answer=None, at=NOON)
    drafted = make_speaker(scene.workshop, "Ole Berg", email="ole@example.org")
    invitations.draft(drafted, language="en", message=None, at=NOON, account_id=None)
    make_speaker(scene.workshop, "Cai Lin", email="cai@example.org")
    scene.second.pinned = time(11, 0)
    number = scene.workshop.id
    db.session.commit()
    broke: list[OperationalError] = []

    def holding(first: Callable[[Workshop], object]) -> Callable[[], None]:
        def run() -> None:
            with app.app_context():
                try:
                    first(db.session.get_one(Workshop, number))
                    db.session.commit()
                except OperationalError as error:
                    broke.append(error)
                finally:
                    db.session.remove()

        return run

    other = threading.Thread(target=holding(act))

    def answer(workshop: Workshop) -> None:
        invitations.hold_all(workshop)
        other.start()
        other.join(0.5)  # it has come to what is held
        agenda.lock(workshop)

    holding(answer)()
    other.join()
    assert bool(broke) is (breaks and not config().is_sqlite), broke
