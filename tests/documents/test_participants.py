"""The participants' list as files: whom the list shows, whole, harmless and noted."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import datetime
from xml.etree import ElementTree

from flask.testing import FlaskClient
from sqlalchemy import select

from app.audit.models import AuditEntry
from app.extensions import db
from app.workshops.rules import Role
from tests.registration.test_manage import PEOPLE, sign_in
from tests.registration.test_sheet import TORTURE, some_people
from tests.registration.workshops import open_workshop, register

SPACE = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def rows_of(octets: bytes) -> list[list[str]]:
    assert octets.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(octets.decode("utf-8-sig"), newline="")))


def cells_of(octets: bytes) -> list[str]:
    book = zipfile.ZipFile(io.BytesIO(octets))
    sheet = ElementTree.fromstring(book.read("xl/worksheets/sheet1.xml"))
    assert list(sheet.iter(f"{SPACE}f")) == []
    assert list(sheet.iter(f"{SPACE}hyperlink")) == []
    strings = ElementTree.fromstring(book.read("xl/sharedStrings.xml"))
    return ["".join(one.itertext()) for one in strings]


def test_names_of_all_kinds_come_back_whole_from_both_files(
    client: FlaskClient, at: datetime
) -> None:
    workshop = open_workshop(online=None)
    for n, name in enumerate(TORTURE):
        register(workshop, f"guest{n}@example.org", name=name, affiliation=name)
    sign_in(client, workshop, Role.HELPER)
    answer = client.post(f"{PEOPLE}.csv")
    rows = rows_of(answer.data)
    assert [row[0].removeprefix("'") for row in rows[1:]] == list(TORTURE)
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row)
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Content-Disposition"] == (
        'attachment; filename="cities-participants-2027-03-01.csv"'
    )
    cells = cells_of(client.post(f"{PEOPLE}.xlsx").data)
    assert set(TORTURE) <= set(cells)


def test_a_file_holds_whom_the_filter_shows_in_the_columns_chosen(
    client: FlaskClient, at: datetime
) -> None:
    workshop = some_people()
    account = sign_in(client, workshop, Role.HELPER)
    said = "way=online&sort=name&col=post&col=q-phone&col=q-diet&col=state&col=at"
    rows = rows_of(client.post(f"{PEOPLE}.csv", data={"list": said}).data)
    assert rows[0] == [
        "Name", "Name in its own script", "E-mail address", "Organisation", "Role",
        "Country or region", "Telephone", "What do you eat?", "State", "Place in line",
        "Asked (Shanghai)",
    ]  # fmt: skip
    assert rows[2] == [
        "Ben", "", "ben@example.org", "City of Kassel", "", "Germany", "0049 561", "", "confirmed",
        "", "2027-03-01 20:00",
    ]  # fmt: skip
    assert [row[0] for row in rows[1:]] == ["Ada", "Ben", "Chen"]
    cells = cells_of(client.post(f"{PEOPLE}.xlsx", data={"list": said}).data)
    assert "Those who fit the filter; there may be others." in cells
    assert "0049 561" in cells
    notes = db.session.scalars(
        select(AuditEntry).where(AuditEntry.action == "registration.exported")
    ).all()
    assert [(one.account_id, one.details) for one in notes] == [
        (account.id, {"format": "csv", "people": 3}),
        (account.id, {"format": "xlsx", "people": 3}),
    ]


def test_files_of_people_are_for_helpers_and_sent_for(client: FlaskClient, at: datetime) -> None:
    workshop = some_people()
    sign_in(client, workshop, Role.VIEWER)
    assert client.post(f"{PEOPLE}.csv").status_code == 404
    assert client.get(f"{PEOPLE}.csv").status_code == 405
