"""When a workshop may be published or cancelled."""

from __future__ import annotations

from app.errors import Refusal
from app.i18n import N_
from app.workshops.rules import InArchive, WorkshopState


class AlreadyCancelled(Refusal):
    message = N_("This workshop is cancelled. Copy it to hold it on another date.")


class DraftMovedOn(Refusal):
    message = N_(
        "The draft has changed since you looked at it. Nothing was brought back; "
        "please read what would change now."
    )


class DraftChanged(Refusal):
    message = N_(
        "The draft has changed since you looked at it. Nothing was published; "
        "please read what would change now."
    )


class NeedsZone(Refusal):
    message = N_(
        "That version tells hours, and the workshop has no time zone now. Choose one in the "
        "settings, then bring the version back."
    )


def check_open(state: WorkshopState) -> None:
    """A cancelled workshop stays as it was told to people, and what was put away as it was.

    Raises AlreadyCancelled and InArchive.
    """
    if state is WorkshopState.ARCHIVED:
        raise InArchive
    if state is WorkshopState.CANCELLED:
        raise AlreadyCancelled
