"""Pasted rows become items: by the verb on both databases, and by the pages of organisers."""

from __future__ import annotations

import io
import re
from datetime import date, datetime, time
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from app.accounts.models import Account
from app.agenda.models import AgendaItem, Day, Theme
from app.agenda.positions import LAST, Spot
from app.agenda.rules import refusals, typed
from app.agenda.rules.words import Kind
from app.agenda.service.items import Place
from app.agenda.service.pasting import NewPerson, NewRow, NewTheme, Pasted, paste_rows
from app.extensions import db
from app.people.models import Speaker
from app.people.rules import Part
from app.workshops.models import Workshop
from tests.conftest import NOON
from tests.databases import ON_BOTH
from tests.factories import make_account, make_day, make_item, make_speaker, make_theme
from tests.factories import make_workshop as workshop_of

FRIDAY = date(2027, 5, 21)
BY: dict[str, Any] = {"at": NOON, "account_id": None}
PASTE = "/organise/urban/agenda/paste"
TEXT = (
    "Time\tTitle\tSpeaker\tMin\n09:00\tOpening\tZhu Shu\t10\n"
    "09:10\tSoil\tAnna Keller (City of Bonn); Zhu Shu\t20\n09:45\tBreak\t\t15"
)


def rows(workshop: Workshop) -> list[AgendaItem]:
    db.session.expire_all()
    found = select(AgendaItem).where(AgendaItem.workshop_id == workshop.id)
    return list(db.session.scalars(found.order_by(AgendaItem.position, AgendaItem.id)))


def order(workshop: Workshop) -> str:
    return " ".join(row.key for row in rows(workshop))


def row(key: str, minutes: int | None = 20, begins: str = "", **more: Any) -> NewRow:
    return NewRow(
        key=key,
        kind=Kind.TALK,
        title={"en": key},
        minutes=minutes,
        begins=time.fromisoformat(begins) if begins else None,
        theme=more.pop("theme", None),
        **more,
    )


# -- The verb -------------------------------------------------------------------------------------


