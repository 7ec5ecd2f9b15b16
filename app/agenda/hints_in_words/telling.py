"""Names and hours of a planning, as its hints speak of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from app.agenda.calendar_in_words import KINDS
from app.agenda.items_in_words import text_of
from app.agenda.rules.hints import Hint, Planning
from app.agenda.rules.outline import ItemPlanned
from app.i18n import gettext, language, spans, zones
from app.i18n.cities import city
from app.i18n.punctuation import comma, with_note


@dataclass(frozen=True, slots=True)
class Telling:
    """Names and hours of one planning."""

    planning: Planning

    def item(self, key: str | None) -> str:
        item = self.planning.by_key.get(key or "")
        return self._title(item) if item else gettext("not recorded")

    def _title(self, item: ItemPlanned) -> str:
        return text_of(item.title) or text_of(item.subject) or gettext(KINDS[item.kind])

    def _item(self, key: str | None) -> ItemPlanned:
        return self.planning.by_key[key or ""]

    def kind(self, key: str | None) -> str:
        return gettext(KINDS[self._item(key).kind])

    def theme(self, key: str | None) -> str:
        themes = self.planning.outline.themes
        return next((text_of(one.title) for one in themes if one.key == key), "")

    def room(self, key: str | None) -> str:
        rooms = self.planning.outline.rooms
        return next((text_of(one.name) for one in rooms if one.key == key), "")

    def person(self, key: str | None) -> str:
        person = self.planning.people.get(key or "")
        return person.name if person else gettext("somebody not named")

    @property
    def zone(self) -> str:
        return self.planning.zone or "UTC"

    @property
    def city(self) -> str:
        return city(self.zone, language())

    def clock(self, at: datetime | None) -> str:
        return zones.clock(at, self.zone) if at else gettext("a time not recorded")

    def pin(self, key: str | None) -> str:
        item = self.planning.by_key[key or ""]
        return f"{item.pinned:%H:%M}" if item.pinned else ""

    def when(self, hint: Hint) -> str:
        """By the workshop's clock, dated where it has several days."""
        if hint.start is None:
            return ""
        hours = spans.hours(hint.start, hint.end, self.zone)
        return with_note(comma((self.day(hint), hours)), self.city)

    def day(self, hint: Hint) -> str:
        """Of a workshop that has several."""
        if hint.start is None or len(self.planning.of_days) < 2:
            return ""
        return zones.day_and_month(zones.local(hint.start, self.zone).date(), language())


#: What is the matter, and what one could do; empty where that is plain.
Sentence = Callable[[Hint, Telling], tuple[str, str]]
