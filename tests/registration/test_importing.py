"""Lists of people registered in one go: previewed, done once, and nobody changed unasked."""

from __future__ import annotations

import io
import re
import time
from html import unescape
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.test import encode_multipart

from app.errors import Refusal
from app.extensions import db
from app.mail.models import Letter
from app.registration import checks, rules, service
from app.registration.models import Registration
from app.registration.queries import answers_of
from app.registration.rules import RegistrationState as S
from app.registration.rules import Source
from app.registration.rules.imported import columns, persons, tables
from app.registration.rules.imported.comparing import Becomes
from app.registration.rules.imported.persons import Person
from app.registration.service import importing
from app.registration.service.importing import Done, Orders
from app.workshops.models import Workshop
from app.workshops.rules import Role, Way, WorkshopState
from tests.conftest import NOON
from tests.databases import ON_BOTH
from tests.factories import make_workshop
from tests.registration.test_manage import sign_in
from tests.registration.workshops import comes, open_workshop, registered

ADD = "/organise/cities/participants/add"
IMPORT = "/organise/cities/participants/import"
LIST = "/organise/cities/participants"


def people_of(*rows: str) -> list[Person]:
    lines = tables.read("\n".join(["Name,E-mail,Organisation,Country", *rows])).lines
    return persons.read(lines[1:], columns.recognise(lines, lines[0]))


def guests(n: int) -> list[Person]:
    return people_of(*(f"Guest {one},g{one}@example.org,City {one},China" for one in range(n)))


def orders(**more: Any) -> Orders:
    return Orders(**{"way": Way.ONLINE, "language": "zh", "tell": True} | more)


def bring(workshop: Workshop, people: list[Person], key: str = "once", **more: Any) -> Done:
    done = importing.bring_in(
        workshop,
        people,
        orders(**more),
        key=key,
        at=NOON,
        account_id=None,  # type: ignore[arg-type]
    )
    db.session.commit()
    return done


def count(what: type = Registration) -> int:
    return db.session.scalar(select(func.count()).select_from(what)) or 0


def becoming(workshop: Workshop, people: list[Person], **more: Any) -> list[Becomes]:
    return [one.becomes for one in importing.foresee(workshop, people, orders(**more))]


# -- The verb -------------------------------------------------------------------------------------


@ON_BOTH
def test_the_first_of_a_list_get_the_places_and_the_others_wait_in_its_order(app: Flask) -> None:
    workshop = open_workshop(online=2)
    people = guests(4)
    foreseen = importing.foresee(workshop, people, orders())
    assert [(one.becomes, one.place) for one in foreseen] == [
        (Becomes.PLACE, None), (Becomes.PLACE, None), (Becomes.WAITS, 1), (Becomes.WAITS, 2),
    ]  # fmt: skip
    assert count() == 0
    done = bring(workshop, people)
    assert (done.placed, done.waiting, done.settled) == (2, 2, {2, 3, 4, 5})
    rows = db.session.scalars(select(Registration).order_by(Registration.id)).all()
    assert [one.state for one in rows] == [S.CONFIRMED, S.CONFIRMED, S.WAITLISTED, S.WAITLISTED]
    assert {(one.source, one.language, one.country) for one in rows} == {
        (Source.ADDED, "zh", "CN")
    }
    assert (
        sorted(db.session.scalars(select(Letter.kind))) == ["confirmed"] * 2 + ["waitlisted"] * 2
    )
    assert checks.broken() == []


@ON_BOTH
def test_the_same_list_again_doubles_nobody_and_writes_nothing(app: Flask) -> None:
    workshop = open_workshop(online=2)
    first = bring(workshop, guests(3))
    again = bring(workshop, guests(3))
    assert (again.placed, again.waiting, again.settled) == (
        first.placed, first.waiting, first.settled,
    )  # fmt: skip
    another = bring(workshop, guests(3), key="another")
    assert (another.placed, another.waiting, another.settled) == (0, 0, set())
    assert (count(), count(Letter)) == (3, 3)
    assert becoming(workshop, guests(3)) == [Becomes.SAME] * 3


