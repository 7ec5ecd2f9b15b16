"""What a guest meets on the form, the receipt and the own page, in every state and language."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from app.extensions import db
from app.mail.models import Letter
from app.registration import service
from app.registration.models import Registration
from app.workshops.models import Workshop
from app.workshops.rules import Way, WorkshopState
from tests.conftest import NOON
from tests.registration.test_pages import FORM, link, receipt_of, typed
from tests.registration.workshops import comes, open_workshop, register, registered


def heading(html: str) -> str:
    found = re.search(r"<h1>(.*?)</h1>", html, re.DOTALL)
    assert found is not None
    return re.sub(r"<[^>]+>", "", found[1]).strip()


def button(html: str) -> list[str]:
    return re.findall(r"<button>([^<]+)</button>", html)


# -- The form -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("online", "form", "label"),
    [
        (1, {}, "Register"),
        (0, {}, "Join the waiting list"),
        (0, {"approval": True}, "Register"),
        (0, {"confirm_email": True}, "Register"),
    ],
)
def test_the_button_says_what_it_does(
    client: FlaskClient, at: datetime, online: int, form: dict[str, object], label: str
) -> None:
    open_workshop(online=online, form=form)
    assert button(client.get(FORM).text) == [label]


def test_each_way_says_the_places_left_in_its_own_label(client: FlaskClient, at: datetime) -> None:
    workshop = open_workshop(online=5, on_site=1, place={"en": "Old Hall"})
    comes(workshop, "a@example.org", Way.ON_SITE)
    db.session.commit()
    labels = re.findall(r'<label class="way".*?</label>', client.get(FORM).text, re.DOTALL)
    assert len(labels) == 2
    assert "5 places left" in labels[0]
    assert "Old Hall" not in labels[0]
    assert "you would be number 1 on the waiting list" in labels[1]
    assert "Old Hall" in labels[1]


@pytest.mark.parametrize(
    ("online", "form", "word"),
    [
        (300, {}, "open"),
        (2, {}, "few"),
        (0, {}, "waiting"),
        (0, {"waiting_list": False}, "full"),
        (9, {"opens": NOON + timedelta(days=1)}, "soon"),
        (9, {"closes": NOON}, "closed"),
    ],
)
def test_the_workshop_stands_beside_the_form_with_how_it_stands(
    client: FlaskClient, at: datetime, online: int, form: dict[str, object], word: str
) -> None:
    open_workshop(online=online, form=form)
    html = client.get(FORM).text
    pattern = r'<aside class="standing is-(\w+)" aria-label="At a glance">(.*?)</aside>'
    aside = re.search(pattern, html, re.DOTALL)
    assert aside is not None
    assert aside[1] == word
    # The same word as on the workshop's own page.
    assert f'class="standing is-{word}"' in client.get("/w/cities").text
    for piece in ("Cities and nature", "21 May 2027", "Shanghai", "Berlin"):
        assert piece in aside[2]


def test_browsers_are_told_how_to_fill_in_the_form(client: FlaskClient, at: datetime) -> None:
    open_workshop()
    html = client.get(FORM).text
    for name, hints in {
        "name": ('autocomplete="name"', 'spellcheck="false"'),
        "email": ('autocomplete="email"', 'inputmode="email"', 'spellcheck="false"'),
        "affiliation": ('autocomplete="organization"',),
        "position": ('autocomplete="organization-title"',),
        "country": ('autocomplete="country"',),
    }.items():
        tag = re.search(rf'<(?:input|select)[^>]* name="{name}"[^>]*>', html)
        assert tag is not None
        assert [hint for hint in hints if hint not in tag[0]] == []


def test_a_fault_in_the_ways_leads_to_the_first_of_them(client: FlaskClient, at: datetime) -> None:
    open_workshop(online=1, on_site=1)
    html = client.post(FORM, data=typed(way="")).text
    assert '<a href="#way-0">Please choose how you take part.</a>' in html
    assert 'id="way-0"' in html
    assert 'aria-describedby="way-error"' in html
    assert html.count("autofocus") == 1


# -- The receipt and the own page -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("online", "form", "sentence", "next_step"),
    [
        (1, {}, "You have a place.", "a calendar that follows every change"),
        (0, {}, "You are number 1 on the waiting list.", "As soon as a place is yours"),
        (1, {"approval": True}, "Your registration is with the organisers.", "have decided"),
        (1, {"confirm_email": True}, "Please confirm your address.", "confirm your address: the"),
    ],
)
def test_the_receipt_says_large_how_things_stand_and_what_comes_next(
    client: FlaskClient,
    at: datetime,
    online: int,
    form: dict[str, object],
    sentence: str,
    next_step: str,
) -> None:
    open_workshop(online=online, form=form)
    html = receipt_of(client).text
    assert heading(html) == sentence
    assert next_step in html
    status = html[html.index('role="status"') :]
    assert status.index("<h1>") < status.index("</div>")


def test_the_own_page_says_large_how_things_stand(client: FlaskClient, at: datetime) -> None:
    workshop = open_workshop(online=1)
    sees, waits = (comes(workshop, f"{name}@example.org") for name in "ab")
    db.session.commit()
    assert heading(client.get(link(sees)).text) == "You have a place."
    assert heading(client.get(link(waits)).text) == "You are number 1 on the waiting list."
    service.cancel(waits, at=NOON)
    db.session.commit()
    html = client.get(link(waits)).text
    assert heading(html) == "This registration is cancelled."
    assert html.index("Take the cancellation back") < html.index("Cities and nature</a>")
    workshop.state = WorkshopState.CANCELLED
    db.session.commit()
    html = client.get(link(sees)).text
    assert heading(html) == "This workshop is cancelled. It does not take place."


def test_after_the_workshop_the_own_page_promises_nothing(
    client: FlaskClient, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    workshop = open_workshop()
    a = comes(workshop, "a@example.org")
    db.session.commit()
    monkeypatch.setattr("app.clock.now", lambda: NOON + timedelta(days=300))
    html = client.get(link(a)).text
    assert heading(html) == "This workshop is over."
    assert "You had a place." in html
    for promise in ("You have a place", "What comes next", "Cancel my registration"):
        assert promise not in html


def test_the_own_calendar_is_offered_to_every_program(client: FlaskClient, at: datetime) -> None:
    workshop = open_workshop()
    a = comes(workshop, "a@example.org")
    db.session.commit()
    html = client.get(link(a)).text
    for start in (
        "webcal://plenum.test/feeds/r",
        "https://calendar.google.com/calendar/r?cid=webcal%3A%2F%2Fplenum.test%2Ffeeds%2Fr",
        "https://outlook.live.com/calendar/0/addfromweb/?url=http%3A%2F%2Fplenum.test",
    ):
        assert f'href="{start}' in html
    assert '<code class="address" id="feed-address">http://plenum.test/feeds/r' in html
    assert html.count('rel="noreferrer">') >= 3


# -- Languages ------------------------------------------------------------------------------------


@pytest.mark.parametrize(("code", "lang"), [("de", "de"), ("zh", "zh-Hans")])
def test_who_chooses_a_language_keeps_it_to_the_letter_and_the_own_page(
    client: FlaskClient, at: datetime, code: str, lang: str
) -> None:
    workshop = open_workshop()
    english = {"Accept-Language": "en"}
    form = client.get(f"{FORM}?lang={code}", headers=english).text
    action = re.search(r'<form[^>]* action="([^"]+)"', form)
    assert action is not None
    sent = client.post(action[1], data=typed(), headers=english)
    receipt = client.get(sent.headers["Location"], headers=english)
    assert f'<html lang="{lang}">' in receipt.text
    letter = db.session.scalars(select(Letter)).one()
    assert letter.language == code
    guest = registered(workshop, "zhu@example.org")
    db.session.rollback()
    mine = client.get(link(guest), headers=english)
    assert f'<html lang="{lang}">' in mine.text
    cancelled = client.post(f"{link(guest)}/cancel", headers=english, follow_redirects=True)
    assert f'<html lang="{lang}">' in cancelled.text
    wrong = client.post(action[1], data=typed(email="x"), headers=english)
    assert f'<html lang="{lang}">' in wrong.text


#: What may stand in Latin letters on a Chinese page: names, addresses and programs.
OURS = re.compile(
    r"Plenum|Excel|Google( Calendar)?|Outlook\.com|Microsoft 365|English|Deutsch|UTC|"
    r"https?://\S+|\S+@\S+|Zhu Shu|Director|\.ics"
)


def test_a_guest_reading_chinese_meets_no_english_word(client: FlaskClient, at: datetime) -> None:
    chinese = {"title": {"zh": "城市与自然"}, "languages": ["zh"], "contact": {"zh": "办公室"}}
    workshop = open_workshop(online=1, on_site=1, place={"zh": "会堂"}, **chinese)
    form = f"{FORM}?lang=zh"
    sent = client.post(form, data=typed())
    register(workshop, "b@example.org", language="zh", name="文静")
    db.session.commit()
    pages = [form, sent.headers["Location"], "/w/cities/nothing?lang=zh"]
    pages.append("/w/cities/register/group?lang=zh")
    pages += [link(registered(workshop, f"{name}@example.org")) for name in ("zhu", "b")]
    db.session.rollback()
    answers = [client.get(page) for page in pages]
    answers.append(client.post(form, data={}))
    for answer in answers:
        body = answer.text[answer.text.index("<header") :]
        body = re.sub(r"<strong>\w{6}</strong>", "", body)  # the reference
        said = re.sub(r"<option[^>]*>[^<]*</option>|<[^>]+>", " ", body)
        assert re.findall(r"[A-Za-z]{2,}", OURS.sub(" ", said)) == []


# -- What is said is true of the way asked for ----------------------------------------------------


def full_on_site() -> tuple[Workshop, Registration]:
    """One place on site, taken, and somebody who waits for it; online there are five."""
    workshop = open_workshop(online=5, on_site=1, place={"en": "Old Hall"})
    comes(workshop, "a@example.org", Way.ON_SITE)
    waits = comes(workshop, "b@example.org", Way.ON_SITE)
    db.session.commit()
    return workshop, waits


def test_who_waits_for_one_way_learns_that_the_other_has_places(
    client: FlaskClient, at: datetime
) -> None:
    _, waits = full_on_site()
    html = client.get(link(waits)).text
    assert "All places on site are taken." in html
    assert "All places are taken" not in html
    assert html.index("Online there are free places") < html.index("Change to: online")
    assert html.count("Change to: online") == 1
    letter = db.session.scalars(
        select(Letter).where(Letter.kind == "waitlisted", Letter.to_email == "b@example.org")
    ).one()
    assert "all places on site are taken." in " ".join(letter.text.split())
    assert "Online there are free places" in letter.text
    db.session.rollback()
    receipt = receipt_of(client, email="c@example.org", way="on_site").text
    assert "All places on site are taken." in receipt
    assert "Online there are free places" in receipt


def test_the_public_page_says_which_way_is_full(client: FlaskClient, at: datetime) -> None:
    full_on_site()
    assert "Waiting list on site" in client.get("/w/cities").text


def test_every_act_is_confirmed_and_an_old_address_does_not_lie(
    client: FlaskClient, at: datetime
) -> None:
    workshop = open_workshop(online=5, on_site=5)
    a = comes(workshop, "a@example.org")
    db.session.commit()
    moved = client.post(f"{link(a)}/way", data={"way": "on_site"}, follow_redirects=True).text
    assert "You now take part: on site." in moved
    letter = db.session.scalars(select(Letter).order_by(Letter.id.desc())).first()
    assert letter is not None
    assert "Before: online" in letter.text
    assert letter.subject.startswith("You have changed how you take part")
    db.session.rollback()
    gone = client.post(f"{link(a)}/cancel", follow_redirects=True).text
    assert '<p class="flash" role="status">Your cancellation has arrived.</p>' in gone
    back = client.post(f"{link(a)}/undo", follow_redirects=True).text
    assert "Your cancellation is taken back." in back
    assert "has arrived" not in client.get(f"{link(a)}?done=cancel").text
    assert 'class="flash"' not in client.get(f"{link(a)}?done=nonsense").text


def test_only_who_has_or_awaits_a_place_is_offered_the_calendar(
    client: FlaskClient, at: datetime
) -> None:
    workshop = open_workshop()
    a = comes(workshop, "a@example.org")
    db.session.commit()
    assert "Copy the address" in client.get(link(a)).text
    service.cancel(a, at=NOON)
    db.session.commit()
    assert "/feeds/" not in client.get(link(a)).text


def test_the_form_of_a_past_workshop_says_what_the_workshop_says(
    client: FlaskClient, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_workshop()
    monkeypatch.setattr("app.clock.now", lambda: NOON + timedelta(days=300))
    form, page = client.get(FORM).text, client.get("/w/cities").text
    assert heading(form) == "This workshop is over."
    assert 'class="standing is-over"' in form
    assert 'class="standing is-over"' in page


def test_addresses_of_a_contact_are_links_and_nothing_else_is(
    client: FlaskClient, at: datetime
) -> None:
    open_workshop(contact={"en": "<b>Ada</b> <ada@example.org>, müller@example.org."})
    html = client.get("/w/cities").text
    assert '<a href="mailto:ada@example.org">ada@example.org</a>' in html
    assert html.count("mailto:") == 1
    assert "<b>Ada" not in html
