"""Addresses with which calendars subscribe to a feed."""

from __future__ import annotations

from typing import Any

from flask import current_app, url_for

from app.extensions import config
from app.ical.subscribing import Subscribing


def subscribing(endpoint: str, **values: Any) -> Subscribing | None:
    """None where this installation serves no such feed."""
    if endpoint not in current_app.view_functions:
        return None
    return Subscribing(config().base_url + url_for(endpoint, **values))
