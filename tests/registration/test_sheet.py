"""The participants' list as a sheet: who is found, in which order, and by which address."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from app.attendance.models import Attendance
from app.attendance.rules import Seen
from app.extensions import db
from app.registration.models import Answer, ConsentNote, RegistrationGroup
from app.registration.queries import fitting, listing
from app.registration.rules import Channel, Source, sheet
from app.registration.rules.sheet import Look, look
from app.workshops.models import Workshop
from app.workshops.rules import Role, Way
from tests.conftest import NOON
from tests.databases import ON_BOTH
from tests.registration.test_manage import PEOPLE, sign_in
from tests.registration.workshops import open_workshop, register, registered

#: Names that lists break on: single, of one sign, long, from right to left, with what is no
#: letter, like words of programs, and beginning as a formula would.
TORTURE = (
    "Suharto", "苏", "欧阳娜娜", "Nguyễn Thị Minh Khai", "O’Brien", "van der Berg", "HE Landi",
    "Abcdefghij Klmnopqrst Uvwxyz Abcdefghij Klmnopqrst Uvwxyz Abcd", "ئابدۇرېھىم · ئۆتكۈر",
    "محمد الأمين", "Z͑ͫ̓a̷l̸g̶o", "👩‍🚀 Ada", "Null", "None", "True", "=SUM(A1)", "+49 30 0123", "-1",
)  # fmt: skip

DIET = {
    "key": "diet", "label": {"en": "What do you eat?"}, "kind": "choices",
    "choices": [{"key": "veg", "label": {"en": "vegetarian"}},
                {"key": "all", "label": {"en": "everything"}}],
}  # fmt: skip
PHONE = {"key": "phone", "label": {"en": "Telephone"}, "kind": "text", "retired": True}
LIST = {"key": "list", "label": {"en": "My name may be listed"}, "version": 2}


def some_people() -> Workshop:
    """Ada, Ågot, Ben and Chen, of whom each told something else."""
    workshop = open_workshop(
        online=2, on_site=5, form={"questions": [DIET, PHONE], "consents": [LIST]}
    )
    told: list[tuple[str, Way, dict[str, str]]] = [
        ("ben", Way.ONLINE, {"affiliation": "City of Kassel", "country": "DE"}),
        ("ada", Way.ONLINE, {"affiliation": "ICLEI", "country": "CN", "native_name": "艾达"}),
        ("chen", Way.ONLINE, {"position": "Vice Mayor"}),
        ("ågot", Way.ON_SITE, {"country": "AT", "language": "de"}),
    ]
    for n, (name, way, more) in enumerate(told):
        email = f"{name.replace('å', 'a')}@example.org"
        at = NOON + timedelta(minutes=n)
        register(workshop, email, way, at=at, name=name.title(), **more)
    ada = registered(workshop, "ada@example.org")
    ben = registered(workshop, "ben@example.org")
    group = RegistrationGroup(
        key="g", workshop_id=workshop.id, name="Office", email="o@example.org", language="en",
        at=NOON,
    )  # fmt: skip
    ada.group, ada.source = group, Source.GROUP
    db.session.add(Answer(registration_id=ada.id, question="diet", value=["veg"], at=NOON))
    db.session.add(Answer(registration_id=ben.id, question="phone", value="0049 561", at=NOON))
    for given_, n in ((True, 0), (False, 1), (True, 2)):
        db.session.add(
            ConsentNote(
                registration_id=ben.id, consent="list", given=given_, version=2, text="My name",
                language="en", channel=Channel.FORM, at=NOON + timedelta(minutes=n),
            )
        )  # fmt: skip
    db.session.add(
        Attendance(registration_id=ben.id, day=date(2027, 5, 21), seen=Seen.DOOR, at=NOON)
    )
    db.session.commit()
    return workshop


def names(workshop: Workshop, said: dict[str, str], language: str = "en") -> list[str]:
    known = ["q-diet", "q-phone", "consent-list"]
    ids = fitting.ids(workshop.id, look(said, known=known), language)
    return [one.registration.name for one in listing.of_ids(workshop.id, ids)]


@ON_BOTH
def test_people_are_found_and_sorted_by_all_that_is_known_of_them(app: Flask) -> None:
    workshop = some_people()
    for said, found in (
        ({}, ["Ben", "Ada", "Chen", "Ågot"]),
        ({"sort": "-at"}, ["Ågot", "Chen", "Ada", "Ben"]),
        ({"sort": "name"}, ["Ada", "Ågot", "Ben", "Chen"]),
        ({"sort": "-name"}, ["Chen", "Ben", "Ågot", "Ada"]),
        # Who told nothing comes last, whichever way round.
        ({"sort": "post"}, ["Ben", "Ada", "Chen", "Ågot"]),
        ({"sort": "-post"}, ["Ada", "Ben", "Chen", "Ågot"]),
        ({"sort": "country"}, ["Ågot", "Ada", "Ben", "Chen"]),
        ({"sort": "state"}, ["Ben", "Ada", "Ågot", "Chen"]),
        ({"sort": "q-diet"}, ["Ada", "Ben", "Chen", "Ågot"]),
        ({"q": "AGOT"}, ["Ågot"]),
        ({"q": "ａｄａ"}, ["Ada"]),
        ({"q": "艾达"}, ["Ada"]),
        ({"q": "mayor vice"}, ["Chen"]),
        ({"q": "kassel ada"}, []),
        ({"way": "on_site"}, ["Ågot"]),
        ({"state": "waitlisted"}, ["Chen"]),
        ({"state": "nonsense"}, []),
        ({"country": "CN"}, ["Ada"]),
        ({"source": "group"}, ["Ada"]),
        ({"answer": "diet:veg"}, ["Ada"]),
        ({"answer": "diet:all"}, []),
        ({"consent": "list:yes"}, ["Ben"]),
        ({"consent": "list:no", "way": "online"}, ["Ada", "Chen"]),
    ):
        assert names(workshop, said) == found, said


def test_nobody_of_another_workshop_is_listed(app: Flask) -> None:
    workshop, other = some_people(), open_workshop("other")
    register(other, "ada@example.org")
    db.session.commit()
    ids = fitting.ids(workshop.id, Look(), "en")
    assert listing.of_ids(other.id, ids) == []
    assert len(fitting.ids(other.id, Look(words="ada"), "en")) == 1


@given(
    st.dictionaries(
        st.sampled_from(
            ("q", "state", "way", "country", "source", "group", "consent", "answer", "sort")
        ),
        st.text(max_size=30)
        | st.sampled_from(["online", "DE", "form", "7", "list:yes", "a:b", "no", "-name", "at"]),
    ),
    st.lists(st.text(max_size=9) | st.sampled_from([*sheet.Column, "q-x"])),
)  # fmt: skip
def test_an_address_says_what_it_was_made_of(said: dict[str, str], columns: list[str]) -> None:
    one = look(said, columns, known=["q-x"])
    query: dict[str, Any] = {name: value for name, value in one.query().items() if name != "col"}
    again = {name: str(value) for name, value in query.items()}
    assert look(again, one.query().get("col", []), known=["q-x"]) == one


def test_pressing_a_head_twice_turns_the_order_round() -> None:
    once = Look(page=4).by("name")
    assert (once.sort, once.descending, once.page) == ("name", False, 1)
    assert once.by("name").query()["sort"] == "-name"
    assert "sort" not in once.by("at").query()


def test_chosen_columns_stand_on_the_page_with_the_words_of_questions(
    client: FlaskClient, at: datetime
) -> None:
    workshop = some_people()
    sign_in(client, workshop, Role.HELPER)
    asked = "?sort=name&col=q-diet&col=q-phone&col=consent-list&col=came&col=group&col=nonsense"
    page = client.get(PEOPLE + asked).text
    assert re.findall(r'data-label="([^"]+)">', page)[:5] == [
        "What do you eat?", "Telephone", "My name may be listed", "Was there", "In the group of",
    ]  # fmt: skip
    assert 'data-label="What do you eat?">vegetarian<' in page
    assert 'data-label="Telephone">0049 561<' in page
    assert page.count('data-label="Was there">yes<') == 1
    assert 'aria-sort="ascending"' in page
    ben = client.get(f"{PEOPLE}?came=yes&consent=list:yes").text
    assert re.findall(r"<a [^>]*><bdi>(\S+)</bdi>", ben) == ["Ben"]
    assert "2 in use" in ben


def test_a_long_list_is_paged_and_names_the_pages(
    client: FlaskClient, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    workshop = some_people()
    sign_in(client, workshop, Role.HELPER)
    monkeypatch.setattr(sheet, "PAGE", 3)
    first = client.get(f"{PEOPLE}?sort=name").text
    assert "1 to 3 of 4 registrations." in first
    assert 'href="/organise/cities/participants?sort=name&amp;page=2" rel="next"' in first
    last = client.get(f"{PEOPLE}?sort=name&page=99").text
    assert re.findall(r"<a [^>]*><bdi>(\S+)</bdi>", last) == ["Chen"]


def test_names_of_all_kinds_are_shown_whole(client: FlaskClient, at: datetime) -> None:
    workshop = open_workshop(online=None)
    for n, name in enumerate(TORTURE):
        register(workshop, f"guest{n}@example.org", name=name)
    sign_in(client, workshop, Role.HELPER)
    for path in (PEOPLE, f"{PEOPLE}/to-sign"):
        page = client.get(path).text
        for name in TORTURE:
            assert f"<bdi>{name}</bdi>" in page, name


def test_a_list_to_sign_has_a_sheet_for_each_day(client: FlaskClient, at: datetime) -> None:
    workshop = some_people()
    sign_in(client, workshop, Role.HELPER)
    page = client.get(f"{PEOPLE}/to-sign").text
    assert page.count('<section class="to-sign"') == 1
    assert "21 May 2027" in page
    assert "<bdi>Ågot</bdi>" in page
    assert "<bdi>Ben</bdi>" not in page  # online
    everybody = client.get(f"{PEOPLE}/to-sign?way=all").text
    assert "<bdi>Ben</bdi>" in everybody
    assert "<bdi>Chen</bdi>" not in everybody  # waits
