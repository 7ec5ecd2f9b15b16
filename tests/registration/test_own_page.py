"""A person's own page: what it offers in every state, and all that a person does there alone."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from io import BytesIO

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from app import clock
from app.extensions import config, db
from app.registration import service
from app.registration.models import ConsentNote, Handout, Registration
from app.registration.rules import Doors, Thing, joins_from, things
from app.registration.rules import RegistrationState as S
from app.registration.rules import questions as ask
from app.registration.service import handouts
from app.workshops.models import Member, Workshop
from app.workshops.rules import Role, Way, WorkshopState
from tests.conftest import NOON
from tests.factories import make_account
from tests.registration.test_joining import letters
from tests.registration.test_pages import fresh, link
from tests.registration.workshops import comes, open_workshop, reword

T = Thing
TO_COME = (Doors.NOT_YET, Doors.OPEN, Doors.CLOSED)
ALWAYS_ACTIVE = {T.CHANGE_DETAILS}
#: What is offered before and while the workshop runs, online.
OFFERED: dict[S, set[Thing]] = {
    S.UNCONFIRMED: {T.CONFIRM_ADDRESS, T.CANCEL, T.CHANGE_WAY, T.CALENDAR} | ALWAYS_ACTIVE,
    S.PENDING: {T.CANCEL, T.CHANGE_WAY, T.HAND_OVER, T.CALENDAR} | ALWAYS_ACTIVE,
    S.CONFIRMED: {T.CANCEL, T.CHANGE_WAY, T.HAND_OVER, T.CALENDAR, T.JOIN, T.HANDOUTS}
    | ALWAYS_ACTIVE,
    S.WAITLISTED: {T.CANCEL, T.CHANGE_WAY, T.CALENDAR} | ALWAYS_ACTIVE,
    S.OFFERED: {T.ACCEPT_OFFER, T.DECLINE_OFFER, T.HAND_OVER, T.CALENDAR} | ALWAYS_ACTIVE,
    S.CANCELLED: {T.UNDO_CANCEL},
    S.REJECTED: set(),
    S.EXPIRED: set(),
}
#: What is left of it once the workshop is over or called off.
LEFT: dict[S, set[Thing]] = {
    S.CONFIRMED: {T.HANDOUTS} | ALWAYS_ACTIVE,
    **dict.fromkeys((S.UNCONFIRMED, S.PENDING, S.WAITLISTED, S.OFFERED), ALWAYS_ACTIVE),
    **dict.fromkeys((S.CANCELLED, S.REJECTED, S.EXPIRED), set()),
}


@pytest.mark.parametrize("state", S)
@pytest.mark.parametrize("doors", Doors)
def test_what_the_page_offers(state: S, doors: Doors) -> None:
    wanted = set(OFFERED[state] if doors in TO_COME else LEFT[state])
    if state is S.EXPIRED and doors is Doors.OPEN:
        wanted.add(T.REGISTER_ANEW)
    assert things(state, doors, Way.ONLINE, speaks=False, may_undo=True) == wanted


def test_on_site_there_is_a_ticket_and_no_way_into_the_meeting() -> None:
    found = things(S.CONFIRMED, Doors.OPEN, Way.ON_SITE, speaks=False, may_undo=False)
    assert T.TICKET in found
    assert T.JOIN not in found


def test_a_speaker_hands_nothing_over_and_a_late_cancellation_is_not_undone() -> None:
    assert T.HAND_OVER not in things(
        S.CONFIRMED, Doors.OPEN, Way.ONLINE, speaks=True, may_undo=False
    )
    late = things(S.CANCELLED, Doors.OPEN, Way.ONLINE, speaks=False, may_undo=False)
    assert late == {T.REGISTER_ANEW}


def test_the_way_into_the_meeting_opens_shortly_before_or_with_the_day() -> None:
    day, start = date(2027, 5, 21), datetime.fromisoformat("2027-05-21T01:00+00:00")
    assert joins_from(start, day, "Asia/Shanghai") == start - timedelta(minutes=30)
    midnight = datetime.fromisoformat("2027-05-21T00:00+08:00")
    assert joins_from(None, day, "Asia/Shanghai") == midnight
    assert joins_from(None, None, None) is None


# -- The page in every state, at every time -------------------------------------------------------

#: Which addresses the buttons and links of the page lead to, for each thing.
LEADS: dict[Thing, str] = {
    T.CONFIRM_ADDRESS: "/confirm",
    T.ACCEPT_OFFER: "/accept",
    T.DECLINE_OFFER: "/cancel",
    T.CANCEL: "/cancel",
    T.UNDO_CANCEL: "/undo",
    T.CHANGE_WAY: "/way",
    T.CHANGE_DETAILS: "/details",
    T.HAND_OVER: "/hand-over",
    T.CALENDAR: "/calendar.ics",
    T.TICKET: "/ticket",
    T.HANDOUTS: "https://slides.example.org",
}
TIMES: dict[str, timedelta] = {
    "before": timedelta(0),
    "running": timedelta(days=80, hours=13, minutes=10),
    "over": timedelta(days=90),
    "cancelled": timedelta(0),
}


@pytest.mark.parametrize("state", S)
@pytest.mark.parametrize("when", TIMES)
def test_the_page_shows_what_is_offered_and_nothing_else(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch, state: S, when: str
) -> None:
    workshop = open_workshop(online=3, on_site=3)
    handouts.add_handout(
        workshop, {"en": "Slides"}, url="https://slides.example.org", at=NOON, account_id=None
    )
    one = comes(workshop, "a@example.org", Way.ON_SITE)
    now = NOON + TIMES[when]
    monkeypatch.setattr(clock, "now", lambda: now)
    one.state, one.state_at = state, now
    one.cancelled_from = S.CONFIRMED if state is S.CANCELLED else None
    one.offered_until = now + timedelta(days=1) if state is S.OFFERED else None
    one.line = 1 if state is S.WAITLISTED else None
    if when == "cancelled":
        workshop.state = WorkshopState.CANCELLED
    doors = {"over": Doors.OVER, "cancelled": Doors.CANCELLED, "running": Doors.CLOSED}
    found = things(
        state, doors.get(when, Doors.OPEN), one.way, speaks=False, may_undo=state is S.CANCELLED
    )
    db.session.commit()
    own = link(one)
    page = client.get(own)
    assert page.status_code == 200
    for thing, leads in LEADS.items():
        leads = leads if leads.startswith("http") else own + leads
        is_there = bool(re.search(rf'(href|action)="{re.escape(leads)}["?#]', page.text))
        wanted = any(LEADS.get(one) == LEADS[thing] for one in found)
        assert is_there is wanted, thing
    assert page.headers["Cache-Control"] == "no-store"


def test_the_page_costs_the_same_whatever_hangs_on_it(
    client: FlaskClient, at: datetime, queries: list[str]
) -> None:
    def cost(n: int) -> int:
        workshop = open_workshop(f"cost-{n}", online=9, form={"consents": CONSENTS})
        for number in range(n):
            handouts.add_handout(
                workshop, {"en": f"{number}"}, url="https://x.example", at=at, account_id=None
            )
            comes(workshop, f"{number}@example.org")
        one = comes(workshop, "a@example.org")
        own = link(one)
        db.session.commit()
        db.session.expunge_all()
        client.get(own)
        queries.clear()
        assert client.get(own).status_code == 200
        return len(queries)

    assert cost(1) == cost(4) <= 10


# -- Offers ---------------------------------------------------------------------------------------


def offered(country: str = "DE") -> Registration:
    workshop = open_workshop(online=1, form={"offer_hours": 24})
    seated = comes(workshop, "a@example.org")
    waiting = comes(workshop, "b@example.org")
    waiting.country = country
    service.cancel(seated, at=NOON)
    db.session.commit()
    assert waiting.state is S.OFFERED
    return waiting


def test_an_offer_says_its_end_on_both_clocks_and_is_taken_by_one_button(
    client: FlaskClient, at: datetime
) -> None:
    one = offered()
    page = client.get(link(one))
    assert "A place is held for you." in page.text
    assert "Berlin" in page.text
    assert "Shanghai" in page.text
    assert "At the workshop that is" in page.text
    for _ in range(2):  # a second press is answered like the first
        answer = client.post(f"{link(one)}/accept")
        assert (answer.status_code, fresh(one).state) == (303, S.CONFIRMED)
    assert "The place is yours." in client.get(answer.headers["Location"]).text


def test_an_offer_that_ran_out_is_not_taken(
    client: FlaskClient, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = offered()
    until = one.offered_until
    assert until is not None
    monkeypatch.setattr(clock, "now", lambda: until)
    answer = client.post(f"{link(one)}/accept")
    assert answer.status_code == 409
    assert "has gone to the next in line" in answer.text
    assert fresh(one).state is S.OFFERED


# -- Calendars ------------------------------------------------------------------------------------


def test_the_workshop_can_be_added_to_any_calendar(client: FlaskClient, at: datetime) -> None:
    one = comes(open_workshop(), "a@example.org")
    db.session.commit()
    page = client.get(link(one)).text
    for program in ("calendar.google.com", "outlook.live.com", "outlook.office.com"):
        assert f"https://{program}/calendar" in page
    file = client.get(f"{link(one)}/calendar.ics")
    assert file.mimetype == "text/calendar"
    assert file.headers["Cache-Control"] == "no-store"
    assert b"BEGIN:VEVENT" in file.data


# -- Consents -------------------------------------------------------------------------------------

CONSENTS = [
    ask.stored(ask.Consent(key="abroad", label={"en": "Kept in Germany."}, required=True)),
    ask.stored(ask.Consent(key="photo", label={"en": "Photographs."})),
]


def test_a_consent_is_given_and_taken_back_by_one_click_each_and_noted_once(
    client: FlaskClient, at: datetime
) -> None:
    one = comes(open_workshop(form={"consents": CONSENTS}), "a@example.org")
    db.session.commit()
    own = link(one)
    assert "This is still needed from you" in client.get(own).text
    for _ in range(2):
        assert client.post(f"{own}/agree/abroad").status_code == 303
    page = client.get(own).text
    assert "This is still needed from you" not in page
    assert "You agreed on Monday, 1 March 2027." in page
    for _ in range(2):
        client.post(f"{own}/disagree/abroad")
    assert "This is still needed from you" in client.get(own).text
    notes = db.session.scalars(select(ConsentNote).order_by(ConsentNote.id)).all()
    assert [(note.consent, note.given, note.channel) for note in notes] == [
        ("abroad", True, "own_page"), ("abroad", False, "own_page"),
    ]  # fmt: skip
    assert notes[0].text == "Kept in Germany."


def test_who_reads_other_words_than_hold_now_agrees_to_neither(
    client: FlaskClient, at: datetime
) -> None:
    workshop = open_workshop(form={"consents": CONSENTS})
    own = link(comes(workshop, "a@example.org"))
    db.session.commit()
    read = {"consent-abroad-version": "1"}
    assert 'name="consent-abroad-version" value="1"' in client.get(own).text
    reword(workshop, "abroad")
    page = client.post(f"{own}/agree/abroad", data=read)
    assert page.status_code == 409
    assert "The words have changed. Please read them again." in page.text
    assert 'name="consent-abroad-version" value="2"' in page.text
    assert db.session.scalars(select(ConsentNote)).all() == []


def test_what_is_asked_no_more_can_still_be_taken_back_and_not_given_again(
    client: FlaskClient, at: datetime
) -> None:
    workshop = open_workshop(form={"consents": CONSENTS})
    one = comes(workshop, "a@example.org")
    db.session.commit()
    own = link(one)
    client.post(f"{own}/agree/photo")
    service.set_form(workshop, seats_per_way={Way.ONLINE: 2}, consents=[], at=at)
    db.session.commit()
    assert "Photographs." in client.get(own).text
    assert client.post(f"{own}/disagree/photo").status_code == 303
    assert "Photographs." not in client.get(own).text
    assert client.post(f"{own}/agree/photo").status_code == 404


# -- Ticket ---------------------------------------------------------------------------------------


def test_the_ticket_is_for_who_has_a_place_on_site(client: FlaskClient, at: datetime) -> None:
    workshop = open_workshop(online=1, on_site=1)
    here, waits = (comes(workshop, f"{n}@example.org", Way.ON_SITE) for n in "ab")
    online = comes(workshop, "c@example.org")
    db.session.commit()
    page = client.get(f"{link(here)}/ticket")
    assert page.status_code == 200
    assert here.key[:6].upper() in page.text
    drawn = client.get(f"{link(here)}/ticket.svg")
    assert drawn.mimetype == "image/svg+xml"
    assert here.name not in drawn.text
    for other in (waits, online):
        assert client.get(f"{link(other)}/ticket").status_code == 303
    assert client.get(f"{link(waits)}/ticket.svg").status_code == 404


# -- Handouts -------------------------------------------------------------------------------------


@pytest.fixture
def organiser(client: FlaskClient, at: datetime) -> Workshop:
    workshop = open_workshop(online=1)
    account = make_account("ada@example.org")
    workshop.members.append(Member(account=account, role=Role.EDITOR))
    db.session.commit()
    with client.session_transaction() as session:
        session["account"], session["generation"] = account.id, 0
    return workshop


HANDOUTS = "/organise/cities/handouts"
PDF = b"%PDF-1.7\n%%EOF\n"


def given() -> list[Handout]:
    db.session.expire_all()
    return list(db.session.scalars(select(Handout).order_by(Handout.position)))


def test_a_file_reaches_participants_with_a_place_and_nobody_else(
    client: FlaskClient, organiser: Workshop
) -> None:
    answer = client.post(
        HANDOUTS, data={"title-en": "Slides", "file": (BytesIO(PDF), "Vortrag Zürich.pdf")}
    )
    assert answer.status_code == 303
    (handout,) = given()
    inside, waits = comes(organiser, "a@example.org"), comes(organiser, "b@example.org")
    db.session.commit()
    page = client.get(link(inside)).text
    assert "Vortrag Zürich.pdf" in page
    file = client.get(f"{link(inside)}/handouts/{handout.key}")
    assert (file.data, file.mimetype) == (PDF, "application/pdf")
    assert file.headers["Content-Disposition"].startswith("attachment")
    assert file.headers["Cache-Control"] == "no-store"
    file.close()
    assert "Slides" not in client.get(link(waits)).text
    assert client.get(f"{link(waits)}/handouts/{handout.key}").status_code == 404


def test_handouts_are_put_in_order_changed_and_removed_with_their_file(
    client: FlaskClient, organiser: Workshop
) -> None:
    client.post(HANDOUTS, data={"title-en": "One", "file": (BytesIO(PDF), "one.pdf")})
    client.post(HANDOUTS, data={"title-en": "Two", "url": "https://video.example.org/2"})
    one, two = given()
    client.post(f"{HANDOUTS}/{two.key}/up")
    assert [handout.title["en"] for handout in given()] == ["Two", "One"]
    client.post(f"{HANDOUTS}/{one.key}", data={"title-en": "First"})
    assert one.title == {"en": "First"}
    kept = [file for file in (config().data / "uploads").iterdir()]
    assert len(kept) == 1
    for _ in range(2):  # whoever is second finds it gone
        assert client.post(f"{HANDOUTS}/{one.key}/remove").status_code == 303
    assert [handout.title["en"] for handout in given()] == ["Two"]
    assert not kept[0].exists()


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"title-en": ""}, "Please enter a title."),
        ({"title-en": "A"}, "Please choose a file, or enter an address."),
        ({"title-en": "A", "url": "javascript:alert(1)"}, "begins with https://"),
        ({"title-en": "A", "url": "http://plain.example.org"}, "begins with https://"),
        ({"title-en": "A", "file": (BytesIO(b"<html>"), "a.pdf")}, "is not what its name says"),
    ],
)
def test_a_handout_that_cannot_be_is_refused_in_words(
    client: FlaskClient, organiser: Workshop, typed: dict[str, object], sentence: str
) -> None:
    answer = client.post(HANDOUTS, data=typed)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert given() == []


# -- Handing over, from the page ------------------------------------------------------------------


def test_handing_over_takes_one_form_and_the_page_says_what_became_of_it(
    client: FlaskClient, at: datetime
) -> None:
    one = comes(open_workshop(online=1), "a@example.org")
    db.session.commit()
    own = link(one)
    assert client.get(f"{own}/hand-over").status_code == 200
    assert fresh(one).state is S.CONFIRMED
    typed = {"name": "Liu Yang", "email": "liu@example.org"}
    for _ in range(2):
        answer = client.post(f"{own}/hand-over", data=typed)
        assert answer.status_code == 303
    assert "Your colleague takes part instead." in client.get(answer.headers["Location"]).text
    assert letters("received_place") == ["liu@example.org"]
    assert client.get(f"{own}/hand-over").status_code == 409
    other = client.post(f"{own}/hand-over", data=typed | {"email": "other@example.org"})
    assert other.status_code == 409
    assert "You have handed your registration over to somebody else before." in other.text


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"name": "", "email": "b@example.org"}, "Please enter the name."),
        ({"name": "B", "email": "b@"}, "This cannot be an e-mail address."),
        ({"name": "B", "email": "A@example.org"}, "This is your own address."),
        (
            {"name": "Buy at www.example.org", "email": "b@example.org"},
            "cannot hold a web address",
        ),
        ({"name": "B", "email": "c@example.org"}, "Please ask the organisers."),
    ],
)
def test_what_cannot_be_handed_over_is_said_and_what_was_typed_stays(
    client: FlaskClient, at: datetime, typed: dict[str, str], sentence: str
) -> None:
    workshop = open_workshop(online=2)
    one = comes(workshop, "a@example.org")
    comes(workshop, "c@example.org")
    db.session.commit()
    answer = client.post(f"{link(one)}/hand-over", data=typed)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert typed["email"] in answer.text
    assert fresh(one).state is S.CONFIRMED


def test_trying_addresses_tells_few_of_them_and_who_is_known_hears_of_it(
    client: FlaskClient, at: datetime
) -> None:
    workshop = open_workshop(online=9)
    one = comes(workshop, "a@example.org")
    for name in "bcdefg":
        comes(workshop, f"{name}@example.org")
    db.session.commit()
    answers = [
        client.post(f"{link(one)}/hand-over", data={"name": "X", "email": f"{name}@example.org"})
        for name in "bbcdefg"
    ]
    assert [answer.status_code for answer in answers] == [422] * 5 + [429] * 2
    assert letters("address_in_use") == [f"{name}@example.org" for name in "bcde"]
    assert fresh(one).state is S.CONFIRMED
