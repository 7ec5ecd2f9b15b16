"""What runs into what follows, past the end of the day, or on for too long."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta

from app.agenda.rules import layout, overlaps
from app.agenda.rules.hints.facts import Hint, HintKind, Planning
from app.agenda.rules.hints.people import PAUSE
from app.agenda.rules.outline import ItemPlanned
from app.agenda.rules.words import Kind

#: People who sit for longer than this want a break.
SITTING = timedelta(minutes=90)


def find(planning: Planning) -> Iterator[Hint]:
    themes = {hint.key: hint for day in planning.of_days for hint in _theme_over(planning, day)}
    yield from themes.values()
    told = {(item, hint.items[0]) for hint in themes.values() for item in hint.items[1:]}
    yield from _rooms(planning, told)
    for day in planning.of_days:
        sittings = (hint for line in planning.lines(day) for hint in _no_break(planning, line))
        yield from {hint.key: hint for hint in sittings}.values()
        yield from _day_over(planning, day)
        yield from _no_length(planning, day)
    for item in planning.items:
        yield from _of_the_pin(planning, item)


def _rooms(planning: Planning, told: set[tuple[str, str]]) -> Iterator[Hint]:
    for first, second in overlaps.in_rooms(planning.held):
        if (first.key, second.key) not in told:
            yield Hint(
                kind=HintKind.ROOM_TWICE,
                items=(second.key, first.key),
                minutes=overlaps.minutes(first, second),
                start=second.start,
                end=min(first.end, second.end),
            )


def _theme_over(planning: Planning, day: date) -> Iterator[Hint]:
    """Several items of a theme in a row that run past the pin which comes after them."""
    for line in planning.lines(day):
        block: list[ItemPlanned] = []
        for item in line:
            if item.pinned is not None and block and item.theme != block[0].theme:
                yield from _past(planning, block, item)
            if item.pinned is not None or not block or item.theme != block[0].theme:
                block = []
            block.append(item)


def _past(planning: Planning, block: Sequence[ItemPlanned], pinned: ItemPlanned) -> Iterator[Hint]:
    theme, limit = block[0].theme, planning.placed(pinned).start
    late = [
        (end, item.key)
        for item in block
        for end in [planning.placed(item).end]
        if end is not None and limit is not None and end > limit
    ]
    if theme is None or limit is None or len(block) < 2 or not late:
        return
    end, _ = max(late)
    yield Hint(
        kind=HintKind.THEME_OVER,
        items=(pinned.key, *(key for _, key in late)),
        themes=(theme,),
        minutes=_minutes(end - limit),
        start=limit,
        end=end,
        about=(theme, pinned.key),
    )


def _no_break(planning: Planning, line: Sequence[ItemPlanned]) -> Iterator[Hint]:
    """Stretches of a room without a break; shown where one would divide them best."""
    run: list[tuple[str, datetime, datetime]] = []
    ended: datetime | None = None
    for item in sorted(line, key=lambda one: planning.placed(one).start or planning.at):
        placed = planning.placed(item)
        is_known = placed.start is not None and placed.end is not None
        pauses = ended is not None and placed.start is not None and placed.start - ended >= PAUSE
        if item.kind is Kind.BREAK or not is_known or pauses:
            yield from _sitting(run)
            run, ended = [], None
        if item.kind is not Kind.BREAK and placed.start is not None and placed.end is not None:
            run.append((item.key, placed.start, placed.end))
            ended = max(ended or placed.end, placed.end)
    yield from _sitting(run)


def _sitting(run: Sequence[tuple[str, datetime, datetime]]) -> Iterator[Hint]:
    if not run:
        return
    start, end = run[0][1], max(until for _, _, until in run)
    if end - start <= SITTING:
        return
    middle = start + (end - start) / 2
    best = min(run[1:] or run, key=lambda one: abs(one[1] - middle))
    others = tuple(key for key, _, _ in run if key != best[0])
    yield Hint(
        kind=HintKind.NO_BREAK, items=(best[0], *others), minutes=_minutes(end - start),
        start=start, end=end,
    )  # fmt: skip


def _day_over(planning: Planning, day: date) -> Iterator[Hint]:
    planned = next((one for one in planning.outline.days if one.date == day), None)
    if planned is None or planned.ends is None or planning.zone is None:
        return
    ends = layout.moment(day, planned.ends, planning.zone)
    late = [
        (end, item.key)
        for item in planning.of_days[day]
        for end in [planning.placed(item).end]
        if end is not None and ends is not None and end > ends
    ]
    if ends is None or not late:
        return
    end, last = max(late)
    yield Hint(
        kind=HintKind.DAY_OVER,
        items=(last, *(key for _, key in late if key != last)),
        day=day,
        minutes=_minutes(end - ends),
        count=len(late) - 1,
        start=ends,
        end=end,
        about=(day.isoformat(),),
    )


def _no_length(planning: Planning, day: date) -> Iterator[Hint]:
    """Items of unknown length after which a time is missing, with how many."""
    items = planning.of_days[day]
    rooms = dict.fromkeys(item.room for item in items if item.room is not None)
    #: By line, the last item that left the time open.
    opened: dict[str | None, str | None] = dict.fromkeys(rooms or (None,))
    missing: dict[str, int] = {}
    for item in items:
        lines = [item.room] if item.room is not None else list(opened)
        placed = planning.placed(item)
        if placed.start is None:
            for key in dict.fromkeys(opened[line] for line in lines):
                if key is not None:
                    missing[key] = missing.get(key, 0) + 1
            for line in lines:
                opened[line] = next((opened[one] for one in lines if opened[one]), None)
            continue
        for line in lines:
            opened[line] = item.key if item.minutes is None else None
    for key, count in missing.items():
        yield Hint(
            kind=HintKind.NO_LENGTH, items=(key,), count=count,
            start=planning.placed(planning.by_key[key]).start,
        )  # fmt: skip


def _of_the_pin(planning: Planning, item: ItemPlanned) -> Iterator[Hint]:
    """What lies between the flow and a pin; one that cuts into an item is a clash of rooms."""
    if item.pinned is None or item.day is None:
        return
    placed = planning.placed(item)
    if placed.gap is not None and placed.gap > 0:
        yield Hint(kind=HintKind.SLACK, items=(item.key,), minutes=placed.gap, start=placed.start)
    day = next((one for one in planning.outline.days if one.date == item.day), None)
    if day is None or day.starts is None or planning.zone is None or placed.start is None:
        return
    begins = layout.moment(item.day, day.starts, planning.zone)
    if begins is not None and placed.start < begins:
        yield Hint(
            kind=HintKind.BEFORE_DAY, items=(item.key,), minutes=_minutes(begins - placed.start),
            start=placed.start, end=begins,
        )  # fmt: skip


def _minutes(length: timedelta) -> int:
    return int(length.total_seconds()) // 60
