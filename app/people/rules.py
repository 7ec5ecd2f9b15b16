"""Parts people play at a workshop."""

from __future__ import annotations

from enum import StrEnum

from app.errors import Refusal
from app.i18n import N_


class Part(StrEnum):
    SPEAKER = "speaker"
    MODERATOR = "moderator"
    PANELLIST = "panellist"
    INTERPRETER = "interpreter"
    DELEGATE = "delegate"


class InUse(Refusal):
    message = N_(
        "%(name)s has been invited. Withdraw the invitation and delete it, then remove the person."
    )
