"""A delegation is registered in one go: read, looked at, and sent as one act."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from app import clock, create_app
from app.extensions import db
from app.mail.models import Letter
from app.registration import checks, service
from app.registration.models import Registration, RegistrationGroup
from app.registration.queries import live
from app.registration.rules import RegistrationState as S
from app.registration.rules import Source, groups
from app.registration.rules.groups import Free, Line, NoPlaceForAll
from app.registration.service import Outcome, Secretary, Wish
from app.workshops.models import Workshop
from app.workshops.rules import Way
from config import Config
from tests.conftest import NOON
from tests.databases import ON_BOTH
from tests.registration.test_joining import letters, rows
from tests.registration.workshops import open_workshop, register, registered

GROUP = "/w/cities/register/group"
SEND = f"{GROUP}/send"
SECRETARY = Secretary(name="Wang Fang", email="office@example.org")


def wishes(*names: str, way: Way = Way.ONLINE) -> list[Wish]:
    return [Wish(name=name.title(), email=f"{name}@example.org", way=way) for name in names]


def send(workshop: Workshop, wanted: list[Wish], key: str = "list-1") -> list[Outcome]:
    outcomes = service.register_group(workshop, SECRETARY, wanted, key=key, at=NOON)
    db.session.commit()
    return outcomes


# -- The service ----------------------------------------------------------------------------------


@ON_BOTH
def test_seats_go_in_the_order_of_the_list_and_the_others_wait_in_it(app: Flask) -> None:
    workshop = open_workshop(online=2, on_site=1)
    wanted = [*wishes("a"), *wishes("b", way=Way.ON_SITE), *wishes("c", "d", "e")]
    assert send(workshop, wanted) == [
        Outcome(S.CONFIRMED, None),
        Outcome(S.CONFIRMED, None),
        Outcome(S.CONFIRMED, None),
        Outcome(S.WAITLISTED, 1),
        Outcome(S.WAITLISTED, 2),
    ]
    row = registered(workshop, "a@example.org")
    group = db.session.scalars(select(RegistrationGroup)).one()
    assert (row.source, row.group_id) == (Source.GROUP, group.id)
    assert list(checks.broken()) == []


@ON_BOTH
def test_a_list_sent_twice_changes_nothing_and_writes_to_nobody(app: Flask) -> None:
    workshop = open_workshop(online=1)
    first = send(workshop, wishes("a", "b"))
    before = sorted(letters())
    assert send(workshop, wishes("a", "b")) == first
    assert sorted(letters()) == before
    assert rows() == 2


@ON_BOTH
def test_lists_sent_at_once_in_any_order_of_ways_stop_nobody_and_count_once(app: Flask) -> None:
    """The constraint on the key decides, and pools are held in one order."""
    workshop = open_workshop(online=3, on_site=3)
    number = workshop.id
    db.session.commit()
    lists = {
        "there": [*wishes("a"), *wishes("b", way=Way.ON_SITE)],
        "back": [*wishes("c", way=Way.ON_SITE), *wishes("d")],
    }

    def go(key: str) -> list[Outcome]:
        with app.app_context():
            return send(db.session.get_one(Workshop, number), lists[key], key)

    with ThreadPoolExecutor(6) as pool:
        outcomes = list(pool.map(go, [*lists] * 3))
    assert outcomes == [[Outcome(S.CONFIRMED, None)] * 2] * 6
    db.session.rollback()
    assert (rows(), len(letters("group_registered"))) == (4, 2)
    assert list(checks.broken()) == []


@ON_BOTH
def test_without_a_waiting_list_all_get_a_place_or_nobody(app: Flask) -> None:
    workshop = open_workshop(online=2, form={"waiting_list": False})
    with pytest.raises(NoPlaceForAll):
        service.register_group(workshop, SECRETARY, wishes("a", "b", "c"), key="1", at=NOON)
    db.session.rollback()
    assert rows() == 0
    assert letters() == []
    assert db.session.scalars(select(RegistrationGroup)).all() == []
    seen = live(workshop.id)
    assert seen is not None
    assert seen.seats[0].used == 0


def test_a_known_address_is_answered_like_a_new_one_and_keeps_what_it_has(app: Flask) -> None:
    workshop = open_workshop(online=1)
    register(workshop, "a@example.org", key="earlier", name="Known")
    db.session.commit()
    assert send(workshop, wishes("a", "b")) == [
        Outcome(S.WAITLISTED, 1),
        Outcome(S.WAITLISTED, 1),
    ]
    assert registered(workshop, "a@example.org").name == "Known"
    assert letters("already_registered") == ["a@example.org"]
    (letter,) = db.session.scalars(select(Letter).where(Letter.kind == "group_registered"))
    assert letter.text.count("number 1 on the waiting list") == 2


def test_the_secretary_reads_of_everybody_and_gets_nobodys_link(app: Flask) -> None:
    workshop = open_workshop(online=1)
    send(workshop, wishes("a", "b"))
    (letter,) = db.session.scalars(select(Letter).where(Letter.to_email == SECRETARY.email))
    for said in ("Wang Fang", "a@example.org", "confirmed", "b@example.org", "number 1 on the"):
        assert said in letter.text
    assert [link["name"] for link in letter.links] == ["page"]
    assert sorted(letters()) == ["a@example.org", "b@example.org", "office@example.org"]


@pytest.mark.parametrize(
    ("setting", "state"), [("approval", S.PENDING), ("confirm_email", S.UNCONFIRMED)]
)
def test_a_list_passes_no_decision_and_proves_no_address(
    app: Flask, setting: str, state: S
) -> None:
    workshop = open_workshop(online=1, form={setting: True})
    assert send(workshop, wishes("a", "b")) == [Outcome(state, None)] * 2


# -- Reading and foretelling ----------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "Zhu Shu\tzhu@example.org\tInstitute\tDirector\nLi\tli@example.org",
        "Zhu Shu, zhu@example.org, Institute, Director\nLi, li@example.org",
        "Zhu Shu; zhu@example.org; Institute; Director\n\nLi; li@example.org\n",
        "Zhu Shu，zhu@example.org，Institute，Director\nLi，li@example.org",
        "Name;E-Mail;Organisation;Funktion\nZhu Shu;zhu@example.org;Institute;Director\n"
        "Li;li@example.org",
        "E-mail;No.;Role;Organisation;Name\nzhu@example.org;1;Director;Institute;Zhu Shu\n"
        "li@example.org;2;;;Li",
        "Nachname,Vorname,E-Mail,Institution,Funktion\nZhu,Shu,zhu@example.org,Institute,"
        "Director\nLi,,li@example.org,,",
        "姓名\tWeChat\nZhu Shu\tzhu@example.org\tInstitute\tDirector\nLi\tli@example.org",
        "zhu@example.org, Zhu Shu, Institute, Director\nli@example.org, Li",
        "Zhu Shu <zhu@example.org>; Institute; Director\nLi <li@example.org>",
    ],
)
def test_lists_are_read_as_excel_and_people_write_them(text: str) -> None:
    zhu = Line("Zhu Shu", "zhu@example.org", "Institute", "Director")
    assert groups.read(text) == [zhu, Line("Li", "li@example.org")]


def test_each_line_may_have_a_separator_of_its_own() -> None:
    text = (
        "Zhu Shu, zhu@example.org, Institute, Director\nLi; li@example.org; City, Bonn\n"
        "Bo\tbo@example.org\tCity, Bonn\nMüller, Ada；ada@example.org"
    )
    assert groups.read(text) == [
        Line("Zhu Shu", "zhu@example.org", "Institute", "Director"),
        Line("Li", "li@example.org", "City, Bonn"),
        Line("Bo", "bo@example.org", "City, Bonn"),
        Line("Müller, Ada", "ada@example.org"),
    ]


def test_what_cannot_be_read_is_a_row_all_the_same() -> None:
    assert groups.read("just a name\nno, address, here\nMüller, Ada, ada@example.org") == [
        Line("just a name"),
        Line("no", "address", "here"),
        Line("Müller, Ada", "ada@example.org"),
    ]
    assert groups.read(" \n\t\n") == []


def test_what_a_list_comes_to_is_known_before() -> None:
    free = {Way.ONLINE: Free(1, 0), Way.ON_SITE: Free(5, 2)}
    ways = [Way.ON_SITE, Way.ONLINE, Way.ONLINE, Way.ON_SITE]
    plain = {"waiting_list": True, "approval": False, "confirm_email": False}
    assert groups.forecast(ways, free, **plain) == [
        (S.WAITLISTED, 3),
        (S.CONFIRMED, None),
        (S.WAITLISTED, 1),
        (S.WAITLISTED, 4),
    ]
    unlimited = {Way.ONLINE: Free(None, 0)}
    assert groups.forecast([Way.ONLINE] * 3, unlimited, **plain) == [(S.CONFIRMED, None)] * 3
    with pytest.raises(NoPlaceForAll):
        groups.forecast(ways, free, **plain | {"waiting_list": False})


# -- The pages ------------------------------------------------------------------------------------


def typed(**more: str) -> dict[str, str]:
    return {
        "key": "list-1",
        "name": "Wang Fang",
        "email": "office@example.org",
        "way": "online",
        "country": "CN",
        "act": "look",
        "rows-0-name": "Zhu Shu",
        "rows-0-email": "zhu@example.org",
    } | more


def fields(page: TestResponse) -> dict[str, str]:
    """What the button of the preview sends."""
    form = page.text.partition(f'action="{SEND}"')[2].partition("</form>")[0]
    return dict(re.findall(r'name="([^"]*)"[^>]*value="([^"]*)"', form))


def test_a_pasted_list_is_looked_at_and_then_sent(client: FlaskClient, at: datetime) -> None:
    workshop = open_workshop(online=2, on_site=0)
    assert client.get(GROUP).text.count('class="group-row"') == 5
    pasted = "Li Na, li@example.org, City, Mayor, Germany\nBo, bo@example.org"
    page = client.post(GROUP, data=typed(pasted=pasted) | {"rows-0-way": "on_site"})
    assert page.status_code == 200
    assert "number 1 on the waiting list" in page.text
    assert "City, Mayor" in page.text
    assert rows() == 0
    done = client.post(SEND, data=fields(page))
    assert done.status_code == 303
    receipt = client.get(done.headers["Location"])
    assert "Your list of 3 people has arrived." in receipt.text
    assert receipt.headers["Cache-Control"] == "no-store"
    assert registered(workshop, "zhu@example.org").state is S.WAITLISTED
    li, bo = (registered(workshop, f"{name}@example.org") for name in ("li", "bo"))
    assert (li.country, li.position, bo.country) == ("DE", "Mayor", "CN")
    # The button pressed twice.
    again = client.post(SEND, data=fields(page))
    assert again.status_code == 303
    assert rows() == 3


def test_places_are_shown_and_all_are_written_to_in_the_language_that_was_chosen(
    client: FlaskClient, at: datetime
) -> None:
    workshop = open_workshop(online=2, on_site=0, form={"approval": True})
    page = client.get(f"{GROUP}?lang=de").text
    assert '<option selected value="de">' in page
    page = client.get(f"{GROUP}?lang=en").text
    assert "2 places left" in page
    assert "you would be number 1 on the waiting list" in page
    assert "The organisers decide about each registration." in page
    preview = client.post(GROUP, data=typed(language="zh"))
    client.post(SEND, data=fields(preview))
    assert registered(workshop, "zhu@example.org").language == "zh"


def test_faults_are_said_by_person_and_nothing_typed_is_lost(
    client: FlaskClient, at: datetime
) -> None:
    open_workshop()
    wrong = {
        "pasted": "only a name\nBo, bo@example\nTwin, ZHU@example.org\nFar, far@example.org,,,Mars"
    }
    page = client.post(GROUP, data=typed(**wrong))
    assert page.status_code == 422
    for said in (
        "Person 2: Please enter an e-mail address.",
        "Person 3: This cannot be an e-mail address.",
        "Person 4: Person 1 has this address already.",
        "Person 5: Please choose a country or region from the list.",
    ):
        assert said in page.text
    for kept in ("only a name", "bo@example", "ZHU@example.org", "Mars"):
        assert f'value="{kept}"' in page.text
    assert rows() == 0


def test_more_than_thirty_stay_in_the_box(client: FlaskClient, at: datetime) -> None:
    open_workshop()
    many = "\n".join(f"Guest {n}, g{n}@example.org" for n in range(31))
    page = client.post(GROUP, data=typed(pasted=many))
    assert page.status_code == 422
    assert "At most 30 people fit in one list." in page.text
    assert "Guest 30, g30@example.org" in page.text


def test_rows_are_added_and_the_list_comes_back_without_scripts(
    client: FlaskClient, at: datetime
) -> None:
    open_workshop()
    more = client.post(GROUP, data=typed(act="more"))
    assert (more.status_code, more.text.count('class="group-row"')) == (200, 6)
    back = client.post(GROUP, data=typed(act="change"))
    assert 'value="Zhu Shu"' in back.text


def test_an_empty_list_a_robot_and_a_closed_door(client: FlaskClient, at: datetime) -> None:
    workshop = open_workshop(online=1)
    empty = client.post(GROUP, data=typed(**{"rows-0-name": "", "rows-0-email": ""}))
    assert (empty.status_code, "Please enter at least one person." in empty.text) == (422, True)
    assert client.post(SEND, data=typed(website="x")).status_code == 303
    assert rows() == 0
    junk = {"rows-x-name": "a", "rows--name": "b", "rows-99999999999-name": "c"}
    assert client.post(SEND, data=junk).status_code == 422
    workshop.cancelled_at, workshop.state = NOON, type(workshop.state)("cancelled")
    db.session.commit()
    assert client.post(SEND, data=typed()).status_code == 409
    assert 'value="Zhu Shu"' in client.post(GROUP, data=typed()).text


def test_a_list_sent_at_once_is_looked_over_and_taken_when_sent_again(
    limited: Config, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_workshop(online=2)
    client = create_app(limited).test_client()
    monkeypatch.setattr(clock, "now", lambda: NOON)
    shown = re.search(r'name="shown_at"[^>]*value="([^"]+)"', client.get(GROUP).text)
    assert shown is not None
    monkeypatch.setattr(clock, "now", lambda: NOON + timedelta(seconds=1))
    page = client.post(SEND, data=typed(shown_at=shown[1]))
    assert page.status_code == 422
    assert "That was very quick." in page.text
    assert rows() == 0
    db.session.rollback()
    assert client.post(SEND, data=fields(page)).status_code == 303
    assert rows() == 1


def test_longest_names_fit_the_address_of_the_result(client: FlaskClient, at: datetime) -> None:
    open_workshop(online=None)
    people = {
        f"rows-{n}-{part}": f"{n}{text}"
        for n in range(30)
        for part, text in (("name", "欧阳娜娜" * 40), ("email", "@example.org"))
    }
    done = client.post(SEND, data=typed(**people))
    assert done.status_code == 303
    assert len(done.headers["Location"]) < 4000
    assert db.session.scalars(select(Registration)).all()[0].name.endswith("欧阳娜娜")
