"""A guest's data on a guest's page, and what organisers see and do."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from app import clock
from app.extensions import config, db
from app.links import derive
from app.mail.models import Received
from app.people.models import Speaker
from app.privacy import service
from app.privacy.rules import KINDS, OF_SPEAKERS
from app.registration.models import Registration, RegistrationForm
from app.registration.rules import RegistrationState as S
from app.workshops.models import Member, Workshop
from app.workshops.rules import Role
from tests.conftest import NOON
from tests.factories import make_account
from tests.privacy.traces import CHINESE, EMAIL, PDF, WORD, arrived, nest
from tests.registration.workshops import comes, open_workshop, registered


def link_of(one: Registration) -> str:
    return f"/r/{derive(config().secret_key, 'participant', one.key, one.generation)}"


def sign_in(client: FlaskClient, workshop: Workshop, role: Role = Role.OWNER) -> None:
    account = make_account()
    workshop.members.append(Member(account=account, role=role))
    db.session.commit()
    with client.session_transaction() as session:
        session["account"], session["generation"] = account.id, 0


def how_many() -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(Registration)) or 0


def test_all_that_is_held_is_shown_and_handed_out(
    app: Flask, client: FlaskClient, at: datetime
) -> None:
    _, bird = nest()
    link = link_of(bird)
    db.session.expunge_all()
    told = (
        f"Ada {WORD}", CHINESE, f"Dr. {WORD}", EMAIL, f"{WORD} Ltd", f"{WORD} in chief",
        f"{WORD} seeds", f"{WORD} agrees", f"{WORD}.pdf", "2027-05-21",
    )  # fmt: skip
    data = client.get(f"{link}/data/data.json")
    assert data.headers["Content-Disposition"] == 'attachment; filename="cities-data.json"'
    assert [one for one in told if one not in data.text] == []
    assert set(data.json or {}) == {
        "person", "registration", "answers", "consents", "attendance", "letters", "log",
    }  # fmt: skip
    assert len((data.json or {})["letters"]) == 2
    for page in (client.get(f"{link}/data"), client.get(f"{link}/data/data.html")):
        assert [one for one in told[:-1] if one not in page.text] == []
        assert "registration." not in page.text, "acts are said in words"
        assert page.headers["Cache-Control"] == "no-store"
        assert page.headers["Referrer-Policy"] == "no-referrer"


def test_the_files_are_handed_out_with_the_rest(client: FlaskClient, at: datetime) -> None:
    _, bird = nest()
    link = link_of(bird)
    db.session.expunge_all()
    answer = client.get(f"{link}/data/data.zip")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="cities-data.zip"'
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        assert archive.namelist() == ["data.json", "data.html", f"files/1-{WORD}.pdf"]
        assert archive.read(f"files/1-{WORD}.pdf") == PDF
        assert EMAIL in archive.read("data.json").decode()


def test_erasing_asks_first_and_gives_the_same_answer_twice(
    app: Flask, client: FlaskClient, at: datetime
) -> None:
    workshop = open_workshop(online=1)
    a, b = comes(workshop, "a@example.org"), comes(workshop, "b@example.org")
    db.session.commit()
    link = link_of(a)
    assert "it goes to whoever is next in line" in client.get(f"{link}/erase").text
    unsure = client.post(f"{link}/erase")
    assert unsure.status_code == 422
    assert "Please tick" in unsure.text
    assert how_many() == 2
    done = client.post(f"{link}/erase", data={"sure": "yes"})
    twice = client.post(f"{link}/erase", data={"sure": "yes"})
    assert (done.status_code, done.location) == (303, f"{link}/erased?lang=en")
    assert twice.location == done.location
    assert how_many() == 1
    assert registered(workshop, "b@example.org").state is S.CONFIRMED
    end = client.get(done.location)
    assert "Your data are erased" in end.text
    assert "a@example.org" not in end.text
    assert client.get(f"{link}/data").status_code == 410
    assert client.get(f"{link_of(b)}/erased").status_code == 404
    forged = f"{link[:-4]}aaaa/erased"
    assert client.get(forged).status_code == 404
    assert client.post(forged.replace("/erased", "/erase")).status_code == 404


@pytest.mark.parametrize("language", ["en", "de", "zh"])
def test_the_notice_says_who_what_for_and_how_long(
    app: Flask, client: FlaskClient, at: datetime, language: str
) -> None:
    open_workshop(
        contact={"en": "desk@example.org"},
        form={
            "keep_days": 365,
            "responsible": {"en": "City of Example, Rathausplatz 1"},
            "questions": [
                {"key": "diet", "label": {"en": "Diet"}, "kind": "text", "keep_days": 7,
                 "why": {"en": "For the caterer"}},
                {"key": "shirt", "label": {"en": "Shirt"}, "kind": "text"},
            ],
            "consents": [
                {"key": "abroad", "label": {"en": "My data may go to Germany"},
                 "when": {"countries": ["CN"]}},
            ],
        },
    )  # fmt: skip
    page = client.get(f"/w/cities/privacy?lang={language}")
    assert page.status_code == 200
    for words in (
        "City of Example, Rathausplatz 1", "desk@example.org", "For the caterer",
        "My data may go to Germany",
    ):  # fmt: skip
        assert words in page.text
    assert "not recorded" not in page.text[page.text.index('id="asked"') :].split("</section>")[0]
    if language == "en":
        assert "until Sunday, 21 May 2028" in re.sub(r"\s+", " ", page.text)
        assert "until Saturday, 29 May 2027" in page.text
        assert "what the form marks as needed" in page.text


def test_what_nobody_recorded_is_said_to_be_so(
    app: Flask, client: FlaskClient, at: datetime
) -> None:
    open_workshop(form={"keep_days": None})
    page = client.get("/w/cities/privacy").text
    assert page.count("not recorded") >= 3
    assert "until you or the organisers erase it" in page


def test_a_workshop_that_nobody_may_see_has_no_notice(app: Flask, client: FlaskClient) -> None:
    assert client.get("/w/nowhere/privacy").status_code == 404


def test_every_column_that_holds_something_of_a_person_has_a_purpose() -> None:
    """A new column about participants needs a line in the table that the notice is made of."""
    named = {column for kind in KINDS for column in kind.columns}
    of_people = (
        "registrations", "registration_groups", "registration_answers", "choice_places",
        "consent_notes", "attendances", "bulk_acts", "letters", "audit_entries",
    )  # fmt: skip
    hangs_on_a_registration = {
        table.name
        for table in db.metadata.sorted_tables
        for key in table.foreign_keys
        if key.column.table.name == "registrations"
    }
    assert {*of_people, *hangs_on_a_registration} - {one.split(".")[0] for one in named} == set()
    personal = {"name", "email", "native_name", "address_as", "affiliation", "position", "country"}
    columns = {
        f"registrations.{column.name}"
        for column in Registration.__table__.columns
        if column.name in personal
    }
    assert columns - named == set()


def test_every_column_that_holds_something_of_a_speaker_has_a_purpose() -> None:
    named = {column for kind in OF_SPEAKERS for column in kind.columns}
    whole = {one.split(".")[0] for one in named if "." not in one}
    tables = {
        "persons", "invitations", "appointments", "remarks", "slide_files", "speaker_consents",
        "official_letters", "received_mails", "availabilities",
    }  # fmt: skip
    hangs_on_a_speaker = {
        table.name
        for table in db.metadata.sorted_tables
        for key in table.foreign_keys
        if key.column.table.name in ("speakers", "invitations")
    }
    in_the_agenda = {"item_parts", "theme_guests", "registrations"}
    assert {*tables, *hangs_on_a_speaker} - in_the_agenda - whole == set()
    of_the_row = {"id", "workshop_id", "person_id", "key", "position", "revision"}
    columns = {f"speakers.{one.name}" for one in Speaker.__table__.columns} - {
        f"speakers.{name}" for name in of_the_row
    }
    assert columns - named == set()


def test_what_came_in_goes_ninety_days_after_the_workshop(app: Flask) -> None:
    workshop = open_workshop()
    last = datetime(2027, 5, 21, tzinfo=UTC)
    for name, at, workshop_id in (
        ("of the workshop", NOON, workshop.id),
        ("late", last + timedelta(days=80), workshop.id),
        ("of nobody", NOON, None),
    ):
        db.session.add(arrived(name, at=at, workshop_id=workshop_id))
    db.session.commit()
    left = {}
    for days in (-60, 60, 92, 180):
        service.erase_received_due(last + timedelta(days=days))
        db.session.commit()
        left[days] = sorted(db.session.scalars(select(Received.fingerprint)))
    assert left == {
        -60: ["late", "of nobody", "of the workshop"],
        60: ["late", "of the workshop"],
        92: ["late"],
        180: [],
    }


def test_owners_hold_the_erasure_back_and_let_go(
    app: Flask, client: FlaskClient, at: datetime
) -> None:
    workshop = open_workshop(form={"keep_days": 30})
    comes(workshop, "a@example.org")
    sign_in(client, workshop)
    assert "On Monday, 21 June 2027: the data of 1 person." in client.get(
        "/organise/cities/privacy"
    ).text.replace("\n", "")
    for act, says in (("hold", "Held back: the data of 1 person"), ("release", "On Monday")):
        for _ in range(2):
            assert client.post(f"/organise/cities/privacy/{act}").status_code == 303
        assert says in client.get("/organise/cities/privacy").text
    form = db.session.scalars(select(RegistrationForm)).one()
    assert not form.keep_held
    assert "Data that leave China" not in client.get("/organise/cities/privacy/record.md").text
    form.consents = [
        {"key": "t", "label": {"en": "May go to Bonn"}, "when": {"countries": ["CN"]}}
    ]
    db.session.commit()
    record = client.get("/organise/cities/privacy/record.md").text
    assert "## Data that leave China" in record
    assert "By consent: May go to Bonn" in record
    record = client.get("/organise/cities/privacy/record.md")
    assert record.text.startswith("# Record of processing: Cities and nature\n")
    assert record.text.count("\n| ") == len(KINDS) + len(OF_SPEAKERS) + 3
    assert "1 registration, in whatever state" in client.get("/organise/cities/privacy/going").text


def test_everybody_is_erased_once_it_is_over(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    workshop = open_workshop()
    for name in "ab":
        comes(workshop, f"{name}@example.org")
    sign_in(client, workshop)
    monkeypatch.setattr(clock, "now", lambda: NOON)
    assert client.post("/organise/cities/privacy/erase").status_code == 303
    assert how_many() == 2
    monkeypatch.setattr(clock, "now", lambda: NOON + timedelta(days=100))
    page = client.get("/organise/cities/privacy").text
    assert "files and e-mails of 2 people go for good" in page
    client.post("/organise/cities/privacy/erase")
    assert how_many() == 0
    assert (
        "0 by themselves; 2 by organisers; 0 because"
        in client.get("/organise/cities/privacy").text
    )


def test_organisers_erase_one_with_or_without_a_last_letter(
    app: Flask, client: FlaskClient, at: datetime
) -> None:
    workshop = open_workshop()
    a = comes(workshop, "a@example.org")
    sign_in(client, workshop, Role.EDITOR)
    page = f"/organise/cities/participants/{a.key}/erase"
    assert "it is erased as soon as it is sent" in client.get(page).text.lower()
    assert client.post(page, data={"tell": "yes"}).status_code == 303
    assert how_many() == 0
    again = client.post(page, data={"tell": "yes"}, follow_redirects=True)
    assert "Everything of this person at this workshop is erased." in again.text
    sign_in(client, open_workshop("other"), Role.EDITOR)
    assert client.post(page.replace("cities", "other")).status_code == 404


def test_links_of_guests_are_told_to_nobody(app: Flask) -> None:
    """Own pages name no address of others' servers, and no token in title or meta."""
    _, bird = nest()
    link = link_of(bird)
    for page in ("/data", "/erase"):
        answer = app.test_client().get(f"{link}{page}")
        outside = re.findall(r'(?:src|href)="(https?://[^"]+)"', answer.text)
        assert [one for one in outside if not one.startswith(config().base_url)] == []
        head = answer.text.partition("</head>")[0]
        assert link.rpartition("/")[2] not in head
        assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
