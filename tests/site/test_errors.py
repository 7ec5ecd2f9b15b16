"""Pages for what goes wrong: kind words, no trace, the headers of every page."""

from __future__ import annotations

import pytest
from flask import Flask, abort
from flask.testing import FlaskClient
from sqlalchemy import text

from app.access import public
from app.extensions import db
from app.web import PAGES


@pytest.fixture
def faulty(app: Flask) -> FlaskClient:
    @app.route("/fails/<int:code>", methods=["GET", "POST"])
    @public
    def fails(code: int) -> str:
        if code == 500:
            raise RuntimeError("a secret of the machine room")
        abort(code)

    @app.post("/form")
    @public
    def form() -> str:
        return "sent"

    app.testing = False
    return app.test_client()


@pytest.mark.parametrize("code", PAGES)
def test_every_error_has_a_page_with_all_headers_and_no_trace(
    faulty: FlaskClient, code: int
) -> None:
    answer = faulty.get(f"/fails/{code}")
    assert answer.status_code == code
    assert answer.mimetype == "text/html"
    assert '<main id="main"' in answer.text
    assert "machine room" not in answer.text
    assert "Traceback" not in answer.text
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


def test_errors_speak_the_language_of_the_visitor(faulty: FlaskClient) -> None:
    assert '<html lang="zh-Hans">' in faulty.get("/fails/500?lang=zh").text
    german = faulty.post(
        "/fails/404", headers={"Sec-Fetch-Site": "cross-site"}, query_string="lang=de"
    )
    assert german.status_code == 403
    assert '<html lang="de">' in german.text


@pytest.mark.parametrize(("code", "page"), [(415, 400), (501, 500)])
def test_errors_without_a_page_of_their_own_borrow_one(
    faulty: FlaskClient, code: int, page: int
) -> None:
    answer = faulty.get(f"/fails/{code}")
    assert answer.status_code == code
    borrowed = faulty.get(f"/fails/{page}").text
    number = '<p class="kicker">{}</p>'
    assert answer.text == borrowed.replace(f"/fails/{page}", f"/fails/{code}").replace(
        number.format(page), number.format(code)
    )
    assert number.format(code) in answer.text


def test_who_sends_too_much_is_told_so(faulty: FlaskClient) -> None:
    answer = faulty.get("/fails/413")
    assert answer.status_code == 413
    assert "choose a smaller file" in answer.text
    assert "larger than the 25 MB that can be taken" in answer.text
    assert '<p class="kicker">413</p>' in answer.text


def test_a_wrong_method_says_which_ones_there_are(faulty: FlaskClient) -> None:
    answer = faulty.get("/form")
    assert answer.status_code == 405
    assert "POST" in answer.headers["Allow"]


def test_too_many_requests_say_when_to_come_again(faulty: FlaskClient) -> None:
    assert faulty.get("/fails/429").headers["Retry-After"] == "60"


def test_a_form_that_was_open_for_too_long_gets_a_kind_page(
    app: Flask, faulty: FlaskClient
) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    answer = faulty.post("/form")
    assert answer.status_code == 400
    assert "The page was open for too long" in answer.text


@pytest.mark.parametrize("code", PAGES)
def test_every_error_says_what_happened_what_to_do_and_the_way_back(
    faulty: FlaskClient, code: int
) -> None:
    page = faulty.get(f"/fails/{code}?lang=de").text
    main = page[page.index("<main") : page.index("</main>")]
    assert f'<p class="kicker">{code}</p>' in main
    assert main.count("<h1>") == 1
    assert main.count("<p>") == 2
    assert 'href="/?lang=de"' in main


def test_the_page_of_a_fault_needs_no_database(app: Flask, faulty: FlaskClient) -> None:
    db.session.remove()
    with db.engine.begin() as connection:
        connection.execute(text("DROP TABLE agenda_versions"))
    answer = faulty.get("/w/anything?lang=zh")
    assert answer.status_code == 500
    assert '<html lang="zh-Hans">' in answer.text
    assert "agenda_versions" not in answer.text
