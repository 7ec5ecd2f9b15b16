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
    "test/mail/greeting.txt": (
        "{{ _('Welcome to %(title)s', title=title_of_workshop) }}\n\n"
        "Dear {{ to_name }},\n"
        "{% if note %}\n"
        "{{ note }}\n"
        "{% endif %}\n"
        "Your page: {{ link('desk') }}\n"
    ),
    "test/mail/greeting.html": (
        "{% extends 'layouts/letter.html' %}{% block body %}"
        "<p>Dear {{ to_name }}</p><p>{{ title_of_workshop }}</p><p>{{ note }}</p>"
        "<p><a href=\"{{ link('desk') }}\">Your page</a></p>{% endblock %}"
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
            "title_of_workshop": "Cities and nature",
            "note": None,
        }
        outbox.write("greeting", **(defaults | values))

    return write


def only_letter() -> Letter:
    return db.session.execute(db.select(Letter)).scalar_one()
