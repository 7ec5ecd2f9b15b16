"""Servers over a database of their own, on SQLite and on PostgreSQL."""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from app import create_app
from app.extensions import db
from config import Config
from tests.concurrency.hall import Hall, serving
from tests.conftest import settings_for
from tests.databases import Postgres

BOTH = ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)]


@pytest.fixture(scope="session", params=BOTH)
def settings_of_hall(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Config]:
    folder: Path = tmp_path_factory.mktemp("hall")
    if request.param == "sqlite":
        shutil.copy(request.getfixturevalue("empty_sqlite"), folder / "plenum.db")
        yield settings_for(folder)
        return
    server: Postgres = request.getfixturevalue("postgres")
    name = f"hall_{secrets.token_hex(4)}"
    url = server.create(name, request.getfixturevalue("empty_postgres"))
    yield settings_for(folder, url.replace("postgresql://", "postgresql+psycopg://"))
    server.drop(name)


@pytest.fixture(scope="session")
def hall(settings_of_hall: Config) -> Iterator[Hall]:
    with serving(settings_of_hall, "app:create_app") as hall:
        yield hall


@pytest.fixture(scope="session")
def unprotected_hall(settings_of_hall: Config) -> Iterator[Hall]:
    with serving(settings_of_hall, "tests.concurrency.unprotected:create_app") as hall:
        yield hall


@pytest.fixture(scope="session")
def hall_with_hasty_eyes(settings_of_hall: Config) -> Iterator[Hall]:
    factory = "tests.concurrency.unprotected:create_app_with_hasty_eyes"
    with serving(settings_of_hall, factory) as hall:
        yield hall


@pytest.fixture(scope="session")
def hall_without_lock(settings_of_hall: Config) -> Iterator[Hall]:
    factory = "tests.concurrency.unprotected:create_app_without_lock"
    with serving(settings_of_hall, factory) as hall:
        yield hall


@pytest.fixture
def app(settings_of_hall: Config) -> Iterator[Flask]:
    """The application over the same database, to prepare it and to look at what became of it."""
    app = create_app(settings_of_hall)
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()
