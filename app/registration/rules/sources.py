"""How a registration came to be, and where somebody agreed to something."""

from __future__ import annotations

from enum import StrEnum


class Source(StrEnum):
    #: The person asked.
    FORM = "form"
    #: Somebody asked for a whole delegation.
    GROUP = "group"
    #: Organisers entered or imported the person.
    ADDED = "added"
    #: A participant handed the place over.
    HANDED_OVER = "handed_over"
    #: Came to the door.
    WALK_IN = "walk_in"
    #: A speaker's acceptance made the row; its e-mails are the invitation's.
    SPEAKER = "speaker"


class Channel(StrEnum):
    FORM = "form"
    OWN_PAGE = "own_page"
    ORGANISERS = "organisers"
