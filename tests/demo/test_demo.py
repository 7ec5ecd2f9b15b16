"""Loading the demo: both workshops once, published, and never touched again unless reset."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.accounts.models import Account
from app.agenda.models import AgendaVersion
from app.agenda.rules.words import Kind
from app.demo import service as demo
from app.exchange import queries, reading, service
from app.extensions import db
from app.invitations.models import Invitation
from app.invitations.rules import InvitationState
from app.mail.models import Letter
from app.people.models import Speaker
from app.publishing import service as publishing
from app.registration import service as registration
from app.registration.models import Registration, SeatPool
from app.workshops.models import Workshop
from app.workshops.queries import find_workshop
from app.workshops.rules import Role, Way, WorkshopState
from tests.conftest import NOON
from tests.databases import ON_BOTH
from tests.factories import make_workshop

BOTH = ["kunming-montreal-2023", "practice"]


def get(slug: str) -> Workshop:
    workshop = find_workshop(slug)
    assert workshop is not None
    return workshop


def load(at: datetime = NOON, *, reset: bool = False) -> list[str]:
    said = demo.load_demo(at=at, reset=reset)
    db.session.commit()
    db.session.expunge_all()
    return said


def practice_day() -> date:
    return queries.in_file(get("practice")).days[0].date


@ON_BOTH
def test_both_workshops_are_loaded_published_and_owned_by_the_demo_organiser(app: Flask) -> None:
    assert load() == [f"Loaded the demo workshop {slug}." for slug in BOTH]
    organiser = db.session.scalar(select(Account).where(Account.email == demo.ORGANISER))
    assert organiser is not None
    assert (organiser.name, organiser.is_admin) == ("Demo organiser", True)
    for slug in BOTH:
        workshop = get(slug)
        assert workshop.state is WorkshopState.PUBLISHED
        assert [(one.account_id, one.role) for one in workshop.members] == [
            (organiser.id, Role.OWNER)
        ]
    assert [get(slug).practice for slug in BOTH] == [False, True]


@ON_BOTH
def test_loaded_dumped_and_loaded_again_they_are_the_same(app: Flask) -> None:
    load()
    for slug in BOTH:
        dumped = service.dump(get(slug))
        service.load(reading.read(dumped.encode()), at=NOON, account_id=None)
        db.session.commit()
        db.session.expunge_all()
        assert service.dump(get(slug)) == dumped


def test_the_practice_day_is_eight_weeks_after_the_first_load_and_stays(app: Flask) -> None:
    load(datetime(2027, 3, 1, 17, 0, tzinfo=UTC))  # 2 March in Shanghai already
    assert practice_day() == date(2027, 4, 27)
    assert load(datetime(2027, 4, 1, tzinfo=UTC)) == []
    assert practice_day() == date(2027, 4, 27)


def test_what_is_there_is_not_touched(app: Flask) -> None:
    load()
    workshop = get("practice")
    workshop.title = {"en": "Changed"}
    db.session.commit()
    assert load(NOON + timedelta(days=1)) == []
    assert get("practice").title == {"en": "Changed"}
    assert db.session.scalar(select(func.count()).select_from(AgendaVersion)) == 2


def test_one_that_is_missing_is_loaded_alone(app: Flask) -> None:
    make_workshop("kunming-montreal-2023", title={"en": "Mine"})
    db.session.commit()
    assert load() == ["Loaded the demo workshop practice."]
    assert get("kunming-montreal-2023").title == {"en": "Mine"}


@ON_BOTH
def test_a_reset_makes_both_anew_and_frees_the_seats_to_practise_with(app: Flask) -> None:
    load()
    workshop = get("practice")
    workshop.title = {"en": "Changed"}
    for n in range(3):
        registration.register(
            workshop,
            registration.Wish(
                name=f"Guest {n}", email=f"guest{n}@example.org", way=Way.ONLINE, language="en",
            ),
            key=f"form{n}", at=NOON,
        )  # fmt: skip
    speaker = db.session.scalar(select(Speaker).where(Speaker.key == "lin-yue"))
    assert speaker is not None
    db.session.add(
        Invitation(
            key="k", workshop_id=workshop.id, speaker_id=speaker.id, state=InvitationState.SENT,
            language="zh", created_at=NOON,
        )
    )  # fmt: skip
    publishing.cancel(workshop, at=NOON, account_id=None)
    db.session.commit()

    assert load(NOON + timedelta(days=2), reset=True) == [
        f"Loaded the demo workshop {slug}." for slug in BOTH
    ]
    workshop = get("practice")
    assert workshop.title["en"] == "Practice workshop: green cities side by side"
    assert workshop.state is WorkshopState.PUBLISHED
    assert practice_day() == date(2027, 4, 28)
    for kind in (Registration, Invitation, Letter):
        assert db.session.scalar(select(func.count()).select_from(kind)) == 0
    assert db.session.execute(select(SeatPool.way, SeatPool.capacity, SeatPool.used)).all() == [
        (Way.ONLINE, 2, 0),
        (Way.ON_SITE, 1, 0),
    ]
    numbers = db.session.scalars(
        select(AgendaVersion.number)
        .where(AgendaVersion.workshop_id == workshop.id)
        .order_by(AgendaVersion.number)
    ).all()
    assert list(numbers) == [1, 2, 3]


def test_a_reset_does_not_empty_a_real_workshop(app: Flask) -> None:
    make_workshop("practice")
    db.session.commit()
    with pytest.raises(demo.NotPractice, match="is not marked as practice"):
        demo.load_demo(at=NOON, reset=True)


def test_the_practice_workshop_has_the_shape_of_the_real_one(app: Flask) -> None:
    file = demo.practice(NOON)
    assert file.practice
    assert (file.time_zone, file.zones, file.way) == (
        "Asia/Shanghai", ("Europe/Berlin",), Way.HYBRID,
    )  # fmt: skip
    assert [day.starts for day in file.days] == [time(14)]
    assert len(file.themes) == 2
    assert [len(item.speakers) for item in file.items if item.kind is Kind.TALK] == [1, 2, 1, 1]
    assert {Kind.OPENING, Kind.BREAK, Kind.DISCUSSION} <= {item.kind for item in file.items}
    assert all((person.email or "").endswith("@example.org") for person in file.people)
    assert file.registration is not None
    assert file.registration.seats == {Way.ONLINE: 2, Way.ON_SITE: 1}
    assert file.registration.waiting_list


def test_every_text_of_the_practice_workshop_is_in_three_languages() -> None:
    file = demo.practice(NOON)
    said = [file.title, file.note, file.purpose, file.place, file.contact]
    said += [one.name for one in file.organisations]
    said += [text for theme in file.themes for text in (theme.title, theme.focus)]
    said += [text for one in file.people for text in (one.affiliation, one.position)]
    said += [text for item in file.items for text in (item.title, item.abstract) if text]
    for text in said:
        assert text is not None
        assert list(text) == ["en", "de", "zh"]
