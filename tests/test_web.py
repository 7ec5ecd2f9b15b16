"""What every answer carries, and what no request may do."""

from __future__ import annotations

import logging
import sqlite3
from contextlib import closing
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from app import create_app
from app.access import public
from app.extensions import db
from config import Config


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
