"""Official letters of invitation as files: for the team, and for the speaker by their link."""

from __future__ import annotations

from flask import Blueprint, Response, abort, make_response, render_template
from flask.typing import ResponseReturnValue

from app.access import by_link
from app.documents import letters_of_invitation
from app.documents.answering import cannot
from app.documents.files import FORMS, can_write
from app.extensions import limiter
from app.feeds.answering import disposition
from app.invitations import issued
from app.invitations.entering import entered
from app.invitations.models import OfficialLetter
from app.web import private
from app.workshops.membership import current_workshop, member
from app.workshops.rules import Role

bp = Blueprint("official_letters", __name__)
#: Of a number that any workshop may reach.
MOST_DIGITS = 6


@bp.get("/organise/<slug>/letters-of-invitation/<int(max=999999):number>.pdf")
@member(Role.EDITOR)
def pdf(slug: str, number: int) -> ResponseReturnValue:
    return _file(issued.find_letter(current_workshop().id, number) or abort(404))


@bp.get("/s/<token>/letter/<number>.pdf")
@by_link
@limiter.limit("30 per minute")
def own(token: str, number: str) -> ResponseReturnValue:
    """Theirs alone: the number of somebody else's letter is nobody's here."""
    invitation = entered(token).invitation
    if not number.isdecimal() or len(number) > MOST_DIGITS:
        abort(404)
    letter = issued.find_letter(invitation.workshop_id, int(number))
    if letter is None or letter.recipient != f"speaker:{invitation.speaker_id}":
        abort(404)
    return _file(letter)


def _file(letter: OfficialLetter) -> Response:
    if not can_write("pdf"):
        return cannot()
    octets = letters_of_invitation.as_pdf(letter)
    if octets is None:
        return private(make_response(render_template("documents/no_signs_letter.html"), 404))
    form = FORMS["pdf"]
    answer = private(Response(octets, content_type=form.content_type))
    name = f"invitation-{letter.facts['reference']}"
    answer.headers["Content-Disposition"] = disposition(form, name)
    return answer
