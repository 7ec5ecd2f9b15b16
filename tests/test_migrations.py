"""Migrations: from nothing to what the models say, and back, on both databases, with data."""

from __future__ import annotations

import ast
import secrets
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from sqlalchemy import inspect, select

from app import create_app
from app.cli import migrating
from app.extensions import db
from app.workshops.models import Workshop
from config import ROOT
from tests.conftest import NOON, settings_for
from tests.databases import ON_BOTH, Postgres
from tests.factories import (
    make_account,
    make_day,
    make_form,
    make_item,
    make_part,
    make_room,
    make_speaker,
    make_theme,
    make_workshop,
)

MIGRATIONS = ROOT / "migrations"
FILES = sorted((MIGRATIONS / "versions").glob("*.py"))


@pytest.fixture
def bare(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Flask]:
    """The application on a database without any table."""
    kind = request.node.callspec.params["database"]
    server: Postgres | None = None
    url = None
    if kind == "postgres":
        server = request.getfixturevalue("postgres")
        name = f"bare_{secrets.token_hex(6)}"
        url = server.create(name).replace("postgresql://", "postgresql+psycopg://")
    (tmp_path / "bare").mkdir()
    app = create_app(settings_for(tmp_path / "bare", url))
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()
    if server is not None:
        server.drop(name)


def down_to_nothing(app: Flask) -> None:
    command.downgrade(app.extensions["migrate"].migrate.get_config(), "base")


def shape() -> dict[str, Any]:
    """All that the database itself says about its tables."""
    found = inspect(db.engine)
    return {
        table: {
            "columns": {
                column["name"]: (str(column["type"]), column["nullable"])
                for column in found.get_columns(table)
            },
            "key": found.get_pk_constraint(table)["constrained_columns"],
            "foreign keys": sorted(
                (key["name"], key["constrained_columns"], key["referred_table"], key["options"])
                for key in found.get_foreign_keys(table)
            ),
            "unique": sorted(
                (one["name"], one["column_names"]) for one in found.get_unique_constraints(table)
            ),
            "checks": sorted(
                (one["name"], one["sqltext"]) for one in found.get_check_constraints(table)
            ),
            "indexes": sorted(
                (
                    one["name"],
                    one["column_names"],
                    one["unique"],
                    [str(option) for option in one.get("dialect_options", {}).values()],
                )
                for one in found.get_indexes(table)
            ),
        }
        for table in found.get_table_names()
        if table != "alembic_version"
    }


@ON_BOTH
@pytest.mark.usefixtures("database")
def test_migrations_lead_to_the_models(bare: Flask) -> None:
    assert migrating.upgrade() is True
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, db.metadata) == []


@ON_BOTH
def test_migrations_make_the_same_constraints_as_the_models(bare: Flask, app: Flask) -> None:
    with bare.app_context():
        migrating.upgrade()
        by_migrations = shape()
    with app.app_context():
        by_models = shape()
    assert by_migrations == by_models
    assert "uq_registrations_active_address" in str(by_migrations["registrations"]["indexes"])
    assert "ck_agenda_items_takes_time" in str(by_migrations["agenda_items"]["checks"])


@ON_BOTH
@pytest.mark.usefixtures("database")
def test_a_full_database_goes_down_to_nothing_and_up_again(bare: Flask) -> None:
    migrating.upgrade()
    fill()
    down_to_nothing(bare)
    assert shape() == {}
    assert migrating.upgrade() is True
    fill()
    assert db.session.scalar(select(Workshop.created_at)) == NOON


def fill() -> None:
    workshop = make_workshop(owner=make_account())
    theme = make_theme(workshop)
    item = make_item(
        workshop, make_day(workshop), theme_id=theme.id, room_id=make_room(workshop).id
    )
    make_part(item, make_speaker(workshop))
    make_form(workshop, opens=NOON, closes=NOON + timedelta(days=1))
    db.session.commit()


@ON_BOTH
@pytest.mark.usefixtures("database")
def test_a_database_at_the_newest_migration_is_left_alone(bare: Flask) -> None:
    assert migrating.upgrade() is True
    migrating.check_newest()
    assert migrating.upgrade() is False


def test_migrations_are_one_line_and_each_leads_both_ways() -> None:
    scripts = ScriptDirectory(str(MIGRATIONS))
    assert len(scripts.get_heads()) == 1
    for one in scripts.walk_revisions():
        assert one.nextrev == frozenset() or len(one.nextrev) == 1
        source = Path(one.path).read_text("utf-8")
        assert "op." in source.split("def downgrade")[1], f"{one.path} does not lead back"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_migration_imports_nothing_that_may_change_under_it(path: Path) -> None:
    imported = {
        (node.module or "") if isinstance(node, ast.ImportFrom) else alias.name
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
    }
    assert imported <= {"__future__", "alembic", "sqlalchemy", "sqlalchemy.dialects", "json"}
    assert "app." not in path.read_text("utf-8")
