"""The ticket: a code that the team reads at the door. It proves who comes, and opens nothing."""

from __future__ import annotations

from functools import lru_cache
from io import BytesIO

import segno

from app import links
from app.extensions import config
from app.registration.models import Registration

PURPOSE = "ticket"


def code_of(registration: Registration) -> str:
    return links.derive(config().secret_key, PURPOSE, registration.key, registration.generation)


def address_of(registration: Registration) -> str:
    """What the drawn code says: the page that the team opens by it."""
    slug = registration.workshop.slug
    return f"{config().base_url}/organise/{slug}/check-in/{code_of(registration)}"


@lru_cache(maxsize=1000)
def drawn(text: str) -> str:
    """A QR code as SVG, dark on light, with the quiet zone that readers need."""
    octets = BytesIO()
    segno.make(text, error="m", micro=False).save(
        octets, kind="svg", border=4, xmldecl=False, nl=False, omitsize=True,
        dark="#000", light="#fff",
    )  # fmt: skip
    return octets.getvalue().decode()
