"""Places in choices that have a limited number of them.

Who has a seat holds a place in each choice they made; who waits wishes for one. A place is taken
by one statement, like a seat. Whoever takes several takes them in the order of their rows, and
after a seat, so that two people who take the same two never wait for each other.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from sqlalchemy import case, delete, func, or_, select, update

from app.extensions import db
from app.i18n import texts
from app.registration import queries, rules
from app.registration.models import (
    ChoicePlace,
    ChoicePool,
    Registration,
    RegistrationForm,
)
from app.registration.rules.answering import ChoiceTaken
from app.registration.rules.questions import Question, questions

#: Question and choice, by their keys.
Chosen = tuple[str, str]


def settle(registration: Registration, *, insist_on: Collection[Chosen] = ()) -> None:
    """Hold a place in each choice the registration makes, as far as there are places, and in no
    other. Raises ChoiceTaken where there is none in one of `insist_on`; the caller rolls back.
    """
    with db.session.no_autoflush:
        pools = _pools(registration.workshop_id)
    if not pools:
        return
    db.session.flush()
    held = _held(registration)
    wanted: set[Chosen] = set()
    if registration.state in rules.SEATED:
        form = queries.find_form(registration.workshop_id)
        wanted = queries.chosen(registration, form)
    for chosen, pool_id in pools.items():
        if pool_id in held and chosen not in wanted:
            _give_back(pool_id, registration)
        elif pool_id not in held and chosen in wanted:
            is_taken = _take(pool_id, registration)
            if not is_taken and chosen in insist_on:
                raise _taken(registration, *chosen)


def give_back_all(registration: Registration) -> None:
    """Before a registration is erased."""
    for pool_id in sorted(_held(registration)):
        _give_back(pool_id, registration)


def _pools(workshop_id: int) -> dict[Chosen, int]:
    """In the order in which they are held."""
    rows = db.session.execute(
        select(ChoicePool.question, ChoicePool.choice, ChoicePool.id)
        .where(ChoicePool.workshop_id == workshop_id)
        .order_by(ChoicePool.id)
    )
    return {(row.question, row.choice): row.id for row in rows}


def _held(registration: Registration) -> set[int]:
    return set(
        db.session.scalars(
            select(ChoicePlace.pool_id).where(ChoicePlace.registration_id == registration.id)
        )
    )


def _take(pool_id: int, registration: Registration) -> bool:
    taken = db.session.execute(
        update(ChoicePool)
        .where(
            ChoicePool.id == pool_id,
            or_(ChoicePool.capacity.is_(None), ChoicePool.used < ChoicePool.capacity),
        )
        .values(used=ChoicePool.used + 1)
        .returning(ChoicePool.id)
        .execution_options(synchronize_session=False)
    )
    if taken.first() is None:
        return False
    db.session.add(ChoicePlace(pool_id=pool_id, registration_id=registration.id))
    db.session.flush()
    return True


def _give_back(pool_id: int, registration: Registration) -> None:
    gone = db.session.execute(
        delete(ChoicePlace)
        .where(ChoicePlace.pool_id == pool_id, ChoicePlace.registration_id == registration.id)
        .returning(ChoicePlace.id)
        .execution_options(synchronize_session=False)
    )
    if gone.first() is None:
        return
    db.session.execute(
        update(ChoicePool)
        .where(ChoicePool.id == pool_id)
        .values(
            used=ChoicePool.used - 1,
            stayed=case(
                (ChoicePool.stayed >= ChoicePool.used, ChoicePool.used - 1),
                else_=ChoicePool.stayed,
            ),
        )
        .execution_options(synchronize_session=False)
    )


def _taken(registration: Registration, question: str, choice: str) -> ChoiceTaken:
    form = queries.find_form(registration.workshop_id)
    named = next(one for one in questions(form.questions if form else ()) if one.key == question)
    chosen = named.choice(choice)
    label = texts.words(chosen.label if chosen else None, registration.language)
    return ChoiceTaken(question=question, key=choice, choice=label)


# -- As many as the form says ---------------------------------------------------------------------


def set_pools(form: RegistrationForm) -> None:
    """Make the pools what the form's questions say; the pools of seats are held.

    Nobody loses a place: a choice whose number is lowered, or which is retired, keeps its people.
    """
    wanted = dict(_limits(questions(form.questions)))
    pools = _pools(form.workshop_id)
    for chosen, pool_id in pools.items():
        capacity = wanted.get(chosen)
        over = ChoicePool.used > capacity if capacity is not None else None
        db.session.execute(
            update(ChoicePool)
            .where(ChoicePool.id == pool_id)
            .values(
                capacity=capacity,
                stayed=case((over, ChoicePool.used), else_=0) if over is not None else 0,
            )
            .execution_options(synchronize_session=False)
        )
    for (question, choice), capacity in wanted.items():
        if (question, choice) not in pools:
            _make(form, question, choice, capacity)


def _limits(those: Iterable[Question]) -> Iterable[tuple[Chosen, int]]:
    for question in those:
        for choice in question.choices:
            if choice.places is not None:
                yield (question.key, choice.key), choice.places


def _make(form: RegistrationForm, question: str, choice: str, capacity: int) -> None:
    """A choice that gets a number later counts who made it before."""
    pool = ChoicePool(
        workshop_id=form.workshop_id, question=question, choice=choice, capacity=capacity
    )
    db.session.add(pool)
    db.session.flush()
    seated = db.session.scalars(
        select(Registration)
        .where(Registration.workshop_id == form.workshop_id, Registration.state.in_(rules.SEATED))
        .order_by(Registration.id)
    )
    holders = [one.id for one in seated if (question, choice) in queries.chosen(one, form)]
    db.session.add_all(ChoicePlace(pool_id=pool.id, registration_id=id) for id in holders)
    pool.used = len(holders)
    pool.stayed = len(holders) if len(holders) > capacity else 0
    db.session.flush()


def counted(pools: Mapping[Chosen, int]) -> dict[Chosen, int]:
    """How many hold a place in each of these pools."""
    rows = db.session.execute(
        select(ChoicePlace.pool_id, func.count())
        .where(ChoicePlace.pool_id.in_(pools.values()))
        .group_by(ChoicePlace.pool_id)
    )
    by_id = {pool_id: count for pool_id, count in rows}
    return {chosen: by_id.get(pool_id, 0) for chosen, pool_id in pools.items()}
