"""What every answer carries, and what no request may do, whatever the page."""

from __future__ import annotations

import gzip
import json
import sqlite3
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, Response, abort, current_app, render_template, request, url_for
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError, TimeoutError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import (
    Conflict,
    Gone,
    HTTPException,
    InternalServerError,
    MethodNotAllowed,
    ServiceUnavailable,
)
from werkzeug.wrappers import Response as Answer

from app.access import View, public
from app.extensions import config, db, means_to_write
from app.i18n import DEFAULT, speak
from app.i18n.pages import choose_language
from app.kept import keep_while


class Application(Flask):
    """Flask, whose log names pages and not addresses: those hold personal links."""

    def log_exception(self, exc_info: Any) -> None:
        self.logger.error("%s %s failed", request.method, request.endpoint, exc_info=exc_info)


SAFE = ("GET", "HEAD", "OPTIONS")

#: Nothing from another host, no inline script or style, nobody may frame us.
POLICY = (
    "default-src 'none'; img-src 'self' data:; style-src 'self'; script-src 'self'; "
    "connect-src 'self'; font-src 'self'; manifest-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
#: HTML of a letter is looked at apart from everything: no script, no cookie, no other host.
APART = "sandbox; default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Referrer-Policy": "strict-origin-when-cross-origin",
}


def findable(view: View) -> View:
    """Search engines may list this page. All others are marked noindex."""
    view.findable = True  # type: ignore[attr-defined]
    return view


def takes(octets: int) -> Callable[[View], View]:
    """This view is sent larger files than others are; see MAX_CONTENT_LENGTH for those."""

    def wrap(view: View) -> View:
        view.takes = octets  # type: ignore[attr-defined]
        return view

    return wrap


def private(response: Response) -> Response:
    """Mark an answer that belongs to one person: kept nowhere, found nowhere, told to nobody."""
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response


def with_camera(response: Response) -> Response:
    """This page may look through the camera, where its reader lets it; no other may."""
    allowed = HEADERS["Permissions-Policy"].replace("camera=()", "camera=(self)")
    response.headers["Permissions-Policy"] = allowed
    return response


def leading_away(response: Response) -> Response:
    """The form of this page leads on to a web address of somebody else's by a redirect, which
    browsers hold against `form-action`, as they do every further one that happens there."""
    response.headers["Content-Security-Policy"] = POLICY.replace(
        "form-action 'self'", "form-action 'self' https:"
    )
    return response


def init_app(app: Flask) -> None:
    app.before_request(_say_whether_it_writes)
    app.before_request(_refuse_foreign_posts)
    app.before_request(_read_to_the_end)
    app.before_request(_refuse_nul)
    app.after_request(_add_headers)
    app.after_request(_send_assets_well)
    app.teardown_request(_forget)
    app.add_template_global(asset)
    app.add_url_rule("/healthz", "alive", alive)
    if "static" in app.view_functions:
        findable(app.view_functions["static"])
    app.register_error_handler(HTTPException, say_what_went_wrong)
    app.register_error_handler(StaleDataError, _say_stale)
    for trouble in (OperationalError, TimeoutError):
        app.register_error_handler(trouble, _say_busy)


@public
def alive() -> Response:
    """For whoever watches over the process; asks nothing of the database."""
    return Response("alive\n", content_type="text/plain; charset=utf-8")


def _say_whether_it_writes() -> None:
    means_to_write.set(request.method not in SAFE)


def _forget(_: BaseException | None) -> None:
    """A thread serves many requests; nothing of this one is left for the next."""
    means_to_write.set(True)
    speak(DEFAULT)


def _refuse_foreign_posts() -> None:
    """A page of another site cannot post here (Fetch Metadata, with Origin for older browsers)."""
    if request.method in SAFE:
        return
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        if site not in ("same-origin", "none"):
            abort(403)
        return
    origin = request.headers.get("Origin")
    if origin is not None and _host_of(origin) not in (
        request.host,
        urlsplit(config().base_url).netloc,
    ):
        abort(403)


def _read_to_the_end() -> None:
    """What is sent is here before anything is asked of the database: whoever means to write holds
    SQLite from the first query on, and must not hold it while a slow line dribbles."""
    if request.method not in SAFE and request.endpoint is not None:
        takes = getattr(current_app.view_functions[request.endpoint], "takes", None)
        if takes is not None:
            request.max_content_length = takes
        request.form  # noqa: B018 -- reading it is what takes time; files come along


