"""The address book: whom one sees and may change, and people used at several workshops."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from app.accounts.models import Account
from app.exchange import service as exchange
from app.exchange.queries import in_file
from app.extensions import db
from app.people import rules, service
from app.people.models import Person, Speaker
from app.workshops.models import Member, Workshop
from app.workshops.rules import Role, Stale
from tests.conftest import NOON
from tests.databases import ON_BOTH
from tests.factories import make_account, make_speaker, make_workshop

BOOK = "/organise/people"


@pytest.fixture
def ada(app: Flask, client: FlaskClient, at: datetime) -> Account:
    account = make_account("ada@example.org")
    sign_in(client, account)
    return account


def sign_in(client: FlaskClient, account: Account) -> None:
    db.session.commit()
    with client.session_transaction() as session:
        session["account"], session["generation"] = account.id, 0


def shared(person: Person, workshop: Workshop) -> Speaker:
    speaker = Speaker(workshop_id=workshop.id, key="shared", position=99, person=person)
    db.session.add(speaker)
    db.session.flush()
    return speaker


def let_in(workshop: Workshop, account: Account, role: Role) -> None:
    workshop.members.append(Member(account=account, role=role))
    db.session.flush()


def form_of(person: Person, **values: str) -> dict[str, str]:
    return {
        "revision": str(person.revision),
        "name": person.name,
        "email": person.email or "",
        "language": "",
        "country": "",
    } | values


def test_nobody_sees_persons_of_workshops_they_have_no_role_in(
    client: FlaskClient, ada: Account
) -> None:
    make_speaker(make_workshop(owner=ada), "Zhu Shu")
    theirs = make_speaker(make_workshop(owner=make_account()), "Wen Jing")
    number = theirs.person_id
    db.session.commit()
    page = client.get(BOOK).text
    assert "Zhu Shu" in page
    assert "Wen Jing" not in page
    assert client.get(f"{BOOK}/{number}").status_code == 404
    assert client.post(f"{BOOK}/{number}", data={"name": "Mine"}).status_code == 404
    sign_in(client, make_account(is_admin=True))
    assert "Wen Jing" in client.get(BOOK).text
    assert client.get(f"{BOOK}/{number}").status_code == 200


def test_a_workshop_one_may_not_open_is_not_named_with_a_person_one_sees(
    client: FlaskClient, ada: Account
) -> None:
    speaker = make_speaker(make_workshop(owner=ada), "Zhu Shu")
    secret = make_workshop("secret-plan", owner=make_account(), title={"en": "A secret plan"})
    shared(speaker.person, secret)
    db.session.commit()
    for path in (BOOK, f"{BOOK}/{speaker.person_id}"):
        assert "secret" not in client.get(path).text


@pytest.mark.parametrize(
    "wanted",
    ["landi he", "HE LAN", "何兰", "ho lan-ti", "kunming", "主任", "landi@example", "urban"],
)
def test_people_are_found_by_every_form_of_their_name(
    client: FlaskClient, ada: Account, wanted: str
) -> None:
    workshop = make_workshop(owner=ada, title={"en": "Urban nature"})
    speaker = make_speaker(
        workshop,
        "He Landi",
        native_name="何兰迪",
        other_names=["Ho Lan-ti"],
        email="landi@example.org",
    )
    speaker.affiliation, speaker.post = {"en": "Kunming Institute"}, {"zh": "主任"}
    make_speaker(make_workshop(owner=ada), "Zoë Müller", native_name="佐伊")
    db.session.commit()
    page = client.get(BOOK, query_string={"q": wanted}).text
    assert "He Landi" in page
    assert "Zoë" not in page


def test_accents_and_capitals_do_not_hide_anybody(client: FlaskClient, ada: Account) -> None:
    make_speaker(make_workshop(owner=ada), "Zoë Müller")
    db.session.commit()
    assert "Zoë" in client.get(BOOK, query_string={"q": "muller zoe"}).text
    assert "Nobody fits." in client.get(BOOK, query_string={"q": "nobody-like-this"}).text


def test_the_book_is_in_the_order_of_family_names_where_known(
    client: FlaskClient, ada: Account
) -> None:
    workshop = make_workshop(owner=ada)
    make_speaker(workshop, "Anna Zimmer", family="Zimmer", given="Anna")
    make_speaker(workshop, "Wen Jing")
    make_speaker(workshop, "Émile Barr", family="Barr")
    db.session.commit()
    page = client.get(BOOK).text
    assert page.index("Émile Barr") < page.index("Wen Jing") < page.index("Anna Zimmer")


@pytest.mark.parametrize("people", [1, 3])
def test_the_book_costs_the_same_for_any_number_of_people(
    client: FlaskClient, ada: Account, queries: list[str], people: int
) -> None:
    for _ in range(people):
        make_speaker(make_workshop(owner=ada))
    db.session.commit()
    db.session.expunge_all()
    queries.clear()
    assert client.get(BOOK).status_code == 200
    assert len(queries) == 3  # account, people, whom it may change


def test_what_is_changed_in_the_book_holds_at_every_workshop(
    client: FlaskClient, ada: Account
) -> None:
    speaker = make_speaker(make_workshop(owner=ada), "Zhu Shu")
    also = shared(speaker.person, make_workshop("other", owner=ada))
    db.session.commit()
    old = also.revision
    path = f"{BOOK}/{speaker.person_id}"
    data = form_of(
        speaker.person, name="Shu Zhu", other_names="Zhu Shu\n Zhu  Shu \n", country="CN"
    )
    assert client.post(path, data=data).status_code == 303
    db.session.expire_all()
    assert (also.person.name, also.person.other_names) == ("Shu Zhu", ["Zhu Shu"])
    assert also.revision > old  # a form that was open at the other workshop is stale
    answer = client.post(path, data=data | {"name": "Mine"})
    assert answer.status_code == 409
    assert "Mine" in answer.text
    assert "Shu Zhu" in answer.text


def test_a_form_open_at_one_workshop_is_stale_when_the_person_changed_at_another(
    client: FlaskClient, ada: Account
) -> None:
    speaker = make_speaker(make_workshop("urban", owner=ada), "Zhu Shu")
    also = shared(speaker.person, make_workshop("other", owner=ada))
    db.session.commit()
    opened = {"revision": str(speaker.revision), "name": "Mine", "language": "", "country": ""}
    theirs = {"revision": str(also.revision), "name": "Theirs", "language": "", "country": ""}
    assert client.post("/organise/other/people/shared", data=theirs).status_code == 303
    assert client.post(f"/organise/urban/people/{speaker.key}", data=opened).status_code == 409


def test_who_does_not_edit_all_workshops_of_a_person_changes_the_facts_of_theirs_alone(
    client: FlaskClient, ada: Account
) -> None:
    workshop = make_workshop("urban", owner=ada)
    speaker = make_speaker(workshop, "Zhu Shu")
    shared(speaker.person, make_workshop(owner=make_account()))
    db.session.commit()
    path = f"/organise/urban/people/{speaker.key}"
    page = client.get(path).text
    assert 'name="name"' not in page
    assert "also speaks at workshops that you do not edit" in page
    data = {"revision": str(speaker.revision), "post-en": "Director", "name": "Stolen"}
    assert client.post(path, data=data).status_code == 303
    db.session.expire_all()
    assert (speaker.post, speaker.person.name) == ({"en": "Director"}, "Zhu Shu")
    answer = client.post(
        f"{BOOK}/{speaker.person_id}", data=form_of(speaker.person, name="Stolen")
    )
    assert answer.status_code == 409
    db.session.expire_all()
    assert speaker.person.name == "Zhu Shu"


def test_a_workshop_may_have_an_entry_of_its_own(client: FlaskClient, ada: Account) -> None:
    speaker = make_speaker(make_workshop("urban", owner=ada), "Zhu Shu", country="CN")
    elsewhere = shared(speaker.person, make_workshop(owner=make_account()))
    db.session.commit()
    path = f"/organise/urban/people/{speaker.key}"
    for _ in range(2):
        assert client.post(f"{path}/separate").status_code == 303
    db.session.expire_all()
    assert db.session.scalar(select(func.count()).select_from(Person)) == 2
    assert (speaker.person.name, speaker.person.country) == ("Zhu Shu", "CN")
    data = {"revision": str(speaker.revision), "name": "Ours", "language": "", "country": ""}
    assert client.post(path, data=data).status_code == 303
    db.session.expire_all()
    assert (speaker.person.name, elsewhere.person.name) == ("Ours", "Zhu Shu")


# -- Used again -----------------------------------------------------------------------------------


def add(client: FlaskClient, slug: str, person: int, key: str = "a" * 16) -> int:
    data = {"person": str(person), "key": key}
    return client.post(f"/organise/{slug}/people/from-book", data=data).status_code


def test_one_click_adds_a_person_of_the_book_once(client: FlaskClient, ada: Account) -> None:
    known = make_speaker(make_workshop(owner=ada), "Zhu Shu")
    known.post = {"en": "Director"}
    make_workshop("next", owner=ada)
    db.session.commit()
    assert "Zhu Shu" in client.get("/organise/next/people/from-book?q=shu").text
    for _ in range(2):
        assert add(client, "next", known.person_id) == 303
    assert add(client, "next", known.person_id, key="b" * 16) == 303  # from another page
    new = db.session.scalars(select(Speaker).where(Speaker.id != known.id)).one()
    assert (new.person_id, new.post) == (known.person_id, {"en": "Director"})
    client.get("/organise/next/people/from-book")  # says who was added
    assert "Zhu Shu" not in client.get("/organise/next/people/from-book").text


def test_a_person_whom_others_edit_is_copied_so_that_nobody_is_locked_out(
    client: FlaskClient, ada: Account
) -> None:
    theirs = make_workshop(owner=make_account())
    let_in(theirs, ada, Role.VIEWER)
    known = make_speaker(theirs, "Zhu Shu")
    mine = make_workshop("next", owner=ada)
    db.session.commit()
    for _ in range(2):
        assert add(client, "next", known.person_id) == 303
    new = db.session.scalars(select(Speaker).where(Speaker.workshop_id == mine.id)).one()
    assert new.person_id != known.person_id
    assert new.person.name == "Zhu Shu"


def test_a_person_one_may_not_see_cannot_be_added(client: FlaskClient, ada: Account) -> None:
    hidden = make_speaker(make_workshop(owner=make_account()))
    make_workshop("next", owner=ada)
    db.session.commit()
    assert add(client, "next", hidden.person_id) == 404
    assert add(client, "next", 2**40) == 404


@ON_BOTH
def test_removing_a_person_from_one_workshop_keeps_them_at_the_other(app: Flask) -> None:
    speaker = make_speaker(make_workshop())
    also = shared(speaker.person, make_workshop())
    service.remove_speaker(speaker, at=NOON, account_id=None)
    db.session.flush()
    assert also.person.name == "Zhu Shu"
    service.remove_speaker(also, at=NOON, account_id=None)
    db.session.flush()
    assert db.session.scalar(select(func.count()).select_from(Person)) == 0


@ON_BOTH
def test_the_service_itself_guards_persons_of_other_editors(app: Flask) -> None:
    ada = make_account()
    workshop = make_workshop(owner=ada)
    speaker = make_speaker(workshop)
    other = make_workshop()
    shared(speaker.person, other)
    let_in(other, ada, Role.HELPER)
    values = {"name": "Stolen"}
    with pytest.raises(rules.SpeaksElsewhere):
        service.save_speaker(workshop, key=speaker.key, values=values, at=NOON, account_id=ada.id)


@ON_BOTH
def test_a_person_saved_at_an_older_count_is_stale(app: Flask) -> None:
    person = make_speaker(make_workshop()).person
    by = {"at": NOON, "account_id": None}
    service.save_person(person, {"name": "First"}, revision=person.revision, **by)
    with pytest.raises(Stale):
        service.save_person(person, {"name": "Second"}, revision=1, **by)
    assert person.name == "First"


@ON_BOTH
def test_a_copy_of_a_workshop_has_the_same_persons_and_a_practice_one_its_own(app: Flask) -> None:
    ada = make_account()
    speaker = make_speaker(make_workshop(owner=ada), "Zhu Shu", address_as="Prof.")
    theirs = make_workshop(owner=make_account())
    let_in(theirs, ada, Role.VIEWER)
    other = make_speaker(theirs, "Wen Jing")
    by = {"at": NOON, "account_id": ada.id}
    copied = exchange.copy(speaker.workshop, slug="copied", **by)
    assert [one.person for one in people_of(copied)] == [speaker.person]
    for workshop, practice in ((speaker.workshop, True), (theirs, False)):
        made = exchange.copy(workshop, slug=f"made-{practice}".lower(), practice=practice, **by)
        assert people_of(made)[0].person not in (speaker.person, other.person)


def people_of(workshop: Workshop) -> list[Speaker]:
    return list(db.session.scalars(select(Speaker).where(Speaker.workshop_id == workshop.id)))


@ON_BOTH
def test_a_file_that_says_otherwise_changes_its_own_workshop_alone(app: Flask) -> None:
    workshop = make_workshop()
    speaker = make_speaker(workshop, "Zhu Shu")
    also = shared(speaker.person, make_workshop())
    file = in_file(workshop)
    by = {"at": NOON, "account_id": None}
    exchange.load(file, **by)
    assert speaker.person is also.person
    renamed = replace(file.people[0], name="Shu Zhu")
    exchange.load(replace(file, people=(renamed,)), **by)
    assert (speaker.person.name, also.person.name) == ("Shu Zhu", "Zhu Shu")


def test_who_only_looks_reads_no_addresses(client: FlaskClient, app: Flask, at: datetime) -> None:
    owner, viewer = make_account("owner@example.org"), make_account("vera@example.org")
    held = make_workshop("seen", owner=owner)
    held.members.append(Member(account=viewer, role=Role.VIEWER))
    make_speaker(held, "Zhu Shu", email="zhu@example.org")
    db.session.commit()
    ids = {owner.id: True, viewer.id: False}
    for number, is_told in ids.items():
        with client.session_transaction() as session:
            session["account"], session["generation"] = number, 0
        for page in ("/organise/people", "/organise/seen/people"):
            said = client.get(page).text.replace("<wbr>", "")
            assert ("zhu@example.org" in said) is is_told, page
            assert "Zhu Shu" in said
