"""Who gets a seat, and when few are left."""

from __future__ import annotations

from app.registration.rules.states import State


def newcomer_gets(
    *, free: bool, waiting_list: bool, approval: bool, confirm_email: bool
) -> State | None:
    """What somebody who asks now becomes; None = nothing, the workshop is full."""
    if not free and not waiting_list:
        return None
    if confirm_email:
        return State.UNCONFIRMED
    if approval:
        return State.PENDING
    return State.CONFIRMED if free else State.WAITLISTED


def has_free_seat(*, offered: bool, capacity: int | None, used: int, waiting: int) -> bool:
    """Whether a newcomer would get a seat; who waits is served before."""
    return offered and waiting == 0 and (capacity is None or used < capacity)


def is_few(capacity: int | None, left: int | None) -> bool:
    """A tenth of the places, and three at least: what a reader had better know."""
    return capacity is not None and left is not None and left <= max(3, capacity // 10)
