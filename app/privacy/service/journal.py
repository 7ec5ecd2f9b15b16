"""The journal of erasures speaks of persons by keyed fingerprints alone."""

from __future__ import annotations

import hmac
from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256

from sqlalchemy import select

from app.extensions import config, db
from app.privacy.models import Erasure
from app.privacy.rules import Why
from app.registration.models import Registration
from app.workshops.models import Workshop


def of_registration(key: str) -> str:
    return _fingerprint(f"registration/{key}")


def of_speaker(workshop_key: str, key: str) -> str:
    return _fingerprint(f"registration/speaker/{workshop_key}/{key}")


def of_address(workshop_key: str, address: str) -> str | None:
    """Another one at each workshop; a speaker without an address has none."""
    return _fingerprint(f"address/{workshop_key}/{address}") if "@" in address else None


def _fingerprint(of: str) -> str:
    secret = config().secret_key.encode()
    return hmac.new(secret, f"plenum/erased/{of}".encode(), sha256).hexdigest()


def enter(workshop: Workshop, gone: Sequence[Registration], *, why: Why, at: datetime) -> None:
    for one in gone:
        db.session.add(
            Erasure(
                workshop_id=workshop.id,
                registration=of_registration(one.key),
                address=of_address(workshop.key, one.email_normal),
                why=why,
                at=at,
            )
        )


def enter_speaker(workshop: Workshop, key: str, address: str | None, *, at: datetime) -> None:
    """Once for each key, which may be given out again to who comes back."""
    print_ = of_speaker(workshop.key, key)
    if db.session.scalar(select(Erasure.id).where(Erasure.registration == print_)) is None:
        db.session.add(
            Erasure(
                workshop_id=workshop.id,
                registration=print_,
                address=of_address(workshop.key, address or ""),
                why=Why.ORGANISERS,
                at=at,
            )
        )


def find(key: str) -> Erasure | None:
    """That the registration of this key was erased, if it was."""
    return db.session.scalar(select(Erasure).where(Erasure.registration == of_registration(key)))


def was_erased_at(workshop: Workshop, key: str) -> bool:
    """Whether a registration of this key was erased from this workshop."""
    done = find(key)
    return done is not None and done.workshop_id == workshop.id
