"""Signing in and out: a mailed one-time link, completed by a button."""

from __future__ import annotations

from flask import (
    Blueprint,
    abort,
    flash,
    make_response,
    redirect,
    render_template,
    session,
    url_for,
)
from flask.typing import ResponseReturnValue

from app import clock
from app.access import public
from app.accounts import service, sessions
from app.accounts.forms import SignInForm
from app.extensions import db, limiter
from app.i18n import gettext
from app.web import private

bp = Blueprint("accounts", __name__)


@bp.get("/sign-in")
@public
def sign_in() -> ResponseReturnValue:
    return render_template("accounts/sign_in.html", form=SignInForm())


@bp.post("/sign-in")
@public
@limiter.limit("10 per minute; 60 per hour")
def send_link() -> ResponseReturnValue:
    form = SignInForm()
    if not form.validate_on_submit():
        return render_template("accounts/sign_in.html", form=form), 422
    service.send_sign_in_link(form.email.data or "", at=clock.now())
    db.session.commit()
    return redirect(url_for(".link_sent"), 303)


@bp.get("/sign-in/sent")
@public
def link_sent() -> ResponseReturnValue:
    return render_template("accounts/link_sent.html")


@bp.get("/sign-in/<token>")
@public
@limiter.limit("60 per minute")
def confirm(token: str) -> ResponseReturnValue:
    """Shows a button only: mail scanners follow links."""
    account = service.find_by_link(token, at=clock.now())
    page = render_template("accounts/confirm.html", owner=account, token=token)
    return private(make_response(page, 200 if account else 404))


@bp.post("/sign-in/<token>")
@public
@limiter.limit("60 per minute")
def complete(token: str) -> ResponseReturnValue:
    account = service.sign_in(token, at=clock.now())
    if account is None:
        page = render_template("accounts/confirm.html", owner=None, token=token)
        return private(make_response(page, 404))
    db.session.commit()
    return private(make_response(redirect(sessions.start(account), 303)))


@bp.post("/sign-out")
@sessions.signed_in
def sign_out() -> ResponseReturnValue:
    account = sessions.current_account() or abort(404)
    service.sign_out(account, at=clock.now())
    db.session.commit()
    session.clear()
    flash(gettext("You are signed out, on every device."))
    return redirect(url_for(".sign_in"), 303)
