"""Answers given again before Flask begins."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask, Response, request, session
from flask.testing import FlaskClient

from app import kept
from app.access import public


class Counting:
    """A page that counts how often it is really asked."""

    def __init__(self) -> None:
        self.asked = 0
        self.holds = True

    def answer(self) -> Response:
        self.asked += 1
        kept.keep_while(lambda: self.holds)
        return Response(f"answer {self.asked} to {request.args.get('q')}")


@pytest.fixture
def counting(app: Flask) -> Counting:
    page = Counting()
    app.add_url_rule("/counting", "counting", public(lambda: page.answer()))
    return page


def test_the_same_question_is_answered_once_while_it_holds(
    client: FlaskClient, counting: Counting
) -> None:
    first, second = client.get("/counting"), client.get("/counting")
    assert (first.data, first.status, list(first.headers)) == (
        second.data,
        second.status,
        list(second.headers),
    )
    assert counting.asked == 1


def test_what_no_longer_holds_is_asked_anew(client: FlaskClient, counting: Counting) -> None:
    client.get("/counting")
    counting.holds = False
    assert client.get("/counting").text == "answer 2 to None"


@pytest.mark.parametrize(
    "other",
    [
        lambda client: client.get("/counting?q=1"),
        lambda client: client.head("/counting"),
        lambda client: client.get("/counting", headers={"Accept-Language": "de"}),
        lambda client: client.get("/counting", headers={"Accept-Encoding": "gzip"}),
        lambda client: client.get("/counting", headers={"If-None-Match": '"x"'}),
        lambda client: client.get("/counting", headers={"If-Modified-Since": "yesterday"}),
    ],
)
def test_another_question_is_another_answer(
    client: FlaskClient, counting: Counting, other: Callable[[FlaskClient], object]
) -> None:
    client.get("/counting")
    other(client)
    assert counting.asked == 2


def test_an_answer_that_sets_a_cookie_is_for_one_visitor_alone(
    app: Flask, client: FlaskClient
) -> None:
    asked = []

    @app.get("/mine")
    @public
    def mine() -> str:
        asked.append(1)
        session["me"] = True
        kept.keep_while(lambda: True)
        return "mine"

    client.get("/mine")
    client.get("/mine")
    assert len(asked) == 2


def test_errors_are_not_kept(app: Flask, client: FlaskClient) -> None:
    @app.get("/gone")
    @public
    def gone() -> Response:
        kept.keep_while(lambda: True)
        return Response(status=410)

    client.get("/gone")
    assert app.wsgi_app.answers == {}


def test_a_chosen_zone_is_a_question_of_its_own(
    client: FlaskClient, counting: Counting, app: Flask
) -> None:
    for _ in range(2):
        client.get("/counting?zone=Europe/Berlin&lang=de")
        client.get("/counting?lang=de&zone=Europe%2FBerlin")
    assert counting.asked == 2


def test_made_up_queries_are_answered_and_not_kept(
    client: FlaskClient, counting: Counting, app: Flask
) -> None:
    for query in (
        "q=1",
        "lang=de&q=1",
        "lang=" + "d" * 500,
        "zone=Mars/Olympus",
        "zone=Mars/Olympus&zone=Europe/Berlin",
    ):
        client.get(f"/counting?{query}")
    assert len(app.wsgi_app.answers) == 0
    client.get("/counting?lang=de", headers={"Accept-Language": "de" * 500})
    assert len(app.wsgi_app.answers) == 0


def test_what_is_kept_is_bounded(
    client: FlaskClient, counting: Counting, monkeypatch: pytest.MonkeyPatch, app: Flask
) -> None:
    monkeypatch.setattr(kept, "MOST_ANSWERS", 3)
    for n in "abcde":
        client.get(f"/counting?lang={n}{n}")
    assert len(app.wsgi_app.answers) == 3
    monkeypatch.setattr(kept, "MOST_OCTETS", 20)
    client.get("/counting?lang=xx")
    assert app.wsgi_app.size <= 20
    client.get("/counting?lang=xx")
    assert counting.asked == 6
