"""Erasing what is kept of participants: by them, by organisers, and when its time is over."""

from app.privacy.service.erasing import erase, erase_everybody, is_kept_for_a_part
from app.privacy.service.last_letters import take_last_letters_away
from app.privacy.service.persons import erase_person
from app.privacy.service.received import erase_received_due
from app.privacy.service.removed import erase_removed, removed
from app.privacy.service.replay import agree
from app.privacy.service.retention import erase_due, hold_back, release

__all__ = [
    "agree",
    "erase",
    "erase_due",
    "erase_everybody",
    "erase_person",
    "erase_received_due",
    "erase_removed",
    "hold_back",
    "is_kept_for_a_part",
    "release",
    "removed",
    "take_last_letters_away",
]
