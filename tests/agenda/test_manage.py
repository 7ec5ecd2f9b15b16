"""The builder, as organisers use it: pages without JavaScript."""

from __future__ import annotations

import re
from datetime import date, datetime, time

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.accounts.models import Account
from app.agenda.models import AgendaItem, Day, Room, Theme
from app.agenda.queries import find_item, find_room, find_theme
from app.agenda.rules.words import ItemState, Kind
from app.extensions import db
from app.people.rules import Part
from app.workshops.models import Member, Workshop
from app.workshops.rules import Role
from tests.factories import (
    make_account,
    make_day,
    make_item,
    make_part,
    make_room,
    make_speaker,
    make_theme,
    make_workshop,
)

HOME = "/organise/urban/agenda"


@pytest.fixture
def ada(app: Flask, client: FlaskClient, at: datetime) -> Account:
    account = make_account("ada@example.org")
    db.session.commit()
    with client.session_transaction() as session:
        session["account"], session["generation"] = account.id, 0
    return account


@pytest.fixture
def urban(ada: Account) -> Workshop:
    workshop = make_workshop("urban", owner=ada)
    day = make_day(workshop)
    for key in "abc":
        make_item(workshop, day, key=key, title={"en": f"Talk {key.upper()}"})
    db.session.commit()
    return workshop


def order(workshop: Workshop) -> str:
    db.session.expire_all()
    rows = select(AgendaItem.key).where(AgendaItem.workshop_id == workshop.id)
    return "".join(db.session.scalars(rows.order_by(AgendaItem.position)))


