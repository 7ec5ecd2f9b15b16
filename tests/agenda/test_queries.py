"""Reading drafts, of one workshop and of many."""

from __future__ import annotations

from flask import Flask

from app.agenda import queries
from app.extensions import db
from tests.databases import ON_BOTH
from tests.factories import make_day, make_item, make_part, make_speaker, make_workshop
from tests.steps import steps


@ON_BOTH
def test_each_workshop_gets_its_own_rows_in_their_order(app: Flask) -> None:
    first, second, empty = (make_workshop(slug) for slug in ("first", "second", "empty"))
    titles: dict[str, list[str]] = {}
    for n in range(3):
        for workshop in (first, second):
            day = make_day(workshop) if not n else None
            item = make_item(workshop, day, title={"en": f"{workshop.slug} {n}"}, position=9 - n)
            make_part(item, make_speaker(workshop, f"Guest of {workshop.slug}"))
            titles.setdefault(workshop.slug, []).insert(0, f"{workshop.slug} {n}")
    db.session.commit()
    found = queries.drafts([first, second, empty])
    for workshop in (first, second):
        draft = found[workshop.id]
        assert [one.title["en"] for one in draft.items if one.title] == titles[workshop.slug]
        assert {one.person.name for one in draft.speakers} == {f"Guest of {workshop.slug}"}
        assert len(draft.days) == 1
        assert all(len(one.parts) == 1 for one in draft.items)
    assert [*found[empty.id].items, *found[empty.id].days, *found[empty.id].speakers] == []


def test_twice_the_workshops_are_twice_the_work(app: Flask) -> None:
    workshops = [make_workshop() for _ in range(40)]
    for workshop in workshops:
        for _ in range(3):
            make_item(workshop)
    db.session.commit()
    queries.drafts(workshops)
    half = steps(lambda: queries.drafts(workshops[:20]))
    whole = steps(lambda: queries.drafts(workshops))
    assert whole < 2.1 * half
