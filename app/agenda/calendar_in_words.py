"""What calendar entries say of an agenda, in one language; the times are `calendar`'s part.

An entry may show only what the stamps of its item or entry follow (app.agenda.rules.numbering):
readers do not look again at an entry whose stamp did not rise.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from itertools import groupby
from urllib.parse import quote

from app.agenda.rules.document import (
    Document,
    EntrySeen,
    ItemSeen,
    PartSeen,
    PersonSeen,
    RoomSeen,
    ThemeSeen,
)
from app.agenda.rules.words import ItemState, Kind
from app.i18n import N_, gettext, language, punctuation, texts, zones
from app.ical import clean
from app.people.rules import Part, called

#: Abstracts are cut here, so that a feed of 300 items stays below a megabyte.
LONGEST_ABSTRACT = 1200

KINDS = {
    Kind.OPENING: N_("Opening"),
    Kind.TALK: N_("Talk"),
    Kind.DISCUSSION: N_("Discussion"),
    Kind.BREAK: N_("Break"),
    Kind.CLOSING: N_("Closing"),
    Kind.OTHER: N_("Other"),
}
PARTS = {
    Part.SPEAKER: "%(name)s",
    Part.MODERATOR: N_("Moderator: %(name)s"),
    Part.PANELLIST: N_("Panellist: %(name)s"),
    Part.INTERPRETER: N_("Interpreter: %(name)s"),
    Part.DELEGATE: N_("Delegate: %(name)s"),
}


class Holding(StrEnum):
    """What the one person whom a calendar is for has of the workshop."""

    PLACE = "place"
    WAITING = "waiting"
    #: Asked, and neither has a place nor waits in line.
    UNDECIDED = "undecided"


@dataclass(frozen=True, kw_only=True)
class Telling:
    """One document told in one language to one kind of reader.

    The sentences of the interface are in the spoken language, which is `language` where the
    interface speaks it; texts that do not exist in `language` come in the one they exist in.
    """

    document: Document
    language: str
    base_url: str
    #: Only for those who may have it.
    join_url: str | None = None
    #: For a calendar that is one person's alone.
    holding: Holding = Holding.PLACE
    #: In letters people are named as letters do; feeds name them as their stamps follow.
    in_letter: bool = False

    @cached_property
    def _themes(self) -> dict[str, ThemeSeen]:
        return {theme.key: theme for theme in self.document.themes}

    @cached_property
    def _rooms(self) -> dict[str, RoomSeen]:
        return {room.key: room for room in self.document.rooms}

    @cached_property
    def _people(self) -> dict[str, PersonSeen]:
        return {person.key: person for person in self.document.people}

    def words(self, text: texts.Text | None) -> str:
        return texts.words(text, self.language)

    # -- Titles ----------------------------------------------------------------------------------

    def marked(self, title: str, *, cancelled: bool = False) -> str:
        """The mark comes first: some programs show a cancelled entry like any other."""
        if self.document.workshop.practice:
            title = gettext("Practice: %(title)s", title=title)
        return gettext("Cancelled: %(title)s", title=title) if cancelled else title

    def workshop(self) -> str:
        return self.words(self.document.workshop.title)

    def list_title(self, entry: EntrySeen, title: str) -> str:
        """Of an all-day entry, which is taken back when the hours are known: that must not read
        as if nothing took place."""
        if entry.cancelled and not self.document.workshop.cancelled:
            title = gettext("%(title)s (entry for the whole day)", title=title)
        return self.marked(title, cancelled=entry.cancelled)

    def theme(self, key: str) -> str:
        theme = self._themes[key]
        title = self.words(theme.title)
        if not theme.number:
            return title
        return gettext("Theme %(number)s: %(title)s", number=theme.number, title=title)

    def item(self, item: ItemSeen) -> str:
        title = self.words(item.title) or self.words(item.subject)
        return title or gettext(KINDS[item.kind])

    # -- Places and addresses --------------------------------------------------------------------

    def item_place(self, item: ItemSeen) -> str:
        room = self.words(self._rooms[item.room].name) if item.room else ""
        return punctuation.comma((room, self.workshop_place()))

    def workshop_place(self) -> str:
        return self.words(self.document.workshop.place)

    def address(self, part: str = "") -> str:
        """Of the workshop's page, or of a part of it."""
        page = f"{self.base_url}/w/{quote(self.document.workshop.slug)}"
        return f"{page}#{quote(part)}" if part else page

    # -- Descriptions ----------------------------------------------------------------------------

    def feed_description(self) -> str:
        purpose = self.words(self.document.workshop.purpose)
        return _paragraphs(self.warning(), self._no_place_yet(), purpose)

    def whole_description(self) -> str:
        workshop = self.document.workshop
        return _paragraphs(self.warning(), self.words(workshop.note), self.words(workshop.purpose))

    def item_description(self, item: ItemSeen) -> str:
        head = _lines(
            self.warning(),
            "" if is_cancelled(item, self.document) else self._for_you(),
            self.workshop(),
            self.theme(item.theme) if item.theme else "",
            *(self.part(part) for part in item.speakers),
        )
        about = self.words(item.abstract) or self.words(item.summary)
        return _paragraphs(
            head,
            self.what_is_not_recorded(item),
            clean.cut(about, LONGEST_ABSTRACT, self.address(f"item-{item.key}")),
        )

    def list_description(self, entry: EntrySeen, items: Iterable[ItemSeen]) -> str:
        """The agenda as a list, for days whose hours are not known."""
        if entry.cancelled:
            reason = gettext("Items whose hours are known have entries of their own.")
            called_off = self.document.workshop.cancelled
            return _lines(self.warning(), self.workshop(), "" if called_off else reason)
        head = _lines(
            self.warning(),
            self._for_you(),
            self.words(self.document.workshop.note),
            gettext("Hours: not recorded. The items stand in the order of the agenda."),
        )
        return _paragraphs(head, *self._list(tuple(items)))

    def warning(self) -> str:
        if not self.document.workshop.practice:
            return ""
        return gettext("This is a practice workshop; it does not take place.")

    def _no_place_yet(self) -> str:
        if self.holding is Holding.PLACE or self.document.workshop.cancelled:
            return ""
        if self.holding is Holding.WAITING:
            return gettext("You are on the waiting list and have no place yet.")
        return gettext("You have no place yet.")

    def _for_you(self) -> str:
        if not self.join_url:
            return self._no_place_yet()
        return gettext("Join online: %(address)s", address=self.join_url)

    def what_is_not_recorded(self, item: ItemSeen) -> str:
        sentences = []
        if item.subject and not item.title and self.words(item.subject):
            sentences.append(gettext("Title: not recorded. The one shown describes the subject."))
        if item.start is None:
            sentences.append(gettext("Hours: not recorded."))
        elif item.end is None:
            sentences.append(
                gettext("Begins: %(time)s. End: not recorded.", time=self._clock(item))
            )
        return "\n".join(sentences)

    def _list(self, items: tuple[ItemSeen, ...]) -> Iterator[str]:
        """A paragraph for each theme, and for the items between themes."""
        several = len({item.day for item in items}) > 1
        for day, of_day in groupby(items, key=lambda item: item.day):
            if several and day:
                yield zones.day(day, language())
            for theme, of_theme in groupby(of_day, key=lambda item: item.theme):
                yield _lines(
                    self.theme(theme) if theme else "",
                    *(f"• {self._listed(item)}" for item in of_theme),
                )

    def _listed(self, item: ItemSeen) -> str:
        title = self.item(item)
        if is_cancelled(item, self.document):
            title = gettext("Cancelled: %(title)s", title=title)
        if item.start is not None:
            title = f"{self._clock(item)} {title}"
        names = punctuation.listed(self._name(part) for part in item.speakers)
        return punctuation.with_note(title, names)

    def _clock(self, item: ItemSeen) -> str:
        zone = self.document.workshop.time_zone
        if item.start is None or zone is None:
            return ""
        named = zones.named(zone, item.start, language())
        return punctuation.with_note(zones.clock(item.start, zone), named)

    def _name(self, part: PartSeen) -> str:
        known = self._people[part.person] if part.person else None
        return self._as(part, self._called(known) if known else gettext("not recorded"))

    def _called(self, person: PersonSeen) -> str:
        if not self.in_letter:
            return person.name
        return called(person.name, person.native_name, self.language)

    def part(self, part: PartSeen) -> str:
        """The name, with what the person was on that day."""
        if part.person is None:
            return self._name(part)
        person = self._people[part.person]
        was = (self._called(person), self.words(person.position), self.words(person.affiliation))
        return self._as(part, punctuation.comma(was))

    @staticmethod
    def _as(part: PartSeen, name: str) -> str:
        return gettext(PARTS[part.part], name=name)


def is_cancelled(item: ItemSeen, document: Document) -> bool:
    return item.removed or item.state is ItemState.CANCELLED or document.workshop.cancelled


def _lines(*lines: str) -> str:
    return "\n".join(filter(None, lines))


def _paragraphs(*paragraphs: str) -> str:
    return "\n\n".join(filter(None, paragraphs))
