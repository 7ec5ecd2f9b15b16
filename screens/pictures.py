"""Pictures of a page as a whole, large and small, and the sheet that shows all of them."""

from __future__ import annotations

import base64
from html import escape
from pathlib import Path

from playwright.sync_api import CDPSession, Page

from screens.checks import NARROW, WIDE
from screens.table import Screen

WIDTHS = {1280: WIDE, 360: NARROW}
SCHEMES = ("light", "dark")
#: By width, how much smaller the pictures of the sheet are, and how far down they reach.
SMALLER = {1280: 0.17, 360: 0.3}
SMALL_HEIGHT = {1280: 1500, 360: 850}

SHEET = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Screens of Plenum</title>
<meta name="color-scheme" content="light dark"><meta name="viewport" content="width=device-width">
<style>
body {{ margin: 1.5rem; font: 15px/1.5 system-ui, sans-serif; background: #8884; }}
h1 {{ margin: 0; font: 500 2rem/1.2 Georgia, serif; }}
nav ul {{ columns: 16rem; padding: 0; list-style: none; }}
h2 {{ position: sticky; top: 0; margin: 2rem 0 .5rem; padding: .25rem 0;
  background: Canvas; font-size: 1rem; }}
.row {{ display: flex; flex-wrap: wrap; align-items: flex-start; gap: .5rem;
  margin-bottom: .5rem; }}
.row a {{ color: inherit; font-size: .75rem; text-decoration: none; }}
img {{ display: block; border: 1px solid #8888; }}
</style></head><body>
<h1>Screens of Plenum</h1>
<p>{count} pictures: {screens} pages and states, {languages}, 1280 and 360 px, light and dark.</p>
<nav><ul>{index}</ul></nav>
{rows}
</body></html>
"""


class Camera:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.sessions: dict[Page, CDPSession] = {}

    def take(self, page: Page, screen: Screen, language: str) -> int:
        """Every width and scheme of a page that is open; how many pictures that made."""
        (self.folder / screen.file).mkdir(parents=True, exist_ok=True)
        for width, size in WIDTHS.items():
            page.set_viewport_size(size)  # type: ignore[arg-type]
            for scheme in SCHEMES:
                page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
                name = self.folder / picture(screen, language, width, scheme)
                height = page.evaluate("() => document.documentElement.scrollHeight")
                # What stays at the foot of the window stands at the foot of the picture.
                page.set_viewport_size({"width": width, "height": max(size["height"], height)})
                self._shoot(page, name, width, height, 1)
                shown = min(height, SMALL_HEIGHT[width])
                self._shoot(page, small(name), width, shown, SMALLER[width])
        page.emulate_media(color_scheme="light")
        page.set_viewport_size(WIDE)  # type: ignore[arg-type]
        return len(WIDTHS) * len(SCHEMES)

    def _shoot(self, page: Page, into: Path, width: int, height: int, scale: float) -> None:
        if page not in self.sessions:
            self.sessions[page] = page.context.new_cdp_session(page)
        clip = {"x": 0, "y": 0, "width": width, "height": height, "scale": scale}
        shot = self.sessions[page].send(
            "Page.captureScreenshot",
            {"format": "webp", "quality": 90, "captureBeyondViewport": True, "clip": clip},
        )
        into.write_bytes(base64.b64decode(shot["data"]))


def picture(screen: Screen, language: str, width: int, scheme: str) -> Path:
    return Path(screen.file, f"{language}-{width}-{scheme}.webp")


def small(name: Path) -> Path:
    return name.with_name(f"{name.stem}-small.webp")


def write_sheet(folder: Path, screens: list[Screen], languages: list[str]) -> Path:
    """One page with all of them; each small picture leads to its large one."""
    per_screen = len(languages) * len(WIDTHS) * len(SCHEMES)
    index = folder / "index.html"
    index.write_text(
        SHEET.format(
            count=len(screens) * per_screen,
            screens=len(screens),
            languages=", ".join(languages),
            index="".join(
                f'<li><a href="#{one.file}">{escape(one.name)}</a></li>' for one in screens
            ),
            rows="".join(_row(one, languages) for one in screens),
        ),
        "utf-8",
    )
    return index


def _row(screen: Screen, languages: list[str]) -> str:
    title = f"{escape(screen.name)} <small>{escape(screen.path)}</small>"
    rows = "".join(_of_width(screen, languages, width) for width in WIDTHS)
    return f'<h2 id="{screen.file}">{title}</h2>\n{rows}'


def _of_width(screen: Screen, languages: list[str], width: int) -> str:
    pictures = ""
    for language in languages:
        for scheme in SCHEMES:
            path, name = picture(screen, language, width, scheme), f"{language} {width} {scheme}"
            pictures += (
                f'<a href="{path}"><img src="{small(path)}" loading="lazy"'
                f' width="{round(width * SMALLER[width])}"'
                f' alt="{escape(screen.name)}, {name}">{name}</a>'
            )
    return f'<div class="row">{pictures}</div>\n'
