from __future__ import annotations

from flask import Flask
from sqlalchemy import text

from app.extensions import config, db
from app.links import derive
from app.mail.checks import broken
from tests.databases import ON_BOTH
from tests.mail.conftest import Write


@ON_BOTH
def test_letters_as_they_are_written_break_nothing(app: Flask, write: Write) -> None:
    write()
    write(act="test:2", note="a-word-with-many-hyphens-and-abcdefghijklmnopqrstuvwxyzabc")
    assert broken() == []


@ON_BOTH
def test_a_personal_link_in_a_stored_letter_is_found(app: Flask, write: Write) -> None:
    token = derive(config().secret_key, "desk", "abc", 0)
    write(note=f"http://plenum.test/s/{token}")
    (line,) = broken()
    assert "holds a personal link" in line
    assert token not in line


def test_a_doubled_letter_is_found(app: Flask, write: Write) -> None:
    write()
    # As a restored copy whose constraint was lost would hold it.
    db.session.execute(text("CREATE TABLE kept AS SELECT * FROM letters"))
    db.session.execute(text("DROP TABLE letters"))
    db.session.execute(text("ALTER TABLE kept RENAME TO letters"))
    db.session.execute(text("INSERT INTO letters SELECT * FROM letters"))
    assert broken() == ["letters: test:1, greeting, speaker:1 was written twice"]
