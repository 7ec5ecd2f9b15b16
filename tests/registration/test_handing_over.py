"""Somebody else comes instead: one place, one outcome, whoever asks at the same time."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.errors import Refusal
from app.extensions import db
from app.mail.models import Letter
from app.registration import checks, queries, rules, service
from app.registration.models import Registration, SeatPool
from app.registration.rules import Action, Doors, Source
from app.registration.rules import RegistrationState as S
from app.registration.service import Colleague, acts
from app.registration.service.acts import Held
from app.workshops.models import Workshop
from app.workshops.rules import Way
from tests.conftest import NOON
from tests.databases import ON_BOTH
from tests.factories import make_speaker
from tests.registration.test_joining import letters
from tests.registration.test_pages import link
from tests.registration.workshops import comes, open_workshop, registered

LATER = NOON + timedelta(minutes=5)
LIU = Colleague(name="Liu Yang", email="Liu@Example.org", affiliation="城市研究所")


def used(workshop: Workshop, way: Way = Way.ONLINE) -> int:
    wanted = select(SeatPool.used).where(SeatPool.workshop_id == workshop.id, SeatPool.way == way)
    return db.session.scalars(wanted).one()


@ON_BOTH
def test_the_place_passes_on_and_nobody_in_line_gets_it(app: Flask) -> None:
    workshop = open_workshop(online=1)
    giver, waiting = comes(workshop, "a@example.org"), comes(workshop, "b@example.org")
    taker = service.hand_over(giver, LIU, at=LATER)
    db.session.commit()
    assert [one.state for one in (giver, taker, waiting)] == [
        S.CANCELLED, S.CONFIRMED, S.WAITLISTED,
    ]  # fmt: skip
    assert (taker.name, taker.email, taker.email_normal) == (
        "Liu Yang", "Liu@Example.org", "liu@example.org",
    )  # fmt: skip
    assert taker.source is Source.HANDED_OVER
    assert taker.key != giver.key
    assert queries.was_handed_over(giver)
    assert used(workshop) == 1
    assert letters("handed_over") == ["a@example.org"]
    assert letters("received_place") == ["Liu@Example.org"]
    assert checks.broken() == []


def test_neither_letter_tells_one_of_the_other(app: Flask) -> None:
    workshop = open_workshop(online=1)
    giver = comes(workshop, "giver@example.org")
    service.hand_over(giver, LIU, at=LATER)
    for kind, other in (("handed_over", "Liu"), ("received_place", "iver")):
        letter = db.session.scalars(select(Letter).where(Letter.kind == kind)).one()
        assert other not in letter.text
        assert other not in letter.html


def test_the_colleague_is_asked_for_what_the_giver_told_and_agreed_to(
    client: FlaskClient, at: datetime
) -> None:
    abroad = {"key": "abroad", "label": {"en": "Kept in Germany."}, "required": True}
    meal = {"key": "meal", "label": {"en": "Which meal?"}, "kind": "text", "required": True}
    asked = {"questions": [meal], "consents": [abroad | {"when": {"countries": ["CN"]}}]}
    taker = service.hand_over(comes(open_workshop(form=asked), "a@example.org"), LIU, at=LATER)
    db.session.commit()
    [letter] = db.session.scalars(select(Letter).where(Letter.kind == "received_place"))
    assert "Something is still needed from you." in " ".join(letter.text.split())
    own = link(taker)
    needed = client.get(own).text.partition('class="needed"')[2].partition("</section>")[0]
    assert "Your country or region:" in needed
    assert "Which meal?" in needed
    assert f'href="{own}/details#country"' in needed
    said = {"revision": "1", "name": "Liu Yang", "language": "en", "time_zone": ""}
    refused = client.post(f"{own}/details", data=said)
    assert refused.status_code == 422
    assert "Please choose your country or region." in refused.text
    assert "Please answer this question." in refused.text
    told = client.post(f"{own}/details", data=said | {"country": "CN", "q-meal": "rice"})
    assert told.status_code == 303
    needed = client.get(own).text.partition('class="needed"')[2].partition("</section>")[0]
    assert "Kept in Germany." in needed
    assert "Which meal?" not in needed
    client.post(f"{own}/agree/abroad")
    assert 'class="needed"' not in client.get(own).text


def test_what_was_handed_over_cannot_be_taken_back_but_its_address_may_register(
    app: Flask,
) -> None:
    workshop = open_workshop(online=2)
    giver = comes(workshop, "a@example.org")
    service.hand_over(giver, LIU, at=LATER)
    with pytest.raises(rules.TooLateToUndo):
        service.undo_cancel(giver, at=LATER)
    assert comes(workshop, "a@example.org").state is S.CONFIRMED


@ON_BOTH
def test_a_colleague_who_waits_gets_the_place_and_leaves_the_line(app: Flask) -> None:
    workshop = open_workshop(online=1, on_site=1)
    giver = comes(workshop, "a@example.org", Way.ON_SITE)
    comes(workshop, "b@example.org")
    waiting, behind = comes(workshop, "liu@example.org"), comes(workshop, "c@example.org")
    taker = service.hand_over(giver, LIU, at=LATER)
    db.session.commit()
    assert taker.id == waiting.id
    assert (taker.state, taker.way, taker.line) == (S.CONFIRMED, Way.ON_SITE, None)
    assert queries.place_in_line(behind) == 1
    assert checks.broken() == []


@ON_BOTH
@pytest.mark.parametrize("approval", [False, True])
def test_a_colleague_who_has_something_keeps_it_and_nothing_changes(
    app: Flask, approval: bool
) -> None:
    workshop = open_workshop(online=2, form={"approval": approval})
    giver, colleague = comes(workshop, "a@example.org"), comes(workshop, "liu@example.org")
    db.session.commit()
    was = giver.state
    with pytest.raises(rules.NotHandedOver):
        service.hand_over(giver, LIU, at=LATER)
    db.session.rollback()
    assert (giver.state, colleague.state) == (was, was)
    assert not queries.was_handed_over(giver)
    assert letters("handed_over") == []
    assert checks.broken() == []


def test_who_asks_hands_over_the_asking(app: Flask) -> None:
    workshop = open_workshop(form={"approval": True})
    giver = comes(workshop, "a@example.org")
    assert service.hand_over(giver, LIU, at=LATER).state is S.PENDING
    assert checks.broken() == []


def test_an_offer_passes_on_with_its_end_and_not_after_it(app: Flask) -> None:
    workshop = open_workshop(online=1, form={"offer_hours": 24})
    seated, giver = comes(workshop, "a@example.org"), comes(workshop, "b@example.org")
    service.cancel(seated, at=LATER)
    db.session.commit()
    until = giver.offered_until
    assert until is not None
    with pytest.raises(rules.OfferRanOut):
        service.hand_over(giver, LIU, at=until)
    db.session.rollback()
    taker = service.hand_over(giver, LIU, at=LATER)
    assert (taker.state, taker.offered_until) == (S.OFFERED, until)
    assert checks.broken() == []


def test_a_speakers_place_is_not_handed_over(app: Flask) -> None:
    workshop = open_workshop(online=1)
    held = service.seat_for_speaker(make_speaker(workshop), at=NOON)
    assert held is not None
    with pytest.raises(rules.SpeakersPlace):
        service.hand_over(held, LIU, at=LATER)


@pytest.mark.parametrize("state", [S.WAITLISTED, S.UNCONFIRMED, S.CANCELLED, S.REJECTED])
def test_who_has_nothing_to_give_is_refused(app: Flask, state: S) -> None:
    one = comes(open_workshop(), "a@example.org")
    one.state = state
    with pytest.raises(rules.NotFromHere):
        service.hand_over(one, LIU, at=LATER)


# -- At the same time -----------------------------------------------------------------------------


def race(app: Flask, key: str) -> list[str]:
    """The giver hands over in one tab and cancels in another; who got their way."""
    together = threading.Barrier(2)
    done: list[str] = []
    broke: list[Exception] = []

    def act(name: str, perform: Callable[[Registration], object]) -> None:
        with app.app_context():
            try:
                one = queries.find(key)
                assert one is not None
                db.session.rollback()
                together.wait()
                perform(one)
                db.session.commit()
                done.append(name)
            except Refusal:
                db.session.rollback()
            except Exception as error:
                broke.append(error)
            finally:
                db.session.remove()

    crowd = [
        threading.Thread(
            target=act, args=("gave", lambda one: service.hand_over(one, LIU, at=LATER))
        ),
        threading.Thread(target=act, args=("left", lambda one: service.cancel(one, at=LATER))),
    ]
    for thread in crowd:
        thread.start()
    for thread in crowd:
        thread.join()
    assert broke == []
    return done


def staged(n: int) -> tuple[Workshop, str]:
    workshop = open_workshop(f"race-{n}", online=1)
    giver = comes(workshop, "a@example.org")
    comes(workshop, "b@example.org")
    key = giver.key
    db.session.commit()  # what is read after it would keep the others waiting
    return workshop, key


@ON_BOTH
@pytest.mark.long
def test_handing_over_while_cancelling_is_one_place_and_one_outcome(app: Flask) -> None:
    for n in range(20):
        workshop, key = staged(n)
        (won,) = race(app, key)
        db.session.expire_all()
        assert used(workshop) == 1
        holds = registered(workshop, "liu@example.org" if won == "gave" else "b@example.org")
        assert holds.state is S.CONFIRMED
        db.session.commit()
    assert checks.broken() == []


def _careless(registration: Registration, action: Action, *, at: object) -> Held:
    """Looks first and acts a moment later, holding nothing."""
    rules.check(registration.state, action)
    workshop_id = registration.workshop_id
    db.session.rollback()
    time.sleep(0.05)
    rows = db.session.execute(
        select(SeatPool.way, SeatPool.id).where(SeatPool.workshop_id == workshop_id)
    )
    pools = {way: id for way, id in rows}
    return Held(pools, queries.find_form(workshop_id), Doors.OPEN)


@ON_BOTH
@pytest.mark.long
def test_without_holding_it_both_would_have_their_way(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(acts, "hold", _careless)
    assert any(len(race(app, staged(n)[1])) == 2 for n in range(20))