def text_of(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


ITEM = {
    "kind": "talk", "title-en": "Soil", "title-zh": "土", "day": "2027-05-21", "theme": "",
    "room": "", "minutes": "25", "pinned": "", "spot": "",
}  # fmt: skip


# -- The builder ----------------------------------------------------------------------------------


def test_the_builder_shows_times_in_the_zone_and_beside_it(
    client: FlaskClient, urban: Workshop
) -> None:
    page = text_of(client.get(HOME).text)
    assert "Talk A" in page
    assert "09:00 –09:20 Shanghai" in page
    assert "03:00 Berlin" in page


def test_a_day_that_is_yesterday_elsewhere_says_so(client: FlaskClient, urban: Workshop) -> None:
    db.session.scalars(select(Day)).one().starts = time(0, 30)
    db.session.commit()
    page = text_of(client.get(HOME).text)
    assert "Thu 20 May 18:30 Berlin" in page


def test_without_hours_the_builder_invents_none(client: FlaskClient, urban: Workshop) -> None:
    db.session.scalars(select(Day)).one().starts = None
    db.session.commit()
    page = text_of(client.get(HOME).text)
    assert "time not recorded" in page
    assert "Hours not recorded." in page
    assert "00:00" not in page


def test_without_a_zone_the_builder_says_what_is_missing(
    client: FlaskClient, urban: Workshop
) -> None:
    urban.time_zone = None
    db.session.commit()
    page = text_of(client.get(HOME).text)
    assert "no time zone yet" in page
    assert "Starts at 09:00 (zone not recorded)." in page


def test_an_empty_workshop_says_what_to_do_first(client: FlaskClient, ada: Account) -> None:
    make_workshop("urban", owner=ada)
    db.session.commit()
    page = client.get(HOME).text
    assert "Add the day of the workshop" in page


def test_slack_overlap_and_hints_stand_at_their_items(
    client: FlaskClient, urban: Workshop, at: datetime
) -> None:
    zhu = make_speaker(urban)
    for key in "ab":
        item = find_item(urban, key)
        assert item is not None
        make_part(item, zhu)
    b, c = find_item(urban, "b"), find_item(urban, "c")
    assert b is not None
    assert c is not None
    b.pinned, c.pinned = time(9, 15), time(10, 0)
    db.session.commit()
    page = client.get(HOME).text
    cards = {key: text_of(page.split(f'id="item-{key}"')[1].split("</li>")[0]) for key in "abc"}
    assert "5 minutes too long for the pin" in cards["b"]
    assert "25 minutes free" in cards["c"]
    assert "Zhu Shu" in cards["a"]
    assert "at once" in cards["a"] + cards["b"]
    assert "at once" not in cards["c"]


def test_themes_are_bands_and_go_on_after_an_interruption(
    client: FlaskClient, urban: Workshop
) -> None:
    theme = make_theme(urban, title={"en": "Rivers"}, number="IV")
    for key in "ac":
        item = find_item(urban, key)
        assert item is not None
        item.theme_id = theme.id
    db.session.commit()
    page = client.get(HOME).text
    assert "IV" in page
    assert text_of(page).count("Rivers, continued") == 1


@pytest.mark.parametrize("items", [1, 3, 300])
def test_the_builder_asks_the_same_questions_for_any_number_of_items(
    client: FlaskClient, ada: Account, queries: list[str], items: int
) -> None:
    workshop = make_workshop("urban", owner=ada)
    day, theme = make_day(workshop), make_theme(workshop)
    for _ in range(items):
        make_part(make_item(workshop, day, theme_id=theme.id), make_speaker(workshop))
    db.session.commit()
    db.session.expunge_all()
    queries.clear()
    assert client.get(HOME).status_code == 200
    assert len(queries) == 18


def test_markup_in_titles_and_names_is_text(client: FlaskClient, urban: Workshop) -> None:
    item = find_item(urban, "a")
    assert item is not None
    item.title = {"en": "<script>x</script>"}
    make_part(item, make_speaker(urban, "<b>Zhu</b>"))
    make_room(urban).name = {"en": "<i>room</i>"}
    make_theme(urban, title={"en": "<u>theme</u>"})
    db.session.commit()
    for path in ("", "/items/a", "/items/a/move", "/items/a/time", "/items/a/remove", "/add-item"):
        page = client.get(HOME + path).text
        for markup in ("<script>x", "<b>Zhu", "<i>room", "<u>theme"):
            assert markup not in page


# -- Who may --------------------------------------------------------------------------------------


def test_a_viewer_sees_and_cannot_change(client: FlaskClient, ada: Account) -> None:
    workshop = make_workshop("urban")
    workshop.members.append(Member(account=ada, role=Role.VIEWER))
    make_item(workshop, make_day(workshop), key="a")
    db.session.commit()
    page = client.get(HOME).text
    assert "↑" not in page
    assert "Add an item" not in page
    assert client.get(f"{HOME}/items/a").status_code == 200
    acts = ["/items/a", "/items/a/up", "/items/a/move", "/items/a/remove", "/items/a/time"]
    for path in (*acts, "/add-item", "/add-day", "/add-theme", "/add-room", "/add-break"):
        assert client.post(HOME + path, data=ITEM).status_code == 404
    assert len(db.session.scalars(select(AgendaItem)).all()) == 1


def test_to_a_stranger_the_workshop_does_not_exist(client: FlaskClient, ada: Account) -> None:
    make_item(make_workshop("urban"), key="a")
    db.session.commit()
    for path in ("", "/items/a", "/items/a/move", "/add-item", "/days/2027-05-21"):
        assert client.get(HOME + path).status_code == 404


# -- Adding ---------------------------------------------------------------------------------------


def key_in(page: str) -> str:
    found = re.search(r'name="key"[^>]*value="([^"]+)"', page)
    assert found is not None
    return found[1]


def test_an_item_is_added_once_though_the_form_is_sent_twice(
    client: FlaskClient, urban: Workshop
) -> None:
    zhu = make_speaker(urban)
    theme, room = make_theme(urban, key="t"), make_room(urban, "r")
    db.session.commit()
    form = ITEM | {
        "key": key_in(client.get(f"{HOME}/add-item").text),
        "theme": "t", "room": "r", "spot": "a", "subject-en": "About soil",
        "parts-0-person": zhu.key, "parts-0-part": "speaker",
        "parts-1-person": "?", "parts-1-part": "moderator",
        "parts-2-person": "", "parts-2-part": "speaker",
    }  # fmt: skip
    for _ in range(2):
        answer = client.post(f"{HOME}/add-item", data=form)
        assert answer.status_code == 303
    new = find_item(urban, form["key"])
    assert new is not None
    assert (new.title, new.minutes, new.kind) == ({"en": "Soil", "zh": "土"}, 25, Kind.TALK)
    assert (new.theme, new.room) == (theme, room)
    assert [(part.speaker, part.part) for part in new.parts] == [
        (zhu, Part.SPEAKER),
        (None, Part.MODERATOR),
    ]
    assert order(urban) == f"a{form['key']}bc"
    assert answer.location == f"{HOME}#item-{form['key']}"
    page = client.get(HOME).text
    said = "“Soil” is saved: 09:20–09:45 (Shanghai); 03:20–03:45 (Berlin), number"
    assert page.count(said) == 1
    assert page.index(f'id="item-{form["key"]}"') < page.index(said) < page.index('id="item-b"')


def test_a_break_is_added_by_one_button_once(client: FlaskClient, urban: Workshop) -> None:
    form = {"key": "abcdefghijklmnop", "day": "2027-05-21"}
    for _ in range(2):
        assert client.post(f"{HOME}/add-break", data=form).status_code == 303
    new = find_item(urban, "abcdefghijklmnop")
    assert new is not None
    assert (new.kind, new.minutes, new.title) == (Kind.BREAK, 15, None)
    assert order(urban) == "abcabcdefghijklmnop"


def test_a_break_on_a_day_that_is_gone_is_refused_kindly(
    client: FlaskClient, urban: Workshop
) -> None:
    answer = client.post(f"{HOME}/add-break", data={"day": "2027-12-31"}, follow_redirects=True)
    assert "The day, theme or room you chose is no longer there." in answer.text


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("minutes", "-5", "An item takes at least one minute."),
        ("minutes", "0", "An item takes at least one minute."),
        ("minutes", "2400", "An item takes at most 1440 minutes, which is a day."),
        ("minutes", "long", "“long” is not a length."),
        ("pinned", "25:00", "“25:00” is not a time of day."),
        ("pinned", "<b>", "“&lt;b&gt;” is not a time of day."),
        ("title-en", "x" * 301, "This text has 301 characters in “English”; at most 300 fit."),
        ("abstract-en", "x" * 6001, "at most 6000 fit."),
        ("kind", "party", "Please choose one of the entries of the list."),
        ("day", "2027-12-31", "Please choose one of the entries of the list."),
        ("day", "tomorrow", "Please choose one of the entries of the list."),
        ("theme", "none", "Please choose one of the entries of the list."),
        ("room", "none", "Please choose one of the entries of the list."),
        ("spot", "none", "Please choose one of the entries of the list."),
        ("parts-0-person", "nobody-here", "Please choose one of the entries of the list."),
        ("parts-0-part", "clown", "Please choose one of the entries of the list."),
    ],
)
def test_bad_input_is_answered_with_a_sentence_and_nothing_is_lost(
    client: FlaskClient, urban: Workshop, field: str, value: str, sentence: str
) -> None:
    parts = {"parts-0-person": "", "parts-0-part": "speaker"}
    answer = client.post(f"{HOME}/add-item", data=ITEM | parts | {field: value})
    assert answer.status_code == 422
    assert sentence in answer.text
    assert "土" in answer.text
    assert order(urban) == "abc"


