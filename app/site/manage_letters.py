"""The e-mails of one workshop, for its organisers: what became of each, what comes next, what came
in, and the two switches that keep all of them in the house.

Helpers see what went to participants, editors also what went to speakers, owners also what went to
the team. Personal links are never derived here.
"""

from __future__ import annotations

from dataclasses import replace

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
from app.accounts.sessions import require_account
from app.extensions import config, db
from app.i18n import gettext, ngettext
from app.mail import queries, receiving, switches
from app.mail.message import readable, readable_calendar
from app.mail.models import Letter, Received
from app.mail.queries import Wanted
from app.mail.receiving import words as received_words
from app.mail.rules import IN_WORDS, STOPPED, UNDELIVERED, LetterState
from app.site import service
from app.site.kinds_in_words import KINDS
from app.site.rules.today import role_to_mend
from app.web import APART
from app.workshops.membership import current_role, current_workshop, member
from app.workshops.rules import Role, may

bp = Blueprint("workshop_letters", __name__, url_prefix="/organise/<slug>/letters")

#: What one may look at, and the states of its letters.
LISTS: dict[str, tuple[LetterState, ...]] = {
    "all": (),
    "waiting": (LetterState.WAITING, LetterState.SENDING),
    "undelivered": UNDELIVERED,
    "kept_back": (LetterState.KEPT_BACK,),
    "sent": (LetterState.SENT,),
}


@bp.get("")
@member(Role.HELPER)
def index(slug: str) -> ResponseReturnValue:
    workshop, chosen = current_workshop(), _chosen()
    counted = queries.counts(_mine(Wanted(workshop.id, kind=chosen["kind"], person=chosen["q"])))
    wanted = Wanted(workshop.id, LISTS[chosen["state"]], chosen["kind"], chosen["q"])
    page = _page()
    letters, more = queries.page_of(_mine(wanted), page, next_first=chosen["state"] == "waiting")
    return render_template(
        "site/workshop_letters.html",
        workshop=workshop,
        zone=workshop.time_zone or "UTC",
        letters=letters,
        chosen=chosen,
        counts={name: _sum(counted, states) for name, states in LISTS.items()},
        kinds={
            one: KINDS[one] for one in queries.kinds(_mine(Wanted(workshop.id))) if one in KINDS
        },
        kind_words=KINDS,
        to_read=queries.waits_for_people(workshop.id),
        page=page,
        more=more,
        words=IN_WORDS,
        stopped=STOPPED,
        switched=switches.read(workshop.id),
        held=_sum(queries.counts(Wanted(workshop.id)), LISTS["waiting"]),
        now=clock.now(),
    )


def _sum(counted: dict[LetterState, int], states: tuple[LetterState, ...]) -> int:
    return sum(n for state, n in counted.items() if not states or state in states)


def _chosen() -> dict[str, str]:
    """The list, the kind and the person that the address names."""
    state, kind = request.values.get("state", "all"), request.values.get("kind", "")
    return {
        "state": state if state in LISTS else "all",
        "kind": kind if kind in KINDS else "",
        "q": request.values.get("q", "").strip()[:200],
    }


def _page() -> int:
    page = request.args.get("page", 1, type=int)
    return page if 1 <= page <= 100_000 else abort(404)


def _mine(wanted: Wanted) -> Wanted:
    """As much of it as the reader may see."""
    if not may(current_role(), Role.EDITOR):
        return replace(wanted, only_for="registration:")
    return wanted if may(current_role(), Role.OWNER) else replace(wanted, never_for="account:")


@bp.get("/<int:number>")
@member(Role.HELPER)
def show(slug: str, number: int) -> ResponseReturnValue:
    workshop, letter = current_workshop(), _letter(number)
    return render_template(
        "site/workshop_letter.html",
        workshop=workshop,
        letter=letter,
        zone=workshop.time_zone or "UTC",
        text=readable(letter.text, letter.links, letter.language),
        calendar=readable_calendar(letter.calendar, letter.links, letter.language),
        words=IN_WORDS,
        kind=KINDS.get(letter.kind),
        stopped=letter.state in STOPPED,
        switched=switches.read(workshop.id),
        now=clock.now(),
    )


