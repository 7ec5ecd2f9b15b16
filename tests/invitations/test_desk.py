from __future__ import annotations

import re
from datetime import datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app import clock
from app.extensions import db
from app.invitations import service
from app.invitations.models import Invitation
from app.invitations.rules import InvitationState
from app.links import derive
from app.registration.models import SeatPool
from app.workshops.models import Organisation
from app.workshops.rules import Relation, WorkshopState
from tests.conftest import NOON
from tests.databases import ON_BOTH
from tests.factories import make_item, make_part, make_room, make_speaker
from tests.invitations.stage import TEN, Stage, desk_of, kinds, last_letter, stage


@pytest.fixture
def here(app: Flask, at: datetime) -> Stage:
    made = stage(contact={"en": "Ada, +49 30 1234"})
    made.workshop.organisations.append(
        Organisation(
            key="host", position=1, name={"en": "City of Example"}, relation=Relation.HOST
        )
    )
    made.workshop.organisations.append(
        Organisation(
            key="funder", position=2, name={"en": "Ministry"}, programme_relation=Relation.FUNDER
        )
    )
    return made


def invited(here: Stage) -> Invitation:
    invitation = here.invite()
    db.session.commit()
    return invitation


def state_of(invitation: Invitation) -> InvitationState:
    db.session.rollback()
    db.session.refresh(invitation)
    found = invitation.state
    db.session.rollback()
    return found


def test_the_desk_shows_who_asks_what_when_for_how_long_and_with_whom(
    client: FlaskClient, here: Stage
) -> None:
    make_part(here.item, make_speaker(here.workshop, "He Landi"))
    here.item.room_id = make_room(here.workshop).id
    page = client.get(desk_of(invited(here)))
    assert page.status_code == 200
    for words in (
        "Zhu Shu, you are invited",
        "Roofs of Kunming",
        "Green roofs",
        "Friday, 21 May 2027, 09:00–09:20 (Shanghai, UTC+8)",
        "Friday, 21 May 2027, 03:00–03:20 (Berlin, UTC+2)",
        "20 minutes",
        "He Landi",
        "Room ",
        "City of Example",
        "Ministry",
        "Ada, +49 30 1234",
        "The agenda is not public yet",
    ):
        assert words in page.text, words
    assert "meet.example.org" not in page.text
    assert 'data-state="sent"' in page.text


def test_the_desk_is_private_and_needs_no_cookie(client: FlaskClient, here: Stage) -> None:
    page = client.get(desk_of(invited(here)))
    assert page.headers["Cache-Control"] == "no-store"
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert "noindex" in page.headers["X-Robots-Tag"]
    assert "Set-Cookie" not in page.headers
    assert "csrf_token" not in page.text


def test_before_publication_a_speaker_sees_their_own_items_and_no_others(
    client: FlaskClient, here: Stage
) -> None:
    make_item(here.workshop, here.day, title={"en": "A secret of somebody else"})
    page = client.get(desk_of(invited(here)))
    assert "Roofs of Kunming" in page.text
    assert "A secret of somebody else" not in page.text


def test_after_publication_the_desk_follows_the_versions_and_not_the_draft(
    client: FlaskClient, here: Stage
) -> None:
    invitation = invited(here)
    here.publish()
    here.day.starts = TEN
    db.session.commit()
    assert "09:00–09:20" in client.get(desk_of(invitation)).text
    here.publish(NOON + timedelta(days=1))
    db.session.commit()
    assert "10:00–10:20" in client.get(desk_of(invitation)).text


def test_somebody_new_after_publication_sees_what_is_planned_for_them(
    client: FlaskClient, here: Stage
) -> None:
    here.publish()
    newcomer = make_speaker(here.workshop, "He Landi")
    make_part(make_item(here.workshop, here.day, title={"en": "Encore"}), newcomer)
    invitation = service.draft(newcomer, language="en", message=None, at=NOON, account_id=None)
    service.send(invitation, at=NOON, account_id=None)
    db.session.commit()
    assert "Encore" in client.get(desk_of(invitation)).text