@ON_BOTH
class TestPasteRows:
    @pytest.fixture
    def urban(self, app: Flask) -> Workshop:
        workshop = workshop_of("urban")
        day = make_day(workshop)
        for key in "ab":
            make_item(workshop, day, key=key, minutes=30)
        make_item(workshop, None, key="t")
        db.session.commit()
        return workshop

    def paste(self, workshop: Workshop, *new: NewRow, **more: Any) -> Pasted:
        given: dict[str, Any] = {"place": Place(day=FRIDAY), "spot": LAST} | more
        return paste_rows(workshop, new, **given, **BY)

    @pytest.mark.parametrize(
        ("spot", "after"),
        [(LAST, "a b n m t"), (Spot(first=True), "n m a b t"), (Spot(after="a"), "a n m b t")],
    )
    def test_rows_stand_one_after_another_at_their_spot(
        self, urban: Workshop, spot: Spot, after: str
    ) -> None:
        assert self.paste(urban, row("n"), row("m"), spot=spot) == Pasted(first="n", added=2)
        assert order(urban) == after

    def test_pasted_twice_they_are_there_once(self, urban: Workshop) -> None:
        keller = NewPerson(key="k", name="Anna Keller")
        for _ in range(2):
            done = self.paste(urban, row("n", parts=[("k", Part.SPEAKER)]), people=[keller])
        assert (done.added, order(urban)) == (0, "a b n t")
        assert db.session.scalar(select(func.count()).select_from(Speaker)) == 1

    def test_people_and_themes_come_along_in_one_go(self, urban: Workshop) -> None:
        theme, zhu = make_theme(urban), make_speaker(urban)
        self.paste(
            urban,
            row("n", theme="s", parts=[("k", Part.MODERATOR), (zhu.key, Part.SPEAKER)]),
            row("m", parts=[(None, Part.SPEAKER)]),
            people=[NewPerson(key="k", name="Anna Keller", affiliation={"en": "Bonn"})],
            themes=[NewTheme(key="s", title={"en": "Soil"})],
            place=Place(day=FRIDAY, theme=theme.key),
        )
        first, second = (one for one in rows(urban) if one.key in "nm")
        assert [part.speaker.person.name for part in first.parts if part.speaker] == [
            "Anna Keller", "Zhu Shu",
        ]  # fmt: skip
        assert first.theme is not None
        assert first.theme.title == {"en": "Soil"}
        assert second.theme == theme
        assert second.parts[0].speaker is None

    def test_times_are_kept_only_when_asked_for_and_where_they_do_not_follow(
        self, urban: Workshop
    ) -> None:
        self.paste(urban, row("n", 20, "10:00"), row("m", 20, "10:30"), keep_times=True)
        self.paste(urban, row("o", 20, "12:00"))
        pinned = {one.key: one.pinned for one in rows(urban)}
        assert (pinned["n"], pinned["m"], pinned["o"]) == (None, time(10, 30), None)

    def test_a_day_without_hours_begins_with_the_first_of_the_times(self, app: Flask) -> None:
        workshop = workshop_of("bare")
        make_day(workshop, starts=None)
        self.paste(workshop, row("n", 20, "10:00"), row("m", 20, "10:20"), keep_times=True)
        assert db.session.scalars(select(Day)).one().starts == time(10)
        assert [one.pinned for one in rows(workshop)] == [None, None]

    def test_times_need_a_zone(self, urban: Workshop) -> None:
        urban.time_zone = None
        db.session.flush()
        with pytest.raises(typed.NeedsZone):
            self.paste(urban, row("n", 20, "10:00"), keep_times=True)

    @pytest.mark.parametrize(
        ("more", "refusal"),
        [
            ({"place": Place(day=date(2027, 1, 1))}, refusals.UnknownPlace),
            ({"place": Place(theme="none")}, refusals.UnknownPlace),
            ({"spot": Spot(after="t")}, refusals.UnknownNeighbour),
        ],
    )
    def test_what_was_removed_meanwhile_is_said(
        self, urban: Workshop, more: dict[str, Any], refusal: type[Exception]
    ) -> None:
        with pytest.raises(refusal):
            self.paste(urban, row("n"), **more)

    def test_many_items_cost_no_more_queries(self, urban: Workshop, queries: list[str]) -> None:
        counts = []
        for key in ("n", "m"):
            queries.clear()
            self.paste(urban, row(key))
            db.session.flush()
            counts.append(len(queries))
            day = db.session.scalars(select(Day)).one()
            for n in range(10):
                make_item(urban, day, key=f"{key}{n}")
        assert counts[0] == counts[1]


# -- The pages ------------------------------------------------------------------------------------


@pytest.fixture
def ada(app: Flask, client: FlaskClient, at: datetime) -> Account:
    account = make_account("ada@example.org")
    db.session.commit()
    with client.session_transaction() as session:
        session["account"], session["generation"] = account.id, 0
    return account


@pytest.fixture
def urban(ada: Account) -> Workshop:
    workshop = workshop_of("urban", owner=ada)
    make_day(workshop, starts=None)
    make_speaker(workshop, "ZHU Shu", other_names=["Zhu S."])
    db.session.commit()
    return workshop


def fields_of(page: str) -> dict[str, str]:
    """What a browser would send of the preview."""
    form = page[page.index('action="/organise/urban/agenda/paste') :]
    found: dict[str, str] = {}
    for tag in re.findall(r"<input [^>]*>", form):
        name, value = re.search(r'name="([^"]*)"', tag), re.search(r'value="([^"]*)"', tag)
        if name and ('type="checkbox"' not in tag or " checked" in tag):
            found[name[1]] = value[1] if value else ""
    for name, options in re.findall(
        r'<select [^>]*name="([^"]*)"[^>]*>(.*?)</select>', form, re.S
    ):
        chosen = re.search(r'<option selected value="([^"]*)"', options)
        found[name] = chosen[1] if chosen else ""
    area = re.search(r"<textarea [^>]*>(.*?)</textarea>", form, re.S)
    return found | {"text": area[1].strip() if area else ""}


def read(client: FlaskClient, text: str = TEXT, **more: str) -> dict[str, str]:
    answer = client.post(PASTE, data={"text": text} | more)
    assert answer.status_code == 200, answer.text
    return fields_of(answer.text)


def add(client: FlaskClient, fields: dict[str, str]) -> TestResponse:
    return client.post(PASTE, data=fields | {"act": "add"})


