"""What calendars that know a feed already make of its next state (RFC 5546 §2.1.4)."""

from __future__ import annotations

from typing import Any

import pytest
import vobject
from flask import Flask
from flask.testing import FlaskClient

from app.extensions import db
from tests.feeds import stages

#: Says when, where or whether: a change of these raises SEQUENCE.
WEIGHTY = ("dtstart", "dtend", "location", "status")
#: Not what a reader sees.
STAMPS = ("dtstamp", "last-modified", "sequence", "created")

Events = dict[str, Any]


def events(octets: bytes) -> Events:
    calendar = vobject.readOne(octets.decode())
    return {event.uid.value: event for event in calendar.contents.get("vevent", [])}


def seen(event: Any, names: tuple[str, ...] | None = None) -> dict[str, list[object]]:
    return {
        name: [line.value for line in lines]
        for name, lines in event.contents.items()
        if (name in names if names else name not in STAMPS)
    }


@pytest.fixture
def fetched(app: Flask, client: FlaskClient) -> tuple[dict[str, Events], dict[str, Events]]:
    """Every feed before and after everything changed."""

    def fetch() -> dict[str, Events]:
        with app.test_request_context(base_url="http://plenum.test"):
            addresses = [address for address, _ in stages.addresses()]
        return {address: events(client.get(address).data) for address in addresses}

    stages.make()
    db.session.commit()
    before = fetch()
    db.session.expunge_all()
    stages.change()
    db.session.commit()
    return before, fetch()


def test_entries_keep_their_uid_and_count_their_changes(
    fetched: tuple[dict[str, Events], dict[str, Events]],
) -> None:
    before, after = fetched
    changed = cancelled = 0
    for address, old in before.items():
        new = after[address]
        gone = old.keys() - new.keys()
        # Two items changed places between the themes of "timed": each is in the other's feed now.
        assert len(gone) == (1 if "/w/timed/themes/" in address else 0), address
        for uid in old.keys() - gone:
            was, now = old[uid], new[uid]
            assert now.created.value == was.created.value
            sequences = int(was.sequence.value), int(now.sequence.value)
            stamps = was.last_modified.value, now.last_modified.value
            weighty = seen(was, WEIGHTY) != seen(now, WEIGHTY)
            # The beginning of one became known, but not its end: still an entry for the day.
            began = "/items/closing" in address and "Begins: " in now.description.value
            assert sequences[1] - sequences[0] == (weighty or began), (address, uid)
            if seen(was) != seen(now):
                changed += 1
                assert stamps[1] > stamps[0], (address, uid)
            if now.status.value == "CANCELLED":
                cancelled += 1
                assert now.transp.value == "TRANSPARENT"
                assert now.summary.value.startswith(
                    ("Cancelled: ", "Abgesagt: ", "已取消：", "取消：")
                )
    assert changed > 20
    assert cancelled > 10


def test_an_entry_is_the_same_in_every_feed(
    fetched: tuple[dict[str, Events], dict[str, Events]],
) -> None:
    for stage in fetched:
        known: dict[str, tuple[object, ...]] = {}
        for address, found in stage.items():
            if address.startswith("/feeds/"):  # a person's own link to join has its own stamp
                continue
            for uid, event in found.items():
                identity = (event.sequence.value, event.last_modified.value, event.dtstart.value)
                assert known.setdefault(uid, identity) == identity, (address, uid)


def test_a_personal_feed_counts_like_the_public_one(
    fetched: tuple[dict[str, Events], dict[str, Events]],
) -> None:
    for stage in fetched:
        (mine,) = (found for address, found in stage.items() if "rconfirmed" in address)
        public = stage["/w/timed/calendar.ics"]
        assert {uid: event.sequence.value for uid, event in mine.items()} == {
            uid: event.sequence.value for uid, event in public.items()
        }


def test_hours_that_become_known_take_the_list_back(
    fetched: tuple[dict[str, Events], dict[str, Events]],
) -> None:
    before, after = (stage["/w/report/calendar.ics"] for stage in fetched)
    ((uid, listed),) = before.items()
    assert listed.description.value.count("• ") == 4
    assert after[uid].status.value == "CANCELLED"
    assert len(after) == 1 + 4


def test_hours_that_become_known_in_part_leave_the_rest_in_the_list(
    fetched: tuple[dict[str, Events], dict[str, Events]],
) -> None:
    before, after = (stage["/w/report-in-part/calendar.ics"] for stage in fetched)
    (uid,) = before
    assert after[uid].status.value == "CONFIRMED"
    assert after[uid].description.value.endswith(
        "• 09:45 (Shanghai, UTC+8) Discussion (Moderator: not recorded)"
    )
    (own,) = fetched[0]["/w/report-in-part/themes/theme-1.ics"]
    assert fetched[1]["/w/report-in-part/themes/theme-1.ics"][own].status.value == "CANCELLED"
