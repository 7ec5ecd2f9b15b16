"""Two speakers of one workshop become one: the seat that one of them holds stays theirs."""

from __future__ import annotations

from sqlalchemy import update

from app.extensions import db
from app.people.models import Speaker
from app.people.service import Joint
from app.registration.models import Registration


def move(stays: Speaker, goes: Speaker) -> None:
    """Seats are held for who accepted, and of two only one has: no seat is held twice."""
    db.session.execute(
        update(Registration).where(Registration.speaker_id == goes.id).values(speaker_id=stays.id)
    )


JOINT = Joint(move=move)
