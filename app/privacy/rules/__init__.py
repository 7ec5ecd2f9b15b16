"""What is kept of people, what for and how long: decisions and words, without a database."""

from app.privacy.rules.keeping import (
    AT_ONCE,
    COPY_FOR,
    RECEIVED_FOR,
    UNDATED_FOR,
    NotOver,
    PlaceOfSpeaker,
    Why,
    erased_from,
    is_due,
    received_goes,
)
from app.privacy.rules.purposes import KINDS, OF_SPEAKERS, Kind

__all__ = [
    "AT_ONCE",
    "COPY_FOR",
    "KINDS",
    "Kind",
    "NotOver",
    "OF_SPEAKERS",
    "PlaceOfSpeaker",
    "RECEIVED_FOR",
    "UNDATED_FOR",
    "Why",
    "erased_from",
    "is_due",
    "received_goes",
]
