"""What time it is: asked by pages, commands and worker jobs only; all below receive `at`."""

from __future__ import annotations

from datetime import UTC, datetime


def now() -> datetime:
    return datetime.now(UTC)
