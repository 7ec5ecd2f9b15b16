"""What the builder's script is answered: only what differs, and nothing of others is lost."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.accounts.models import Account
from app.agenda import outlines
from app.agenda.queries import find_item
from app.extensions import db
from app.workshops.models import Member, Workshop
from app.workshops.rules import Role
from tests.factories import (
    make_account,
    make_day,
    make_item,
    make_part,
    make_speaker,
    make_theme,
    make_workshop,
)

HOME = "/organise/urban/agenda"
JSON = {"Accept": "application/json"}


def sign_in(client: FlaskClient, account: Account) -> None:
    with client.session_transaction() as session:
        session["account"], session["generation"] = account.id, 0


@pytest.fixture
def ada(app: Flask, client: FlaskClient, at: datetime) -> Account:
    account = make_account("ada@example.org")
    db.session.commit()
    sign_in(client, account)
    return account


@pytest.fixture
def bo(app: Flask, urban: Workshop) -> FlaskClient:
    account = make_account("bo@example.org", "Bo Zhang")
    db.session.add(Member(workshop=urban, account=account, role=Role.EDITOR))
    db.session.commit()
    client = app.test_client()
    sign_in(client, account)
    return client


@pytest.fixture
def urban(ada: Account) -> Workshop:
    workshop = make_workshop("urban", owner=ada)
    day = make_day(workshop)
    theme = make_theme(workshop, key="theme-1")
    speaker = make_speaker(workshop, "Zhu Shu")
    for key in "abcd":
        item = make_item(
            workshop, day, key=key, title={"en": f"Talk {key.upper()}"}, minutes=20, theme=theme
        )
        make_part(item, speaker)
    db.session.commit()
    return workshop


def post(client: FlaskClient, path: str, since: int = 0, **fields: str) -> TestResponse:
    return client.post(f"{HOME}/{path}", data={"since": since, **fields}, headers=JSON)


def refusal_of(answer: TestResponse) -> str:
    told: Any = answer.json
    return str(told["refusal"])


def act(client: FlaskClient, path: str, since: int = 0, **fields: str) -> Any:
    answer = post(client, path, since, **fields)
    assert answer.is_json, answer.text
    return answer.json


def order(workshop: Workshop) -> str:
    db.session.rollback()
    return "".join(item.key for item in outlines.read(workshop).items)


def test_a_move_sends_the_order_and_the_times_that_follow(
    client: FlaskClient, urban: Workshop
) -> None:
    answer = act(client, "items/b/up")
    assert answer["lists"] == {
        "day-2027-05-21": ["head-theme-1", "item-b", "item-a", "item-c", "item-d"]
    }
    assert sorted(answer["times"]) == ["item-a", "item-b"]
    assert answer["rows"] == {}
    assert "09:20" in answer["times"]["item-a"]
    assert "“Talk B” is saved: 09:00–09:20 (Shanghai)" in answer["said"]
    assert "number 1 of 4" in answer["said"]
    assert answer["number"] == 1
    assert "Undo" in answer["parts"]["builder-state"]


def test_an_item_is_dropped_into_another_place(client: FlaskClient, urban: Workshop) -> None:
    act(client, "items/a/place", spot="c")
    assert order(urban) == "bcad"
    answer = act(client, "items/d/place", 1, day="", theme="", spot="")
    assert answer["lists"]["tray"] == ["item-d"]
    assert "item-d" in answer["rows"]
    answer = act(client, "items/d/place", 2, day="2027-05-21", spot="first")
    assert order(urban) == "dbca"
    assert answer["lists"]["tray"] == []


def test_undo_and_redo_answer_like_any_act(client: FlaskClient, urban: Workshop) -> None:
    act(client, "items/b/up")
    answer = act(client, "undo", 1)
    assert order(urban) == "abcd"
    assert "Talk B" in answer["said"]
    assert sorted(answer["times"]) == ["item-a", "item-b"]
    act(client, "redo", 2)
    assert order(urban) == "bacd"
    assert client.post(f"{HOME}/redo", headers=JSON).status_code == 409


def test_without_a_script_the_same_acts_lead_back_to_the_page(
    client: FlaskClient, urban: Workshop
) -> None:
    answer = client.post(f"{HOME}/items/b/up")
    assert (answer.status_code, answer.location) == (303, f"{HOME}#item-b")
    answer = client.post(f"{HOME}/undo", follow_redirects=True)
    assert "Undone: “Talk B” moved." in answer.text
    answer = client.post(f"{HOME}/redo", follow_redirects=True)
    answer = client.post(f"{HOME}/redo", follow_redirects=True)
    assert "There is nothing to do again." in answer.text


def test_what_a_colleague_did_comes_with_the_next_answer(
    client: FlaskClient, bo: FlaskClient, urban: Workshop
) -> None:
    act(bo, "items/d/up")
    answer = act(client, "items/b/up", 0)
    assert answer["lists"]["day-2027-05-21"][1:] == ["item-b", "item-a", "item-d", "item-c"]
    assert order(urban) == "badc"


def test_who_else_is_here_is_said_and_forgotten_again(
    client: FlaskClient, bo: FlaskClient, urban: Workshop
) -> None:
    act(bo, "here", item="a")
    assert "Bo Zhang" in act(client, "here")["parts"]["builder-state"]
    assert "Bo Zhang" not in act(bo, "here")["parts"]["builder-state"]


def test_who_has_looked_long_ago_gets_the_page_anew(client: FlaskClient, urban: Workshop) -> None:
    act(client, "items/b/up")
    assert act(client, "here", since=900)["reload"] is True
    assert "reload" not in act(client, "here", since=0)


def test_a_new_theme_draws_the_page_anew(client: FlaskClient, urban: Workshop) -> None:
    client.post(f"{HOME}/add-theme", data={"title-en": "Soil", "key": "soil", "colour": ""})
    assert act(client, "here", since=0)["reload"] is True


# -- The inspector --------------------------------------------------------------------------------


def test_the_inspector_saves_what_is_sent_and_leaves_the_rest(
    client: FlaskClient, urban: Workshop
) -> None:
    page = client.get(f"{HOME}/items/b/inspector").text
    assert "Talk B" in page
    assert "Zhu Shu" in page
    answer = act(client, "items/b/quick", minutes="+10")
    assert sorted(answer["times"]) == ["item-c", "item-d"]
    assert 'value="30"' in answer["inspector"]
    db.session.rollback()
    item = outlines.read(urban).item("b")
    assert item is not None
    assert (item.minutes, item.title, item.theme) == (30, {"en": "Talk B"}, "theme-1")
    assert [person for person, _ in item.parts] != []


def test_what_cannot_be_read_is_said_and_not_saved(client: FlaskClient, urban: Workshop) -> None:
    answer = post(client, "items/b/quick", minutes="soon")
    assert answer.status_code == 422
    assert "“soon” is not a length" in refusal_of(answer)


def test_the_same_fact_changed_by_both_shows_both_and_loses_neither(
    client: FlaskClient, bo: FlaskClient, urban: Workshop
) -> None:
    act(bo, "items/b/quick", minutes="45")
    refused = post(client, "items/b/quick", minutes="10")
    assert refused.status_code == 409
    told: Any = refused.json
    assert "45" in told["conflict"]
    assert "10" in told["conflict"]
    answer = act(client, "items/b/quick", told["number"], minutes="10")
    assert 'value="10"' in answer["inspector"]


def test_texts_of_both_are_shown_as_text(
    client: FlaskClient, bo: FlaskClient, urban: Workshop
) -> None:
    act(bo, "items/b/quick", 0, **{"title-en": "<script>theirs"})
    refused = post(client, "items/b/quick", 0, **{"title-en": "<script>mine"})
    told: Any = refused.json
    assert "&lt;script&gt;theirs" in told["conflict"]
    assert "&lt;script&gt;mine" in told["conflict"]
    assert "<script>" not in told["conflict"]


def test_different_facts_changed_by_both_are_no_conflict(
    client: FlaskClient, bo: FlaskClient, urban: Workshop
) -> None:
    act(bo, "items/b/quick", minutes="45")
    act(client, "items/b/quick", 0, **{"title-en": "New"})
    db.session.rollback()
    item = outlines.read(urban).item("b")
    assert item is not None
    assert (item.minutes, item.title) == (45, {"en": "New"})


def test_an_item_that_went_meanwhile_is_said(
    client: FlaskClient, bo: FlaskClient, urban: Workshop
) -> None:
    bo.post(f"{HOME}/items/b/remove")
    answer = post(client, "items/b/quick", minutes="10")
    assert answer.status_code == 409
    assert "removed" in refusal_of(answer)


# -- History --------------------------------------------------------------------------------------


def test_the_history_names_who_did_what_and_goes_back(
    client: FlaskClient, bo: FlaskClient, urban: Workshop
) -> None:
    act(client, "items/b/up")
    act(bo, "items/d/quick", minutes="45")
    page = client.get(f"{HOME}/history").text
    assert "Bo Zhang" in page
    assert "“Talk D” changed" in page
    client.post(f"{HOME}/history/1/restore")
    db.session.rollback()
    item = outlines.read(urban).item("d")
    assert item is not None
    assert item.minutes == 20
    assert order(urban) == "bacd"


@pytest.mark.parametrize("count", [1, 30])
def test_a_move_asks_the_same_questions_for_any_number_of_items(
    client: FlaskClient, urban: Workshop, queries: list[str], count: int
) -> None:
    day = make_day(urban, date(2027, 5, 22))
    for n in range(count):
        make_item(urban, day, key=f"n{n}", minutes=5)
    db.session.commit()
    queries.clear()
    act(client, "items/b/up")
    assert len(queries) == 40


# -- What goes wrong on the way -------------------------------------------------------------------


def test_an_act_whose_answer_was_lost_is_done_once(client: FlaskClient, urban: Workshop) -> None:
    first = act(client, "items/c/up", act="k1")
    again = act(client, "items/c/up", act="k1")
    assert order(urban) == "acbd"
    assert again["number"] == first["number"] == 1
    assert again["lists"] == first["lists"]
    act(client, "items/c/up", 1, act="k2")
    assert order(urban) == "cabd"


def test_a_lost_session_is_told_from_a_refusal(
    app: Flask, client: FlaskClient, urban: Workshop
) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    answer = post(client, "items/c/up")
    assert answer.status_code == 400
    assert answer.json == {"error": 400, "expired": True}
    assert order(urban) == "abcd"


def test_numbers_and_days_that_cannot_be_are_refused(client: FlaskClient, urban: Workshop) -> None:
    assert client.post(f"{HOME}/history/{'9' * 30}/restore").status_code == 404
    assert act(client, "here", since="9" * 30)["reload"] is True  # type: ignore[arg-type]
    answer = post(client, "items/a/place", day="rubbish")
    assert answer.status_code == 422
    assert order(urban) == "abcd"


def test_a_key_that_no_address_reaches_is_not_taken(client: FlaskClient, urban: Workshop) -> None:
    act(client, "items/a/duplicate", key="a/b?c")
    db.session.rollback()
    keys = [item.key for item in outlines.read(urban).items]
    assert len(keys) == 5
    assert all(key.isalnum() for key in keys)


def test_a_conflict_brings_along_all_that_others_did(
    client: FlaskClient, bo: FlaskClient, urban: Workshop
) -> None:
    act(bo, "items/b/quick", minutes="45")
    act(bo, "items/d/up", 1)
    told: Any = post(client, "items/b/quick", minutes="10").json
    assert told["number"] == 2
    assert told["lists"]["day-2027-05-21"][-2:] == ["item-d", "item-c"]


def test_who_is_at_which_item_is_said(
    client: FlaskClient, bo: FlaskClient, urban: Workshop
) -> None:
    act(bo, "here", item="c")
    state = act(client, "here")["parts"]["builder-state"]
    assert "is at “Talk C”" in state


def test_taking_a_person_out_is_an_edit_that_colleagues_see(
    client: FlaskClient, urban: Workshop
) -> None:
    speaker = make_speaker(urban, "Philipp")
    item = find_item(urban, "d")
    assert item is not None
    make_part(item, speaker)
    db.session.commit()
    client.post(f"/organise/urban/people/{speaker.key}/remove")
    answer = act(client, "here")
    assert answer["number"] == 1
    assert list(answer["rows"]) == ["item-d"]
    assert "Philipp" not in answer["rows"]["item-d"]
