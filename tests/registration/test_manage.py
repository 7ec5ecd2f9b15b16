"""Organisers' pages: the list of participants and the settings of the form."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from html import unescape
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from app.accounts.models import Account
from app.audit.models import AuditEntry
from app.extensions import db
from app.registration import queries, service
from app.registration.rules import RegistrationState as S
from app.workshops.models import Member, Workshop
from app.workshops.rules import Role, Way
from tests.factories import make_account
from tests.registration.test_joining import letters
from tests.registration.workshops import comes, open_workshop, register

HIDDEN = re.compile(r'name="(\w+)" value="([^"]*)"')
PEOPLE = "/organise/cities/participants"
SETTINGS = "/organise/cities/registration"


def sign_in(client: FlaskClient, workshop: Workshop, role: Role) -> Account:
    account = make_account()
    db.session.add(Member(workshop_id=workshop.id, account_id=account.id, role=role))
    db.session.commit()
    with client.session_transaction() as session:
        session["account"], session["generation"] = account.id, 0
    return account


def typed(workshop: Workshop, **more: str) -> dict[str, str]:
    form = queries.find_form(workshop.id)
    revision = str(form.revision if form else 0)
    return {"revision": revision, "online": "y", "online_seats": "2", "waiting_list": "y"} | more


@pytest.mark.parametrize(
    ("role", "sees_names", "decides"),
    [
        (Role.VIEWER, False, False),
        (Role.HELPER, True, False),
        (Role.EDITOR, True, True),
        (Role.OWNER, True, True),
    ],
)
def test_who_sees_names_and_who_decides(
    client: FlaskClient, at: datetime, role: Role, sees_names: bool, decides: bool
) -> None:
    workshop = open_workshop(online=1, form={"approval": True})
    one = comes(workshop, "zhu@example.org")
    sign_in(client, workshop, role)
    page = client.get(PEOPLE)
    assert page.status_code == 200
    assert ("zhu@<wbr>example.<wbr>org" in page.text) is sees_names
    assert ("Approve" in page.text) is decides
    answer = client.post(f"{PEOPLE}/{one.key}/approve")
    assert answer.status_code == (303 if decides else 404)
    db.session.refresh(one)
    assert one.state is (S.CONFIRMED if decides else S.PENDING)


def test_organisers_of_other_workshops_find_nothing(client: FlaskClient, at: datetime) -> None:
    workshop, other = open_workshop(), open_workshop("other")
    one = comes(workshop, "zhu@example.org")
    sign_in(client, other, Role.OWNER)
    assert client.get(PEOPLE).status_code == 404
    assert client.get(SETTINGS).status_code == 404
    foreign = f"/organise/other/participants/{one.key}/cancel"
    assert client.post(foreign).status_code == 404
    db.session.refresh(one)
    assert one.state is S.CONFIRMED


def test_the_list_costs_the_same_for_one_and_three_guests(
    client: FlaskClient, at: datetime, queries: list[str]
) -> None:
    workshop = open_workshop(online=1)
    sign_in(client, workshop, Role.OWNER)
    for guests in (1, 3):
        for n in range(guests):
            register(workshop, f"guest{guests}-{n}@example.org")
        db.session.commit()
        db.session.expunge_all()
        queries.clear()
        page = client.get(PEOPLE)
        assert f"guest{guests}-0@<wbr>example.<wbr>org" in page.text
        assert len(queries) == 10, queries
        workshop = db.session.merge(workshop)


def test_who_cancels_for_somebody_reads_what_becomes_of_the_place(
    client: FlaskClient, at: datetime
) -> None:
    workshop = open_workshop(form={"offer_hours": 48})
    one = comes(workshop, "zhu@example.org")
    sign_in(client, workshop, Role.OWNER)
    for page in (PEOPLE, f"{PEOPLE}/{one.key}"):
        assert "who usually has 48 hours to take it." in client.get(page).text


def test_organisers_cancel_decline_and_send_the_link_again(
    client: FlaskClient, at: datetime
) -> None:
    workshop = open_workshop(form={"approval": True})
    a, b, c = (comes(workshop, f"{name}@example.org") for name in "abc")
    sign_in(client, workshop, Role.OWNER)
    for one, act in ((a, "cancel"), (b, "reject"), (c, "link")):
        assert client.post(f"{PEOPLE}/{one.key}/{act}").status_code == 303
    db.session.rollback()
    assert [one.state for one in (a, b, c)] == [S.CANCELLED, S.REJECTED, S.PENDING]
    assert letters("cancelled") == ["a@example.org"]
    assert letters("rejected") == ["b@example.org"]
    assert letters("link") == ["c@example.org"]
    page = client.post(f"{PEOPLE}/{b.key}/approve", follow_redirects=True)
    assert "this registration has changed in the meantime" in page.text
    acts = set(db.session.scalars(select(AuditEntry.action)))
    assert {"registration.cancelled", "registration.rejected", "registration.link_sent"} <= acts


def test_the_settings_make_the_form(client: FlaskClient, at: datetime) -> None:
    workshop = open_workshop()
    sign_in(client, workshop, Role.EDITOR)
    assert client.get(SETTINGS).status_code == 200
    answer = client.post(
        SETTINGS,
        data=typed(
            workshop,
            online_seats="",
            on_site="y",
            on_site_seats="30",
            opens="2027-03-01T09:00",
            closes="2027-05-01T18:00",
            approval="y",
        ),
    )
    assert answer.status_code == 303
    db.session.rollback()
    live = queries.live(workshop.id)
    assert live is not None
    assert [(one.way, one.capacity) for one in live.seats] == [
        (Way.ONLINE, None),
        (Way.ON_SITE, 30),
    ]
    assert live.opens == datetime(2027, 3, 1, 1, 0, tzinfo=UTC)
    assert live.closes == datetime(2027, 5, 1, 10, 0, tzinfo=UTC)
    assert (live.waiting_list, live.approval, live.confirm_email) == (True, True, False)
    page = client.get(SETTINGS).text
    assert 'value="2027-03-01T09:00' in page
    assert "On the clock of Shanghai." in page


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"online_seats": "-1"}, "Please enter a number from 0 to 100000."),
        ({"online_seats": "9" * 20}, "Please enter a number from 0 to 100000."),
        ({"opens": "soon"}, "Please enter a date and a time"),
        (
            {"opens": "2027-05-02T00:00", "closes": "2027-05-01T00:00"},
            "Registration must close after it opens.",
        ),
        (
            {"promotion": "offer", "offer_hours": ""},
            '<a href="#offer_hours">Please say how many hours people have to answer.',
        ),
    ],
)
def test_settings_that_cannot_be_meant(
    client: FlaskClient, at: datetime, wrong: dict[str, str], sentence: str
) -> None:
    workshop = open_workshop()
    sign_in(client, workshop, Role.EDITOR)
    page = client.post(SETTINGS, data=typed(workshop, **wrong))
    assert page.status_code == 422
    assert sentence in page.text


def test_an_hour_the_clocks_skip_is_named(client: FlaskClient, at: datetime) -> None:
    workshop = open_workshop(time_zone="Europe/Berlin")
    sign_in(client, workshop, Role.EDITOR)
    page = client.post(SETTINGS, data=typed(workshop, opens="2027-03-28T02:30"))
    assert page.status_code == 422
    assert "The clocks skip this time on that day." in page.text


def test_one_mistake_in_a_number_is_said_once(client: FlaskClient, at: datetime) -> None:
    workshop = open_workshop()
    sign_in(client, workshop, Role.EDITOR)
    for wrong in ("many", "-1", "1.5"):
        page = client.post(SETTINGS, data=typed(workshop, online_seats=wrong))
        assert page.status_code == 422
        # in the summary and at the field
        assert page.text.count("Please enter a number from 0 to 100000.") == 2
        assert "valid integer" not in page.text


def test_a_stale_form_shows_both_and_loses_nothing(client: FlaskClient, at: datetime) -> None:
    workshop = open_workshop()
    sign_in(client, workshop, Role.EDITOR)
    stale = typed(workshop, online_seats="77")
    assert client.post(SETTINGS, data=typed(workshop, online_seats="33")).status_code == 303
    page = client.post(SETTINGS, data=stale)
    assert page.status_code == 409
    assert 'value="77"' in page.text
    assert 'class="text theirs" data-label="Saved now">33<' in page.text
    db.session.rollback()
    live = queries.live(workshop.id)
    assert live is not None
    assert live.seats[0].capacity == 33


def test_raised_seats_move_the_line_up_once(client: FlaskClient, at: datetime) -> None:
    workshop = open_workshop(online=1)
    for name in "abc":
        register(workshop, f"{name}@example.org")
    sign_in(client, workshop, Role.EDITOR)
    same = typed(workshop, online_seats="2")
    assert [client.post(SETTINGS, data=same).status_code for _ in range(2)] == [303, 303]
    assert letters("promoted") == ["b@example.org"]


def test_a_workshop_without_form_offers_to_make_one(client: FlaskClient, at: datetime) -> None:
    workshop = open_workshop()
    db.session.delete(queries.find_form(workshop.id))
    sign_in(client, workshop, Role.EDITOR)
    assert "takes no registrations yet" in client.get(PEOPLE).text
    assert client.post(SETTINGS, data=typed(workshop, online_seats="8")).status_code == 303
    db.session.rollback()
    assert queries.live(workshop.id) is not None


def test_places_are_told_as_lengths_and_in_words(client: FlaskClient, at: datetime) -> None:
    workshop = open_workshop(online=2, on_site=None)
    for name in ("ada", "ben", "cho", "dee"):
        comes(workshop, f"{name}@example.org")
    comes(workshop, "eve@example.org", Way.ON_SITE)
    sign_in(client, workshop, Role.VIEWER)
    page = client.get(PEOPLE).text
    assert "2 of 2 places taken" in page
    assert "2 waiting" in page
    assert "1 place taken; no limit" in page
    assert page.count('class="places-bar"') == 1  # without a limit there is no length
    assert 'class="bar-taken" x="0" y="0" width="50.0"' in page


@pytest.mark.parametrize(
    ("asked", "names"),
    [
        ("", ["Ada", "Ben", "Cho"]),
        ("?state=waitlisted", ["Cho"]),
        ("?state=nonsense", []),
        ("?q=ADA", ["Ada"]),
        ("?q=kassel+ben", ["Ben"]),
        ("?q=ben+ada", []),
        ("?q=example.org&state=confirmed", ["Ada", "Ben"]),
        ("?q=%25", []),
    ],
)
def test_participants_are_found_by_state_and_by_what_they_wrote(
    client: FlaskClient, at: datetime, asked: str, names: list[str]
) -> None:
    workshop = open_workshop(online=2)
    for name, affiliation in (("ada", ""), ("ben", "City of Kassel"), ("cho", "")):
        register(workshop, f"{name}@example.org", affiliation=affiliation)
    sign_in(client, workshop, Role.HELPER)
    page = client.get(PEOPLE + asked).text
    assert re.findall(r'<th scope="row"><a [^>]*><bdi>(\w+)</bdi>', page) == names
    assert ("Nobody fits." in page) is (not names)
    # Whichever state is looked at; of who else fits alone.
    counted = {"?q=ADA": "110", "?q=kassel+ben": "110", "?q=ben+ada": "000", "?q=%25": "000"}.get(
        asked, "321"
    )
    assert re.findall(r'(\w[\w ]*) <span class="chip-n">(\d+)<', page) == [
        ("all", counted[0]), ("confirmed", counted[1]), ("on the waiting list", counted[2]),
    ]  # fmt: skip


def test_the_chips_count_who_fits_and_references_and_apostrophes_are_found(
    client: FlaskClient, at: datetime
) -> None:
    workshop = open_workshop(form={"approval": True})
    one = comes(workshop, "brien@example.org")
    one.name = "Seán O’Brien"
    comes(workshop, "other@example.org")
    db.session.commit()
    sign_in(client, workshop, Role.EDITOR)
    for words in ("O'Brien", "sean o’brien", one.key[:6].upper()):
        page = client.get(PEOPLE, query_string={"q": words}).text
        assert re.search(r'to be decided <span class="chip-n">1<', page), words
        assert re.search(r'>all <span class="chip-n">1<', page), words
        assert "the one that is listed" in page
    assert re.search(r'>all <span class="chip-n">2<', client.get(PEOPLE).text)


def test_who_handed_the_place_over_is_not_called_cancelled(
    client: FlaskClient, at: datetime
) -> None:
    workshop = open_workshop()
    giver = comes(workshop, "giver@example.org")
    service.hand_over(giver, service.Colleague(name="B", email="b@example.org"), at=at)
    db.session.commit()
    sign_in(client, workshop, Role.EDITOR)
    for there in (PEOPLE, f"{PEOPLE}/{giver.key}"):
        assert '<span class="badge badge-cancelled">handed over</span>' in client.get(there).text


@pytest.mark.parametrize("act", ["approve", "reject", "cancel", "link"])
@pytest.mark.parametrize("again", [False, True])
def test_an_act_leads_back_to_the_list_as_it_was_looked_at(
    client: FlaskClient, at: datetime, act: str, again: bool
) -> None:
    workshop = open_workshop(form={"approval": True})
    comes(workshop, "ada@example.org")
    sign_in(client, workshop, Role.EDITOR)
    page = client.get(f"{PEOPLE}?q=Ada+EXAMPLE&state=pending").text
    form = re.search(rf'action="([^"]+/{act})"[^>]*>(.*?)</form>', page, re.DOTALL)
    assert form
    typed = {name: unescape(said) for name, said in HIDDEN.findall(form[2])}
    for _ in range(1 + again):  # a second click is refused, and leads there too
        answer = client.post(form[1], data=typed)
    assert (answer.status_code, answer.location) == (
        303,
        f"{PEOPLE}?q=Ada+EXAMPLE&state=pending",
    )


@pytest.mark.parametrize(
    "wanted", ["//elsewhere.example", "https://elsewhere.example/?a=b", "a&b#c", "\\\\elsewhere"]
)
def test_nothing_in_a_filter_leads_out_of_the_house(
    client: FlaskClient, at: datetime, wanted: str
) -> None:
    workshop = open_workshop()
    key = comes(workshop, "ada@example.org").key
    sign_in(client, workshop, Role.EDITOR)
    said = urlencode({"q": wanted, "state": wanted})
    answer = client.post(f"{PEOPLE}/{key}/link", data={"list": said})
    there = urlsplit(answer.location)
    assert (there.scheme, there.netloc, there.path, there.fragment) == ("", "", PEOPLE, "")
    assert parse_qs(there.query) == {"q": [wanted], "state": [wanted]}
    assert client.post(f"{PEOPLE}/{key}/link").location == PEOPLE


def test_what_is_looked_for_is_shown_as_it_was_typed(client: FlaskClient, at: datetime) -> None:
    workshop = open_workshop()
    comes(workshop, "ada@example.org")
    sign_in(client, workshop, Role.HELPER)
    page = client.get(f"{PEOPLE}?q=<b>&state=confirmed&lang=de").text
    assert 'name="q" type="search" value="&lt;b&gt;"' in page
    assert '<input type="hidden" name="state" value="confirmed">' in page
    assert '<input type="hidden" name="lang" value="de">' in page
