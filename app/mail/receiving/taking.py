"""Take one message: once, whatever it is, and note what became of it."""

from __future__ import annotations

import logging
import re
from dataclasses import replace
from datetime import datetime, timedelta
from email.message import Message
from hashlib import sha256
from typing import cast

from sqlalchemy import Table, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import OperationalError

from app import links
from app.extensions import config, db
from app.mail import providers
from app.mail.message import BOUNCE
from app.mail.models import Letter, Received
from app.mail.outbox import WROTE
from app.mail.receiving import reading, registry
from app.mail.receiving.incoming import Incoming, Verdict
from app.mail.receiving.reading import KEPT
from app.mail.receiving.reports import Action, Report, report_of
from app.mail.rules import (
    Answer,
    LetterState,
    Outcome,
    ReceivedKind,
    next_step,
    without_addresses,
)

log = logging.getLogger(__name__)

NOT_UNDERSTOOD = Verdict(Outcome.UNCLEAR, "not_understood")
#: Where a letter ends that came back; what tried in vain for days gave up.
ENDS = {
    Answer.NO_SUCH_ADDRESS: LetterState.NO_SUCH_ADDRESS,
    Answer.LATER: LetterState.GAVE_UP,
    Answer.GREYLISTED: LetterState.GAVE_UP,
}
#: What a calendar answers with (RFC 5546); a request that comes in is our own gone round.
ANSWERS = ("REPLY", "COUNTER", "REFRESH")


def take(
    raw: bytes, *, at: datetime, recipient: str | None = None, sender: str | None = None
) -> int | None:
    """Keep the message and do what it asks for; the number of its row, None = it came before.
    Does not commit. Raises OperationalError where the database had trouble: it is to come again.

    `recipient` and `sender` are the envelope's, where the mail server says them.
    """
    message, came = _read(raw, recipient, sender)
    number = _keep(came, raw, at)
    if number is None:
        return None
    try:
        with db.session.begin_nested():
            kind, verdict, letter_id = _judged(message, came, at)
    except OperationalError:  # of the database, such as two that wait for each other: try again
        raise
    except Exception:  # a reader of ours that fails loses no message
        log.exception("message %s could not be understood", number)
        kind, verdict, letter_id = ReceivedKind.MESSAGE, NOT_UNDERSTOOD, None
    db.session.execute(
        update(Received)
        .where(Received.id == number)
        .values(
            kind=kind,
            outcome=verdict.outcome,
            reason=verdict.reason,
            recipient=verdict.recipient,
            workshop_id=verdict.workshop_id,
            letter_id=letter_id,
        )
        .execution_options(synchronize_session=False)
    )
    log.info("message %s taken: %s, %s, %s", number, kind, verdict.outcome, verdict.reason)
    return number


def _read(raw: bytes, recipient: str | None, sender: str | None) -> tuple[Message, Incoming]:
    try:
        message = reading.parsed(raw)
        return message, reading.incoming(message, recipient=recipient, sender=sender)
    except Exception:  # octets may be anything, also what no reader foresaw
        log.exception("a message cannot be read")
        nothing = reading.parsed(b"")
        return nothing, replace(
            reading.incoming(nothing, recipient=recipient, sender=sender), content=raw[:KEPT]
        )


_INSERTS = {
    name: insert(cast("Table", Received.__table__))
    .on_conflict_do_nothing(index_elements=["fingerprint"])
    .returning(Received.id)
    for name, insert in (("sqlite", sqlite.insert), ("postgresql", postgresql.insert))
}


def _keep(came: Incoming, raw: bytes, at: datetime) -> int | None:
    """The row of a message that comes for the first time; of two deliveries one makes it."""
    values = {
        "at": at,
        "kind": ReceivedKind.MESSAGE,
        "outcome": NOT_UNDERSTOOD.outcome,
        "reason": NOT_UNDERSTOOD.reason,
        "fingerprint": _fingerprint(came, raw),
        "sender": came.sender,
        "subject": came.subject,
        "text": came.text,
        "content": came.content,
    }
    # On the session, so that its transaction is the one that handlers write in.
    number: int | None = db.session.scalar(_INSERTS[db.engine.dialect.name], values)
    return number


def _fingerprint(came: Incoming, raw: bytes) -> str:
    """What stays the same when a mail server hands a message over again: not the traces that each
    delivery leaves on top."""
    _, _, body = raw.replace(b"\r\n", b"\n").partition(b"\n\n")
    named = came.message_id.encode() if came.message_id else raw
    return sha256(b"\n".join((named, (_token(came) or "").encode(), body))).hexdigest()


# -- Whom it concerns -----------------------------------------------------------------------------

