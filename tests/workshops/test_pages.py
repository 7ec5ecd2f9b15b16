"""Organisers' pages of the workshop itself."""

import re
from datetime import datetime, timedelta

import pytest
from flask import Flask, g
from flask.testing import FlaskClient
from sqlalchemy import select

from app.accounts.models import Account
from app.audit.models import AuditEntry
from app.audit.service import note
from app.extensions import db
from app.workshops import service
from app.workshops.membership import may_open
from app.workshops.models import Member, Organisation, Programme, Workshop
from app.workshops.rules import AddressStays, Relation, Role, may
from tests.conftest import NOON
from tests.factories import make_account, make_workshop


@pytest.fixture
def ada(app: Flask, client: FlaskClient, at: datetime) -> Account:
    account = make_account("ada@example.org")
    db.session.commit()
    with client.session_transaction() as session:
        session["account"], session["generation"] = account.id, 0
    return account


def typed(workshop: Workshop, **more: str) -> dict[str, str]:
    """The settings form as it was filled in when the page was opened."""
    return {
        "revision": str(workshop.revision),
        "title-en": "Cities and nature",
        "languages": "en",
        "time_zone": "Asia/Shanghai",
        "zones": "Europe/Berlin",
        "way": "online",
    } | more


def test_settings_are_saved_and_noted_without_their_words(
    client: FlaskClient, ada: Account
) -> None:
    workshop = make_workshop("urban", owner=ada)
    db.session.commit()
    page = client.get("/organise/urban/settings")
    assert page.status_code == 200
    form = typed(workshop, **{"title-en": "Renamed", "place-en": "Hall 3"})
    assert client.post("/organise/urban/settings", data=form).status_code == 303
    db.session.expire_all()
    assert (workshop.title, workshop.place) == ({"en": "Renamed"}, {"en": "Hall 3"})
    entry = db.session.scalars(
        select(AuditEntry).where(AuditEntry.action == "workshop.changed")
    ).one()
    assert set(entry.details["fields"]) >= {"title", "place"}
    assert "Renamed" not in str(entry.details)


def test_a_stale_form_gets_both_texts_and_overwrites_nothing(
    client: FlaskClient, ada: Account
) -> None:
    workshop = make_workshop("urban", owner=ada)
    db.session.commit()
    opened = typed(workshop)
    client.post("/organise/urban/settings", data=opened | {"title-en": "Theirs"})
    answer = client.post("/organise/urban/settings", data=opened | {"title-en": "Mine <i>"})
    assert answer.status_code == 409
    assert "Theirs" in answer.text
    assert "Mine &lt;i&gt;" in answer.text
    db.session.expire_all()
    assert workshop.title == {"en": "Theirs"}


def test_an_organisation_is_added_once_changed_and_removed(
    client: FlaskClient, ada: Account
) -> None:
    workshop = make_workshop("urban", owner=ada)
    db.session.commit()
    form = {"key": "iclei", "name-en": "ICLEI", "short": "", "parent": "", "relation": "host"}
    form |= {"programme_relation": ""}
    for _ in range(2):
        answer = client.post("/organise/urban/organisations/new", data=form)
        assert answer.status_code == 303
    rows = db.session.scalars(select(Organisation)).all()
    assert [(one.key, one.relation) for one in rows] == [("iclei", Relation.HOST)]
    assert "ICLEI" in client.get("/organise/urban/organisations").text
    for _ in range(2):
        assert client.post("/organise/urban/organisations/iclei/remove").status_code == 303
    db.session.expire_all()
    assert workshop.organisations == []


def test_to_others_the_workshop_does_not_exist(client: FlaskClient, ada: Account) -> None:
    make_workshop("secret", owner=make_account())
    db.session.commit()
    there = client.get("/organise/secret/settings")
    nowhere = client.get("/organise/nowhere/settings")
    assert there.status_code == nowhere.status_code == 404
    assert there.text.replace("secret", "nowhere") == nowhere.text


@pytest.mark.parametrize(
    ("role", "page", "status"),
    [
        (Role.VIEWER, "organisations", 200),
        (Role.VIEWER, "settings", 404),
        (Role.EDITOR, "settings", 200),
        (Role.EDITOR, "log", 404),
        (Role.VIEWER, "members", 200),
        (Role.OWNER, "log", 200),
    ],
)
def test_roles(client: FlaskClient, ada: Account, role: Role, page: str, status: int) -> None:
    workshop = make_workshop("urban", owner=make_account())
    workshop.members.append(Member(account=ada, role=role))
    db.session.commit()
    assert client.get(f"/organise/urban/{page}").status_code == status


