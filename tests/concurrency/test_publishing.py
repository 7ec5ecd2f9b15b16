"""Several organisers change and publish one agenda at once, over three server processes."""

from __future__ import annotations

import secrets
from collections import Counter
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from flask import Flask
from itsdangerous import URLSafeTimedSerializer
from sqlalchemy import select

from app.agenda import checks
from app.agenda import service as agenda
from app.agenda.models import AgendaItem, AgendaVersion
from app.agenda.published import document_of
from app.agenda.rules.document import fingerprint
from app.agenda.rules.words import Kind
from app.extensions import config, db
from app.workshops.models import Workshop
from tests.concurrency.hall import Answer, Hall, all_at_once
from tests.factories import make_account, make_day, make_item, make_workshop

pytestmark = pytest.mark.concurrency


class Desk:
    """A workshop by its values, and the way in of somebody who may change and publish it."""

    def __init__(self, app: Flask) -> None:
        ada = make_account()
        self.slug = f"press-{secrets.token_hex(4)}"
        workshop = make_workshop(self.slug, owner=ada)
        day = make_day(workshop, (datetime.now(UTC) + timedelta(days=60)).date())
        for n in range(3):
            make_item(workshop, day, title={"en": f"Talk {n}"})
        self.id, self.day = workshop.id, day.date.isoformat()
        known = {"account": ada.id, "generation": 0, "csrf_token": secrets.token_hex(8)}
        db.session.commit()
        signing = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
        self.cookie = f"{app.config['SESSION_COOKIE_NAME']}={signing.dumps(known)}"
        forms = URLSafeTimedSerializer(app.secret_key or "", salt="wtf-csrf-token")
        self.csrf = forms.dumps(known["csrf_token"])

    def publish(self, hall: Hall, n: int, **seen: str) -> Answer:
        return self._post(hall, n, "publish", **seen)

    def change(self, hall: Hall, n: int) -> Answer:
        """One break more at the end of the day."""
        return self._post(hall, n, "agenda/add-break", day=self.day, key=f"break-{n}")

    def _post(self, hall: Hall, n: int, act: str, **fields: str) -> Answer:
        path = f"/organise/{self.slug}/{act}"
        return hall.post(n, path, cookie=self.cookie, csrf_token=self.csrf, **fields)

    def versions(self) -> list[AgendaVersion]:
        found = db.session.scalars(
            select(AgendaVersion)
            .where(AgendaVersion.workshop_id == self.id)
            .order_by(AgendaVersion.number)
        )
        return list(found)

    def seen(self) -> str:
        workshop = db.session.get_one(Workshop, self.id)
        seen = fingerprint(agenda.preview(workshop, at=datetime.now(UTC)))
        db.session.commit()
        return seen

    def breaks(self) -> list[str]:
        found = db.session.scalars(
            select(AgendaItem.key)
            .where(AgendaItem.workshop_id == self.id, AgendaItem.kind == Kind.BREAK)
            .order_by(AgendaItem.position)
        )
        return list(found)

    def broken(self) -> list[str]:
        return [line for line in checks.broken() if self.slug in line]


def breaks_of(version: AgendaVersion) -> list[str]:
    return [one.key for one in document_of(version).shown() if one.kind is Kind.BREAK]


def test_each_version_is_a_state_the_draft_was_in_and_numbers_have_no_gap(
    app: Flask, hall: Hall
) -> None:
    desk = Desk(app)
    acts = [
        act
        for n in range(12)
        for act in (partial(desk.change, hall, n), partial(desk.publish, hall, n))
    ]
    answers = all_at_once(acts)
    assert Counter(answer.status for answer in answers) == {303: 24}
    assert desk.publish(hall, 0).status == 303
    versions = desk.versions()
    assert [one.number for one in versions] == list(range(1, len(versions) + 1))
    # Each change adds one break at the end, so what was ever the draft is a beginning of it.
    draft = desk.breaks()
    assert len(draft) == 12
    published = [breaks_of(one) for one in versions]
    assert published == [draft[: len(one)] for one in published]
    # None says what the one before says already, and the last one says all.
    assert sorted({len(one) for one in published}) == [len(one) for one in published]
    assert published[-1] == draft
    assert desk.broken() == []


def test_what_was_looked_at_is_published_once_or_not_at_all(app: Flask, hall: Hall) -> None:
    desk = Desk(app)
    seen = desk.seen()
    answers = all_at_once(
        [
            *(partial(desk.publish, hall, n, seen=seen) for n in range(10)),
            partial(desk.change, hall, 3),
        ]
    )
    assert set(Counter(answer.status for answer in answers)) <= {303, 409}
    versions = desk.versions()
    assert [fingerprint(document_of(one)) for one in versions] in ([], [seen])
    assert desk.broken() == []


def test_a_double_click_of_many_makes_one_version(app: Flask, hall: Hall) -> None:
    desk = Desk(app)
    seen = desk.seen()
    answers = all_at_once([partial(desk.publish, hall, n, seen=seen) for n in range(10)])
    assert Counter(answer.status for answer in answers) == {303: 10}
    assert [one.number for one in desk.versions()] == [1]


def test_without_the_lock_some_of_those_who_publish_at_once_fail(
    app: Flask, hall_without_lock: Hall
) -> None:
    """The twin: were all of these answered, the tests above would prove nothing. SQLite needs no
    lock of ours: what means to write waits at BEGIN for whoever came first."""
    desk = Desk(app)
    answers = all_at_once([partial(desk.publish, hall_without_lock, n) for n in range(10)])
    failed = any(answer.status >= 500 for answer in answers)
    assert failed is not config().is_sqlite
