"""An old version as the draft again: what comes back, what cannot, and what calendars see."""

from __future__ import annotations

import re
from datetime import datetime, time, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.accounts.models import Account
from app.agenda import checks, versions
from app.agenda.models import AgendaItem, AgendaVersion
from app.agenda.published import document_of
from app.agenda.rules.document import Document
from app.agenda.service import history
from app.extensions import db
from app.mail.models import Letter
from app.people.models import Speaker
from app.publishing import rules, service
from app.publishing.service import bringing_back
from app.workshops.models import Member, Workshop
from app.workshops.rules import Role
from tests.conftest import NOON
from tests.databases import ON_BOTH
from tests.factories import (
    make_account,
    make_day,
    make_item,
    make_part,
    make_room,
    make_speaker,
    make_theme,
    make_workshop,
)


class Stage:
    """Version 1 has three items, one pinned, a theme, a room; version 2 has little of it left."""

    def __init__(self) -> None:
        self.ada: Account = make_account("ada@example.org")
        self.workshop: Workshop = make_workshop("urban", owner=self.ada)
        self.day = make_day(self.workshop, starts=time(9, 0))
        theme = make_theme(self.workshop, title={"en": "Soil"}, number="I")
        room = make_room(self.workshop)
        self.who: Speaker = make_speaker(self.workshop, "Zhu Shu")
        self.gone: Speaker = make_speaker(self.workshop, "He Landi")
        self.first = make_item(
            self.workshop, self.day, title={"en": "Roots"}, theme_id=theme.id, room_id=room.id
        )
        self.second = make_item(self.workshop, self.day, title={"en": "Worms"}, pinned=time(11, 0))
        self.third = make_item(self.workshop, self.day, title={"en": "Tea"}, minutes=15)
        make_part(self.first, self.who)
        make_part(self.first, self.gone)
        self.publish(1)
        self.first.theme_id = self.first.room_id = None
        db.session.flush()
        for row in (self.second, theme, room):
            db.session.delete(row)
        self.third.title = {"en": "Coffee"}
        self.day.starts = time(10, 0)
        db.session.commit()
        make_item(self.workshop, self.day, title={"en": "Late"})
        self.publish(2)

    def publish(self, hours: int) -> None:
        at = NOON + timedelta(hours=hours)
        service.publish(self.workshop, at=at, account_id=self.ada.id)
        db.session.commit()

    def document(self, number: int) -> Document:
        return document_of(versions.find(self.workshop.id, {number})[number])

    def bring_back(self, number: int = 1) -> None:
        found = versions.find(self.workshop.id, {number})[number]
        at = NOON + timedelta(hours=3)
        bringing_back.bring_back(self.workshop, found, at=at, account_id=self.ada.id)
        db.session.commit()


def agenda(document: Document) -> list[object]:
    """What a version says of the agenda, without numbers and stamps."""
    items = [
        (
            one.key, one.uid, one.day, one.theme, one.room, one.title, one.minutes, one.pinned,
            one.start, one.end, one.speakers,
        )
        for one in document.shown()
    ]  # fmt: skip
    return [document.days, document.rooms, document.themes, items]


@ON_BOTH
def test_published_again_a_version_says_what_it_said(app: Flask) -> None:
    stage = Stage()
    stage.bring_back()
    stage.publish(4)
    assert agenda(stage.document(3)) == agenda(stage.document(1))
    assert agenda(stage.document(3)) != agenda(stage.document(2))


@ON_BOTH
def test_entries_that_come_back_are_the_same_and_no_sequence_falls(app: Flask) -> None:
    stage = Stage()
    stage.bring_back()
    stage.publish(4)
    told = [{one.uid: one for one in stage.document(n).items} for n in (1, 2, 3)]
    assert set(told[0]) < set(told[1]) == set(told[2])  # what left stays as cancelled
    for uid, item in told[1].items():
        assert told[2][uid].sequence >= item.sequence
    worms = next(uid for uid, one in told[0].items() if one.title == {"en": "Worms"})
    assert [one[worms].removed for one in told] == [False, True, False]
    assert [one[worms].sequence for one in told] == [0, 1, 2]
    assert checks.broken() == []