def test_a_pin_into_a_skipped_hour_names_both_neighbours(
    client: FlaskClient, ada: Account
) -> None:
    workshop = make_workshop("urban", owner=ada, time_zone="Europe/Berlin")
    make_day(workshop, date(2027, 3, 28))
    db.session.commit()
    form = ITEM | {"day": "2027-03-28", "pinned": "2:30"}
    answer = client.post(f"{HOME}/add-item", data=form)
    assert answer.status_code == 422
    assert "02:30 does not exist. Please choose 01:30 or 03:30." in answer.text
    assert "土" in answer.text


def test_an_item_after_one_of_another_day_is_refused(client: FlaskClient, urban: Workshop) -> None:
    make_item(urban, make_day(urban, date(2027, 5, 22)), key="x")
    db.session.commit()
    answer = client.post(f"{HOME}/add-item", data=ITEM | {"spot": "x"})
    assert answer.status_code == 422
    assert "The item to put it after is not on that day." in answer.text


def test_control_characters_and_line_breaks_in_a_title_are_cleaned(
    client: FlaskClient, urban: Workshop
) -> None:
    form = ITEM | {"key": "n", "title-en": "So\r\nil\x00\u202e \t x", "title-zh": ""}
    assert client.post(f"{HOME}/add-item", data=form).status_code == 303
    new = find_item(urban, "n")
    assert new is not None
    assert new.title == {"en": "So il x"}


def test_an_empty_form_makes_an_item_with_everything_not_recorded(
    client: FlaskClient, urban: Workshop
) -> None:
    form = ITEM | {"key": "n", "title-en": "", "title-zh": "", "minutes": "", "day": ""}
    assert client.post(f"{HOME}/add-item", data=form).status_code == 303
    new = find_item(urban, "n")
    assert new is not None
    assert (new.title, new.minutes, new.day, new.pinned) == (None, None, None, None)