def test_what_is_pasted_is_looked_at_and_then_added_once(
    client: FlaskClient, urban: Workshop
) -> None:
    fields = read(client)
    assert rows(urban) == []
    for sentence in ("3 items are added.", "on the agenda already"):
        done = add(client, fields)
        first = rows(urban)[0].key
        assert (done.status_code, done.location) == (
            303, f"/organise/urban/agenda#item-{first}",
        )  # fmt: skip
        assert sentence in client.get("/organise/urban/agenda").text
    found = rows(urban)
    assert [(one.title, one.minutes, one.kind, one.pinned) for one in found] == [
        ({"en": "Opening"}, 10, Kind.OPENING, None),
        ({"en": "Soil"}, 20, Kind.TALK, None),
        ({"en": "Break"}, 15, Kind.BREAK, None),
    ]
    names = [part.speaker.person.name for part in found[1].parts if part.speaker]
    assert names == ["Anna Keller", "ZHU Shu"]
    keller = db.session.scalars(select(Speaker).order_by(Speaker.position.desc())).first()
    assert keller is not None
    assert keller.affiliation == {"en": "City of Bonn"}


def test_times_are_kept_by_one_tick(client: FlaskClient, urban: Workshop) -> None:
    add(client, read(client) | {"keep_times": "y"})
    assert [one.pinned for one in rows(urban)] == [None, None, time(9, 45)]
    assert db.session.scalars(select(Day)).one().starts == time(9)


def test_every_cell_of_the_preview_counts_as_it_stands(
    client: FlaskClient, urban: Workshop
) -> None:
    fields = read(client)
    del fields["lines-2-take"]
    fields |= {"lines-0-title": "Welcome", "lines-0-minutes": "1 h", "lines-1-names": "?"}
    fields |= {"lines-0-kind": "other", "day": "", "spot": ""}
    add(client, fields)
    first, second = rows(urban)
    assert (first.title, first.minutes, first.kind) == ({"en": "Welcome"}, 60, Kind.OTHER)
    assert [part.speaker for part in second.parts] == [None]
    assert first.day is None
    assert db.session.scalar(select(func.count()).select_from(Speaker)) == 1  # nobody unused


def test_a_name_written_into_the_preview_is_asked_about_first(
    client: FlaskClient, urban: Workshop
) -> None:
    asked = add(client, read(client) | {"lines-0-names": "Zhu Shu; Lin Yue"})
    assert asked.status_code == 422
    assert "There are new names" in asked.text
    assert rows(urban) == []
    assert add(client, fields_of(asked.text)).status_code == 303
    assert len(rows(urban)[0].parts) == 2


UNSURE = "Title\tSpeaker\nSoil\tModerator: Anna Keller, Bob Stone"


def test_a_name_that_may_be_several_is_one_person_unless_somebody_says_otherwise(
    client: FlaskClient, urban: Workshop
) -> None:
    fields = read(client, UNSURE)
    assert fields["people-0-many"] == "one"
    add(client, fields)
    assert [part.speaker.person.name for part in rows(urban)[0].parts if part.speaker] == [
        "Anna Keller, Bob Stone"
    ]


def test_several_people_are_looked_at_before_they_are_added(
    client: FlaskClient, urban: Workshop
) -> None:
    asked = add(client, read(client, UNSURE) | {"people-0-many": "several"})
    assert (asked.status_code, rows(urban)) == (422, [])
    again = fields_of(asked.text)
    assert again["lines-0-names"] == "Moderator: Anna Keller; Moderator: Bob Stone"
    assert add(client, again).status_code == 303
    found = [(part.speaker.person.name, part.part) for part in rows(urban)[0].parts
             if part.speaker]  # fmt: skip
    assert found == [("Anna Keller", Part.MODERATOR), ("Bob Stone", Part.MODERATOR)]


def test_whether_they_are_several_is_asked_at_their_row_and_only_of_new_names(
    client: FlaskClient, urban: Workshop
) -> None:
    make_speaker(urban, "Lin, Yue")
    db.session.commit()
    text = f"{UNSURE}\nWater\tLin, Yue\nRain\tZhu Shu"
    page = client.post(PASTE, data={"text": text}).text
    assert "1 name may stand for several people." in page
    asked = re.findall(r"<label [^>]*>(Is [^<]*one person, or several\?)</label>", page)
    assert asked == ["Is Anna Keller, Bob Stone one person, or several?"]


