"""Programmes as lists, and organisations that are used again."""

from __future__ import annotations

from datetime import datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.accounts.models import Account
from app.extensions import db
from app.workshops import service
from app.workshops.models import Member, Organisation, Programme, Workshop
from app.workshops.rules import ProgrammeShared, Relation, Role, Stale
from tests.conftest import NOON
from tests.databases import ON_BOTH
from tests.factories import make_account, make_workshop

PAGE = "/organise/programmes"


@pytest.fixture
def ada(app: Flask, client: FlaskClient, at: datetime) -> Account:
    account = make_account("ada@example.org")
    sign_in(client, account)
    return account


def sign_in(client: FlaskClient, account: Account) -> None:
    db.session.commit()
    with client.session_transaction() as session:
        session["account"], session["generation"] = account.id, 0


def make_programme(*workshops: Workshop, key: str = "interact-bio") -> Programme:
    programme = Programme(key=key, name={"en": "Interact-Bio"})
    for workshop in workshops:
        workshop.programme = programme
    db.session.flush()
    return programme


def organisation(workshop: Workshop, key: str, **values: object) -> Organisation:
    row = Organisation(
        **{"key": key, "position": len(workshop.organisations) + 1, "name": {"en": key}} | values
    )
    workshop.organisations.append(row)
    db.session.flush()
    return row


def test_programmes_are_listed_with_ones_own_workshops_and_who_stands_behind(
    client: FlaskClient, ada: Account
) -> None:
    mine = make_workshop(owner=ada, title={"en": "Seen workshop"})
    hidden = make_workshop(owner=make_account(), title={"en": "Hidden workshop"})
    make_programme(mine, hidden)
    make_programme(make_workshop(owner=make_account()), key="of-others")
    organisation(mine, "Ministry", programme_relation=Relation.FUNDER)
    organisation(mine, "Only here", relation=Relation.HOST)
    organisation(hidden, "Secret funder", programme_relation=Relation.FUNDER)
    db.session.commit()
    page = client.get(PAGE).text
    assert all(words in page for words in ("Interact-Bio", "Seen workshop", "Ministry"))
    assert not any(
        words in page for words in ("of-others", "Hidden", "Only here", "Secret funder")
    )


def test_its_name_is_changed_by_who_owns_all_its_workshops(
    client: FlaskClient, ada: Account
) -> None:
    programme = make_programme(make_workshop(owner=ada), make_workshop(owner=ada))
    db.session.commit()
    seen, path = service.seen_as(programme), f"{PAGE}/interact-bio"
    assert client.get(path).status_code == 200
    data = {"seen": seen, "name-en": "INTERACT-Bio", "name-zh": "生物多样性互动"}
    assert client.post(path, data=data).status_code == 303
    db.session.expire_all()
    assert programme.name == {"en": "INTERACT-Bio", "zh": "生物多样性互动"}
    answer = client.post(path, data=data | {"name-en": "Mine"})
    assert answer.status_code == 409
    assert "Mine" in answer.text
    assert client.post(path, data={"seen": seen, "name-en": " "}).status_code == 422


def test_who_owns_only_some_may_look(client: FlaskClient, ada: Account) -> None:
    theirs = make_workshop(owner=make_account())
    theirs.members.append(Member(account=ada, role=Role.EDITOR))
    make_programme(make_workshop(owner=ada), theirs)
    db.session.commit()
    assert "Interact-Bio" in client.get(PAGE).text
    assert client.get(f"{PAGE}/interact-bio").status_code == 404
    sign_in(client, make_account(is_admin=True))
    assert client.get(f"{PAGE}/interact-bio").status_code == 200


@ON_BOTH
def test_the_service_itself_guards_the_name(app: Flask) -> None:
    ada = make_account()
    programme = make_programme(make_workshop(owner=ada), make_workshop())
    seen = service.seen_as(programme)
    with pytest.raises(ProgrammeShared):
        service.rename_programme(programme, {"en": "Mine"}, seen=seen, at=NOON, account=ada)
    with pytest.raises(Stale):
        service.rename_programme(programme, {"en": "Mine"}, seen="", at=NOON, account=ada)


@pytest.mark.parametrize("programmes", [1, 3])
def test_the_list_costs_the_same_for_any_number(
    client: FlaskClient, ada: Account, queries: list[str], programmes: int
) -> None:
    for n in range(programmes):
        workshop = make_workshop(owner=ada)
        make_programme(workshop, key=f"programme-{n}")
        organisation(workshop, "funder", programme_relation=Relation.FUNDER)
    db.session.commit()
    db.session.expunge_all()
    queries.clear()
    assert client.get(PAGE).status_code == 200
    assert len(queries) == 4  # account, workshops, organisations, whose names may be changed


def test_one_click_takes_over_what_an_earlier_workshop_had(
    client: FlaskClient, ada: Account
) -> None:
    source = make_workshop("last", owner=ada)
    make_programme(source)
    ministry = organisation(source, "ministry", short="BMU", relation=Relation.FUNDER)
    organisation(source, "unit", parent=ministry, programme_relation=Relation.FUNDING_LINE)
    target = make_workshop("next", owner=ada)
    organisation(target, "ministry", name={"en": "As it is called now"})
    db.session.commit()
    assert "Take over from an earlier workshop" in client.get("/organise/next/organisations").text
    for _ in range(2):
        answer = client.post("/organise/next/organisations/take-over", data={"source": "last"})
        assert answer.status_code == 303
    db.session.expire_all()
    found = {one.key: one for one in target.organisations}
    assert list(found) == ["ministry", "unit"]
    assert found["ministry"].name == {"en": "As it is called now"}
    assert found["unit"].parent is found["ministry"]
    assert found["unit"].programme_relation is Relation.FUNDING_LINE
    assert target.programme is source.programme


def test_nothing_comes_from_a_workshop_one_may_not_open(client: FlaskClient, ada: Account) -> None:
    secret = make_workshop("secret", owner=make_account(), title={"en": "A secret"})
    organisation(secret, "ministry")
    target = make_workshop("next", owner=ada)
    db.session.commit()
    assert "A secret" not in client.get("/organise/next/organisations").text
    data = {"source": "secret"}
    assert client.post("/organise/next/organisations/take-over", data=data).status_code == 404
    db.session.expire_all()
    assert target.organisations == []
