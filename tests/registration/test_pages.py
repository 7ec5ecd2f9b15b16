"""The public form, its receipt, and each participant's own page."""

from __future__ import annotations

import re
from datetime import datetime, time, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from app import create_app, links
from app.agenda.models import AgendaItem, Day
from app.extensions import config, db
from app.mail.models import Letter
from app.registration import service, views
from app.registration.models import Registration
from app.registration.rules import RegistrationState as S
from app.workshops.models import Workshop
from app.workshops.rules import Way, WorkshopState
from config import Config
from tests.conftest import NOON
from tests.factories import make_item, make_part, make_speaker
from tests.registration.test_joining import letters, rows
from tests.registration.workshops import comes, open_workshop, publish, register, registered

FORM = "/w/cities/register"


def typed(**more: str) -> dict[str, str]:
    return {
        "key": "form-1",
        "name": "Zhu Shu",
        "email": "zhu@example.org",
        "affiliation": "城市研究所",
        "position": "Director",
        "country": "CN",
        "way": "online",
    } | more


def outcome(page: TestResponse) -> tuple[str, str]:
    """data-state and data-place of <main>."""
    found = re.search(r'<main[^>]* data-state="(\w+)" data-place="(\d*)"', page.text)
    assert found is not None
    return found[1], found[2]


def receipt_of(client: FlaskClient, **more: str) -> TestResponse:
    answer = client.post(FORM, data=typed(**more))
    assert answer.status_code == 303
    return client.get(answer.headers["Location"])


def clocks(page: TestResponse) -> list[str]:
    """The hours the page shows, each with its zone."""
    hours = re.search(r'<ul class="hours"[^>]*>(.*?)</ul>', page.text, re.DOTALL)
    assert hours is not None
    lines = re.findall(r"<li>(.*?)</li>", hours[1], re.DOTALL)
    return [re.sub(r"<[^>]+>", "", line).strip() for line in lines]


def link(registration: Registration, purpose: str = "participant", generation: int = 0) -> str:
    subject = registration.key if purpose == "participant" else f"r{registration.key}"
    return f"/r/{links.derive(config().secret_key, purpose, subject, generation)}"


def fresh(registration: Registration) -> Registration:
    db.session.rollback()
    db.session.refresh(registration)
    return registration


def a_row(workshop: Workshop, name: str) -> Registration:
    return Registration(
        key=name, workshop_id=workshop.id, state=S.WAITLISTED, way=Way.ONLINE, line=1,
        name=name, email=f"{name}@example.org", email_normal=f"{name}@example.org",
        language="en", at=NOON, state_at=NOON,
    )  # fmt: skip


# -- The form -------------------------------------------------------------------------------------


def test_a_good_form_answers_with_a_receipt_of_what_was_typed(
    client: FlaskClient, at: datetime
) -> None:
    open_workshop(online=1)
    page = receipt_of(client)
    assert page.status_code == 200
    assert outcome(page) == ("confirmed", "")
    for piece in ("Zhu Shu", "zhu@example.org", "城市研究所", "Director", "China", "online"):
        assert piece in page.text
    assert page.headers["Cache-Control"] == "no-store"
    assert page.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert outcome(receipt_of(client, email="b@example.org")) == ("waitlisted", "1")
    assert outcome(receipt_of(client, email="c@example.org")) == ("waitlisted", "2")


def test_the_same_form_five_times_is_one_registration(client: FlaskClient, at: datetime) -> None:
    open_workshop(online=1)
    receipts = [outcome(receipt_of(client)) for _ in range(5)]
    assert receipts == [("confirmed", "")] * 5
    assert rows() == 1
    assert letters() == ["zhu@example.org"]


