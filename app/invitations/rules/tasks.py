"""What is asked of a speaker who accepted, and what they may allow."""

from __future__ import annotations

from enum import StrEnum


class Task(StrEnum):
    """One line of the checklist, in its order."""

    TITLE = "title"
    ABSTRACT = "abstract"
    BIOGRAPHY = "biography"
    PHOTO = "photo"
    SLIDES = "slides"
    CONSENTS = "consents"


class Consent(StrEnum):
    """Without it, what it speaks of is shown to nobody outside the team."""

    RECORD = "record"
    PUBLISH_SLIDES = "publish_slides"
    USE_PHOTO = "use_photo"
