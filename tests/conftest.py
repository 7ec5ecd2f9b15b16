from __future__ import annotations

import gc
import os
import secrets
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import settings as hypothesis_settings
from sqlalchemy import event

from app import clock, create_app
from app.agenda import published
from app.extensions import db
from app.site import drawing
from app.web import Application
from config import Config
from tests.databases import NAMED, Lent, NoServer, Postgres, in_memory
from tests.remembered import RememberedRule, RememberedTemplates, remember_statements

# A busy machine is no fault of the code.
hypothesis_settings.register_profile("house", deadline=None)
hypothesis_settings.load_profile("house")

# Below, every application is made anew; these parts of it come out the same each time.
Application.url_rule_class = RememberedRule
Application.jinja_options = {"bytecode_cache": RememberedTemplates()}

#: When tests happen, unless they say otherwise.
NOON = datetime(2027, 3, 1, 12, 0, tzinfo=UTC)


def pytest_configure(config: pytest.Config) -> None:
    """With several test processes, the first one starts the one PostgreSQL that all share."""
    if folder := in_memory():
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(folder))
    if getattr(config.option, "numprocesses", None) and not hasattr(config, "workerinput"):
        try:
            server = Postgres()
        except NoServer:
            return
        if server.folder is not None:
            os.environ[NAMED] = server.url
            config.add_cleanup(server.stop)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What takes long comes first, so that no process works on alone in the end; and what is
    started once for several tests is started in one process."""
    items.sort(key=lambda item: not any(map(item.get_closest_marker, LONG)))
    if config.pluginmanager.hasplugin("xdist"):
        for item in items:
            item.add_marker(pytest.mark.xdist_group(_together(item)))


#: Marks of tests that take long.
LONG = ("browser", "concurrency", "long")


def _together(item: pytest.Item) -> str:
    callspec = getattr(item, "callspec", None)
    hall = callspec and callspec.params.get("settings_of_hall")
    return f"hall on {hall}" if hall else item.nodeid.partition("::")[0]


def pytest_collection_finish() -> None:
    """What is imported by now stays: looking through it for garbage again and again takes long."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    try:
        server = Postgres()
    except NoServer as reason:
        pytest.skip(str(reason))
    yield server
    server.stop()


def settings_for(data: Path, database_url: str | None = None) -> Config:
    return Config(
        data=data,
        database_url=database_url or f"sqlite:///{data / 'plenum.db'}",
        redis_url=None,
        secret_key="only for tests, only for tests, only for tests",
        base_url="http://plenum.test",
        uid_domain="plenum.test",
        mail_url="folder:",
        mail_from="Plenum <plenum@plenum.test>",
        mail_inbound=None,
        rate_limits=False,
        trusted_proxies=0,
    )


@pytest.fixture(scope="session")
def empty_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database file with all tables and no rows, copied for each test."""
    folder = tmp_path_factory.mktemp("empty")
    app = create_app(settings_for(folder))
    with app.app_context():
        db.create_all()
        db.session.remove()
        db.engine.dispose()
    return folder / "plenum.db"


@pytest.fixture(scope="session")
def empty_postgres(postgres: Postgres, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    name = f"empty_{secrets.token_hex(4)}"
    url = postgres.create(name).replace("postgresql://", "postgresql+psycopg://")
    app = create_app(settings_for(tmp_path_factory.mktemp("empty-pg"), url))
    with app.app_context():
        db.create_all()
        db.session.remove()
        db.engine.dispose()
    yield name
    postgres.drop(name)


@pytest.fixture(scope="session")
def lent_postgres(postgres: Postgres, empty_postgres: str) -> Iterator[Lent]:
    tables = [table.name for table in reversed(db.metadata.sorted_tables)]
    lent = Lent(postgres, empty_postgres, tables)
    yield lent
    lent.close()


@pytest.fixture
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Address of a fresh database with all tables; SQLite unless parametrised (ON_BOTH)."""
    if getattr(request, "param", "sqlite") == "sqlite":
        shutil.copy(request.getfixturevalue("empty_sqlite"), tmp_path / "plenum.db")
        yield f"sqlite:///{tmp_path / 'plenum.db'}"
        return
    lent: Lent = request.getfixturevalue("lent_postgres")
    yield lent.take().replace("postgresql://", "postgresql+psycopg://")
    lent.give_back()


@pytest.fixture
def settings(database: str, tmp_path: Path) -> Config:
    return settings_for(tmp_path, database)


@pytest.fixture
def app(settings: Config) -> Iterator[Flask]:
    """The application on a fresh database, with an app context open for the whole test."""
    app = create_app(settings)
    app.testing = True
    app.config["WTF_CSRF_ENABLED"] = False
    with app.app_context():
        remember_statements(db.engine)
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def limited(settings: Config) -> Config:
    """Settings with rate limits on, for the tests that are about them."""
    return replace(settings, rate_limits=True)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A visitor. Commit (and better `db.session.expunge_all()`) before asking for a page."""
    return app.test_client()


@pytest.fixture
def queries(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Every SQL statement sent, BEGIN and PRAGMA left out; clear it before what is counted.

    What PostgreSQL's readers remember for a second holds for the whole test, so that a busy
    machine counts like a quick one.
    """
    monkeypatch.setattr(published, "GOOD_FOR", 600.0)
    sent: list[str] = []

    def noted(_c: object, _cursor: object, statement: str, *_: object) -> None:
        if not statement.startswith(("BEGIN", "PRAGMA")):
            sent.append(statement)

    event.listen(db.engine, "before_cursor_execute", noted)
    yield sent
    event.remove(db.engine, "before_cursor_execute", noted)


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> datetime:
    """The moment of the test: the clock stands still at NOON."""
    monkeypatch.setattr(clock, "now", lambda: NOON)
    return NOON


@pytest.fixture(scope="session")
def fonts() -> None:
    """For tests that look at what is drawn, in every language of the interface."""
    if drawing.languages_without_signs():
        pytest.skip("needs fonts: apt install fonts-noto-cjk fonts-dejavu")


@pytest.fixture
def no_fonts(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A machine with no font that pictures are drawn with."""
    for fonts in ("LATIN", "HAN"):
        monkeypatch.setattr(drawing, fonts, ("No such font",))
    monkeypatch.setattr(drawing, "_known", {})
    drawing.breadth.cache_clear()
    yield
    drawing.breadth.cache_clear()