def test_a_known_address_sees_what_a_newcomer_would(client: FlaskClient, at: datetime) -> None:
    workshop = open_workshop(online=1)
    register(workshop, "zhu@example.org", key="earlier", name="Known")
    db.session.commit()
    known = receipt_of(client)
    stranger = receipt_of(client, email="new@example.org", key="form-2")
    assert outcome(known) == outcome(stranger) == ("waitlisted", "1")
    # The reference is made of what was typed, and is another for each address.
    known_text, stranger_text = (
        re.sub(r"<strong>\w{6}</strong>", "", page.text.partition("<h1>")[2])
        for page in (known, stranger)
    )
    assert known_text.replace("zhu@", "new@") == stranger_text
    assert letters("already_registered") == ["zhu@example.org"]
    for page in (known, stranger):
        assert "If this address was registered before, nothing has changed for it" in page.text


@pytest.mark.parametrize(
    ("field", "most"), [("name", 200), ("email", 254), ("affiliation", 300), ("position", 300)]
)
def test_what_is_too_long_is_refused_with_the_text_kept_and_never_cut(
    client: FlaskClient, at: datetime, field: str, most: int
) -> None:
    open_workshop()
    long = "a" * 5000 + ("@example.org" if field == "email" else "")
    answer = client.post(FORM, data=typed(**{field: long}))
    assert answer.status_code == 422
    assert f"At most {most} characters fit here." in answer.text
    assert f'value="{long}"' in answer.text
    assert rows() == 0
    # A browser that is told the limit cuts off what is pasted without a word.
    assert "maxlength" not in client.get(FORM).text


def test_control_characters_are_cleaned_away(client: FlaskClient, at: datetime) -> None:
    workshop = open_workshop()
    dirty = {
        name: f"{name}\x00\x1b\u202e one\ntwo" for name in ("name", "affiliation", "position")
    }
    assert receipt_of(client, **dirty).status_code == 200
    made = registered(workshop, "zhu@example.org")
    assert (made.name, made.affiliation, made.position) == (
        "name one two",
        "affiliation one two",
        "position one two",
    )


def test_countries_of_the_workshop_come_first_and_again_in_the_alphabet(
    client: FlaskClient, at: datetime
) -> None:
    workshop = open_workshop()  # in Shanghai's time and Berlin's
    make_part(db.session.scalars(select(AgendaItem)).one(), make_speaker(workshop, country="TZ"))
    publish(workshop)  # where its speakers come from is nobody's business
    html = client.get(f"{FORM}?lang=en").text
    often, every = re.findall(r'<optgroup label="([^"]+)">(.*?)</optgroup>', html)
    assert (often[0], every[0]) == ("Of this workshop", "All countries and regions")
    assert re.findall(r'value="(\w+)"', often[1]) == ["CN", "DE"]
    assert 'value="CN"' in every[1]
    again = client.post(FORM, data=typed(name="")).text
    assert again.count("<option selected") == 1


def test_a_receipt_is_signed_and_of_this_hour(
    client: FlaskClient, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_workshop()
    address = client.post(FORM, data=typed()).headers["Location"]
    # Not the last letter: two of its bits mean nothing.
    changed = "A" if address[-5] != "A" else "B"
    assert client.get(f"{address[:-5]}{changed}{address[-4:]}").status_code == 404
    assert client.get("/w/cities/registered/nonsense").status_code == 404
    monkeypatch.setattr("app.registration.receipts.LIFE_IN_SECONDS", -1)
    assert client.get(address).status_code == 410


def test_reading_the_form_costs_the_same_for_one_and_200_guests(
    client: FlaskClient, at: datetime, queries: list[str]
) -> None:
    workshop = open_workshop(online=9)
    receipt = client.post(FORM, data=typed()).headers["Location"]
    costs = []
    for guests in (1, 200):
        db.session.add_all(a_row(workshop, f"{guests}-{n}") for n in range(guests))
        db.session.commit()
        client.get(FORM)
        for address in (FORM, receipt):
            queries.clear()
            assert client.get(address).status_code == 200
            costs.append(len(queries))
    assert costs == [1, 2, 1, 2]


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"name": ""}, "Please enter your name."),
        ({"name": " \u202e\x00 "}, "Please enter your name."),
        ({"name": "x" * 201}, "At most 200 characters fit here."),
        ({"name": "Visit http://evil.example"}, "A name cannot hold a web address."),
        ({"email": ""}, "Please enter your e-mail address."),
        ({"email": "no address"}, "This cannot be an e-mail address."),
        ({"email": "a@example.org\r\nBcc: b@example.org"}, "This cannot be an e-mail address."),
        ({"email": "a" * 300 + "@example.org"}, "At most 254 characters fit here."),
        ({"affiliation": "x" * 301}, "At most 300 characters fit here."),
        ({"country": "XX"}, "Please choose a country or region from the list."),
        ({"country": "<b>"}, "Please choose a country or region from the list."),
        ({"way": "hybrid"}, "Please choose how you take part."),
        ({"way": "on_site"}, "Please choose how you take part."),
        ({"way": "by train"}, "Please choose how you take part."),
    ],
)
def test_what_cannot_be_meant_is_said_at_its_field_and_nothing_typed_is_lost(
    client: FlaskClient, at: datetime, wrong: dict[str, str], sentence: str
) -> None:
    open_workshop()
    page = client.post(FORM, data=typed(**wrong))
    assert page.status_code == 422
    assert sentence in page.text
    assert 'class="error-summary"' in page.text
    assert "城市研究所" in page.text or "affiliation" in wrong
    assert rows() == 0


