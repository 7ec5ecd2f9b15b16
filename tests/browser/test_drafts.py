"""What guests type is kept in their browser until they have sent it, and nowhere else."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from screens.house import House, Served

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def served() -> Iterator[Served]:
    with House() as served:
        yield served


def draft(page: Page) -> str:
    return str(page.evaluate("JSON.stringify(localStorage)"))


def test_a_draft_is_kept_through_languages_and_tabs_and_gone_once_sent(
    chromium: Browser, served: Served
) -> None:
    context = chromium.new_context(timezone_id="America/Bogota", locale="en-GB")
    page = context.new_page()
    form = f"{served.address}/w/funded-en/register"
    page.goto(f"{form}?lang=en")
    page.locator("#name").fill("Zhu Shu")
    page.locator("#email").fill("zhu@qq.con")
    page.locator("summary").click()
    page.locator("#address_as").fill("主任")
    page.locator("[name='consent-photos']").check()
    expect(page.locator(".meant")).to_contain_text("zhu@qq.com")

    page.get_by_role("link", name="Deutsch").click()
    expect(page.locator("#name")).to_have_value("Zhu Shu")
    expect(page.locator("[data-kept]")).to_be_visible()
    expect(page.locator("#address_as")).to_be_visible()  # its disclosure is opened
    expect(page.locator("[name='consent-photos']")).not_to_be_checked()
    assert "consent" not in draft(page)
    assert "website" not in draft(page)

    other = context.new_page()
    other.goto(f"{form}?lang=en")
    other.locator("#name").fill("Zhu Shu, later")
    expect(page.locator("#name")).to_have_value("Zhu Shu, later")
    other.close()

    page.locator(".meant button").click()
    expect(page.locator("#email")).to_have_value("zhu@qq.com")
    page.locator("[name='way'][value='online']").check()
    page.locator("p.act button").click()
    expect(page.locator("main")).to_have_attribute("data-state", "confirmed")
    expect(page.get_by_text("Bogotá")).to_be_visible()  # on the clock the browser told
    assert "plenum.draft" not in draft(page)

    page.goto(f"{form}?lang=en")
    expect(page.locator("#name")).to_have_value("")
    page.locator("#name").fill("Somebody else")
    page.goto(f"{form}?lang=zh")
    page.locator("[data-kept] button").click()
    expect(page.locator("#name")).to_have_value("")
    assert "plenum.draft" not in draft(page)

    # Sent empty, filled in where it came back, and loaded again, which sends the empty form anew.
    page.goto(f"{form}?lang=en")
    page.locator("p.act button").click()
    expect(page.locator(".error-summary")).to_be_visible()
    assert "plenum.draft" not in draft(page)
    page.locator("#name").fill("Landi He")
    page.reload()
    expect(page.locator("#name")).to_have_value("Landi He")
    page.goto(f"{form}?lang=en")
    expect(page.locator("#name")).to_have_value("Landi He")
    expect(page.locator("[data-kept]")).to_be_visible()
    context.close()
