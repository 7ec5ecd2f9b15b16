"""What taking part has left behind: when somebody was there, e-mails, and what was done."""

from __future__ import annotations

from sqlalchemy import select

from app.attendance.models import Attendance
from app.attendance.rules import Seen
from app.audit.models import AuditEntry
from app.extensions import db
from app.i18n import gettext, language, lazy_gettext, zones
from app.mail.message import readable
from app.mail.models import Letter
from app.mail.rules import LetterState
from app.privacy.facts import Fact, Part, moment, said
from app.registration.models import Registration
from app.workshops import words as log_words

SEEN = {
    Seen.DOOR: lazy_gettext("checked in by the organisers"),
    Seen.ONLINE: lazy_gettext("went to the online meeting by your link"),
}
SENT = {
    LetterState.WAITING: lazy_gettext("waiting to be sent"),
    LetterState.SENDING: lazy_gettext("being sent"),
    LetterState.SENT: lazy_gettext("sent"),
    LetterState.NO_SUCH_ADDRESS: lazy_gettext("not delivered"),
    LetterState.GAVE_UP: lazy_gettext("not delivered"),
    LetterState.REFUSED: lazy_gettext("not delivered"),
    LetterState.KEPT_BACK: lazy_gettext("not sent"),
}


def attendance(one: Registration) -> Part:
    rows = db.session.scalars(
        select(Attendance).where(Attendance.registration_id == one.id).order_by(Attendance.id)
    )
    return Part(
        "attendance",
        gettext("When you were there"),
        tuple(
            (
                Fact("day", gettext("Day"), zones.day(row.day, language()), row.day.isoformat()),
                Fact("seen", gettext("How we know"), str(SEEN[row.seen]), row.seen.value),
                moment("at", gettext("Noted"), one, row.at),
            )
            for row in rows
        ),
    )


def letters(one: Registration) -> Part:
    rows = db.session.scalars(
        select(Letter)
        .where(Letter.workshop_id == one.workshop_id, Letter.recipient == f"registration:{one.id}")
        .order_by(Letter.id)
    )
    return Part(
        "letters",
        gettext("E-mails we wrote to you"),
        tuple(
            (
                said("subject", gettext("Subject"), row.subject),
                said("to", gettext("To"), row.to_email),
                Fact("state", gettext("State"), str(SENT[row.state]), row.state.value),
                moment("at", gettext("Written"), one, row.written_at),
                said("text", gettext("Text"), readable(row.text, row.links, row.language)),
            )
            for row in rows
        ),
    )


def log(one: Registration) -> Part:
    rows = db.session.scalars(
        select(AuditEntry)
        .where(AuditEntry.subject == f"registration:{one.id}")
        .order_by(AuditEntry.id)
    )
    return Part(
        "log",
        gettext("What was done"),
        tuple(
            (
                Fact("act", gettext("Act"), log_words.act(row), row.action),
                Fact("actor", gettext("By"), _actor(row), row.actor),
                moment("at", gettext("On"), one, row.at),
            )
            for row in rows
        ),
    )


def _actor(row: AuditEntry) -> str:
    if row.actor == "account":
        return gettext("the organisers")
    if row.actor == "worker":
        return gettext("Plenum by itself")
    if row.actor == "somebody":
        return gettext("somebody who knows your address, perhaps you")
    return gettext("you")
