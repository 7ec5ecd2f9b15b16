"""Ways to do the jobs: with a mouse, a finger or keys, and on pages without script."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Page, expect

from benchmarks.hands import Finger, Hands, Keys, Mouse
from benchmarks.organiser import Organiser
from benchmarks.programmes import BEFORE_BREAK, BREAK


def _by_the_bar(one: Organiser, hands: Hands, title: str) -> None:
    """Between two cards a bar comes up under the mouse."""
    box = one.card(title).bounding_box()
    assert box is not None
    one.page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] - 4)
    hands.press(one.page.locator(f".between [data-between='{BREAK}']"))


def _by_the_sheet(one: Organiser, hands: Hands, title: str) -> None:
    hands.press(one.card(title).locator(".card-more"))
    hands.press(
        one.page.locator("#inspector").get_by_role("button", name=f"{BREAK} min", exact=True)
    )
    hands.press(one.page.locator(".inspect-close"))


def _by_keys(one: Organiser, hands: Hands, title: str) -> None:
    """B puts one of 15 minutes, and Alt with an arrow makes it longer by 5."""
    hands.way("ArrowDown", BEFORE_BREAK + 1)
    expect(one.card(title).locator(".card-open")).to_be_focused()
    hands.key("b")
    expect(one.page.locator(".is-break .card-open:focus")).to_have_count(1)
    hands.key("Alt+ArrowRight")


def _by_pages(one: Organiser, hands: Hands, title: str) -> None:
    one.card(title).hover()  # its acts are seen only then
    hands.go(one.card(title).locator(".card-more"))
    hands.go(one.button(f"^{BREAK} min$"))


@dataclass(frozen=True, slots=True)
class Way:
    hands: Callable[[Page], Hands]
    put_break: Callable[[Organiser, Hands, str], None]
    width: int = 1280
    is_scripted: bool = True
    language: str = "en"
    #: Which link of “Add to your calendar” is pressed.
    calendar: str = "Google Calendar"


WAYS = {
    "pointer": Way(Mouse, _by_the_bar),
    "pointer, 360 px": Way(Finger, _by_the_sheet, width=360),
    "keyboard": Way(Keys, _by_keys, calendar="Outlook.com"),
    "plain": Way(Mouse, _by_pages, is_scripted=False, calendar="As a file"),
}
#: For jobs that guests do, and those who write to guests, in more languages than one.
MORE_WAYS = {
    "pointer, 320 px": Way(Finger, _by_the_sheet, width=320, calendar="As a file"),
    "pointer, German": Way(Mouse, _by_the_bar, language="de", calendar="Microsoft 365"),
    "pointer, Chinese": Way(Mouse, _by_the_bar, language="zh"),
    "360 px, German": Way(Finger, _by_the_sheet, width=360, language="de"),
    "360 px, Chinese": Way(Finger, _by_the_sheet, width=360, language="zh"),
}