@ON_BOTH
def test_what_differs_is_taken_over_for_whom_that_is_ticked_alone(app: Flask) -> None:
    workshop = open_workshop(online=3)
    bring(workshop, guests(2))
    changed = people_of("Guest 0,g0@example.org,Town,", "Guest 1,G1@example.org,Village,DE")
    [first, _] = importing.foresee(workshop, changed, orders())
    assert first.differences == {"affiliation": ("City 0", "Town")}
    assert bring(workshop, changed, key="b").settled == set()
    done = bring(workshop, changed, key="c", update={"g1@example.org"})
    assert (done.updated, count(Letter)) == (1, 2)
    assert registered(workshop, "g0@example.org").affiliation == "City 0"
    one = registered(workshop, "g1@example.org")
    assert (one.affiliation, one.country, one.revision) == ("Village", "DE", 2)
    assert bring(workshop, changed, key="c", update={"g1@example.org"}).updated == 1
    assert one.revision == 2


def test_who_may_not_be_changed_any_more_is_not_counted(app: Flask) -> None:
    workshop = open_workshop(online=1)
    bring(workshop, guests(1))
    [outcome] = importing.foresee(workshop, people_of("Guest 0,g0@example.org,Town,"), orders())
    one = registered(workshop, "g0@example.org")
    service.cancel(one, at=NOON)
    assert outcome.known is not None
    assert not importing._is_updated(outcome, outcome.known, at=NOON, by=1)
    assert one.affiliation == "City 0"


@ON_BOTH
def test_who_cancelled_does_not_come_back_by_a_list_unless_somebody_says_so(app: Flask) -> None:
    workshop = open_workshop(online=3)
    one = comes(workshop, "g0@example.org")
    service.cancel(one, at=NOON, account_id=None)
    db.session.commit()
    assert becoming(workshop, guests(1)) == [Becomes.WAS_OUT]
    assert bring(workshop, guests(1)).settled == set()
    assert bring(workshop, guests(1), anew={"g0@example.org"}).placed == 1
    assert registered(workshop, "g0@example.org").id != one.id


@ON_BOTH
def test_whoever_was_brought_in_and_left_is_not_brought_in_by_a_second_press(app: Flask) -> None:
    workshop = open_workshop(online=3)
    bring(workshop, guests(2), anew={"g0@example.org"})
    service.cancel(registered(workshop, "g0@example.org"), at=NOON, account_id=None)
    db.session.commit()
    assert bring(workshop, guests(2)).settled == {2, 3}
    assert db.session.scalars(select(Registration.state)).all().count(S.CONFIRMED) == 1


@ON_BOTH
def test_good_rows_come_in_though_others_are_wrong(app: Flask) -> None:
    workshop = open_workshop(online=None)
    people = people_of("A Li,a@example.org", "B Wu,no address", "C Xu,c@example.org", ",d@x.org")
    assert bring(workshop, people).settled == {2, 4}
    assert count() == 2


@ON_BOTH
def test_an_import_that_breaks_off_has_done_nothing(app: Flask, monkeypatch: Any) -> None:
    workshop = open_workshop(online=2)
    people = guests(4)
    people[2].name = None  # type: ignore[assignment]
    with pytest.raises(Exception):  # noqa: B017 – whatever the database says to a missing name
        importing.bring_in(workshop, people, orders(), key="k", at=NOON, account_id=0)
    db.session.rollback()
    assert (count(), count(Letter)) == (0, 0)
    assert checks.broken() == []


def test_nothing_is_written_where_organisers_want_it_so(app: Flask) -> None:
    workshop = open_workshop(online=2)
    bring(workshop, guests(3), tell=False)
    assert (count(), count(Letter)) == (3, 0)


def test_rows_whose_way_is_not_offered_full_or_unknown_are_left(app: Flask) -> None:
    workshop = open_workshop(online=1, form={"waiting_list": False})
    people = guests(3)
    people[0].way = Way.ON_SITE
    assert becoming(workshop, people) == [Becomes.NOT_OFFERED, Becomes.PLACE, Becomes.FULL]
    assert becoming(workshop, people, way=None) == [
        Becomes.NOT_OFFERED, Becomes.NO_WAY, Becomes.NO_WAY,
    ]  # fmt: skip
    assert bring(workshop, people).settled == {3}