def test_enter_in_a_field_of_the_preview_adds_nothing_and_loses_nothing(
    client: FlaskClient, urban: Workshop
) -> None:
    page = client.post(PASTE, data={"text": TEXT}).text
    form = page[page.index('action="/organise/urban/agenda/paste') :]
    first = re.search(r"<button ([^>]*)>", form)
    assert first is not None
    assert 'name="act" value="look"' in first[1]  # browsers press the first one for Enter
    fields = fields_of(page) | {"act": "look", "lines-0-title": "Mine", "lines-0-names": "Lin Yue"}
    looked = client.post(PASTE, data=fields)
    assert (looked.status_code, rows(urban)) == (200, [])
    assert "Your changes are applied." in looked.text
    again = fields_of(looked.text)
    assert (again["lines-0-title"], again["people-1-name"], again["people-2-name"]) == (
        "Mine", "Anna Keller", "Lin Yue",
    )  # fmt: skip
    assert add(client, again).status_code == 303


def test_a_fault_is_said_when_the_preview_is_looked_at_again(
    client: FlaskClient, urban: Workshop
) -> None:
    looked = client.post(PASTE, data=read(client) | {"act": "look", "lines-0-minutes": "short"})
    assert looked.status_code == 422
    assert "“short” is not a length" in looked.text


def test_rows_can_be_added_right_below_the_number_that_was_read(
    client: FlaskClient, urban: Workshop
) -> None:
    page = client.post(PASTE, data={"text": TEXT}).text
    assert page.count('name="act" value="add"') == 2
    read_at = page.index("3 rows were read.")
    assert read_at < page.index('name="act" value="add"') < page.index("<table")


def test_a_cell_that_cannot_be_read_is_said_in_its_row_and_nothing_is_added(
    client: FlaskClient, urban: Workshop
) -> None:
    page = client.post(PASTE, data={"text": "Title\tMin\nSoil\tshort\nWater\t20"}).text
    assert "“short” is not a length" in page
    again = add(client, fields_of(page))
    assert (again.status_code, rows(urban)) == (422, [])
    assert 'value="short"' in again.text


def test_a_theme_that_is_there_is_recognised_and_a_new_one_made(
    client: FlaskClient, urban: Workshop
) -> None:
    make_theme(urban, key="soil", title={"en": "Soil"}, number="I")
    db.session.commit()
    text = "Theme\tTitle\tMin\nsoil\tWorms\t20\nWater\tRain\t20"
    add(client, read(client, text))
    assert [one.theme.title["en"] for one in rows(urban) if one.theme] == ["Soil", "Water"]
    assert db.session.scalar(select(func.count()).select_from(Theme)) == 2


def test_columns_can_be_named_anew(client: FlaskClient, urban: Workshop) -> None:
    fields = read(client, "Worms\tSoil\nRain\tWater")
    again = read(client, **(fields | {"columns-0": "theme", "columns-1": "title"}))
    assert again["lines-0-title"] == "Soil"
    assert again["lines-0-theme"] == "Worms"


def test_somebody_else_changing_the_day_meanwhile_loses_nothing_typed(
    client: FlaskClient, urban: Workshop
) -> None:
    fields = read(client)
    urban.time_zone = None
    db.session.commit()
    refused = add(client, fields | {"keep_times": "y", "lines-0-title": "Mine"})
    assert refused.status_code == 422
    assert "A time needs a time zone" in refused.text
    assert 'value="Mine"' in refused.text


@pytest.mark.parametrize(
    ("content", "title"),
    [("标题\t分钟\n土壤\t20".encode("gb18030"), "土壤"),
     ("\ufeffTitel;Minuten\nBöden;20".encode(), "Böden"),
     ("Title\tMin\nSoil\t20".encode("utf-16"), "Soil")],
)  # fmt: skip
def test_files_of_sheets_are_read_in_their_encodings(
    client: FlaskClient, urban: Workshop, content: bytes, title: str
) -> None:
    page = client.post(PASTE, data={"file": (io.BytesIO(content), "agenda.csv")}).text
    assert f'value="{title}"' in page


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"text": " "}, "Please paste the rows"),
        ({"text": "a" * 200_001}, "This is too long"),
        ({"text": "Day 1"}, "There is no row in this text"),
        ({"file": (io.BytesIO(b"PK\x03\x04\x00\x00"), "agenda.xlsx")}, "cannot be read as text"),
    ],
)
def test_what_cannot_be_pasted(
    client: FlaskClient, urban: Workshop, data: dict[str, Any], sentence: str
) -> None:
    answer = client.post(PASTE, data=data)
    assert answer.status_code == 422
    assert sentence in answer.text


