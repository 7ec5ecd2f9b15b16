"""A workshop that moved says from where, for as long as it keeps its new day."""

from __future__ import annotations

from datetime import date, datetime, time

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import update

from app.agenda import published
from app.agenda import service as agenda
from app.agenda.models import AgendaVersion
from app.agenda.rules.changes import ChangeKind, compare
from app.agenda.rules.document import Document, FirstDay, from_json, to_json
from app.agenda.rules.numbering import is_same
from app.extensions import db
from tests.agenda.documents import day, draft, publish, workshop
from tests.conftest import NOON
from tests.databases import ON_BOTH
from tests.factories import make_day, make_item, make_workshop

MAY, JUNE, JULY = date(2027, 5, 21), date(2027, 6, 18), date(2027, 7, 16)
NINE_IN_SHANGHAI = datetime.fromisoformat("2027-05-21T01:00:00Z")


def on(*days: date | None, starts: time | None = time(9, 0), cancelled: bool = False) -> Document:
    return draft(
        days=[day(one, starts=starts) for one in days if one],
        workshop=workshop(cancelled=cancelled),
    )


def history(*drafts: Document) -> Document:
    before = None
    for one in drafts:
        before = publish(before, one)
    assert before is not None
    return before


#: (the drafts published one after the other, the day from which it moved)
HISTORIES: list[tuple[str, list[Document], date | None]] = [
    ("published once", [on(MAY)], None),
    ("published twice on the same day", [on(MAY), on(MAY, starts=time(10))], None),
    ("moved", [on(MAY), on(JUNE)], MAY),
    ("moved to an earlier day", [on(JUNE), on(MAY)], JUNE),
    ("moved, then changed otherwise", [on(MAY), on(JUNE), on(JUNE, starts=time(10))], MAY),
    ("moved twice", [on(MAY), on(JUNE), on(JULY)], JUNE),
    ("moved and back", [on(MAY), on(JUNE), on(MAY)], None),
    ("moved, back, and published again", [on(MAY), on(JUNE), on(MAY), on(MAY)], None),
    ("moved on, then to the first day of all", [on(MAY), on(JUNE), on(JULY), on(MAY)], JULY),
    ("a day more after the first", [on(MAY), on(MAY, JUNE)], None),
    ("a day more before the first", [on(JUNE), on(MAY, JUNE)], JUNE),
    ("its dates no longer known", [on(MAY), on()], None),
    ("its dates known at last", [on(), on(MAY)], None),
    ("moved, its dates lost and found again", [on(MAY), on(JUNE), on(), on(JUNE)], None),
    ("moved, then cancelled", [on(MAY), on(JUNE), on(JUNE, cancelled=True)], MAY),
]


@pytest.mark.parametrize(
    ("drafts", "day_before"), [one[1:] for one in HISTORIES], ids=[one[0] for one in HISTORIES]
)
def test_the_day_from_which_it_moved(drafts: list[Document], day_before: date | None) -> None:
    moved = history(*drafts).moved_from
    assert (moved.day if moved else None) == day_before


def test_the_hour_at_which_it_would_have_begun_is_kept_where_it_was_known() -> None:
    assert history(on(MAY), on(JUNE)).moved_from == FirstDay(day=MAY, start=NINE_IN_SHANGHAI)
    assert history(on(MAY, starts=None), on(JUNE)).moved_from == FirstDay(day=MAY, start=None)


DAYS = st.sampled_from([None, MAY, JUNE, JULY])


@given(st.lists(DAYS, min_size=1, max_size=7))
def test_moving_is_always_told_as_another_date_and_never_from_the_day_it_is_on(
    days: list[date | None],
) -> None:
    before: Document | None = None
    for one in days:
        after = publish(before, on(one))
        assert from_json(to_json(after)) == after
        if after.moved_from is not None:
            assert one is not None
            assert after.moved_from.day != one
        if before is not None and before.moved_from != after.moved_from:
            kinds = {change.kind for change in compare(before, after)}
            assert ChangeKind.WORKSHOP_DATES in kinds
        assert is_same(after, publish(after, on(one)))
        before = after


def test_versions_stored_before_anybody_asked_are_read_as_never_moved() -> None:
    stored = to_json(history(on(MAY), on(JUNE)))
    del stored["moved_from"]
    assert from_json(stored).moved_from is None
    del stored["whole"]
    with pytest.raises(KeyError):
        from_json(stored)


@ON_BOTH
def test_an_unchanged_draft_after_a_move_makes_no_version(app: Flask) -> None:
    held = make_workshop("nature")
    first = make_day(held, MAY)
    make_item(held, first)
    agenda.freeze(held, at=NOON, account_id=None)
    first.date = JUNE
    moved = agenda.freeze(held, at=NOON, account_id=None)
    assert moved.after.moved_from == FirstDay(day=MAY, start=NINE_IN_SHANGHAI)
    assert agenda.freeze(held, at=NOON, account_id=None).version is None
    assert agenda.preview(held, at=NOON).moved_from == moved.after.moved_from


@ON_BOTH
def test_an_unchanged_draft_after_an_old_version_makes_no_version_either(app: Flask) -> None:
    held = make_workshop("nature")
    make_item(held, make_day(held, MAY))
    frozen = agenda.freeze(held, at=NOON, account_id=None)
    assert frozen.version is not None
    stored = {name: one for name, one in frozen.version.document.items() if name != "moved_from"}
    db.session.execute(
        update(AgendaVersion).where(AgendaVersion.id == frozen.version.id).values(document=stored)
    )
    published.forget()
    db.session.expire_all()
    assert "moved_from" not in frozen.version.document
    assert agenda.freeze(held, at=NOON, account_id=None).version is None
