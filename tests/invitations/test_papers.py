"""Official letters of invitation: numbered without a gap, kept as issued, and nothing made up."""

from __future__ import annotations

import re
import threading
from datetime import date, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from markupsafe import escape
from sqlalchemy import select

from app import clock
from app.agenda.rules.words import Kind
from app.documents import extra
from app.extensions import db
from app.invitations import issued, rules
from app.invitations.models import InvitationPlan, OfficialLetter
from app.invitations.official import Typed
from app.invitations.rules import papers, plans
from app.invitations.rules.papers import Paper
from app.invitations.service import papers as service
from app.people.models import Speaker
from app.workshops.rules import Role, Stale, Way
from tests.conftest import NOON
from tests.databases import ON_BOTH
from tests.factories import make_speaker
from tests.invitations.stage import Stage, desk_of, stage
from tests.registration.test_manage import sign_in

PAPER = Paper(
    letterhead={"en": "Institute for Urban Nature\nLakeside Road 1", "zh": "城市自然研究所"},
    signatory={"en": "Prof. Anna Weber", "zh": "安娜·韦伯"},
    post={"en": "Director"},
    costs={"en": "The organisers bear the hotel."},
)
LETTERS = "/organise/urban/letters-of-invitation"


def on_paper() -> Stage:
    here = stage(way=Way.HYBRID, contact={"en": "desk@example.org"})
    service.set_paper(here.workshop, PAPER, seen=None, at=NOON, account_id=None)
    person = here.speaker.person
    person.native_name, person.address_as = "朱姝", "Dr."
    here.speaker.affiliation = {"en": "Botanical Institute", "zh": "植物研究所"}
    db.session.commit()
    return here


def issue(speaker: Speaker, language: str = "en", after: int | None = None) -> OfficialLetter:
    return service.issue(
        speaker,
        language=language,
        typed=Typed(costs="We bear the hotel."),
        after=after,
        at=NOON,
        account_id=None,
    )


def test_the_reference_names_workshop_year_and_number() -> None:
    assert papers.reference("urban-2027", date(2026, 12, 31), 7) == "URBAN-2027/2026/007"
    assert papers.reference("urban", date(2027, 1, 1), 1234) == "URBAN/2027/1234"


@ON_BOTH
def test_numbers_count_on_and_a_second_press_gets_the_letter_of_the_first(app: Flask) -> None:
    here = on_paper()
    other = make_speaker(here.workshop, "Ben Other")
    first, second = issue(here.speaker, after=0), issue(other, after=0)
    assert (first.number, second.number) == (1, 2)
    assert issue(here.speaker, after=0) is first
    assert issue(here.speaker, after=1).number == 3
    assert first.facts["reference"] == "URBAN/2027/001"


@ON_BOTH
def test_two_who_press_at_once_get_numbers_without_a_gap(app: Flask) -> None:
    here = on_paper()
    ids = [here.speaker.id, *(make_speaker(here.workshop, f"Guest {n}").id for n in range(3))]
    db.session.commit()
    start = threading.Barrier(len(ids))

    def press(id: int) -> None:
        with app.app_context():
            start.wait()
            issue(db.session.get_one(Speaker, id), after=0)
            db.session.commit()

    threads = [threading.Thread(target=press, args=(id,)) for id in ids]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    db.session.rollback()
    assert [one.number for one in issued.letters_of(here.workshop.id)] == [4, 3, 2, 1]


def test_what_was_issued_says_the_same_whatever_changes(app: Flask) -> None:
    here = on_paper()
    letter = issue(here.speaker)
    before = dict(letter.facts)
    here.speaker.person.name = "Somebody Else"
    service.set_paper(here.workshop, Paper(), seen=None, at=NOON, account_id=None)
    db.session.commit()
    db.session.expire_all()
    found = issued.find_letter(here.workshop.id, 1)
    assert found is not None
    assert found.facts == before
    said = str(found.facts)
    for words in (
        "Dr. Zhu Shu", "朱姝", "植物研究所", "Institute for Urban Nature has the honour",
        "to speak on “Roofs of Kunming”", "09:00–09:20 (Shanghai, UTC+8), 20 minutes",
        "We bear the hotel.", "desk@example.org", "1 March 2027", "visa",
    ):  # fmt: skip
        assert words in said, words


def test_what_nobody_typed_is_not_said(app: Flask) -> None:
    here = stage(way=Way.ONLINE)
    bare = Paper(letterhead={"en": "Institute"}, signatory={"en": "A"})
    service.set_paper(here.workshop, bare, seen=None, at=NOON, account_id=None)
    letter = service.issue(
        here.speaker, language="en", typed=Typed(), after=None, at=NOON, account_id=None
    )
    labels = [label for label, _ in letter.facts["facts"]]
    assert labels == ["Date of the workshop", "Held", "Your part in the workshop"]
    said = str(letter.facts)
    assert "visa" not in said
    assert "recorded" not in said


