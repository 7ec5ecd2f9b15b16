"""What every answer carries, and what no request may do."""

from __future__ import annotations

import io
import logging
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from app import create_app
from app.access import public
from app.extensions import db
from config import Config
from tests.registration.workshops import open_workshop


def test_alive(client: FlaskClient, queries: list[str]) -> None:
    answer = client.get("/healthz")
    assert (answer.status_code, answer.text) == (200, "alive\n")
    assert queries == []


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://["},
    ],
)
@pytest.mark.parametrize("path", ["/sign-in", "/sign-out", "/w/any/register", "/organise/new"])
def test_a_page_of_another_site_posts_nothing_here(
    client: FlaskClient, path: str, headers: dict[str, str]
) -> None:
    assert client.post(path, headers=headers).status_code == 403


@pytest.mark.parametrize("path", ["/", "/sign-in", "/nowhere", "/healthz", "/static/plenum.css"])
def test_every_answer_carries_the_same_protections(client: FlaskClient, path: str) -> None:
    with client.get(path) as answer:
        headers = answer.headers
    policy = headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "Referrer-Policy" in headers


def test_a_fault_is_logged_without_the_address_and_its_values(
    app: Flask, client: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    @public
    def broken(token: str) -> str:
        db.session.execute(text("SELECT * FROM nowhere WHERE name = :name"), {"name": token})
        return ""

    app.add_url_rule("/broken/<token>", "broken", broken)
    app.testing, app.config["PROPAGATE_EXCEPTIONS"] = False, False
    with caplog.at_level(logging.ERROR):
        answer = client.get("/broken/secret-token")
    assert answer.status_code == 500
    assert "Traceback" not in answer.text
    assert "GET broken failed" in caplog.text
    assert "secret-token" not in caplog.text


def test_who_waits_too_long_for_the_database_is_asked_to_come_again(settings: Config) -> None:
    app = create_app(replace(settings, busy_seconds=0.2))
    with closing(sqlite3.connect(settings.data / "plenum.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        form = {"email": "ada@example.org"}
        app.config["WTF_CSRF_ENABLED"] = False
        answer = app.test_client().post("/sign-in", data=form)
        assert answer.status_code == 503
        assert answer.headers["Retry-After"] == "5"
        assert "Please try again in a moment" in answer.text
        assert app.test_client().get("/").status_code == 200
        other.execute("ROLLBACK")
    assert app.test_client().post("/sign-in", data=form).status_code == 303


class Dribbling(io.BytesIO):
    """A body that comes over a slow line: while it is awaited, somebody else writes."""

    def __init__(self, content: bytes, database: Path) -> None:
        super().__init__(content)
        self.database, self.turns = database, 0

    def readinto(self, buffer: Any) -> int:
        with closing(sqlite3.connect(self.database, timeout=0, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            other.execute("ROLLBACK")
        self.turns += 1
        return super().readinto(buffer)


@pytest.mark.parametrize("path", ["/w/cities/register", "/w/cities/register/group", "/sign-in"])
@pytest.mark.parametrize(
    "kind", ["multipart/form-data; boundary=x", "application/x-www-form-urlencoded"]
)
def test_a_slow_line_keeps_nobody_from_writing(
    app: Flask, client: FlaskClient, settings: Config, path: str, kind: str
) -> None:
    open_workshop()
    body = Dribbling(b"name=A&way=online", settings.data / "plenum.db")
    answer = client.post(path, input_stream=body, content_length=17, content_type=kind)
    assert body.turns > 0
    assert answer.status_code in (200, 422)


def test_what_is_too_large_is_refused(client: FlaskClient) -> None:
    open_workshop()
    field = b'--x\r\nContent-Disposition: form-data; name="name"\r\n\r\n'
    body, kind = field + b"a" * (3 * 1024 * 1024), "multipart/form-data; boundary=x"
    assert client.post("/w/cities/register", data=body, content_type=kind).status_code == 413


@pytest.mark.parametrize(
    "path",
    ["/w/%00", "/w/a%00/calendar.ics", "/r/%00-" + "a" * 26, "/s/%00", "/feeds/%00/calendar.ics",
     "/?lang=%00", "/sign-in/%00"],
)  # fmt: skip
def test_a_nul_byte_names_nothing(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("query", ["lang=%ff", "lang=" + "x" * 5000, "a=1&a=2&lang=de&lang=zh"])
def test_odd_queries_do_no_harm(client: FlaskClient, query: str) -> None:
    assert client.get(f"/?{query}").status_code == 200
