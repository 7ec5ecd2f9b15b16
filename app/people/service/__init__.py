"""People: who they are, what they are at a workshop, and who turns out to be the same."""

from app.people.service.availability import set_availability
from app.people.service.joints import Joint
from app.people.service.merging import merge
from app.people.service.persons import (
    add_from_book,
    keep_persons,
    make_own,
    save_person,
    separate,
)
from app.people.service.speakers import PERSON, SPEAKER, remove_speaker, save_speaker

__all__ = [
    "PERSON",
    "SPEAKER",
    "Joint",
    "add_from_book",
    "keep_persons",
    "make_own",
    "merge",
    "remove_speaker",
    "save_person",
    "save_speaker",
    "separate",
    "set_availability",
]
