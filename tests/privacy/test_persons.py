"""A speaker who asks not to be named any more is named nowhere any more."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from app.agenda import service as agenda
from app.agenda.joining import JOINT as AGENDA
from app.agenda.models import AgendaVersion
from app.agenda.models_history import AgendaEdit
from app.audit.models import AuditEntry
from app.extensions import config, db
from app.files import checks as file_checks
from app.files import service as files
from app.files.models import StoredFile
from app.files.rules import Upload
from app.invitations import checks as invitation_checks
from app.invitations import issued
from app.invitations import service as invitations
from app.invitations.joining import JOINT as INVITATIONS
from app.invitations.models import (
    Appointment,
    Invitation,
    OfficialLetter,
    Remark,
    SlideFile,
    SpeakerConsent,
)
from app.invitations.official import Typed
from app.invitations.rules import Author, Consent, InvitationState, Via
from app.invitations.rules.papers import Paper
from app.invitations.service import papers
from app.mail.delivery import deliver_due
from app.mail.models import Letter, Received
from app.mail.post import post_for
from app.mail.rules import LetterState
from app.people.models import Person
from app.people.service import remove_speaker
from app.privacy import checks, service, storage
from app.privacy.models import Erasure
from app.privacy.rules import Why
from app.privacy.service import speaking
from app.registration import checks as registration_checks
from app.registration.joining import JOINT as REGISTRATIONS
from app.registration.models import Registration
from app.workshops.models import Member
from app.workshops.rules import Role
from tests.conftest import NOON
from tests.databases import ON_BOTH
from tests.factories import make_account, make_part, make_speaker, make_workshop
from tests.invitations.stage import Stage, drafted, stage
from tests.privacy.traces import CHINESE, EMAIL, PDF, WORD, arrived, traces
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


def full_aviary() -> Stage:
    """And all that somebody who speaks may hand in, write, sign and be named as."""
    made = aviary()
    speaker, item = made.speaker, made.item
    asked = db.session.scalars(select(Invitation)).one()
    speaker.biography, speaker.photo_alt = {"en": f"{WORD} was born"}, {"zh": CHINESE}
    speaker.photo = kept("photo.png", b"\x89PNG\r\n\x1a\n" + WORD.encode())
    slides = kept(f"{WORD}.pdf", PDF)
    slide = SlideFile(
        speaker_id=speaker.id, item_uid=item.uid, number=1, file_id=slides.id, at=NOON,
        via=Via.DESK,
    )  # fmt: skip
    consent = SpeakerConsent(
        speaker_id=speaker.id, kind=Consent.RECORD, given=True, words=f"{WORD} may", language="en",
        at=NOON, via=Via.DESK,
    )  # fmt: skip
    asked.assistant_name, asked.assistant_email = f"Help of {WORD}", f"help-{WORD}@example.org"
    asked.told = {"who": f"Ada {WORD}"}
    other = make_speaker(made.workshop, "Ben Other", email="ben@example.org")
    others = Invitation(
        key="others", workshop_id=made.workshop.id, speaker_id=other.id, language="en",
        state=InvitationState.DELEGATING, created_at=NOON, sent_at=NOON, told={"with": CHINESE},
        message=f"As Ada {WORD} said", answer=f"Ask Ada {WORD}", delegate_name=f"Ada {WORD}",
        delegate_email=EMAIL, assistant_name=f"Ada {WORD}", assistant_email=EMAIL.upper(),
    )  # fmt: skip
    db.session.add_all([slide, consent, others])
    db.session.flush()
    for invitation, uid in ((asked, "a"), (others, "b")):
        db.session.add_all(
            [
                Appointment(
                    invitation_id=invitation.id, uid=uid, method="REQUEST", sequence=0,
                    email=EMAIL if invitation is asked else "ben@example.org",
                    said={"summary": f"By Ada {WORD}"}, sent_at=NOON,
                ),
                Remark(
                    invitation_id=invitation.id, at=NOON, author=Author.SPEAKER, via=Via.DESK,
                    text=f"I ask for Ada {WORD}",
                ),
            ]
        )  # fmt: skip
    said = Paper(letterhead={"en": f"Ada {WORD}"}, signatory={"en": f"Ada {WORD}"})
    papers.set_paper(made.workshop, said, seen=None, at=NOON, account_id=None)
    for one in (speaker, other):
        typed = Typed(costs="None")
        papers.issue(one, language="en", typed=typed, after=None, at=NOON, account_id=None)
    letters = db.session.scalars(select(Letter).where(Letter.recipient == f"speaker:{speaker.id}"))
    here = made.workshop.id
    db.session.add_all(
        [
            arrived("own"),
            arrived("by link", sender="", recipient=f"speaker:{speaker.id}", workshop_id=here),
            arrived("back", sender="", letter_id=letters.all()[0].id),
            arrived(
                "others", sender="ben@example.org", subject=f"About Ada {WORD}",
                text=f"Ada {WORD} and I", workshop_id=here,
            ),
            AuditEntry(
                at=NOON, actor="speaker", workshop_id=here, action="invitation.accepted",
                subject=f"invitation:{asked.id}", details={"who": WORD},
            ),
        ]
    )  # fmt: skip
    elsewhere = make_speaker(make_workshop("elsewhere"), "Has an assistant")
    db.session.add_all(
        [
            letter_to_assistant(speaker.id, "help@example.org"),
            letter_to_assistant(elsewhere.id, EMAIL),
            Invitation(
                key="elsewhere", workshop_id=elsewhere.workshop_id, speaker_id=elsewhere.id,
                language="en", state=InvitationState.SENT, created_at=NOON, sent_at=NOON,
                assistant_name=f"Ada {WORD}", assistant_email=EMAIL,
            ),
        ]
    )  # fmt: skip
    db.session.commit()
    return made


def letter_to_assistant(speaker_id: int, email: str) -> Letter:
    """As the copy for an assistant lies in the outbox."""
    return Letter(
        act=f"copy:{speaker_id}", kind="changed", recipient=f"assistant:{speaker_id}",
        workshop_id=None, to_name="Help", to_email=email, language="en", subject=f"For {WORD}",
        text="", html="", links=[], message_id=f"copy-{speaker_id}@example.org",
        state=LetterState.SENT, next_try_at=NOON, written_at=NOON,
    )  # fmt: skip


def kept(name: str, octets: bytes) -> StoredFile:
    return files.keep(Upload(name=name, media_type="application/pdf", content=octets), at=NOON)


@ON_BOTH
def test_nothing_is_left_of_a_speaker_who_used_everything(app: Flask) -> None:
    made = full_aviary()
    key, here = made.speaker.key, made.workshop.id
    assert {
        "speakers.biography", "speakers.photo_alt", "speaker_consents.words",
        "invitations.assistant_name", "invitations.delegate_email", "invitations.told",
        "appointments.email", "appointments.said", "remarks.text", "official_letters.facts",
        "invitation_plans.paper", "received_mails.content", "stored_files.name",
    } < set(traces(-1, key))  # fmt: skip
    service.erase_person(made.speaker.person, at=LATER, account_id=None)
    db.session.commit()
    storage.tidy(LATER)
    assert traces(-1, key) == []
    assert [*file_checks.broken(), *file_checks.held_by_nobody()] == []
    assert [*checks.broken(), *registration_checks.broken(), *invitation_checks.broken()] == []
    numbers = db.session.scalars(select(OfficialLetter.number).order_by(OfficialLetter.number))
    assert list(numbers) == [1, 2]  # taken for good
    assert issued.find_letter(here, 1) is None
    assert db.session.scalars(select(Received.text)).all() == ["[…] and I"]
    assert db.session.scalars(select(Remark.text)).all() == ["I ask for […]"]


@pytest.mark.parametrize("left_out", speaking.ERASERS, ids=lambda one: one.__name__)
def test_an_eraser_of_speakers_that_is_missing_is_noticed(
    app: Flask, monkeypatch: pytest.MonkeyPatch, left_out: speaking.Eraser
) -> None:
    made = full_aviary()
    key = made.speaker.key
    left = tuple(one for one in speaking.ERASERS if one is not left_out)
    monkeypatch.setattr(speaking, "ERASERS", left)
    service.erase_person(made.speaker.person, at=LATER, account_id=None)
    db.session.commit()
    storage.tidy(LATER)
    assert traces(-1, key) != []


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


def test_no_calendar_file_of_others_names_them(app: Flask) -> None:
    """Where a name follows an escaped line break, or a line is folded inside it."""
    made = aviary()
    beside = make_speaker(made.workshop, "Ben Other", email="ben@example.org")
    make_part(made.item, beside)
    made.publish(LATER)
    told = drafted(beside)
    invitations.send(told, at=LATER, account_id=None)
    invitations.accept(told, answer=None, at=LATER)
    db.session.commit()
    files = select(Letter.calendar).where(Letter.to_email == "ben@example.org")

    def named() -> list[bool]:
        return [WORD in (one or "").replace("\r\n ", "") for one in db.session.scalars(files)]

    assert any(named())
    service.erase_person(made.speaker.person, at=LATER, account_id=None)
    db.session.commit()
    assert not any(named())


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
