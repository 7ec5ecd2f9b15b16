"""Making and changing workshops, their organisations and members."""

from app.workshops.service.making import (
    SETTINGS,
    change,
    change_address,
    create,
    free_address,
    hold,
)
from app.workshops.service.organisations import (
    remove_organisation,
    rename_programme,
    save_organisation,
    seen_as,
    set_programme,
    take_over,
)
from app.workshops.service.states import archive, unarchive
from app.workshops.service.team import find_member, invite, leave, set_member, welcome

__all__ = [
    "SETTINGS",
    "archive",
    "change",
    "change_address",
    "create",
    "find_member",
    "free_address",
    "hold",
    "invite",
    "leave",
    "remove_organisation",
    "rename_programme",
    "save_organisation",
    "seen_as",
    "set_member",
    "set_programme",
    "take_over",
    "unarchive",
    "welcome",
]
