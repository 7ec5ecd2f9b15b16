"""Pages of one workshop, only for its members: to others the workshop does not exist."""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask, abort, current_app, g

from app.access import View, allow
from app.accounts.sessions import require_account
from app.workshops import queries
from app.workshops.models import Workshop
from app.workshops.rules import Role, may


def current_workshop() -> Workshop:
    """The workshop of a page that `member` guards."""
    workshop: Workshop = g.workshop
    return workshop


def current_role() -> Role:
    role: Role = g.role
    return role


def member(at_least: Role) -> Callable[[View], View]:
    """Declare that a page with `slug` in its address is for members of at least this role."""

    def check(slug: str, **_: object) -> None:
        account = require_account()
        workshop = queries.find_workshop(slug)
        role = queries.role_of(account, workshop) if workshop else None
        if workshop is None or not may(role, at_least):
            abort(404)
        g.workshop, g.role = workshop, role

    def declare(view: View) -> View:
        view.at_least = at_least  # type: ignore[attr-defined]
        return allow(check, f"member: {at_least}")(view)

    return declare


def may_open(endpoint: str) -> bool:
    """Whether the reader of this workshop's page may call that one too: links ask the guards."""
    at_least = least_role(endpoint)
    return at_least is not None and may(g.get("role"), at_least)


def least_role(endpoint: str) -> Role | None:
    """The least role that the guard of a page lets pass; None = not a page of one workshop."""
    at_least: Role | None = getattr(current_app.view_functions.get(endpoint), "at_least", None)
    return at_least


def init_app(app: Flask) -> None:
    app.add_template_global(may_open)