def test_answers_of_a_list_are_kept(app: Flask) -> None:
    asked = [{"key": "bus", "kind": "yes_no", "label": {"en": "Bus"}, "required": False}]
    workshop = open_workshop(online=3, form={"questions": asked})
    people = guests(1)
    people[0].answers = {"bus": True}
    bring(workshop, people)
    assert answers_of(registered(workshop, "g0@example.org").id) == {"bus": True}
    people[0].answers = {"bus": False}
    [one] = importing.foresee(workshop, people, orders())
    assert one.differences == {"answer:bus": (True, False)}
    bring(workshop, people, key="b", update={"g0@example.org"})
    assert answers_of(registered(workshop, "g0@example.org").id) == {"bus": False}


def test_nobody_is_brought_into_a_workshop_that_is_off_or_takes_nobody(app: Flask) -> None:
    workshop = open_workshop(online=3)
    workshop.state = WorkshopState.CANCELLED
    db.session.commit()
    with pytest.raises(rules.WorkshopCancelled):
        bring(workshop, guests(1))
    db.session.rollback()
    bare = make_workshop("bare")
    db.session.commit()
    with pytest.raises(Refusal):
        bring(bare, guests(1))


@ON_BOTH
def test_three_hundred_people_come_in_within_seconds(app: Flask) -> None:
    workshop = open_workshop(online=200)
    people = guests(300)
    began = time.process_time()
    done = bring(workshop, people)
    assert (done.placed, done.waiting) == (200, 100)
    assert time.process_time() - began < 6


# -- The pages ------------------------------------------------------------------------------------


ROWS = (
    "Name\tE-mail\tCountry\nLi Na\tli@example.cn\t中国\nWu Di\twu at example\tDE\n"
    "Kim\tkim@example.kr\tKorea\n=HYPERLINK(1)\tx\t"
)


def hidden(page: str) -> dict[str, str]:
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page)
    fields = {name: unescape(value) for name, value in found if name != "csrf_token"}
    fields["text"] = unescape(
        re.search(r'<textarea id="text"[^>]*>\n(.*?)</textarea>', page, re.S)[1]  # type: ignore[index]
    )
    return fields


def post(client: FlaskClient, **fields: Any) -> Any:
    # Encoded here: the client would leave a temporary file behind for a large one.
    boundary, body = encode_multipart(MultiDict(fields))
    content_type = f'multipart/form-data; boundary="{boundary}"'
    return client.post(IMPORT, data=body, content_type=content_type)


def read(client: FlaskClient, **fields: Any) -> dict[str, str]:
    page = post(client, **fields)
    assert page.status_code == 200
    return hidden(page.text)


def test_a_list_is_looked_at_then_registered_and_what_was_wrong_stays(
    client: FlaskClient,
) -> None:
    workshop = open_workshop(online=3)
    sign_in(client, workshop, Role.EDITOR)
    page = post(client, text=ROWS)
    assert count() == 0
    assert "Register 2 people" in page.text
    assert "This cannot be an e-mail address." in page.text
    assert "“Korea” is not clear, and is left empty." in page.text
    seen = hidden(page.text) | {"tell": "y"}
    answer = post(client, **seen, act="confirm")
    assert "2 people have a place." in answer.text
    assert registered(workshop, "li@example.cn").country == "CN"
    assert count(Letter) == 2
    rest = hidden(answer.text)
    assert rest["text"].split("\n") == [
        "Name\tE-mail\tCountry", "Wu Di\twu at example\tDE", "=HYPERLINK(1)\tx",
    ]  # fmt: skip
    assert post(client, **seen, act="confirm").status_code == 200
    assert count() == 2
    row = {"row-2-c1": "wu@example.de"}
    looked = post(client, **rest | row, act="look")
    assert "Register 1 person" in looked.text
    assert post(client, **hidden(looked.text), act="confirm").status_code == 200
    assert registered(workshop, "wu@example.de").name == "Wu Di"


@pytest.mark.parametrize(
    ("heading", "languages", "written_to"),
    [("姓名,E-Mail", ["en", "zh"], "中文"), ("姓名,邮箱", ["en", "de"], "English"),
     ("Name,E-mail", ["en", "zh"], "English")],
)  # fmt: skip
def test_people_are_written_to_in_the_language_of_their_list(
    client: FlaskClient, heading: str, languages: list[str], written_to: str
) -> None:
    sign_in(client, open_workshop(online=3, languages=languages), Role.EDITOR)
    page = post(client, text=f"{heading}\n王伟,wang@example.cn").text
    chosen = re.search(r'<select id="language".*?selected>([^<]+)', page, re.S)
    assert chosen is not None
    assert chosen[1] == written_to


