"""Badges and certificates as PDF: every name whole, nothing taken for markup, no boxes."""

from __future__ import annotations

import re
from datetime import datetime
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app import clock
from app.attendance import service
from app.audit.models import AuditEntry
from app.documents import badges, extra, pdf
from app.extensions import db
from app.registration.models import Registration
from app.workshops.models import Workshop
from app.workshops.rules import Role
from tests.attendance.stage import AFTER, MORNING, SECOND, on_site, two_days
from tests.attendance.test_pages import link
from tests.documents.test_printed import inside
from tests.registration.test_manage import sign_in

needs_extra = pytest.mark.skipif(not extra.has("pdf"), reason="needs the extra documents")

#: One of each kind of name that has ever been cut, broken or taken for something else.
NAMES = (
    "Suharto", "苏", "欧阳娜娜", "Nguyễn Thị Minh Khai", "O'Brien", "van der Berg", "HE Landi",
    "W" * 60, "Maximiliane-Alexandrowna Freifrau von Hohenlohe-Schillingsfürst", "艾尼·买买提",
    "Null", "None", "#panic() $x$ *bold* @label <a>", '"\\u{0}', "= Heading",
)  # fmt: skip
MONGOLIAN = "ᠮᠣᠩᠭᠣᠯ"


def people(workshop: Workshop, *names: str) -> list[Registration]:
    made = []
    for number, name in enumerate(names):
        one = on_site(workshop, f"guest{number}")
        one.name, one.affiliation = name, "Example & Co. #1"
        made.append(one)
    db.session.flush()
    return made


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> datetime:
    monkeypatch.setattr(clock, "now", lambda: MORNING)
    return MORNING


def pages(octets: bytes) -> int:
    return len(re.findall(rb"/Type ?/Page\b", inside(octets)))


def has_every_sign(octets: bytes) -> bool:
    """It claims the standard, which a sign without a font forbids."""
    return b"pdfuaid" in inside(octets)


@needs_extra
@pytest.mark.usefixtures("at")
def test_badges_print_all_names_eight_to_a_sheet(app: Flask) -> None:
    workshop = two_days(on_site=None)
    with app.test_request_context():
        octets = badges.as_pdf(workshop, people(workshop, *NAMES), blank=2, at=MORNING)
    assert octets.startswith(b"%PDF")
    assert pages(octets) == 3  # 15 and 2
    assert has_every_sign(octets)
    assert not pdf.unprintable(NAMES)


@needs_extra
def test_a_name_that_no_font_has_is_said_and_not_printed(
    client: FlaskClient, at: datetime, queries: list[str]
) -> None:
    workshop = two_days(on_site=None)
    only, both = people(workshop, MONGOLIAN, "Mongol Guest")
    both.native_name = MONGOLIAN
    service.check_in(only, SECOND, at=MORNING, account_id=None)
    db.session.commit()
    assert [(one.person.id, one.whole_name) for one in badges.missing([only, both])] == [
        (only.id, True),
        (both.id, False),
    ]
    with client.application.test_request_context():
        octets = badges.as_pdf(workshop, [only, both], blank=0, at=MORNING)
    assert has_every_sign(octets)
    sign_in(client, workshop, Role.HELPER)
    queries.clear()
    shown = client.get("/organise/door/badges").text
    assert f"<bdi>{MONGOLIAN}</bdi> – the whole name" in shown
    assert sum("row_number" in one for one in queries) == 1  # everybody is read once
    assert client.get("/organise/door/badges.pdf").status_code == 405
    answer = client.post("/organise/door/badges.pdf", data={"blank": "999"})
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    assert "no-store" in answer.headers["Cache-Control"]
    note = db.session.scalars(
        select(AuditEntry).where(AuditEntry.action == "registration.badges_made")
    ).one()
    assert note.details == {"format": "pdf", "people": 2}


@needs_extra
def test_a_certificate_is_one_sheet_and_its_page_remains_where_it_cannot_be(
    client: FlaskClient, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    workshop = two_days(on_site=None, place={"en": "A hall\nin the town"})
    plain, unwritten = people(workshop, "欧阳娜娜", MONGOLIAN)
    for one in (plain, unwritten):
        service.check_in(one, SECOND, at=MORNING, account_id=None)
    db.session.commit()
    assert client.get(link(plain, "/certificate.pdf")).status_code == 404
    monkeypatch.setattr(clock, "now", lambda: AFTER)
    answer = client.get(link(plain, "/certificate.pdf"))
    assert (answer.status_code, pages(answer.data)) == (200, 1)
    assert has_every_sign(answer.data)
    assert client.get(link(unwritten, "/certificate.pdf")).status_code == 404
    assert MONGOLIAN in client.get(link(unwritten, "/certificate")).text


def test_without_the_extra_the_page_of_the_certificate_is_there(
    client: FlaskClient, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    workshop = two_days()
    (person,) = people(workshop, "Zhu Shu")
    service.check_in(person, SECOND, at=MORNING, account_id=None)
    db.session.commit()
    sign_in(client, workshop, Role.HELPER)
    monkeypatch.setattr(clock, "now", lambda: AFTER)
    monkeypatch.setattr("app.documents.files.extra.has", lambda _: False)
    assert "certificate.pdf" not in client.get(link(person, "/certificate")).text
    assert client.get(link(person, "/certificate.pdf")).status_code == 404
    assert client.post("/organise/door/badges.pdf").status_code == 404
    without = client.get("/organise/door/badges").text
    assert "writes no PDF files" in without
    assert extra.install() in unescape(without)
    assert "Back to the list" in without
