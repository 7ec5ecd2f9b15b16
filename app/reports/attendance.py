"""Who was there, in figures."""

from __future__ import annotations

from app.attendance.attended import SEEN
from app.attendance.rules import Seen
from app.i18n import gettext, language, zones
from app.reports.numbers import number
from app.reports.rules import FEW, are_apart, facts, tables
from app.reports.rules.facts import Facts
from app.reports.rules.tables import Cells, Row
from app.reports.tables import Report


def reports(found: Facts, is_outside: bool) -> list[Report]:
    came = facts.came(found)
    whole = Report(
        key="attendance",
        title=gettext("Attendance"),
        head=gettext("Attendance"),
        about=gettext("Those who have a place, on any day."),
        cells=_whole(found.taking_part, came, is_outside),
        total=found.taking_part,
        nothing=gettext("Nobody has been noted as there, so it is not known who came."),
    )
    return [whole, *([] if came is None else [_days(found, came, whole, is_outside)])]


def _whole(total: int, came: int | None, is_outside: bool) -> Cells:
    if came is None:
        return Cells(())
    rows = [
        Row(label=gettext("noted as there"), number=came),
        Row(label=gettext("not noted as there"), number=total - came),
    ]
    return tables.named_ones(rows, is_outside=is_outside)


def _days(found: Facts, came: int, whole: Report, is_outside: bool) -> Report:
    about = gettext("Each person once a day.")
    if found.erased_participants:
        about = gettext("Each person once a day; of those erased since, the day is not known.")
    rows = []
    for day, seen in facts.came_on(found).items():
        people = facts.people_on(found, day)
        apart = not found.erased_participants and are_apart(found.taking_part, came, people)
        tells = apart and found.taking_part >= FEW and not _is_hidden(found.taking_part, came)
        rows.append(
            Row(
                label=zones.short_day(day, language()),
                number=None if is_outside and not tells else people,
                stays_inside=not is_outside and not tells,
                more=() if is_outside else tuple(number(seen[one]) for one in Seen),
            )
        )
    return Report(
        key="attendance-days",
        title=gettext("Attendance by day"),
        head=gettext("Day"),
        columns=() if is_outside else tuple(str(SEEN[one]) for one in Seen),
        about=about,
        cells=Cells(tuple(rows), whole.cells.is_withheld),
        total=found.taking_part,
        nothing=gettext("On which days people were there is not known any more."),
    )


def _is_hidden(total: int, came: int) -> bool:
    return not are_apart(total, came)


def walk_ins(found: Facts, is_outside: bool) -> int | None:
    """How many came without having registered; None = not known, or not shown."""
    n, total = facts.walk_ins(found), found.taking_part
    if found.erased_participants:
        return None
    if not is_outside:
        return n
    came = facts.came(found) or 0
    tells = total >= FEW and are_apart(total, n) and are_apart(came, min(n, came))
    return n if tells else None
