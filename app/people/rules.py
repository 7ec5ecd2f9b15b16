"""Parts people play at a workshop."""

from __future__ import annotations

import re
from enum import StrEnum

from app.errors import Refusal
from app.i18n import N_


class Part(StrEnum):
    SPEAKER = "speaker"
    MODERATOR = "moderator"
    PANELLIST = "panellist"
    INTERPRETER = "interpreter"
    DELEGATE = "delegate"


#: The signs that Chinese names are written in; a Japanese or Korean name holds others as well.
_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff·•\\s]+")


def called(name: str, native_name: str | None, language: str) -> str:
    """The name a letter in this language calls somebody by: in the language's own script where
    that form is known, and as printed otherwise."""
    if language == "zh" and native_name and _HAN.fullmatch(native_name):
        return native_name
    return name


class InUse(Refusal):
    message = N_(
        "%(name)s has been invited. Withdraw the invitation and delete it, then remove the person."
    )
