"""Who may call what. Silence means no: an endpoint that declares nothing answers 403.

A declaration is a check that runs before the page: it returns when the caller may pass and aborts
otherwise. Features declare their own (`accounts.signed_in`, `workshops.member`) with `allow`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, abort, current_app, request

View = TypeVar("View", bound=Callable[..., Any])


def allow(check: Callable[..., object], name: str) -> Callable[[View], View]:
    """Declare that a page may be called by whom `check(**view_args)` lets pass."""

    def declare(view: View) -> View:
        view.access_check = check  # type: ignore[attr-defined]
        view.access_name = name  # type: ignore[attr-defined]
        return view

    return declare


def _anybody(**_: object) -> None:
    return None


#: Anybody may call this page.
public = allow(_anybody, "public")
#: Whoever holds the personal link may; the page itself looks the link up and answers 404 or 410.
by_link = allow(_anybody, "by link")


def enforce() -> None:
    if request.endpoint is None:
        return
    view = current_app.view_functions[request.endpoint]
    check = getattr(view, "access_check", None)
    if check is None:
        abort(403)
    check(**(request.view_args or {}))


def init_app(app: Flask) -> None:
    if "static" in app.view_functions:
        public(app.view_functions["static"])
    app.before_request(enforce)
