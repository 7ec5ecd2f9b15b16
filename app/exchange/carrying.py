"""What a copy carries along of a workshop, part by part. Pure."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import replace
from enum import StrEnum

from app.exchange.values import ItemInFile, ThemeInFile, WorkshopInFile


class Carried(StrEnum):
    """A part that a copy may hold, or not. What the workshop itself is always comes along."""

    THEMES = "themes"
    ITEMS = "items"
    PEOPLE = "people"
    ROOMS = "rooms"
    ORGANISATIONS = "organisations"
    #: Abstracts: what was promised.
    TEXTS = "texts"
    #: Summaries and captions: what was said and seen on that day.
    REPORT = "report"
    REGISTRATION = "registration"
    #: Texts, days and letterhead; nobody who was asked.
    INVITATIONS = "invitations"


ALL = frozenset(Carried)
#: What was said on the day of the original is not said of another.
USUAL = ALL - {Carried.REPORT}


def carried(workshop: WorkshopInFile, parts: Set[Carried]) -> WorkshopInFile:
    """The workshop with these parts alone; nothing points at what stayed behind."""
    has_people = Carried.PEOPLE in parts
    return replace(
        workshop,
        programme=workshop.programme if Carried.ORGANISATIONS in parts else None,
        organisations=workshop.organisations if Carried.ORGANISATIONS in parts else (),
        rooms=workshop.rooms if Carried.ROOMS in parts else (),
        people=workshop.people if has_people else (),
        themes=tuple(_theme(one, has_people) for one in workshop.themes)
        if Carried.THEMES in parts
        else (),
        items=tuple(_item(one, parts) for one in workshop.items) if Carried.ITEMS in parts else (),
        registration=workshop.registration if Carried.REGISTRATION in parts else None,
        invitations=workshop.invitations if Carried.INVITATIONS in parts else None,
    )


def _theme(theme: ThemeInFile, has_people: bool) -> ThemeInFile:
    return theme if has_people else replace(theme, guests=())


def _item(item: ItemInFile, parts: Set[Carried]) -> ItemInFile:
    told = Carried.REPORT in parts
    return replace(
        item,
        theme=item.theme if Carried.THEMES in parts else None,
        room=item.room if Carried.ROOMS in parts else None,
        speakers=item.speakers if Carried.PEOPLE in parts else (),
        abstract=item.abstract if Carried.TEXTS in parts else None,
        summary=item.summary if told else None,
        caption=item.caption if told else None,
        uid=None,
        sequence=None,
    )
