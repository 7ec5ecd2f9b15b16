from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from jinja2 import ChoiceLoader, DictLoader

from app.extensions import db
from app.mail import outbox
from app.mail.models import Letter
from app.mail.outbox import Link
from tests.conftest import NOON

GREETING = {
    "test/mail/greeting.html": (
        "{% extends layout %}"
        "{% block occasion %}{{ _('Welcome') }}{% endblock %}"
        "{% block opening %}Good to have you.{% endblock %}"
        "{% block body %}{% if note %}{{ say.message(note) }}{% endif %}"
        "{{ say.button('Your page', link('desk')) }}{% endblock %}"
    ),
}
DESK = Link("desk", "/s/{token}", "desk", "abc", 0)

Write = Callable[..., None]


@pytest.fixture
def write(app: Flask) -> Write:
    """Writes one greeting; the caller commits."""
    app.jinja_env.loader = ChoiceLoader([DictLoader(GREETING), app.jinja_env.loader])

    def write(**values: Any) -> None:
        defaults: dict[str, Any] = {
            "feature": "test",
            "act": "test:1",
            "recipient": "speaker:1",
            "to_name": "Zhu Shu",
            "to_email": "zhu@example.org",
            "language": "en",
            "workshop_id": None,
            "practice": False,
            "at": NOON,
            "links": [DESK],
            "title": "Cities and nature",
            "on_day": "",
            "note": None,
        }
        given = defaults | values
        outbox.write("greeting", title_of_workshop={"en": given.pop("title")}, **given)

    return write


def only_letter() -> Letter:
    return db.session.execute(db.select(Letter)).scalar_one()
