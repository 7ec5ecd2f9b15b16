"""What a screen reader is told: levels of headings, boxes that scroll, where an error leads."""

from __future__ import annotations

import re
from datetime import datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.extensions import db
from config import ROOT
from tests.factories import make_account, make_day, make_item, make_theme, make_workshop
from tests.site.pages import publish

TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))


def levels(page: str) -> list[int]:
    return [int(level) for level in re.findall(r"<h([1-6])[ >]", page)]


@pytest.mark.parametrize("with_days", [True, False])
def test_no_level_of_headings_is_skipped(
    app: Flask, client: FlaskClient, at: datetime, with_days: bool
) -> None:
    ada = make_account()
    workshop = make_workshop("urban", owner=ada)
    theme, other = make_theme(workshop), make_theme(workshop)
    if with_days:
        day = make_day(workshop)
        make_item(workshop, day, theme_id=theme.id)
        make_item(workshop, day)
        make_item(workshop, day, theme_id=theme.id)  # the theme goes on after something else
        make_item(workshop, day, theme_id=other.id)
    number = ada.id
    publish(workshop)
    with client.session_transaction() as session:
        session["account"], session["generation"] = number, 0
    for path in ("/w/urban", "/organise/urban/agenda"):
        found = levels(client.get(path).text)
        assert found[0] == 1
        steps = zip(found, found[1:], strict=False)
        assert all(after - before <= 1 for before, after in steps), (path, found)


def test_every_box_that_scrolls_takes_the_focus_and_has_a_name() -> None:
    boxes = [
        tag
        for file in TEMPLATES
        for tag in re.findall(r"<div class=\"table-box\"[^>]*>", file.read_text())
    ]
    assert len(boxes) >= 10
    for tag in boxes:
        assert 'tabindex="0" role="region" aria-label' in tag


def test_every_cell_of_a_table_that_stacks_says_what_it_is_or_what_to_do() -> None:
    for file in TEMPLATES:
        for table in re.findall(r'<table class="cards">.*?</table>', file.read_text(), re.DOTALL):
            body = table.partition("<tbody>")[2]
            for row in re.split(r"<tr>", body)[1:]:
                cells = re.findall(r"<td[^>]*>", row)
                unnamed = [cell for cell in cells if "data-label" not in cell]
                assert len(unnamed) <= 1, (file.name, unnamed)


def test_after_an_error_the_summary_has_the_focus(
    app: Flask, client: FlaskClient, at: datetime
) -> None:
    ada = make_account()
    make_workshop("urban", owner=ada)
    db.session.commit()
    with client.session_transaction() as session:
        session["account"], session["generation"] = ada.id, 0
    assert "autofocus" not in client.get("/organise/new").text
    page = client.post("/organise/new", data={"slug": ""})
    assert page.status_code == 422
    assert page.text.count("autofocus") == 1
    assert re.search(r'<div class="error-summary"[^>]* tabindex="-1" autofocus', page.text)
