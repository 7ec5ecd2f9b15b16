"""The organisers' own text: what it may hold, and what becomes of what people typed."""

from __future__ import annotations

import email
import re
from datetime import date

import pytest
from flask import Flask

from app.extensions import db
from app.invitations import letters, queries, service
from app.invitations.letters import composing
from app.invitations.rules import Task, plans, texts
from app.invitations.rules.plans import Plan
from app.invitations.rules.texts import FaultKind, LetterText, Placeholder, Unsendable
from app.invitations.service import sending
from app.invitations.service.sending import Asked
from app.workshops.rules import Stale
from tests.conftest import NOON
from tests.databases import ON_BOTH
from tests.invitations.stage import Stage, drafted, last_letter, stage

P = Placeholder

# -- Rules ----------------------------------------------------------------------------------------


def test_a_broken_placeholder_is_told_by_line_and_sign() -> None:
    found = texts.faults("Dear {name},\n\nsee {nmae} and {link\nor }{}")
    assert [(one.kind, one.line, one.sign, one.found) for one in found] == [
        (FaultKind.UNKNOWN, 3, 5, "{nmae}"),
        (FaultKind.BROKEN, 3, 16, "{"),
        (FaultKind.BROKEN, 4, 4, "}"),
        (FaultKind.BROKEN, 4, 5, "{}"),
    ]
    assert found[0].meant is P.NAME


@pytest.mark.parametrize("typed", ["{own time}", "{ Own_Time }", "｛own-time｝", "{OWN TIME}"])
def test_what_is_meant_is_taken_however_it_is_typed(typed: str) -> None:
    assert not texts.faults(typed)
    assert texts.used(typed) == {P.OWN_TIME}


def test_a_link_cannot_stand_in_a_subject() -> None:
    assert [one.kind for one in texts.faults("{link}", is_subject=True)] == [
        FaultKind.NO_LINK_HERE
    ]
    assert not texts.faults("{link}")


@pytest.mark.parametrize(
    "template",
    ["{", "}", "{{name}}", "{na{me}", "{0.__class__}", "{name!r}", "{name:>9}", "{}", "{ }",
     "{name", "name}", "{%if%}", "${nam}", "{{7*7}}", "{nämé}", "{name\n}", "{\u200bname}"],
)  # fmt: skip
def test_nothing_half_filled_is_ever_saved(template: str) -> None:
    assert texts.faults(f"Dear {template} there")
    with pytest.raises(Unsendable):
        texts.check(LetterText(opening=f"Dear {template} there"))


@pytest.mark.parametrize("value", ["{link}", "{name}", "{{7*7}}", "%%link:desk%%", "%(x)s"])
def test_a_value_is_put_in_once_and_never_read_again(value: str) -> None:
    filled = texts.fill("A {name} B", {P.NAME: value}, {})
    assert filled.paragraphs == ((("A ", value, " B"),),)


def test_what_nobody_recorded_is_said_and_noted() -> None:
    filled = texts.fill("“{title}”", {P.TITLE: None}, {P.TITLE: "(title not recorded)"})
    assert filled.paragraphs == ((("“", "(title not recorded)", "”"),),)
    assert filled.unknown == {P.TITLE}


def test_every_placeholder_has_a_meaning_and_words_for_not_recorded() -> None:
    for said in (composing.MEANINGS, composing.NAMES, composing.INSTEAD):
        assert set(said) == set(Placeholder)
    assert not texts.TRUSTED & texts.UNTRUSTED


def test_texts_are_kept_and_read_as_they_were() -> None:
    said = {"zh": LetterText(subject="邀请", opening="一\n\n二"), "en": LetterText()}
    assert texts.read(texts.write(said)) == {"zh": said["zh"]}
    assert texts.read({"en": "nonsense", "de": {"subject": 3}}) == {}


# -- Letters --------------------------------------------------------------------------------------


def _saved(here: Stage, language: str = "en", **parts: str) -> None:
    service.save_text(here.workshop, language, LetterText(**parts), at=NOON, account_id=None)


@ON_BOTH
def test_the_organisers_text_goes_out_with_everybodys_values(app: Flask) -> None:
    here = stage()
    _saved(
        here,
        subject="{workshop}: your talk",
        salutation="Dear {greeting_name},",
        opening="We ask you for “{title}”.\n\nYour time: {own_time}\nYour page: {link}",
        closing="With kind regards,\n{host}",
    )
    here.invite()
    letter = last_letter("invitation")
    assert letter.subject == "Cities and nature: your talk"
    assert "We ask you for “Roofs of Kunming”." in letter.text
    assert "Friday, 21 May 2027, 03:00–03:20 (Berlin, UTC+2)" in letter.text
    assert "Your page: %%link:desk%%" in letter.text
    assert "With kind regards,\n(host not recorded)" in letter.text
    assert "We would like to invite you" not in letter.text
    assert letter.text.index("See and answer") < letter.text.index("With kind regards")


def test_a_language_without_a_text_has_the_standard_letter(app: Flask) -> None:
    here = stage()
    _saved(here, "zh", opening="诚邀您参加。")
    here.invite()
    assert "We would like to invite you" in last_letter("invitation").text


HOSTILE = [
    "Zhu\r\nBcc: evil@example.org",
    "Visit http://evil.example/now",
    '<a href="http://evil.example">click</a>',
    "[x](http://evil.example)",
    "{{7*7}} {link} {0.__class__} %(x)s ${x} {% raw %}",
    "%%link:desk%%",
    "a\u202egnp.exe\u2028Bcc: evil@example.org",
    "</p><script>alert(1)</script>",
]


