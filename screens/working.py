"""What one of the processes does: go through its screens and picture or check each."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from screens import checks
from screens.browser import Visit, WrongAnswer, chromium
from screens.checks import Finding
from screens.house import Served
from screens.pictures import Camera
from screens.table import Screen


@dataclass(frozen=True, slots=True)
class Share:
    """What one process does at a time: some screens in one language."""

    full: Served
    empty: Served
    language: str
    screens: list[Screen]
    #: Where pictures go; None = nothing is pictured, everything is checked.
    folder: Path | None


def work(share: Share) -> tuple[int, list[Finding]]:
    """How many pictures were taken, and what was found."""
    taken, found = 0, []
    camera = Camera(share.folder) if share.folder else None
    script = "" if camera else checks.AXE
    with (
        chromium() as browser,
        Visit(browser, share.full, share.empty, share.language, script) as visit,
    ):
        for screen in share.screens:
            try:
                page = visit.open(screen)
            except WrongAnswer as wrong:
                found.append(Finding(screen.name, share.language, "answer", "status", str(wrong)))
                continue
            if camera:
                taken += camera.take(page, screen, share.language)
            else:
                found += checks.thorough(page, screen, share.language)
    return taken, found
