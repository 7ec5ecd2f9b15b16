"""A workshop file loaded into the draft, and written again, on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from sqlalchemy import func, select

from app.agenda import outlines
from app.agenda.models import AgendaItem, Day, ItemPart, Room, Theme
from app.agenda.rules.history import NothingToUndo
from app.agenda.service import history
from app.exchange import queries, reading, service
from app.exchange.asking import KindChanged
from app.exchange.faults import FaultyFile
from app.exchange.values import WorkshopInFile
from app.extensions import db
from app.invitations.models import Invitation
from app.invitations.rules import InvitationState
from app.people.models import Person, Speaker
from app.people.rules import InUse
from app.publishing import service as publishing
from app.registration.models import Registration, RegistrationForm
from app.registration.queries import answers_of, find_form
from app.registration.rules import RegistrationState
from app.registration.service import answers
from app.workshops.models import Organisation, Programme, Workshop
from app.workshops.queries import find_workshop
from app.workshops.rules import Role, Way
from tests.conftest import NOON
from tests.databases import ON_BOTH
from tests.exchange.example import EXAMPLE, as_file, tree
from tests.exchange.values import workshops
from tests.factories import make_account, make_workshop


def example(**changes: Any) -> WorkshopInFile:
    whole = tree()
    whole["workshop"] |= changes
    return reading.read(as_file(whole))


def load(file: WorkshopInFile, account_id: int | None = None) -> Workshop:
    slug = service.load(file, at=NOON, account_id=account_id).slug
    db.session.commit()
    db.session.expunge_all()
    found = find_workshop(slug)
    assert found is not None
    return found


def without_uids(file: WorkshopInFile) -> WorkshopInFile:
    items = tuple(replace(item, uid=None, sequence=item.sequence or 0) for item in file.items)
    return replace(file, items=items)


def rows_of(workshop: Workshop) -> dict[str, dict[str, tuple[int, int | None]]]:
    """Id and revision of every row of the draft, by key."""
    return {
        kind.__tablename__: {
            str(getattr(row, "key", None) or getattr(row, "date", None)): (
                row.id,
                getattr(row, "revision", None),
            )
            for row in db.session.scalars(select(kind).where(kind.workshop_id == workshop.id))
        }
        for kind in (Organisation, Day, Room, Theme, Speaker, AgendaItem, RegistrationForm)
    }


@ON_BOTH
def test_loaded_and_dumped_it_is_the_same_and_loading_again_changes_nothing(app: Flask) -> None:
    file = reading.read(EXAMPLE.encode())
    workshop = load(file)
    assert without_uids(queries.in_file(workshop)) == without_uids(file)
    dumped, rows, revision = service.dump(workshop), rows_of(workshop), workshop.revision

    workshop = load(reading.read(dumped.encode()))
    assert service.dump(workshop) == dumped
    assert rows_of(workshop) == rows
    workshop = load(file)
    assert service.dump(workshop) == dumped
    assert (rows_of(workshop), workshop.revision) == (rows, revision)


@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(file=workshops())
def test_any_file_loaded_and_dumped_is_the_same(app: Flask, file: WorkshopInFile) -> None:
    service.load(file, at=NOON, account_id=None)
    db.session.flush()
    db.session.expunge_all()
    found = find_workshop(file.slug)
    assert found is not None
    assert without_uids(queries.in_file(found)) == without_uids(file)
    db.session.rollback()


def test_a_file_without_hours_takes_the_zone_with_those_it_replaces(app: Flask) -> None:
    file = example()
    assert load(file).time_zone
    timeless = replace(
        file,
        time_zone=None,
        days=tuple(replace(day, starts=None, ends=None) for day in file.days),
        items=tuple(replace(item, pinned=None) for item in file.items),
    )
    assert load(timeless).time_zone is None


@ON_BOTH
def test_the_file_is_the_whole_workshop(app: Flask) -> None:
    workshop = load(reading.read(EXAMPLE.encode()))
    smaller = replace(
        example(),
        organisations=example().organisations[:1],
        programme=None,
        days=example().days[:1],
        rooms=(),
        themes=example().themes[1:],
        people=example().people[:1],
        items=example().items[:1],
        registration=None,
    )
    workshop = load(smaller)
    assert without_uids(queries.in_file(workshop)) == without_uids(smaller)
    for kind, left in ((Person, 1), (ItemPart, 1), (Programme, 1), (RegistrationForm, 0)):
        assert db.session.scalar(select(func.count()).select_from(kind)) == left


@ON_BOTH
def test_people_who_registered_stay(app: Flask) -> None:
    workshop = load(reading.read(EXAMPLE.encode()))
    db.session.add(
        Registration(
            key="k", workshop_id=workshop.id, state=RegistrationState.CONFIRMED, way=Way.ONLINE,
            name="Guest", email="g@example.org", email_normal="g@example.org", language="en",
            at=NOON, state_at=NOON,
        )
    )  # fmt: skip
    db.session.commit()
    load(replace(example(), registration=None))
    assert db.session.scalar(select(Registration.name)) == "Guest"


@ON_BOTH
def test_an_item_keeps_its_calendar_entry(app: Flask) -> None:
    file = example()
    workshop = load(file)
    uids = {item.key: item.uid for item in queries.in_file(workshop).items}
    assert uids["talk-1"] == "item-1@old.example.org"
    assert str(uids["welcome"]).endswith("@plenum.test")

    nothing_said = replace(file, items=tuple(replace(one, uid=None) for one in file.items))
    workshop = load(nothing_said)
    assert {item.key: item.uid for item in queries.in_file(workshop).items} == uids


@ON_BOTH
def test_a_key_that_comes_back_is_the_same_item(app: Flask) -> None:
    file = reading.read(EXAMPLE.encode())
    workshop = load(file)
    uids = {item.key: item.uid for item in queries.in_file(workshop).items}
    publishing.publish(workshop, at=NOON, account_id=None)
    workshop = load(replace(file, items=file.items[1:]))
    publishing.publish(workshop, at=NOON, account_id=None)
    assert "welcome" not in {item.key for item in queries.in_file(workshop).items}

    workshop = load(file)
    assert {item.key: item.uid for item in queries.in_file(workshop).items} == uids


@ON_BOTH
def test_a_moved_workshop_keeps_uids_and_sequences(app: Flask) -> None:
    workshop = load(reading.read(EXAMPLE.encode()))
    publishing.publish(workshop, at=NOON, account_id=None)
    later = replace(example(), items=tuple(replace(one, pinned=None) for one in example().items))
    workshop = load(later)
    publishing.publish(workshop, at=NOON, account_id=None)
    db.session.commit()
    dumped = service.dump(workshop)
    sequences = {item.key: item.sequence for item in reading.read(dumped.encode()).items}
    assert sequences["talk-1"] == 5

    db.session.delete(workshop)  # another installation
    db.session.commit()
    assert service.dump(load(reading.read(dumped.encode()))) == dumped


def test_an_item_may_be_renamed_by_its_uid(app: Flask) -> None:
    workshop = load(reading.read(EXAMPLE.encode()))
    publishing.publish(workshop, at=NOON, account_id=None)
    old = {item.key: item.id for item in db.session.scalars(select(AgendaItem))}
    items = example().items
    load(replace(example(), items=(items[0], replace(items[1], key="rivers"), items[2])))
    new = {item.key: (item.id, item.uid) for item in db.session.scalars(select(AgendaItem))}
    assert new["rivers"] == (old["talk-1"], "item-1@old.example.org")
    assert "talk-1" not in new


def fault(file: WorkshopInFile) -> str:
    with pytest.raises(FaultyFile) as refusal:
        service.load(file, at=NOON, account_id=None)
    db.session.rollback()
    return str(refusal.value.faults)


def test_a_uid_that_calendars_know_does_not_change(app: Flask) -> None:
    workshop = load(reading.read(EXAMPLE.encode()))
    items = example().items
    other = (items[0], replace(items[1], uid="item-2@old.example.org"), items[2])
    workshop = load(replace(example(), items=other))  # nobody has seen it yet
    assert queries.in_file(workshop).items[1].uid == "item-2@old.example.org"
    publishing.publish(workshop, at=NOON, account_id=None)
    db.session.commit()
    assert fault(example()) == (
        "items[1].uid: calendars know this item as item-2@old.example.org; say that, or nothing"
    )


def test_a_uid_is_nobody_elses(app: Flask) -> None:
    first = load(reading.read(EXAMPLE.encode()))
    sentence = (
        "items[1].uid: belongs to an item of another workshop; take all uid lines out of the "
        "file, or use Copy on that workshop’s pages"
    )
    assert fault(example(slug="other")) == sentence
    publishing.publish(first, at=NOON, account_id=None)
    load(replace(example(), items=()))
    assert fault(example(slug="other")) == sentence


def test_a_uid_is_not_taken_from_an_item_that_stays(app: Flask) -> None:
    load(reading.read(EXAMPLE.encode()))
    items = example().items
    taken = (replace(items[0], uid="item-1@old.example.org"), replace(items[1], uid=None))
    assert fault(replace(example(), items=taken)) == "items[0].uid: belongs to the item “talk-1”"


def test_nothing_is_written_of_a_refused_file(app: Flask) -> None:
    load(reading.read(EXAMPLE.encode()))
    fault(example(slug="other"))
    assert db.session.scalar(select(func.count()).select_from(Workshop)) == 1


@ON_BOTH
def test_somebody_who_was_invited_is_not_dropped_silently(app: Flask) -> None:
    workshop = load(reading.read(EXAMPLE.encode()))
    speaker = db.session.scalar(select(Speaker).where(Speaker.key == "he-landi"))
    assert speaker is not None
    db.session.add(
        Invitation(
            key="k", workshop_id=workshop.id, speaker_id=speaker.id, state=InvitationState.SENT,
            language="en", created_at=NOON,
        )
    )  # fmt: skip
    db.session.commit()
    file = example()
    nobody = replace(
        file,
        people=file.people[:1],
        themes=file.themes[1:],
        items=file.items[:1],
    )
    with pytest.raises(InUse, match="He Landi has been invited"):
        service.load(nobody, at=NOON, account_id=None)
    db.session.rollback()
    assert db.session.scalar(select(func.count()).select_from(AgendaItem)) == 3


@ON_BOTH
def test_a_new_workshop_belongs_to_the_account_that_loads_it(app: Flask, at: datetime) -> None:
    owner, other = make_account().id, make_account().id
    workshop = load(reading.read(EXAMPLE.encode()), owner)
    assert [(one.account_id, one.role) for one in workshop.members] == [(owner, Role.OWNER)]
    again = load(reading.read(EXAMPLE.encode()), other)
    assert [one.account_id for one in again.members] == [owner]


def test_a_programme_is_found_by_its_key(app: Flask) -> None:
    first = load(example(items=[])).programme_id
    assert load(example(slug="two", items=[])).programme_id == first


def test_two_people_of_one_name_stay_two(app: Flask) -> None:
    file = example()
    twins = (file.people[0], replace(file.people[1], name="Zhu Shu"))
    workshop = load(replace(file, people=twins))
    assert [one.name for one in queries.in_file(workshop).people] == ["Zhu Shu", "Zhu Shu"]
    assert db.session.scalar(select(func.count()).select_from(Person)) == 2


@pytest.mark.parametrize("copies", [1, 3])
def test_dumping_costs_the_same_for_more(app: Flask, queries: list[str], copies: int) -> None:
    file = example()
    items = tuple(replace(file.items[0], key=f"item-{n}", uid=None) for n in range(copies))
    workshop = load(replace(file, items=items))
    queries.clear()
    service.dump(workshop)
    assert len(queries) == 12


def test_a_workshop_made_by_hand_dumps_and_loads(app: Flask) -> None:
    workshop = make_workshop("by-hand")
    db.session.commit()
    dumped = service.dump(workshop)
    assert service.dump(load(reading.read(dumped.encode()))) == dumped


def test_a_file_loaded_over_a_draft_can_be_undone_and_the_first_one_cannot(app: Flask) -> None:
    ada = make_account("ada@example.org")
    db.session.commit()
    file = reading.read(EXAMPLE.encode())
    workshop = service.load(file, at=NOON, account_id=ada.id)
    before = outlines.read(workshop)
    with pytest.raises(NothingToUndo):
        history.undo(workshop, at=NOON, account_id=ada.id)
    service.load(replace(file, items=file.items[:1]), at=NOON, account_id=ada.id)
    assert len(outlines.read(workshop).items) == 1
    history.undo(workshop, at=NOON, account_id=ada.id)
    assert outlines.read(workshop) == before


def test_a_choice_named_by_its_words_keeps_its_key_and_what_was_answered_is_kept(
    app: Flask,
) -> None:
    workshop = load(example())
    form = find_form(workshop.id)
    assert form is not None
    diet = form.questions[0]
    assert [one["key"] for one in diet["choices"]] == ["rice", "bread"]
    db.session.add(Registration(
        key="abc", workshop_id=workshop.id, way=Way.ONLINE, name="Guest", email="a@example.org",
        email_normal="a@example.org", language="en", state=RegistrationState.CONFIRMED, at=NOON,
        state_at=NOON,
    ))  # fmt: skip
    db.session.flush()
    row = db.session.scalars(select(Registration)).one()
    number = row.id
    answers.keep(row, {"diet": "rice", "wish": "None"}, at=NOON)
    db.session.commit()
    again = tree()["workshop"]["registration"] | {
        "questions": [{"key": "diet", "label": "Food", "kind": "choice",
                       "choices": ["Noodles", {"en": "Bread", "zh": "面包"}]}]
    }  # fmt: skip
    workshop = load(example(registration=again))
    form = find_form(workshop.id)
    assert form is not None
    diet, wish = form.questions
    assert [(one["key"], one.get("retired", False)) for one in diet["choices"]] == [
        ("noodles", False), ("bread", False), ("rice", True),
    ]  # fmt: skip
    assert wish["retired"] is True
    assert answers_of(number) == {"diet": "rice", "wish": "None"}


def test_an_answered_question_does_not_become_another_kind(app: Flask) -> None:
    workshop = load(example())
    db.session.add(Registration(
        key="abc", workshop_id=workshop.id, way=Way.ONLINE, name="Guest", email="a@example.org",
        email_normal="a@example.org", language="en", state=RegistrationState.CONFIRMED, at=NOON,
        state_at=NOON,
    ))  # fmt: skip
    db.session.flush()
    answers.keep(db.session.scalars(select(Registration)).one(), {"wish": "A"}, at=NOON)
    db.session.commit()
    other = tree()["workshop"]["registration"]
    other["questions"][1]["kind"] = "number"
    with pytest.raises(KindChanged):
        load(example(registration=other))


def test_the_version_of_a_consent_rises_with_its_words(app: Flask) -> None:
    load(example())
    other = tree()["workshop"]["registration"]
    other["consents"][0]["label"] = "List of those who come"
    workshop = load(example(registration=other))
    form = find_form(workshop.id)
    assert form is not None
    assert form.consents[0]["version"] == 2
