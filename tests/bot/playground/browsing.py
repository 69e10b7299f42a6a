"""The playground in Debian's Chromium: a small language for what a person does and sees."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from playwright.async_api import Browser, Locator, Page, async_playwright

from tests.chromium import ARGUMENTS

PATIENCE = 8_000  # milliseconds


@asynccontextmanager
async def chromium(program: Path) -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        try:
            yield browser
        finally:
            await browser.close()


class Screen:
    """The page as a person sees it. `wrong` holds what the browser complained of."""

    def __init__(self, page: Page) -> None:
        self.page, self.wrong = page, list[str]()
        page.set_default_timeout(PATIENCE)
        page.on("pageerror", lambda error: self.wrong.append(str(error)))
        page.on("console", lambda said: self.wrong.append(said.text) if said.type == "error" else None)
        self.left, self.right, self.channels = (page.locator(f"#{name}") for name in ("left", "right", "channels"))
        self.panel, self.banner = page.locator("#panel"), page.locator("#banner")
        self.confirm, self.form = page.locator("#confirm"), page.locator("#form")

    async def open(self, url: str) -> None:
        await self.page.goto(url)
        await self.page.locator("#live[data-live=yes]").wait_for()

    def line(self, pane: Locator) -> Locator:
        return pane.get_by_role("combobox", name="Command of")

    async def type(self, pane: Locator, command: str) -> None:
        await self.line(pane).fill(command)
        await self.line(pane).press("Enter")

    async def press(self, pane: Locator, label: str) -> None:
        await pane.get_by_role("button", name=label, exact=True).last.click()

    async def approve(self, pane: Locator) -> None:
        await self.press(pane, "Approve")
        await self.confirm.get_by_role("button", name="Approve").click()

    async def settle(self, label: str) -> None:
        """Press the button beside a part of an erasure, which those who listen hear by what it settles."""
        await self.left.locator("button", has_text=label).last.click()

    async def stop(self, title: str) -> None:
        """Be led to where the next thing of the tour is done."""
        tour = self.page.locator("#tour")
        await self.see(tour, title)
        await tour.get_by_role("button", name="Show me where").first.click()

    async def submit(self, label: str) -> None:
        """Send the form, and wait until it was taken."""
        await self.form.get_by_role("button", name=label, exact=True).click()
        await self.form.wait_for(state="hidden")

    async def see(self, where: Locator, text: str) -> Locator:
        found = where.get_by_text(text).last
        await found.wait_for()
        return found

    async def focus(self) -> str:
        """What has the focus, in words."""
        return str(
            await self.page.evaluate(
                "(a => a.getAttribute('aria-label') || a.textContent.trim())(document.activeElement)"
            )
        )


@asynccontextmanager
async def looking(browser: Browser, url: str, **how: Any) -> AsyncIterator[Screen]:
    """A fresh window, without motion unless asked for; whatever went wrong in it fails the test."""
    usual = {"viewport": {"width": 1440, "height": 900}, "reduced_motion": "reduce"}
    context = await browser.new_context(**{**usual, **how})
    try:
        screen = Screen(await context.new_page())
        await screen.open(url)
        yield screen
        assert not screen.wrong
    finally:
        await context.close()
