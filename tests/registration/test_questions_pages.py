"""Organisers' pages of what the form asks: added, worded, moved, retired, and compared."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from flask.testing import FlaskClient

from app.extensions import db
from app.registration import queries
from app.registration.forms_questions import PreviewForm
from app.registration.question_fields import ask, asking
from app.registration.rules.questions import Question, consents, questions
from app.registration.service import answers
from app.workshops.models import Workshop
from app.workshops.rules import Role, Way
from tests.conftest import NOON
from tests.registration.test_answering import CHAIN
from tests.registration.test_manage import sign_in
from tests.registration.workshops import comes, open_workshop

HERE = "/organise/cities/registration/questions"
FIELD = re.compile(r'<input (?=[^>]*name="([^"]+)")(?=[^>]*value="([^"]*)")[^>]*>')


@pytest.fixture
def workshop(client: FlaskClient) -> Workshop:
    made = open_workshop(online=9, on_site=9, languages=["en", "zh"])
    sign_in(client, made, Role.EDITOR)
    return made


def asked(workshop: Workshop) -> list[Question]:
    db.session.expire_all()
    form = queries.find_form(workshop.id)
    assert form is not None
    return questions(form.questions)


def shown(client: FlaskClient, path: str) -> dict[str, str]:
    """What the form of a page sends as it is; boxes that are not ticked are left out."""
    page = client.get(path).text
    said = {
        name: unescape(value)
        for name, value in FIELD.findall(page)
        if 'type="checkbox"' not in re.search(rf'<input [^>]*name="{name}"[^>]*>', page)[0]  # type: ignore[index]
        and 'type="radio"' not in re.search(rf'<input [^>]*name="{name}"[^>]*>', page)[0]  # type: ignore[index]
    }
    return said | {"step": "form", "way": ""}


def typed(label: str, **more: str) -> dict[str, str]:
    return {"label-en": label, "step": "form", "way": ""} | more


def test_what_is_ready_made_is_added_by_one_button_and_once(
    client: FlaskClient, workshop: Workshop
) -> None:
    for _ in range(2):
        assert client.post(f"{HERE}/ready/gender").status_code == 303
    assert [one.key for one in asked(workshop)] == ["gender"]
    page = client.get(HERE).text
    assert "What is your gender?" in page
    assert f"{HERE}/ready/gender" not in page


def test_a_question_of_ones_own_gets_a_key_of_its_words_and_keeps_it(
    client: FlaskClient, workshop: Workshop
) -> None:
    tour = typed(
        "Which tour?",
        **{
            "choices-0-label-en": "River",
            "choices-0-places": "12",
            "choices-1-label-en": "Tower",
            "answers": "",
        },
    )
    for _ in range(2):  # a double click makes one
        assert client.post(f"{HERE}/new?kind=choice", data=tour).status_code == 303
    (one,) = asked(workshop)
    assert one.key == "which-tour"
    assert [(choice.key, choice.places) for choice in one.choices] == [
        ("river", 12),
        ("tower", None),
    ]
    edit = f"{HERE}/which-tour/edit"
    again = shown(client, edit) | {"label-en": "Where to?", "choices-0-label-en": "Lake"}
    assert client.post(edit, data=again).status_code == 303
    (one,) = asked(workshop)
    assert (one.key, one.label["en"]) == ("which-tour", "Where to?")
    assert [choice.key for choice in one.choices] == ["river", "tower"]


def test_faults_stand_at_their_fields_and_nothing_is_saved(
    client: FlaskClient, workshop: Workshop
) -> None:
    answer = client.post(
        f"{HERE}/new?kind=choice",
        data={"step": "after", "required": "y", "countries": "Atlantis", "way": ""},
    )
    assert answer.status_code == 422
    for sentence in (
        "Please enter the question.",
        "Please enter at least one answer.",
        "cannot be needed",
        "“Atlantis” is not a country or region that we know.",
    ):
        assert sentence in unescape(answer.text)
    assert asked(workshop) == []


def test_answers_move_and_rows_are_added_without_saving(
    client: FlaskClient, workshop: Workshop
) -> None:
    rows = typed("Q", **{"choices-0-label-en": "First", "choices-1-label-en": "Second"})
    page = client.post(f"{HERE}/new?kind=choice", data=rows | {"move": "1:up"}).text
    assert page.index('value="Second"') < page.index('value="First"')
    page = client.post(f"{HERE}/new?kind=choice", data=rows | {"more": "y"}).text
    assert page.count('-label-en" name=') == 5
    assert asked(workshop) == []


def test_a_choice_somebody_made_is_offered_no_more_and_kept(
    client: FlaskClient, workshop: Workshop
) -> None:
    client.post(f"{HERE}/ready/gender")
    ann = comes(workshop, "ann@example.org")
    answers.keep(ann, {"gender": "other"}, at=NOON)
    db.session.commit()
    edit = f"{HERE}/gender/edit"
    without = {
        name: value
        for name, value in shown(client, edit).items()
        if not name.startswith(("choices-2-label", "choices-1-label"))
    }
    without |= {"step": "after"} | {
        f"choices-{n}-label-{code}": "" for n in (1, 2) for code in ("en", "zh", "de")
    }
    assert client.post(edit, data=without).status_code == 303
    (one,) = asked(workshop)
    assert [(choice.key, choice.retired) for choice in one.choices] == [
        ("woman", False),
        ("other", True),
    ]
    assert queries.answers_of(ann.id) == {"gender": "other"}
    refused = client.post(f"{HERE}/gender/remove", follow_redirects=True)
    assert "is kept" in refused.text
    client.post(f"{HERE}/gender/retire")
    assert asked(workshop)[0].retired
    client.post(f"{HERE}/gender/bring-back")
    assert not asked(workshop)[0].retired


def test_who_saves_over_somebody_else_sees_both_and_another_question_is_no_conflict(
    client: FlaskClient, workshop: Workshop
) -> None:
    client.post(f"{HERE}/new?kind=text", data=typed("One"))
    client.post(f"{HERE}/new?kind=text", data=typed("Two"))
    mine, other = shown(client, f"{HERE}/one/edit"), shown(client, f"{HERE}/two/edit")
    client.post(f"{HERE}/two/edit", data=other | {"label-en": "Second"})
    assert client.post(f"{HERE}/one/edit", data=mine | {"label-en": "First"}).status_code == 303
    late = client.post(f"{HERE}/one/edit", data=mine | {"label-en": "Uno"})
    assert late.status_code == 409
    assert "First" in late.text
    assert "Uno" in late.text
    assert [one.label["en"] for one in asked(workshop)] == ["First", "Second"]


def test_a_condition_names_an_earlier_answer(client: FlaskClient, workshop: Workshop) -> None:
    client.post(f"{HERE}/new?kind=yes_no", data=typed("Visa?"))
    client.post(
        f"{HERE}/new?kind=text",
        data=typed("Passport", answers="visa:yes", countries="China, de", way="on_site"),
    )
    when = asked(workshop)[1].when
    assert (when.question, when.answers, when.countries) == ("visa", ("yes",), ("CN", "DE"))
    page = unescape(client.get(f"{HERE}/preview").text)
    assert "Only if you take part on site." in page
    assert "Only for this country or region: China, Germany." in page
    assert "Only if you answered “Visa?” with: Yes." in page
    late = client.post(f"{HERE}/visa/later", follow_redirects=True)
    assert "stays behind it" in late.text
    late = client.post(f"{HERE}/visa/retire", follow_redirects=True)
    assert "is asked only after certain answers" in unescape(late.text)


def test_a_condition_never_names_what_is_asked_later(
    client: FlaskClient, workshop: Workshop
) -> None:
    client.post(f"{HERE}/new?kind=yes_no", data=typed("Funder?", step="after"))
    client.post(f"{HERE}/new?kind=yes_no", data=typed("Visa?"))
    assert "Funder?" not in client.get(f"{HERE}/new?kind=text").text
    depends = typed("Grant", answers="funder:yes")
    page = client.post(f"{HERE}/new?kind=text", data=depends)
    assert page.status_code == 422
    assert "“Funder?” is asked later" in unescape(page.text)
    assert "“Funder?” is asked later" in unescape(
        client.post(f"{HERE}/consents/new", data=depends).text
    )
    second = typed("Grant", answers="funder:yes", step="after")
    assert client.post(f"{HERE}/new?kind=text", data=second).status_code == 303
    # “Visa?” stands behind “Funder?” in the list, and is asked before it.
    assert "<legend>Visa?</legend>" in client.get(f"{HERE}/funder/edit").text
    client.post(f"{HERE}/new?kind=text", data=typed("Passport", answers="visa:yes"))
    edit = f"{HERE}/visa/edit"
    page = client.post(edit, data=shown(client, edit) | {"step": "after"})
    assert "“Passport” is asked only after certain answers" in unescape(page.text)


def test_consents_rise_in_version_and_transfer_needs_a_name(
    client: FlaskClient, workshop: Workshop
) -> None:
    there = client.post(f"{HERE}/consents/ready/transfer", follow_redirects=True)
    assert "names who receives the data" in there.text
    client.post(f"{HERE}/consents/ready/photos")
    edit = f"{HERE}/consents/photos/edit"
    client.post(edit, data=shown(client, edit) | {"label-en": "Photos are fine."})
    form = queries.find_form(workshop.id)
    assert form is not None
    db.session.refresh(form)
    (one,) = consents(form.consents)
    assert (one.version, one.label["en"]) == (2, "Photos are fine.")


def test_a_helper_does_not_change_what_is_asked(client: FlaskClient) -> None:
    made = open_workshop(online=9)
    sign_in(client, made, Role.HELPER)
    assert client.get(HERE).status_code == 404
    assert client.post(f"{HERE}/ready/diet").status_code == 404


def test_a_form_asks_and_reads_what_is_asked_of_this_person_alone(app: Any) -> None:
    with app.test_request_context(
        method="POST", data={"way": "online", "country": "CN", "q-food": "bread", "q-which": "x"}
    ):
        form: Any = asking(PreviewForm, ask(CHAIN))([Way.ONLINE])
        assert form.validate()
        assert form.answers == {"food": "bread"}  # what follows rice was typed, and not asked
        assert form["q-which"].data == "x"  # and is still in the form
