"""Figures of a workshop: the team sees all, others no small group; pages, pictures and files."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import timedelta
from xml.etree import ElementTree

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.attendance.models import Attendance
from app.attendance.rules import Seen
from app.extensions import db
from app.privacy import service as privacy
from app.privacy.rules import Why
from app.registration.models import Answer, Registration, RegistrationForm, SeatPool
from app.registration.rules import RegistrationState as S
from app.registration.rules import Source
from app.registration.rules.questions import stored
from app.registration.rules.ready_made import QUESTIONS
from app.reports import statistics
from app.reports.statistics import Statistics
from app.workshops.models import Member, Workshop
from app.workshops.rules import Role, Way
from tests.conftest import NOON
from tests.databases import ON_BOTH
from tests.factories import make_account
from tests.registration.workshops import open_workshop

AFTER = NOON.replace(month=5, day=23)


def house(people: int = 24) -> Workshop:
    """Half of them women, one from Chad, the others from China and, every third, Germany."""
    workshop = open_workshop(
        online=100, form={"questions": [stored(QUESTIONS["gender"])], "keep_days": 30}
    )
    for n in range(people):
        country = "TD" if n == 1 else "DE" if n % 3 == 0 else "CN"
        add(workshop, n, country=country, gender="woman" if n % 2 else "man")
    add(workshop, people, S.CANCELLED)
    db.session.query(SeatPool).one().used = people
    db.session.commit()
    return workshop


def add(
    workshop: Workshop, n: int, state: S = S.CONFIRMED, *, country: str = "CN", gender: str = ""
) -> Registration:
    email = f"g{n}@example.org"
    one = Registration(
        key=secrets.token_hex(8), workshop_id=workshop.id, state=state, way=Way.ONLINE,
        name=f"Guest {n}", email=email, email_normal=email, country=country, language="en",
        affiliation="=1+1", source=Source.FORM, at=NOON + timedelta(days=n % 5), state_at=NOON,
    )  # fmt: skip
    db.session.add(one)
    db.session.flush()
    if gender:
        db.session.add(Answer(registration_id=one.id, question="gender", value=gender, at=NOON))
    return one


def told(workshop: Workshop, key: str, *, is_outside: bool = False) -> dict[str, int | None]:
    report = read(workshop, is_outside=is_outside).find(key)
    assert report is not None
    return {row.label: row.number for row in report.cells.rows}


def read(workshop: Workshop, *, is_outside: bool = False) -> Statistics:
    return statistics.read(workshop, is_outside=is_outside, at=NOON)


def sign_in(client: FlaskClient, workshop: Workshop, role: Role) -> None:
    account = make_account()
    workshop.members.append(Member(account=account, role=role))
    db.session.commit()
    with client.session_transaction() as session:
        session["account"], session["generation"] = account.id, 0


@ON_BOTH
def test_figures_are_the_same_before_and_after_everybody_is_erased(
    app: Flask, database: str
) -> None:
    workshop = house()
    people = list(db.session.query(Registration).filter_by(state=S.CONFIRMED))
    for one in people[:20]:
        day = NOON.date().replace(month=5, day=21)
        db.session.add(Attendance(registration_id=one.id, day=day, seen=Seen.DOOR, at=AFTER))
    db.session.commit()
    keys = ("states", "ways", "countries", "gender", "attendance")
    before = {key: told(workshop, key) for key in keys}
    assert before["gender"]["Woman"] == 12
    assert before["attendance"] == {"noted as there": 20, "not noted as there": 4}
    days = [(step.first, step.so_far) for step in read(workshop).growth.steps]
    privacy.erase_everybody(workshop, why=Why.RETENTION, at=AFTER)
    db.session.commit()
    assert {key: told(workshop, key) for key in keys} == before
    seen = read(workshop)
    assert [(step.first, step.so_far) for step in seen.growth.steps] == days
    assert (seen.registrations, seen.participants, seen.erased) == (25, 24, 25)


@ON_BOTH
def test_answers_that_go_by_themselves_stay_in_the_figures(app: Flask, database: str) -> None:
    workshop = house()
    form = db.session.query(RegistrationForm).one()
    form.questions = [form.questions[0] | {"keep_days": 1}]
    db.session.commit()
    before = told(workshop, "gender")
    privacy.erase_due(AFTER)
    db.session.commit()
    assert db.session.query(Answer).count() == 0
    assert db.session.query(Registration).count() == 25
    assert told(workshop, "gender") == before
    privacy.erase_everybody(workshop, why=Why.RETENTION, at=AFTER)
    assert told(workshop, "gender") == before


def test_outside_the_team_the_one_from_chad_is_among_others(
    app: Flask, client: FlaskClient
) -> None:
    workshop = house()
    assert told(workshop, "countries")["Chad"] == 1
    outside = told(workshop, "countries", is_outside=True)
    assert outside == {"China": 15, "other countries or regions": 9}
    sign_in(client, workshop, Role.VIEWER)
    address = "/organise/cities/statistics"
    shown = [client.get(address).text, client.get(f"{address}?outside=0").text]
    shown += [client.get(f"{address}/countries.{kind}").text for kind in ("svg", "csv")]
    assert not any("Chad" in text for text in shown)
    assert "As seen outside" not in shown[0]
    for inside in ("organisations", "countries-ways"):
        assert f"statistics/{inside}" not in shown[0]
        assert client.get(f"{address}/{inside}.csv").status_code == 404


def test_the_team_may_look_at_what_is_seen_outside(app: Flask, client: FlaskClient) -> None:
    workshop = house()
    sign_in(client, workshop, Role.HELPER)
    address = "/organise/cities/statistics"
    assert "Chad" in client.get(address).text
    assert "not shown outside the team" in client.get(address).text
    outside = client.get(f"{address}?outside=1").text
    assert "Chad" not in outside
    assert "countries.csv?outside=1" in outside
    assert "Chad" not in client.get(f"{address}/countries.csv?outside=1").text
    assert "Guest 3" not in client.get(address).text


def test_figures_say_how_many_of_the_people_are_erased(app: Flask, client: FlaskClient) -> None:
    workshop = house()
    privacy.erase_everybody(workshop, why=Why.RETENTION, at=AFTER)
    sign_in(client, workshop, Role.HELPER)
    page = client.get("/organise/cities/statistics").text
    assert "The data of 25 of them have been erased since." in page
    outside = client.get("/organise/cities/statistics?outside=1").text
    assert "The data of some of them have been erased since." in outside
    for chart in ("over-time", "gender", "languages"):
        svg = client.get(f"/organise/cities/statistics/{chart}.svg").text
        assert_sound(ElementTree.fromstring(svg))


def test_a_single_one_without_a_place_is_not_told_by_two_totals(app: Flask) -> None:
    """24 with a place and 25 in all would tell that one cancelled."""
    workshop = house()
    seen = read(workshop, is_outside=True)
    assert (seen.registrations, seen.participants) == (None, 24)
    assert seen.growth.is_withheld
    assert told(workshop, "states", is_outside=True) == {}


def test_files_begin_with_the_mark_of_their_writing_and_hold_no_formula(
    app: Flask, client: FlaskClient
) -> None:
    workshop = house()
    sign_in(client, workshop, Role.OWNER)
    file = client.get("/organise/cities/statistics/organisations.csv")
    assert file.data.startswith(b"\xef\xbb\xbf")
    assert file.data.decode("utf-8-sig").splitlines() == ["Organisation,How many", "'=1+1,24"]
    days = client.get("/organise/cities/statistics/over-time.csv").data.decode("utf-8-sig")
    assert days.splitlines()[1] == "2027-03-01,2027-03-01,5,5,24"


@pytest.mark.parametrize("language", ["en", "de", "zh"])
def test_pictures_are_sound_stand_alone_and_say_the_main_thing(
    app: Flask, client: FlaskClient, language: str
) -> None:
    workshop = house()
    workshop.title = {"en": "Bees & <cities>", "zh": "城市与自然"}
    sign_in(client, workshop, Role.OWNER)
    charts = ["over-time", *(key for key, one in read(workshop).reports.items() if one.is_drawn)]
    assert len(charts) > 5
    for chart in charts:
        for narrow in ("", "&narrow=1"):
            answer = client.get(f"/organise/cities/statistics/{chart}.svg?lang={language}{narrow}")
            assert answer.mimetype == "image/svg+xml"
            assert_sound(ElementTree.fromstring(answer.text))
    assert client.get("/organise/cities/statistics/ways.png").data.startswith(b"\x89PNG")
    assert client.get("/organise/cities/statistics/none.svg").status_code == 404


def assert_sound(svg: ElementTree.Element) -> None:
    width, height = float(svg.get("width", 0)), float(svg.get("height", 0))
    texts: Iterable[ElementTree.Element] = svg.iter("{http://www.w3.org/2000/svg}text")
    assert svg.findtext("{http://www.w3.org/2000/svg}title")
    for text in texts:
        assert 0 <= float(text.get("x", -1)) <= width
        assert 0 < float(text.get("y", -1)) <= height
    written = ElementTree.tostring(svg, encoding="unicode")
    assert "href" not in written
    assert "style=" not in written


def test_reading_costs_the_same_for_one_and_for_many(app: Flask, queries: list[str]) -> None:
    workshop = house(1)
    costs = []
    for more in (0, 60):
        for n in range(more):
            add(workshop, 100 + n, gender="woman")
        db.session.commit()
        read(workshop)
        queries.clear()
        read(workshop)
        costs.append(len(queries))
    assert costs[0] == costs[1] <= 9


def test_before_anybody_registers_the_page_says_so(app: Flask, client: FlaskClient) -> None:
    workshop = open_workshop()
    sign_in(client, workshop, Role.VIEWER)
    page = client.get("/organise/cities/statistics")
    assert "Nobody has registered yet" in page.text
    assert client.get("/organise/cities/statistics/over-time.svg").status_code == 404
