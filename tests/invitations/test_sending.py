"""Inviting many at once, the text and the plan: the service and the pages of it."""

from __future__ import annotations

import re
from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from app.accounts.models import Account
from app.extensions import db
from app.invitations import queries, rules, service
from app.invitations.models import Invitation, InvitationPlan
from app.invitations.rules import Task
from app.invitations.rules.texts import LetterText
from app.invitations.service.sending import Asked
from app.mail import switches
from app.mail.models import Letter, MailSwitch
from app.people.models import Speaker
from app.workshops.rules import Stale, WorkshopState
from tests.conftest import NOON
from tests.databases import ON_BOTH
from tests.factories import make_item, make_part, make_speaker, make_workshop
from tests.invitations.stage import Stage, kinds, stage


@pytest.fixture
def here(ada: Account) -> Stage:
    """Zhu Shu in English, Vogt in German, Lin in Chinese; one has no address."""
    made = stage(owner=ada)
    for name, language, zone in (
        ("Katharina Vogt", "de", "Europe/Berlin"),
        ("Lin Yue", "zh", "Asia/Shanghai"),
    ):
        email = f"{name.split()[0].lower()}@example.org"
        speaker = make_speaker(made.workshop, name, email=email, language=language, time_zone=zone)
        make_part(make_item(made.workshop, made.day, title={"en": f"By {name}"}), speaker)
    make_speaker(made.workshop, "Mute Person", email=None)
    db.session.commit()
    return made


WHERE = "/organise/urban/invitations"


def key_of(name: str) -> str:
    speakers = db.session.scalars(db.select(Speaker))
    keys: dict[str, str] = {one.person.name: one.key for one in speakers}
    db.session.rollback()
    return keys[name]


def letters_sent() -> list[tuple[str, str]]:
    found = db.session.execute(
        db.select(Letter.to_name, Letter.language)
        .where(Letter.kind == "invitation")
        .order_by(Letter.to_name)
    )
    rows = [(name, language) for name, language in found]
    db.session.rollback()
    return rows


# -- Service --------------------------------------------------------------------------------------


@ON_BOTH
def test_one_who_cannot_be_asked_stops_nobody_else(app: Flask) -> None:
    made = stage()
    mute = make_speaker(made.workshop, "Mute Person", email=None)
    asked = [Asked(key=one, language="en") for one in (mute.key, "nobody", made.speaker.key)]
    outcome = service.send_to_many(made.workshop, asked, at=NOON, account_id=None)
    assert outcome.sent == [made.speaker.key]
    assert {key: type(why).__name__ for key, why in outcome.left.items()} == {
        mute.key: "NoAddress",
        "nobody": "NotHere",
    }
    # Nothing is left of who was not asked, not even a draft.
    assert db.session.scalar(db.select(db.func.count(Invitation.id))) == 1
    again = service.send_to_many(made.workshop, asked, at=NOON, account_id=None)
    assert again.before == [made.speaker.key]
    assert kinds() == ["invitation"]


def test_after_the_cancelling_nobody_is_asked(app: Flask) -> None:
    made = stage()
    made.publish()
    made.workshop.cancelled_at = NOON
    made.workshop.state = WorkshopState.CANCELLED
    asked = [Asked(key=made.speaker.key, language="en")]
    outcome = service.send_to_many(made.workshop, asked, at=NOON, account_id=None)
    assert isinstance(outcome.left[made.speaker.key], rules.IsCancelled)
    assert kinds() == []


def test_a_draft_that_lies_there_is_sent_with_its_new_words(app: Flask) -> None:
    made = stage()
    service.draft(made.speaker, language="en", message="old", at=NOON, account_id=None)
    one = Asked(key=made.speaker.key, language="de", message="neu", answer_by=date(2027, 3, 1))
    service.send_to_many(made.workshop, [one], at=NOON, account_id=None)
    invitation = queries.find_invitation(made.speaker)
    assert invitation is not None
    assert (invitation.language, invitation.message) == ("de", "neu")
    assert invitation.answer_by == date(2027, 3, 1)


def test_the_agenda_is_read_once_for_all(app: Flask) -> None:
    made = stage()
    keys = [made.speaker.key]
    for n in range(8):
        keys.append(make_speaker(made.workshop, f"Guest {n}", email=f"g{n}@example.org").key)
    asked = [Asked(key=key, language="en") for key in keys]
    seen: list[str] = []

    def note(*given: object) -> None:
        seen.append(str(given[2]))

    event.listen(db.engine, "before_cursor_execute", note)
    service.send_to_many(made.workshop, asked, at=NOON, account_id=None)
    event.remove(db.engine, "before_cursor_execute", note)
    assert sum("FROM agenda_items" in statement for statement in seen) <= 2


def test_a_draft_that_a_colleague_changed_meanwhile_is_not_sent(app: Flask) -> None:
    made = stage()
    service.draft(made.speaker, language="en", message="theirs", at=NOON, account_id=None)
    one = Asked(key=made.speaker.key, language="en", message="mine", seen="")
    outcome = service.send_to_many(made.workshop, [one], at=NOON, account_id=None)
    assert isinstance(outcome.left[made.speaker.key], Stale)
    assert kinds() == []


