"""What is kept of people, what for and how long: decisions and words, without a database."""

from app.privacy.rules.keeping import (
    AT_ONCE,
    COPY_FOR,
    NotOver,
    PlaceOfSpeaker,
    Why,
    erased_from,
    is_due,
)
from app.privacy.rules.purposes import KINDS, Kind

__all__ = [
    "AT_ONCE",
    "COPY_FOR",
    "KINDS",
    "Kind",
    "NotOver",
    "PlaceOfSpeaker",
    "Why",
    "erased_from",
    "is_due",
]
