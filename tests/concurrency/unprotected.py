"""The application with its protections taken out, as a server would load it.

A seat is taken here as one would at first write it: look how many are used, and if there is room,
count one up. The look comes a moment before the write, outside its transaction. A rush on this
must overbook; if it does not, the rush proves nothing about the real thing.
"""

from __future__ import annotations

import secrets
import time
from types import SimpleNamespace

from flask import Flask, g, request
from sqlalchemy import select, update

from app import create_app as create_protected_app
from app.agenda import service as agenda
from app.agenda.rules.document import Document
from app.agenda.service import freezing
from app.extensions import db, means_to_write
from app.mail import addresses
from app.registration.models import SeatPool
from app.registration.service import seats
from app.workshops.models import Workshop

A_MOMENT = 0.02


def _look() -> None:
    if request.method != "POST":
        return
    means_to_write.set(False)
    rows = db.session.execute(select(SeatPool.id, SeatPool.capacity, SeatPool.used)).all()
    db.session.rollback()
    means_to_write.set(True)
    g.free = {id: capacity is None or used < capacity for id, capacity, used in rows}
    time.sleep(A_MOMENT)


def _take(pool_id: int, *, passing_nobody: bool) -> bool:
    if not g.free[pool_id]:
        return False
    db.session.execute(
        update(SeatPool).where(SeatPool.id == pool_id).values(used=SeatPool.used + 1)
    )
    return True


_normal = addresses.normal


def _never_known(address: str) -> str:
    """Whoever is called “same” is somebody new each time they come."""
    is_same = address.lower().startswith("same@")
    return _normal(f"{secrets.token_hex(4)}.{address}" if is_same else address)


def create_app() -> Flask:
    seats.take = _take
    addresses.normal = _never_known
    app = create_protected_app()
    app.before_request(_look)
    return app


# -- Registering without holding the workshop ----------------------------------------------------


def _look_at_the_workshop() -> None:
    """How the workshop stands, seen a moment before anything is done about it."""
    if request.method != "POST" or not (slug := (request.view_args or {}).get("slug")):
        return
    means_to_write.set(False)
    g.state = db.session.scalar(select(Workshop.state).where(Workshop.slug == slug))
    db.session.rollback()
    means_to_write.set(True)
    time.sleep(A_MOMENT * 5)


def create_app_with_hasty_eyes() -> Flask:
    seats.state_of = lambda workshop_id: g.state
    app = create_protected_app()
    app.before_request(_look_at_the_workshop)
    return app


# -- Publishing without a lock --------------------------------------------------------------------


def _without_lock(workshop: Workshop) -> None:
    """Whoever publishes reads the newest number, and writes the next one a moment later."""


def create_app_without_lock() -> Flask:
    numbered = freezing.numbering.is_same

    def late(before: Document | None, after: Document) -> bool:
        time.sleep(A_MOMENT)
        return numbered(before, after)

    freezing.numbering = SimpleNamespace(number=freezing.numbering.number, is_same=late)  # type: ignore[assignment]
    freezing.lock = agenda.lock = _without_lock
    return create_protected_app()
