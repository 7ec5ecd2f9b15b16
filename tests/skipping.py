"""What a run did not test, said at its end; and where nothing may be left out, a failure."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Generator

import pytest

#: Set where everything is installed, as in CI: what would be skipped fails instead.
REQUIRED = os.environ.get("PLENUM_TEST_REQUIRE", "") not in ("", "0")


def _reason(report: pytest.TestReport | pytest.CollectReport) -> str:
    where = report.longrepr
    return where[2].removeprefix("Skipped: ") if isinstance(where, tuple) else str(where)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if REQUIRED and report.skipped and not hasattr(report, "wasxfail"):
        report.longrepr = f"Nothing may be skipped here, but: {_reason(report)}"
        report.outcome = "failed"
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    report = yield
    if REQUIRED and report.outcome == "skipped":
        report.longrepr = f"Nothing may be skipped here, but: {_reason(report)}"
        report.outcome = "failed"
    return report


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    reasons = Counter(_reason(report) for report in terminalreporter.stats.get("skipped", []))
    if reasons:
        terminalreporter.section("not tested on this machine", sep="-")
        for reason, count in reasons.most_common():
            terminalreporter.line(f"{count:5} {'test' if count == 1 else 'tests'}: {reason}")
