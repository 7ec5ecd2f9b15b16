"""Who is erased gives the place up; who else is there notices nothing but that."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import delete, func, select, update

from app.agenda import published
from app.agenda.models import AgendaVersion
from app.audit.models import AuditEntry
from app.extensions import config, db
from app.invitations import service as invitations
from app.mail.models import Letter
from app.people.models import Speaker
from app.privacy import checks, rules, service
from app.privacy.models import Erasure
from app.privacy.rules import Why
from app.privacy.rules.redacting import pattern
from app.privacy.service import mentions
from app.registration import checks as registration_checks
from app.registration.models import (
    Answer,
    Figure,
    Registration,
    RegistrationForm,
    RegistrationGroup,
)
from app.registration.rules import RegistrationState as S
from app.registration.rules import Source
from app.registration.service import Secretary, Wish, cancel, register_group
from app.workshops.rules import Way, WorkshopState
from tests.conftest import NOON
from tests.databases import ON_BOTH
from tests.factories import make_form, make_workshop
from tests.invitations.stage import stage
from tests.registration.workshops import comes, open_workshop, register, registered

LATER = NOON + timedelta(minutes=5)
#: The workshops of these tests are on 21 May 2027 in China, their hours without an end.
OVER = NOON.replace(month=5, day=21, hour=16)
A_YEAR_LATER = OVER + timedelta(days=365)


def erase(one: Registration, why: Why = Why.ASKED) -> None:
    service.erase(one, why=why, at=LATER)
    db.session.commit()


def kinds(email: str) -> list[str]:
    return list(
        db.session.scalars(select(Letter.kind).where(Letter.to_email == email).order_by(Letter.id))
    )


def how_many() -> int:
    return db.session.scalar(select(func.count()).select_from(Registration)) or 0


@ON_BOTH
def test_the_place_goes_to_the_next_in_line_and_only_one_letter_is_left(app: Flask) -> None:
    workshop = open_workshop(online=1)
    a, b, c = (comes(workshop, f"{name}@example.org") for name in "abc")
    erase(a)
    assert [one.state for one in (b, c)] == [S.CONFIRMED, S.WAITLISTED]
    assert kinds("a@example.org") == ["erased"]
    assert kinds("b@example.org") == ["waitlisted", "promoted"]
    assert [*checks.broken(), *registration_checks.broken()] == []


@ON_BOTH
def test_all_registrations_of_the_address_go_and_it_may_come_again(app: Flask) -> None:
    workshop = open_workshop(online=2)
    first = comes(workshop, "a@example.org")
    cancel(first, at=NOON)
    again = comes(workshop, "a@example.org")
    erase(again)
    assert how_many() == 0
    register(workshop, "a@example.org", at=LATER + timedelta(hours=1))
    db.session.commit()
    assert how_many() == 1
    assert checks.broken() == []


def test_data_that_came_back_are_noticed(app: Flask) -> None:
    """As after an older copy of the database was brought in beside a newer journal."""
    workshop = open_workshop()
    a = comes(workshop, "a@example.org")
    db.session.commit()
    key, id = a.key, a.id
    db.session.expunge(a)
    kept = db.session.get_one(Registration, id)
    row = {c.name: getattr(kept, c.name) for c in Registration.__table__.columns}
    erase(kept)
    assert checks.broken() == []
    db.session.add(Registration(**row))
    db.session.commit()
    assert checks.broken() == [
        f"privacy: registration {id} of cities was erased and is there again."
    ]
    assert key not in str(db.session.scalars(select(Erasure.registration)).all())


@ON_BOTH
def test_who_came_back_with_an_older_database_is_erased_again(app: Flask) -> None:
    workshop = open_workshop()
    a, b = comes(workshop, "a@example.org"), comes(workshop, "b@example.org")
    db.session.commit()
    row = {c.name: getattr(a, c.name) for c in Registration.__table__.columns}
    erase(a)
    service.agree(LATER)
    db.session.commit()
    file = config().data / "erasures.jsonl"
    assert "a@example.org" not in file.read_text()
    # The older database knows the person, and nothing of the erasure.
    db.session.execute(delete(Erasure))
    db.session.add(Registration(**(row | {"state": S.CANCELLED})))
    db.session.commit()
    for _ in range(2):
        service.agree(LATER + timedelta(days=1))
        db.session.commit()
    assert [one.email for one in db.session.scalars(select(Registration))] == ["b@example.org"]
    assert len(file.read_text().splitlines()) == 1
    assert b.state is S.CONFIRMED
    assert [*checks.broken(), *registration_checks.broken()] == []


def test_a_file_that_knows_others_or_was_written_by_half_is_read_all_the_same(
    app: Flask,
) -> None:
    """As many lines as rows, but not the same; and an append that ended in the middle."""
    workshop = open_workshop(online=3)
    a, b = comes(workshop, "a@example.org"), comes(workshop, "b@example.org")
    comes(workshop, "c@example.org")
    db.session.commit()
    row = {c.name: getattr(a, c.name) for c in Registration.__table__.columns}
    erase(a)
    service.agree(LATER)
    db.session.execute(delete(Erasure))
    db.session.add(Registration(**(row | {"state": S.CANCELLED})))
    erase(b)
    file = config().data / "erasures.jsonl"
    with file.open("a") as stored:
        stored.write('{"workshop": "x", "regis')
    for minute in range(2):
        service.agree(LATER + timedelta(minutes=minute))
        db.session.commit()
    assert [one.email for one in db.session.scalars(select(Registration))] == ["c@example.org"]
    assert [line[-1] for line in file.read_text().splitlines()] == ["}", "s", "}"]
    assert checks.broken() == []


def test_the_log_says_that_somebody_was_erased_and_not_who(app: Flask) -> None:
    workshop = open_workshop()
    erase(comes(workshop, "a@example.org"))
    entries = db.session.scalars(
        select(AuditEntry).where(AuditEntry.action.startswith("registration."))
    ).all()
    assert [one.action for one in entries] == [
        "registration.made", "registration.cancelled", "registration.erased",
    ]  # fmt: skip
    assert {one.subject for one in entries} == {None}
    assert entries[0].details == {}


def test_a_speakers_seat_goes_with_the_part_and_comes_back_only_before_the_end(
    app: Flask,
) -> None:
    made = stage()
    made.publish()
    invitations.accept(made.invite(), answer=None, at=NOON)
    db.session.commit()
    seat = db.session.scalars(select(Registration)).one()
    with pytest.raises(rules.PlaceOfSpeaker):
        service.erase(seat, why=Why.ASKED, at=LATER)
    service.erase_everybody(made.workshop, why=Why.RETENTION, at=A_YEAR_LATER)
    invitations.seat_accepted(A_YEAR_LATER)
    db.session.commit()
    assert how_many() == 0
    assert db.session.scalar(select(func.count()).select_from(Speaker))


def test_a_guest_who_speaks_too_is_not_seated_again_after_being_erased(app: Flask) -> None:
    made = stage()
    made.publish()
    guest = comes(made.workshop, "zhu@example.org")
    invitation = made.invite()
    invitations.accept(invitation, answer=None, at=NOON)
    db.session.commit()
    assert guest.source is Source.FORM
    with pytest.raises(rules.PlaceOfSpeaker):
        service.erase(guest, why=Why.ASKED, at=LATER)
    cancel(guest, at=LATER)  # without the row the worker would seat them all the same
    with pytest.raises(rules.PlaceOfSpeaker):
        service.erase(guest, why=Why.ASKED, at=LATER)
    invitations.decline(invitation, answer=None, at=LATER)
    erase(guest)
    invitations.seat_accepted(LATER + timedelta(minutes=1))
    db.session.commit()
    assert how_many() == 0


# -- When its time is over ------------------------------------------------------------------------


def form_of(workshop_id: int) -> RegistrationForm:
    return db.session.scalars(
        select(RegistrationForm).where(RegistrationForm.workshop_id == workshop_id)
    ).one()


@ON_BOTH
def test_everything_goes_so_many_days_after_the_last_one_and_figures_stay(app: Flask) -> None:
    workshop = open_workshop(online=1, form={"keep_days": 365})
    for name in "abc":
        comes(workshop, f"{name}@example.org")
    db.session.commit()
    service.erase_due(A_YEAR_LATER - timedelta(minutes=1))
    assert how_many() == 3
    service.erase_due(A_YEAR_LATER)
    db.session.commit()
    assert how_many() == 0
    states = {
        one.value: one.number
        for one in db.session.scalars(select(Figure).where(Figure.dimension == "state"))
    }
    assert states == {"confirmed": 1, "waitlisted": 2}
    assert not db.session.scalar(select(func.count()).select_from(Letter)), "nobody is written to"
    assert [*checks.broken(), *registration_checks.broken()] == []


@pytest.mark.parametrize(
    "form",
    [{"keep_days": None}, {"keep_days": 365, "keep_held": True}],
    ids=["never", "held back"],
)
def test_it_waits_where_nobody_said_when_or_an_owner_holds_it_back(
    app: Flask, form: dict[str, object]
) -> None:
    workshop = open_workshop(form=form)
    comes(workshop, "a@example.org")
    db.session.commit()
    service.erase_due(A_YEAR_LATER + timedelta(days=1000))
    assert how_many() == 1


def test_many_go_in_portions_until_none_is_left(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service.retention, "AT_ONCE", 2)
    workshop = open_workshop(online=5, form={"keep_days": 1})
    for name in "abc":
        comes(workshop, f"{name}@example.org")
    db.session.commit()
    left = []
    for minute in range(3):
        service.erase_due(A_YEAR_LATER + timedelta(minutes=minute))
        db.session.commit()
        left.append(how_many())
    assert left == [1, 0, 0]
    assert registration_checks.broken() == []


def test_answers_go_when_their_own_time_is_over(app: Flask) -> None:
    questions = [
        {"key": "diet", "label": {"en": "Diet"}, "kind": "text", "keep_days": 7},
        {"key": "topic", "label": {"en": "Topic"}, "kind": "text"},
    ]
    workshop = open_workshop(form={"keep_days": 365, "questions": questions})
    one = comes(workshop, "a@example.org")
    for key in ("diet", "topic"):
        db.session.add(Answer(registration_id=one.id, question=key, value="x", at=NOON))
    db.session.commit()

    def left() -> list[str]:
        return list(db.session.scalars(select(Answer.question).order_by(Answer.question)))

    service.erase_due(OVER + timedelta(days=6))
    assert left() == ["diet", "topic"]
    service.erase_due(OVER + timedelta(days=7))
    assert left() == ["topic"]
    assert how_many() == 1


def test_a_look_at_a_hundred_workshops_reads_no_document_twice(
    app: Flask, queries: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    first = open_workshop(form={"keep_days": 365})
    comes(first, "a@example.org")
    version = db.session.scalars(select(AgendaVersion)).one()
    stored = {c.name: getattr(version, c.name) for c in AgendaVersion.__table__.columns}
    person = db.session.scalars(select(Registration)).one()
    kept = {c.name: getattr(person, c.name) for c in Registration.__table__.columns}
    for number in range(100):
        other = make_workshop(f"w{number}", state=WorkshopState.PUBLISHED, published_at=NOON)
        make_form(other, keep_days=365)
        db.session.add(AgendaVersion(**stored | {"id": None, "workshop_id": other.id}))
        db.session.add(
            Registration(**kept | {"id": None, "key": f"k{number}", "workshop_id": other.id})
        )
    db.session.commit()
    decoded: list[object] = []
    monkeypatch.setattr(published, "from_json", lambda document: decoded.append(document))
    service.erase_due(NOON)
    db.session.rollback()
    queries.clear()
    service.erase_due(NOON)
    assert not db.session().in_transaction(), "nobody who writes has to wait"
    assert len(queries) == 2, queries
    assert not [one for one in queries if "agenda_versions.document" in one]
    assert decoded == []


def test_a_list_that_named_only_known_people_goes_with_the_others(app: Flask) -> None:
    workshop = open_workshop(online=5, form={"keep_days": 365})
    comes(workshop, "a@example.org")
    secretary = Secretary(name="Sec Retary", email="sec@example.org")
    wish = Wish(name="Ada", email="a@example.org", way=Way.ONLINE)
    register_group(workshop, secretary, [wish], key="k", at=NOON)
    db.session.commit()
    erase(registered(workshop, "a@example.org"))
    assert db.session.scalar(select(func.count()).select_from(RegistrationGroup))
    service.erase_due(A_YEAR_LATER)
    db.session.commit()
    assert not db.session.scalar(select(func.count()).select_from(RegistrationGroup))
    assert kinds("sec@example.org") == []


def test_everybody_at_once_only_when_it_is_over(app: Flask) -> None:
    workshop = open_workshop()
    comes(workshop, "a@example.org")
    with pytest.raises(rules.NotOver):
        service.erase_everybody(workshop, why=Why.ORGANISERS, at=LATER)
    assert service.erase_everybody(workshop, why=Why.ORGANISERS, at=OVER) == 1
    assert form_of(workshop.id)


# -- What was written to others -------------------------------------------------------------------


def test_the_list_of_a_group_names_the_others_alone(app: Flask) -> None:
    workshop = open_workshop(online=5)
    wishes = [
        Wish(name=name, email=f"{name.split()[0].lower()}@example.org", way=Way.ONLINE)
        for name in ("Ada O’Hara & Sons", "Ben Other")
    ]
    secretary = Secretary(name="Sec Retary", email="sec@example.org")
    register_group(workshop, secretary, wishes, key="k", at=NOON)
    db.session.commit()
    erase(registered(workshop, "ada@example.org"))
    letter = db.session.scalars(select(Letter).where(Letter.to_email == "sec@example.org")).one()
    for part in (letter.text, letter.html):
        assert "ada@example.org" not in part
        assert "Hara" not in part
        assert "Ben Other" in part
    erase(registered(workshop, "ben@example.org"))
    assert kinds("sec@example.org") == []
    assert not db.session.scalar(select(func.count()).select_from(RegistrationGroup))


def test_letters_to_a_namesake_stay_as_they_were(app: Flask) -> None:
    workshop = open_workshop(online=5)
    for email in ("a@example.org", "b@example.org"):
        register(workshop, email, name="Zhang Wei")
    db.session.commit()
    erase(registered(workshop, "a@example.org"))
    letter = db.session.scalars(select(Letter).where(Letter.to_email == "b@example.org")).one()
    assert "Zhang Wei" in letter.text


def test_names_are_cut_out_whole_and_not_out_of_other_names() -> None:
    names = pattern(["Ana", "金丝雀"])
    assert names is not None
    said = "Ana, Anaïs, (Ana) Mañana, A\u0301na Ana\u0301 Ana_CV，金丝雀说 Ana."
    assert names.sub("…", said) == "…, Anaïs, (…) Mañana, A\u0301na Ana\u0301 …_CV，…说 …."


def test_a_letter_is_flattened_once_however_many_are_erased(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    workshop = open_workshop(online=None)
    for number in range(30):
        register(workshop, f"p{number}@example.org", name=f"Ada Number{number}")
    db.session.commit()
    db.session.execute(update(Letter).values(recipient="speaker:1", to_email="s@example.org"))
    flattened: list[str] = []
    flat = mentions._flat

    def counted(text: str) -> str:
        flattened.append(text)
        return flat(text)

    monkeypatch.setattr(mentions, "_flat", counted)
    service.erase_everybody(workshop, why=Why.RETENTION, at=OVER)
    db.session.commit()
    left = db.session.scalars(select(Letter)).all()
    assert len(left) >= 30
    assert not [one for one in left if "Number" in one.text]
    assert len(flattened) == len(left) + 60
