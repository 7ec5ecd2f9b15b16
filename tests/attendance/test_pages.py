"""At the door with a phone, into the meeting, and the certificate afterwards."""

from __future__ import annotations

import csv
import io
import re
from datetime import datetime, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from app import clock, links
from app.attendance import certificates, finding, service
from app.attendance.models import Attendance
from app.audit.models import AuditEntry
from app.extensions import config, db
from app.registration import service as registration
from app.registration import tickets
from app.registration.models import ConsentNote, Registration
from app.registration.queries import find_form
from app.registration.rules import RegistrationState as S
from app.web import POLICY
from app.workshops.models import Organisation, Workshop
from app.workshops.rules import Relation, Role, Way
from tests.attendance.stage import AFTER, FIRST, MORNING, SECOND, on_site, two_days
from tests.registration.test_manage import sign_in
from tests.registration.workshops import comes, open_workshop, publish, registered

DOOR = "/organise/door/check-in"


@pytest.fixture(autouse=True)
def now(monkeypatch: pytest.MonkeyPatch) -> None:
    be_at(monkeypatch, MORNING)


def be_at(monkeypatch: pytest.MonkeyPatch, moment: datetime) -> None:
    monkeypatch.setattr(clock, "now", lambda: moment)


def noted() -> int:
    return db.session.scalar(select(func.count(Attendance.id))) or 0


def listed(page: str) -> list[str]:
    """Keys of the rows that are shown."""
    return re.findall(r'<li class="door-row[^>]* id="p-(\w+)"(?![^>]* hidden)', page)


def link(person: Registration, rest: str = "") -> str:
    token = links.derive(config().secret_key, "participant", person.key, person.generation)
    return f"/r/{token}{rest}"


@pytest.fixture
def workshop(client: FlaskClient) -> Workshop:
    made = two_days(on_site=2)
    sign_in(client, made, Role.HELPER)
    return made


# -- The door -------------------------------------------------------------------------------------


def test_one_button_a_line_checks_in_and_takes_back(
    client: FlaskClient, workshop: Workshop
) -> None:
    person = on_site(workshop, "zhu")
    comes(workshop, "online@example.org")
    db.session.commit()
    page = client.get(DOOR)
    assert listed(page.text) == [person.key]
    assert "0 of 1 here" in page.text
    assert page.headers["Permissions-Policy"].startswith("camera=(self),")
    assert "camera=()" in client.get("/organise/door/attendance").headers["Permissions-Policy"]
    sent = {"day": str(SECOND), "way": "on_site"}
    for _ in range(2):
        there = client.post(f"{DOOR}/{person.key}/here", data=sent, follow_redirects=True)
    assert "1 of 1 here" in there.text
    assert "here since 09:30" in there.text
    back = client.post(f"{DOOR}/{person.key}/undo", data=sent, follow_redirects=True)
    assert "0 of 1 here" in back.text
    assert noted() == 0


def test_a_script_is_told_of_the_one_line(client: FlaskClient, workshop: Workshop) -> None:
    person = on_site(workshop, "zhu")
    db.session.commit()
    asks = {"Accept": "application/json"}
    sent = {"day": str(SECOND), "way": "on_site"}
    told = client.post(f"{DOOR}/{person.key}/here", data=sent, headers=asks).json
    assert (told["count"], told["refusal"]) == ("1 of 1 here", None)
    assert f"{DOOR}/{person.key}/undo" in told["line"]
    # Kept on the phone over midnight, it still counts for the day it was done on.
    first = {"day": str(FIRST), "way": "on_site"}
    client.post(f"{DOOR}/{person.key}/here", data=first, headers=asks)
    assert {one.day for one in db.session.scalars(select(Attendance))} == {FIRST, SECOND}
    registration.cancel(person, at=MORNING, account_id=None)
    db.session.commit()
    refused = client.post(f"{DOOR}/{person.key}/here", data=sent, headers=asks)
    assert refused.status_code == 409
    assert refused.json["refusal"].startswith("Only people with a place")


