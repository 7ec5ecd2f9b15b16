"""Hints about hours: what overlaps, runs over, lasts too long, or is told by two clocks."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from app.agenda.hints_in_words.telling import Sentence, Telling
from app.agenda.rules.hints import Hint, HintKind
from app.agenda.rules.outline import ItemPlanned
from app.i18n import gettext, language, ngettext, spans, zones
from app.i18n.cities import city

K = HintKind


def _room(hint: Hint, say: Telling) -> tuple[str, str]:
    first, second = (say.planning.by_key[key] for key in (hint.items[1], hint.items[0]))
    both = {"first": say.item(first.key), "second": say.item(second.key)}
    if first.room is not None and first.room == second.room:
        sentence = ngettext(
            "“%(first)s” and “%(second)s” are both in the room “%(room)s” for %(n)s minute.",
            "“%(first)s” and “%(second)s” are both in the room “%(room)s” for %(n)s minutes.",
            hint.minutes or 0, room=say.room(first.room), **both,
        )  # fmt: skip
    else:
        sentence = ngettext(
            "“%(first)s” and “%(second)s” overlap by %(n)s minute.",
            "“%(first)s” and “%(second)s” overlap by %(n)s minutes.",
            hint.minutes or 0, **both,
        )  # fmt: skip
    return sentence, _let_it_begin_later(second, say.planning.placed(first).end, say)


def _let_it_begin_later(pinned: ItemPlanned, free: datetime | None, say: Telling) -> str:
    if pinned.pinned is None or free is None:
        return ""
    return gettext(
        "“%(item)s” is pinned; it could begin at %(clock)s (%(zone)s), or what comes before it "
        "could be shorter.",
        item=say.item(pinned.key), clock=say.clock(free), zone=say.city,
    )  # fmt: skip


def _theme_over(hint: Hint, say: Telling) -> tuple[str, str]:
    pinned = say.planning.by_key[hint.items[0]]
    sentence = ngettext(
        "The theme “%(theme)s” runs %(n)s minute past its time: “%(item)s” begins at %(clock)s "
        "(%(zone)s).",
        "The theme “%(theme)s” runs %(n)s minutes past its time: “%(item)s” begins at %(clock)s "
        "(%(zone)s).",
        hint.minutes or 0,
        theme=say.theme(hint.theme), item=say.item(hint.item), clock=say.clock(hint.start),
        zone=say.city,
    )  # fmt: skip
    return sentence, _let_it_begin_later(pinned, hint.end, say)


def _no_zone(hint: Hint, say: Telling) -> tuple[str, str]:
    return (
        gettext("Items are pinned to hours, but the workshop has no time zone."),
        gettext("Please choose its time zone in the settings; then times can be worked out."),
    )


def _skipped(hint: Hint, say: Telling) -> tuple[str, str]:
    return (
        gettext(
            "“%(item)s” is pinned to %(clock)s, which does not exist on this day in %(zone)s; "
            "it is shown as %(after)s.",
            item=say.item(hint.item), clock=say.pin(hint.item), zone=say.city,
            after=say.clock(hint.start),
        ),
        gettext("The clocks go forward in that hour. Please pin it to another time."),
    )  # fmt: skip


def _clock_twice(hint: Hint, say: Telling) -> tuple[str, str]:
    return (
        gettext(
            "“%(item)s” is pinned to %(clock)s, which comes twice on this day in %(zone)s; "
            "the first is meant.",
            item=say.item(hint.item), clock=say.pin(hint.item), zone=say.city,
        ),
        gettext("The clocks go back in that hour. Another time would be plainer."),
    )  # fmt: skip


def _before_day(hint: Hint, say: Telling) -> tuple[str, str]:
    return (
        ngettext(
            "“%(item)s” begins %(n)s minute before the day does, which is at %(clock)s "
            "(%(zone)s).",
            "“%(item)s” begins %(n)s minutes before the day does, which is at %(clock)s "
            "(%(zone)s).",
            hint.minutes or 0,
            item=say.item(hint.item), clock=say.clock(hint.end), zone=say.city,
        ),
        "",
    )  # fmt: skip


def _day_over(hint: Hint, say: Telling) -> tuple[str, str]:
    return (
        ngettext(
            "“%(item)s” ends %(n)s minute after the day does, which is at %(clock)s (%(zone)s).",
            "“%(item)s” ends %(n)s minutes after the day does, which is at %(clock)s (%(zone)s).",
            hint.minutes or 0,
            item=say.item(hint.item), clock=say.clock(hint.start), zone=say.city,
        ),
        gettext("Items could be shorter, or the day end later."),
    )  # fmt: skip


def _no_length(hint: Hint, say: Telling) -> tuple[str, str]:
    return (
        ngettext(
            "“%(item)s” has no length, so %(n)s time after it is not known.",
            "“%(item)s” has no length, so %(n)s times after it are not known.",
            hint.count or 0,
            item=say.item(hint.item),
        ),
        "",
    )


def _no_break(hint: Hint, say: Telling) -> tuple[str, str]:
    sentence = gettext(
        "%(n)s minutes without a break: %(hours)s.", n=hint.minutes, hours=say.when(hint)
    )
    if len(hint.items) == 1:
        return sentence, gettext(
            "“%(item)s” could be split, with a break in between.", item=say.item(hint.item)
        )
    item = say.planning.by_key[hint.items[0]]
    return sentence, gettext(
        "A break before “%(item)s”, at %(clock)s (%(zone)s), would divide it.",
        item=say.item(item.key), clock=say.clock(say.planning.placed(item).start), zone=say.city,
    )  # fmt: skip


def _no_title(hint: Hint, say: Telling) -> tuple[str, str]:
    return (
        gettext(
            "An item has neither title nor subject; it is shown as “%(kind)s”.",
            kind=say.kind(hint.item),
        ),
        "",
    )


def _weekend(hint: Hint, say: Telling) -> tuple[str, str]:
    return (
        gettext(
            "%(day)s is at the weekend in %(city)s.",
            day=zones.day(hint.day or date.min, language()),
            city=city(hint.zone or "UTC", language()),
        ),
        gettext("Public holidays are not checked here; please look them up."),
    )


def _after_midnight(hint: Hint, say: Telling) -> tuple[str, str]:
    assert hint.start is not None
    assert hint.zone is not None
    about = {
        "item": say.item(hint.item),
        "city": city(hint.zone, language()),
        "when": zones.span(hint.start, hint.end, hint.zone, language()),
    }
    if not hint.count:
        return gettext("“%(item)s” is after midnight in %(city)s: %(when)s.", **about), ""
    return (
        ngettext(
            "“%(item)s” and %(n)s more item are after midnight in %(city)s, the first: %(when)s.",
            "“%(item)s” and %(n)s more items are after midnight in %(city)s, the first: %(when)s.",
            hint.count, **about,
        ),
        "",
    )  # fmt: skip


def _clocks_change(hint: Hint, say: Telling) -> tuple[str, str]:
    assert hint.start is not None
    assert hint.end is not None
    assert hint.zone is not None
    day, today = (zones.local(at, say.zone).date() for at in (hint.start, hint.end))
    return (
        gettext(
            "When it is %(clock)s in %(here)s, it will be %(then)s in %(there)s on %(day)s; "
            "today it is %(now)s.",
            clock=say.clock(hint.start), here=say.city, there=city(hint.zone, language()),
            day=zones.short_day(day, language()), then=_there(hint.start, hint.zone, day),
            now=_there(hint.end, hint.zone, today),
        ),
        gettext("Clocks are changed in between; best name each time with its zone."),
    )  # fmt: skip


def _there(at: datetime, zone: str, day: date) -> str:
    """The clock there, dated where it is another day than here."""
    return spans.hours(at, None, zone, day)


def _slack(hint: Hint, say: Telling) -> tuple[str, str]:
    return (
        ngettext(
            "%(n)s minute is free before “%(item)s”.",
            "%(n)s minutes are free before “%(item)s”.",
            hint.minutes or 0,
            item=say.item(hint.item),
        ),
        "",
    )


SENTENCES: Mapping[HintKind, Sentence] = {
    K.ROOM_TWICE: _room,
    K.THEME_OVER: _theme_over,
    K.NO_ZONE: _no_zone,
    K.CLOCK_SKIPPED: _skipped,
    K.CLOCK_TWICE: _clock_twice,
    K.BEFORE_DAY: _before_day,
    K.DAY_OVER: _day_over,
    K.NO_LENGTH: _no_length,
    K.NO_BREAK: _no_break,
    K.NO_TITLE: _no_title,
    K.WEEKEND: _weekend,
    K.AFTER_MIDNIGHT: _after_midnight,
    K.CLOCKS_CHANGE: _clocks_change,
    K.SLACK: _slack,
}
