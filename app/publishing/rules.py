"""When a workshop may be published or cancelled."""

from __future__ import annotations

from app.errors import Refusal
from app.i18n import N_
from app.workshops.rules import WorkshopState


class AlreadyCancelled(Refusal):
    message = N_("This workshop is cancelled. Copy it to hold it on another date.")


def check_open(state: WorkshopState) -> None:
    """A cancelled workshop stays as it was told to people. Raises AlreadyCancelled."""
    if state is WorkshopState.CANCELLED:
        raise AlreadyCancelled