def test_a_form_in_german_and_chinese_names_countries_in_the_language(
    client: FlaskClient, at: datetime
) -> None:
    open_workshop()
    assert "Deutschland" in client.get(f"{FORM}?lang=de").text
    assert "德国" in client.get(f"{FORM}?lang=zh").text


@pytest.mark.parametrize(
    "name",
    ["Suharto", "苏", "欧阳娜娜", "Nguyễn Thị Minh Khai", "O'Brien", "van der Berg", "HE Landi",
     "Null", "None", "True", "ئابدۇراخمان · ئۆتكۈر", "👩‍🔬 Ada", "{{ 1234567*9 }}", "<b>Bo</b>",
     "N" * 60],
)  # fmt: skip
def test_names_are_kept_and_shown_whole(client: FlaskClient, at: datetime, name: str) -> None:
    open_workshop()
    answer = client.post(FORM, data=typed(name=name))
    assert answer.status_code == 303
    assert registered(db.session.scalars(select(Workshop)).one(), "zhu@example.org").name == name
    # What comes before the heading holds signed addresses, with any figures in them.
    assert "11111103" not in client.get(answer.headers["Location"]).text.partition("<h1>")[2]
    assert "<b>Bo" not in client.get(answer.headers["Location"]).text
    letter = db.session.scalars(select(Letter)).one()
    assert name in letter.text


def test_further_fields_change_nothing(client: FlaskClient, at: datetime) -> None:
    workshop = open_workshop(online=0)
    extra = {"state": "confirmed", "line": "-5", "workshop_id": "99", "speaker_id": "1", "id": "7"}
    receipt_of(client, **extra)
    row = registered(workshop, "zhu@example.org")
    assert (row.state, row.line, row.speaker_id, row.id) == (S.WAITLISTED, 1, None, 1)


def test_junk_is_answered_in_the_four_hundreds(client: FlaskClient, at: datetime) -> None:
    open_workshop()
    wrong = [
        client.post(FORM, data=b"\xff\xfe=\xff", content_type="application/x-www-form-urlencoded"),
        client.post(FORM, data=b"{", content_type="application/json"),
        client.post(FORM, data=b"--x", content_type="multipart/form-data; boundary=x"),
        client.post(FORM, data=typed() | {"way": ["train", "online"]}),
        client.put(FORM),
        client.post("/r/" + "a" * 5000 + "/cancel"),
        client.get("/r/%00-%ff"),
    ]
    assert all(400 <= answer.status_code < 500 for answer in wrong)
    assert client.get(FORM, headers={"Accept-Language": "x" * 65000}).status_code == 200


def test_a_robot_that_fills_the_hidden_field_gets_a_receipt_and_no_seat(
    client: FlaskClient, at: datetime
) -> None:
    open_workshop()
    assert outcome(receipt_of(client, website="http://spam.example")) == ("confirmed", "")
    assert rows() == 0
    assert letters() == []


