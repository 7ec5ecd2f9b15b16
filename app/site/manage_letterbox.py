"""The outbox for admins of the installation. With letters kept in a folder it is their letter box:
newcomers read here what the system wrote, and follow the personal links.

It stands here because the letters of all features are seen from above; `mail` itself lies below
accounts and knows nobody who could look.
"""

from __future__ import annotations

from flask import (
    Blueprint,
    Response,
    abort,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue

from app import clock
from app.accounts.sessions import admin, require_account
from app.extensions import config, db
from app.i18n import gettext
from app.mail import message, queries, switches
from app.mail.models import Letter
from app.mail.post import folder_of
from app.mail.queries import Wanted
from app.mail.rendering import PLACE
from app.mail.rules import IN_WORDS, STOPPED, LetterState
from app.site import service
from app.site.manage_letters import said_of, words_of_received
from app.web import APART
from app.workshops.queries import slug_of, titles, zones_of

bp = Blueprint("letters", __name__, url_prefix="/organise/letters")


@bp.get("")
@admin
def index() -> ResponseReturnValue:
    page = request.args.get("page", 1, type=int)
    if not 1 <= page <= 100_000:
        abort(404)
    letters, more = queries.page_of(Wanted(), page)
    workshops = {one.workshop_id for one in letters if one.workshop_id}
    counts = queries.counts()
    return render_template(
        "site/letters.html",
        letters=letters,
        titles=titles(workshops),
        zones=zones_of(workshops),
        counts=counts,
        page=page,
        more=more,
        words=IN_WORDS,
        folder=folder_of(config()) if _is_kept_here() else None,
        switched=switches.read(),
        switched_of=switches.read_many(workshops),
        to_read=queries.waits_for_people(None),
        held=counts.get(LetterState.WAITING, 0),
        now=clock.now(),
    )


@bp.post("/switch")
@admin
def switch() -> ResponseReturnValue:
    """For all workshops at once."""
    turn = request.form.get("turn", "")
    if turn not in service.SWITCHES:
        abort(400)
    service.switch(turn, None, at=clock.now(), account_id=require_account().id)
    db.session.commit()
    flash(said_of(turn))
    return redirect(url_for(".index"), 303)


@bp.get("/received")
@admin
def received() -> ResponseReturnValue:
    page = request.args.get("page", 1, type=int)
    if not 1 <= page <= 100_000:
        abort(404)
    mails, more = queries.came_in(None, page)
    return render_template(
        "site/all_received.html",
        mails=mails,
        zone="UTC",
        page=page,
        more=more,
        reads_mail=config().mail_inbound is not None,
        **words_of_received(),
    )


@bp.get("/received/<int:number>")
@admin
def one_received(number: int) -> ResponseReturnValue:
    mail = queries.find_received(number) or abort(404)
    return render_template("site/one_received.html", mail=mail, zone="UTC", **words_of_received())


@bp.post("/received/<int:number>/settle")
@admin
def settle(number: int) -> ResponseReturnValue:
    mail = queries.find_received(number) or abort(404)
    service.settle_received(mail, at=clock.now(), account_id=require_account().id)
    db.session.commit()
    flash(gettext("Marked as dealt with."))
    return redirect(url_for(".received"), 303)


@bp.get("/<int:number>")
@admin
def show(number: int) -> ResponseReturnValue:
    letter = _letter(number)
    addresses = _addresses(letter)
    return render_template(
        "site/letter.html",
        letter=letter,
        pieces=_pieces(letter.text, addresses),
        calendar=message.calendar(letter, addresses),
        switched=switches.read(letter.workshop_id),
        now=clock.now(),
        slug=slug_of(letter.workshop_id) if letter.workshop_id else None,
        zone=zones_of({letter.workshop_id or 0}).get(letter.workshop_id or 0, "UTC"),
        stopped=letter.state in STOPPED,
        filled=_is_kept_here(),
    )


@bp.get("/<int:number>/html")
@admin
def html(number: int) -> ResponseReturnValue:
    letter = _letter(number)
    response: Response = make_response(message.html_part(letter, _addresses(letter)))
    response.headers["Content-Security-Policy"] = APART
    return response


def _letter(number: int) -> Letter:
    return queries.find_letter(number) or abort(404)


def _is_kept_here() -> bool:
    """Letters that leave the house belong to their readers: nobody else gets their links."""
    return config().mail_url.startswith("folder:")


def _addresses(letter: Letter) -> dict[str, str]:
    known = message.addresses(letter)
    if _is_kept_here():
        return known
    personal = {link["name"] for link in letter.links if link["purpose"]}
    hidden = gettext("(the personal link)")
    return {name: hidden if name in personal else known[name] for name in known}


def _pieces(text: str, addresses: dict[str, str]) -> list[tuple[str, bool]]:
    """The text cut at its links: each piece, and whether it is an address to follow."""
    cut = PLACE.split(text)
    return [
        (addresses[piece], addresses[piece].startswith("http")) if n % 2 else (piece, False)
        for n, piece in enumerate(cut)
    ]
