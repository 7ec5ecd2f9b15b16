"""Templates link to pages that are there, without a second thought."""

from __future__ import annotations

import re

from flask import Flask

from config import ROOT

TEMPLATES = {
    str(path.relative_to(ROOT)): path.read_text("utf-8")
    for path in sorted((ROOT / "templates").rglob("*.html"))
}


def test_every_page_that_is_linked_to_is_there(app: Flask) -> None:
    linked = {
        (name, endpoint)
        for name, text in TEMPLATES.items()
        for endpoint in re.findall(r"""(?:url_for|may_open)\(['"](\w[\w.]*)['"][,)]""", text)
    }
    assert len(linked) > 50
    assert {one for one in linked if one[1] not in app.view_functions} == set()


def test_no_link_falls_back_to_the_page_it_stands_on() -> None:
    empty = [
        (name, link)
        for name, text in TEMPLATES.items()
        for link in re.findall(r"(?:href|action)=\"{{[^}]*\bor ''[^}]*}}", text)
    ]
    assert empty == []