def test_no_cookie_is_needed_and_none_is_set(client: FlaskClient, at: datetime) -> None:
    open_workshop()
    assert "Set-Cookie" not in client.get(FORM).headers
    assert "Set-Cookie" not in client.post(FORM, data=typed()).headers


def test_another_site_cannot_post_here(client: FlaskClient, at: datetime) -> None:
    open_workshop()
    foreign = {"Sec-Fetch-Site": "cross-site"}
    assert client.post(FORM, data=typed(), headers=foreign).status_code == 403
    assert rows() == 0


def test_workshops_that_are_not_public_do_not_exist(client: FlaskClient, at: datetime) -> None:
    workshop = open_workshop()
    workshop.state = WorkshopState.DRAFT
    db.session.commit()
    for answer in (client.get(FORM), client.post(FORM, data=typed())):
        assert answer.status_code == 404
    assert client.get("/w/no-such-one/register").status_code == 404


@pytest.mark.parametrize(
    ("settings_of_form", "state", "online", "sentence"),
    [
        ({"waiting_list": False}, "published", 0, "All places are taken"),
        ({"opens": NOON + timedelta(days=1)}, "published", 1, "Registration opens on"),
        ({"closes": NOON}, "published", 1, "Registration closed on"),
        ({}, "cancelled", 1, "This workshop is cancelled."),
        ({}, "archived", 1, "This workshop takes no registrations."),
    ],
)
def test_who_cannot_register_reads_why_and_keeps_what_was_typed(
    client: FlaskClient,
    at: datetime,
    settings_of_form: dict[str, object],
    state: str,
    online: int,
    sentence: str,
) -> None:
    workshop = open_workshop(
        online=online, form=settings_of_form, contact={"en": "Write to team@example.org"}
    )
    workshop.state = WorkshopState(state)
    db.session.commit()
    page = client.get(FORM)
    assert page.status_code == 200
    assert sentence in page.text
    assert "team@example.org" in page.text
    assert "<form" not in page.text
    answer = client.post(FORM, data=typed())
    assert answer.status_code == 409
    assert sentence in answer.text
    assert 'value="城市研究所"' in answer.text
    assert rows() == 0


def test_practice_is_marked_on_every_page(client: FlaskClient, at: datetime) -> None:
    workshop = open_workshop(practice=True)
    answer = client.post(FORM, data=typed())
    mine = link(registered(workshop, "zhu@example.org"))
    for address in (FORM, answer.headers["Location"], mine):
        page = client.get(address).text
        assert 'class="practice-band"' in page
        assert 'content="noindex"' in page


def test_one_address_cannot_register_without_end(limited: Config, app: Flask) -> None:
    open_workshop()
    client = create_app(limited).test_client()
    statuses = [client.post(FORM, data={}).status_code for _ in range(62)]
    assert statuses[0] == 422
    assert statuses[-1] == 429


def test_one_network_cannot_fill_a_workshop_and_others_can_go_on(
    limited: Config, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "SIGN_UPS", "2 per hour")
    open_workshop(online=None)
    client = create_app(limited).test_client()

    def sent(number: int, address: str) -> int:
        data = {"name": "Ann", "email": f"p{number}@example.org", "way": "online"}
        return client.post(FORM, data=data, environ_base={"REMOTE_ADDR": address}).status_code

    house = [f"2001:db8::{number}" for number in range(3)]
    assert [sent(number, one) for number, one in enumerate(house)] == [303, 303, 429]
    assert sent(3, "2001:db8:0:1::1") == 303


# -- One participant's page -----------------------------------------------------------------------


