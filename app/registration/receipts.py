"""The receipt's address: it carries what the receipt shows, signed, for one hour."""

from __future__ import annotations

from typing import Any

from itsdangerous import BadSignature, SignatureExpired, URLSafeTimedSerializer

from app.extensions import config

LIFE_IN_SECONDS = 3600


class Expired(Exception):
    """The receipt was true, and is too old to be shown."""


def sign(shown: dict[str, Any]) -> str:
    return _signer().dumps(shown)


def read(signed: str) -> dict[str, Any] | None:
    """None for what we never signed; raises Expired."""
    try:
        shown: dict[str, Any] = _signer().loads(signed, max_age=LIFE_IN_SECONDS)
    except SignatureExpired as error:
        raise Expired from error
    except BadSignature:
        return None
    return shown


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(config().secret_key, salt="receipt")
