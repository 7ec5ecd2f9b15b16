"""The log says every act in words."""

from __future__ import annotations

import re
from datetime import datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.audit.service import note
from app.extensions import db
from app.i18n import speaking
from app.invitations.rules import ANSWERS, TABLE
from app.workshops.words import ACTS
from config import ROOT
from tests.conftest import NOON
from tests.factories import make_account, make_workshop

NOUNS = (
    "account|agenda|attendance|day|handout|hint|invitation|item|letter|member|organisation|registration|"
    "room|speaker|theme|workshop"
)


def acts_in_code() -> set[str]:
    """Whatever services note: codes in full, and verbs given to what puts the noun before them."""
    found = {f"invitation.{TABLE[cell]}" for cell in TABLE if cell[1] in ANSWERS}
    for file in (ROOT / "app").rglob("*.py"):
        if "service" not in str(file.relative_to(ROOT)):
            continue
        code = file.read_text()
        found |= set(re.findall(rf'"((?:{NOUNS})\.[a-z_]+)"', code))
        verbs = re.findall(r'(?:note_of|_tell)\(\s*"([a-z_]+)"', code)
        found |= {f"registration.{verb}" for verb in verbs}
        if "invitations" in file.parts:
            verbs = re.findall(r'\bnoted\(\s*"([a-z_]+)"', code)
            found |= {f"invitation.{verb}" for verb in verbs}
        if file.parent.name == "attendance":
            said = " ".join(re.findall(r"\b_log\((.*?), person, at=", code))
            found |= {f"attendance.{verb}" for verb in re.findall(r'"([a-z_]+)"', said)}
    return found


def test_every_act_that_code_notes_has_words_and_no_other() -> None:
    assert acts_in_code() == set(ACTS)


def test_every_act_noted_by_a_service_is_looked_for_where_services_are() -> None:
    noting = {
        str(file.relative_to(ROOT / "app"))
        for file in (ROOT / "app").rglob("*.py")
        if re.search(r"(?<!def )\bnote\(", file.read_text())
    }
    assert all("service" in name for name in noting)


@pytest.mark.parametrize("language", ["en", "de", "zh"])
def test_the_log_shows_no_codes(
    app: Flask, client: FlaskClient, at: datetime, language: str
) -> None:
    ada = make_account("ada@example.org")
    workshop = make_workshop("urban", owner=ada)
    db.session.flush()
    for action in ACTS:
        note(action, at=NOON, account_id=ada.id, workshop_id=workshop.id, subject="item:7")
    note(
        "member.set",
        at=NOON,
        workshop_id=workshop.id,
        subject=f"account:{ada.id}",
        role="editor",
    )
    note(
        "workshop.changed", at=NOON, workshop_id=workshop.id, fields=["join_url", "title"], up=True
    )
    db.session.commit()
    with client.session_transaction() as session:
        session["account"], session["generation"] = ada.id, 0
    page = client.get(f"/organise/urban/log?lang={language}").text
    with speaking(language):
        shown = [words for action, words in ACTS.items() if action != "agenda.published"]
        assert all(str(words) in page for words in shown)
    assert not [action for action in ACTS if action in page]
    assert "join_url" not in page
    assert "item:7" not in page
    assert "account:" not in page
    assert page.count("Ada Organiser") > len(ACTS)
