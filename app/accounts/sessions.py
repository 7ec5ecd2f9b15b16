"""Who is signed in, and pages only for them."""

from __future__ import annotations

from flask import Flask, Response, abort, g, redirect, request, session, url_for

from app.access import allow
from app.accounts.models import Account
from app.extensions import db
from app.i18n import LANGUAGES, speak
from app.web import SAFE, private


def init_app(app: Flask) -> None:
    app.jinja_env.globals["current_account"] = current_account
    app.after_request(_keep_private)
    app.teardown_request(_forget)


def current_account() -> Account | None:
    """The organiser whose session this is; read once per request."""
    if "account" not in g:
        g.account = _from_session()
    account: Account | None = g.account
    return account


def _forget(_: BaseException | None) -> None:
    """An app context may outlive the request, as it does in tests and commands."""
    g.pop("account", None)


def _from_session() -> Account | None:
    number = session.get("account")
    if number is None:
        return None
    account = db.session.get(Account, number)
    if account is None or session.get("generation") != account.session_generation:
        return None
    return account


def start(account: Account) -> str:
    """Begin a fresh session; returns the local path the person wanted to go to."""
    wanted = session.get("wanted")
    session.clear()
    session.permanent = True
    session["account"] = account.id
    session["generation"] = account.session_generation
    return wanted or url_for("today.index")


def require_account() -> Account:
    """The signed-in organiser; anybody else is sent to sign in, and back afterwards."""
    account = current_account()
    if account is None:
        if request.method in SAFE:
            session["wanted"] = request.full_path.rstrip("?")
        abort(redirect(url_for("accounts.sign_in"), 303))
    if account.language and request.args.get("lang") not in LANGUAGES:
        speak(account.language)
    return account


def _check_signed_in(**_: object) -> None:
    require_account()


def _check_admin(**_: object) -> None:
    if not require_account().is_admin:
        abort(404)


#: Any organiser may call this page.
signed_in = allow(_check_signed_in, "signed in")
#: Only admins of the installation may; to others it does not exist.
admin = allow(_check_admin, "admin")


def _keep_private(response: Response) -> Response:
    """What a signed-in person sees is kept by no cache."""
    if request.path.startswith("/organise"):
        return private(response)
    return response