# -- Editing --------------------------------------------------------------------------------------


def test_an_item_is_edited(client: FlaskClient, urban: Workshop) -> None:
    item = find_item(urban, "a")
    assert item is not None
    page = client.get(f"{HOME}/items/a").text
    assert 'value="Talk A"' in page
    form = ITEM | {"revision": "1", "pinned": "下午2点", "cancelled": "y"}
    assert client.post(f"{HOME}/items/a", data=form).status_code == 303
    db.session.expire_all()
    assert (item.title, item.pinned) == ({"en": "Soil", "zh": "土"}, time(14, 0))
    assert item.state is ItemState.CANCELLED


def test_texts_in_languages_the_form_does_not_show_stay(
    client: FlaskClient, urban: Workshop
) -> None:
    item = find_item(urban, "a")
    assert item is not None
    item.title = {"en": "Talk A", "de": "Vortrag"}
    db.session.commit()
    form = ITEM | {"revision": str(item.revision)}
    assert client.post(f"{HOME}/items/a", data=form).status_code == 303
    db.session.expire_all()
    assert item.title == {"en": "Soil", "zh": "土", "de": "Vortrag"}


def test_a_stale_edit_shows_both_texts_and_the_next_save_wins(
    client: FlaskClient, urban: Workshop
) -> None:
    address = f"{HOME}/items/a"
    theirs = ITEM | {"revision": "1", "title-en": "<b>Theirs</b>", "minutes": "30"}
    assert client.post(address, data=theirs).status_code == 303
    answer = client.post(address, data=ITEM | {"revision": "1", "title-en": "<i>Mine</i>"})
    assert answer.status_code == 409
    assert answer.text.count("Somebody else") == 1
    assert "There is a problem" not in answer.text
    assert "&lt;b&gt;Theirs&lt;/b&gt;" in answer.text
    assert "&lt;i&gt;Mine&lt;/i&gt;" in answer.text
    assert "<b>Theirs" not in answer.text
    revision = re.search(r'name="revision"[^>]*value="(\d+)"', answer.text)
    assert revision is not None
    again = ITEM | {"revision": revision[1], "title-en": "<i>Mine</i>"}
    assert client.post(address, data=again).status_code == 303
    db.session.expire_all()
    item = find_item(urban, "a")
    assert item is not None
    assert item.title == {"en": "<i>Mine</i>", "zh": "土"}


def test_an_edit_of_what_was_removed_meanwhile_keeps_what_was_typed(
    client: FlaskClient, urban: Workshop
) -> None:
    assert client.post(f"{HOME}/items/a/remove").status_code == 303
    answer = client.post(f"{HOME}/items/a", data=ITEM | {"revision": "1"})
    assert answer.status_code == 409
    assert "Somebody else removed this in the meantime." in answer.text
    assert "土" in answer.text


def test_an_edit_without_a_revision_is_not_taken_for_the_newest(
    client: FlaskClient, urban: Workshop
) -> None:
    assert client.post(f"{HOME}/items/a", data=ITEM | {"revision": "x"}).status_code == 409
    assert client.post(f"{HOME}/items/a", data=ITEM).status_code == 409
    item = find_item(urban, "a")
    assert item is not None
    assert item.title == {"en": "Talk A"}


def test_time_is_set_by_a_small_form(client: FlaskClient, urban: Workshop) -> None:
    address = f"{HOME}/items/b/time"
    assert client.get(address).status_code == 200
    form = {"minutes": "1h30", "pinned": "2pm", "revision": "1"}
    assert client.post(address, data=form).status_code == 303
    db.session.expire_all()
    item = find_item(urban, "b")
    assert item is not None
    assert (item.minutes, item.pinned) == (90, time(14, 0))
    assert client.post(address, data=form | {"minutes": "5"}).status_code == 409
    assert client.post(address, data=form | {"minutes": "-5"}).status_code == 422


# -- Moving ---------------------------------------------------------------------------------------


def test_items_move_by_button(client: FlaskClient, urban: Workshop) -> None:
    assert client.post(f"{HOME}/items/b/up").status_code == 303
    assert order(urban) == "bac"
    assert client.post(f"{HOME}/items/b/down").status_code == 303
    assert order(urban) == "abc"
    assert client.get(f"{HOME}/items/b/up").status_code == 405


def test_moving_what_is_gone_says_so(client: FlaskClient, urban: Workshop) -> None:
    answer = client.post(f"{HOME}/items/none/up", follow_redirects=True)
    assert "Somebody else removed this in the meantime." in answer.text