@bp.get("/<int:number>/html")
@member(Role.HELPER)
def html(slug: str, number: int) -> ResponseReturnValue:
    letter = _letter(number)
    shown = readable(letter.html, letter.links, letter.language)
    response: Response = make_response(shown)
    response.headers["Content-Security-Policy"] = APART
    return response


def _letter(number: int) -> Letter:
    letter = queries.find_letter(number)
    if letter is None or letter.workshop_id != current_workshop().id:
        abort(404)
    least = (
        Role.OWNER if letter.recipient.startswith("account:") else role_to_mend(letter.recipient)
    )
    return letter if may(current_role(), least) else abort(404)


@bp.post("/again")
@member(Role.EDITOR)
def send_all_again(slug: str) -> ResponseReturnValue:
    """All that ended like this, of the kind that is shown."""
    workshop, chosen = current_workshop(), _chosen()
    states = tuple(state for state in LISTS[chosen["state"]] if state in STOPPED)
    sent = service.send_all_again(
        workshop.id,
        kind=chosen["kind"],
        states=states,
        at=clock.now(),
        account_id=require_account().id,
    )
    db.session.commit()
    flash(
        ngettext(
            "%(n)s e-mail is on its way again.", "%(n)s e-mails are on their way again.", sent
        )
        if sent
        else gettext("No e-mail was left to send again.")
    )
    return redirect(url_for(".index", slug=slug), 303)


@bp.post("/switch")
@member(Role.EDITOR)
def switch(slug: str) -> ResponseReturnValue:
    deed = request.form.get("turn", "")
    if deed not in service.SWITCHES:
        abort(400)
    workshop = current_workshop()
    service.switch(deed, workshop.id, at=clock.now(), account_id=require_account().id)
    db.session.commit()
    flash(said_of(deed))
    return redirect(url_for(".index", slug=slug), 303)


def said_of(deed: str) -> str:
    """What holds after a switch was turned."""
    return {
        "hold": gettext("E-mails are held now. They wait until you let them go."),
        "release": gettext("E-mails go out again, and those that waited are on their way."),
        "try_out": gettext("E-mails now go to the organising team only."),
        "end_trial": gettext("E-mails go to everybody again."),
    }[deed]


# -- What came in ---------------------------------------------------------------------------------


@bp.get("/received")
@member(Role.EDITOR)
def received(slug: str) -> ResponseReturnValue:
    workshop, page = current_workshop(), _page()
    mails, more = queries.came_in(workshop.id, page)
    return render_template(
        "site/received.html",
        workshop=workshop,
        zone=workshop.time_zone or "UTC",
        mails=mails,
        page=page,
        more=more,
        reads_mail=config().mail_inbound is not None,
        **words_of_received(),
    )


@bp.get("/received/<int:number>")
@member(Role.EDITOR)
def one_received(slug: str, number: int) -> ResponseReturnValue:
    workshop = current_workshop()
    return render_template(
        "site/one_received.html",
        workshop=workshop,
        zone=workshop.time_zone or "UTC",
        mail=_received(number),
        **words_of_received(),
    )


@bp.post("/received/<int:number>/settle")
@member(Role.EDITOR)
def settle(slug: str, number: int) -> ResponseReturnValue:
    mail = _received(number)
    service.settle_received(mail, at=clock.now(), account_id=require_account().id)
    db.session.commit()
    flash(gettext("Marked as dealt with."))
    if request.form.get("back") == "invitations":  # it stood on the board of the speakers
        return redirect(url_for("invitations_manage.index", slug=slug), 303)
    return redirect(url_for(".received", slug=slug), 303)


def _received(number: int) -> Received:
    found = queries.find_received(number)
    return found if found and found.workshop_id == current_workshop().id else abort(404)


def words_of_received() -> dict[str, object]:
    return {
        "kind_words": received_words.KINDS,
        "outcome_words": received_words.OUTCOMES,
        "reason_of": receiving.words_of,
        "for_people": queries.FOR_PEOPLE,
    }