def test_the_address_may_change_until_the_workshop_is_published(
    client: FlaskClient, ada: Account
) -> None:
    make_workshop("taken")
    workshop = make_workshop("urban", owner=ada)
    db.session.commit()
    assert 'name="slug"' in client.get("/organise/urban/settings").text
    for slug, sentence in (
        ("taken", "The address “taken” is taken."),
        ("../etc", "small letters"),
    ):
        answer = client.post("/organise/urban/settings", data=typed(workshop, slug=slug))
        assert answer.status_code == 422
        assert sentence in answer.text
    answer = client.post("/organise/urban/settings", data=typed(workshop, slug="green"))
    assert answer.location == "/organise/green/settings"
    assert client.get("/organise/urban/settings").status_code == 404
    db.session.refresh(workshop)
    workshop.published_at = NOON
    db.session.commit()
    assert 'name="slug"' not in client.get("/organise/green/settings").text
    answer = client.post("/organise/green/settings", data=typed(workshop, slug="blue"))
    assert answer.location == "/organise/green/settings"
    with pytest.raises(AddressStays):
        service.change_address(workshop, "blue", at=NOON, account_id=ada.id)


def test_the_name_of_a_programme_is_not_changed_from_beside(
    client: FlaskClient, ada: Account
) -> None:
    theirs = make_workshop("theirs", owner=make_account())
    theirs.programme = Programme(key="interact-bio", name={"en": "Interact-Bio"})
    mine = make_workshop("mine", owner=ada)
    db.session.commit()
    named = {"programme_key": "interact-bio", "programme_name-en": "Taken over"}
    answer = client.post("/organise/mine/settings", data=typed(mine, **named))
    assert answer.status_code == 422
    assert "Other workshops belong to the programme" in answer.text
    joined = client.post("/organise/mine/settings", data=typed(mine, programme_key="interact-bio"))
    assert joined.status_code == 303
    db.session.expire_all()
    assert mine.programme is theirs.programme
    assert theirs.programme.name == {"en": "Interact-Bio"}


def test_a_stale_organisation_gets_both_texts(client: FlaskClient, ada: Account) -> None:
    make_workshop("urban", owner=ada)
    db.session.commit()
    form = {"key": "iclei", "name-en": "ICLEI", "short": "", "parent": "", "relation": "host"}
    form |= {"programme_relation": ""}
    client.post("/organise/urban/organisations/new", data=form)
    address = "/organise/urban/organisations/iclei"
    opened = form | {"revision": "1"}
    assert client.post(address, data=opened | {"name-en": "Theirs"}).status_code == 303
    answer = client.post(address, data=opened | {"name-en": "Mine"})
    assert answer.status_code == 409
    assert "Theirs" in answer.text
    assert "Mine" in answer.text
    assert db.session.scalars(select(Organisation.name)).all() == [{"en": "Theirs"}]


@pytest.mark.parametrize(
    ("role", "shown", "hidden"),
    [
        (Role.VIEWER, {"agenda", "people", "members"}, {"settings", "log", "copy"}),
        (Role.EDITOR, {"settings", "copy", "registration"}, {"log"}),
        (Role.OWNER, {"settings", "members", "log", "copy"}, set()),
    ],
)
def test_no_link_leads_a_member_where_they_may_not_go(
    client: FlaskClient, ada: Account, role: Role, shown: set[str], hidden: set[str]
) -> None:
    workshop = make_workshop("urban", owner=make_account())
    workshop.members.append(Member(account=ada, role=role))
    db.session.commit()
    for page in ("agenda", "people", "organisations", "participants", "invitations", "publish"):
        html = client.get(f"/organise/urban/{page}").text
        links = set(re.findall(r'href="/organise/urban/([a-z]+)', html))
        assert links >= shown
        assert links & hidden == set()
        for address in set(re.findall(r'href="(/organise/[^"#]+)"', html)):
            assert client.get(address).status_code == 200, (page, address)


@pytest.mark.parametrize("role", Role)
def test_links_ask_what_a_guard_demands_and_not_what_it_is_called(
    app: Flask, monkeypatch: pytest.MonkeyPatch, role: Role
) -> None:
    guarded = {
        name: view.at_least
        for name, view in app.view_functions.items()
        if hasattr(view, "at_least")
    }
    assert set(guarded.values()) == set(Role)
    for view in app.view_functions.values():
        monkeypatch.setattr(view, "access_name", "friends of the house", raising=False)
    with app.test_request_context():
        assert not any(may_open(name) for name in guarded)  # of no workshop's page
        g.role = role
        assert {name for name in guarded if may_open(name)} == {
            name for name, at_least in guarded.items() if may(role, at_least)
        }
        assert not may_open("site.home")
        assert not may_open("nowhere.at_all")


def test_the_log_names_each_day_once_and_its_moments_by_the_clock_there(
    client: FlaskClient, ada: Account
) -> None:
    workshop = make_workshop("urban", owner=ada)
    for hours in (0, 3, 5):  # 20:00, 23:00 and, past midnight in Shanghai, 01:00
        at = NOON + timedelta(hours=hours)
        note("workshop.changed", at=at, account_id=ada.id, workshop_id=workshop.id)
    db.session.commit()
    page = client.get("/organise/urban/log").text
    days = re.findall(r">([^<]+ 2027)</h2>", page)
    assert days == ["Tuesday, 2 March 2027", "Monday, 1 March 2027"]
    assert re.findall(r">(\d\d:\d\d)</time>", page) == ["01:00", "23:00", "20:00"]
    assert "Times in Shanghai" in page
