"""Where rows stand in their order, written so that nobody's open form becomes stale by it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from sqlalchemy import Table, bindparam, select

from app.agenda.models import AgendaItem, Room, Theme
from app.agenda.rules import order
from app.agenda.rules.refusals import UnknownNeighbour
from app.extensions import db


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """Where among the items of its day: first, or after the one with this key; else last."""

    first: bool = False
    after: str | None = None


LAST = Spot()


def arrange(item: AgendaItem, spot: Spot) -> None:
    """Put the item into this spot of its day. Raises UnknownNeighbour."""
    line, of_day = _line(item)
    if spot.after is not None:
        neighbour = of_day.get(spot.after)
        if neighbour is None or neighbour == item.id:
            raise UnknownNeighbour
        moved = order.put_after(line, item.id, neighbour)
    elif spot.first:
        moved = order.put_first(line, item.id, of_day.values())
    else:
        moved = order.put_last(line, item.id, of_day.values())
    write(AgendaItem, moved)


def step(item: AgendaItem, *, up: bool) -> bool:
    """One place among the items of its day; whether there was one to go to."""
    line, of_day = _line(item)
    moved = order.stepped(line, item.id, of_day.values(), up=up)
    write(AgendaItem, moved)
    return moved != line


def _line(item: AgendaItem) -> tuple[list[int], dict[str, int]]:
    """All items of the workshop in order, and by key those that stand on the day of this one."""
    rows = db.session.execute(
        select(AgendaItem.id, AgendaItem.key, AgendaItem.day_id)
        .where(AgendaItem.workshop_id == item.workshop_id)
        .order_by(AgendaItem.position, AgendaItem.id)
    ).all()
    of_day = {row.key: row.id for row in rows if row.day_id == item.day_id}
    return [row.id for row in rows], of_day


def write(kind: type[AgendaItem] | type[Theme] | type[Room], after: list[int]) -> None:
    """Give the rows positions in this order, past the count of saves: nobody edited them."""
    table = cast(Table, kind.__table__)
    rows = db.session.execute(select(table.c.id, table.c.position).where(table.c.id.in_(after)))
    known = {number: place for number, place in rows}
    wanted = {number: 10 * n for n, number in enumerate(after, start=1)}
    changed = {number: place for number, place in wanted.items() if known[number] != place}
    if not changed:
        return
    db.session.connection().execute(
        table.update().where(table.c.id == bindparam("which")).values(position=bindparam("place")),
        [{"which": number, "place": place} for number, place in changed.items()],
    )
    for row in db.session:
        if isinstance(row, kind) and row.id in changed:
            db.session.expire(row, ["position"])