Judged = tuple[ReceivedKind, Verdict, int | None]


def _judged(message: Message, came: Incoming, at: datetime) -> Judged:
    token = _token(came)
    letter = _letter_of(token)
    report = report_of(message, came, letter.to_email if letter else "")
    whose = (letter.recipient, letter.workshop_id) if letter else (None, None)
    number = letter.id if letter else None
    if report is not None:
        if letter is None:
            return ReceivedKind.BOUNCE, Verdict(Outcome.REFUSED, "no_proof"), None
        outcome, reason = _came_back(letter, report, at)
        return ReceivedKind.BOUNCE, Verdict(outcome, reason, *whose), number
    kind = _kind(came)
    if kind is ReceivedKind.AUTO_REPLY:
        return kind, Verdict(Outcome.IGNORED, "automatic", *whose), number
    if letter is not None or token is None:
        reason = "not_understood" if letter else _unreadable(message, came) or "no_token"
        return kind, Verdict(Outcome.UNCLEAR, reason, *whose), number
    return kind, _by_reader(message, came, token, at), None


def _kind(came: Incoming) -> ReceivedKind:
    # Some calendars mark as automatic what a person pressed.
    if any(one.method in ANSWERS for one in came.calendars):
        return ReceivedKind.CALENDAR
    if came.auto_submitted:
        return ReceivedKind.AUTO_REPLY
    return ReceivedKind.CALENDAR if came.calendars else ReceivedKind.MESSAGE


def _token(came: Incoming) -> str | None:
    """The token in the address it went to."""
    local, _, domain = (config().mail_inbound or "").lower().rpartition("@")
    ours = re.compile(rf"{re.escape(local)}\+([a-z0-9.-]{{28,200}})@{re.escape(domain)}\Z")
    found = (ours.match(address) for address in came.to) if domain else ()
    return next((one[1] for one in found if one and links.subject_of(one[1])), None)


def _by_reader(message: Message, came: Incoming, token: str, at: datetime) -> Verdict:
    """What the feature makes of it that gave the token out."""
    readers = registry.handlers()
    if not readers:
        return Verdict(Outcome.UNCLEAR, "nobody_reads")
    verdict = NOT_UNDERSTOOD
    for reader in readers.values():
        verdict = reader(came, links.subject_of(token) or "", token, at)
        if verdict.recipient is not None:  # the token was a true one
            break
    if verdict.outcome is Outcome.UNCLEAR and (reason := _unreadable(message, came)):
        return replace(verdict, reason=reason)
    return verdict


def _unreadable(message: Message, came: Incoming) -> str | None:
    packed = any(
        part.get_content_type() == "application/ms-tnef" for part in reading.parts(message)
    )
    return "winmail" if packed and not came.text and not came.calendars else None


# -- Letters that came back -----------------------------------------------------------------------


def _letter_of(token: str | None) -> Letter | None:
    """The letter whose envelope bore this token."""
    subject = links.subject_of(token) if token else None
    if token is None or subject is None or not re.fullmatch(r"b[1-9]\d{0,8}", subject):
        return None
    if not links.opens(config().secret_key, BOUNCE, token, subject, 0):
        return None
    return db.session.get(Letter, int(subject[1:]), populate_existing=True)


def _came_back(letter: Letter, report: Report, at: datetime) -> tuple[Outcome, str]:
    if report.action is None:
        return Outcome.UNCLEAR, "not_understood"
    if report.action is Action.DELAYED:
        return Outcome.IGNORED, "delayed"
    if report.action is Action.ARRIVED:
        return Outcome.IGNORED, "arrived"
    values: dict[str, object] = {"trouble": without_addresses(report.words), "leased_until": None}
    reason = "came_back"
    if report.answer is Answer.SLOWER:
        # The address is good. What the relay sent too fast goes again, within its patience.
        providers.complain(letter.domain, at)
        step = next_step(Answer.SLOWER, letter.attempts, at - (letter.tried_since or at))
        values |= {"state": step.state, "next_try_at": at + (step.pause or timedelta())}
        reason = "slowed_down" if step.pause else reason
    else:
        values["state"] = ENDS.get(report.answer, LetterState.REFUSED)
    moved = db.session.scalar(
        update(Letter)
        .where(Letter.id == letter.id, Letter.state.in_((LetterState.SENT, LetterState.SENDING)))
        .values(values)
        .returning(Letter.id)
        .execution_options(synchronize_session=False)
    )
    db.session.expire(letter)
    if moved is None:
        return Outcome.IGNORED, "known_already"
    db.session().info[WROTE] = True
    return Outcome.APPLIED, reason
