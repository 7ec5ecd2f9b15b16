from __future__ import annotations

import re
import threading

import pytest
from flask import Flask

from app.extensions import config, db
from app.links import derive
from app.mail.models import Letter
from app.mail.rendering import UnknownLink
from app.mail.rules import LetterState
from tests.conftest import NOON
from tests.databases import ON_BOTH
from tests.mail.conftest import Write, only_letter


@ON_BOTH
def test_a_letter_is_a_row_that_waits(app: Flask, write: Write) -> None:
    write()
    db.session.commit()
    letter = only_letter()
    assert letter.subject == "Welcome: Cities and nature"
    assert letter.text == (
        "Welcome\nCities and nature\n\nDear Zhu Shu,\n\nGood to have you.\n\n"
        "Your page: %%link:desk%%\n\nSent by Plenum at http://plenum.test\n"
    )
    assert (letter.state, letter.attempts, letter.next_try_at) == (LetterState.WAITING, 0, NOON)
    assert re.fullmatch(r"<[0-9a-f]{32}@plenum\.test>", letter.message_id)


@ON_BOTH
def test_the_same_act_writes_one_letter_per_kind_and_person(app: Flask, write: Write) -> None:
    write()
    write(note="again")
    db.session.commit()
    write(note="and later")
    write(recipient="speaker:2")
    write(act="test:2")
    db.session.commit()
    assert db.session.scalar(db.select(db.func.count(Letter.id))) == 3
    assert "again" not in only_first().text


def only_first() -> Letter:
    return db.session.execute(db.select(Letter).order_by(Letter.id)).scalars().first()


@ON_BOTH
def test_two_transactions_of_one_act_write_one_letter_and_neither_fails(
    app: Flask, write: Write
) -> None:
    failed: list[BaseException] = []

    def act() -> None:
        try:
            with app.app_context():
                write()
                db.session.commit()
        except BaseException as error:
            failed.append(error)

    threads = [threading.Thread(target=act) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    assert db.session.scalar(db.select(db.func.count(Letter.id))) == 1


def test_an_act_that_is_rolled_back_sends_nothing(app: Flask, write: Write) -> None:
    write()
    db.session.rollback()
    assert db.session.scalar(db.select(db.func.count(Letter.id))) == 0


def test_nothing_secret_is_stored(app: Flask, write: Write) -> None:
    write()
    letter = only_letter()
    secret = derive(config().secret_key, "desk", "abc", 0).rpartition("-")[2]
    assert secret not in f"{letter.text}{letter.html}{letter.links}"


def test_a_template_that_asks_for_a_link_nobody_gave_is_a_bug(app: Flask, write: Write) -> None:
    with pytest.raises(UnknownLink):
        write(links=[])


def test_what_looks_like_a_place_for_a_link_in_a_name_stays_text(app: Flask, write: Write) -> None:
    write(to_name="%%link:desk%%", title="%%link:desk%%", note="%%link:desk:00000000%%")
    letter = only_letter()
    assert letter.text.count("%%link:") == 1
    assert letter.html.count("%%link:") == 3  # the button, and its address below it
    assert "%%link:" not in letter.subject


@pytest.mark.parametrize(
    "code", ["{{7*7}}", "{0.__class__}", "%(x)s", "${7*7}", "{% if 1 %}49{% endif %}", "#{7*7}"]
)
def test_template_text_in_names_and_titles_stays_literal(
    app: Flask, write: Write, code: str
) -> None:
    write(to_name=code, title=code, note=code)
    letter = only_letter()
    assert letter.subject == f"Welcome: {code}"
    assert f"Dear {code}," in letter.text
    assert "49" not in letter.text.replace(code, "")
    assert code in letter.html


def test_markup_in_a_name_is_text_in_both_parts(app: Flask, write: Write) -> None:
    name = '<a href="http://evil.example">Anna & Bo</a>'
    write(to_name=name, title=name)
    letter = only_letter()
    assert f"Dear {name}," in letter.text
    assert "Welcome: <a" in letter.subject
    assert re.findall(r'href="([^"]*)"', letter.html) == ["%%link:desk%%"] * 2


def test_a_practice_workshop_is_marked_in_subject_and_both_parts(app: Flask, write: Write) -> None:
    write(practice=True)
    letter = only_letter()
    assert letter.subject.startswith("[Practice] ")
    assert letter.text.startswith("This e-mail is about a practice workshop")
    assert "This e-mail is about a practice workshop" in letter.html


def test_an_endless_title_makes_a_subject_that_ends(app: Flask, write: Write) -> None:
    write(title="long " * 200)
    subject = only_letter().subject
    assert len(subject) in (299, 300)
    assert subject.endswith("…")


def test_line_breaks_never_reach_the_subject(app: Flask, write: Write) -> None:
    write(title="one\r\nBcc: x@example.org\u2028two")
    letter = only_letter()
    assert "\n" not in letter.subject
    assert "\u2028" not in letter.text
