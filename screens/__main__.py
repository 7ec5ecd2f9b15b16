"""The command; see the package."""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

from app.i18n import LANGUAGES
from screens.browser import CHROMIUM
from screens.checks import Finding
from screens.house import House
from screens.pictures import write_sheet
from screens.table import SCREENS, Screen
from screens.working import Share, work

PROCESSES = 2
KINDS = ("axe", "clipped", "forced", "print", "status")


def main() -> None:
    chosen = _arguments()
    if not CHROMIUM.exists():
        sys.exit("Debian's chromium is not installed (apt install chromium)")
    screens = [one for one in SCREENS if chosen.only.casefold() in one.name.casefold()]
    if not screens:
        sys.exit(f"No page is called “{chosen.only}”.")
    folder = None
    if not chosen.check:
        folder = chosen.into or Path(tempfile.mkdtemp(prefix="plenum-screens-"))
    began = time.monotonic()
    with House() as full, House(is_empty=True) as empty:
        shares = [
            Share(full, empty, language, screens[n::PROCESSES], folder)
            for language in chosen.languages
            for n in range(PROCESSES)
        ]
        with ProcessPoolExecutor(PROCESSES, get_context("spawn")) as pool:
            done = list(pool.map(work, shares))
    found = [one for _, those in done for one in those]
    for one in found:
        print(one)
    if folder:
        index = write_sheet(folder, screens, chosen.languages)
        print(f"{sum(taken for taken, _ in done)} pictures: {index}")
    _print_totals(screens, chosen.languages, found, time.monotonic() - began)
    sys.exit(1 if found else 0)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="./run screens", description="Pictures of every page in every state, or their check."
    )
    parser.add_argument("--into", type=Path, metavar="FOLDER", help="a temporary one otherwise")
    parser.add_argument("--only", default="", metavar="WORDS", help="pages whose name has these")
    parser.add_argument(
        "--languages", type=_languages, default=list(LANGUAGES), help="such as en,de,zh"
    )
    parser.add_argument(
        "--check",
        action="store_true",
        help="no pictures: axe, cut-off text (to 320 px and 200 %% text), forced colours, paper",
    )
    return parser.parse_args()


def _languages(text: str) -> list[str]:
    found = text.split(",")
    if not set(found) <= set(LANGUAGES):
        raise argparse.ArgumentTypeError(f"choose among {','.join(LANGUAGES)}")
    return found


def _print_totals(
    screens: list[Screen], languages: list[str], found: list[Finding], seconds: float
) -> None:
    counts = {by: sum(one.by == by for one in found) for by in KINDS}
    print(
        f"{len({one.page for one in screens})} pages, {len(screens)} states, "
        f"{len(languages)} languages, {seconds:.0f} s. axe: {counts['axe']} findings, "
        f"cut off: {counts['clipped']}, by colour alone: {counts['forced']}, "
        f"paper: {counts['print']}, wrong answers: {counts['status']}."
    )


if __name__ == "__main__":
    main()
