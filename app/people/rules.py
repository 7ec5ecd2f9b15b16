"""Parts people play at a workshop."""

from __future__ import annotations

from enum import StrEnum


class Part(StrEnum):
    SPEAKER = "speaker"
    MODERATOR = "moderator"
    PANELLIST = "panellist"
    INTERPRETER = "interpreter"
    DELEGATE = "delegate"
