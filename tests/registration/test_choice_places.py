"""Places in choices: taken with the seat, all of them or none, given back, never one too many."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from app.extensions import db
from app.files.rules import checked
from app.files.service import folder
from app.registration import checks, queries, service
from app.registration.models import ChoicePool, Registration
from app.registration.queries import HandedIn
from app.registration.rules import RegistrationState as S
from app.registration.rules import Source
from app.registration.rules.answering import ChoiceTaken
from app.registration.rules.questions import Condition, Question, questions, stored
from app.registration.service import Wish, answers, places
from app.registration.service.asking import change_questions
from app.workshops.models import Workshop
from app.workshops.rules import Way
from tests.conftest import NOON
from tests.databases import ON_BOTH
from tests.registration.test_answering import K, ask
from tests.registration.workshops import open_workshop, registered

LATER = NOON + timedelta(minutes=5)


def limited(key: str, *limits: int | None, **more: Any) -> Question:
    """A question with choices a, b, c … of so many places."""
    (one,) = questions(
        [
            stored(ask(key, more.pop("kind", K.CHOICE), **more))
            | {
                "choices": [
                    {"key": name, "label": {"en": name.upper()}}
                    | ({} if limit is None else {"places": limit})
                    for name, limit in zip("abc", limits, strict=False)
                ]
            }
        ]
    )
    return one


def asking(workshop: Workshop, *those: Question) -> Workshop:
    change_questions(workshop, lambda _: list(those), at=NOON, account_id=None)
    db.session.commit()
    return workshop


def come(workshop: Workshop, name: str, way: Way = Way.ONLINE, **said: Any) -> Registration:
    email = f"{name}@example.org"
    wish = Wish(name=name, email=email, way=way, answers=said)
    service.register(workshop, wish, key=None, at=NOON)
    db.session.commit()
    return registered(workshop, email)


def used(workshop: Workshop) -> dict[tuple[str, str], int]:
    db.session.expire_all()
    return queries.choices_taken(workshop.id)


@ON_BOTH
def test_a_choice_takes_a_place_and_a_full_one_is_refused_with_nothing_taken(app: Flask) -> None:
    workshop = asking(
        open_workshop(online=9), limited("tour", 1, None), limited("meal", 5, kind=K.CHOICES)
    )
    come(workshop, "ann", tour="a", meal=["a"])
    with pytest.raises(ChoiceTaken) as refused:
        come(workshop, "ben", tour="a", meal=["a"])
    db.session.rollback()
    assert refused.value.values == {"question": "tour", "key": "a", "choice": "A"}
    assert used(workshop) == {("tour", "a"): 1, ("meal", "a"): 1}
    live = queries.live(workshop.id)
    assert live is not None
    assert live.seats[0].used == 1
    assert queries.choices_left(workshop.id) == {("tour", "a"): 0, ("meal", "a"): 4}
    come(workshop, "ben", tour="b")
    assert checks.broken() == []


@ON_BOTH
def test_who_waits_wishes_and_gets_the_place_with_the_seat_or_is_told(app: Flask) -> None:
    workshop = asking(open_workshop(online=2), limited("tour", 1))
    ann = come(workshop, "ann", tour="a")
    ben = come(workshop, "ben")
    cem = come(workshop, "cem", tour="a")
    dot = come(workshop, "dot", tour="a")
    assert (cem.state, used(workshop)) == (S.WAITLISTED, {("tour", "a"): 1})
    service.cancel(ben, at=LATER)
    db.session.commit()
    assert cem.state is S.CONFIRMED
    assert [(one.question, one.choice) for one in queries.choices_missed(cem)] == [
        ({"en": "tour"}, {"en": "A"})
    ]
    service.cancel(ann, at=LATER)
    db.session.commit()
    assert dot.state is S.CONFIRMED
    assert (queries.choices_missed(dot), used(workshop)) == ([], {("tour", "a"): 1})
    assert checks.broken() == []


@ON_BOTH
def test_a_place_goes_with_the_condition_and_comes_back_with_it(app: Flask) -> None:
    workshop = asking(
        open_workshop(online=5, on_site=5), limited("tour", 1, when=Condition(way=Way.ON_SITE))
    )
    ann = come(workshop, "ann", Way.ON_SITE, tour="a")
    assert used(workshop) == {("tour", "a"): 1}
    service.change_way(ann, Way.ONLINE, at=LATER)
    db.session.commit()
    assert used(workshop) == {("tour", "a"): 0}
    assert queries.answers_of(ann.id) == {"tour": "a"}  # the answer is nobody's to take
    service.change_way(ann, Way.ON_SITE, at=LATER)
    db.session.commit()
    assert used(workshop) == {("tour", "a"): 1}
    service.cancel(ann, at=LATER)
    service.undo_cancel(ann, at=LATER)
    db.session.commit()
    assert used(workshop) == {("tour", "a"): 1}
    assert checks.broken() == []


@ON_BOTH
def test_changing_an_answer_changes_the_place_and_insists_on_what_is_new_alone(
    app: Flask,
) -> None:
    workshop = asking(open_workshop(online=5), limited("tour", 1, 2), limited("meal", 1))
    come(workshop, "ann", tour="a", meal="a")
    ben = service.add(
        workshop,
        Wish(name="Ben", email="ben@example.org", way=Way.ONLINE, answers={"tour": "a"}),
        source=Source.ADDED,
        at=NOON,
        account_id=None,
    )
    db.session.commit()
    assert len(queries.choices_missed(ben)) == 1
    answers.keep(ben, {"tour": "a"}, at=LATER)  # as it was: what he misses is not asked anew
    with pytest.raises(ChoiceTaken):
        answers.keep(ben, {"meal": "a"}, at=LATER)
    db.session.rollback()
    answers.keep(ben, {"tour": "b"}, at=LATER)
    db.session.commit()
    assert used(workshop) == {("tour", "a"): 1, ("tour", "b"): 1, ("meal", "a"): 1}
    assert checks.broken() == []


@ON_BOTH
def test_a_number_given_later_counts_who_chose_before_and_lowering_throws_nobody_out(
    app: Flask,
) -> None:
    workshop = asking(open_workshop(online=9), limited("tour", None))
    for name in ("ann", "ben", "cem"):
        come(workshop, name, tour="a")
    asking(workshop, limited("tour", 2))
    assert (used(workshop), checks.broken()) == ({("tour", "a"): 3}, [])
    with pytest.raises(ChoiceTaken):
        come(workshop, "dot", tour="a")
    db.session.rollback()
    asking(workshop, limited("tour", 1))
    service.cancel(registered(workshop, "ann@example.org"), at=LATER)
    db.session.commit()
    assert (used(workshop), checks.broken()) == ({("tour", "a"): 2}, [])
    asking(workshop, limited("tour", None))
    come(workshop, "eve", tour="a")
    assert checks.broken() == []


@ON_BOTH
def test_the_check_finds_a_place_too_many(app: Flask) -> None:
    workshop = asking(open_workshop(online=9), limited("tour", 1))
    come(workshop, "ann", tour="a")
    pool = db.session.scalars(select(ChoicePool)).one()
    pool.used = 2
    db.session.commit()
    assert checks.broken() == [
        "registration of cities, tour, a: 2 places are counted as taken, 1 people hold one."
    ]


@ON_BOTH
def test_a_file_comes_with_its_answer_and_goes_with_it(app: Flask) -> None:
    workshop = asking(open_workshop(online=9), ask("cv", K.FILE))
    ann = come(workshop, "ann", cv=checked("cv.pdf", b"%PDF-1"))
    handed = queries.answers_of(ann.id)["cv"]
    assert handed == HandedIn(handed.key, "cv.pdf", 6)
    answers.keep(ann, {"cv": handed}, at=LATER)
    answers.keep(ann, {"cv": checked("new.pdf", b"%PDF-2")}, at=LATER)
    db.session.commit()
    new = queries.answers_of(ann.id)["cv"]
    assert [path.name for path in folder().iterdir()] == [new.key]
    answers.forget(ann, "cv")
    db.session.commit()
    assert list(folder().iterdir()) == []
    assert queries.answers_of(ann.id) == {}


# -- Two at once ----------------------------------------------------------------------------------


def at_once(app: Flask, acts: list[Callable[[], None]]) -> list[Exception | None]:
    """Each in a thread and a session of its own, started together."""
    barrier = threading.Barrier(len(acts))
    db.session.commit()  # nobody waits for this thread

    def act(perform: Callable[[], None]) -> Exception | None:
        with app.app_context():
            barrier.wait()
            try:
                perform()
                db.session.commit()
            except Exception as error:
                db.session.rollback()
                return error
            finally:
                db.session.remove()
        return None

    with ThreadPoolExecutor(len(acts)) as crowd:
        return list(crowd.map(act, acts))


def two_by_two(app: Flask, rounds: int) -> list[Exception | None]:
    """People online and on site who ask for the same two choices, in opposite order."""
    workshop = asking(
        open_workshop(online=99, on_site=99), limited("tour", 90, 90, 90, kind=K.CHOICES)
    )
    slug = workshop.id

    def come_in(n: int, way: Way, wanted: list[str]) -> Callable[[], None]:
        def perform() -> None:
            here = db.session.get_one(Workshop, slug)
            email = f"{way}{n}@example.org"
            wish = Wish(name="Guest", email=email, way=way, answers={"tour": wanted})
            service.register(here, wish, key=None, at=NOON)

        return perform

    errors: list[Exception | None] = []
    for n in range(rounds):
        errors += at_once(
            app,
            [
                come_in(n, Way.ONLINE, ["a", "b"]),
                come_in(n, Way.ON_SITE, ["b", "a"]),
            ],
        )
    return errors


@ON_BOTH
def test_two_who_take_the_same_two_choices_never_wait_for_each_other(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    linger(monkeypatch)
    assert two_by_two(app, rounds=3) == [None] * 6
    assert checks.broken() == []


def linger(monkeypatch: pytest.MonkeyPatch) -> None:
    """Between one choice and the next there is time for somebody else."""
    take = places._take

    def slowly(pool_id: int, registration: Registration) -> bool:
        taken = take(pool_id, registration)
        time.sleep(0.1)
        return taken

    monkeypatch.setattr(places, "_take", slowly)


@pytest.mark.postgres
@pytest.mark.parametrize("database", ["postgres"], indirect=True)
def test_without_the_order_they_do(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """SQLite lets one write at a time, so this can happen on PostgreSQL alone."""
    linger(monkeypatch)
    in_order = places._pools

    def by_way(workshop_id: int) -> dict[places.Chosen, int]:
        pools = in_order(workshop_id)
        newest = db.session.scalars(
            select(Registration.way).order_by(Registration.id.desc()).limit(1)
        ).first()
        return pools if newest is Way.ONLINE else dict(reversed(pools.items()))

    monkeypatch.setattr(places, "_pools", by_way)
    assert any(isinstance(one, OperationalError) for one in two_by_two(app, rounds=3))


@ON_BOTH
def test_of_eight_who_ask_for_two_places_at_once_two_get_them(app: Flask) -> None:
    workshop = asking(open_workshop(online=99), limited("tour", 2))
    number = workshop.id

    def come_in(n: int) -> Callable[[], None]:
        def perform() -> None:
            here = db.session.get_one(Workshop, number)
            wish = Wish(
                name="Guest", email=f"g{n}@example.org", way=Way.ONLINE, answers={"tour": "a"}
            )
            service.register(here, wish, key=None, at=NOON)

        return perform

    errors = at_once(app, [come_in(n) for n in range(8)])
    assert sum(error is None for error in errors) == 2
    assert sum(isinstance(error, ChoiceTaken) for error in errors) == 6
    assert checks.broken() == []