def test_the_page_says_how_things_stand(client: FlaskClient, at: datetime) -> None:
    workshop = open_workshop(online=1, join_url="https://meet.example.org/secret")
    a, b = (comes(workshop, f"{name}@example.org") for name in "ab")
    db.session.commit()
    sees, waits = client.get(link(a)), client.get(link(b))
    assert outcome(sees) == ("confirmed", "")
    assert outcome(waits) == ("waitlisted", "1")
    # The meeting is entered by the personal link, shortly before it begins.
    for page in (sees.text, waits.text):
        assert "https://meet.example.org/secret" not in page
    assert "The button to join appears here on Friday, 21 May 2027, 08:30" in sees.text
    assert "The button to join" not in waits.text
    assert clocks(sees) == ["09:00–09:20 Shanghai (UTC+8)", "03:00–03:20 Berlin (UTC+2)"]
    assert re.search(r"http://plenum\.test/feeds/r\w+-\w{26}/calendar\.ics", sees.text)
    assert "webcal://plenum.test/feeds/r" in sees.text
    for name, value in {
        "Cache-Control": "no-store",
        "Referrer-Policy": "no-referrer",
        "X-Robots-Tag": "noindex, nofollow",
    }.items():
        assert sees.headers[name] == value


def test_who_waits_reads_nothing_of_a_place(client: FlaskClient, at: datetime) -> None:
    workshop = open_workshop(online=1)
    a, b = (comes(workshop, f"{name}@example.org") for name in "ab")
    db.session.commit()
    sees, waits = client.get(link(a)).text, client.get(link(b)).text
    assert "your place goes to somebody else" in sees
    assert "<dt>You take part</dt>" in sees
    assert "your place" not in waits
    assert "<dt>You take part</dt>" not in waits
    assert "<dt>You asked to take part</dt>" in waits
    assert "You do not want to wait any longer?" in waits
    assert "it shows everything as not certain" in waits
    assert "<dt>You asked to take part</dt>" in receipt_of(client).text


def test_a_workshop_of_open_end_says_when_it_begins(client: FlaskClient, at: datetime) -> None:
    workshop = open_workshop(starts=time(14, 0))
    make_item(workshop, db.session.scalars(select(Day)).one(), minutes=None)
    publish(workshop)
    a = comes(workshop, "a@example.org")
    db.session.commit()
    for page in (client.get(FORM), client.get(link(a)), receipt_of(client)):
        assert clocks(page) == ["14:00 Shanghai (UTC+8)", "08:00 Berlin (UTC+2)"]
        assert "21 May 2027" in page.text
        assert "Friday" in page.text
        assert "not recorded)" not in page.text
        assert "hours not recorded" not in page.text


def test_the_page_speaks_the_persons_language_unless_asked_otherwise(
    client: FlaskClient, at: datetime
) -> None:
    workshop = open_workshop()
    register(workshop, "a@example.org", language="de")
    a = registered(workshop, "a@example.org")
    db.session.commit()
    assert '<html lang="de">' in client.get(link(a)).text
    assert '<html lang="zh-Hans">' in client.get(f"{link(a)}?lang=zh").text


def test_looking_changes_nothing(client: FlaskClient, at: datetime) -> None:
    workshop = open_workshop(form={"confirm_email": True})
    a = comes(workshop, "a@example.org")
    db.session.commit()
    for _ in range(2):
        client.get(link(a))
        client.head(link(a))
        client.options(link(a))
        for act in ("cancel", "undo", "confirm", "way"):
            assert client.get(f"{link(a)}/{act}").status_code == 405
    assert fresh(a).state is S.UNCONFIRMED


def test_cancelling_and_taking_it_back(client: FlaskClient, at: datetime) -> None:
    workshop = open_workshop()
    a = comes(workshop, "a@example.org")
    db.session.commit()
    for _ in range(2):  # a double click is one cancellation
        answer = client.post(f"{link(a)}/cancel")
        assert (answer.status_code, answer.headers["Location"]) == (303, f"{link(a)}?done=cancel")
        assert answer.headers["Cache-Control"] == "no-store"
    assert fresh(a).state is S.CANCELLED
    assert "Take the cancellation back" in client.get(link(a)).text
    for _ in range(2):
        assert client.post(f"{link(a)}/undo").status_code == 303
    assert fresh(a).state is S.CONFIRMED
    assert letters("cancelled") == ["a@example.org"]


