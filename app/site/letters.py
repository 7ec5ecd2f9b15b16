"""The outbox for admins of the installation. With letters kept in a folder it is their letter box:
newcomers read here what the system wrote, and follow the personal links.

It stands here because the letters of all features are seen from above; `mail` itself lies below
accounts and knows nobody who could look.
"""

from __future__ import annotations

from flask import Blueprint, Response, abort, make_response, render_template, request
from flask.typing import ResponseReturnValue

from app.accounts.sessions import admin
from app.extensions import config
from app.i18n import gettext
from app.mail import message, queries
from app.mail.models import Letter
from app.mail.post import folder_of
from app.mail.rendering import PLACE
from app.mail.rules import IN_WORDS, UNDELIVERED
from app.web import APART
from app.workshops.queries import slug_of, titles, zones_of

bp = Blueprint("letters", __name__, url_prefix="/organise/letters")


@bp.get("")
@admin
def index() -> ResponseReturnValue:
    page = request.args.get("page", 1, type=int)
    if not 1 <= page <= 100_000:
        abort(404)
    letters, more = queries.newest(page)
    workshops = {one.workshop_id for one in letters if one.workshop_id}
    return render_template(
        "site/letters.html",
        letters=letters,
        titles=titles(workshops),
        zones=zones_of(workshops),
        counts=queries.counts(),
        page=page,
        more=more,
        words=IN_WORDS,
        folder=folder_of(config()) if _is_kept_here() else None,
    )


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
        words=IN_WORDS,
        slug=slug_of(letter.workshop_id) if letter.workshop_id else None,
        zone=zones_of({letter.workshop_id or 0}).get(letter.workshop_id or 0, "UTC"),
        undelivered=letter.state in UNDELIVERED,
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
    found = queries.find_letter(number) if number < 2**31 else None
    return found or abort(404)


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
