"""An agenda is pasted, and a break put into it, in as few clicks as promised: with and without
JavaScript. `python -m benchmarks.jobs` does more jobs in more ways, and takes the time."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from benchmarks.organiser import JOBS, Organiser
from benchmarks.ways import WAYS
from screens.house import House, Served

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def served() -> Iterator[Served]:
    with House(is_empty=True) as served:
        yield served


@pytest.mark.parametrize("name", ["pointer", "plain"])
def test_rows_are_pasted_and_a_break_put_in_few_clicks(
    chromium: Browser, served: Served, name: str
) -> None:
    organiser = Organiser.at(chromium, WAYS[name], served.address)
    organiser.page.context.add_cookies(
        [{"name": "plenum", "value": served.cookies["organiser"], "url": served.address}]
    )
    for job in (JOBS[3], JOBS[4]):
        job.do(organiser)
        assert organiser.work.acts <= job.acts, job.name
    organiser.page.context.close()
