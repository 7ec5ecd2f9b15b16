"""A language that is no longer ticked is not shown in forms; what was written in it stays."""

from datetime import datetime
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.agenda.models import AgendaItem, Room, Theme
from app.extensions import db
from app.people.models import Speaker
from app.workshops.models import Organisation, Programme, Workshop
from tests.factories import (
    make_account,
    make_item,
    make_room,
    make_speaker,
    make_theme,
    make_workshop,
)

BOTH = {"en": "Old", "zh": "旧"}


@pytest.fixture
def workshop(app: Flask, client: FlaskClient, at: datetime) -> Workshop:
    """Written in two languages, of which Chinese was unticked since."""
    ada = make_account()
    workshop = make_workshop("urban", owner=ada, title=dict(BOTH), languages=["en"])
    with client.session_transaction() as session:
        session["account"], session["generation"] = ada.id, 0
    return workshop


def save(client: FlaskClient, path: str, row: Any, **typed: object) -> None:
    db.session.commit()
    assert "旧" not in client.get(f"/organise/urban/{path}").text
    form = {"revision": str(row.revision)} | typed
    answer = client.post(f"/organise/urban/{path}", data=form)
    assert answer.status_code == 303, answer.text
    db.session.expire_all()


def test_settings_keep_them(client: FlaskClient, workshop: Workshop) -> None:
    workshop.purpose = dict(BOTH)
    workshop.note = {"zh": "旧"}
    typed = {"title-en": "New", "purpose-en": "", "note-en": "", "languages": "en"}
    save(client, "settings", workshop, time_zone="Asia/Shanghai", way="online", **typed)
    assert workshop.title == {"en": "New", "zh": "旧"}
    assert workshop.purpose == workshop.note == {"zh": "旧"}


def test_the_name_of_a_programme_keeps_them_and_is_not_carried_to_another(
    client: FlaskClient, workshop: Workshop
) -> None:
    workshop.programme = Programme(key="one", name=dict(BOTH))
    other = Programme(key="two", name={"en": "Two"})
    db.session.add(other)
    typed = {"title-en": "New", "languages": "en", "way": "", "time_zone": "Asia/Shanghai"}
    save(
        client, "settings", workshop,
        **typed | {"programme_key": "one", "programme_name-en": "Programme one"},
    )  # fmt: skip
    assert workshop.programme.name == {"en": "Programme one", "zh": "旧"}
    save(
        client, "settings", workshop,
        **typed | {"programme_key": "two", "programme_name-en": "Programme one"},
    )  # fmt: skip
    assert workshop.programme is other
    assert other.name == {"en": "Two"}


def test_a_person_keeps_them(client: FlaskClient, workshop: Workshop) -> None:
    speaker = make_speaker(workshop, "Zhu Shu")
    speaker.post, speaker.affiliation = dict(BOTH), dict(BOTH)
    typed = {"name": "Zhu Shu", "post-en": "New", "affiliation-en": "", "language": ""}
    save(client, f"people/{speaker.key}", speaker, country="", **typed)
    row = db.session.get_one(Speaker, speaker.id)
    assert (row.post, row.affiliation) == ({"en": "New", "zh": "旧"}, {"zh": "旧"})


def test_an_organisation_keeps_them(client: FlaskClient, workshop: Workshop) -> None:
    one = Organisation(key="iclei", position=1, name=dict(BOTH))
    workshop.organisations.append(one)
    db.session.flush()
    typed = {"name-en": "New", "parent": "", "relation": "", "programme_relation": ""}
    save(client, "organisations/iclei", one, **typed)
    assert one.name == {"en": "New", "zh": "旧"}


def test_item_theme_and_room_keep_them(client: FlaskClient, workshop: Workshop) -> None:
    item = make_item(workshop, title=dict(BOTH), abstract=dict(BOTH))
    theme = make_theme(workshop, title=dict(BOTH), focus={"zh": "旧"})
    room = make_room(workshop)
    room.name = dict(BOTH)
    typed = {"kind": "talk", "day": "", "theme": "", "room": ""}
    texts = {"title-en": "New", "abstract-en": ""}
    save(client, f"agenda/items/{item.key}", item, **typed | texts)
    save(
        client,
        f"agenda/themes/{theme.key}",
        theme,
        **{"title-en": "New", "focus-en": "", "colour": ""},
    )
    save(client, f"agenda/rooms/{room.key}", room, **{"name-en": "New"})
    row = db.session.get_one(AgendaItem, item.id)
    assert (row.title, row.abstract) == ({"en": "New", "zh": "旧"}, {"zh": "旧"})
    kept = db.session.get_one(Theme, theme.id)
    assert (kept.title, kept.focus) == ({"en": "New", "zh": "旧"}, {"zh": "旧"})
    assert db.session.get_one(Room, room.id).name == {"en": "New", "zh": "旧"}


def test_a_text_that_must_be_there_must_be_there_in_a_language_of_the_form(
    client: FlaskClient, workshop: Workshop
) -> None:
    db.session.commit()
    typed = {"revision": "1", "title-en": "", "languages": "en", "time_zone": "", "way": ""}
    answer = client.post("/organise/urban/settings", data=typed)
    assert answer.status_code == 422
    assert "Please give the workshop a title." in answer.text


def test_an_overlong_text_that_is_not_shown_is_in_nobodys_way(
    client: FlaskClient, workshop: Workshop
) -> None:
    workshop.note = {"zh": "旧" * 1200}
    typed = {"title-en": "New", "note-en": "Short", "languages": "en", "way": ""}
    db.session.commit()
    form = typed | {"revision": str(workshop.revision), "time_zone": "Asia/Shanghai"}
    assert client.post("/organise/urban/settings", data=form).status_code == 303
    db.session.expire_all()
    assert workshop.note == {"en": "Short", "zh": "旧" * 1200}
