"""What organisers give to participants: put there, changed, put in order, taken away."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from app.audit.service import note
from app.extensions import Text, db
from app.files import service as files
from app.files.rules import Upload
from app.links import new_key
from app.registration import queries
from app.registration.models import Handout
from app.workshops.models import Workshop


def add_handout(
    workshop: Workshop,
    title: Text,
    *,
    url: str | None = None,
    upload: Upload | None = None,
    at: datetime,
    account_id: int | None,
) -> Handout:
    """At the end of the list; a file, or an address."""
    last = max((one.position for one in queries.handouts(workshop.id)), default=0)
    handout = Handout(
        key=new_key(), workshop_id=workshop.id, title=title, position=last + 1, at=at
    )
    db.session.add(handout)
    _fill(handout, url, upload, at=at)
    _note("handout.added", handout, at=at, account_id=account_id)
    return handout


def change_handout(
    handout: Handout,
    title: Text,
    *,
    url: str | None = None,
    upload: Upload | None = None,
    at: datetime,
    account_id: int | None,
) -> None:
    """With neither an address nor a file, the file stays that is there."""
    handout.title = title
    if url is not None or upload is not None:
        _fill(handout, url, upload, at=at)
    _note("handout.changed", handout, at=at, account_id=account_id)


def _fill(handout: Handout, url: str | None, upload: Upload | None, *, at: datetime) -> None:
    before = handout.file
    handout.url = url
    handout.file = files.keep(upload, at=at) if upload is not None else None
    db.session.flush()
    if before is not None:
        files.forget(before)


def step_handout(handout: Handout, *, up: bool, at: datetime, account_id: int | None) -> None:
    """One place earlier or later; at the end of the list nothing happens."""
    every = queries.handouts(handout.workshop_id)
    place = every.index(handout)
    other = place - 1 if up else place + 1
    if not 0 <= other < len(every):
        return
    every[place], every[other] = every[other], every[place]
    for position, one in enumerate(every, 1):
        one.position = position
    _note("handout.moved", handout, at=at, account_id=account_id, up=up)


def remove_handout(handout: Handout, *, at: datetime, account_id: int | None) -> None:
    file = handout.file
    _note("handout.removed", handout, at=at, account_id=account_id)
    db.session.delete(handout)
    db.session.flush()
    if file is not None:
        files.forget(file)


def _note(
    action: str,
    handout: Handout,
    *,
    at: datetime,
    account_id: int | None,
    **details: Any,
) -> None:
    db.session.flush()
    note(
        action,
        at=at,
        account_id=account_id,
        workshop_id=handout.workshop_id,
        subject=f"handout:{handout.id}",
        **details,
    )