@ON_BOTH
@pytest.mark.parametrize("path", ["", "?lang=de", "/accept", "/decline"])
def test_looking_changes_nothing_however_often_and_by_whom(
    client: FlaskClient, here: Stage, path: str
) -> None:
    invitation = invited(here)
    for _ in range(2):
        client.get(desk_of(invitation) + path)
        client.head(desk_of(invitation) + path)
        client.options(desk_of(invitation) + path)
    assert state_of(invitation) is InvitationState.SENT
    assert kinds() == ["invitation"]


@ON_BOTH
def test_a_yes_by_post_shows_the_join_link_and_the_feed(client: FlaskClient, here: Stage) -> None:
    invitation = invited(here)
    here.publish()
    db.session.commit()
    answer = client.post(f"{desk_of(invitation)}/accept", data={"note": "With pleasure"})
    assert answer.status_code == 303
    page = client.get(answer.location)
    assert "you have accepted" in page.text
    assert "https://meet.example.org/urban" in page.text
    assert "With pleasure" in page.text
    feed = re.search(r"http://plenum\.test(/feeds/[^<\"]+)", page.text)
    assert feed is not None
    calendar = client.get(feed[1])
    assert calendar.status_code == 200
    assert "Roofs of Kunming" in calendar.text
    assert "Accept</button>" not in page.text
    assert "Decline</button>" in page.text


def test_the_answer_may_change_and_a_second_press_changes_nothing(
    client: FlaskClient, here: Stage
) -> None:
    invitation = invited(here)
    desk = desk_of(invitation)
    for path in ("accept", "accept", "decline", "decline", "accept"):
        assert client.post(f"{desk}/{path}").status_code == 303
    assert state_of(invitation) is InvitationState.ACCEPTED
    assert kinds() == ["invitation", "accepted", "declined", "accepted"]


def test_a_note_that_is_too_long_is_a_sentence_and_nothing_is_lost(
    client: FlaskClient, here: Stage
) -> None:
    invitation = invited(here)
    note = "x" * 2001
    answer = client.post(f"{desk_of(invitation)}/accept", data={"note": note})
    assert answer.status_code == 422
    assert "at most 2000 characters fit" in answer.text
    assert note in answer.text
    assert state_of(invitation) is InvitationState.SENT


def test_markup_in_names_messages_and_notes_stays_text(client: FlaskClient, here: Stage) -> None:
    evil = "<script>alert(1)</script>{{7*7}}"
    here.speaker.person.name = evil
    here.item.title = {"en": evil}
    service.draft(here.speaker, language="en", message=evil, at=NOON, account_id=None)
    invitation = db.session.scalars(db.select(Invitation)).one()
    service.send(invitation, at=NOON, account_id=None)
    db.session.commit()
    client.post(f"{desk_of(invitation)}/decline", data={"note": evil + "\x00\u202e"})
    page = client.get(desk_of(invitation))
    assert page.status_code == 200
    assert "<script>alert" not in page.text
    assert "&lt;script&gt;" in page.text
    assert "\u202e" not in page.text


def test_a_wrong_link_is_not_found_and_a_dead_one_is_gone(
    client: FlaskClient, app: Flask, here: Stage
) -> None:
    invitation = invited(here)
    desk = desk_of(invitation)
    other = derive(app.config["SECRET_KEY"], "participant", invitation.key, 0)
    for wrong in (f"{desk[:-1]}a"[:-1] + "b", "/s/", f"/s/{other}", "/s/x-y", f"/s/{'a' * 300}"):
        assert client.get(wrong).status_code == 404
    service.withdraw(invitation, at=NOON, account_id=None)
    db.session.commit()
    page = client.get(desk)
    assert page.status_code == 410
    assert "This invitation was withdrawn." in page.text
    assert "newer one" not in page.text
    assert client.post(f"{desk}/accept").status_code == 410
    assert kinds() == ["invitation", "withdrawn"]


def test_a_draft_has_no_desk_yet(client: FlaskClient, here: Stage) -> None:
    invitation = service.draft(here.speaker, language="en", message=None, at=NOON, account_id=None)
    db.session.commit()
    assert client.get(desk_of(invitation)).status_code == 404


def test_the_desk_speaks_the_speakers_language_unless_asked(
    client: FlaskClient, here: Stage
) -> None:
    invitation = here.invite()
    invitation.language = "zh"
    db.session.commit()
    page = client.get(desk_of(invitation), headers={"Accept-Language": "de"})
    assert '<html lang="zh-Hans">' in page.text
    assert '<html lang="de">' in client.get(f"{desk_of(invitation)}?lang=de").text


