"""Whose personal link it is that was followed."""

from __future__ import annotations

from flask import abort, request

from app import i18n, links
from app.extensions import config
from app.registration import queries
from app.registration.models import Registration


def by(token: str, *, purpose: str = "participant") -> Registration:
    """The registration this link is for: 404 for a wrong link, 410 for a revoked one.

    The page speaks the person's language unless its address names one.
    """
    subject = links.subject_of(token)
    registration = queries.find(subject) if subject else None
    if registration is None:
        abort(404)
    proof = (config().secret_key, purpose, token, registration.key, registration.generation)
    if links.was_revoked(*proof):
        abort(410)
    if not links.opens(*proof):
        abort(404)
    if request.args.get("lang") not in i18n.LANGUAGES:
        i18n.speak(registration.language)
    return registration


def token_of(registration: Registration) -> str:
    return links.derive(
        config().secret_key, "participant", registration.key, registration.generation
    )
