"""Organisers read every e-mail to speakers before anybody gets it."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from app.accounts.models import Account
from app.extensions import db
from app.i18n import LANGUAGES
from app.invitations.letters.samples import SAMPLES
from app.invitations.letters_in_words import WHEN
from app.invitations.models import Invitation
from app.mail.models import Letter
from app.people.models import Speaker
from config import ROOT
from tests.factories import make_workshop
from tests.invitations.stage import stage

TEMPLATES = ROOT / "templates" / "invitations" / "mail"


def test_every_kind_that_can_be_written_can_be_read_before() -> None:
    kinds = {path.stem for path in TEMPLATES.glob("[a-z]*.html")}
    assert {one.kind for one in SAMPLES.values()} == kinds
    assert WHEN.keys() == SAMPLES.keys()


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_reads_in_each_language_and_nothing_is_sent(
    client: FlaskClient, ada: Account, language: str
) -> None:
    stage(owner=ada)
    db.session.commit()
    page = client.get(f"/organise/urban/invitations/letters?reads={language}")
    assert page.status_code == 200
    for key in SAMPLES:
        address = f"/organise/urban/invitations/letters/{key}"
        assert f'href="{address}?reads={language}"' in page.text, key
        for shown in (address, f"{address}/html"):
            answer = client.get(f"{shown}?reads={language}")
            assert answer.status_code == 200, shown
            assert "%%link" not in answer.text, shown
            assert "/s/" not in answer.text, shown
    assert db.session.scalars(db.select(Letter)).all() == []
    assert db.session.scalars(db.select(Invitation)).all() == []


def test_without_anybody_a_made_up_person_reads_it(client: FlaskClient, ada: Account) -> None:
    make_workshop("bare", owner=ada)
    db.session.commit()
    assert client.get("/organise/bare/invitations/letters").status_code == 200
    page = client.get("/organise/bare/invitations/letters/proposed?reads=en")
    assert "Dear Kim Example," in page.text
    assert db.session.scalars(db.select(Speaker)).all() == []


def test_mail_programs_show_it_apart(client: FlaskClient, ada: Account) -> None:
    stage(owner=ada)
    db.session.commit()
    shown = client.get("/organise/urban/invitations/letters/accepted_copy/html")
    assert "sandbox" in shown.headers["Content-Security-Policy"]
    assert client.get("/organise/urban/invitations/letters/nothing").status_code == 404
