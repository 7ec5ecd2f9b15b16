"""What is installed: pinned, checked by hash, from no particular place, and not too much."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from config import ROOT

FOLDER = ROOT / "requirements"
FILES = sorted(FOLDER.glob("*.txt"))
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))


def name_of(requirement: str) -> str:
    found = re.match(r"[A-Za-z0-9._-]+", requirement)
    assert found, requirement
    return re.sub(r"[-_.]+", "-", found[0]).lower()


def pins(name: str) -> dict[str, set[str]]:
    """Versions by distribution; several where they differ by Python or platform."""
    found: dict[str, set[str]] = {}
    for line in (FOLDER / name).read_text("utf-8").splitlines():
        if line and not line.startswith(" "):
            distribution, version = line.split(" ")[0].split("==")
            found.setdefault(distribution, set()).add(version)
    return found


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_lock_file_names_no_place_to_fetch_from(path: Path) -> None:
    """It must serve whoever installs from a mirror, and tell nobody where its author does."""
    text = path.read_text("utf-8")
    for address in ("://", "--index-url", "--extra-index-url", "--find-links", " @ ", "-e "):
        assert address not in text


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_package_is_pinned_and_has_a_hash(path: Path) -> None:
    blocks = re.split(r"\n(?=\S)", path.read_text("utf-8").strip())
    assert blocks
    for block in blocks:
        assert re.match(r"[a-z0-9-]+==\S+ ", block), block
        assert "--hash=sha256:" in block, block


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("base.txt", PROJECT["project"]["dependencies"] + PROJECT["build-system"]["requires"]),
        ("documents.txt", PROJECT["project"]["optional-dependencies"]["documents"]),
        ("test.txt", PROJECT["project"]["optional-dependencies"]["test"]),
    ],
)
def test_the_lock_files_hold_what_the_project_asks_for(name: str, wanted: list[str]) -> None:
    assert {name_of(one) for one in wanted} - set(pins(name)) == set()


@pytest.mark.parametrize("name", ["base.txt", "documents.txt"])
def test_tests_run_on_what_everybody_else_runs(name: str) -> None:
    theirs, ours = pins(name), pins("test.txt")
    assert {one: ours.get(one) for one in theirs} == theirs


def test_what_an_extra_adds_leaves_the_base_as_it_is() -> None:
    base, more = pins("base.txt"), pins("documents.txt")
    assert {one: more.get(one) for one in base} == base


def test_the_base_stays_small() -> None:
    assert len(pins("base.txt")) <= 45