def test_hostile_text_is_shown_as_text(client: FlaskClient, urban: Workshop) -> None:
    page = client.post(PASTE, data={"text": "<b>x</b>\t<script>alert(1)</script>\nSoil\tWater"})
    assert "<script>alert" not in page.text
    assert "<b>x" not in page.text


@pytest.mark.parametrize("language", ["en", "de", "zh"])
def test_parts_written_into_a_cell_are_understood_in_every_language(
    client: FlaskClient, urban: Workshop, language: str
) -> None:
    text = "Title\tSpeaker\nPanel\tModerator: Zhu Shu\nSoil\tZhu Shu"
    page = client.post(f"{PASTE}?lang={language}", data={"text": text}).text
    add(client, fields_of(page))
    assert [part.part for part in rows(urban)[0].parts] == [Part.MODERATOR]


# -- One item at a time ---------------------------------------------------------------------------


def test_the_larger_verbs_without_a_script(client: FlaskClient, urban: Workshop) -> None:
    day = db.session.scalars(select(Day)).one()
    for key in "ab":
        make_item(urban, day, key=key, minutes=30)
    db.session.commit()
    items = "/organise/urban/agenda/items"
    assert "of 30 minutes together" in client.get(f"{items}/a/split").text.lower()
    client.post(f"{items}/a/duplicate", data={"key": "n"})
    client.post(f"{items}/a/split", data={"key": "m", "first": "10"})
    client.post(f"{items}/a/swap", data={"other": "b"})
    client.post(f"{items}/a/break", data={"key": "p", "minutes": "20"})
    assert order(urban) == "b m n a p"
    page = client.get(f"{items}/a/take-from-break?grown=10").text
    assert "no break comes after it" not in page.lower()
    client.post(f"{items}/a/take-from-break", data={"pause": "p", "grown": "10"})
    assert rows(urban)[-1].minutes == 10
    client.post(f"{items}/a/take-from-break", data={"pause": "p", "act": "remove"})
    assert order(urban) == "b m n a"


def test_it_is_said_that_what_follows_is_later(client: FlaskClient, urban: Workshop) -> None:
    day = db.session.scalars(select(Day)).one()
    day.starts = time(9)
    for key in "ab":
        make_item(urban, day, key=key, minutes=30)
    db.session.commit()
    agenda = "/organise/urban/agenda"
    later = "All that follows is 20 minutes later."
    client.post(f"{agenda}/items/a/break", data={"key": "p", "minutes": "20"})
    assert later in client.get(agenda).text
    client.post(f"{agenda}/items/a/time", data={"minutes": "50", "revision": "1"})
    assert later in client.get(agenda).text
    client.post(f"{agenda}/items/b/break", data={"key": "q", "minutes": "20"})
    assert later not in client.get(agenda).text  # nothing follows
    quick = client.post(
        f"{agenda}/items/p/quick", data={"minutes": "40"}, headers={"Accept": "application/json"}
    )
    assert quick.json is not None
    assert quick.json["said"].endswith(later)


@pytest.mark.parametrize(
    ("verb", "data", "sentence"),
    [
        ("split", {"first": ""}, "Please give a number of minutes."),
        ("split", {"first": "30"}, "Both parts need at least one minute"),
        ("swap", {"other": "gone"}, "Please choose one of the entries"),
        ("break", {"minutes": "7"}, "Please choose how long the break is."),
        ("take-from-break", {"pause": "b", "grown": "5"}, "does not come after the item"),
    ],
)
def test_what_the_larger_verbs_refuse(
    client: FlaskClient, urban: Workshop, verb: str, data: dict[str, str], sentence: str
) -> None:
    day = db.session.scalars(select(Day)).one()
    for key in "ab":
        make_item(urban, day, key=key, minutes=30)
    db.session.commit()
    answer = client.post(f"/organise/urban/agenda/items/a/{verb}", data=data)
    assert answer.status_code in (409, 422)
    assert sentence in answer.text
