"""Our requests, read and answered by libical and ical.js, and their answers read by us.

Neither is needed to run Plenum. Without libical's headers and a C compiler, or without node and a
copy of ical.js (PLENUM_ICAL_JS names its module), the tests of that program are skipped.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.ical.replies import Answer, read
from app.ical.scheduling import request
from tests.ical.test_scheduling import ASKED

PROGRAMS = Path(__file__).parent / "programs"
WHO = "mailto:zhu%25o'neil@xn--bcher-kva.example"
WORDS = "With pleasure, both; 很高兴"

Answering = Callable[[str], Answer]


def _run(*command: str | Path) -> bytes:
    done = subprocess.run([str(part) for part in command], capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode("utf-8", "replace")
    return done.stdout


@pytest.fixture
def asked(tmp_path: Path) -> Path:
    path = tmp_path / "request.ics"
    path.write_bytes(request(ASKED))
    return path


@pytest.fixture
def libical(tmp_path: Path, asked: Path) -> Answering:
    if shutil.which("cc") is None or not Path("/usr/include/libical/icalss.h").exists():
        pytest.skip("libical: no compiler, or no headers")
    program = tmp_path / "reply"
    _run("cc", "-o", program, PROGRAMS / "reply.c", "-licalss", "-lical")
    return lambda partstat: read(_run(program, asked, partstat, WHO, WORDS))[0]


@pytest.fixture
def ical_js(asked: Path) -> Answering:
    module = os.environ.get("PLENUM_ICAL_JS", "")
    if shutil.which("node") is None or not Path(module).is_file():
        pytest.skip("ical.js: no node, or PLENUM_ICAL_JS names no module")
    script = PROGRAMS / "reply.mjs"
    return lambda partstat: read(_run("node", script, module, asked, partstat, WHO, WORDS))[0]


@pytest.mark.parametrize("program", ["libical", "ical_js"])
@pytest.mark.parametrize("partstat", ["ACCEPTED", "DECLINED"])
def test_its_answer_is_understood(
    request: pytest.FixtureRequest, program: str, partstat: str
) -> None:
    answer = request.getfixturevalue(program)(partstat)
    assert answer.method == "REPLY"
    assert answer.uid == ASKED.entry.uid
    assert answer.attendees[0].address == "zhu%o'neil@xn--bcher-kva.example"
    assert answer.attendees[0].partstat == partstat
    assert answer.comment == WORDS
    assert answer.sequence in (ASKED.entry.sequence, None)


def test_another_time_of_ical_js_is_understood(ical_js: Answering) -> None:
    answer = ical_js("COUNTER")
    assert answer.method == "COUNTER"
    assert answer.start == datetime(2027, 5, 21, 5, tzinfo=UTC)
    assert answer.end == datetime(2027, 5, 21, 5, 20, tzinfo=UTC)


def test_another_time_of_libical_names_none_and_is_a_counter_still(libical: Answering) -> None:
    answer = libical("COUNTER")
    assert (answer.method, answer.start, answer.comment) == ("COUNTER", None, WORDS)
    # Its DTSTAMP is in no zone, so what moment it means nobody knows.
    assert answer.stamp is None
