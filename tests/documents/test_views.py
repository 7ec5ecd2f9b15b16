"""Files of the published agenda and of the draft, over HTTP."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.accounts.models import Account
from app.agenda.models import AgendaItem, Day
from app.documents import extra
from app.extensions import db
from app.workshops.models import Member, Workshop
from app.workshops.rules import Role
from tests.conftest import NOON
from tests.databases import ON_BOTH
from tests.factories import (
    make_account,
    make_day,
    make_item,
    make_part,
    make_speaker,
    make_workshop,
)
from tests.site.pages import publish
from tests.test_access import sign_in

TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
OF_DRAFTS = ("csv", "xlsx", "pdf", "docx")

pytestmark = pytest.mark.usefixtures("at")


def draft(slug: str = "nature", **values: object) -> Workshop:
    workshop = make_workshop(slug, title={"en": "Cities", "zh": "城市与自然"}, **values)
    item = make_item(workshop, make_day(workshop), title={"en": "A talk", "zh": "报告一"})
    make_part(item, make_speaker(workshop, "Zhu Shu", native_name="朱姝"))
    return workshop


def address(extension: str, slug: str = "nature") -> str:
    return f"/w/{slug}/agenda.{extension}"


@pytest.mark.parametrize("extension", TYPES)
def test_a_file_says_what_it_is_and_is_asked_for_once(client: FlaskClient, extension: str) -> None:
    publish(draft())
    answer = client.get(address(extension))
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == TYPES[extension]
    assert answer.headers["Cache-Control"] == "public, max-age=300"
    assert answer.headers["X-Robots-Tag"] == "noindex"
    how = "inline" if extension in ("json", "pdf") else "attachment"
    assert answer.headers["Content-Disposition"] == (
        f'{how}; filename="nature-agenda.{extension}"'
    )
    again = client.get(address(extension), headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


@pytest.mark.parametrize("extension", TYPES)
def test_what_is_not_published_has_no_files(client: FlaskClient, extension: str) -> None:
    draft()
    db.session.commit()
    assert client.get(address(extension)).status_code == 404
    assert client.get(address(extension, "nowhere")).status_code == 404


def test_the_address_says_the_language_and_without_one_it_is_the_workshops_own(
    client: FlaskClient,
) -> None:
    publish(draft())
    for query, word in (
        ("", "Title"),
        ("?lang=zh", "标题"),
        ("?lang=de", "Titel"),
        ("?lang=xx", "Title"),
    ):
        answer = client.get(address("csv") + query, headers={"Accept-Language": "de"})
        assert word in answer.data.decode("utf-8-sig").split("\r\n")[0], query
    assert "朱姝（Zhu Shu）" in client.get(address("csv") + "?lang=zh").text


@ON_BOTH
def test_files_follow_the_newest_version_and_never_the_draft(client: FlaskClient) -> None:
    publish(draft())
    before = {one: client.get(address(one)).data for one in TYPES}
    item = db.session.query(AgendaItem).one()
    item.title = {"en": "Another title"}
    db.session.commit()
    assert {one: client.get(address(one)).data for one in TYPES} == before
    publish(db.session.query(Workshop).one(), at=NOON + timedelta(hours=1))
    assert "Another title" in client.get(address("csv")).text
    assert not {one for one in TYPES if client.get(address(one)).data == before[one]}


def test_a_practice_workshop_says_so_and_hides(client: FlaskClient) -> None:
    publish(draft(practice=True))
    answer = client.get(address("xlsx"))
    assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
    with zipfile.ZipFile(io.BytesIO(answer.data)) as book:
        assert b"This is a practice workshop" in book.read("xl/sharedStrings.xml")


def test_json_says_what_it_is_and_holds_what_is_public_in_all_languages(
    client: FlaskClient,
) -> None:
    publish(draft())
    said = json.loads(client.get(address("json")).data)
    assert said["format"] == "plenum-agenda/1"
    assert (said["version"], said["published"]) == (1, "2027-03-01T12:00:00Z")
    assert said["address"] == "http://plenum.test/w/nature"
    (item,) = said["items"]
    assert item["title"] == {"en": "A talk", "zh": "报告一"}
    assert item["start"] == "2027-05-21T01:00:00Z"
    assert item["clocks"]["Europe/Berlin"]["start"] == "2027-05-21T03:00:00+02:00"
    assert said["people"][0]["native_name"] == "朱姝"
    assert "speaker" not in client.get(address("json")).text.split("@")[0].split('"people"')[0]


def test_what_was_removed_is_in_no_file(client: FlaskClient) -> None:
    workshop = draft()
    make_item(workshop, db.session.query(Day).one(), title={"en": "Taken out"})
    publish(workshop)
    db.session.delete(db.session.query(AgendaItem).order_by(AgendaItem.id.desc()).first())
    publish(db.session.query(Workshop).one(), at=NOON + timedelta(hours=1))
    for extension in ("csv", "json"):
        assert "Taken out" not in client.get(address(extension)).text


# -- Drafts --------------------------------------------------------------------------------------


def visitor(client: FlaskClient, workshop: Workshop, role: Role | None) -> Account:
    account = make_account()
    if role:
        workshop.members.append(Member(account=account, role=role))
    db.session.commit()
    sign_in(client, account)
    return account


@pytest.mark.parametrize("extension", OF_DRAFTS)
def test_members_take_the_draft_home_and_nobody_else(client: FlaskClient, extension: str) -> None:
    workshop = draft()
    visitor(client, workshop, None)
    there = f"/organise/nature/agenda.{extension}"
    assert client.get(there).status_code == 404
    visitor(client, workshop, Role.VIEWER)
    answer = client.get(there)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == TYPES[extension]
    assert answer.headers["Cache-Control"] == "no-store"
    assert 'filename="nature-draft-2027-' in answer.headers["Content-Disposition"]


def test_a_file_of_the_draft_says_that_it_is_one(client: FlaskClient) -> None:
    visitor(client, draft(), Role.VIEWER)
    assert "not published" in client.get("/organise/nature/agenda.csv").text
    assert "尚未发布" in client.get("/organise/nature/agenda.csv?lang=zh").text


def test_the_data_of_the_draft_are_the_workshop_file(client: FlaskClient) -> None:
    visitor(client, draft(), Role.OWNER)
    assert client.get("/organise/nature/agenda.json").status_code == 404


@ON_BOTH
def test_the_draft_costs_the_same_for_one_item_as_for_three(
    client: FlaskClient, queries: list[str]
) -> None:
    workshop = draft()
    visitor(client, workshop, Role.VIEWER)
    counts = []
    for more in (0, 2):
        for _ in range(more):
            workshop = db.session.query(Workshop).one()
            item = make_item(workshop, db.session.query(Day).one())
            make_part(item, make_speaker(workshop))
        db.session.commit()
        db.session.expunge_all()
        client.get("/organise/nature/agenda.csv")
        queries.clear()
        client.get("/organise/nature/agenda.csv")
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 16


def test_a_published_file_costs_no_query_once_it_is_made(
    client: FlaskClient, queries: list[str]
) -> None:
    publish(draft())
    client.get(address("pdf"))
    queries.clear()
    client.get(address("pdf"))
    assert queries == []


# -- Without the extra ---------------------------------------------------------------------------


@pytest.fixture
def _bare(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """As where only the base is installed."""
    monkeypatch.setattr(extra, "find_spec", lambda name: None)
    extra.has.cache_clear()
    yield
    extra.has.cache_clear()


@pytest.mark.usefixtures("_bare")
@pytest.mark.parametrize("extension", ["pdf", "docx"])
def test_without_the_extra_the_address_says_what_to_install(
    app: Flask, client: FlaskClient, extension: str
) -> None:
    workshop = draft()
    publish(workshop)
    answer = client.get(address(extension))
    assert answer.status_code == 404
    assert "<code>./run setup documents</code>" in answer.text
    assert "setup documents" not in client.get(address(extension, "nowhere")).text
    visitor(client, db.session.query(Workshop).one(), Role.VIEWER)
    assert "setup documents" in client.get(f"/organise/nature/agenda.{extension}").text


def test_a_package_is_told_apart_from_a_checkout(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert extra.install() == "./run setup documents"
    monkeypatch.setattr(extra, "ROOT", tmp_path)
    assert extra.install() == "pip install 'plenum[documents]'"


@pytest.mark.usefixtures("_bare")
def test_without_the_extra_no_page_offers_its_files(client: FlaskClient) -> None:
    publish(draft())
    page = client.get("/w/nature").text
    assert "/w/nature/agenda.xlsx" in page
    assert "/w/nature/agenda.pdf" not in page
    assert client.get(address("csv")).status_code == 200


def test_the_public_page_offers_every_file_in_its_language(client: FlaskClient) -> None:
    publish(draft())
    page = client.get("/w/nature?lang=zh").text
    for extension in ("pdf", "docx", "xlsx", "csv"):
        assert f'href="/w/nature/agenda.{extension}?lang=zh"' in page
    assert 'href="/w/nature/schedule.xml?lang=zh"' in page
    assert "打印或下载" in page


def test_members_are_offered_the_files_of_the_draft(app: Flask) -> None:
    source = (
        '{% from "_macros/downloads.html" import downloads %}{{ downloads("nature", draft=true) }}'
    )
    with app.test_request_context("/organise/nature/agenda"):
        shown = app.jinja_env.from_string(source).render()
    offered = re.findall(r'href="/organise/nature/agenda\.(\w+)"', shown)
    assert sorted(offered) == sorted(OF_DRAFTS)


@pytest.mark.parametrize("extension", TYPES)
def test_signs_that_office_files_may_not_hold_spoil_none(
    client: FlaskClient, extension: str
) -> None:
    workshop = draft()
    workshop.title = {"en": "Cities\ufffe and\uffff nature"}
    publish(workshop)
    assert client.get(address(extension)).status_code == 200
