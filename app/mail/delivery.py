"""Deliver what is due: take a letter, send it, note what came of it.

A letter is taken by one statement, so exactly one worker has it, and it is sent outside any
transaction. A worker that dies in between leaves a lease that runs out, and the letter goes again
under the same Message-ID: never none, rarely two, always known as one.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from datetime import datetime

from sqlalchemy import ColumnElement, and_, case, func, or_, select, update

from app.extensions import db
from app.mail.message import compose
from app.mail.models import Letter
from app.mail.post import NotTaken, Post, Unreachable
from app.mail.rules import (
    LEASE,
    SLOWER,
    Answer,
    LetterState,
    next_state,
    pause_after,
    without_addresses,
)

log = logging.getLogger(__name__)

#: How many letters are looked up at a time.
BATCH = 100


def deliver_due(
    post: Post, now: Callable[[], datetime], stop: threading.Event | None = None
) -> bool:
    """Send every letter that is due; commits for each. False = the way out is closed at the
    moment, and what waits is better left until it may be open again."""
    tried: set[int] = set()
    while batch := [id for id in _due(now()) if id not in tried]:
        for letter_id in batch:
            if stop is not None and stop.is_set():
                return True
            tried.add(letter_id)
            if not _deliver(letter_id, post, now):
                return False
    return True


def _due(at: datetime) -> list[int]:
    ids = list(
        db.session.scalars(
            select(Letter.id)
            .where(_is_due(at))
            .order_by(Letter.next_try_at, Letter.id)
            .limit(BATCH)
        )
    )
    db.session.rollback()  # nothing was written; let go of the database
    return ids


def next_due() -> datetime | None:
    """When the next letter falls due; None when none waits."""
    moment: datetime | None = db.session.scalar(
        select(
            func.min(
                case(
                    (Letter.state == LetterState.SENDING, Letter.leased_until),
                    else_=Letter.next_try_at,
                )
            )
        ).where(Letter.state.in_((LetterState.WAITING, LetterState.SENDING)))
    )
    db.session.rollback()
    return moment


def _is_due(at: datetime) -> ColumnElement[bool]:
    return or_(
        and_(Letter.state == LetterState.WAITING, Letter.next_try_at <= at),
        and_(Letter.state == LetterState.SENDING, Letter.leased_until <= at),
    )


def _deliver(letter_id: int, post: Post, now: Callable[[], datetime]) -> bool:
    letter = _take(letter_id, now())
    if letter is None:
        return True  # another worker has it
    failed: NotTaken | None = None
    try:
        post(compose(letter, at=now()), f"{letter.id:06d}-{letter.kind}")
    except NotTaken as trouble:
        failed = trouble
    except Exception as error:  # one bad letter never stops the queue
        log.exception("letter %s cannot be made into a mail", letter.id)
        failed = NotTaken(Answer.REFUSED, f"cannot be made into a mail ({type(error).__name__})")
    if failed is None:
        _mark_sent(letter, now())
    else:
        _mark_failed(letter, failed, now())
    return not isinstance(failed, Unreachable)


def _take(letter_id: int, at: datetime) -> Letter | None:
    """Lease the letter; None when another worker was faster."""
    taken = db.session.scalar(
        update(Letter)
        .where(Letter.id == letter_id, _is_due(at))
        .values(state=LetterState.SENDING, leased_until=at + LEASE, attempts=Letter.attempts + 1)
        .returning(Letter.id)
        .execution_options(synchronize_session=False)
    )
    if taken is None:
        db.session.rollback()
        return None
    letter = db.session.get_one(Letter, letter_id, populate_existing=True)
    db.session.expunge(letter)  # readable without a transaction
    db.session.commit()
    return letter


def _mark_sent(letter: Letter, at: datetime) -> None:
    _mark(letter, state=LetterState.SENT, sent_at=at, trouble=None)
    log.info("letter %s sent", letter.id)


def _mark_failed(letter: Letter, failed: NotTaken, at: datetime) -> None:
    state = next_state(failed.answer, letter.attempts)
    pause = pause_after(letter.attempts)
    words = without_addresses(failed.words)
    _mark(
        letter,
        state=state,
        trouble=words,
        next_try_at=at + pause if pause else at,
    )
    if failed.answer is Answer.SLOWER:
        _slow_down(letter, at)
    log.warning("letter %s not delivered (%s): %s", letter.id, state, words)


def _mark(letter: Letter, **values: object) -> None:
    """Note the outcome, unless another worker took the letter after our lease ran out."""
    db.session.execute(
        update(Letter)
        .where(Letter.id == letter.id, Letter.attempts == letter.attempts)
        .values(leased_until=None, **values)
        .execution_options(synchronize_session=False)
    )
    db.session.commit()


def _slow_down(letter: Letter, at: datetime) -> None:
    """Its provider says that there were too many: its other letters wait as well."""
    domain = letter.to_email.rpartition("@")[2]
    db.session.execute(
        update(Letter)
        .where(
            Letter.state == LetterState.WAITING,
            Letter.next_try_at < at + SLOWER,
            Letter.to_email.iendswith(f"@{domain}", autoescape=True),
        )
        .values(next_try_at=at + SLOWER)
        .execution_options(synchronize_session=False)
    )
    db.session.commit()
