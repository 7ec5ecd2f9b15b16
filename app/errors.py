"""Refusals: the rules say no, in a sentence a visitor may read. Anything else is a bug."""

from __future__ import annotations

from typing import ClassVar


class Refusal(Exception):
    """A no from the rules.

    `message` is a translatable sentence with %(name)s places, `values` fills them, `status` is
    the HTTP status a page answers with: 409 for what the state of things forbids (full, closed,
    stale), 422 for a field that cannot be meant.
    """

    message: ClassVar[str] = ""
    status: ClassVar[int] = 409

    def __init__(self, **values: object) -> None:
        self.values = values
        super().__init__(self.message % values if values else self.message)
