"""A speaker who asks not to be named any more is named nowhere any more."""

from __future__ import annotations

import json
from datetime import timedelta

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from app.agenda import service as agenda
from app.agenda.joining import JOINT as AGENDA
from app.agenda.models import AgendaVersion
from app.agenda.models_history import AgendaEdit
from app.extensions import config, db
from app.invitations import checks as invitation_checks
from app.invitations import service as invitations
from app.invitations.joining import JOINT as INVITATIONS
from app.invitations.models import Invitation
from app.mail.delivery import deliver_due
from app.mail.post import post_for
from app.people.models import Person
from app.people.service import remove_speaker
from app.privacy import checks, service, storage
from app.privacy.models import Erasure
from app.privacy.rules import Why
from app.registration import checks as registration_checks
from app.registration.joining import JOINT as REGISTRATIONS
from app.registration.models import Registration
from app.workshops.models import Member
from app.workshops.rules import Role
from tests.conftest import NOON
from tests.databases import ON_BOTH
from tests.factories import make_account
from tests.invitations.stage import Stage, stage
from tests.privacy.traces import CHINESE, EMAIL, WORD, traces
from tests.registration.workshops import comes

LATER = NOON + timedelta(hours=1)


def aviary() -> Stage:
    """Whatever may name a speaker: versions, history, invitation, seat, e-mails to others."""
    made = stage()
    person = made.speaker.person
    person.name, person.native_name, person.email = f"Ada {WORD}", CHINESE, EMAIL
    made.speaker.key = f"ada-{WORD.lower()}"
    made.speaker.affiliation, made.speaker.post = {"en": f"{WORD} Ltd"}, {"en": f"{WORD} chief"}
    made.item.summary = {"en": f"Ada {WORD} spoke of roofs."}
    made.publish()
    comes(made.workshop, "guest@example.org")
    invitations.accept(made.invite(), answer=f"Yes, {WORD}", at=NOON)
    made.item.title = {"en": f"Roofs, by Ada {WORD}"}
    facts = {"title": {"en": f"Roofs, by Ada\n{WORD}"}, "parts": [[made.speaker.key, "speaker"]]}
    db.session.add(
        AgendaEdit(
            workshop_id=made.workshop.id, number=1, at=NOON, act="change",
            about={"en": f"Roofs, by Ada {WORD}"},
            patch={"facts": {"items": {"roofs": [None, facts]}}, "moved": {}},
        )
    )  # fmt: skip
    db.session.commit()
    made.publish(LATER)
    db.session.commit()
    deliver_due(post_for(config()), lambda: LATER)
    return made


@ON_BOTH
def test_nothing_is_left_of_a_speaker_in_any_version_or_mail(app: Flask) -> None:
    made = aviary()
    key = made.speaker.key
    before = set(traces(-1, key))
    assert {
        "agenda_versions.document",
        "agenda_edits.patch",
        "persons.name",
        "letters.html",
        "speakers.key",
    } < before
    service.erase_person(made.speaker.person, at=LATER, account_id=None)
    db.session.commit()
    storage.tidy(LATER)
    assert traces(-1, key) == []
    assert [*checks.broken(), *registration_checks.broken(), *invitation_checks.broken()] == []
    documents = db.session.scalars(select(AgendaVersion.document)).all()
    assert len(documents) == 2
    assert all("[…]" in json.dumps(one, ensure_ascii=False) for one in documents)
    names = db.session.scalars(select(Registration.email)).all()
    assert names == ["guest@example.org"]


def test_public_pages_name_them_no_more_at_once_and_publishing_makes_no_version(
    app: Flask, client: FlaskClient
) -> None:
    made = aviary()
    before = client.get("/w/urban").text, client.get("/w/urban/calendar.ics").text
    assert all(WORD in one for one in before)
    service.erase_person(made.speaker.person, at=LATER, account_id=None)
    db.session.commit()
    after = client.get("/w/urban").text, client.get("/w/urban/calendar.ics").text
    assert not [one for one in after if WORD in one]
    assert "[…]" in after[0]
    agenda.freeze(made.workshop, at=LATER + timedelta(hours=1), account_id=None)
    db.session.commit()
    assert db.session.scalar(select(func.count()).select_from(AgendaVersion)) == 2


def test_only_who_edits_all_of_a_persons_workshops_erases_them(
    app: Flask, client: FlaskClient
) -> None:
    made = aviary()
    account = make_account()
    made.workshop.members.append(Member(account=account, role=Role.HELPER))
    db.session.commit()
    with client.session_transaction() as session:
        session["account"], session["generation"] = account.id, 0
    page = f"/organise/people/{made.speaker.person_id}/erase"
    assert (client.get(page).status_code, client.post(page).status_code) == (404, 404)
    made.workshop.members[-1].role = Role.EDITOR
    db.session.commit()
    assert f"Ada {WORD}" in client.get(page).text
    journal = select(func.count()).select_from(Erasure)
    assert client.post(page).status_code == 303
    entered = db.session.scalar(journal)
    assert client.post(page).status_code == 303  # pressed twice
    assert db.session.scalar(journal) == entered
    db.session.expire_all()
    assert db.session.scalars(select(Person.name)).all() == ["[…]"]


@ON_BOTH
def test_who_was_removed_is_erased_from_what_was_published_before(
    app: Flask, client: FlaskClient
) -> None:
    """With an invitation taken back before, of which e-mails are left."""
    made = aviary()
    invitation = db.session.scalars(select(Invitation)).one()
    invitations.withdraw(invitation, at=LATER, account_id=None)
    invitations.remove(invitation, at=LATER, account_id=None)
    db.session.commit()
    deliver_due(post_for(config()), lambda: LATER)
    key = made.speaker.key
    joints = (AGENDA, REGISTRATIONS, INVITATIONS)
    remove_speaker(made.speaker, joints=joints, at=LATER, account_id=None)
    for seat in db.session.scalars(select(Registration).where(Registration.email == EMAIL)):
        service.erase(seat, why=Why.ASKED, at=LATER, tell=False)
    db.session.commit()
    left = traces(-1, key)
    assert {"agenda_versions.document", "agenda_edits.patch"} < set(left)
    assert [one for one in left if one.startswith("letters.")]
    account = make_account()
    made.workshop.members.append(Member(account=account, role=Role.EDITOR))
    db.session.commit()
    with client.session_transaction() as session:
        session["account"], session["generation"] = account.id, 0
    page = "/organise/urban/privacy/removed"
    assert f"Ada {WORD} · {CHINESE}" in client.get(page).text
    for _ in range(2):
        assert client.post(f"{page}/{key}/erase").status_code == 303
    assert "Everybody who is named is on the list." in client.get(page).text
    storage.tidy(LATER)
    assert traces(-1, key) == []