@pytest.mark.parametrize("typed", HOSTILE)
def test_what_people_typed_stays_plain_text_in_every_place(app: Flask, typed: str) -> None:
    here = stage(contact={"en": typed}, place={"en": typed}, title={"en": typed})
    here.speaker.person.name = here.speaker.person.address_as = typed
    here.item.title = {"en": typed}
    db.session.flush()
    everything = " ".join("{" + one + "}" for one in Placeholder if one is not P.LINK)
    _saved(here, subject=everything[:190], opening=everything, closing=everything)
    service.send(drafted(here.speaker), at=NOON, account_id=None)
    letter = last_letter("invitation")
    assert not re.search(r"[\r\n\u2028]", letter.subject)
    assert not re.search(r"href=\"(?!%%link:|http://(localhost|plenum\.test))", letter.html)
    assert "<script" not in letter.html
    assert "49" not in letter.text
    # The one link to the desk stands at the button (and its address below), nowhere else.
    assert letter.text.count("%%link:desk%%") == 1
    mail = email.message_from_string(f"Subject: {letter.subject}\n\n{letter.text}")
    assert mail.keys() == ["Subject"]


@pytest.mark.parametrize("typed", HOSTILE)
def test_what_organisers_typed_into_the_text_stays_plain_as_well(app: Flask, typed: str) -> None:
    here = stage()
    if texts.faults(typed):
        with pytest.raises(Unsendable):
            _saved(here, opening=typed)
        return
    _saved(here, subject=typed, salutation=typed, opening=typed, closing=typed)
    here.invite()
    letter = last_letter("invitation")
    assert "\n" not in letter.subject
    assert "evil.example" not in "".join(re.findall(r'href="[^"]*"', letter.html))
    assert letter.text.count("%%link:desk%%") == 1


@pytest.mark.parametrize("language", ["en", "de", "zh"])
def test_texts_to_begin_with_can_be_sent_and_guess_nobodys_gender(
    app: Flask, language: str
) -> None:
    text = composing.starting_text(language, has_deadline=True, has_contact=True, has_host=True)
    texts.check(text)
    assert not re.search(
        r"\b(Herr|Frau|Mr|Mrs|Ms|geehrter)\b|先生|女士", " ".join(text.parts().values())
    )
    bare = composing.starting_text(language, has_deadline=False, has_contact=False, has_host=False)
    assert not {P.DEADLINE, P.CONTACT, P.HOST} & texts.used(" ".join(bare.parts().values()))


def test_who_saves_over_a_colleague_is_told_and_another_language_is_no_conflict(
    app: Flask,
) -> None:
    here = stage()
    opened = LetterText().fingerprint
    _saved(here, opening="first")
    with pytest.raises(Stale):
        service.save_text(
            here.workshop, "en", LetterText(opening="second"),
            seen=opened, at=NOON, account_id=None,
        )  # fmt: skip
    service.save_text(
        here.workshop, "de", LetterText(opening="erste"), seen=opened, at=NOON, account_id=None
    )


# -- Plans ----------------------------------------------------------------------------------------


def test_a_last_day_ends_where_the_speaker_lives() -> None:
    day = date(2027, 3, 1)
    assert plans.ends(day, "Asia/Shanghai").isoformat() == "2027-03-01T16:00:00+00:00"
    assert plans.ends(day, "America/New_York").isoformat() == "2027-03-02T05:00:00+00:00"
    assert plans.ends(day, None).isoformat() == "2027-03-02T12:00:00+00:00"


def test_the_own_last_day_goes_before_everybodys() -> None:
    plan = Plan(answer_by=date(2027, 3, 1))
    assert plans.answer_by(None, plan) == date(2027, 3, 1)
    assert plans.answer_by(date(2027, 4, 1), plan) == date(2027, 4, 1)
    assert plans.answer_by(None, Plan()) is None


def test_suggested_days_are_working_days_ahead_and_before_the_workshop() -> None:
    today = date(2027, 4, 1)
    for day in (date(2027, 4, 8), date(2027, 5, 21), date(2028, 1, 3)):
        for one in (*plans.suggested(day, today).values(), plans.suggested_answer(day, today)):
            assert one is None or (today < one < day and one.weekday() < 5)
    assert plans.suggested(date(2027, 4, 3), today)[Task.SLIDES] is None


@ON_BOTH
def test_a_plan_is_kept_with_its_days(app: Flask) -> None:
    here = stage()
    tasks = {Task.SLIDES: date(2027, 5, 14), Task.PHOTO: None}
    service.save_plan(
        here.workshop, answer_by=date(2027, 3, 1), reminds=False, lapses=True, tasks=tasks,
        at=NOON, account_id=None,
    )  # fmt: skip
    plan = _plan(here)
    assert (plan.answer_by, plan.reminds, plan.lapses) == (date(2027, 3, 1), False, True)
    assert plan.tasks == {Task.PHOTO: None, Task.SLIDES: date(2027, 5, 14)}
    assert plan.revision > 0


def _plan(here: Stage) -> Plan:
    db.session.expire_all()
    return queries.plan_of(here.workshop.id)


def test_the_deadline_is_told_with_the_zone_of_the_reader(app: Flask) -> None:
    here = stage()
    _saved(here, opening="Please answer by {deadline}.")
    made = sending.planned(
        here.speaker,
        Asked(key=here.speaker.key, language="en", answer_by=date(2027, 3, 1)),
        agenda=letters.Agenda(here.workshop, NOON),
        plan=_plan(here),
    )
    assert made["composed"].first == "Please answer by Monday, 1 March 2027 (Berlin, UTC+1)."