# -- Pages ----------------------------------------------------------------------------------------


@ON_BOTH
def test_ten_are_invited_with_two_presses_in_their_own_languages(
    client: FlaskClient, here: Stage
) -> None:
    page = client.get(f"{WHERE}/send")
    assert page.text.count('name="key"') == page.text.count(" checked>") == 3
    assert "Send 3 invitations" in page.text
    assert "Friday, 21 May 2027, 03:00–03:20 (Berlin, UTC+2)" in page.text
    assert "Mute Person" in page.text
    first, *others = re.findall(r'<details class="fold"([^>]*)>', page.text)
    assert ("open" in first, "look" in first) == (True, True)  # where “Look at” leads to
    assert others
    assert not any("open" in one for one in others)
    assert letters_sent() == []
    form = fields(page.text)
    sent = client.post(f"{WHERE}/send", data=form | {"do": "send"})
    assert sent.status_code == 303
    assert letters_sent() == [("Katharina Vogt", "de"), ("Lin Yue", "zh"), ("Zhu Shu", "en")]
    result = client.get(sent.location)
    assert "3 invitations are on their way" in result.text
    assert "Katharina Vogt" in result.text
    again = client.post(f"{WHERE}/send", data=form | {"do": "send"})
    assert again.location == sent.location
    assert len(letters_sent()) == 3


def fields(page: str) -> dict[str, list[str] | str]:
    """What a browser would send of the page with all its ticks."""
    keys = re.findall(r'name="key" value="([^"]+)"', page)
    chosen = dict(
        re.findall(r'<select name="(language-[^"]+)".*?value="(\w+)"[^>]* selected', page)
    )
    return {"key": keys, **chosen}


def test_looking_and_trying_send_nothing_to_anybody_else(client: FlaskClient, here: Stage) -> None:
    key = here.speaker.key
    db.session.rollback()
    form = {"key": key, f"language-{key}": "zh", f"message-{key}": "Bis bald & <b>"}
    looked = client.post(f"{WHERE}/send", data=form | {"do": "look"})
    assert "Bis bald &amp; &lt;b&gt;" in looked.text
    assert letters_sent() == []
    for _ in range(2):
        assert client.post(f"{WHERE}/send", data=form | {"do": "try"}).status_code == 200
    letter = db.session.scalars(db.select(Letter)).one()
    assert (letter.to_email, letter.language) == ("ada@example.org", "zh")
    assert letter.subject.startswith("【试发】")
    assert not any(link["purpose"] for link in letter.links)
    db.session.rollback()
    assert db.session.scalar(db.select(db.func.count(Invitation.id))) == 0


def test_faults_of_a_row_keep_what_was_typed_and_send_nothing(
    client: FlaskClient, here: Stage
) -> None:
    key = here.speaker.key
    db.session.rollback()
    form = {
        "key": key, f"language-{key}": "en", f"answer_by-{key}": "soon", f"message-{key}": "Hello",
        "do": "send",
    }  # fmt: skip
    page = client.post(f"{WHERE}/send", data=form)
    assert page.status_code == 422
    assert 'value="soon"' in page.text
    assert "Hello" in page.text
    assert letters_sent() == []
    nobody = client.post(f"{WHERE}/send", data={"do": "send"})
    assert nobody.status_code == 422
    assert "Nobody is ticked" in nobody.text


def test_the_text_is_read_as_a_real_person_before_it_is_saved(
    client: FlaskClient, here: Stage
) -> None:
    where = f"{WHERE}/letter"
    begun = client.get(f"{where}?in=en&begin=polite&for={key_of('Lin Yue')}")
    assert "Dear {greeting_name}," in begun.text
    assert "Dear Lin Yue," in begun.text
    assert "Not saved yet" in begun.text
    form = {"in": "en", "for": key_of("Zhu Shu"), "seen": LetterText().fingerprint}
    typed = form | {"opening": "About “{title}” and {host}."}
    looked = client.post(where, data=typed | {"do": "look"})
    assert "About “Roofs of Kunming” and (host not recorded)." in looked.text
    assert "the e-mail says so: host." in looked.text
    db.session.rollback()
    assert queries.plan_of(here.workshop.id).texts == {}
    db.session.rollback()

    wrong = client.post(where, data=typed | {"opening": "Dear\n{nmae} {hots}", "do": "save"})
    assert wrong.status_code == 422
    assert "Line 2, character 1: there is no placeholder “{nmae}”" in wrong.text
    assert wrong.text.count('<li><a href="#opening">') == 2  # each fault on a line of its own
    assert "There is no preview until the text is mended." in wrong.text
    assert "letter-text" not in wrong.text
    assert client.post(where, data=typed | {"do": "save"}).status_code == 303
    stale = client.post(where, data=typed | {"opening": "mine", "do": "save"})
    assert stale.status_code == 409
    assert "Somebody else saved in the meantime" in stale.text
    assert "About “{title}” and {host}." in stale.text
    assert client.post(where, data=form | {"do": "try", "opening": "Try me"}).status_code == 200
    tried = db.session.scalars(db.select(Letter)).one()
    assert "Try me" in tried.text
    assert tried.to_email == "ada@example.org"


