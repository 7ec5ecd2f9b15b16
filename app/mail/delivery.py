"""Deliver what is due: take a letter, send it, note what came of it.

A letter is taken by one statement, so exactly one worker has it, and it is sent outside any
transaction. A worker that dies in between leaves a lease that runs out, and the letter goes again
under the same Message-ID: never none, rarely two, always known as one. What is held (switches) and
what would be too much for its provider (providers) is not due, and so never in the way of others.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from datetime import datetime

from sqlalchemy import ColumnElement, and_, case, func, or_, select, true, update

from app.extensions import db
from app.mail import providers, switches
from app.mail.message import compose
from app.mail.models import Letter
from app.mail.post import NotTaken, Post, is_paced
from app.mail.rules import LEASE, Answer, LetterState, next_step, without_addresses

log = logging.getLogger(__name__)

#: How many letters are looked up at a time.
BATCH = 100


def deliver_due(
    post: Post, now: Callable[[], datetime], stop: threading.Event | None = None
) -> bool:
    """Send every letter that is due; commits for each. False = the way out is closed at the
    moment, and what waits is better left until it may be open again."""
    tried: set[int] = set()
    paced = is_paced(post)
    while batch := [one for one in _due(now(), paced) if one[0] not in tried]:
        busy: set[str] = set()
        for letter_id, domain in batch:
            if stop is not None and stop.is_set():
                return True
            if domain in busy:
                continue
            at = now()
            if paced and not providers.pass_one(domain, at):
                db.session.rollback()
                busy.add(domain)
                continue
            tried.add(letter_id)
            letter = _take(letter_id, at)
            if letter is not None and not _deliver(letter, post, now):
                return False
    return True


def _due(at: datetime, paced: bool = False) -> list[tuple[int, str]]:
    """The letters that are due, each with its provider."""
    rows = db.session.execute(
        select(Letter.id, Letter.domain)
        .where(_is_due(at), switches.is_free(), providers.is_open(at) if paced else true())
        .order_by(Letter.next_try_at, Letter.id)
        .limit(BATCH)
    ).all()
    db.session.rollback()  # nothing was written; let go of the database
    return [(id, domain) for id, domain in rows]


def next_due(*, paced: bool = False) -> datetime | None:
    """When the next letter may go; None when none waits, or all that do are held."""
    falls_due = case(
        (Letter.state == LetterState.SENDING, Letter.leased_until), else_=Letter.next_try_at
    )
    waiting = {
        domain: moment
        for domain, moment in db.session.execute(
            select(Letter.domain, func.min(falls_due))
            .where(
                Letter.state.in_((LetterState.WAITING, LetterState.SENDING)), switches.is_free()
            )
            .group_by(Letter.domain)
        )
    }
    moment = providers.next_open(waiting) if paced else min(waiting.values(), default=None)
    db.session.rollback()
    return moment


def _is_due(at: datetime) -> ColumnElement[bool]:
    return or_(
        and_(Letter.state == LetterState.WAITING, Letter.next_try_at <= at),
        and_(Letter.state == LetterState.SENDING, Letter.leased_until <= at),
    )


def _take(letter_id: int, at: datetime) -> Letter | None:
    """Lease the letter; None when another worker was faster, or somebody holds it now."""
    taken = db.session.scalar(
        update(Letter)
        .where(Letter.id == letter_id, _is_due(at), switches.is_free())
        .values(
            state=LetterState.SENDING,
            leased_until=at + LEASE,
            attempts=Letter.attempts + 1,
            tried_since=func.coalesce(Letter.tried_since, at),
        )
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


def _deliver(letter: Letter, post: Post, now: Callable[[], datetime]) -> bool:
    """Send a letter that we hold, or keep it back; False = the way out is closed."""
    if _is_kept_back(letter):
        return True
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
        return True
    _mark_failed(letter, failed, now())
    return failed.answer is not Answer.AWAY


def _is_kept_back(letter: Letter) -> bool:
    keeps_back = switches.keeps_back(letter)
    db.session.rollback()
    if keeps_back:
        _mark(letter, state=LetterState.KEPT_BACK, trouble=None)
        log.info("letter %s kept back: trial mode", letter.id)
    return keeps_back


def _mark_sent(letter: Letter, at: datetime) -> None:
    providers.took_one(letter.domain, at)
    _mark(letter, state=LetterState.SENT, sent_at=at, trouble=None)
    log.info("letter %s sent", letter.id)


def _mark_failed(letter: Letter, failed: NotTaken, at: datetime) -> None:
    state, pause = next_step(failed.answer, letter.attempts, at - (letter.tried_since or at))
    words = without_addresses(failed.words)
    # An attempt that could not reach any server says nothing of this letter.
    counted = letter.attempts - (failed.answer is Answer.AWAY)
    if failed.answer is Answer.SLOWER:
        providers.complain(letter.domain, at)
    _mark(
        letter,
        state=state,
        trouble=words,
        attempts=counted,
        next_try_at=at + pause if pause else at,
    )
    log.warning("letter %s not delivered (%s): %s", letter.id, state, words)


def _mark(letter: Letter, **values: object) -> None:
    """Note the outcome, unless our lease ran out and another worker has the letter, or what came
    back already said how it ended."""
    db.session.execute(
        update(Letter)
        .where(
            Letter.id == letter.id,
            Letter.state == LetterState.SENDING,
            Letter.leased_until == letter.leased_until,
        )
        .values(leased_until=None, **values)
        .execution_options(synchronize_session=False)
    )
    db.session.commit()
