"""The words of a workshop, and what may be done to it when."""

from __future__ import annotations

import re
from enum import StrEnum

from app.errors import Refusal
from app.i18n import N_


class WorkshopState(StrEnum):
    """What organisers decide; everything else said of a workshop is derived."""

    DRAFT = "draft"
    PUBLISHED = "published"
    CANCELLED = "cancelled"
    ARCHIVED = "archived"


class Way(StrEnum):
    """How a workshop is held, and how a person takes part (online or on site)."""

    ONLINE = "online"
    ON_SITE = "on_site"
    HYBRID = "hybrid"


class Relation(StrEnum):
    """What an organisation is to a workshop or programme."""

    HOST = "host"
    SUPPORTER = "supporter"
    IMPLEMENTER = "implementer"
    FUNDER = "funder"
    FUNDING_LINE = "funding_line"


class Role(StrEnum):
    """What an account may do at a workshop; each may all that the ones after it may."""

    OWNER = "owner"
    EDITOR = "editor"
    HELPER = "helper"
    VIEWER = "viewer"


_RANK = {Role.OWNER: 4, Role.EDITOR: 3, Role.HELPER: 2, Role.VIEWER: 1}


def may(role: Role | None, at_least: Role) -> bool:
    return role is not None and _RANK[role] >= _RANK[at_least]


SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*\Z")
SLUG_LENGTH = 80


def is_slug(text: str) -> bool:
    """Lower-case words and digits joined by single hyphens; nothing a path could trip over."""
    return len(text) <= SLUG_LENGTH and SLUG.match(text) is not None


class SlugTaken(Refusal):
    message = N_("The address “%(slug)s” is taken. Please choose another.")
    status = 422


class Stale(Refusal):
    """Somebody saved in between; the page shows both texts side by side."""

    message = N_("Somebody else changed this while you were editing. Nothing was overwritten.")


class ZoneNeeded(Refusal):
    message = N_(
        "Days or items of the agenda have hours, and hours need a time zone. "
        "Clear those hours first, or keep the zone."
    )
    status = 422


class ProgrammeShared(Refusal):
    message = N_(
        "Other workshops belong to the programme “%(key)s” too, "
        "so its name cannot be changed here."
    )
    status = 422


class LastOwner(Refusal):
    message = N_("A workshop needs an owner. Make somebody else an owner first.")


class NoMember(Refusal):
    message = N_("This person is no longer a member.")


class AddressStays(Refusal):
    message = N_("This workshop has been public under its address, which therefore stays.")


class StillToCome(Refusal):
    message = N_(
        "This workshop is not over yet. It can go into the archive once it is over, "
        "or once it has been cancelled."
    )


class InArchive(Refusal):
    message = N_("This workshop is in the archive. Please take it out of there first.")


def check_archive(state: WorkshopState, *, is_over: bool) -> None:
    """What people still wait for is not put away. Raises StillToCome."""
    if state is not WorkshopState.CANCELLED and not is_over:
        raise StillToCome


def state_after_archive(*, was_published: bool, was_cancelled: bool) -> WorkshopState:
    """What a workshop is again when it leaves the archive."""
    if was_cancelled:
        return WorkshopState.CANCELLED
    return WorkshopState.PUBLISHED if was_published else WorkshopState.DRAFT
