"""Cards as pictures: Microsoft's own renderer in Debian's Chromium.

It takes the renderer, once: `npm install --no-save --no-package-lock --prefix tests/bot/teams adaptivecards@3.0.6`.
`python -m tests.bot.teams.renderer` draws the pictures of the documentation, in docs/cards/.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.async_api import Page, async_playwright

from bot.teams.message import drawn
from tests.bot.teams.cards import STATES
from tests.chromium import SHARP
from tests.programs import CHROMIUM, Ask, Program, or_exit

SCRIPT = Path(__file__).parent / "node_modules/adaptivecards/dist/adaptivecards.min.js"
RENDERER = Program("npm's adaptivecards", SCRIPT, "tests/bot/teams/renderer.py says how to get it")
PICTURES = Path(__file__).parents[3] / "docs/cards"

Json = dict[str, Any]

_TEXT = {"default": "#242424", "subtle": "#616161"}


def _colours(**more: str) -> Json:
    named = {"default": _TEXT["default"], **more}
    return {name: {"default": colour, "subtle": _TEXT["subtle"]} for name, colour in named.items()}


_INK = _colours(accent="#5b5fc7", good="#107c10", warning="#8a5a00", attention="#c4314b")
HOST: Json = {
    "fontFamily": "'Segoe UI', 'DejaVu Sans', 'Noto Color Emoji', sans-serif",
    "fontSizes": {"small": 12, "default": 14, "medium": 16, "large": 18, "extraLarge": 24},
    "spacing": {"small": 6, "default": 8, "medium": 14, "large": 20, "extraLarge": 28, "padding": 16},
    "separator": {"lineThickness": 1, "lineColor": "#e0e0e0"},
    "containerStyles": {
        "default": {"backgroundColor": "#ffffff", "foregroundColors": _INK},
        "emphasis": {"backgroundColor": "#f5f5f5", "foregroundColors": _INK},
    },
    "actions": {
        **{"maxActions": 6, "spacing": "medium", "buttonSpacing": 8, "actionsOrientation": "horizontal"},
        **{"actionAlignment": "left", "showCard": {"actionMode": "inline", "inlineTopMargin": 8}},
    },
    "inputs": {
        "label": {"inputSpacing": "none", "requiredInputs": {"suffix": " *", "suffixColor": "attention"}},
        "errorMessage": {"color": "attention", "size": "small", "spacing": "small"},
    },
}
_INK_DARK = {
    name: {"default": colour, "subtle": "#adadad"}
    for name, colour in {
        "default": "#ffffff", "accent": "#7f85f5", "good": "#92c353", "warning": "#f2c661", "attention": "#e37d80",
    }.items()
}  # fmt: skip
HOST_DARK: Json = {
    **HOST,
    "separator": {"lineThickness": 1, "lineColor": "#3d3d3d"},
    "containerStyles": {
        "default": {"backgroundColor": "#292929", "foregroundColors": _INK_DARK},
        "emphasis": {"backgroundColor": "#333333", "foregroundColors": _INK_DARK},
    },
}
_LOOK = """
body { margin: 0; background: #f0f0f0 } #card { width: 480px; padding: 12px }
.ac-adaptiveCard { border-radius: 6px; box-shadow: 0 1px 3px #0003 }
.ac-pushButton { font: 600 13px 'DejaVu Sans', sans-serif; padding: 6px 14px; border: 1px solid #d1d1d1;
  border-radius: 4px; background: #fff; color: #242424 }
.ac-pushButton.style-positive { background: #5b5fc7; border-color: #5b5fc7; color: #fff }
.ac-pushButton.style-destructive { background: #fff; color: #c4314b; border-color: #c4314b }
.ac-pushButton.expandable:after, .ac-pushButton.expanded:after {
  content: "▾" !important; margin-left: 6px; font-family: 'DejaVu Sans' !important }
.ac-pushButton.expanded:after { content: "▴" !important }
.ac-pushButton.style-positive.expanded { background: #5b5fc7 !important; color: #fff !important }
.ac-pushButton.style-destructive.expanded { background: #fff !important; color: #c4314b !important }
body.dark { background: #1f1f1f }
.dark .ac-pushButton { background: #292929; border-color: #666; color: #fff }
.dark .ac-pushButton.style-positive { background: #5b5fc7; border-color: #5b5fc7 }
.dark .ac-pushButton.style-destructive { background: #292929; color: #e37d80; border-color: #e37d80 }
.dark .ac-input { background: #333; color: #fff; border: 1px solid #666; color-scheme: dark }
.ac-input { font: 13px 'DejaVu Sans', sans-serif; padding: 6px; box-sizing: border-box }
"""
_DRAW = """([card, host]) => {
  window.parsed = [], window.done = []
  AdaptiveCards.AdaptiveCard.onProcessMarkdown = text => { parsed.push(text) }
  const drawn = new AdaptiveCards.AdaptiveCard(), reading = new AdaptiveCards.SerializationContext()
  drawn.hostConfig = new AdaptiveCards.HostConfig(host)
  drawn.onExecuteAction = action => done.push(action.data)
  drawn.parse(card, reading)
  const place = document.querySelector('#card')
  place.replaceChildren(drawn.render())
  const found = [...Array(reading.eventCount).keys()].map(number => reading.getEventAt(number).message)
  return found.concat(drawn.validateProperties().validationEvents.map(event => event.message))
}"""


@dataclass(frozen=True)
class Picture:
    """`faults` is what the renderer complained of, `text` what a person reads, `parsed` what was read as Markdown."""

    png: bytes
    text: str
    faults: list[str]
    parsed: list[str]


class Easel:
    def __init__(self, page: Page) -> None:
        self.page = page

    async def draw(self, card: Json, *, dark: bool = False) -> Picture:
        await self.page.evaluate("dark => document.body.classList.toggle('dark', dark)", dark)
        faults = await self.page.evaluate(_DRAW, [card, HOST_DARK if dark else HOST])
        return await self.look(faults)

    async def look(self, faults: Sequence[str] = ()) -> Picture:
        place = self.page.locator("#card")
        parsed: list[str] = await self.page.evaluate("parsed")
        return Picture(await place.screenshot(), await place.inner_text(), list(faults), parsed)

    async def press(self, button: str) -> None:
        await self.page.get_by_role("button", name=button).last.click()

    async def done(self) -> list[Json]:
        """What was sent, oldest first."""
        sent: list[Json] = await self.page.evaluate("done")
        return sent


@asynccontextmanager
async def easel(program: Ask) -> AsyncIterator[Easel]:
    """Nothing is fetched from anywhere."""
    script, chromium = program(RENDERER), program(CHROMIUM)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium, args=SHARP)
        try:
            page = await browser.new_page(viewport={"width": 520, "height": 800}, device_scale_factor=2)
            await page.route("**/*", lambda route: route.abort())
            await page.set_content("<div id=card></div>")
            await page.add_style_tag(path=script.with_name("adaptivecards.css"))
            await page.add_style_tag(content=_LOOK)
            await page.add_script_tag(path=script)
            yield Easel(page)
        finally:
            await browser.close()


async def main() -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    async with easel(or_exit) as here:
        for name, answer in STATES.items():
            picture = await here.draw(drawn(answer, "mark").element)
            (PICTURES / f"{name}.png").write_bytes(picture.png)
        await here.draw(drawn(STATES["pending-approver"]).element)
        await here.press("Approve")
        (PICTURES / "pending-asking.png").write_bytes((await here.look()).png)


if __name__ == "__main__":
    asyncio.run(main())