def test_items_move_to_another_day_theme_and_room(client: FlaskClient, urban: Workshop) -> None:
    saturday = make_day(urban, date(2027, 5, 22))
    theme, room = make_theme(urban, key="t"), make_room(urban, "r")
    db.session.commit()
    assert "after “Talk B”" in client.get(f"{HOME}/items/a/move").text
    form = {"day": "2027-05-22", "theme": "t", "room": "r", "spot": ""}
    assert client.post(f"{HOME}/items/a/move", data=form).status_code == 303
    item = find_item(urban, "a")
    assert item is not None
    assert (item.day, item.theme, item.room) == (saturday, theme, room)
    bad = client.post(f"{HOME}/items/a/move", data=form | {"spot": "b"})
    assert bad.status_code == 422
    assert client.post(f"{HOME}/items/a/move", data=form | {"day": "x"}).status_code == 422
    assert client.get(f"{HOME}/items/none/move").status_code == 404


def test_removing_asks_first_and_may_be_clicked_twice(
    client: FlaskClient, urban: Workshop
) -> None:
    assert "Remove “Talk A”?" in client.get(f"{HOME}/items/a/remove").text
    assert order(urban) == "abc"
    for _ in range(2):
        assert client.post(f"{HOME}/items/a/remove").status_code == 303
    assert order(urban) == "bc"


# -- Themes, days, rooms --------------------------------------------------------------------------


def test_a_theme_is_added_edited_moved_and_removed(client: FlaskClient, urban: Workshop) -> None:
    zhu = make_speaker(urban)
    make_theme(urban, key="old")
    db.session.commit()
    form = {
        "key": key_in(client.get(f"{HOME}/add-theme").text), "number": "II", "colour": "moss",
        "title-en": "Rivers", "guests-0-person": zhu.key, "guests-0-part": "delegate",
    }  # fmt: skip
    for _ in range(2):
        assert client.post(f"{HOME}/add-theme", data=form).status_code == 303
    key = form["key"]
    theme = find_theme(urban, key)
    assert theme is not None
    assert [guest.speaker for guest in theme.guests] == [zhu]
    assert "Zhu Shu" in client.get(f"{HOME}/themes/{key}").text
    stale = form | {"revision": str(theme.revision), "title-en": "Lakes"}
    assert client.post(f"{HOME}/themes/{key}", data=stale).status_code == 303
    answer = client.post(f"{HOME}/themes/{key}", data=stale | {"title-en": "Ponds"})
    assert answer.status_code == 409
    assert "Lakes" in answer.text
    assert "Ponds" in answer.text
    assert client.post(f"{HOME}/themes/{key}/up").status_code == 303
    keys = db.session.scalars(select(Theme.key).order_by(Theme.position)).all()
    assert keys == [key, "old"]
    assert client.get(f"{HOME}/themes/{key}/remove").status_code == 200
    for _ in range(2):
        assert client.post(f"{HOME}/themes/{key}/remove").status_code == 303
    assert find_theme(urban, key) is None
    assert client.post(f"{HOME}/themes/{key}", data=stale).status_code == 409


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("title-en", "", "Please give the theme a title."),
        ("title-en", "x" * 301, "at most 300 fit."),
        ("number", "x" * 13, "At most 12 characters fit here."),
        ("colour", "pink", "Please choose one of the entries of the list."),
        ("guests-0-person", "?", "Please choose one of the entries of the list."),
    ],
)
def test_what_no_theme_can_be(
    client: FlaskClient, urban: Workshop, field: str, value: str, sentence: str
) -> None:
    form = {"title-en": "Rivers", "colour": "", "guests-0-part": "delegate", "guests-0-person": ""}
    answer = client.post(f"{HOME}/add-theme", data=form | {field: value})
    assert answer.status_code == 422
    assert sentence in answer.text


