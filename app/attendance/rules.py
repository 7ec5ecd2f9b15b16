"""How somebody is known to have been there."""

from __future__ import annotations

from enum import StrEnum


class Seen(StrEnum):
    #: Checked in by the team.
    DOOR = "door"
    #: Went to the meeting by the personal link, and agreed that this is noted.
    ONLINE = "online"