def test_too_late_to_take_back_is_said(
    client: FlaskClient, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    workshop = open_workshop()
    a = comes(workshop, "a@example.org")
    service.cancel(a, at=NOON - timedelta(hours=2))
    db.session.commit()
    assert "Take the cancellation back" not in client.get(link(a)).text
    answer = client.post(f"{link(a)}/undo")
    assert answer.status_code == 409
    assert "for one hour only" in answer.text


def test_confirming_the_address(client: FlaskClient, at: datetime) -> None:
    workshop = open_workshop(form={"confirm_email": True})
    a = comes(workshop, "a@example.org")
    db.session.commit()
    assert "Confirm my address" in client.get(link(a)).text
    for _ in range(2):
        assert client.post(f"{link(a)}/confirm").status_code == 303
    assert fresh(a).state is S.CONFIRMED


def test_changing_the_way(client: FlaskClient, at: datetime) -> None:
    workshop = open_workshop(online=2, on_site=1)
    a = comes(workshop, "a@example.org")
    comes(workshop, "b@example.org", Way.ON_SITE)
    db.session.commit()
    page = client.get(link(a)).text
    assert "You would give up the place you have and be number 1" in page
    refused = client.post(f"{link(a)}/way", data={"way": "on_site"})
    assert refused.status_code == 409
    assert "All places of this kind are taken. Nothing was changed." in refused.text
    assert fresh(a).state is S.CONFIRMED
    assert client.post(f"{link(a)}/way", data={"way": "somehow"}).status_code == 422
    waits = client.post(f"{link(a)}/way", data={"way": "on_site", "wait": "yes"})
    assert waits.status_code == 303
    assert outcome(client.get(link(a))) == ("waitlisted", "1")
    assert client.post(f"{link(a)}/way", data={"way": "online"}).status_code == 303
    assert outcome(client.get(link(a))) == ("confirmed", "")


def test_wrong_links_open_nothing_and_revoked_ones_are_gone(
    client: FlaskClient, at: datetime
) -> None:
    workshop = open_workshop()
    a, b = (comes(workshop, f"{name}@example.org") for name in "ab")
    db.session.commit()
    old = link(a)
    token = old.removeprefix("/r/")
    foreign = f"{b.key}-{token.rpartition('-')[2]}"
    for wrong in (
        token[:-1],
        token + "a",
        foreign,
        a.key,
        "x",
        link(a, "feed")[3:],
        "é-" + "a" * 26,
    ):
        assert client.get(f"/r/{wrong}").status_code == 404
        assert client.post(f"/r/{wrong}/cancel").status_code == 404
    a.generation = 1
    db.session.commit()
    assert client.get(old).status_code == 410
    assert client.post(f"{old}/cancel").status_code == 410
    assert client.get(link(a, generation=1)).status_code == 200
    assert {fresh(a).state, fresh(b).state} == {S.CONFIRMED}


def test_a_cancelled_workshop_says_so_on_the_page(client: FlaskClient, at: datetime) -> None:
    workshop = open_workshop(on_site=5)
    a = comes(workshop, "a@example.org")
    workshop.state = WorkshopState.CANCELLED
    db.session.commit()
    page = client.get(link(a)).text
    assert "This workshop is cancelled. It does not take place." in page
    assert "Change to" not in page
    assert "You have a place" not in page
    assert "You take part" not in page
    assert "Cancel my registration" not in page
    assert client.post(f"{link(a)}/way", data={"way": "on_site"}).status_code == 409


@pytest.mark.parametrize(
    ("name", "fine"),
    [
        ("Dr.Wang", True),
        ("A.Müller", True),
        ("St. Clair-de la Rue", True),
        ("Win money at evil.example/x", False),
        ("see evil.com now", False),
        ("https://evil.example", False),
    ],
)
def test_a_name_is_no_advertisement(
    client: FlaskClient, at: datetime, name: str, fine: bool
) -> None:
    open_workshop()
    answer = client.post(FORM, data=typed(name=name))
    assert answer.status_code == (303 if fine else 422)


def test_a_receipt_is_of_one_workshop(client: FlaskClient, at: datetime) -> None:
    open_workshop()
    open_workshop("other")
    address = client.post(FORM, data=typed()).headers["Location"]
    assert client.get(address).status_code == 200
    assert client.get(address.replace("/w/cities/", "/w/other/")).status_code == 404
