"""A running Plenum, as ./run starts it, and Debian's chromium looking at it."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from screens.browser import CHROMIUM, QUIET

SECONDS_TO_START = 60


class House:
    """One Plenum on a free port with a data folder of its own."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.url = f"http://127.0.0.1:{free_port()}"
        self.environment = os.environ | {
            "PLENUM_DATA": str(data),
            "PLENUM_BASE_URL": self.url,
            "PLENUM_RATE_LIMITS": "off",
            "PYTHONUNBUFFERED": "1",
        }
        self.output = data / "output"
        self.sign_in = ""

    def plenum(self, *arguments: str) -> str:
        """Run a command against this installation; its output. Fails where the command does."""
        done = subprocess.run(
            [sys.executable, "-m", "app.cli", *arguments],
            env=self.environment, capture_output=True, text=True, check=True,
        )  # fmt: skip
        return done.stdout

    def start(self) -> subprocess.Popen[bytes]:
        with self.output.open("wb") as output:
            process = subprocess.Popen(
                [sys.executable, "-m", "app.cli", "up", "--port", self.url.rsplit(":", 1)[1]],
                env=self.environment, stdout=output, stderr=subprocess.STDOUT,
            )  # fmt: skip
        self.sign_in = self._wait_for(rf"{re.escape(self.url)}/sign-in/\S+", process)
        return process

    def _wait_for(self, pattern: str, process: subprocess.Popen[bytes]) -> str:
        for _ in range(SECONDS_TO_START * 10):
            said = self.output.read_text("utf-8", "replace")
            found = re.search(pattern, said)
            if found:
                return found[0]
            if process.poll() is not None:
                raise AssertionError(f"Plenum ended: {said}")
            with pytest.raises(subprocess.TimeoutExpired):
                process.wait(0.1)
        raise AssertionError(f"Plenum did not start: {self.output.read_text()}")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    house = House(tmp_path_factory.mktemp("house"))
    process = house.start()
    yield house
    process.terminate()
    assert process.wait(20) is not None


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    if not CHROMIUM.exists():
        pytest.skip("Debian's chromium is not installed (apt install chromium)")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield browser
        browser.close()


@pytest.fixture
def page(chromium: Browser, house: House, shots: Path) -> Iterator[Page]:
    """A visitor with JavaScript off, as every job must work; asks no other host for anything."""
    context = chromium.new_context(
        base_url=house.url,
        locale="en-GB",
        java_script_enabled=False,
        viewport={"width": 1280, "height": 900},
    )
    context.set_default_timeout(10_000)
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    yield page
    page.screenshot(path=shots / "last.png", full_page=True)
    context.close()
    strangers = {urlsplit(url).netloc for url in asked} - {urlsplit(house.url).netloc, ""}
    assert strangers == set()


@pytest.fixture(scope="session")
def shots(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where screenshots are kept: PLENUM_SHOTS, else the temporary folder of the run."""
    named = os.environ.get("PLENUM_SHOTS")
    folder = Path(named) if named else tmp_path_factory.mktemp("shots")
    folder.mkdir(parents=True, exist_ok=True)
    return folder