def test_a_day_is_added_edited_and_removed(client: FlaskClient, urban: Workshop) -> None:
    form = {"date": "2027-05-22", "starts": "9 Uhr", "ends": "17:00"}
    assert client.get(f"{HOME}/add-day").status_code == 200
    for _ in range(2):
        assert client.post(f"{HOME}/add-day", data=form).status_code == 303
    address = f"{HOME}/days/2027-05-22"
    assert 'value="09:00"' in client.get(address).text
    changed = form | {"revision": "1", "date": "2027-05-23"}
    assert client.post(address, data=changed).status_code == 303
    gone = client.post(address, data=changed)
    assert gone.status_code == 409
    address = f"{HOME}/days/2027-05-23"
    stale = client.post(address, data=changed | {"starts": "8:00"})
    assert stale.status_code == 409
    assert "8:00" in stale.text
    assert client.get(f"{address}/remove").status_code == 200
    assert client.post(f"{address}/remove").status_code == 303
    assert len(db.session.scalars(select(Day)).all()) == 1
    assert client.get(f"{HOME}/days/2027-02-30").status_code == 404


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("date", "", "Please give the day a date."),
        ("date", "2027-02-30", "“2027-02-30” is not a date."),
        ("date", " ", "Please give the day a date."),
        ("date", "0001-01-01", "Please give a year from 1970 to 2199."),
        ("date", "9999-12-31", "Please give a year from 1970 to 2199."),
        ("date", "2027-05-21", "This day is on the agenda already."),
        ("starts", "half nine", "“half nine” is not a time of day."),
        ("ends", "08:00", "The day ends at 08:00, which is not after its start at 09:30."),
    ],
)
def test_what_no_day_can_be(
    client: FlaskClient, urban: Workshop, field: str, value: str, sentence: str
) -> None:
    form = {"date": "2027-05-22", "starts": "09:30", "ends": ""}
    answer = client.post(f"{HOME}/add-day", data=form | {field: value})
    assert answer.status_code == 422
    assert sentence in answer.text
    assert len(db.session.scalars(select(Day)).all()) == 1


def test_a_day_in_the_past_or_far_ahead_is_a_day(client: FlaskClient, urban: Workshop) -> None:
    for day in ("1970-01-01", "2038-01-19", "2028-02-29"):
        form = {"date": day, "starts": "", "ends": ""}
        assert client.post(f"{HOME}/add-day", data=form).status_code == 303
    assert client.get(HOME).status_code == 200


def test_a_room_is_added_edited_moved_and_removed(client: FlaskClient, urban: Workshop) -> None:
    form = {"key": key_in(client.get(f"{HOME}/add-room").text), "name-en": "Aula"}
    for _ in range(2):
        assert client.post(f"{HOME}/add-room", data=form).status_code == 303
    make_room(urban, "z")
    db.session.commit()
    key = form["key"]
    room = find_room(urban, key)
    assert room is not None
    address = f"{HOME}/rooms/{key}"
    assert client.get(address).status_code == 200
    changed = {"revision": "1", "name-en": "Hall"}
    assert client.post(address, data=changed).status_code == 303
    assert client.post(address, data=changed | {"name-en": "X"}).status_code == 409
    assert client.post(address, data={"revision": "2", "name-en": ""}).status_code == 422
    assert client.post(f"{address}/down").status_code == 303
    assert db.session.scalars(select(Room.key).order_by(Room.position)).all() == ["z", key]
    assert client.get(f"{address}/remove").status_code == 200
    assert client.post(f"{address}/remove").status_code == 303
    assert find_room(urban, key) is None


# -- Languages ------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["de", "zh"])
def test_pages_speak_every_language(client: FlaskClient, urban: Workshop, language: str) -> None:
    for path in ("", "/items/a", "/items/a/move", "/items/a/time", "/items/a/remove", "/add-item",
                 "/add-theme", "/add-day", "/add-room", "/days/2027-05-21"):  # fmt: skip
        assert client.get(f"{HOME}{path}?lang={language}").status_code == 200


@pytest.mark.parametrize(("people", "rows"), [(0, 4), (1, 3), (3, 5)])
def test_there_are_always_empty_rows_for_more_people(
    client: FlaskClient, urban: Workshop, people: int, rows: int
) -> None:
    item = db.session.scalars(select(AgendaItem).where(AgendaItem.key == "a")).one()
    for _ in range(people):
        make_part(item, make_speaker(urban))
    db.session.commit()
    page = client.get(f"{HOME}/items/a").text
    assert f'name="parts-{rows - 1}-person"' in page
    assert f'name="parts-{rows}-person"' not in page


@pytest.mark.parametrize("row", ["²", "9" * 4400, "-1", "x"])
def test_rows_of_people_with_made_up_numbers_do_no_harm(
    client: FlaskClient, urban: Workshop, row: str
) -> None:
    answer = client.post(f"{HOME}/add-item", data=ITEM | {f"parts-{row}-person": "x"})
    assert answer.status_code in (303, 422)