def test_a_word_of_welcome_is_no_talk(app: Flask) -> None:
    here = on_paper()
    here.item.kind = Kind.OPENING
    here.publish()
    assert "to give an address: “Roofs of Kunming”" in str(issue(here.speaker).facts)
    chinese = issue(here.speaker, "zh", after=1).facts
    assert dict(chinese["facts"])["您负责的环节"][0] == "致辞：“Roofs of Kunming”"


def test_a_chinese_letter_has_the_form_of_one(app: Flask) -> None:
    here = on_paper()
    here.speaker.person.address_as = "博士"
    facts = issue(here.speaker, "zh").facts
    assert facts["title"] == "邀请函"
    assert facts["salutation"] == "尊敬的朱姝博士："
    assert facts["closing"] == ["此致", "敬礼！"]
    assert facts["date"] == "2027年3月1日"
    assert (facts["addressee"], facts["addressee_there"]) == (
        ["朱姝 博士", "植物研究所"],
        ["Zhu Shu"],
    )


def test_nobody_who_is_not_invited_gets_one(app: Flask) -> None:
    here = stage()
    with pytest.raises(papers.NoPaper):
        issue(here.speaker)
    service.set_paper(here.workshop, PAPER, seen=None, at=NOON, account_id=None)
    for state in papers.NOT_INVITED:
        with pytest.raises(papers.NotInvitedNow):
            papers.check_invited(state, "Zhu Shu")
    with pytest.raises(rules.IsOver):
        service.check(here.speaker, at=NOON + timedelta(days=365))


def test_paper_that_somebody_else_saved_is_not_overwritten(app: Flask) -> None:
    here = on_paper()
    seen = papers.fingerprint_of_paper(Paper())
    with pytest.raises(Stale):
        service.set_paper(here.workshop, Paper(), seen=seen, at=NOON, account_id=None)
    service.set_paper(here.workshop, PAPER, seen=seen, at=NOON, account_id=None)  # the same
    plan = db.session.get_one(InvitationPlan, here.workshop.id)
    assert plan.tasks == plans.write_tasks(plans.Plan().tasks)  # asks what it asked before


def test_organisers_set_it_up_look_at_it_and_issue_it_once(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOON)
    here = stage()
    key = here.speaker.key
    sign_in(client, here.workshop, Role.EDITOR)
    with monkeypatch.context() as bare:
        bare.setattr(extra, "has", lambda extension: False)
        empty = client.get(LETTERS).text
    assert "Please enter both first" in empty
    assert f"<code>{escape(extra.install())}</code>" in empty  # how PDF files come
    typed = {"letterhead-en": "Institute\nBonn", "signatory-en": "A", "costs-en": "We pay."}
    done = client.post("/organise/urban/invitations/paper", data=typed)
    assert (done.status_code, done.location) == (303, LETTERS)
    page = client.get(f"{LETTERS}/{key}?language=de").text
    assert "Einladungsschreiben" in page
    assert 'value="Guten Tag Zhu Shu,"' in page
    chinese = client.get(f"{LETTERS}/{key}?language=zh").text
    assert "编号：URBAN/2027/001" in chinese  # with its own colon, on a page in English
    said = {"language": "en", "salutation": "Dear Zhu", "costs": "<b>", "after": "0"}
    looked = client.post(f"{LETTERS}/{key}", data=said)
    assert looked.status_code == 200
    assert "&lt;b&gt;" in looked.text
    assert "URBAN/2027/001" in looked.text
    assert issued.letters_of(here.workshop.id) == []
    for _ in range(2):
        assert client.post(f"{LETTERS}/{key}", data=said | {"act": "issue"}).status_code == 303
    assert re.findall(r"URBAN/2027/\d+</a>", client.get(LETTERS).text) == ["URBAN/2027/001</a>"]
    assert [one.facts["salutation"] for one in db.session.scalars(select(OfficialLetter))] == [
        "Dear Zhu"
    ]


def test_the_desks_link_opens_own_letters_alone(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOON)
    here = on_paper()
    other = make_speaker(here.workshop, "Ben Other")
    invitation = here.invite()
    issue(here.speaker), issue(other)
    db.session.commit()
    desk = desk_of(invitation)
    answer = client.get(f"{desk}/letter/1.pdf")
    assert answer.status_code in (200, 404)  # as the extra is here or not
    assert answer.headers["Cache-Control"] == "no-store"
    assert "speaker" not in answer.headers.get("Content-Disposition", "")
    for number in ("2", "3", "x", "9" * 30):
        found = client.get(f"{desk}/letter/{number}.pdf")
        assert found.status_code == 404
        assert "setup documents" not in found.text
