"""The README tells the truth: every command and setting is in it, and all it names is there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import click
import pytest
from flask import Flask

from app.cli.program import main
from config import ROOT, Config

README = (ROOT / "README.md").read_text("utf-8")
PAGES = [
    ROOT / "README.md",
    ROOT / "CONTRIBUTING.md",
    ROOT / "CHANGELOG.md",
    ROOT / "app/README.md",
]


def commands(group: click.Group, name: str) -> Iterator[tuple[str, click.Command]]:
    for word, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from commands(command, f"{name} {word}")
        elif not command.hidden:
            yield f"{name} {word}", command


@pytest.mark.parametrize(("name", "command"), list(commands(main, "plenum")))
def test_every_command_is_explained_with_its_options(name: str, command: click.Command) -> None:
    row = re.search(rf"^\| `{name}[ `].*", README, re.M)
    assert row, f"{name} is missing"
    for parameter in command.params:
        if isinstance(parameter, click.Option):
            assert parameter.opts[0] in row[0]
        else:
            assert parameter.human_readable_name in row[0]


def test_every_setting_is_explained() -> None:
    settings = {f"PLENUM_{field.name.upper()}" for field in fields(Config)} - {
        "PLENUM_BUSY_SECONDS"  # for tests alone
    }
    assert set(re.findall(r"^\| `(PLENUM_\w+)` \|", README, re.M)) == settings


def test_every_address_of_the_table_is_served(app: Flask) -> None:
    rules = {re.sub(r"<\w+:", "<", rule.rule) for rule in app.url_map.iter_rules()}
    table = README.split("## What it promises")[1].split("\n## ")[0]
    named = re.findall(r"`(…?/[^`]*)`", table)
    assert named
    missing = [
        address
        for address in named
        if not address.endswith("/") or address in ("/", "/organise/")
        if not any(rule.endswith(address.removeprefix("…")) for rule in rules)
    ]
    assert missing == []


def test_every_test_of_the_table_is_there() -> None:
    table = README.split("## What it promises")[1].split("\n## ")[0]
    for path in re.findall(r"`(tests/[\w/.]*)`", table):
        there = ROOT / path
        assert list(there.glob("test_*.py")) if there.is_dir() else there.is_file(), path


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", page.read_text("utf-8")):
        assert (page.parent / target).exists(), target


def test_the_map_knows_every_folder_and_module_of_the_app() -> None:
    text = (ROOT / "app" / "README.md").read_text("utf-8")
    here = {
        f"{path.name}/" if path.is_dir() else path.name
        for path in (ROOT / "app").iterdir()
        if path.suffix in ("", ".py") and not path.name.startswith(("__pycache__", "_bundled"))
    }
    named = set(re.findall(r"^  ([\w/.]+)", text.split("```")[1], re.M))
    assert here == named
