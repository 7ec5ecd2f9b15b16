"""Whether a workshop can do without its time zone: the features above say what stands in it."""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask, current_app

from app.workshops.models import Workshop
from app.workshops.service import hold

#: Whether something of this workshop stands at a wall clock.
NeedsZone = Callable[[Workshop], bool]


def ask_before_clearing(app: Flask, needs: NeedsZone) -> None:
    """Let the settings of this application ask; for create_app."""
    _asked(app).append(needs)


def is_needed(workshop: Workshop) -> bool:
    """Held until the commit: no hours come in while the zone goes."""
    hold(workshop)
    return any(needs(workshop) for needs in _asked(current_app))


def _asked(app: Flask) -> list[NeedsZone]:
    asked: list[NeedsZone] = app.extensions.setdefault("plenum.zone_needed", [])
    return asked
