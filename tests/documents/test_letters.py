"""Official letters as PDF: in three languages, on one sheet, the same whenever it is printed."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.documents import extra, letters_of_invitation
from app.extensions import db
from app.workshops.rules import Role
from tests.documents.test_day import MONGOLIAN, has_every_sign, needs_extra, pages
from tests.invitations.test_papers import LETTERS, issue, on_paper
from tests.registration.test_manage import sign_in


@needs_extra
@pytest.mark.parametrize("language", ["en", "de", "zh"])
def test_a_letter_is_one_sheet_and_the_same_when_printed_again(app: Flask, language: str) -> None:
    here = on_paper()
    here.speaker.person.address_as = '#panic() $x$ "\\u{0}'
    letter = issue(here.speaker, language)
    octets = letters_of_invitation.as_pdf(letter)
    assert octets is not None
    assert pages(octets) == 1
    assert has_every_sign(octets)
    assert octets == letters_of_invitation.as_pdf(letter)


@needs_extra
def test_a_form_that_no_font_has_is_left_out_and_a_name_is_not(app: Flask) -> None:
    here = on_paper()
    here.speaker.person.native_name = MONGOLIAN
    octets = letters_of_invitation.as_pdf(issue(here.speaker))
    assert octets is not None
    assert has_every_sign(octets)
    here.speaker.person.name = MONGOLIAN
    assert letters_of_invitation.as_pdf(issue(here.speaker)) is None


def test_without_the_extra_the_address_says_how_to_add_it(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = on_paper()
    issue(here.speaker)
    db.session.commit()
    sign_in(client, here.workshop, Role.EDITOR)
    monkeypatch.setattr("app.documents.views_letters.can_write", lambda _: False)
    answer = client.get(f"{LETTERS}/1.pdf")
    assert answer.status_code == 404
    assert extra.install() in answer.text.replace("&#39;", "'")
    assert client.get(f"{LETTERS}/2.pdf").status_code == 404
