"""Organisers' first page: what needs them today, and their workshops."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from app import clock
from app.accounts.sessions import require_account, signed_in
from app.agenda.items_in_words import title_of
from app.registration.words import WAYS
from app.site import today
from app.site.rules.today import HANDFUL
from app.workshops.rules import Role, may

bp = Blueprint("today", __name__, url_prefix="/organise")


@bp.get("/")
@signed_in
def index() -> ResponseReturnValue:
    desk = today.read(require_account(), clock.now())
    return render_template(
        "site/today.html",
        desk=desk,
        #: The workshop whose lines are all shown.
        opened=request.args.get("all"),
        handful=HANDFUL,
        ways=WAYS,
        title_of=title_of,
        may_copy=lambda role: may(role, Role.EDITOR),
    )
