"""The program `plenum`: what it does, what it says, and how it ends."""

from __future__ import annotations

import csv
import json
import os
import secrets
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from granian.server.mp import MPServer as Server
from sqlalchemy import select

from app import create_app
from app.cli.program import main
from app.cli.workshops import as_csv
from app.extensions import db
from app.mail.models import Letter
from app.registration.models import SeatPool
from app.registration.queries import ExportRow
from app.registration.rules import RegistrationState
from app.workshops.models import Workshop
from app.workshops.rules import Way
from config import ROOT, from_environment
from tests.conftest import NOON
from tests.databases import Postgres

Run = Callable[..., Result]

FILE = """
format: plenum-workshop/1
workshop:
  slug: example-2027
  title: {en: Example, zh: 示例}
  languages: [en, zh]
  time_zone: Asia/Shanghai
  days: [{date: 2027-05-21, starts: "09:00"}]
  themes: [{key: theme-1, number: I, title: Cities}]
  items: [{key: talk-1, kind: talk, day: 2027-05-21, theme: theme-1, title: A talk, minutes: 20}]
  registration: {seats: {online: 1}}
"""


def run_in(data: Path, *arguments: str, stdin: str | bytes = "", **settings: str) -> Result:
    named = {f"PLENUM_{name}": value for name, value in settings.items()}
    unset = {"PLENUM_DATABASE_URL": None, "PLENUM_BASE_URL": None}
    environment = {"PLENUM_DATA": str(data)} | unset | named
    result = CliRunner().invoke(main, arguments, input=stdin, env=environment)
    if not isinstance(result.exception, SystemExit | None):
        raise result.exception
    assert "Traceback" not in result.output
    return result