def test_a_list_without_faults_leads_back_to_the_participants(client: FlaskClient) -> None:
    workshop = open_workshop(online=3)
    sign_in(client, workshop, Role.EDITOR)
    answer = post(client, **read(client, text="Li Na,li@example.cn"), act="confirm")
    assert (answer.status_code, answer.location) == (303, LIST)
    assert count(Letter) == 0  # the tick was taken away


def test_what_was_changed_is_shown_before_anybody_is_registered(client: FlaskClient) -> None:
    workshop = open_workshop(online=3)
    sign_in(client, workshop, Role.EDITOR)
    seen = read(client, text=ROWS)
    seen["text"] += "\nXu\txu@example.cn\tFrance"
    answer = post(client, **seen, act="confirm")
    assert "Your changes are applied." in answer.text
    assert "Register 3 people" in answer.text
    assert count() == 0


def test_words_that_are_not_clear_are_settled_by_a_choice(client: FlaskClient) -> None:
    workshop = open_workshop(online=3)
    sign_in(client, workshop, Role.EDITOR)
    seen = read(client, text=ROWS)
    assert (seen["meaning-0-column"], seen["meaning-0-word"]) == ("country", "Korea")
    post(client, **seen | {"meaning-0-is": "KR"}, act="confirm")
    assert registered(workshop, "kim@example.kr").country == "KR"


def test_what_is_left_out_is_named_with_its_reason(client: FlaskClient) -> None:
    sign_in(client, open_workshop(online=3, on_site=3), Role.EDITOR)
    page = post(client, text="Name,Mail,去哪,Notes\n\nLi Na,li@example.cn,北京,x").text
    assert "Not used: 去哪, Notes" in page
    every = page[page.index('id="all"') :]
    assert '<td data-label="Row">3</td>' in every
    assert "The row does not say how this person takes part." in every
    assert "1 more row is left out, and cannot be corrected here." not in page
    twice = post(client, text="Name,Mail,How\nLi,li@example.cn,x\nLi,li@example.cn,x\nWu,x,x").text
    assert "more row is left out, and cannot be corrected here." in twice


def test_rows_left_out_are_had_as_a_file_that_runs_nothing(client: FlaskClient) -> None:
    sign_in(client, open_workshop(online=3), Role.EDITOR)
    answer = post(client, **read(client, text=ROWS), act="left")
    assert answer.headers["Content-Disposition"] == "attachment; filename=cities-left.csv"
    lines = answer.data.decode("utf-8-sig").splitlines()
    assert lines[0] == "Name,E-mail,Country,Reason"
    assert lines[1].startswith("Wu Di,wu at example,DE,This cannot be an e-mail address.")
    assert lines[2].startswith("'=HYPERLINK(1),x,,")
    assert len(lines) == 3


def test_columns_and_their_order_can_be_told(client: FlaskClient) -> None:
    workshop = open_workshop(online=3)
    sign_in(client, workshop, Role.EDITOR)
    seen = read(client, text="Shoe,Weber,Anna,anna@example.de\nBoot,Wu,Di,di@example.cn")
    told = {"columns-0": "left-out", "columns-1": "family-name", "columns-2": "given-name"}
    looked = read(client, **seen | told | {"order": "family"}, act="look")
    post(client, **looked | told | {"order": "family"}, act="confirm")
    assert registered(workshop, "anna@example.de").name == "Weber Anna"


def test_a_file_whose_letters_are_not_certain_is_asked_about(client: FlaskClient) -> None:
    workshop = open_workshop(online=3)
    sign_in(client, workshop, Role.EDITOR)
    content = "Name;Mail\nJürgen Groß;jg@example.de\n".encode("mac-roman")
    page = post(client, file=FileStorage(io.BytesIO(content), "list.csv"))
    assert "Which of these is readable?" in page.text
    texts = re.findall(r'<input type="hidden" name="text-(\d)" value="([^"]*)"', page.text)
    right = next(n for n, text in texts if "Jürgen Groß" in text)
    sent = {f"text-{n}": unescape(text) for n, text in texts}
    post(client, **read(client, act="pick", pick=right, **sent), act="confirm")
    assert registered(workshop, "jg@example.de").name == "Jürgen Groß"


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({}, "Please choose a file, or paste your list."),
        ({"text": "\n \n"}, "Please choose a file, or paste your list."),
        ({"text": "Name,Mail"}, "There is no row in this list that could be a person."),
        ({"text": "x" * (tables.MOST_BYTES + 1)}, "This list is too large."),
        ({"text": "a@example.org\n" * 2_100}, "This list is too large."),
        ({"act": "pick", "pick": "7"}, "There is no row in this list"),
    ],
)
def test_what_is_no_list_is_answered_with_a_sentence(
    client: FlaskClient, fields: dict[str, str], sentence: str
) -> None:
    sign_in(client, open_workshop(online=3), Role.EDITOR)
    answer = post(client, **fields)
    assert answer.status_code == 422
    assert sentence in answer.text


