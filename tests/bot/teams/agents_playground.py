"""Microsoft's own Agents Playground in Debian's Chromium: what a person types, presses and sees there.

It takes the Playground, which people install themselves and which is no part of this product:
`npm install --no-save --no-package-lock --prefix tests/bot/teams @microsoft/m365agentsplayground@0.2.28`.
"""

from __future__ import annotations

import asyncio
import os
import re
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.async_api import Locator, Page, Route, async_playwright

from tests.chromium import SHARP
from tests.programs import CHROMIUM, NODE, Ask, Program

COMMAND = Path(__file__).parent / "node_modules/.bin/agentsplayground"
PLAYGROUND = Program("npm's Agents Playground", COMMAND, "tests/bot/teams/agents_playground.py says how to get it")
WINDOWS = Path(__file__).parents[3] / "teams/playground"
STARTING = 60.0  # seconds
PATIENCE = 15_000  # milliseconds


@dataclass(frozen=True)
class Window:
    """One person's view of Teams."""

    page: Page

    @property
    def line(self) -> Locator:
        return self.page.get_by_role("textbox").last

    async def types(self, text: str) -> None:
        await self.line.press_sequentially(text)
        await self.page.keyboard.press("Enter")

    async def mentions(self, text: str) -> None:
        """To the bot, where others read."""
        await self.line.press_sequentially("@")
        await self.page.get_by_role("menuitem", name="DSR Bot").first.click()
        await self.page.keyboard.type(f" {text}")
        await self.page.keyboard.press("Enter")

    async def presses(self, button: str) -> None:
        await self.page.get_by_role("button", name=button, exact=True).last.click()

    async def sees(self, text: str) -> Locator:
        found = self.page.get_by_text(text).last
        await found.wait_for()
        return found

    async def goes_to(self, conversation: str) -> None:
        await self.page.get_by_role("treeitem", name=conversation).last.click()


@asynccontextmanager
async def window(program: Ask, who: str, bot_url: str, folder: Path) -> AsyncIterator[Window]:
    """The Playground as this person, joined to the bot; it is ended with the block."""
    program(NODE)
    command, chromium = program(PLAYGROUND), program(CHROMIUM)
    shutil.copy(WINDOWS / who / ".m365agentsplayground.yml", folder)
    asked = ["-e", f"{bot_url}/api/messages", "-c", "msteams", "-p", "0", "--disable-telemetry"]
    process = await asyncio.create_subprocess_exec(
        command,
        *asked,
        cwd=folder,
        env={**os.environ, "TEAMSAPPTESTER_BROWSER": "none"},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    assert process.stdout
    draining: asyncio.Task[bytes] | None = None
    try:
        port = await _listening(process.stdout)
        draining = asyncio.create_task(process.stdout.read())
        async with _browsing(chromium, f"http://localhost:{port}/") as page:
            yield Window(page)
    finally:
        process.terminate()
        await process.wait()
        if draining:
            await draining


async def _listening(output: asyncio.StreamReader) -> str:
    async with asyncio.timeout(STARTING):
        async for line in output:
            if found := re.search(rb"Listening on (\d+)", line):
                return found[1].decode()
    raise AssertionError("the Playground did not start")


@asynccontextmanager
async def _browsing(chromium: Path, url: str) -> AsyncIterator[Page]:
    """Nothing is fetched from anywhere but this machine."""

    async def local(route: Route) -> None:
        await (route.continue_() if route.request.url.startswith((url, "data:")) else route.abort())

    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium, args=SHARP)
        try:
            page = await browser.new_page(viewport={"width": 1300, "height": 1000})
            page.set_default_timeout(PATIENCE)
            await page.route("**/*", local)
            await page.goto(url)
            yield page
        finally:
            await browser.close()