@pytest.fixture(scope="session")
def set_up(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder whose database is at the newest migration."""
    data = tmp_path_factory.mktemp("set-up")
    assert run_in(data, "db", "upgrade").exit_code == 0
    return data


@pytest.fixture
def data(set_up: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(set_up, tmp_path / "data"))


@pytest.fixture
def plenum(data: Path) -> Run:
    """Run a command on a database that is set up and empty."""

    def run(*arguments: str, stdin: str | bytes = "", **settings: str) -> Result:
        return run_in(data, *arguments, stdin=stdin, **settings)

    return run


@pytest.fixture
def stored(data: Path) -> Flask:
    """The application on the same data, to look at what a command left."""
    app = create_app(from_environment({"PLENUM_DATA": str(data)}))
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def refused(result: Result, says: str) -> None:
    assert result.exit_code == 1, result.output
    assert says in result.stderr
    assert result.stdout == ""


def test_help_names_every_command() -> None:
    said = CliRunner().invoke(main, ["--help"]).stdout
    for name in (
        "account", "check", "db", "demo", "dump", "load", "participants", "publish", "serve",
        "worker",
    ):  # fmt: skip
        assert f"\n  {name} " in said
    assert " up " not in said


def test_every_command_explains_itself() -> None:
    for name in main.commands:
        said = CliRunner().invoke(main, [name, "--help"])
        assert said.exit_code == 0
        assert len(said.stdout.split("\n\n")[1].strip()) > 10, name


@pytest.mark.parametrize(
    "arguments",
    [
        ("nonsense",),
        ("load",),
        ("participants", "example-2027", "--format", "xlsx"),
        ("account", "add", "ada@example.org"),
        ("serve", "--port", "99999"),
        ("serve", "--workers", "0"),
    ],
)
def test_wrong_usage_ends_with_two(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    assert run_in(tmp_path, *arguments).exit_code == 2


# The database.


def test_the_database_is_set_up_once(tmp_path: Path) -> None:
    assert "set up" in run_in(tmp_path, "db", "upgrade").stdout
    assert "up to date" in run_in(tmp_path, "db", "upgrade").stdout


@pytest.mark.parametrize(
    "arguments",
    [("demo",), ("check",), ("dump", "x"), ("worker", "--once"), ("serve", "--port", "8159")],
)
def test_a_database_that_is_not_set_up_says_how_to(
    tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    refused(run_in(tmp_path, *arguments), "plenum db upgrade")


@pytest.mark.parametrize("command", ["serve", "up"])
def test_a_server_says_which_languages_its_fonts_cannot_write(
    plenum: Run, command: str, monkeypatch: pytest.MonkeyPatch, no_fonts: None
) -> None:
    monkeypatch.setattr(Server, "serve", lambda _: None)
    said = plenum(command, "--port", "8159").stdout
    [sentence] = [line for line in said.splitlines() if "fonts" in line]
    assert "English, German, Chinese" in sentence
    assert "apt install fonts-noto-cjk fonts-dejavu" in sentence


@pytest.mark.parametrize("command", ["serve", "up"])
def test_a_server_with_all_fonts_says_nothing_of_them(
    plenum: Run, command: str, monkeypatch: pytest.MonkeyPatch, fonts: None
) -> None:
    monkeypatch.setattr(Server, "serve", lambda _: None)
    assert "fonts" not in plenum(command, "--port", "8159").stdout


def set_revision(data: Path, revision: str) -> None:
    with sqlite3.connect(data / "plenum.db") as connection:
        connection.execute("UPDATE alembic_version SET version_num = ?", (revision,))
    connection.close()


def test_a_database_of_a_newer_plenum_is_left_alone(plenum: Run, data: Path) -> None:
    set_revision(data, "ffffffffffff")
    refused(plenum("db", "upgrade"), "made by a newer Plenum (ffffffffffff)")
    refused(plenum("check"), "made by a newer Plenum")


def test_a_file_that_is_no_database_is_named_as_such(tmp_path: Path) -> None:
    (tmp_path / "plenum.db").write_text("a letter to the editor " * 100)
    refused(
        run_in(tmp_path, "db", "upgrade"), "The database cannot be used (file is not a database)"
    )


def test_a_database_that_does_not_answer_is_named_without_its_password(tmp_path: Path) -> None:
    result = run_in(
        tmp_path, "check", DATABASE_URL="postgresql://plenum:secret@127.0.0.1:1/plenum"
    )
    refused(result, "The database cannot be used")
    assert "secret" not in result.stderr


def test_a_wrong_setting_stops_every_command_with_its_name(tmp_path: Path) -> None:
    refused(run_in(tmp_path, "check", MAIL_URL="carrier pigeon"), "PLENUM_MAIL_URL: ")
    refused(run_in(tmp_path, "db", "upgrade", DATABASE_URL="mysql://x"), "PLENUM_DATABASE_URL: ")


@pytest.mark.postgres
def test_the_same_commands_serve_postgresql(postgres: Postgres, tmp_path: Path) -> None:
    name = f"cli_{secrets.token_hex(6)}"
    url = postgres.create(name)
    try:
        for arguments in (["db", "upgrade"], ["demo"], ["worker", "--once"], ["check"]):
            result = run_in(tmp_path, *arguments, DATABASE_URL=url)
            assert result.exit_code == 0, result.output
        assert not (tmp_path / "plenum.db").exists()
    finally:
        postgres.drop(name)


def test_several_that_upgrade_at_once_all_end_well(tmp_path: Path) -> None:
    environment = os.environ | {"PLENUM_DATA": str(tmp_path), "PLENUM_DATABASE_URL": ""}
    command = [sys.executable, "-m", "app.cli", "db", "upgrade"]
    all_of_them = [
        subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)
        for _ in range(3)
    ]
    for one in all_of_them:
        one.communicate(timeout=60)
        assert one.returncode == 0
    assert run_in(tmp_path, "check").exit_code == 0


# The demo.


def test_the_demo_is_loaded_once(plenum: Run) -> None:
    first, second = plenum("demo"), plenum("demo")
    assert first.exit_code == second.exit_code == 0
    assert len(first.stdout.splitlines()) == 2
    assert second.stdout == "The demo is there already.\n"


def test_a_reset_brings_back_what_was_changed(plenum: Run, stored: Flask) -> None:
    plenum("demo")
    practice = db.session.scalars(select(Workshop).where(Workshop.practice)).one()
    practice.title = {"en": "Changed"}
    db.session.commit()
    plenum("demo")
    db.session.rollback()
    assert practice.title == {"en": "Changed"}
    db.session.rollback()
    assert plenum("demo", "--reset").exit_code == 0
    assert practice.title != {"en": "Changed"}


# Workshop files.


def test_a_workshop_file_is_loaded_published_and_written_back_the_same(
    plenum: Run, tmp_path: Path
) -> None:
    (tmp_path / "file.yaml").write_text(FILE, "utf-8")
    loaded = plenum("load", str(tmp_path / "file.yaml"), "--publish")
    assert loaded.stdout == "Loaded example-2027.\nPublished example-2027 as version 1.\n"
    dumped = plenum("dump", "example-2027").stdout_bytes
    assert "示例".encode() in dumped
    assert plenum("load", "-", stdin=dumped).exit_code == 0
    assert plenum("dump", "example-2027").stdout_bytes == dumped
    assert "Nothing changed" in plenum("publish", "example-2027").stdout


def test_every_fault_of_a_file_is_named_by_its_place_and_nothing_is_written(
    plenum: Run, stored: Flask
) -> None:
    faulty = FILE.replace("minutes: 20", "minutes: -5").replace("Asia/Shanghai", "Asia/Nowhere")
    result = plenum("load", "-", stdin=faulty)
    refused(result, "items[0].minutes: ")
    assert "time_zone: " in result.stderr
    assert db.session.scalar(select(Workshop.id)) is None


def test_files_that_cannot_be_read_are_named(plenum: Run, tmp_path: Path) -> None:
    refused(plenum("load", str(tmp_path / "gone.yaml")), "gone.yaml: No such file or directory.")
    refused(plenum("load", str(tmp_path)), "Is a directory")
    refused(plenum("load", "-", stdin=b"\xff\xfe\x00"), "UTF-8")
    refused(plenum("load", "-", stdin=b"x" * (20 * 1024 * 1024)), "larger than 2 MB")
    refused(plenum("load", "-", stdin=""), "empty")


@pytest.mark.parametrize("command", ["dump", "publish", "participants"])
def test_a_workshop_that_does_not_exist_is_named(plenum: Run, command: str) -> None:
    refused(plenum(command, "nowhere"), "There is no workshop nowhere.")


# Accounts.


def test_an_organiser_is_made_and_signs_in_once_by_the_printed_link(
    plenum: Run, stored: Flask
) -> None:
    assert plenum("account", "add", "Ada@Example.org", "--name", "Ada").exit_code == 0
    link = plenum("account", "link", "ada@example.org").stdout.strip()
    assert link.startswith("http://127.0.0.1:8000/sign-in/")
    path = link.removeprefix("http://127.0.0.1:8000")
    stored.config["WTF_CSRF_ENABLED"] = False
    assert stored.test_client().post(path).status_code == 303
    assert stored.test_client().post(path).status_code != 303


def test_an_account_that_cannot_be_made_says_why(plenum: Run) -> None:
    plenum("account", "add", "ada@example.org", "--name", "Ada")
    again = plenum("account", "add", "ADA@example.org", "--name", "Ada")
    refused(again, "already an account")
    refused(plenum("account", "add", "no address", "--name", "Ada"), "cannot be an e-mail address")
    refused(plenum("account", "link", "bob@example.org"), "no account for bob@example.org")


# Participants.


def register(app: Flask, name: str, email: str) -> None:
    form = {"name": name, "email": email, "way": "online", "affiliation": "", "country": ""}
    page = app.test_client().get("/w/example-2027/register")
    assert page.status_code == 200
    answer = app.test_client().post("/w/example-2027/register", data=form)
    assert answer.status_code == 303, answer.text


def test_registrations_are_written_with_their_place_in_line(plenum: Run, stored: Flask) -> None:
    plenum("load", "-", "--publish", stdin=FILE)
    stored.config["RATELIMIT_ENABLED"] = False
    for name, email in (
        ("Ada", "a@example.org"),
        ("Bob", "b@example.org"),
        ("示例", "c@example.org"),
    ):
        register(stored, name, email)
    rows = json.loads(plenum("participants", "example-2027", "--format", "json").stdout)
    assert [(row["name"], row["state"], row["place"]) for row in rows] == [
        ("Ada", "confirmed", None),
        ("Bob", "waitlisted", 1),
        ("示例", "waitlisted", 2),
    ]
    table = plenum("participants", "example-2027").stdout.splitlines()
    assert [list(row) for row in csv.reader(table)][0] == [
        "name", "email", "way", "state", "place", "at",
    ]  # fmt: skip
    assert len(table) == 4


@pytest.mark.parametrize("name", ["=1+1", "+49", "-x", "@SUM(A1)", " =1", "\t=1"])
def test_no_cell_is_run_as_a_formula(name: str) -> None:
    row = ExportRow(
        name=name, email="a@example.org", way=Way.ONLINE, state=RegistrationState.CONFIRMED,
        place=None, at=NOON,
    )  # fmt: skip
    cells = next(csv.DictReader(as_csv([row]).splitlines()))
    assert cells["name"] == f"'{name}"
    assert cells["at"] == "2027-03-01T12:00:00+00:00"


# Letters and invariants.


def test_the_worker_sends_what_waits_and_ends(plenum: Run, stored: Flask, data: Path) -> None:
    plenum("load", "-", "--publish", stdin=FILE)
    register(stored, "Ada", "ada@example.org")
    assert plenum("worker", "--once").exit_code == 0
    assert len(list((data / "letters").glob("*.eml"))) == 1
    assert db.session.scalars(select(Letter.state)).all() == ["sent"]


def test_stored_data_that_agrees_with_itself_passes_the_check(plenum: Run) -> None:
    plenum("demo")
    result = plenum("check")
    assert (result.exit_code, result.stdout) == (0, "Everything stored agrees with itself.\n")


def test_the_check_names_what_is_broken_and_changes_nothing(plenum: Run, stored: Flask) -> None:
    plenum("load", "-", "--publish", stdin=FILE)
    pool = db.session.scalars(select(SeatPool)).one()
    pool.used = 1
    db.session.commit()
    result = plenum("check")
    assert result.exit_code == 1
    assert "example-2027" in result.stdout
    db.session.rollback()
    assert pool.used == 1
