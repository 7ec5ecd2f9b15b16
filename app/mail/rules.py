"""The plain states of a letter."""

from __future__ import annotations

from enum import StrEnum


class LetterState(StrEnum):
    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    #: The address does not exist; not tried again.
    NO_SUCH_ADDRESS = "no_such_address"
    #: Refused for other reasons for as long as we try.
    GAVE_UP = "gave_up"
