"""Pages of one workshop, only for its members: to others the workshop does not exist."""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask, abort, current_app, g

from app.access import View, allow
from app.accounts.sessions import require_account
from app.workshops import queries
from app.workshops.models import Workshop
from app.workshops.rules import Role, may

_MEMBER = "member: "


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

    return allow(check, f"{_MEMBER}{at_least}")


def may_open(endpoint: str) -> bool:
    """Whether the reader of this workshop's page may call that one too: links ask the guards."""
    declared = getattr(current_app.view_functions.get(endpoint), "access_name", "")
    role: Role | None = g.get("role")
    return declared.startswith(_MEMBER) and may(role, Role(declared.removeprefix(_MEMBER)))


def init_app(app: Flask) -> None:
    app.add_template_global(may_open)
