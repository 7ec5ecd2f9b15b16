"""Letters word for word. PLENUM_WRITE_GOLDEN=1 writes the files anew; look at the difference."""

from __future__ import annotations

import os
import re
from datetime import timedelta
from email import message_from_bytes, policy
from typing import Any

import pytest
from flask import Flask

from app.extensions import config, db
from app.i18n import LANGUAGES
from app.invitations import checklist, service
from app.invitations import letters as to_speakers
from app.invitations.models import Invitation
from app.invitations.rules import InvitationState
from app.mail.message import compose
from app.mail.models import Letter
from app.publishing import service as publishing
from app.workshops.models import Organisation
from app.workshops.rules import Relation
from config import ROOT
from tests.conftest import NOON
from tests.factories import make_part, make_speaker
from tests.invitations.stage import TEN, Stage, drafted, stage
from tests.mail.every_letter import PLAN, write_to_speaker

FOLDER = ROOT / "tests" / "golden" / "letters"
LATER = NOON + timedelta(days=1)


@pytest.fixture
def letters(app: Flask) -> dict[str, Letter]:
    """One of each kind, by kind."""
    here = stage(
        contact={"en": "Ada Organiser, +49 30 1234"}, place={"en": "Online, from Kunming"}
    )
    here.item.uid, here.item.key = "roofs@plenum.test", "roofs"
    here.workshop.key = "urban"
    here.workshop.organisations.append(
        Organisation(
            key="host", position=1, name={"en": "City of Example"}, relation=Relation.HOST
        )
    )
    make_part(here.item, make_speaker(here.workshop, "He Landi"))
    invitation = drafted(here.speaker, "It was good to meet you in Kunming.\nWill you come?")
    service.send(invitation, at=NOON, account_id=None)
    service.remind(invitation, at=NOON, account_id=None)
    service.decline(invitation, answer=None, at=NOON)
    service.accept(invitation, answer=None, at=NOON)
    here.publish()
    here.day.starts = TEN
    here.publish(LATER)
    publishing.cancel(here.workshop, at=LATER, account_id=None)
    service.withdraw(invitation, at=LATER, account_id=None)
    db.session.commit()
    found = db.session.scalars(db.select(Letter).order_by(Letter.id))
    return {letter.kind: letter for letter in found}


def same(name: str, made: str) -> None:
    path = FOLDER / name
    if os.environ.get("PLENUM_WRITE_GOLDEN"):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(made.encode())
    assert made == path.read_bytes().decode()


def variants(here: Stage, invitation: Invitation) -> None:
    """What else some kinds say, each by an act of its own name."""

    def also(name: str, kind: str, state: InvitationState, **more: Any) -> None:
        invitation.state = state
        to_speakers.write(kind, invitation, at=NOON, act=name, **more)

    for number in (2, 3):
        invitation.reminders = invitation.chases = number
        also(f"reminder_{number}", "reminder", InvitationState.SENT)
        also(f"reminder_perhaps_{number}", "reminder", InvitationState.TENTATIVE)
        missing = checklist.of(here.speaker, PLAN, at=NOON)
        also(f"chase_{number}", "chase", InvitationState.ACCEPTED, checklist=missing)
    invitation.delegated_from = drafted(make_speaker(here.workshop, "Zhu Shu"))
    invitation.message = None
    also("invitation_of_delegate", "invitation", InvitationState.SENT)


@pytest.mark.parametrize("language", LANGUAGES)
def test_letters_to_speakers_read_word_for_word(app: Flask, language: str) -> None:
    here, invitation = write_to_speaker(language)
    variants(here, invitation)
    found = db.session.scalars(db.select(Letter).order_by(Letter.id)).all()
    for letter in found:
        name = letter.act.removeprefix("test:")
        if letter.recipient.startswith("assistant:"):
            if name not in ("invitation", "accepted"):
                continue
            name = f"{name}_copy"
        same(f"invitations/{name}-{language}.txt", f"{letter.subject}\n\n{letter.text}")
    assert len({letter.kind for letter in found}) == 18


def test_a_mail_leaves_the_house_byte_for_byte(app: Flask, letters: dict[str, Letter]) -> None:
    letter = letters["accepted"]
    letter.message_id = "<golden@plenum.test>"
    letter.links = [link | {"subject": "golden"} for link in letter.links]
    content = compose(letter, at=LATER).content.decode("ascii")
    boundaries = list(dict.fromkeys(re.findall(r'boundary="([^"]+)"', content)))
    for n, boundary in enumerate(boundaries):
        content = content.replace(boundary, f"boundary-{n}")
    same("accepted-en.eml", content)
    assert config().secret_key not in content


EVIL = [
    "Ada\r\nBcc: x@evil.example",
    "Ada =?utf-8?q?=0D=0ABcc=3A_x=40evil=2Eexample?=",
    '<a href="http://evil.example">Ada</a>',
    "http://evil.example Ada",
    "{{ link('desk') }} %%link:desk%%",
    '"><img src=x onerror=alert(1)>',
]


@pytest.mark.parametrize("evil", EVIL)
def test_no_name_or_title_makes_a_header_a_recipient_or_a_link(app: Flask, evil: str) -> None:
    here = stage(contact={"en": evil}, place={"en": evil}, title={"en": evil})
    here.item.title = {"en": evil}
    here.speaker.person.name = evil
    make_part(here.item, make_speaker(here.workshop, evil))
    invitation = drafted(here.speaker, evil)
    service.send(invitation, at=NOON, account_id=None)
    service.accept(invitation, answer=evil, at=NOON)
    here.publish()
    here.day.starts = TEN
    here.publish(LATER)
    db.session.commit()
    mails = [
        message_from_bytes(compose(letter, at=LATER).content, policy=policy.default)
        for letter in db.session.scalars(db.select(Letter).order_by(Letter.id))
    ]
    assert len(mails) == 3
    for mail in mails:
        assert [one.addr_spec for one in mail["To"].addresses] == ["zhu@example.org"]
        assert "Bcc" not in mail
        html = mail.get_body(("html",)).get_content()
        links = [one for one in re.findall(r"<[a-z]+ [^>]*>", html) if "href" in one]
        known = ('href="http://plenum.test/', f'href="{here.workshop.join_url}"')
        assert all(any(one in link for one in known) for link in links)
        assert "<img" not in html
