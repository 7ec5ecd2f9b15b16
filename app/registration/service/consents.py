"""Who agreed to what, in which words: notes that are only ever added."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from app.extensions import db
from app.i18n import texts
from app.registration import queries
from app.registration.models import ConsentNote, Registration
from app.registration.rules import Channel, answering
from app.registration.rules.questions import Consent


def note(
    registration: Registration,
    consent: Consent,
    given: bool,
    *,
    language: str,
    channel: Channel,
    at: datetime,
) -> None:
    """Somebody agreed, or took it back; the newest note on a consent holds."""
    read = texts.pick(consent.label, language)
    details = texts.pick(consent.details, language)
    db.session.add(
        ConsentNote(
            registration_id=registration.id,
            consent=consent.key,
            given=given,
            version=consent.version,
            text="\n".join(piece.text for piece in (read, details) if piece),
            language=read.language if read else language,
            channel=channel,
            at=at,
        )
    )


def require_read(
    consents: Iterable[Consent], given: Mapping[str, bool], read: Mapping[str, int]
) -> None:
    """Raises WordsChanged where somebody agrees to words other than those they read."""
    for consent in consents:
        if given.get(consent.key):
            answering.require_read(consent, read.get(consent.key))


def note_all(
    registration: Registration,
    consents: Iterable[Consent],
    given: Mapping[str, bool],
    *,
    language: str,
    channel: Channel,
    at: datetime,
) -> None:
    """What a form said of the consents it showed; only what changes is noted.

    Who had not agreed and does not now is no news; who agrees again to words that have changed
    since is.
    """
    before = queries.consents_of(registration.id)
    for consent in consents:
        if consent.key not in given:
            continue
        now, was = given[consent.key], before.get(consent.key)
        if now and was is not None and was.given and was.version == consent.version:
            continue
        if not now and (was is None or not was.given):
            continue
        note(registration, consent, now, language=language, channel=channel, at=at)
    db.session.flush()
