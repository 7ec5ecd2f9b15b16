"""How features above hold on to speakers without people knowing them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from app.people.models import Speaker


@dataclass(frozen=True, slots=True)
class Joint:
    """What a feature above holds of speakers: how it goes over when two become one, and what
    becomes of it when one leaves."""

    #: Hands over from the second speaker to the first, who stays. Raises a Refusal.
    move: Callable[[Speaker, Speaker], None]
    #: Takes a speaker who leaves the workshop out of what it holds.
    leave: Callable[[Speaker, datetime, int | None], None] = lambda _, __, ___: None
    #: Which of two is the better to stay: the one with more to lose.
    weight: Callable[[Speaker], int] = lambda _: 0
    #: Raises the Refusal with which `move` would answer, without changing anything.
    check: Callable[[Speaker, Speaker], None] = lambda _, __: None
