"""Who agreed to what: notes that are only added, in the words that were read."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.extensions import db
from app.files.rules import checked
from app.registration import personal, queries, service
from app.registration.models import ConsentNote
from app.registration.rules import Channel
from app.registration.rules.answering import WordsChanged
from app.registration.rules.questions import Consent, stored
from app.registration.service import Wish, answers, consents
from app.workshops.rules import Role, Way
from tests.conftest import NOON
from tests.databases import ON_BOTH
from tests.registration.test_manage import sign_in
from tests.registration.workshops import comes, open_workshop, reword

LATER = NOON + timedelta(hours=1)
LIST = Consent(
    key="list",
    label={"en": "My name in the list", "zh": "列入名单"},
    details={"en": "Given to all."},
)
PHOTOS = Consent(key="photos", label={"en": "Photos"})


@ON_BOTH
def test_what_is_agreed_to_on_the_form_is_noted_in_the_words_that_were_read(app: Flask) -> None:
    workshop = open_workshop(form={"consents": [stored(LIST), stored(PHOTOS)]})
    wish = Wish(
        name="Ann",
        email="ann@example.org",
        way=Way.ONLINE,
        language="zh",
        consents={"list": True, "photos": False},
    )
    service.register(workshop, wish, key=None, at=NOON)
    db.session.commit()
    (note,) = db.session.scalars(select(ConsentNote))  # who does not agree has said nothing
    assert (note.consent, note.given, note.version) == ("list", True, 1)
    assert (note.text, note.language) == ("列入名单\nGiven to all.", "zh")
    assert (note.channel, note.at) == (Channel.FORM, NOON)


@ON_BOTH
def test_words_that_change_while_the_form_is_taken_are_agreed_to_by_nobody(app: Flask) -> None:
    workshop = open_workshop(form={"consents": [stored(LIST)]})
    wish = Wish(name="Ann", email="ann@example.org", way=Way.ONLINE, consents={"list": True})
    reword(workshop, "list")
    with pytest.raises(WordsChanged):
        service.register(workshop, replace(wish, read={"list": 1}), key=None, at=NOON)
    service.register(workshop, wish, key=None, at=NOON)  # a script, which tells no version
    assert db.session.scalars(select(ConsentNote.version)).all() == [2]


@ON_BOTH
def test_the_newest_note_holds_and_none_is_changed(app: Flask) -> None:
    ann = comes(open_workshop(), "ann@example.org")

    def say(one: Consent, given: bool) -> None:
        own = Channel.OWN_PAGE
        consents.note_all(
            ann, [one], {one.key: given}, language="en", channel=own, at=LATER
        )  # fmt: skip

    for given in (True, True, False, False, True):
        say(LIST, given)
    newer = Consent(key="list", label={"en": "Other words"}, version=2)
    say(newer, True)  # agreed to the former words; these are others
    say(newer, True)
    said = [
        (note.given, note.version)
        for note in db.session.scalars(select(ConsentNote).order_by(ConsentNote.id))
    ]
    assert said == [(True, 1), (False, 1), (True, 1), (True, 2)]
    assert queries.agreed(ann.id) == {"list": True}


def test_a_file_is_saved_never_shown_and_only_to_whom_it_belongs(client: FlaskClient) -> None:
    workshop = open_workshop(
        form={"questions": [{"key": "cv", "label": {"en": "CV"}, "kind": "file"}]}
    )
    ann, ben = (comes(workshop, f"{name}@example.org") for name in ("ann", "ben"))
    answers.keep(ann, {"cv": checked('简历"\r\n.pdf', b"%PDF-1 <script>")}, at=NOON)
    db.session.commit()
    key = queries.answers_of(ann.id)["cv"].key
    address = f"/r/{personal.token_of(ann)}/files/{key}"
    strangers = f"/r/{personal.token_of(ben)}/files/{key}"
    of_team = f"/organise/cities/participants/{ann.key}/files/{key}"
    assert client.get(strangers).status_code == 404
    assert client.get(of_team).status_code == 303  # to the page for signing in
    sign_in(client, workshop, Role.HELPER)
    with client.get(of_team) as answer:
        assert answer.status_code == 200
    with client.get(address) as answer:
        assert answer.status_code == 200
        assert answer.data == b"%PDF-1 <script>"
        headers = answer.headers
    assert headers["Content-Type"] == "application/pdf"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert headers["Cache-Control"] == "no-store"
    said = headers["Content-Disposition"]
    assert said.startswith("attachment; ")
    assert "\n" not in said
    assert "filename*=UTF-8''%E7%AE%80%E5%8E%86" in said


def test_a_file_is_linked_where_its_answer_stands(client: FlaskClient) -> None:
    workshop = open_workshop(
        form={"questions": [{"key": "cv", "label": {"en": "CV"}, "kind": "file"}]}
    )
    ann = comes(workshop, "ann@example.org")
    answers.keep(ann, {"cv": checked("cv.pdf", b"%PDF-1")}, at=NOON)
    db.session.commit()
    key, own = queries.answers_of(ann.id)["cv"].key, f"/r/{personal.token_of(ann)}"
    theirs = f'<a href="{own}/files/{key}" download>cv.pdf</a>'
    assert theirs in client.get(f"{own}/details").text
    data = client.get(f"{own}/data").text
    assert theirs in data
    assert "<dt>Answer</dt>" not in data
    sign_in(client, workshop, Role.HELPER)
    person = f"/organise/cities/participants/{ann.key}"
    assert f'<a href="{person}/files/{key}" download>cv.pdf</a>' in client.get(person).text
