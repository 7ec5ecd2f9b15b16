"""The shape of the house, held by tests: who may import whom, who commits, who is registered."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from config import ROOT

APP = ROOT / "app"
MODULES = sorted(path for path in APP.rglob("*.py") if "_bundled" not in path.parts)


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def nodes(path: Path) -> Iterator[ast.AST]:
    return ast.walk(ast.parse(path.read_text("utf-8")))


def test_features_import_only_what_lies_below_them() -> None:
    # In a process of its own: import-linter silences every logger of the one it runs in.
    linter = "from importlinter.cli import lint_imports_command as run; run(['--no-cache'])"
    done = subprocess.run(
        [sys.executable, "-c", linter], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout


def may_commit(path: Path) -> bool:
    """Pages, commands and the worker's jobs: they end the act that they begin."""
    return (
        path.stem.partition("_")[0] in ("views", "manage", "answers")
        or path.is_relative_to(APP / "cli")
        or path in (APP / "mail" / "worker.py", APP / "mail" / "delivery.py")
    )


def test_only_pages_commands_and_jobs_commit() -> None:
    strangers = [
        f"{name_of(path)}:{node.lineno}"
        for path in MODULES
        if not may_commit(path)
        for node in nodes(path)
        if isinstance(node, ast.Attribute) and node.attr == "commit"
    ]
    assert strangers == []


def test_nothing_asks_the_database_through_a_model() -> None:
    """Flask-SQLAlchemy is a session and a base here; what it adds to models is not used."""
    shortcuts = ("first_or_404", "get_or_404", "one_or_404", "paginate")
    found = [
        f"{name_of(path)}:{node.lineno}"
        for path in MODULES
        for node in nodes(path)
        if isinstance(node, ast.Attribute) and (node.attr in shortcuts or is_model_query(node))
    ]
    assert found == []


def is_model_query(node: ast.Attribute) -> bool:
    return node.attr == "query" and isinstance(node.value, ast.Name) and node.value.id.istitle()


def test_every_model_is_known_to_the_app_and_so_to_migrations(app: Flask) -> None:
    homes = {
        ".".join(path.relative_to(ROOT).with_suffix("").parts)
        for path in MODULES
        if path.name == "models.py"
    }
    assert homes - set(sys.modules) == set()


def test_only_the_settings_read_the_environment() -> None:
    readers = [
        f"{name_of(path)}:{node.lineno}"
        for path in MODULES
        # What is served becomes the default address for the processes that it starts.
        if path != APP / "cli" / "serving.py"
        for node in nodes(path)
        if isinstance(node, ast.Attribute)
        and node.attr in ("environ", "getenv")
        and isinstance(node.value, ast.Name)
        and node.value.id == "os"
    ]
    assert readers == []


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_every_module_says_what_it_is_for(path: Path) -> None:
    tree = ast.parse(path.read_text("utf-8"))
    assert ast.get_docstring(tree) or not tree.body


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_no_module_grows_past_what_one_reads_at_once(path: Path) -> None:
    lines = len(path.read_text("utf-8").splitlines())
    assert lines <= 350, "look for the noun that wants a file of its own"


def test_there_is_no_drawer_for_odds_and_ends() -> None:
    drawers = {"utils", "helpers", "common", "misc", "base", "core"}
    assert [name_of(path) for path in MODULES if path.stem in drawers] == []