def test_the_plan_begins_with_suggestions_and_holds_once_saved(
    client: FlaskClient, here: Stage
) -> None:
    first = client.get(f"{WHERE}/plan")
    assert "No last days are set yet; these are suggestions." in first.text
    assert 'value="2027-05-14"' in first.text
    seen = re.search(r'name="seen"[^>]*value="(\w+)"', first.text)
    assert seen is not None
    form = {"seen": seen[1], "asks_slides": "y", "slides_by": "2027-05-13", "lapses": "y"}
    assert client.post(f"{WHERE}/plan", data=form).status_code == 303
    plan = queries.plan_of(here.workshop.id)
    assert plan.tasks == {Task.SLIDES: date(2027, 5, 13)}
    assert (plan.reminds, plan.lapses) == (False, True)
    db.session.rollback()
    assert (
        "Until you save, what was set before holds."
        in client.get(f"{WHERE}/plan?begin=suggested").text
    )
    stale = client.post(f"{WHERE}/plan", data=form | {"slides_by": "2027-05-10"})
    assert stale.status_code == 409
    assert "2027-05-13" in stale.text


def test_a_letterhead_is_no_last_day_and_none_at_all_is_an_answer(
    client: FlaskClient, here: Stage
) -> None:
    db.session.add(
        InvitationPlan(
            workshop_id=here.workshop.id, texts={}, tasks={"slides": None}, revision=1,
            paper={"en": {"letterhead": "Institute"}},
        )
    )  # fmt: skip
    db.session.commit()
    page = client.get(f"{WHERE}/plan")
    assert "these are suggestions" in page.text
    seen = re.search(r'name="seen"[^>]*value="(\w+)"', page.text)
    assert seen is not None
    form = {"seen": seen[1], "asks_slides": "y"}
    saved = client.post(f"{WHERE}/plan", data=form, follow_redirects=True)
    assert "Saved." in saved.text
    assert "these are suggestions" not in saved.text


def test_with_nobody_marked_on_the_board_nobody_is_ticked(
    client: FlaskClient, here: Stage
) -> None:
    page = client.get(f"{WHERE}/send?marked=1").text
    assert "Nobody is ticked." in page
    assert not re.search(r'name="key"[^>]* checked', page)
    assert re.search(r'name="key"[^>]* checked', client.get(f"{WHERE}/send").text)
    assert 'data-none="Send to those who are ticked"' in page


@pytest.mark.parametrize(("turned", "said"), [("held", "waits"), ("team_only", "in trial mode")])
def test_what_is_held_is_not_said_to_be_on_its_way(
    client: FlaskClient, here: Stage, turned: str, said: str
) -> None:
    scope = switches.of_workshop(here.workshop.id)
    db.session.add(MailSwitch(scope=scope, changed_at=NOON, **{turned: True}))
    db.session.commit()
    key = here.speaker.key
    form = {"do": "send", "key": key, f"language-{key}": "en", f"seen-{key}": ""}
    page = client.post(f"{WHERE}/send", data=form, follow_redirects=True).text
    assert f"1 invitation is written{' and' if turned == 'held' else ','} {said}" in page
    reminded = client.post(f"{WHERE}/{key}/remind", follow_redirects=True).text
    assert "The e-mail is written" in reminded
    assert "on its way" not in page + reminded


def test_the_next_workshop_begins_as_the_last_one(
    client: FlaskClient, here: Stage, ada: Account
) -> None:
    service.save_plan(
        here.workshop, answer_by=date(2027, 4, 21), reminds=True, lapses=True,
        tasks={Task.SLIDES: date(2027, 5, 14)}, at=NOON, account_id=None,
    )  # fmt: skip
    service.save_text(
        here.workshop, "en", LetterText(opening="As ever."), at=NOON, account_id=None
    )
    make_workshop("next", owner=db.session.merge(ada))
    db.session.commit()
    page = client.get("/organise/next/invitations/plan?begin=last")
    assert "As at “Cities and nature”" in page.text
    text = client.get("/organise/next/invitations/letter?in=en&begin=last")
    assert "As ever." in text.text
    db.session.rollback()


def test_a_workshop_of_others_lends_nothing(client: FlaskClient, here: Stage) -> None:
    other = make_workshop("secret")
    service.save_text(other, "en", LetterText(opening="Secret"), at=NOON, account_id=None)
    db.session.commit()
    assert "Secret" not in client.get(f"{WHERE}/letter?in=en&begin=last").text


def test_states_that_cannot_be_asked_are_named_with_a_way_to_mend(
    client: FlaskClient, here: Stage
) -> None:
    here.invite()
    db.session.commit()
    page = client.get(f"{WHERE}/send")
    assert page.text.count('name="key"') == 2
    assert "no e-mail address recorded" in page.text
    assert "sent, no answer yet" in page.text
