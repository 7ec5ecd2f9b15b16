"""Changes between two versions as sentences in the spoken language, every time with its zone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, time

from app.agenda import items_in_words
from app.agenda.items_in_words import Sentence, text_of, title_of
from app.agenda.rules.changes import DETAILS, Change
from app.agenda.rules.changes import ChangeKind as K
from app.agenda.rules.document import DaySeen, Document, ItemSeen, PersonSeen, ThemeSeen
from app.i18n import gettext, language, zones
from app.i18n.cities import city
from app.i18n.punctuation import colon, listed
from app.workshops.words import FIELDS

__all__ = ["by_other_clocks", "say", "title_of"]


def say(change: Change, before: Document | None, after: Document) -> str:
    """One sentence, such as: “Opening” moved from 10:00 to 10:30 (Asia/Shanghai)."""
    return _SENTENCES[change.kind](change, before or after, after)


def by_other_clocks(
    change: Change,
    before: Document | None,
    after: Document,
    clocks: Sequence[str] | None = None,
) -> list[str]:
    """The times of an item that moved or is new, once more by each of these clocks, if not given
    in each further zone of the workshop; dated where the day there is another one."""
    old = change.before if change.kind is K.MOVED else None
    new = change.after
    told = before is not None and change.kind in (K.MOVED, K.ADDED)
    if not told or not isinstance(new, ItemSeen) or new.start is None:
        return []
    was = old.start if isinstance(old, ItemSeen) else None
    return [
        colon(zones.named(zone, new.start, language()), _there(was, new.start, zone, after))
        for zone in (after.workshop.clocks[1:] if clocks is None else clocks)
    ]


def _there(was: datetime | None, now: datetime, zone: str, after: Document) -> str:
    """04:00, now 04:30; Thu 20 May 23:00, now 00:30 next day are both dated."""
    here = after.workshop.time_zone or "UTC"
    moments = [one for one in (was, now) if one is not None]
    days = {zones.local(one, name).date() for one in moments for name in (here, zone)}
    said = [_told(one, zone, dated=len(days) > 1) for one in moments]
    if len(said) == 1:
        return said[0]
    return gettext("%(old)s, now %(new)s", old=said[0], new=said[1])


def _told(at: datetime, zone: str, *, dated: bool) -> str:
    clock = zones.clock(at, zone)
    if not dated:
        return clock
    day = zones.day_and_month(zones.local(at, zone).date(), language())
    return gettext("%(day)s, %(clock)s", day=day, clock=clock)


def _or_unknown(text: str) -> str:
    return text or gettext("not recorded")


# -- The workshop ---------------------------------------------------------------------------------


def _always(sentence: Callable[[], str]) -> Sentence:
    return lambda change, before, after: sentence()


def _workshop_title(change: Change, before: Document, after: Document) -> str:
    old, new = text_of(before.workshop.title), text_of(after.workshop.title)
    if old == new:
        return gettext("The title of the workshop changed in another language")
    return gettext("The workshop “%(old)s” is now called “%(new)s”", old=old, new=new)


def _workshop_dates(change: Change, before: Document, after: Document) -> str:
    return gettext(
        "The date of the workshop changed from %(old)s to %(new)s",
        old=_dates(before.days), new=_dates(after.days),
    )  # fmt: skip


def _dates(days: Sequence[DaySeen]) -> str:
    if not days:
        return gettext("not recorded")
    first, last = zones.day(days[0].date, language()), zones.day(days[-1].date, language())
    if len(days) == 1:
        return first
    if len(days) == 2:
        return gettext("%(first)s and %(last)s", first=first, last=last)
    return gettext(
        "%(count)s days from %(first)s to %(last)s", count=len(days), first=first, last=last
    )


def _workshop_zone(change: Change, before: Document, after: Document) -> str:
    return gettext(
        "The time zone of the workshop changed from %(old)s to %(new)s",
        old=_or_unknown(_city(before.workshop.time_zone)),
        new=_or_unknown(_city(after.workshop.time_zone)),
    )


def _city(zone: str | None) -> str:
    return city(zone, language()) if zone else ""


def _workshop_place(change: Change, before: Document, after: Document) -> str:
    old, new = text_of(before.workshop.place), text_of(after.workshop.place)
    if old and old == new:
        return gettext("The place of the workshop changed in another language")
    return gettext(
        "The place of the workshop changed from %(old)s to %(new)s",
        old=_or_unknown(old), new=_or_unknown(new),
    )  # fmt: skip


def _workshop_way(change: Change, before: Document, after: Document) -> str:
    ways = {
        "online": gettext("online"),
        "on_site": gettext("on site"),
        "hybrid": gettext("hybrid"),
        None: gettext("not recorded"),
    }
    return gettext(
        "How the workshop is held changed from %(old)s to %(new)s",
        old=ways[before.workshop.way], new=ways[after.workshop.way],
    )  # fmt: skip


def _workshop_details(change: Change, before: Document, after: Document) -> str:
    names = {
        **FIELDS,
        "programme": gettext("The programme it belongs to"),
        "organisations": gettext("Organisations"),
    }
    facts = [
        str(names[name])
        for name in DETAILS
        if name in names and getattr(before.workshop, name) != getattr(after.workshop, name)
    ]
    if not facts:
        return gettext("What is said about the workshop changed")
    return gettext("Said about the workshop, and changed: %(facts)s", facts=listed(facts))


def _hours(change: Change, before: Document, after: Document) -> str:
    old, new = change.before, change.after
    assert isinstance(old, DaySeen)
    assert isinstance(new, DaySeen)
    return gettext(
        "The hours of %(day)s are now %(new)s; they were %(old)s (%(zone)s)",
        day=zones.day(new.date, language()), old=_span(old), new=_span(new),
        zone=_zone_on(new, after.workshop.time_zone),
    )  # fmt: skip


def _zone_on(day: DaySeen, zone: str | None) -> str:
    if not zone:
        return gettext("not recorded")
    return zones.named(zone, datetime.combine(day.date, time(12), UTC), language())


def _span(day: DaySeen) -> str:
    if day.starts and day.ends:
        return gettext("%(start)s–%(end)s", start=f"{day.starts:%H:%M}", end=f"{day.ends:%H:%M}")
    if day.starts:
        return gettext("from %(start)s", start=f"{day.starts:%H:%M}")
    if day.ends:
        return gettext("until %(end)s", end=f"{day.ends:%H:%M}")
    return gettext("not recorded")


# -- Themes and people ----------------------------------------------------------------------------


def _theme_added(change: Change, before: Document, after: Document) -> str:
    assert isinstance(change.after, ThemeSeen)
    return gettext("The theme “%(title)s” is new", title=text_of(change.after.title))


def _theme_removed(change: Change, before: Document, after: Document) -> str:
    assert isinstance(change.before, ThemeSeen)
    return gettext("The theme “%(title)s” was taken out", title=text_of(change.before.title))


def _theme_changed(change: Change, before: Document, after: Document) -> str:
    old, new = change.before, change.after
    assert isinstance(old, ThemeSeen)
    assert isinstance(new, ThemeSeen)
    was, now = text_of(old.title), text_of(new.title)
    if was == now:
        return gettext("Details of the theme “%(title)s” changed", title=now)
    return gettext("The theme “%(old)s” is now called “%(new)s”", old=was, new=now)


def _person(change: Change, before: Document, after: Document) -> str:
    assert isinstance(change.after, PersonSeen)
    return gettext("What is said of %(name)s changed", name=change.after.name)


_SENTENCES: dict[K, Sentence] = {
    **items_in_words.SENTENCES,
    K.WORKSHOP_CANCELLED: _always(lambda: gettext("The workshop is cancelled")),
    K.WORKSHOP_REINSTATED: _always(lambda: gettext("The workshop takes place after all")),
    K.WORKSHOP_TITLE: _workshop_title,
    K.WORKSHOP_DATES: _workshop_dates,
    K.WORKSHOP_ZONE: _workshop_zone,
    K.WORKSHOP_PLACE: _workshop_place,
    K.WORKSHOP_WAY: _workshop_way,
    K.WORKSHOP_DETAILS: _workshop_details,
    K.HOURS: _hours,
    K.ORDER: _always(lambda: gettext("The order of the agenda changed")),
    K.THEME_ADDED: _theme_added,
    K.THEME_REMOVED: _theme_removed,
    K.THEME_CHANGED: _theme_changed,
    K.PERSON: _person,
    K.OTHER: _always(lambda: gettext("Small details changed")),
}