def test_old_excel_files_are_refused_and_what_was_typed_stays(client: FlaskClient) -> None:
    sign_in(client, open_workshop(online=3), Role.EDITOR)
    old = FileStorage(io.BytesIO(b"\xd0\xcf\x11\xe0" + bytes(100)), "list.xls")
    answer = post(client, text="Li Na,li@example.cn", file=old)
    assert answer.status_code == 422
    assert "older Excel" in answer.text
    assert "Li Na,li@example.cn" in answer.text


def test_the_largest_list_that_is_read_can_be_posted_again(client: FlaskClient) -> None:
    sign_in(client, open_workshop(online=3), Role.EDITOR)
    rows = "\n".join(f"王{n},g{n}@example.cn,{'规划' * 150}" for n in range(tables.MOST_ROWS))
    seen = read(client, text=rows)
    assert post(client, **seen, act="look").status_code == 200


def test_one_person_is_registered_by_a_form_once(client: FlaskClient) -> None:
    workshop = open_workshop(online=3)
    sign_in(client, workshop, Role.EDITOR)
    fields = {"key": "abc", "name": "Li Na", "email": "li@example.cn", "way": "online",
              "language": "zh", "country": "CN", "tell": "y"}  # fmt: skip
    for _ in range(2):
        answer = client.post(ADD, data=fields)
        assert (answer.status_code, answer.location) == (303, LIST)
    one = registered(workshop, "li@example.cn")
    assert (one.source, one.language, one.country, count(Letter)) == (Source.ADDED, "zh", "CN", 1)
    again = client.post(ADD, data=fields | {"key": "other"})
    assert again.status_code == 409
    assert "li@example.cn is registered already." in again.text


def test_who_is_added_anew_and_waits_is_said_to_wait(client: FlaskClient) -> None:
    workshop = open_workshop(online=1)
    sign_in(client, workshop, Role.EDITOR)
    fields = {"name": "Li Na", "way": "online", "language": "en", "country": ""}
    for key, email, said in (
        ("a", "a@example.cn", "Li Na is registered and has a place."),
        ("b", "b@example.cn", "Li Na is number 1 on the waiting list."),
        ("c", "c@example.cn", "Li Na is number 2 on the waiting list."),
    ):
        typed = fields | {"key": key, "email": email}
        assert said in client.post(ADD, data=typed, follow_redirects=True).text
    client.post(f"{LIST}/{registered(workshop, 'b@example.cn').key}/cancel")
    again = client.post(
        ADD, data=fields | {"key": "d", "email": "b@example.cn"}, follow_redirects=True
    )
    assert "Li Na is number 2 on the waiting list." in again.text


def test_one_person_with_faults_is_told_beside_the_fields(client: FlaskClient) -> None:
    sign_in(client, open_workshop(online=3), Role.EDITOR)
    answer = client.post(ADD, data={"name": "www.spam.com", "email": "nobody", "language": "en"})
    assert answer.status_code == 422
    for sentence in ("A name cannot hold a web address.", "This cannot be an e-mail address."):
        assert sentence in answer.text
    assert count() == 0


def test_nobody_is_written_to_about_a_workshop_that_is_not_public_yet(
    client: FlaskClient,
) -> None:
    workshop = open_workshop(online=3)
    workshop.state = WorkshopState.DRAFT
    db.session.commit()
    sign_in(client, workshop, Role.EDITOR)
    seen = read(client, text="Li Na,li@example.cn")
    post(client, **seen, tell="y", act="confirm")
    assert (count(), count(Letter)) == (1, 0)
