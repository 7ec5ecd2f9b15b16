"""Two entries of a person become one: nothing is lost, nothing is doubled, nobody is overruled."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta
from itertools import count
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from app.accounts.models import Account
from app.agenda import joining as agenda
from app.agenda.models import AgendaItem, AgendaVersion, ItemPart, ThemeGuest
from app.agenda.service import freeze
from app.errors import Refusal
from app.extensions import db
from app.invitations import joining as invitations
from app.invitations.models import Invitation
from app.invitations.rules import InvitationState
from app.mail.models import Letter
from app.mail.rules import LetterState
from app.people import doubles, queries, rules, service
from app.people.models import Availability, Person, Speaker
from app.people.rules import Part
from app.registration import joining as registration
from app.registration.service import seat_for_speaker
from app.workshops.models import Member, Workshop
from app.workshops.rules import Role, Stale
from tests.conftest import NOON
from tests.databases import ON_BOTH
from tests.factories import (
    make_account,
    make_day,
    make_form,
    make_item,
    make_part,
    make_speaker,
    make_theme,
    make_workshop,
)
from tests.people.test_book import shared, sign_in

JOINTS = (agenda.JOINT, registration.JOINT, invitations.JOINT)
MERGE = "/organise/people/merge"
_number = count()


def merge(one: Speaker, other: Speaker, account: Account | None = None, **values: Any) -> Person:
    chosen = {name: getattr(one.person, name) for name in service.PERSON if name != "other_names"}
    return service.merge(
        one.person,
        other.person,
        values=chosen | values,
        revisions=(one.person.revision, other.person.revision),
        joints=JOINTS,
        at=NOON,
        account_id=account.id if account else None,
    )


def invite(speaker: Speaker, state: str = "sent", **values: Any) -> Invitation:
    row = Invitation(
        **{
            "key": f"invitation{next(_number)}",
            "workshop_id": speaker.workshop_id,
            "speaker_id": speaker.id,
            "state": InvitationState(state),
            "language": "en",
            "letters": 0 if state == "drafted" else 1,
            "created_at": NOON,
            "generation": 3,
            "feed_generation": 2,
        }
        | values
    )
    db.session.add(row)
    db.session.flush()
    return row


def rows(kind: type[Any]) -> int:
    return db.session.scalar(select(func.count()).select_from(kind)) or 0


# -- Who may be double ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other", "are"),
    [
        ({"name": "He Landi"}, {"name": "Landi HE"}, True),
        ({"name": "Lan-Di He"}, {"name": "He Landi"}, True),
        ({"name": "Zoë Müller"}, {"name": "Zoe Muller"}, True),
        ({"name": "Seán O’Brien"}, {"name": "Sean OBrien"}, True),
        ({"name": "He Landi", "native_name": "何兰迪"}, {"name": "何兰迪"}, True),
        ({"name": "Ho L.", "other_names": ["He Landi"]}, {"name": "Landi He"}, True),
        ({"name": "A B", "family": "He", "given": "Landi"}, {"name": "He Landi"}, True),
        ({"name": "A", "email": "x@example.org"}, {"name": "C D", "email": "X@example.ORG"}, True),
        ({"name": "He Landi"}, {"name": "He Landing"}, False),
        ({"name": "Sun"}, {"name": "Sun"}, False),
        ({"name": "李"}, {"name": "李"}, False),
        ({"name": "One A", "email": None}, {"name": "Two B", "email": None}, False),
    ],
)  # fmt: skip
def test_who_may_be_one_person(
    app: Flask, one: dict[str, Any], other: dict[str, Any], are: bool
) -> None:
    ada = make_account()
    for person in (one, other):
        make_speaker(make_workshop(owner=ada), **person)
    assert bool(doubles.pairs(queries.address_book(ada))) is are


# -- What becomes of what they had ----------------------------------------------------------------


@ON_BOTH
def test_all_workshops_of_both_become_one_persons(app: Flask) -> None:
    one, other = (
        make_speaker(make_workshop(), "He Landi"),
        make_speaker(make_workshop(), "Landi He"),
    )
    third = shared(other.person, make_workshop())
    kept = merge(one, other, native_name="何兰迪")
    db.session.commit()
    assert {speaker.person_id for speaker in (one, other, third)} == {kept.id}
    assert (rows(Person), kept.native_name, kept.other_names) == (1, "何兰迪", ["Landi He"])


@ON_BOTH
def test_at_one_workshop_parts_guests_times_and_seat_go_over_once(app: Flask) -> None:
    workshop = make_workshop()
    make_form(workshop, online=5)
    one, other = make_speaker(workshop, "He Landi"), make_speaker(workshop, "Landi He")
    both, theirs = make_item(workshop), make_item(workshop)
    make_part(both, one)
    make_part(both, other)
    make_part(both, other, Part.MODERATOR)
    make_part(theirs, other)
    theme = make_theme(workshop)
    for speaker in (one, other):
        theme.guests.append(ThemeGuest(speaker=speaker, part=Part.PANELLIST, position=1))
    db.session.add(Availability(speaker_id=other.id, starts=NOON, ends=NOON + timedelta(hours=1)))
    invitation = invite(other, "accepted", answer="Gladly")
    held = seat_for_speaker(other, at=NOON)
    db.session.add(letter_to(other))
    opened = (both.revision, theme.revision)
    db.session.commit()
    kept = merge(one, other)
    db.session.commit()
    db.session.expire_all()
    left = db.session.scalars(select(Speaker)).one()
    assert left.person_id == kept.id
    assert [(part.speaker_id, part.part) for part in both.parts] == [
        (left.id, Part.SPEAKER),
        (left.id, Part.MODERATOR),
    ]
    assert [part.speaker_id for part in theirs.parts] == [left.id]
    assert [guest.speaker_id for guest in theme.guests] == [left.id]
    assert (invitation.speaker_id, invitation.answer) == (left.id, "Gladly")
    assert (invitation.generation, invitation.feed_generation) == (3, 2)  # links and feed live on
    assert held is not None
    assert held.speaker_id == left.id
    assert len(queries.windows_of(left)) == 1
    assert db.session.scalar(select(Letter.recipient)) == f"speaker:{left.id}"
    assert both.revision > opened[0]  # open forms are stale
    assert theme.revision > opened[1]


def letter_to(speaker: Speaker) -> Letter:
    return Letter(
        act="sent", kind="invitation", recipient=f"speaker:{speaker.id}",
        workshop_id=speaker.workshop_id, to_name="", to_email="", language="en", subject="",
        text="", html="", links=[], message_id="<1@plenum.test>", state=LetterState.SENT,
        next_try_at=NOON, written_at=NOON,
    )  # fmt: skip


@ON_BOTH
@pytest.mark.parametrize("first_is_asked", [True, False])
def test_who_was_asked_keeps_link_key_and_answer(app: Flask, first_is_asked: bool) -> None:
    workshop = make_workshop()
    one, other = make_speaker(workshop, "He Landi"), make_speaker(workshop, "Landi He")
    asked, blank = (one, other) if first_is_asked else (other, one)
    invitation, key = invite(asked, "declined", answer="Sorry"), asked.key
    invite(blank, "drafted")
    merge(one, other)
    db.session.commit()
    db.session.expire_all()
    left = db.session.scalars(select(Speaker)).one()
    assert (left.key, left.person.name) == (key, "He Landi")
    assert rows(Invitation) == 1
    assert (invitation.speaker_id, invitation.answer) == (left.id, "Sorry")


@ON_BOTH
@pytest.mark.parametrize(
    "states", [("sent", "accepted"), ("accepted", "withdrawn"), ("declined", "accepted")]
)
def test_two_invitations_that_went_out_are_not_decided_between(
    app: Flask, states: tuple[str, str]
) -> None:
    workshop = make_workshop()
    one, other = make_speaker(workshop), make_speaker(workshop)
    for speaker, state in zip((one, other), states, strict=True):
        invite(speaker, state)
    db.session.commit()
    with pytest.raises(rules.InvitedTwice):
        merge(one, other)
    db.session.rollback()
    assert (rows(Invitation), rows(Speaker), rows(Person)) == (2, 2, 2)


@ON_BOTH
def test_words_of_a_draft_are_not_thrown_away(app: Flask) -> None:
    workshop = make_workshop()
    one, other = make_speaker(workshop), make_speaker(workshop)
    invite(one, "sent")
    invite(other, "drafted", message="Dear colleague")
    with pytest.raises(rules.InvitedTwice):
        merge(one, other)


@ON_BOTH
def test_versions_stay_as_they_were_published(app: Flask) -> None:
    workshop = make_workshop()
    item = make_item(workshop, make_day(workshop))
    one, other = make_speaker(workshop, "He Landi"), make_speaker(workshop, "Landi He")
    make_part(item, one)
    make_part(item, other)
    freeze(workshop, at=NOON, account_id=None)
    db.session.commit()
    before = db.session.scalars(select(AgendaVersion)).one().document
    merge(one, other, name="Somebody Else")
    db.session.commit()
    db.session.expire_all()
    assert db.session.scalars(select(AgendaVersion)).one().document == before


PARTS = st.lists(
    st.tuples(st.integers(0, 3), st.integers(0, 2), st.sampled_from(list(Part))), max_size=12
)


@settings(
    max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(parts=PARTS)
def test_no_part_is_lost_or_doubled(app: Flask, parts: list[tuple[int, int, Part]]) -> None:
    workshop = make_workshop()
    people = [make_speaker(workshop) for _ in range(3)]
    items = [make_item(workshop) for _ in range(4)]
    for item, person, part in dict.fromkeys(parts):
        make_part(items[item], people[person], part)
    one, other = people[:2]
    gone = other.id
    expected = [
        {(one.id if row.speaker_id == gone else row.speaker_id, row.part) for row in item.parts}
        for item in items
    ]
    merge(one, other)
    db.session.flush()
    db.session.expire_all()
    found = [[(row.speaker_id, row.part) for row in item.parts] for item in items]
    assert [set(rows) for rows in found] == expected
    assert all(len(rows) == len(set(rows)) for rows in found)
    db.session.rollback()


# -- Who may, and when ----------------------------------------------------------------------------


@ON_BOTH
def test_nobody_merges_persons_whom_others_edit(app: Flask) -> None:
    ada = make_account()
    one, other = make_speaker(make_workshop(owner=ada)), make_speaker(make_workshop(owner=ada))
    elsewhere = make_workshop()
    shared(other.person, elsewhere)
    elsewhere.members.append(Member(account=ada, role=Role.VIEWER))
    db.session.flush()
    with pytest.raises(rules.SpeaksElsewhere):
        merge(one, other, ada)


@ON_BOTH
def test_what_changed_since_the_page_was_shown_is_looked_at_again(app: Flask) -> None:
    one, other = make_speaker(make_workshop()), make_speaker(make_workshop())
    for revisions in ((one.person.revision, 99), (99, other.person.revision)):
        with pytest.raises(Stale):
            service.merge(
                one.person, other.person, values={}, revisions=revisions, joints=JOINTS,
                at=NOON, account_id=None,
            )  # fmt: skip


@ON_BOTH
def test_two_who_merge_at_once_merge_once(app: Flask) -> None:
    workshop = make_workshop()
    one, other = make_speaker(workshop, "He Landi"), make_speaker(workshop, "Landi He")
    make_part(make_item(workshop), other)
    ids = [one.person_id, other.person_id]
    db.session.commit()
    said: list[str] = []

    def act(first: int, second: int) -> None:
        with app.app_context():
            try:
                pair = [db.session.get(Person, number) for number in (first, second)]
                if None in pair:
                    said.append("gone")
                    return
                service.merge(
                    pair[0], pair[1], values={}, revisions=(1, 1), joints=JOINTS,
                    at=NOON, account_id=None,
                )  # fmt: skip
                db.session.commit()
                said.append("merged")
            except Refusal:
                db.session.rollback()
                said.append("refused")

    threads = [
        threading.Thread(target=act, args=pair) for pair in ((ids[0], ids[1]), (ids[1], ids[0]))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    db.session.expire_all()
    assert said.count("merged") == 1
    assert (rows(Person), rows(Speaker), rows(ItemPart)) == (1, 1, 1)


# -- The pages ------------------------------------------------------------------------------------


@pytest.fixture
def ada(app: Flask, client: FlaskClient, at: datetime) -> Account:
    account = make_account("ada@example.org")
    sign_in(client, account)
    return account


def sent(one: Speaker, other: Speaker, **values: str) -> dict[str, str]:
    return {
        "one": str(one.person_id),
        "other": str(other.person_id),
        "revision-one": str(one.person.revision),
        "revision-other": str(other.person.revision),
    } | values


def test_what_is_chosen_stays_and_a_second_click_finds_it_done(
    client: FlaskClient, ada: Account
) -> None:
    workshop = make_workshop("urban", owner=ada)
    one = make_speaker(workshop, "He Landi", country="CN", email="one@example.org")
    other = make_speaker(make_workshop(owner=ada), "Landi He", email="two@example.org")
    also = shared(other.person, workshop)
    one.post, also.post = {"en": "Director"}, {"en": "Professor"}
    db.session.commit()
    assert "Landi He" in client.get("/organise/people/doubles").text
    ids = {"one": one.person_id, "other": other.person_id}
    page = client.get(MERGE, query_string=ids).text
    assert "They become one there" in page
    data = sent(one, other, **{
        "take-name": "other", "take-email": "one", f"facts-{workshop.id}": "other",
    })  # fmt: skip
    number = one.person_id
    for _ in range(2):
        answer = client.post(MERGE, data=data)
        assert (answer.status_code, answer.location) == (303, f"/organise/people/{number}")
    db.session.expire_all()
    person = db.session.scalars(select(Person)).one()
    assert (person.name, person.email, person.country) == ("Landi He", "one@example.org", "CN")
    assert person.other_names == ["He Landi"]
    there = db.session.scalars(select(Speaker).where(Speaker.workshop_id == workshop.id)).one()
    assert there.post == {"en": "Professor"}


def test_a_stale_page_is_answered_with_both_as_they_are_now(
    client: FlaskClient, ada: Account
) -> None:
    one, other = (
        make_speaker(make_workshop(owner=ada), name) for name in ("He Landi", "Landi He")
    )
    db.session.commit()
    answer = client.post(MERGE, data=sent(one, other, **{"revision-one": "77"}))
    assert answer.status_code == 409
    assert rows(Person) == 2


def test_why_two_cannot_be_one_is_said_instead_of_a_button(
    client: FlaskClient, ada: Account
) -> None:
    workshop = make_workshop(owner=ada)
    one, other = make_speaker(workshop), make_speaker(workshop)
    invite(one, "accepted")
    invite(other, "sent")
    db.session.commit()
    ids = {"one": one.person_id, "other": other.person_id}
    page = client.get(MERGE, query_string=ids).text
    assert "there are invitations to both" in page
    assert "Make them one" not in page
    assert client.post(MERGE, data=sent(one, other)).status_code == 409


def test_whom_one_may_not_change_one_is_not_asked_about(client: FlaskClient, ada: Account) -> None:
    mine = make_speaker(make_workshop(owner=ada), "He Landi")
    seen: Workshop = make_workshop(owner=make_account())
    seen.members.append(Member(account=ada, role=Role.VIEWER))
    theirs = make_speaker(seen, "Landi He")
    db.session.commit()
    assert "Landi He" not in client.get("/organise/people/doubles").text
    ids = {"one": mine.person_id, "other": theirs.person_id}
    assert client.get(MERGE, query_string=ids).status_code == 404
    assert client.post(MERGE, data=sent(mine, theirs)).status_code in (404, 409)
    assert rows(Person) == 2
    assert db.session.scalar(select(func.count()).select_from(AgendaItem)) == 0
