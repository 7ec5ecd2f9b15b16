"""What stands before the form against robots, and never in the way of a person.

A field that people do not see, and the moment at which the form was shown, signed: nobody fills it
in within two seconds. A moment that is missing, forged or old says nothing.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from ipaddress import ip_address, ip_network

from flask import request
from itsdangerous import BadSignature, URLSafeSerializer

from app.extensions import config

#: Whoever is quicker than this has not read the form.
AT_LEAST = timedelta(seconds=2)


def stamp(slug: str, at: datetime) -> str:
    """The moment at which this workshop's form is shown, to be sent back with it."""
    return _signer().dumps([slug, round(at.timestamp() * 10)])


def network_and_workshop() -> str:
    """Whom a limit counts together: a network, as one house has a whole one with IPv6, at one
    workshop."""
    try:
        address = ip_address(request.remote_addr or "")
    except ValueError:
        return "unknown"
    size = 64 if address.version == 6 else 32
    network = ip_network(f"{address}/{size}", strict=False)
    return f"{network} {(request.view_args or {}).get('slug')}"


def is_too_quick(told: str | None, slug: str, at: datetime) -> bool:
    """Whether the form is sent sooner than a person could have filled it in."""
    if not told or not config().rate_limits:
        return False
    try:
        shown_for, tenths = _signer().loads(told)
    except (BadSignature, ValueError, TypeError):
        return False
    passed = at.timestamp() - tenths / 10
    return bool(shown_for == slug and 0 <= passed < AT_LEAST.total_seconds())


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(config().secret_key, salt="form-shown")
