"""Personal feeds: one address, one person, and nothing that is not theirs."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
import vobject
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app import links
from app.extensions import config, db
from app.invitations.models import Invitation
from app.invitations.rules import InvitationState
from app.registration.models import Registration
from app.registration.rules import RegistrationState
from app.workshops.models import Workshop
from app.workshops.rules import Way
from tests.conftest import NOON
from tests.factories import make_day, make_item, make_part, make_speaker, make_workshop
from tests.feeds.test_views import again, publish

SECRET = "https://meet.example.org/secret?room=1"
State = RegistrationState


def address(purpose: str = "feed", subject: str = "rguest", generation: int = 0) -> str:
    token = links.derive(config().secret_key, purpose, subject, generation)
    return f"/feeds/{token}/calendar.ics"


def way_in() -> str:
    """The link that leads into the meeting, wherever that is, and nowhere else."""
    token = links.derive(config().secret_key, "join", "guest", 0)
    return f"{config().base_url}/r/{token}/join"


def make_registration(state: State, **values: object) -> Registration:
    row = Registration(
        **{
            "key": "guest", "workshop_id": again().id, "state": state, "way": Way.ONLINE,
            "name": "Guest", "email": "guest@example.org", "email_normal": "guest@example.org",
            "language": "en", "at": NOON, "state_at": NOON,
        }
        | values
    )  # fmt: skip
    db.session.add(row)
    db.session.commit()
    return row


@pytest.fixture
def workshop(app: Flask) -> Workshop:
    workshop = make_workshop("example", title={"en": "Cities", "zh": "城市"}, join_url=SECRET)
    day = make_day(workshop)
    make_item(workshop, day, title={"en": "Opening talk"})
    own = make_item(workshop, day, title={"en": "Own talk"})
    speaker = make_speaker(workshop, "Zhu Shu")
    make_part(own, speaker)
    db.session.add(
        Invitation(
            key="speaker", workshop_id=workshop.id, speaker_id=speaker.id, language="zh",
            state=InvitationState.ACCEPTED, created_at=NOON, answered_at=NOON,
        )
    )  # fmt: skip
    publish(workshop)
    return workshop


def entries(answer: TestResponse) -> list[str]:
    assert answer.status_code == 200, answer.status
    found = vobject.readOne(answer.data.decode()).contents.get("vevent", [])
    return [event.summary.value for event in found]


@pytest.mark.parametrize("state", list(State))
def test_the_link_to_join_is_for_those_who_hold_a_seat(
    workshop: Workshop, client: FlaskClient, state: State
) -> None:
    make_registration(state)
    answer = client.get(address())
    plain = answer.data.replace(b"\r\n ", b"")
    assert (way_in().encode() in plain) == (state is State.CONFIRMED)
    assert b"meet.example.org" not in plain
    gone = state in (State.CANCELLED, State.REJECTED, State.EXPIRED)
    assert entries(answer) == ([] if gone else ["Opening talk", "Own talk"])


@pytest.mark.parametrize("state", [State.CONFIRMED, State.WAITLISTED, State.PENDING])
def test_only_who_has_a_place_sees_entries_as_certain(
    workshop: Workshop, client: FlaskClient, state: State
) -> None:
    make_registration(state)
    found = vobject.readOne(client.get(address()).data.decode())
    certain = state is State.CONFIRMED
    assert {one.status.value for one in found.vevent_list} == {
        "CONFIRMED" if certain else "TENTATIVE"
    }
    sentence = "You are on the waiting list and have no place yet."
    for one in found.vevent_list:
        assert one.description.value.startswith(sentence) == (state is State.WAITLISTED)
        assert ("no place yet" in one.description.value) == (not certain)


def test_the_link_to_join_stands_where_programs_look(
    workshop: Workshop, client: FlaskClient
) -> None:
    make_registration(State.CONFIRMED)
    event, _ = vobject.readOne(client.get(address()).data.decode()).vevent_list
    assert event.description.value.startswith(f"Join online: {way_in()}\n")
    assert event.conference.value == way_in()
    for shared in ("/w/example/calendar.ics", "/calendar.ics"):
        assert b"meet.example.org" not in client.get(shared).data


def test_what_belongs_to_one_person_is_kept_by_nobody_else(
    workshop: Workshop, client: FlaskClient
) -> None:
    make_registration(State.CONFIRMED)
    answer = client.get(address())
    assert answer.headers["Cache-Control"] == "private, max-age=300"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert "Access-Control-Allow-Origin" not in answer.headers
    assert b"SOURCE" not in answer.data
    assert b"guest@" not in answer.data
    for purpose in ("feed", "participant"):  # an entry is passed on more easily than a link
        token = address(purpose).split("/")[2].encode()
        assert token not in answer.data.replace(b"\r\n ", b"")
    held = client.get(address(), headers={"If-None-Match": answer.headers["ETag"]})
    assert (held.status_code, held.data) == (304, b"")


def test_two_people_do_not_get_each_others_feed(workshop: Workshop, client: FlaskClient) -> None:
    make_registration(State.CONFIRMED)
    make_registration(
        State.WAITLISTED,
        key="other",
        email="o@example.org",
        email_normal="o@example.org",
    )
    mine = client.get(address())
    other = client.get(address(subject="rother"), headers={"If-None-Match": mine.headers["ETag"]})
    assert other.status_code == 200
    assert b"meet.example.org" not in other.data


def test_a_change_that_only_this_person_sees_raises_the_stamps(
    workshop: Workshop, client: FlaskClient
) -> None:
    row = make_registration(State.WAITLISTED)

    def stamps() -> set[tuple[datetime, str]]:
        found = vobject.readOne(client.get(address()).data.decode()).vevent_list
        return {(event.last_modified.value, event.sequence.value) for event in found}

    assert stamps() == {(NOON, "0")}
    row.state, row.state_at = State.CONFIRMED, NOON + timedelta(hours=1)
    db.session.commit()
    assert stamps() == {(NOON + timedelta(hours=1), "0")}
    here = again()
    here.join_url, here.join_url_at = "https://meet.example.org/2", NOON + timedelta(hours=2)
    db.session.commit()
    assert stamps() == {(NOON + timedelta(hours=2), "0")}


def test_the_language_is_the_persons_unless_the_address_says_another(
    workshop: Workshop, client: FlaskClient
) -> None:
    make_registration(State.CONFIRMED, language="zh")
    assert "城市" in client.get(address()).data.decode()
    assert "城市" not in client.get(address() + "?lang=en").data.decode()


@pytest.mark.parametrize("state", list(InvitationState))
def test_a_speaker_sees_the_own_items_while_the_part_is_theirs(
    workshop: Workshop, client: FlaskClient, state: InvitationState
) -> None:
    db.session.query(Invitation).one().state = state
    db.session.commit()
    answer = client.get(address(subject="sspeaker"))
    over = state.value in ("drafted", "declined", "delegated", "withdrawn", "lapsed")
    assert entries(answer) == ([] if over else ["Own talk"])
    accepted = state is InvitationState.ACCEPTED
    assert (b"meet.example.org" in answer.data.replace(b"\r\n ", b"")) == accepted


def test_a_replaced_address_answers_410_and_a_wrong_one_404(
    workshop: Workshop, client: FlaskClient
) -> None:
    row = make_registration(State.CONFIRMED)
    old = address()
    row.feed_generation = 1
    db.session.commit()
    gone = client.get(old)
    assert (gone.status_code, gone.data) == (410, b"")
    assert client.get(address(generation=1)).status_code == 200
    for wrong in (
        address(generation=2),
        address("participant", generation=1),
        address("desk", "sspeaker"),
        address(subject="rnobody"),
        address(subject="xguest"),
        address(subject="guest"),
        "/feeds/x/calendar.ics",
        "/feeds/rguest-/calendar.ics",
        f"/feeds/rguest-{'a' * 26}/calendar.ics",
        f"/feeds/{'é' * 30}/calendar.ics",
    ):
        assert client.get(wrong).status_code == 404, wrong


def test_a_feed_address_opens_nothing_else(workshop: Workshop, client: FlaskClient) -> None:
    make_registration(State.CONFIRMED)
    token = address().split("/")[2]
    for page in (f"/r/{token}", f"/s/{token}"):
        assert client.get(page).status_code == 404


def test_it_costs_one_query(workshop: Workshop, client: FlaskClient, queries: list[str]) -> None:
    make_registration(State.CONFIRMED)
    client.get(address())
    queries.clear()
    client.get(address())
    assert len(queries) == 1
    queries.clear()
    client.get(address(subject="sspeaker"))
    assert len(queries) == 1
