"""Letters: written as rows, delivered by a worker."""

from __future__ import annotations

from flask import Flask

from app.mail import outbox, wake


def init_app(app: Flask) -> None:
    outbox.init_app(app)
    wake.init_app(app)
