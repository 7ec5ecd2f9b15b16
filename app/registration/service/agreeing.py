"""Somebody agrees on the own page, or takes it back: one click, noted once."""

from __future__ import annotations

from datetime import datetime

from app.registration import queries, rules
from app.registration.models import Registration
from app.registration.rules import Channel, answering
from app.registration.rules.questions import Consent
from app.registration.service import consents, seats


def agree(
    registration: Registration,
    consent: Consent,
    *,
    read: int | None = None,
    language: str,
    at: datetime,
) -> None:
    """To these words; agreeing anew to words that have changed is noted. Raises NotFromHere where
    the registration has ended, and where the consent is asked of nobody any more; WordsChanged
    where the version `read` was another."""
    seats.hold_with(registration)
    if consent.retired or registration.state in rules.ENDED:
        raise rules.NotFromHere
    answering.require_read(consent, read)
    before = queries.consents_of(registration.id).get(consent.key)
    if before is None or not before.given or before.version != consent.version:
        _note(registration, consent, True, language=language, at=at)


def take_back(
    registration: Registration, consent: Consent, *, language: str, at: datetime
) -> None:
    """Possible as long as anything is kept, whatever became of the registration."""
    seats.hold_with(registration)
    before = queries.consents_of(registration.id).get(consent.key)
    if before is not None and before.given:
        _note(registration, consent, False, language=language, at=at)


def _note(
    registration: Registration, consent: Consent, given: bool, *, language: str, at: datetime
) -> None:
    consents.note(registration, consent, given, language=language, channel=Channel.OWN_PAGE, at=at)
