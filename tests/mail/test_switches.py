"""What organisers hold back, and what still goes."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from app.extensions import db
from app.mail import queries, switches
from app.mail.delivery import deliver_due, next_due
from app.mail.message import Mail
from app.mail.models import Letter
from app.mail.outbox import send_again, send_all_again
from app.mail.post import NotTaken
from app.mail.rules import UNDELIVERED, Answer, LetterState
from tests.conftest import NOON
from tests.databases import ON_BOTH
from tests.mail.conftest import Write

OWN, OTHER = 7, 8
LATER = NOON + timedelta(hours=1)


def deliver() -> list[str]:
    """Who got a mail."""
    got: list[str] = []

    def post(mail: Mail, name: str) -> None:
        got.append(mail.recipient)

    deliver_due(post, lambda: LATER)
    return sorted(got)


@pytest.fixture
def letters(write: Write) -> None:
    """One to each of two workshops, and one about an account."""
    write(act="own", to_email="own@example.org", workshop_id=OWN)
    write(act="other", to_email="other@example.org", workshop_id=OTHER)
    write(act="account", to_email="account@example.org", workshop_id=None)
    db.session.commit()


def hold(scope: str, on: bool = True) -> bool:
    changed = switches.hold(scope, on, at=NOON, account_id=1)
    db.session.commit()
    return changed


def try_out(scope: str, on: bool = True) -> None:
    switches.try_out(scope, on, at=NOON, account_id=1)
    db.session.commit()


def states() -> dict[str, LetterState]:
    db.session.expire_all()
    return {one.act: one.state for one in db.session.scalars(db.select(Letter))}


@ON_BOTH
def test_what_is_held_waits_and_goes_when_it_is_let_go(app: Flask, letters: None) -> None:
    assert hold(switches.of_workshop(OWN))
    assert not hold(switches.of_workshop(OWN))
    assert deliver() == ["account@example.org", "other@example.org"]
    assert states()["own"] is LetterState.WAITING
    # Nothing that is held keeps the worker awake.
    assert next_due() is None
    hold(switches.of_workshop(OWN), False)
    assert next_due() == NOON
    assert deliver() == ["own@example.org"]


@ON_BOTH
@pytest.mark.parametrize("scope", [switches.ALL, switches.of_workshop(OWN)])
def test_what_failed_before_a_long_hold_is_tried_as_long_as_any_once_it_is_let_go(
    app: Flask, letters: None, scope: str
) -> None:
    def busy(mail: Mail, name: str) -> None:
        raise NotTaken(Answer.LATER, "try again later")

    deliver_due(busy, lambda: NOON)
    hold(scope)
    hold(scope, False)
    deliver_due(busy, lambda: NOON + timedelta(days=30))
    assert states() == {
        "own": LetterState.WAITING,
        "other": LetterState.WAITING if scope == switches.ALL else LetterState.GAVE_UP,
        "account": LetterState.GAVE_UP,
    }


@ON_BOTH
def test_when_all_is_held_links_to_sign_in_still_go(app: Flask, letters: None) -> None:
    hold(switches.ALL)
    assert deliver() == ["account@example.org"]
    assert switches.read(OWN).holds
    assert not switches.read(OWN).held
    hold(switches.ALL, False)
    assert deliver() == ["other@example.org", "own@example.org"]


@ON_BOTH
def test_a_letter_that_is_held_while_it_is_looked_up_stays(app: Flask, letters: None) -> None:
    """The hold is asked again by the statement that takes the letter."""

    def post(mail: Mail, name: str) -> None:
        hold(switches.ALL)

    deliver_due(post, lambda: LATER)
    kept = [state for act, state in states().items() if act != "account"]
    assert sorted(kept) == [LetterState.SENT, LetterState.WAITING]


@ON_BOTH
@pytest.mark.parametrize("scope", [switches.ALL, switches.of_workshop(OWN)])
def test_a_trial_writes_to_the_team_only(
    app: Flask, letters: None, write: Write, scope: str
) -> None:
    switches.init_app(app, team_of=lambda workshop_id: {f"Team{workshop_id}@Example.org"})
    write(act="team", to_email="team7@example.org", workshop_id=OWN)
    write(act="foreign team", to_email="team8@example.org", workshop_id=OWN)
    try_out(scope)
    got = deliver()
    assert "team7@example.org" in got
    assert "account@example.org" in got
    assert {"own@example.org", "team8@example.org"}.isdisjoint(got)
    assert states()["own"] is LetterState.KEPT_BACK
    assert states()["foreign team"] is LetterState.KEPT_BACK
    assert (states()["other"] is LetterState.KEPT_BACK) is (scope == switches.ALL)


def test_what_was_kept_back_goes_when_somebody_sends_it_and_not_by_itself(
    app: Flask, letters: None
) -> None:
    try_out(switches.of_workshop(OWN))
    deliver()
    try_out(switches.of_workshop(OWN), False)
    assert deliver() == []
    kept = db.session.scalars(db.select(Letter).where(Letter.act == "own")).one()
    assert send_again(kept, at=LATER)
    db.session.commit()
    assert deliver() == ["own@example.org"]


@ON_BOTH
def test_all_of_a_kind_go_again_of_one_workshop_and_in_these_states(
    app: Flask, write: Write
) -> None:
    ends = (LetterState.REFUSED, LetterState.GAVE_UP, LetterState.KEPT_BACK, LetterState.SENT)
    for n, state in enumerate(ends):
        for workshop_id in (OWN, OTHER):
            write(act=f"{workshop_id}:{n}", workshop_id=workshop_id)
            db.session.execute(
                db.update(Letter)
                .where(Letter.act == f"{workshop_id}:{n}")
                .values(state=state, attempts=5, tried_since=NOON)
            )
    db.session.commit()
    assert send_all_again(OWN, kind="invitation", at=LATER) == []
    assert len(send_all_again(OWN, kind="greeting", states=UNDELIVERED, at=LATER)) == 2
    db.session.commit()
    again = [act for act, state in states().items() if state is LetterState.WAITING]
    assert sorted(again) == [f"{OWN}:0", f"{OWN}:1"]
    assert len(send_all_again(OWN, states=ends, at=LATER)) == 1


@ON_BOTH
def test_an_address_is_bad_until_something_arrives_there(app: Flask, write: Write) -> None:
    def ends(n: int, address: str, state: LetterState) -> None:
        write(act=f"test:{n}", to_email=address)
        db.session.execute(db.update(Letter).where(Letter.act == f"test:{n}").values(state=state))
        db.session.commit()

    ends(1, "Zhu@example.org", LetterState.NO_SUCH_ADDRESS)
    ends(2, "bo@example.org", LetterState.GAVE_UP)
    ends(3, "Bo@Example.org", LetterState.SENT)
    ends(4, "zhu@example.org", LetterState.WAITING)
    asked = ["ZHU@example.org", "bo@example.org", "x@example.org", ""]
    assert queries.bad_addresses(asked) == {"zhu@example.org": LetterState.NO_SUCH_ADDRESS}
    assert queries.bad_addresses([]) == {}