def test_a_cancelled_workshop_takes_no_answer(client: FlaskClient, here: Stage) -> None:
    invitation = invited(here)
    here.workshop.state = WorkshopState.CANCELLED
    db.session.commit()
    page = client.get(desk_of(invitation))
    assert "This workshop is cancelled" in page.text
    assert "Accept</button>" not in page.text
    answer = client.post(f"{desk_of(invitation)}/accept")
    assert answer.status_code == 409
    assert "This workshop is cancelled" in answer.text


def test_a_workshop_that_is_over_takes_no_answer(
    client: FlaskClient, here: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    invitation = invited(here)
    monkeypatch.setattr(clock, "now", lambda: NOON + timedelta(days=365))
    page = client.get(desk_of(invitation))
    assert "This workshop is over." in page.text
    assert "Accept</button>" not in page.text
    assert client.post(f"{desk_of(invitation)}/accept").status_code == 409


def test_a_page_of_another_site_cannot_answer(client: FlaskClient, here: Stage) -> None:
    invitation = invited(here)
    answer = client.post(f"{desk_of(invitation)}/accept", headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403
    assert state_of(invitation) is InvitationState.SENT


@pytest.mark.parametrize("items", [1, 3])
def test_the_desk_costs_the_same_for_one_and_three_items(
    client: FlaskClient, here: Stage, queries: list[str], items: int
) -> None:
    for _ in range(items - 1):
        make_part(make_item(here.workshop, here.day), here.speaker)
    invitation = invited(here)
    here.publish()
    db.session.commit()
    desk = desk_of(invitation)
    client.get(desk)
    db.session.rollback()
    db.session.expunge_all()
    queries.clear()
    assert client.get(desk).status_code == 200
    # The invitation, the version, the plan, the conversation, the papers, three for the seat.
    assert len(queries) == 9


def test_a_note_belongs_to_the_answer_it_came_with(client: FlaskClient, here: Stage) -> None:
    invitation = invited(here)
    desk = desk_of(invitation)
    client.post(f"{desk}/decline", data={"note": "I cannot come"})
    page = client.get(desk).text
    assert re.search(r"<textarea[^>]*>\s*I cannot come</textarea>", page)
    assert "Save only the note" in page
    client.post(f"{desk}/accept", data={"note": ""})
    assert state_of(invitation) is InvitationState.ACCEPTED
    assert invitation.answer is None
    assert "I cannot come" not in client.get(desk).text


def test_saving_an_empty_note_clears_it_and_leaves_the_answer(
    client: FlaskClient, here: Stage
) -> None:
    invitation = invited(here)
    desk = desk_of(invitation)
    client.post(f"{desk}/accept", data={"note": "I bring slides"})
    before = kinds()
    client.post(f"{desk}/accept", data={"note": ""})
    assert state_of(invitation) is InvitationState.ACCEPTED
    assert invitation.answer is None
    assert kinds() == before


@pytest.mark.parametrize("answer", ["accept", "decline", None])
def test_the_desk_of_a_cancelled_workshop_says_only_what_holds(
    client: FlaskClient, here: Stage, answer: str | None
) -> None:
    invitation = invited(here)
    here.publish()
    db.session.commit()
    desk = desk_of(invitation)
    if answer:
        client.post(f"{desk}/{answer}", data={"note": "See you"})
    here.workshop.state = WorkshopState.CANCELLED
    db.session.commit()
    page = client.get(desk).text
    assert "This workshop is cancelled." in page
    assert "you have accepted. Thank you!" not in page
    assert "you are invited" not in page
    assert "formaction" not in page
    assert "meet.example.org" not in page
    assert "Subscribe" not in page


def test_own_items_stand_between_their_neighbours_once_all_may_read_them(
    client: FlaskClient, here: Stage
) -> None:
    make_item(here.workshop, here.day, title={"en": "Encore of others"})
    make_item(here.workshop, here.day, title={"en": "Farewell of others"})
    invitation = invited(here)
    assert "Encore of others" not in client.get(desk_of(invitation)).text
    here.publish()
    db.session.commit()
    page = client.get(desk_of(invitation)).text
    assert page.index("Roofs of Kunming") < page.index("Encore of others")
    assert "Farewell of others" not in page


def test_the_gutter_of_the_desk_shows_the_speakers_own_clock(
    client: FlaskClient, here: Stage
) -> None:
    invitation = invited(here)
    here.publish()
    db.session.commit()
    page = client.get(desk_of(invitation)).text
    gutter = re.search(r'<div class="gutter">(.*?)</div>', page, re.DOTALL)
    assert gutter is not None
    assert re.sub(r"<[^>]+>", "", gutter[1]).split() == ["03:00–03:20", "Berlin"]


def test_the_desk_says_large_and_aloud_how_the_invitation_stands(
    client: FlaskClient, here: Stage
) -> None:
    desk = desk_of(invited(here))
    for path, sentence in (
        ("", "you are invited to take part"),
        ("accept", "you have accepted. Thank you!"),
        ("decline", "you have declined."),
    ):
        if path:
            client.post(f"{desk}/{path}")
        status = re.search(r'role="status">.*?<h1>(.*?)</h1>', client.get(desk).text, re.DOTALL)
        assert status is not None
        assert sentence in status[1]


def test_the_organisers_own_words_are_marked_on_a_page_in_another_language(
    client: FlaskClient, here: Stage
) -> None:
    service.draft(here.speaker, language="en", message="Dear Shu", at=NOON, account_id=None)
    invitation = db.session.scalars(db.select(Invitation)).one()
    service.send(invitation, at=NOON, account_id=None)
    db.session.commit()
    desk = desk_of(invitation)
    assert '<blockquote class="message">' in client.get(desk).text
    assert '<blockquote class="message" lang="en">' in client.get(f"{desk}?lang=zh").text


def test_what_stands_between_two_own_items_is_named_once(client: FlaskClient, here: Stage) -> None:
    make_item(here.workshop, here.day, title={"en": "Between the two"})
    make_part(make_item(here.workshop, here.day, title={"en": "Encore"}), here.speaker)
    invitation = invited(here)
    here.publish()
    db.session.commit()
    page = client.get(desk_of(invitation)).text
    assert page.count("Between the two") == 1
    assert '<span class="tag">after</span> Between the two' in page


def test_a_seat_is_spoken_of_before_and_after_accepting(client: FlaskClient, here: Stage) -> None:
    invitation = invited(here)
    here.publish()
    db.session.commit()
    desk = desk_of(invitation)
    assert "When you accept, a place online is kept for you." in client.get(desk).text
    client.post(f"{desk}/accept")
    page = client.get(desk).text
    assert "A place online is kept for you." in page
    assert "When you accept" not in page


def test_speakers_are_told_of_no_waiting_list(client: FlaskClient, here: Stage) -> None:
    pool = db.session.scalars(db.select(SeatPool)).one()
    pool.capacity = 0
    desk = desk_of(invited(here))
    page = client.get(desk).text
    assert "When you accept, the organisers see to it that you have one." in page
    client.post(f"{desk}/accept")
    after = client.get(desk).text
    assert "All places are taken at the moment; the organisers see to it" in after
    assert "waiting list" not in page + after
    assert "waiting list" not in last_letter("accepted").text


def test_people_are_named_in_the_script_of_the_page(client: FlaskClient, here: Stage) -> None:
    person = here.speaker.person
    person.native_name, person.address_as = "朱舒", "教授"
    desk = desk_of(invited(here))
    page = client.get(f"{desk}?lang=zh").text
    assert "朱舒教授" in page
    assert "Zhu Shu" not in page
    assert "朱舒" not in client.get(f"{desk}?lang=en").text


def test_the_desk_says_only_what_is_known_of_who_stands_behind_it(
    client: FlaskClient, here: Stage
) -> None:
    desk = desk_of(invited(here))
    here.workshop.organisations[:] = [
        Organisation(
            key="friends", position=1, name={"en": "Friends of Roofs"}, relation=Relation.SUPPORTER
        )
    ]
    db.session.commit()
    page = client.get(desk).text
    assert "<dt>Supported by</dt><dd>Friends of Roofs</dd>" in page
    for label in ("Funder", "Hosted by"):
        assert f"<dt>{label}</dt>" not in page