def test_before_the_day_no_button_is_there_that_would_be_refused(
    client: FlaskClient, workshop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = on_site(workshop, "zhu")
    db.session.commit()
    act = f"{DOOR}/{person.key}/here"
    assert act in client.get(DOOR).text
    be_at(monkeypatch, MORNING - timedelta(days=7))
    page = client.get(DOOR).text
    assert "This day has not begun yet" in page
    assert listed(page) == [person.key]
    assert act not in page
    sent = {"day": str(SECOND), "way": "on_site"}
    told = client.post(act, data=sent, headers={"Accept": "application/json"})
    assert (told.status_code, act in told.json["line"]) == (409, False)


def test_more_people_than_a_phone_can_draw_are_searched_by_the_server(
    client: FlaskClient, workshop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who has a place is listed, and the search still finds who cancelled."""
    zhu, _, gone = on_site(workshop, "zhu"), on_site(workshop, "adam"), on_site(workshop, "gone")
    registration.cancel(gone, at=MORNING, account_id=None)
    db.session.commit()
    whole = client.get(DOOR).text
    assert (whole.count('<li class="door-row'), "data-part" in whole) == (3, False)
    monkeypatch.setattr(finding, "AT_ONCE", 1)
    page = client.get(DOOR).text
    assert (page.count('<li class="door-row'), " data-part" in page) == (1, True)
    assert "1 of 3 people are on this page" in page
    for one in (zhu, gone):
        assert listed(client.get(f"{DOOR}?q={one.email}").text) == [one.key]


def test_who_has_no_place_is_found_and_it_is_said_why(
    client: FlaskClient, workshop: Workshop
) -> None:
    people = {name: on_site(workshop, name) for name in ("in", "out", "waits")}
    registration.cancel(people["out"], at=MORNING, account_id=None)
    late = on_site(workshop, "late")
    db.session.commit()
    page = client.get(DOOR, query_string={"q": "example.org"}).text
    assert len(listed(page)) == 4
    assert "This registration was cancelled" in page
    assert "Is number 1 on the waiting list" in page
    found = client.get(DOOR, query_string={"q": people["out"].key[:6].upper()})
    assert listed(found.text) == [people["out"].key]
    refused = client.post(
        f"{DOOR}/{people['out'].key}/admit", data={"day": str(SECOND)}, follow_redirects=True
    )
    assert "All places are taken; nobody was added." in refused.text
    assert registered(workshop, "late@example.org").state is late.state is S.WAITLISTED
    assert noted() == 0


def test_a_ticket_opens_the_person_and_changes_nothing(
    client: FlaskClient, workshop: Workshop
) -> None:
    person = on_site(workshop, "zhu")
    code = tickets.code_of(person)
    db.session.commit()
    page = client.get(f"{DOOR}/{code}")
    assert "Has a place" in page.text
    assert "is-go" in page.text
    assert noted() == 0
    forged = f"{code[:-1]}{'a' if code[-1] != 'a' else 'b'}"
    assert client.get(f"{DOOR}/{forged}").status_code == 404
    person.generation += 1
    db.session.commit()
    assert client.get(f"{DOOR}/{code}").status_code == 410
    stranger = client.application.test_client()
    assert stranger.get(f"{DOOR}/{code}").status_code == 303
    sign_in(stranger, open_workshop("others"), Role.OWNER)
    assert stranger.get(f"{DOOR}/{code}").status_code == 404


def test_people_of_another_workshop_are_not_found_here(
    client: FlaskClient, workshop: Workshop
) -> None:
    stranger = comes(open_workshop("others"), "zhu@example.org")
    db.session.commit()
    sent = {"day": str(SECOND), "seen": "door"}
    for act in ("here", "undo", "admit", "switch"):
        assert client.post(f"{DOOR}/{stranger.key}/{act}", data=sent).status_code == 404
    assert client.get(f"{DOOR}/{tickets.code_of(stranger)}").status_code == 404
    removing = f"/organise/door/attendance/{stranger.key}/remove"
    assert client.post(removing, data=sent).status_code == 404
    assert noted() == 0


def test_who_has_a_place_online_is_moved_into_the_room(
    client: FlaskClient, workshop: Workshop
) -> None:
    person = comes(workshop, "online@example.org")
    db.session.commit()
    page = client.get(f"{DOOR}/{tickets.code_of(person)}").text
    assert "Has a place online, not on site" in page
    client.post(f"{DOOR}/{person.key}/switch", data={"day": str(SECOND)})
    db.session.expire_all()
    assert (person.way, person.state, noted()) == (Way.ON_SITE, S.CONFIRMED, 1)


def test_somebody_without_an_address_walks_in_once(
    client: FlaskClient, workshop: Workshop
) -> None:
    form = {"key": "abc", "day": str(SECOND), "name": "欧阳娜娜", "way": "on_site", "email": ""}
    for _ in range(2):
        there = client.post(f"{DOOR}/walk-in", data=form, follow_redirects=True)
        assert "1 of 1 here" in there.text
    assert client.post(f"{DOOR}/walk-in", data=form | {"name": ""}).status_code == 422
    advert = client.post(f"{DOOR}/walk-in", data=form | {"name": "Win at www.example.org"})
    assert (advert.status_code, "cannot hold a web address" in advert.text) == (422, True)
    long = client.post(f"{DOOR}/walk-in", data=form | {"affiliation": "x" * 301})
    assert (long.status_code, "At most 300 characters" in long.text) == (422, True)
    assert "maxlength" not in long.text
    client.post(
        f"{DOOR}/walk-in", data=form | {"name": "Second", "key": "abd", "affiliation": "x" * 300}
    )
    full = client.post(f"{DOOR}/walk-in", data=form | {"name": "Third", "key": "abe"})
    assert full.status_code == 409
    assert "Raise the number of places" not in full.text  # which helpers may not
    assert 'value="Third"' in full.text
    assert "All places are taken" in full.text
    assert noted() == 2


def test_who_was_there_can_be_corrected_and_taken_home(
    client: FlaskClient, workshop: Workshop
) -> None:
    person = on_site(workshop, "zhu")
    person.name = "=HYPERLINK(1)"
    service.check_in(person, SECOND, at=MORNING, account_id=None)
    db.session.commit()
    page = client.get("/organise/door/attendance").text
    assert "1 person" in page
    rows = list(csv.reader(io.StringIO(client.post("/organise/door/attendance.csv").text)))
    assert rows[1][:2] == ["2027-05-21", "'=HYPERLINK(1)"]
    assert client.post("/organise/door/attendance.xlsx").data[:2] == b"PK"
    assert client.get("/organise/door/attendance.csv").status_code == 405
    notes = db.session.scalars(
        select(AuditEntry).where(AuditEntry.action == "attendance.exported")
    ).all()
    assert [one.details for one in notes] == [
        {"format": "csv", "people": 1},
        {"format": "xlsx", "people": 1},
    ]
    gone = {"day": str(SECOND), "seen": "door"}
    client.post(f"/organise/door/attendance/{person.key}/remove", data=gone)
    assert noted() == 0


# -- The meeting ----------------------------------------------------------------------------------


def test_looking_at_the_link_joins_nobody(client: FlaskClient, workshop: Workshop) -> None:
    person = comes(workshop, "zhu@example.org")
    db.session.commit()
    page = client.get(link(person, "/join"))
    assert "The meeting is open" in page.text
    assert "meet.example.org" not in page.text
    policy = page.headers["Content-Security-Policy"]
    assert policy == POLICY.replace("form-action 'self'", "form-action 'self' https:")
    assert client.get(link(person)).headers["Content-Security-Policy"] == POLICY
    assert noted() == 0


def test_the_button_leads_to_the_meeting_as_it_is_now(
    client: FlaskClient, workshop: Workshop
) -> None:
    person = comes(workshop, "zhu@example.org")
    db.session.commit()
    answer = client.post(link(person, "/join"))
    assert (answer.status_code, answer.location) == (303, "https://meet.example.org/42")
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert noted() == 0  # nobody asked, nobody agreed
    workshop.join_url = "https://elsewhere.example.org/7"
    db.session.commit()
    for _ in range(2):
        answer = client.post(link(person, "/join"), data={"agree": "yes"})
    assert answer.location == "https://elsewhere.example.org/7"
    assert noted() == 1
    (note,) = db.session.scalars(select(ConsentNote))
    assert note.text.startswith("It may be noted that I took part online.")


def test_the_tick_is_for_the_words_beside_it(client: FlaskClient, workshop: Workshop) -> None:
    person = comes(workshop, "zhu@example.org")
    db.session.commit()
    here = link(person, "/join")
    read = re.search(r'name="(consent-attendance-version)" value="(\d+)"', client.get(here).text)
    assert read is not None
    form = find_form(workshop.id)
    assert form is not None
    form.consents = [{"key": "attendance", "label": {"en": "Our own words"}}]
    db.session.commit()
    page = client.post(here, data={"agree": "yes", read[1]: read[2]})
    assert page.status_code == 409
    assert "The words have changed. Please read them again." in page.text
    assert "Our own words" in page.text
    assert noted() == 0
    assert db.session.scalars(select(ConsentNote)).all() == []


@pytest.mark.parametrize(
    ("later", "says"),
    [
        # Half an hour before the first day, in Shanghai and in Berlin.
        (timedelta(days=-2), ("20 May 2027, 08:30", "20 May 2027, 02:30")),
        (timedelta(hours=16), ("This meeting is over",)),
    ],
)
def test_before_and_after_nobody_gets_in(
    client: FlaskClient,
    workshop: Workshop,
    monkeypatch: pytest.MonkeyPatch,
    later: timedelta,
    says: tuple[str, ...],
) -> None:
    person = comes(workshop, "zhu@example.org")
    person.time_zone = "Europe/Berlin"
    db.session.commit()
    be_at(monkeypatch, MORNING + later)
    page = client.get(link(person, "/join")).text
    for words in says:
        assert words in page
    answer = client.post(link(person, "/join"), data={"agree": "yes"})
    assert (answer.status_code, noted()) == (409, 0)


def test_who_waits_and_a_meeting_without_an_address_are_told(
    client: FlaskClient, workshop: Workshop
) -> None:
    people = [comes(workshop, f"{n}@example.org") for n in range(4)]
    workshop.join_url = None
    db.session.commit()
    assert "You have no place in this meeting" in client.get(link(people[3], "/join")).text
    assert "is not known yet" in client.get(link(people[0], "/join")).text
    workshop.join_url = "腾讯会议 123 456 789"
    db.session.commit()
    assert "腾讯会议 123 456 789" in client.get(link(people[0], "/join")).text
    answer = client.post(link(people[0], "/join"), data={"agree": "yes"})
    assert answer.location.endswith("/join?done=join")
    assert noted() == 1
    assert client.post(link(people[3], "/join")).status_code == 409


# -- Certificates ---------------------------------------------------------------------------------


def test_a_certificate_says_what_is_recorded_in_two_languages(
    client: FlaskClient, workshop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = on_site(workshop, "zhu")
    other = on_site(workshop, "absent")
    person.native_name, person.language = "朱姝", "zh"
    service.check_in(person, SECOND, at=MORNING, account_id=None)
    db.session.commit()
    code = certificates.code_of(person)
    assert client.get(link(person, "/certificate")).status_code == 404
    assert client.get(f"/certificates/{code}").status_code == 404
    be_at(monkeypatch, AFTER)
    page = client.get(link(person, "/certificate")).text
    for said in ("朱姝", "21 May 2027, 09:00–16:00 (Shanghai, UTC+8)", "2027年5月21日", code):
        assert said in page
    assert "20 May 2027" not in page  # was not there
    assert "Hosted by" not in page  # nothing is invented
    assert client.get(link(other, "/certificate")).status_code == 404
    shown = client.get(f"/certificates/{code}")
    assert "This certificate is genuine" in shown.text
    assert shown.headers["X-Robots-Tag"].startswith("noindex")
    assert person.email not in shown.text
    db.session.delete(person)
    db.session.commit()
    assert client.get(f"/certificates/{code}").status_code == 404


def test_a_certificate_names_who_stood_behind_it(
    client: FlaskClient, workshop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    workshop.organisations.append(
        Organisation(key="a", position=1, name={"en": "City of Example"}, relation=Relation.HOST)
    )
    workshop.organisations.append(
        Organisation(key="b", position=2, name={"en": "A Ministry"}, relation=Relation.FUNDER)
    )
    publish(workshop)
    person = on_site(workshop, "zhu")
    service.check_in(person, FIRST, at=MORNING, account_id=None)
    db.session.commit()
    be_at(monkeypatch, AFTER)
    page = client.get(f"/organise/door/attendance/{person.key}/certificate").text
    assert re.search(r"Hosted by</dt><dd>City of Example", page)
    assert re.search(r"Funded by</dt><dd>A Ministry", page)
