"""What a person told us, told anew; another address, proved by a link that is sent there."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app import clock, links
from app.audit.models import AuditEntry
from app.extensions import config, db
from app.mail.models import Letter
from app.registration import queries as known
from app.registration import rules, service
from app.registration.models import Registration
from app.registration.rules import RegistrationState as S
from app.registration.rules import Source
from app.registration.rules import questions as ask
from app.registration.service import new_address
from app.registration.service.asking import change_questions
from app.workshops.rules import Stale, Way
from tests.conftest import NOON
from tests.databases import ON_BOTH
from tests.registration.test_form_and_receipt import FULL
from tests.registration.test_joining import letters
from tests.registration.test_pages import fresh, link
from tests.registration.workshops import comes, open_workshop

QUESTIONS = [
    ask.stored(ask.Question(key="diet", label={"en": "Which meal?"}, kind=ask.QuestionKind.TEXT))
]
TYPED = {
    "revision": "1",
    "name": "He Landi",
    "native_name": "何兰迪",
    "address_as": "主任",
    "affiliation": "城市研究所",
    "position": "",
    "country": "CN",
    "language": "zh",
    "time_zone": "America/Bogota",
}


def noted(verb: str) -> list[AuditEntry]:
    wanted = select(AuditEntry).where(AuditEntry.action == f"registration.{verb}")
    return list(db.session.scalars(wanted))


@ON_BOTH
def test_what_changed_is_noted_by_the_names_of_fields_alone(app: Flask) -> None:
    one = comes(open_workshop(), "a@example.org")
    details = service.details_of(one)
    changed = service.change_details(
        one,
        service.Details(
            name="He Landi", native_name="何兰迪", address_as=None, affiliation=None,
            position=None, country="CN", language=details.language, time_zone=None,
        ),
        revision=1,
        at=NOON,
    )  # fmt: skip
    assert changed == ["name", "native_name", "country"]
    (entry,) = noted("details_changed")
    assert entry.details == {"fields": changed}
    assert one.revision == 2
    with pytest.raises(Stale):
        service.change_details(one, details, revision=1, at=NOON)


def test_saving_what_was_so_before_changes_nothing(app: Flask) -> None:
    one = comes(open_workshop(), "a@example.org")
    assert service.change_details(one, service.details_of(one), revision=1, at=NOON) == []
    assert one.revision == 1
    assert noted("details_changed") == []


def test_everything_is_changed_on_one_page_answers_with_it(
    client: FlaskClient, at: datetime
) -> None:
    one = comes(open_workshop(form={"questions": QUESTIONS}), "a@example.org")
    db.session.commit()
    own = link(one)
    assert "Which meal?" in client.get(f"{own}/details").text
    answer = client.post(f"{own}/details", data=TYPED | {"q-diet": "素食"})
    assert answer.status_code == 303
    assert "您" in client.get(answer.headers["Location"]).text  # in the language just chosen
    for field in set(TYPED) - {"revision", "position"}:
        assert getattr(fresh(one), field) == TYPED[field]
    assert one.position is None
    assert known.answers_of(one.id) == {"diet": "素食"}


def test_a_stale_page_loses_nothing_and_shows_both(client: FlaskClient, at: datetime) -> None:
    one = comes(open_workshop(), "a@example.org")
    db.session.commit()
    own = link(one)
    client.post(f"{own}/details", data=TYPED | {"language": "en"})
    answer = client.post(f"{own}/details", data=TYPED | {"language": "en", "name": "Landi He"})
    assert answer.status_code == 409
    assert re.search(r'class="text theirs"[^>]*>He Landi<', answer.text)
    assert re.search(r'class="text mine"[^>]*>Landi He<', answer.text)
    assert fresh(one).name == "He Landi"
    revision = re.search(r'name="revision"[^>]*value="(\d+)"', answer.text)
    assert revision is not None
    again = TYPED | {"language": "en", "name": "Landi He", "revision": revision[1]}
    assert client.post(f"{own}/details", data=again).status_code == 303
    assert fresh(one).name == "Landi He"


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"name": ""}, "Please enter your name."),
        ({"name": "see www.example.org"}, "A name cannot hold a web address."),
        ({"time_zone": "Moon/Base"}, "is not a zone that calendars know"),
        ({"country": "XX"}, "Please choose a country or region from the list."),
        ({"language": "fr"}, "Please choose one of the entries of the list."),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(
    client: FlaskClient, at: datetime, wrong: dict[str, str], sentence: str
) -> None:
    one = comes(open_workshop(), "a@example.org")
    db.session.commit()
    answer = client.post(f"{link(one)}/details", data=TYPED | wrong)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert "何兰迪" in answer.text
    assert fresh(one).revision == 1


def test_who_is_out_changes_nothing(client: FlaskClient, at: datetime) -> None:
    one = comes(open_workshop(), "a@example.org")
    service.cancel(one, at=NOON)
    db.session.commit()
    assert client.get(f"{link(one)}/details").status_code == 404
    answer = client.post(f"{link(one)}/details", data=TYPED)
    assert answer.status_code == 409
    assert "Your registration has ended, so nothing was saved." in answer.text
    assert 'value="何兰迪"' in answer.text
    assert fresh(one).revision == 1


REPORT = [{"key": "body", "label": {"en": "Kind of body"}, "kind": "text", "step": "after"}]


def test_questions_for_the_report_stand_by_themselves_and_who_never_saw_them_is_told(
    client: FlaskClient, at: datetime
) -> None:
    workshop = open_workshop(online=9, form={"questions": QUESTIONS + REPORT})
    by_form = comes(workshop, "a@example.org")
    wish = service.Wish(name="B", email="b@example.org", way=Way.ONLINE)
    added = service.add(workshop, wish, source=Source.ADDED, at=NOON, account_id=None)
    db.session.commit()
    told = "A few questions for the report are open."
    assert told not in client.get(link(by_form)).text
    assert told in client.get(link(added)).text
    page = client.get(f"{link(added)}/details").text
    usual, _, report = page.partition('id="report"')
    assert ("Which meal?" in usual, "Kind of body" in usual) == (True, False)
    assert "The organisers see your answers; reports show numbers only." in report
    assert "Every question is optional." in report
    assert "Kind of body" in report
    said = TYPED | {"language": "en", "q-body": "City"}
    assert client.post(f"{link(added)}/details", data=said).status_code == 303
    assert told not in client.get(link(added)).text


def test_a_choice_that_others_have_taken_is_refused_at_its_field(
    client: FlaskClient, at: datetime
) -> None:
    workshop = open_workshop(online=9)
    change_questions(workshop, lambda _: ask.questions(FULL), at=NOON, account_id=None)
    wish = service.Wish(name="B", email="b@example.org", way=Way.ONLINE, answers={"tour": "a"})
    service.register(workshop, wish, key=None, at=NOON)
    one = comes(workshop, "a@example.org")
    db.session.commit()
    answer = client.post(f"{link(one)}/details", data=TYPED | {"language": "en", "q-tour": "a"})
    assert answer.status_code == 409
    assert '<a href="#q-tour-0">All places of “Lab” are taken.' in answer.text
    assert 'id="q-tour-error"' in answer.text
    assert 'value="何兰迪"' in answer.text


# -- Another address ------------------------------------------------------------------------------

NEW = "Landi.New@Example.org"


def asked_by(client: FlaskClient, one: Registration, email: str = NEW) -> str:
    """The address of the page that the letter leads to."""
    own = link(one, generation=one.generation)
    answer = client.post(f"{own}/address", data={"email": email})
    assert answer.status_code == 303
    assert "on its way to the new address" in client.get(answer.headers["Location"]).text
    letter = db.session.scalars(
        select(Letter).where(Letter.kind == "new_address").order_by(Letter.id.desc())
    ).first()
    assert letter is not None
    (confirm,) = [named for named in letter.links if named["name"] == "confirm"]
    token = links.derive(
        config().secret_key, confirm["purpose"], confirm["subject"], confirm["generation"]
    )
    return str(confirm["path"]).replace("{token}", token)


def test_nothing_changes_until_the_new_address_is_proved_by_a_press_there(
    client: FlaskClient, at: datetime
) -> None:
    one = comes(open_workshop(), "a@example.org")
    db.session.commit()
    old, there = link(one), asked_by(client, one)
    assert letters("new_address") == [NEW]
    page = client.get(there)
    assert page.status_code == 200
    assert NEW in page.text
    assert fresh(one).email == "a@example.org"
    answer = client.post(there)
    assert answer.status_code == 303
    assert (fresh(one).email, one.email_normal) == (NEW, "landi.new@example.org")
    assert client.get(answer.headers["Location"]).status_code == 200
    assert client.get(old).status_code == 410
    assert client.post(f"{old}/cancel").status_code == 410
    assert client.post(there).status_code == 410  # used up
    assert letters("address_changed") == ["a@example.org"]
    assert letters("link") == [NEW]


def test_the_letters_to_unproved_and_former_addresses_open_nothing_of_the_person(
    client: FlaskClient, at: datetime
) -> None:
    workshop = open_workshop(join_url="https://meet.example.org/secret")
    one = comes(workshop, "a@example.org")
    db.session.commit()
    client.post(asked_by(client, one))
    for kind in ("new_address", "address_changed"):
        letter = db.session.scalars(select(Letter).where(Letter.kind == kind)).one()
        assert not {named["name"] for named in letter.links} & {"mine", "feed", "join"}
        assert "secret" not in letter.text + letter.html
        assert letter.calendar is None
    assert NEW not in letter.text  # the old mailbox does not learn the new address


def test_an_address_that_is_registered_is_answered_alike_and_its_owner_is_told(
    client: FlaskClient, at: datetime
) -> None:
    workshop = open_workshop(online=3)
    one = comes(workshop, "a@example.org")
    comes(workshop, "b@example.org")
    db.session.commit()
    free = client.post(f"{link(one)}/address", data={"email": "c@example.org"})
    taken = client.post(f"{link(one)}/address", data={"email": "b@example.org"})
    assert (taken.status_code, taken.headers["Location"]) == (
        free.status_code, free.headers["Location"],
    )  # fmt: skip
    assert letters("new_address") == ["c@example.org"]
    assert letters("address_in_use") == ["b@example.org"]


def test_of_two_who_prove_the_same_address_the_second_is_refused(
    client: FlaskClient, at: datetime
) -> None:
    workshop = open_workshop(online=3)
    one, other = comes(workshop, "a@example.org"), comes(workshop, "b@example.org")
    db.session.commit()
    first, second = asked_by(client, one), asked_by(client, other)
    assert client.post(first).status_code == 303
    answer = client.post(second)
    assert answer.status_code == 409
    assert "Both registrations stay as they were." in answer.text
    assert fresh(other).email == "b@example.org"


def test_so_many_addresses_may_be_asked_for_within_an_hour(
    client: FlaskClient, at: datetime
) -> None:
    workshop = open_workshop(online=3)
    one = comes(workshop, "a@example.org")
    comes(workshop, "b@example.org")
    db.session.commit()
    for n in range(new_address.MOST):
        # Whether somebody has them or not.
        email = "b@example.org" if n % 2 else f"new{n}@example.org"
        assert client.post(f"{link(one)}/address", data={"email": email}).status_code == 303
    answer = client.post(f"{link(one)}/address", data={"email": "last@example.org"})
    assert answer.status_code == 429
    assert "last@example.org" not in letters("new_address")


def test_a_link_holds_for_a_week_and_for_its_address_alone(
    client: FlaskClient, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = comes(open_workshop(), "a@example.org")
    db.session.commit()
    there = asked_by(client, one)
    forged = re.sub(r"to=[^&]+", f"to={new_address.packed('evil@example.org')}", there)
    assert client.post(forged).status_code == 410
    assert client.post(there.replace("/r/address/", "/r/address/x")).status_code == 410
    for days, status in ((7, 200), (9, 410)):
        later = NOON + timedelta(days=days)
        monkeypatch.setattr(clock, "now", lambda later=later: later)
        assert client.get(there).status_code == status


@ON_BOTH
def test_the_database_keeps_one_registration_for_an_address(app: Flask) -> None:
    workshop = open_workshop(online=3)
    one = comes(workshop, "a@example.org")
    comes(workshop, "b@example.org")
    db.session.commit()
    with pytest.raises(rules.AddressTaken):
        new_address.change(new_address.Asked(one, "b@example.org"), at=NOON)
    db.session.rollback()
    assert (one.email, one.generation, one.state) == ("a@example.org", 0, S.CONFIRMED)


def test_an_address_that_was_ones_own_before_is_written_to_again(app: Flask) -> None:
    one = comes(open_workshop(), "a@example.org")
    for n, email in enumerate(["b@example.org", "a@example.org", "b@example.org"]):
        at = NOON + timedelta(minutes=n)
        for _ in range(2 if n == 2 else 1):  # a second press of the button
            new_address.ask(one, email, revision=None, at=at)
        new_address.change(new_address.Asked(one, email), at=at)
    assert letters("new_address") == ["b@example.org", "a@example.org", "b@example.org"]
