"""One participant for organisers: everything that is known, and changed for them."""

from __future__ import annotations

import re
from datetime import datetime

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from app.audit.models import AuditEntry
from app.extensions import db
from app.registration.models import Registration
from app.registration.rules import RegistrationState as S
from app.workshops.rules import Role, Way
from tests.registration.test_joining import letters
from tests.registration.test_manage import PEOPLE, sign_in
from tests.registration.test_sheet import some_people
from tests.registration.workshops import open_workshop, register, registered


def typed(one: Registration, **more: str) -> dict[str, str]:
    fields = ("name", "email", "affiliation", "position", "country", "language")
    said = {name: str(getattr(one, name) or "") for name in fields}
    return said | {"revision": str(one.revision)} | more


def test_everything_that_is_known_of_somebody_stands_on_one_page(
    client: FlaskClient, at: datetime
) -> None:
    workshop = some_people()
    sign_in(client, workshop, Role.HELPER)
    ben = registered(workshop, "ben@example.org")
    page = client.get(f"{PEOPLE}/{ben.key}?list=sort%3D-name").text
    for said in ("City of Kassel", "Germany", "0049 561", "no longer asked", "not agreed",
                 "version 2 of the text", "Your place is confirmed", "registered"):  # fmt: skip
        assert said in page, said
    assert 'href="/organise/cities/participants?sort=-name"' in page
    assert page.count("Times in Shanghai") == 2  # of e-mails and of the history
    assert "/cancel" not in page  # helpers do not decide
    chen = registered(workshop, "chen@example.org")
    assert "no. 1 in line" in client.get(f"{PEOPLE}/{chen.key}").text
    assert client.get(f"{PEOPLE}/{chen.key}/edit").status_code == 404


def test_organisers_correct_what_somebody_told(client: FlaskClient, at: datetime) -> None:
    workshop = open_workshop()
    register(workshop, "zhu@example.org")
    account = sign_in(client, workshop, Role.EDITOR)
    one = registered(workshop, "zhu@example.org")
    data = typed(one, name="Zhu Shu", native_name="朱姝", position="Vice Mayor", country="CN")
    assert client.post(f"{PEOPLE}/{one.key}/edit", data=data).status_code == 303
    assert client.post(f"{PEOPLE}/{one.key}/edit", data=data).status_code == 303  # twice
    db.session.refresh(one)
    assert (one.name, one.native_name, one.position, one.country) == (
        "Zhu Shu", "朱姝", "Vice Mayor", "CN",
    )  # fmt: skip
    assert letters() == ["zhu@example.org"]  # nothing that matters to them has changed
    note = db.session.scalars(
        select(AuditEntry).where(AuditEntry.action == "registration.details_changed")
    ).one()
    assert note.account_id == account.id
    assert "Zhu" not in str(note.details)


def test_a_new_address_gets_the_new_link_and_the_old_one_is_told(
    client: FlaskClient, at: datetime
) -> None:
    workshop = open_workshop()
    register(workshop, "zhu@exmple.org")
    register(workshop, "ben@example.org")
    sign_in(client, workshop, Role.EDITOR)
    one = registered(workshop, "zhu@exmple.org")
    taken = client.post(f"{PEOPLE}/{one.key}/edit", data=typed(one, email="ben@example.org"))
    assert taken.status_code == 409
    assert 'value="ben@example.org"' in taken.text
    db.session.rollback()
    one = registered(workshop, "zhu@exmple.org")
    data = typed(one, email="zhu@example.org")
    assert client.post(f"{PEOPLE}/{one.key}/edit", data=data).status_code == 303
    db.session.refresh(one)
    assert (one.email, one.generation) == ("zhu@example.org", 1)
    assert letters("link") == ["zhu@example.org"]
    assert letters("address_changed") == ["zhu@exmple.org"]


@pytest.mark.parametrize("wrong", [{"name": ""}, {"email": "nowhere"}, {"email": ""}])
def test_what_cannot_be_is_said_beside_the_field(
    client: FlaskClient, at: datetime, wrong: dict[str, str]
) -> None:
    workshop = open_workshop()
    register(workshop, "zhu@example.org")
    sign_in(client, workshop, Role.EDITOR)
    one = registered(workshop, "zhu@example.org")
    page = client.post(f"{PEOPLE}/{one.key}/edit", data=typed(one, **wrong))
    assert page.status_code == 422
    assert "There is a problem" in page.text


def test_who_saves_over_somebody_else_sees_both(client: FlaskClient, at: datetime) -> None:
    workshop = open_workshop()
    register(workshop, "zhu@example.org")
    sign_in(client, workshop, Role.EDITOR)
    one = registered(workshop, "zhu@example.org")
    stale = typed(one, name="Mine")
    client.post(f"{PEOPLE}/{one.key}/edit", data=typed(one, name="Theirs"))
    page = client.post(f"{PEOPLE}/{one.key}/edit", data=stale)
    assert page.status_code == 409
    assert re.search(r'class="text theirs" data-label="Saved now">Theirs<', page.text)
    assert 'value="Mine"' in page.text
    db.session.refresh(one)
    assert one.name == "Theirs"


def test_somebody_is_moved_to_another_way_and_told(client: FlaskClient, at: datetime) -> None:
    workshop = open_workshop(online=1, on_site=1)
    register(workshop, "zhu@example.org")
    register(workshop, "ben@example.org", Way.ON_SITE)
    sign_in(client, workshop, Role.EDITOR)
    one = registered(workshop, "zhu@example.org")
    act = f"{PEOPLE}/{one.key}/way"
    page = client.post(act, data={"way": "on_site"}, follow_redirects=True).text
    assert "All places of this kind are taken." in page
    assert "would give up the present place" in page
    page = client.post(act, data={"way": "on_site", "wait": "yes"}, follow_redirects=True).text
    assert "told by e-mail" in page
    db.session.refresh(one)
    assert (one.way, one.state) == (Way.ON_SITE, S.WAITLISTED)
    assert letters("changed_for_you") == ["zhu@example.org"]
    assert client.post(act, data={"way": "by boat"}).status_code == 400
    one.email = one.email_normal = ""
    db.session.commit()
    page = client.post(act, data={"way": "online"}, follow_redirects=True).text
    assert "no e-mail address is recorded" in page
    assert "is told by e-mail." not in page
