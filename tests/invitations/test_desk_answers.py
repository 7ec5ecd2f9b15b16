"""The answers that need a page, questions, assistants, and that somebody was here."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app import clock
from app.extensions import config, db
from app.invitations import service
from app.invitations.models import Invitation, Remark
from app.invitations.rules import Author, InvitationState, Via
from app.links import derive
from app.mail.models import Letter
from app.people.queries import windows_of
from app.workshops.rules import WorkshopState
from tests.conftest import NOON
from tests.databases import ON_BOTH
from tests.factories import make_item
from tests.invitations.stage import Stage, desk_of, kinds, stage

S = InvitationState
PAGES = ("approval", "colleague", "another-time", "question", "assistant")
LI = {"name": "Li Wei", "email": "li.wei@example.org"}
#: The half hour of the talk, 09:00 in Shanghai.
NINE = datetime(2027, 5, 21, 1, 0, tzinfo=UTC)
HALF = timedelta(minutes=30)


@pytest.fixture
def here(app: Flask, at: datetime) -> Stage:
    return stage()


def invited(here: Stage) -> Invitation:
    invitation = here.invite()
    db.session.commit()
    return invitation


def now(invitation: Invitation) -> Invitation:
    db.session.rollback()
    db.session.refresh(invitation)
    return invitation


def assistants_desk(invitation: Invitation) -> str:
    now(invitation)
    token = derive(
        config().secret_key, "assistant", invitation.key, invitation.assistant_generation
    )
    db.session.rollback()
    return f"/s/{token}"


@ON_BOTH
def test_looking_at_the_page_of_an_answer_changes_nothing(
    client: FlaskClient, here: Stage
) -> None:
    invitation = invited(here)
    for page in PAGES:
        assert client.get(f"{desk_of(invitation)}/{page}").status_code == 200, page
    for path in ("opened", "assistant/remove"):
        assert client.get(f"{desk_of(invitation)}/{path}").status_code == 405
    assert (now(invitation).state, invitation.opened_at) == (S.SENT, None)
    assert kinds() == ["invitation"]


@ON_BOTH
def test_perhaps_needs_one_press_and_says_what_comes_next(
    client: FlaskClient, here: Stage
) -> None:
    invitation = invited(here)
    answer = client.post(f"{desk_of(invitation)}/approval", data={"note": "On Monday"})
    assert answer.status_code == 303
    page = client.get(answer.location).text
    assert "Please accept or decline once you know." in page
    assert (now(invitation).state, invitation.answer) == (S.TENTATIVE, "On Monday")
    assert kinds() == ["invitation", "tentative"]


@ON_BOTH
def test_a_colleague_is_named_after_declining_in_four_acts_from_the_e_mail(
    client: FlaskClient, here: Stage
) -> None:
    invitation = invited(here)
    desk = desk_of(invitation)
    client.get(desk)  # 1: the link
    declined = client.get(client.post(f"{desk}/decline").location).text  # 2: decline
    link = re.search(r'href="([^"]+/colleague[^"]*)">Name a colleague', declined)
    assert link is not None
    assert client.get(link[1]).status_code == 200  # 3: name a colleague
    named = client.post(link[1], data=LI | {"note": "She knows more"})  # 4: name this one
    page = client.get(named.location).text
    assert "You named Li Wei." in page
    assert "You had declined before; this answer replaces it." in page
    assert (now(invitation).state, invitation.delegate_email) == (S.DELEGATING, LI["email"])
    assert kinds() == ["invitation", "declined", "delegating"]


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"name": "", "email": "li@example.org"}, "Please enter the name."),
        ({"name": "Li", "email": ""}, "Please enter the e-mail address."),
        ({"name": "Li", "email": "ZHU@example.org"}, "This is your own address."),
        ({"name": "Li", "email": "nobody"}, "There is a problem"),
    ],
)
def test_a_colleague_without_name_or_with_the_own_address_is_asked_for_again(
    client: FlaskClient, here: Stage, typed: dict[str, str], sentence: str
) -> None:
    invitation = invited(here)
    answer = client.post(f"{desk_of(invitation)}/colleague", data=typed | {"note": "my words"})
    assert answer.status_code == 422
    assert sentence in answer.text
    assert "my words" in answer.text
    assert now(invitation).state is S.SENT


def test_an_address_that_looks_mistyped_is_asked_about_and_taken(
    client: FlaskClient, here: Stage
) -> None:
    desk = desk_of(invited(here))
    client.post(f"{desk}/colleague", data={"name": "Li Wei", "email": "li@gmial.com"})
    assert "is it perhaps li@gmail.com?" in client.get(desk).text


@ON_BOTH
def test_painted_half_hours_and_rows_become_the_times_suggested(
    client: FlaskClient, here: Stage
) -> None:
    invitation = invited(here)
    desk = desk_of(invitation)
    page = client.get(f"{desk}/another-time").text
    # Shanghai's nine is three in the morning of Berlin, where the speaker lives.
    assert re.search(r"<time>03:00</time>.*?<time>09:00</time>", page, re.DOTALL)
    sent = {
        "cells": ["2027-05-21T01:00Z", "2027-05-21T01:30Z"],
        "clock": "Europe/Berlin",
        "windows-0-date": "2027-05-22",
        "windows-0-starts": "9:00",
        "windows-0-ends": "10:00",
        "note": "Mornings suit me",
    }
    answer = client.post(f"{desk}/another-time", data=sent)
    assert answer.status_code == 303
    row = datetime(2027, 5, 22, 7, 0, tzinfo=UTC)
    assert now(invitation).state is S.COUNTER_PROPOSED
    assert windows_of(invitation.speaker) == [
        (NINE, NINE + 2 * HALF),
        (row, row + 2 * HALF),
    ]
    db.session.rollback()
    shown = client.get(desk).text
    assert "Friday, 21 May 2027, 03:00–04:00 (Berlin, UTC+2)" in shown
    assert "Friday, 21 May 2027, 09:00–10:00 (Shanghai, UTC+8)" in shown
    again = client.get(f"{desk}/another-time").text
    assert re.search(r'value="2027-05-21T01:00Z" checked', again)
    assert 'value="2027-05-22"' in again
    assert client.post(f"{desk}/another-time", data=sent).status_code == 303
    assert kinds() == ["invitation", "proposed"]


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"note": "later"}, "Please choose at least one time"),
        ({"cells": "2031-01-01T00:00Z", "note": "later"}, "Please choose at least one time"),
        ({"windows-0-date": "2020-01-01", "note": "later"}, "This time is past."),
        ({"windows-0-starts": "9:00", "windows-0-ends": "10", "note": "later"}, "the date too"),
        ({"windows-0-date": "soon", "note": "later"}, "There is a problem"),
    ],
)
def test_times_that_say_nothing_are_refused_and_nothing_is_lost(
    client: FlaskClient, here: Stage, sent: dict[str, str], sentence: str
) -> None:
    invitation = invited(here)
    answer = client.post(
        f"{desk_of(invitation)}/another-time", data=sent | {"clock": "Europe/Berlin"}
    )
    assert answer.status_code == 422
    assert sentence in answer.text
    assert ">later</textarea>" in re.sub(r">\s+later", ">later", answer.text)
    assert now(invitation).state is S.SENT


def test_rows_need_a_clock(client: FlaskClient, here: Stage) -> None:
    sent = {"windows-0-date": "2027-05-22", "clock": ""}
    answer = client.post(f"{desk_of(invited(here))}/another-time", data=sent)
    assert answer.status_code == 422
    assert "Please choose the time zone of these hours." in answer.text


def test_without_hours_only_rows_are_offered(client: FlaskClient, here: Stage) -> None:
    here.day.starts = None
    page = client.get(f"{desk_of(invited(here))}/another-time").text
    assert "The hours of the workshop are not fixed yet." in page
    assert 'name="cells"' not in page
    assert "windows-0-date" in page


def test_the_agenda_stands_beside_the_half_hours_once_it_is_public(
    client: FlaskClient, here: Stage
) -> None:

    here.item.minutes = 40
    make_item(here.workshop, here.day, title={"en": "Encore of others"})
    invitation = invited(here)
    page = client.get(f"{desk_of(invitation)}/another-time").text
    assert page.count("Roofs of Kunming (your part)") == 2  # at 09:00 and, until 09:40, at 09:30
    assert "Encore of others" not in page
    here.publish()
    db.session.commit()
    assert "Encore of others" in client.get(f"{desk_of(invitation)}/another-time").text


@ON_BOTH
def test_a_question_is_shown_with_the_reply_and_a_second_press_asks_once(
    client: FlaskClient, here: Stage
) -> None:
    invitation = invited(here)
    desk = desk_of(invitation)
    for _ in range(2):
        answer = client.post(f"{desk}/question", data={"text": "Is there <b>tea</b>?"})
        assert answer.status_code == 303
    remark = db.session.scalars(db.select(Remark)).one()
    assert (remark.author, remark.via) == (Author.SPEAKER, Via.DESK)
    assert remark.settled_at is None
    service.reply(remark, "Yes, green.", at=NOON, account_id=None)
    db.session.commit()
    page = client.get(desk).text
    assert page.index("Is there &lt;b&gt;tea&lt;/b&gt;?") < page.index("Yes, green.")
    assert now(invitation).state is S.SENT


def test_the_twenty_first_question_of_an_hour_is_refused_and_kept(
    client: FlaskClient, here: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    invitation = invited(here)
    for n in range(20):
        service.ask(invitation, f"Question {n}", at=clock.now())
    db.session.commit()
    desk = desk_of(invitation)
    refused = client.post(f"{desk}/question", data={"text": "One more"})
    assert refused.status_code == 429
    assert "One more" in refused.text
    later = clock.now() + timedelta(hours=1, minutes=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert client.post(f"{desk}/question", data={"text": "One more"}).status_code == 303


def test_who_may_not_answer_any_more_may_still_ask(client: FlaskClient, here: Stage) -> None:
    invitation = invited(here)
    here.workshop.state = WorkshopState.CANCELLED
    db.session.commit()
    desk = desk_of(invitation)
    for page in ("approval", "colleague", "another-time"):
        assert client.get(f"{desk}/{page}").status_code == 303
        assert client.post(f"{desk}/{page}", data=LI).status_code == 409
    assert client.post(f"{desk}/question", data={"text": "Why?"}).status_code == 303
    assert now(invitation).state is S.SENT


@pytest.mark.parametrize(
    ("page", "sent", "said"),
    [
        ("accept", {"note": "I would\nlove to"}, ["I would<br>love to"]),
        ("accept", {"note": "x" * 2001}, ["x" * 2001]),
        ("approval", {"note": "Perhaps in June"}, ["Perhaps in June"]),
        ("colleague", LI | {"note": "She knows"}, ["Li Wei", "li.wei@example.org", "She knows"]),
        ("colleague", {"name": "Li Wei", "email": "none"}, ["Li Wei", "<dd>none</dd>"]),
        (
            "another-time",
            {"cells": [f"{NINE:%Y-%m-%dT%H:%MZ}", "junk"], "clock": "Asia/Shanghai",
             "windows-0-date": "2027-05-22", "windows-0-starts": "2pm", "note": "Sorry"},
            ["Friday, 21 May 2027, 09:00–09:30 (Shanghai, UTC+8)", "2027-05-22 2pm", "Sorry"],
        ),
        ("another-time", {"note": "Any day in June"}, ["Any day in June"]),
    ],
)  # fmt: skip
def test_what_came_too_late_is_shown_and_not_lost(
    client: FlaskClient, here: Stage, page: str, sent: dict[str, str], said: list[str]
) -> None:
    invitation = invited(here)
    service.lapse(invitation, at=clock.now(), account_id=None)
    db.session.commit()
    desk = desk_of(invitation)
    answer = client.post(f"{desk}/{page}", data=sent)
    assert answer.status_code == 409
    written = answer.text[answer.text.index("What you wrote") :]
    for words in (*said, f'href="{desk}/question"'):
        assert words in written
    assert now(invitation).state is S.LAPSED


@ON_BOTH
def test_an_assistant_gets_a_copy_and_acts_by_a_link_of_their_own(
    client: FlaskClient, here: Stage
) -> None:
    invitation = invited(here)
    desk = desk_of(invitation)
    wang = {"name": "Wang Fang", "email": "office@example.org"}
    assert client.post(f"{desk}/assistant", data=wang).status_code == 303
    copy = db.session.scalars(db.select(Letter).order_by(Letter.id.desc())).first()
    assert copy is not None
    assert (copy.kind, copy.to_email) == ("invitation", "office@example.org")
    db.session.rollback()
    assert "Wang Fang gets copies and may act for you." in client.get(desk).text
    theirs = assistants_desk(invitation)
    page = client.get(theirs).text
    assert "You act for Zhu Shu." in page
    assert "This link is for Wang Fang, who acts for Zhu Shu" in page
    closed = client.get(f"{theirs}/assistant")
    assert closed.status_code == 403
    assert "Only the speaker can say who acts for them." in closed.text
    assert "You act for Zhu Shu." in closed.text
    assert client.post(f"{theirs}/accept").status_code == 303
    assert (now(invitation).state, invitation.answered_via) == (S.ACCEPTED, Via.ASSISTANT)
    db.session.rollback()
    assert "Your assistant answered." in client.get(desk).text
    assert client.post(f"{desk}/assistant", data=wang).status_code == 303  # the same again
    assert client.get(theirs).status_code == 200
    client.post(f"{desk}/assistant", data={"name": "Sun", "email": "sun@example.org"})
    assert client.get(theirs).status_code == 410
    newest = assistants_desk(invitation)
    client.post(f"{desk}/assistant/remove")
    gone = client.get(newest)
    assert gone.status_code == 410
    assert "You no longer act for this speaker." in gone.text


def test_the_speakers_own_address_is_no_assistants(client: FlaskClient, here: Stage) -> None:
    desk = desk_of(invited(here))
    answer = client.post(f"{desk}/assistant", data={"name": "Me", "email": "zhu@example.org"})
    assert answer.status_code == 422
    assert "the speaker’s own address" in answer.text


def test_withdrawing_ends_the_link_of_the_assistant_too(client: FlaskClient, here: Stage) -> None:
    invitation = invited(here)
    service.name_assistant(invitation, name="W", email="office@example.org", at=NOON)
    db.session.commit()
    theirs = assistants_desk(invitation)
    service.withdraw(invitation, at=NOON, account_id=None)
    db.session.commit()
    assert client.get(theirs).status_code == 410


@ON_BOTH
def test_the_first_touch_counts_as_opened_once_and_an_answer_does_too(
    client: FlaskClient, here: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    invitation = invited(here)
    desk = desk_of(invitation)
    page = client.get(desk).text
    address = re.search(r'data-opened="([^"]+)"', page)
    assert address is not None
    assert client.post(address[1]).status_code == 204
    first = now(invitation).opened_at
    assert first is not None
    db.session.rollback()
    later = clock.now() + timedelta(hours=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert client.post(address[1]).status_code == 204
    assert now(invitation).opened_at == first
    invitation.opened_at = None
    db.session.commit()
    client.post(f"{desk}/accept")
    assert now(invitation).opened_at == later
    assert client.post(address[1].replace("/opened", "x/opened")).status_code == 404


def test_another_answer_in_a_second_tab_says_what_it_replaced(
    client: FlaskClient, here: Stage
) -> None:
    desk = desk_of(invited(here))
    client.post(f"{desk}/accept")
    same = client.post(f"{desk}/accept")
    assert "was=" not in same.location
    changed = client.post(f"{desk}/decline")
    assert "You had accepted before; this answer replaces it." in client.get(changed.location).text
    assert "this answer replaces it" not in client.get(f"{desk}?was=nonsense").text


@pytest.mark.parametrize(
    ("at_day", "sentence"),
    [
        (date(2027, 5, 1), "Please answer by the end of Saturday, 1 May 2027 (Berlin, UTC+2)."),
        (NOON.date() - timedelta(days=3), "You can still answer."),
    ],
)
def test_the_last_day_for_an_answer_is_said_where_the_speaker_lives(
    client: FlaskClient, here: Stage, at_day: date, sentence: str
) -> None:
    invitation = invited(here)
    invitation.answer_by = at_day
    db.session.commit()
    desk = desk_of(invitation)
    assert sentence in client.get(desk).text
    client.post(f"{desk}/accept")
    assert sentence not in client.get(desk).text


def test_on_the_day_the_way_into_the_meeting_stands_on_top_for_who_accepted(
    client: FlaskClient, here: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = desk_of(invited(here))
    monkeypatch.setattr(clock, "now", lambda: NINE - timedelta(hours=1))
    assert "Join the online meeting" not in client.get(desk).text
    client.post(f"{desk}/accept")
    page = client.get(desk).text
    assert "Join the online meeting" in page
    assert "Your part begins at Friday, 21 May 2027, 03:00 (Berlin, UTC+2)." in page
    monkeypatch.setattr(clock, "now", lambda: NINE - timedelta(days=2))
    assert "Join the online meeting" not in client.get(desk).text


def test_what_changed_since_the_last_e_mail_is_marked(client: FlaskClient, here: Stage) -> None:
    invitation = invited(here)
    desk = desk_of(invitation)
    assert "Changed since our last e-mail" not in client.get(desk).text

    here.day.starts = time(11, 0)
    db.session.commit()
    assert "Changed since our last e-mail" in client.get(desk).text
