"""Organisers change what the form asks; what was answered stays what it was."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from hashlib import sha256

from sqlalchemy import select

from app.audit.service import note
from app.extensions import db
from app.registration import rules
from app.registration.models import RegistrationForm
from app.registration.rules.questions import (
    Consent,
    Question,
    consents,
    questions,
    stored,
)
from app.registration.service import places, seats
from app.workshops.models import Workshop
from app.workshops.rules import Stale


def change_questions(
    workshop: Workshop,
    change: Callable[[list[Question]], list[Question]],
    *,
    seen: tuple[str, str] | None = None,
    at: datetime,
    account_id: int | None,
) -> None:
    """`seen` is the key of a question and its mark as the page was opened.

    Raises NotOpen where there is no form, Stale when somebody changed that question since, and
    what `change` raises.
    """
    form = _hold(workshop)
    before = questions(form.questions)
    _refuse_if_stale(before, seen)
    after = change(list(before))
    if after == before:
        return
    form.questions = [stored(one) for one in after]
    seats.hold(workshop.id)
    places.set_pools(form)
    _note(workshop, at=at, account_id=account_id)


def change_consents(
    workshop: Workshop,
    change: Callable[[list[Consent]], list[Consent]],
    *,
    seen: tuple[str, str] | None = None,
    at: datetime,
    account_id: int | None,
) -> None:
    """As change_questions."""
    form = _hold(workshop)
    before = consents(form.consents)
    _refuse_if_stale(before, seen)
    after = change(list(before))
    if after == before:
        return
    form.consents = [stored(one) for one in after]
    _note(workshop, at=at, account_id=account_id)


def mark_of(one: Question | Consent) -> str:
    """Differs whenever the question does: two people may work on two questions at once."""
    words = json.dumps(stored(one), sort_keys=True, ensure_ascii=False)
    return sha256(words.encode()).hexdigest()[:16]


def _refuse_if_stale(those: list[Question] | list[Consent], seen: tuple[str, str] | None) -> None:
    if seen is None:
        return
    key, mark = seen
    now = next((one for one in those if one.key == key), None)
    if now is None or mark_of(now) != mark:
        raise Stale


def _hold(workshop: Workshop) -> RegistrationForm:
    seats.state_of(workshop.id)
    form = db.session.scalar(
        select(RegistrationForm)
        .where(RegistrationForm.workshop_id == workshop.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if form is None:
        raise rules.NotOpen
    return form


def _note(workshop: Workshop, *, at: datetime, account_id: int | None) -> None:
    db.session.flush()
    note(
        "registration.questions_changed",
        at=at,
        actor="account" if account_id is not None else "command",
        account_id=account_id,
        workshop_id=workshop.id,
    )
