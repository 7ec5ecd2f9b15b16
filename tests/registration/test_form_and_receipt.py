"""What stands before the form, what is told beside it, and what follows it."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app import clock, create_app
from app.extensions import db
from app.mail.models import Letter
from app.registration import queries
from app.registration.rules import typos
from app.registration.rules.questions import questions
from app.registration.service.asking import change_questions
from app.workshops.models import Workshop
from config import Config
from tests.conftest import NOON
from tests.registration.test_joining import letters, rows
from tests.registration.test_pages import FORM, link, receipt_of, typed
from tests.registration.workshops import open_workshop, register, registered, reword

AFTER = [
    {
        "key": "body", "label": {"en": "Kind of institution"}, "kind": "choice", "step": "after",
        "why": {"en": "The funder counts kinds."}, "may_decline": True,
        "choices": [{"key": "city", "label": {"en": "City"}}],
    },
    {
        "key": "metro", "label": {"en": "Which line?"}, "kind": "text", "step": "after",
        "when": {"way": "on_site"},
    },
]  # fmt: skip


def hidden(html: str, name: str) -> str:
    found = re.search(rf'name="{name}"[^>]*value="([^"]*)"', html)
    assert found is not None
    return found[1]


# -- Robots ---------------------------------------------------------------------------------------


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    def set_clock(seconds: float) -> None:
        monkeypatch.setattr(clock, "now", lambda: NOON + timedelta(seconds=seconds))

    set_clock(0)
    return set_clock


def test_a_form_sent_at_once_comes_back_filled_in_and_is_taken_when_sent_again(
    limited: Config, app: Flask, later: Callable[[float], None]
) -> None:
    open_workshop()
    client = create_app(limited).test_client()
    shown_at = hidden(client.get(FORM).text, "shown_at")
    later(1.5)
    page = client.post(FORM, data=typed(shown_at=shown_at))
    assert page.status_code == 422
    assert "That was very quick." in page.text
    assert 'class="error-summary"' not in page.text
    assert 'value="城市研究所"' in page.text
    assert rows() == 0
    db.session.rollback()
    again = client.post(FORM, data=typed(shown_at=hidden(page.text, "shown_at")))
    assert again.status_code == 303
    assert rows() == 1


def test_no_moment_or_a_wrong_or_old_one_stops_nobody(
    limited: Config, app: Flask, later: Callable[[float], None]
) -> None:
    open_workshop()
    open_workshop("another")
    client = create_app(limited).test_client()
    shown_at = hidden(client.get(FORM).text, "shown_at")
    of_another = hidden(client.get("/w/another/register").text, "shown_at")
    later(1)
    told = [None, "", "nonsense", of_another, f"{shown_at[:-2]}xx"]
    for n, one in enumerate(told):
        form = typed(key=f"form-{n}", email=f"a{n}@example.org")
        assert client.post(FORM, data=form | ({"shown_at": one} if one else {})).status_code == 303
    later(9 * 24 * 3600)
    old = typed(key="old", email="old@example.org", shown_at=shown_at)
    assert client.post(FORM, data=old).status_code == 303
    assert rows() == len(told) + 1


def test_where_limits_are_off_nobody_is_too_quick(client: FlaskClient, at: datetime) -> None:
    open_workshop()
    shown_at = hidden(client.get(FORM).text, "shown_at")
    assert client.post(FORM, data=typed(shown_at=shown_at)).status_code == 303


# -- What is asked --------------------------------------------------------------------------------


def test_native_name_form_of_address_and_zone_are_kept_as_given(
    client: FlaskClient, at: datetime
) -> None:
    workshop = open_workshop()
    page = receipt_of(client, native_name="朱舒", address_as="主任", time_zone="America/Bogota")
    row = registered(workshop, "zhu@example.org")
    assert (row.native_name, row.address_as, row.time_zone) == ("朱舒", "主任", "America/Bogota")
    assert "朱舒" in page.text
    assert "主任" in page.text
    # 09:00 in Shanghai, on the reader's own clock.
    assert "20:00" in page.text
    receipt_of(client, key="2", email="b@example.org", time_zone="Mars/Olympus")
    assert registered(workshop, "b@example.org").time_zone is None


def test_what_stands_behind_the_disclosure_is_open_when_it_holds_something(
    client: FlaskClient, at: datetime
) -> None:
    open_workshop()
    assert '<details class="aside-of">' in client.get(FORM).text
    page = client.post(FORM, data=typed(name="", address_as="x" * 81))
    assert '<details class="aside-of" open>' in page.text
    assert "At most 80 characters fit here." in page.text


def test_who_answers_for_the_data_and_for_how_long_stands_below_the_form(
    client: FlaskClient, at: datetime
) -> None:
    open_workshop(form={"responsible": {"en": "ICLEI, data@example.org"}, "keep_days": 90})
    page = client.get(FORM).text
    assert "data@example.org" in page
    assert "Your data are erased 90 days after the workshop" in page
    assert 'href="/w/cities/privacy"' in page


def test_questions_and_consents_of_the_form_are_asked_and_kept(
    client: FlaskClient, at: datetime
) -> None:
    workshop = open_workshop(
        form={
            "questions": [
                {"key": "diet", "label": {"en": "Diet"}, "kind": "text", "required": True}
            ],
            "consents": [{"key": "photos", "label": {"en": "Photos of me"}, "required": False}],
        }
    )
    page = client.get(FORM).text
    assert 'name="q-diet"' in page
    assert "You may leave any of it empty." not in page
    refused = client.post(FORM, data=typed())
    assert refused.status_code == 422
    assert rows() == 0
    receipt_of(client, **{"q-diet": "vegan", "consent-photos": "y"})
    row = registered(workshop, "zhu@example.org")
    assert queries.answers_of(row.id) == {"diet": "vegan"}
    assert queries.agreed(row.id) == {"photos": True}


def test_who_ticked_other_words_than_hold_now_reads_them_and_ticks_again(
    client: FlaskClient, at: datetime
) -> None:
    workshop = open_workshop(form={"consents": [{"key": "photos", "label": {"en": "Photos"}}]})
    read = {"consent-photos-version": hidden(client.get(FORM).text, "consent-photos-version")}
    reword(workshop, "photos")
    page = client.post(FORM, data=typed(**read, **{"consent-photos": "y"}))
    assert page.status_code == 422
    assert "The words have changed. Please read them again." in page.text
    assert "Other words" in page.text
    box = re.search(r'<input [^>]*name="consent-photos"[^>]*>', page.text)
    assert box is not None
    assert "checked" not in box[0]
    assert rows() == 0
    read = {"consent-photos-version": hidden(page.text, "consent-photos-version")}
    assert client.post(FORM, data=typed(**read, **{"consent-photos": "y"})).status_code == 303
    assert queries.consents_of(registered(workshop, "zhu@example.org").id)["photos"].version == 2


def test_who_is_asked_by_country_has_to_say_where_they_live(
    client: FlaskClient, at: datetime
) -> None:
    abroad = {"key": "abroad", "label": {"en": "Kept in Germany."}, "required": True}
    open_workshop(form={"consents": [abroad | {"when": {"countries": ["CN"]}}]})
    why = "Needed, as what we have to ask you depends on it."
    page = client.get(FORM).text
    assert why in page
    assert "You may leave any of it empty." not in page
    assert "Each is your own choice." not in page  # above what is needed to register
    refused = client.post(FORM, data=typed(country=""))
    assert refused.status_code == 422
    assert '<a href="#country">Please choose your country or region.' in refused.text
    assert "Please tick this" in client.post(FORM, data=typed(country="CN")).text
    receipt_of(client, country="DE")


FULL = [
    {
        "key": "tour", "label": {"en": "Tour"}, "kind": "choice",
        "choices": [{"key": "a", "label": {"en": "Lab"}, "places": 1}],
    }
]  # fmt: skip


def choice(html: str) -> str:
    found = re.search(r'<input [^>]*name="q-tour"[^>]*>', html)
    assert found is not None
    return found[0]


def test_a_full_choice_is_closed_to_who_gets_a_seat_and_refused_at_its_field(
    client: FlaskClient, at: datetime
) -> None:
    workshop = open_workshop(online=2, on_site=1)
    change_questions(workshop, lambda _: questions(FULL), at=NOON, account_id=None)
    db.session.commit()
    receipt_of(client, email="one@example.org", way="on_site", **{"q-tour": "a"})
    page = client.get(FORM).text
    assert "all places taken" in page
    assert "disabled" not in choice(page)  # on site one waits, and may wish for it
    refused = client.post(FORM, data=typed(**{"q-tour": "a"}))
    assert refused.status_code == 409
    assert '<a href="#q-tour-0">All places of “Lab” are taken.' in refused.text
    assert 'id="q-tour-error"' in refused.text
    assert refused.text.count("All places of “Lab”") == 2  # above and at the field
    receipt_of(client, way="on_site", **{"q-tour": "a"})


def test_where_nobody_would_wait_a_full_choice_cannot_be_chosen(
    client: FlaskClient, at: datetime
) -> None:
    workshop = open_workshop(online=2)
    change_questions(workshop, lambda _: questions(FULL), at=NOON, account_id=None)
    db.session.commit()
    receipt_of(client, email="one@example.org", **{"q-tour": "a"})
    assert "disabled" in choice(client.get(FORM).text)


# -- The receipt ----------------------------------------------------------------------------------


def reference(html: str) -> str:
    found = re.search(r"<dt>Reference</dt><dd><strong>(\w+)</strong>", html)
    assert found is not None
    return found[1]


def test_the_reference_names_the_row_and_tells_nobody_whether_it_was_made_now(
    client: FlaskClient, at: datetime
) -> None:
    workshop = open_workshop()
    new = reference(receipt_of(client).text)
    assert registered(workshop, "zhu@example.org").key.startswith(new.lower())
    known = reference(receipt_of(client, key="form-2").text)
    assert re.fullmatch(r"\w{6}", known)
    assert known != new


def test_who_has_a_place_puts_it_into_a_calendar_from_the_receipt(
    client: FlaskClient, at: datetime
) -> None:
    open_workshop(online=1)
    page = receipt_of(client).text
    assert 'href="https://calendar.google.com/calendar/render?' in page
    assert '<a class="button quiet" href="/w/cities/calendar.ics"' in page
    assert "calendar.google.com" not in receipt_of(client, key="2", email="b@example.org").text


def test_who_waits_reads_for_how_long_a_place_is_offered(
    client: FlaskClient, at: datetime
) -> None:
    workshop = open_workshop(online=0, form={"offer_hours": 48})
    assert "who usually has 48 hours to accept it" in client.get(FORM).text
    receipt = receipt_of(client).text
    assert "You then usually have 48 hours to accept it." in receipt
    own = client.get(link(registered(workshop, "zhu@example.org"))).text
    assert "You then usually have 48 hours to accept it." in own
    for page in (receipt, own):
        assert "When one comes free, it is offered to the next in line." in page
        assert "move up" not in page
    text = db.session.scalars(select(Letter.text).where(Letter.kind == "waitlisted")).one()
    assert "who usually has 48 hours to accept it" in " ".join(text.split())


def test_an_address_that_looks_mistyped_is_taken_and_asked_about(
    client: FlaskClient, at: datetime
) -> None:
    open_workshop()
    assert "zhu@qq.com" in receipt_of(client, email="zhu@qq.con").text
    assert letters() == ["zhu@qq.con"]
    assert "check the address" not in receipt_of(client, key="2", email="zhu@qq.com").text


@pytest.mark.parametrize(
    ("typed_as", "meant"),
    [
        ("a@qq.con", "a@qq.com"),
        ("a@gmial.com", "a@gmail.com"),
        ("a@gmail.co", "a@gmail.com"),
        ("a@iclei.con", "a@iclei.com"),
        ("Ä@Outlok.com", "Ä@outlook.com"),
        ("a@126.com", None),
        ("a@ymail.com", None),
        ("a@iclei.org", None),
        ("a@wb.de", None),
        ("@qq.con", None),
        ("a", None),
    ],
)
def test_one_slip_of_the_finger_from_a_large_provider_is_asked_about(
    typed_as: str, meant: str | None
) -> None:
    assert typos.meant(typed_as) == meant
    assert all(typos.meant(f"a@{known}") is None for known in typos.KNOWN)


# -- The second screen ----------------------------------------------------------------------------


@pytest.fixture
def asks(at: datetime) -> Workshop:
    return open_workshop(form={"questions": AFTER})


def test_questions_for_the_report_come_after_and_are_kept_with_the_row(
    client: FlaskClient, asks: Workshop
) -> None:
    assert "Kind of institution" not in client.get(FORM).text
    receipt = client.post(FORM, data=typed()).headers["Location"]
    assert "1 optional question for the report" in client.get(receipt).text
    page = client.get(f"{receipt}/more")
    assert "The funder counts kinds." in page.text
    assert "Prefer not to say" in page.text
    assert page.headers["Cache-Control"] == "no-store"
    done = client.post(f"{receipt}/more", data={"q-body": "city"})
    assert done.status_code == 303
    assert "Thank you. Your answers help" in client.get(done.headers["Location"]).text
    row = registered(asks, "zhu@example.org")
    assert queries.answers_of(row.id) == {"body": "city"}
    # On their own page all that was asked stands on one form, with what was answered.
    assert re.search(r'checked[^>]*value="city"', client.get(f"{link(row)}/details").text)


def test_a_known_address_sees_the_same_second_screen_and_nothing_is_kept_for_it(
    client: FlaskClient, asks: Workshop
) -> None:
    register(asks, "zhu@example.org", key="earlier")
    db.session.commit()
    new = client.post(FORM, data=typed(key="2", email="new@example.org")).headers["Location"]
    known = client.post(FORM, data=typed()).headers["Location"]
    for receipt in (known, new):
        assert client.post(f"{receipt}/more", data={"q-body": "city"}).status_code == 303
    pages = [client.get(f"{receipt}/more").text.partition("<form")[2] for receipt in (known, new)]
    without_address = [re.sub(r'(action|href)="[^"]*"', "", page) for page in pages]
    assert without_address[0] == without_address[1]
    assert queries.answers_of(registered(asks, "zhu@example.org").id) == {}
    assert queries.answers_of(registered(asks, "new@example.org").id) == {"body": "city"}


def test_where_nothing_is_asked_after_there_is_no_second_screen(
    client: FlaskClient, at: datetime
) -> None:
    open_workshop()
    receipt = client.post(FORM, data=typed()).headers["Location"]
    assert "optional question" not in client.get(receipt).text
    assert client.get(f"{receipt}/more").status_code == 404
    assert client.get("/w/cities/registered/nonsense/more").status_code == 404
