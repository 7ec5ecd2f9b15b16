"""The table of screens: no page, no letter and no state of a workshop is left out of it."""

from __future__ import annotations

import re

from flask import Flask
from werkzeug.exceptions import HTTPException

from app.site.rules.standing import Word
from config import ROOT
from screens.table import LETTERS, NO_PAGES, SCREENS


def endpoint_of(app: Flask, path: str) -> str:
    """Whom the address belongs to; a number stands for what the house fills in."""
    plain = re.sub(r"\{[\w-]+\}", "1", path.partition("?")[0])
    try:
        endpoint, _ = app.url_map.bind("plenum.test").match(plain, method="GET")
    except HTTPException as error:
        raise AssertionError(f"{path} leads nowhere") from error
    return str(endpoint)


def test_every_page_has_a_screen(app: Flask) -> None:
    pages = {rule.endpoint for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())}
    looked_at = {
        endpoint_of(app, screen.path)
        for screen in SCREENS
        if not screen.path.startswith("/trouble/")  # an address that only the house has
    }
    assert sorted(pages - looked_at - set(NO_PAGES)) == []  # add a line to screens/table.py


def test_what_is_no_page_is_there_and_has_no_screen(app: Flask) -> None:
    served = {rule.endpoint for rule in app.url_map.iter_rules()}
    assert set(NO_PAGES) - served == set()


def test_every_word_of_a_workshop_page_is_looked_at() -> None:
    states = {screen.state for screen in SCREENS if screen.page == "Workshop"}
    assert {word.value for word in Word} - states == set()


def test_every_error_page_is_looked_at() -> None:
    codes = {path.stem for path in (ROOT / "templates" / "errors").glob("[45]*.html")}
    assert codes - {screen.state for screen in SCREENS if screen.page == "Error"} == set()


def test_every_letter_is_looked_at() -> None:
    of = {"accounts": "account", "workshops": "account"}
    of |= {"registration": "registration", "invitations": "speaker", "privacy": "erased"}
    kinds = {
        (of[path.parent.parent.name], path.stem)
        for path in (ROOT / "templates").glob("*/mail/[!_]*.html")
    }
    known = {(whom, kind) for whom, those in LETTERS.items() for kind in those.split()}
    assert kinds == known


def test_every_screen_has_a_file_of_its_own() -> None:
    files = [screen.file for screen in SCREENS]
    assert len(files) == len(set(files))
