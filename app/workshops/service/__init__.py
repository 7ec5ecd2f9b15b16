"""Making and changing workshops, their organisations and members."""

from app.workshops.service.making import SETTINGS, change, create, hold
from app.workshops.service.organisations import (
    remove_organisation,
    save_organisation,
    set_programme,
)
from app.workshops.service.team import set_member

__all__ = [
    "SETTINGS",
    "change",
    "create",
    "hold",
    "remove_organisation",
    "save_organisation",
    "set_member",
    "set_programme",
]