def _host_of(origin: str) -> str | None:
    try:
        return urlsplit(origin).netloc
    except ValueError:
        return None


def _refuse_nul() -> None:
    """A NUL byte names nothing here, and PostgreSQL takes it in no text."""
    if "\0" in request.path or b"%00" in request.query_string:
        abort(404)


def _add_headers(response: Response) -> Response:
    said = {name.lower() for name, _ in response.headers}
    if "x-robots-tag" not in said and not _is_findable(response):
        response.headers.add("X-Robots-Tag", "noindex")
    for name, value in HEADERS.items():
        if name.lower() not in said:
            response.headers.add(name, value)
    if config().is_https:
        response.headers.set("Strict-Transport-Security", "max-age=31536000")
    return response


def asks_for_data() -> bool:
    """Whether a script of ours asks, which wants to know what differs and no page."""
    accepted = request.accept_mimetypes
    return accepted["application/json"] > accepted["text/html"]


def _is_findable(response: Response) -> bool:
    view = current_app.view_functions.get(request.endpoint or "")
    return getattr(view, "findable", False) and response.status_code < 400


def _send_assets_well(response: Response) -> Response:
    """Static files go packed, and for ever where the address names their content."""
    if request.endpoint != "static" or response.status_code not in (200, 304):
        return response
    name = (request.view_args or {})["filename"]
    packs = (response.mimetype or "").startswith(("text/", "image/svg"))
    if packs and response.status_code == 200 and request.accept_encodings["gzip"] > 0:
        response.direct_passthrough = False
        response.set_data(gzip.compress(response.get_data(), 6, mtime=0))
        response.headers["Content-Encoding"] = "gzip"
        response.headers["ETag"] = f"W/{response.headers['ETag']}"
    if packs:
        response.vary.add("Accept-Encoding")
    if request.args.get("v") == _known_assets().get(name) is not None:
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        keep_while(lambda: not current_app.debug)
    return response


def _known_assets() -> dict[str, str]:
    known: dict[str, str] = current_app.extensions.setdefault("plenum.assets", {})
    return known


def asset(name: str) -> str:
    """Address of a static file that changes with its content, so that it may be kept for ever."""
    known = _known_assets()
    if name not in known or current_app.debug:
        content = Path(current_app.static_folder or "", name).read_bytes()
        known[name] = sha256(content).hexdigest()[:10]
    return url_for("static", filename=name, v=known[name])


def _say_stale(error: StaleDataError) -> Response | Answer | HTTPException:
    """Two saves met between the look at the revision and the write; neither overwrites."""
    db.session.rollback()
    return say_what_went_wrong(Conflict())


def _say_busy(error: OperationalError | TimeoutError) -> Response | Answer | HTTPException:
    """The database is away, full, or others wrote for too long; nothing was changed."""
    current_app.logger.error("%s %s failed", request.method, request.endpoint, exc_info=error)
    db.session.rollback()
    a_bug = getattr(error.__cause__, "sqlite_errorcode", None) == sqlite3.SQLITE_ERROR
    return say_what_went_wrong(InternalServerError() if a_bug else ServiceUnavailable())


#: Errors that have a page of their own; others are said in the words of their kind.
PAGES = (400, 403, 404, 409, 410, 429, 500, 503)

#: Seconds after which trying again may help.
RETRY_AFTER = {429: "60", 503: "5"}


def say_what_went_wrong(error: HTTPException) -> Response | Answer | HTTPException:
    """An error as a page in the visitor's language, without a trace, kept by no cache."""
    code = error.code or 500
    if error.response is not None or code < 400:
        return error
    if code == 403:
        choose_language()  # a foreign post is refused before the language is chosen
    expired = isinstance(error, CSRFError)
    if asks_for_data():
        return private(
            Response(
                json.dumps({"error": code, "expired": expired}), code, mimetype="application/json"
            )
        )
    page = code if code in PAGES else 500 if code >= 500 else 400
    body = render_template(
        f"errors/{page}.html",
        expired=expired,
        code=code,
        too_large=code == 413,
        most=(request.max_content_length or 0) // (1024 * 1024),
        why=error.description if isinstance(error, Gone) else None,
    )
    response = private(Response(body, code))
    if isinstance(error, MethodNotAllowed):
        response.allow.update(error.valid_methods or ())
    if code in RETRY_AFTER:
        response.headers["Retry-After"] = RETRY_AFTER[code]
    return response
