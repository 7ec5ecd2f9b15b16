"""A database that one test after the other is lent is to each as if it were new."""

from __future__ import annotations

import os
from collections.abc import Iterator

import psycopg
import pytest

from tests.databases import Lent, Postgres

pytestmark = pytest.mark.postgres


@pytest.fixture
def lent(postgres: Postgres) -> Iterator[Lent]:
    name = f"lent_template_{os.getpid()}"  # another process may test the same
    with psycopg.connect(postgres.create(name), autocommit=True) as connection:
        connection.execute("CREATE TABLE rooms (id serial PRIMARY KEY)")
        connection.execute("CREATE TABLE seats (room int REFERENCES rooms)")
    lent = Lent(postgres, name, ["seats", "rooms"])
    yield lent
    lent.close()
    postgres.drop(name)


def use(lent: Lent, *statements: str) -> list[tuple[object, ...]]:
    """What the last of these statements answers."""
    with psycopg.connect(lent.take(), autocommit=True) as connection:
        for statement in statements:
            answer = connection.execute(statement)
        return answer.fetchall() if answer.description else []


ROOM = "INSERT INTO rooms DEFAULT VALUES RETURNING id"
TABLES = "SELECT relname FROM pg_class WHERE relkind = 'r' AND relname IN ('rooms', 'queue')"


def test_rows_are_gone_numbers_begin_with_1_and_it_is_the_same_database(lent: Lent) -> None:
    use(lent, ROOM, "INSERT INTO seats VALUES (1)", "CREATE TABLE queue (id serial)")
    before = lent.take()
    lent.give_back()
    assert use(lent, "SELECT * FROM seats") == []
    assert use(lent, ROOM) == [(1,)]
    assert use(lent, TABLES) == [("rooms",)]
    assert lent.take() == before


@pytest.mark.parametrize("change", ["DROP TABLE seats", "ALTER TABLE rooms ADD name text"])
def test_where_a_test_changed_the_tables_the_next_one_gets_new_ones(
    lent: Lent, change: str
) -> None:
    before = lent.take()
    use(lent, change)
    lent.give_back()
    assert lent.take() != before
    assert use(lent, "SELECT * FROM seats") == []


def test_who_holds_the_database_open_does_not_keep_it_from_the_next(lent: Lent) -> None:
    with psycopg.connect(lent.take()) as held:
        held.execute(ROOM)
        lent.give_back()
        with pytest.raises(psycopg.OperationalError):
            held.execute(ROOM)
    assert use(lent, ROOM) == [(1,)]