@ON_BOTH
def test_it_is_one_edit_that_can_be_undone(app: Flask) -> None:
    stage = Stage()
    stage.bring_back()
    assert len(db.session.scalars(select(AgendaItem)).all()) == 3
    history.undo(stage.workshop, at=NOON + timedelta(hours=4), account_id=stage.ada.id)
    db.session.commit()
    titles = {one.title["en"] for one in db.session.scalars(select(AgendaItem)) if one.title}
    assert titles == {"Roots", "Coffee", "Late"}


@ON_BOTH
def test_nothing_is_published_and_nobody_written_to(app: Flask) -> None:
    stage = Stage()
    stage.bring_back()
    assert len(db.session.scalars(select(AgendaVersion)).all()) == 2
    assert db.session.scalars(select(Letter)).all() == []


@ON_BOTH
def test_who_left_stays_out_and_is_named_before(app: Flask) -> None:
    stage = Stage()
    for part in list(stage.first.parts):
        if part.speaker is stage.gone:
            stage.first.parts.remove(part)
    db.session.flush()
    db.session.delete(stage.gone)
    db.session.commit()
    found = versions.find(stage.workshop.id, {1})[1]
    looked = bringing_back.look(stage.workshop, found, at=NOON)
    assert [one.name for one in looked.left_out] == ["He Landi"]
    stage.bring_back()
    item = db.session.scalars(select(AgendaItem).where(AgendaItem.key == stage.first.key)).one()
    assert [part.speaker_id for part in item.parts] == [stage.who.id]


def test_facts_of_the_workshop_stay_as_they_are(app: Flask) -> None:
    stage = Stage()
    stage.workshop.title, stage.workshop.place = {"en": "New name"}, {"en": "Hall 9"}
    db.session.commit()
    stage.bring_back()
    stage.publish(4)
    shown = stage.document(3).workshop
    assert (shown.title, shown.place) == ({"en": "New name"}, {"en": "Hall 9"})


def test_a_cancelled_workshop_and_one_without_a_zone_refuse(app: Flask) -> None:
    stage = Stage()
    stage.workshop.time_zone = None
    db.session.commit()
    with pytest.raises(rules.NeedsZone):
        stage.bring_back()
    service.cancel(stage.workshop, at=NOON + timedelta(hours=3), account_id=stage.ada.id)
    with pytest.raises(rules.AlreadyCancelled):
        stage.bring_back()


# -- The page -------------------------------------------------------------------------------------


def enter(client: FlaskClient, account: Account) -> None:
    number = account.id
    with client.session_transaction() as session:
        session["account"], session["generation"] = number, 0


def seen_on(page: str) -> str:
    found = re.search(r'name="seen" value="(\d+)"', page)
    assert found
    return found[1]


def test_the_page_says_what_changes_in_the_draft_and_the_button_does_it(
    client: FlaskClient, app: Flask, at: datetime
) -> None:
    stage = Stage()
    enter(client, stage.ada)
    path = "/organise/urban/versions/1/bring-back"
    page = client.get(path).text
    assert "“Coffee” is now called “Tea”" in page
    assert "“Late” was taken out of the agenda" in page
    assert "“Worms” is new" in page
    assert "The theme “Soil” is new" in page
    assert client.post(path, data={"seen": "900"}).status_code == 409  # a later edit
    assert client.post(path, data={"seen": seen_on(page)}).status_code == 303
    assert "There is nothing to bring back" in client.get(path).text
    assert client.post("/organise/urban/versions/9/bring-back").status_code == 404


def test_a_viewer_may_look_at_versions_and_bring_back_none(
    client: FlaskClient, app: Flask, at: datetime
) -> None:
    stage = Stage()
    viewer = make_account("vera@example.org")
    stage.workshop.members.append(Member(account=viewer, role=Role.VIEWER))
    db.session.commit()
    enter(client, viewer)
    assert "Bring back" not in client.get("/organise/urban/versions").text
    assert client.post("/organise/urban/versions/1/bring-back").status_code == 404
