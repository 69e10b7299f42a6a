"""A card or a form, drawn by each door's own renderer, side by side in one picture."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from html import escape
from string import Template
from typing import Literal

from playwright.async_api import Browser, Page, Route, ViewportSize, async_playwright

from bot.playground.page import read_page
from bot.playground.texts import texts
from bot.playground.wire import as_json
from bot.teams.message import drawn
from domain.card import Card, Form
from domain.words.language import Words
from domain.words.languages import DEFAULT, LANGUAGES
from tests.bot.teams.renderer import Easel, easel
from tests.chromium import SHARP
from tests.pictures import slack
from tests.programs import CHROMIUM, Ask

_PAGE = "http://playground.invalid/playground/"
_PLAYGROUND = """async ([answer, isForm, said]) => {
  const { speak } = await import('/playground/dom.js')
  const { world } = await import('/playground/store.js')
  world.said = said
  speak(said)
  document.body.style.cssText = 'display: block; overflow: visible; height: auto; padding: 12px; width: 480px'
  if (isForm) {
    const { openForm } = await import('/playground/form.js')
    world.people.push({ id: 'ada', name: 'Ada Admin', roles: [] })
    openForm(answer, 'ada', async () => null)
    return
  }
  const { drawCard } = await import('/playground/card.js')
  const place = Object.assign(document.createElement('div'), { id: 'card' })
  place.append(drawCard(answer, { press: () => {} }))
  document.body.replaceChildren(place)
}"""
_SHEET = """<style>:root { color-scheme: light dark }
body { margin: 0; background: light-dark(#fafafa, #111); font: 600 15px 'DejaVu Sans', sans-serif }
main { display: inline-flex; gap: 20px; padding: 16px; align-items: flex-start }
figcaption { padding-bottom: 8px; color: light-dark(#444, #bbb) }
figure { margin: 0 } img { display: block; border: 1px solid light-dark(#ddd, #333) }</style><main>%s</main>"""


class Doors:
    def __init__(self, browser: Browser, teams: Easel, program: Ask) -> None:
        self._browser, self._teams, self._program = browser, teams, program

    async def draw(self, answer: Card | Form, *, dark: bool = False) -> bytes:
        """One PNG: Slack, Teams, the playground."""
        teams = await self._teams.draw(drawn(answer).element, dark=dark)
        shots = {
            "Slack": await self._slack(answer, dark=dark),
            "Teams": teams.png,
            "Playground": await self._playground(answer, dark=dark),
        }
        return await self._side_by_side(shots, dark=dark)

    async def page(self, html: str, width: int = 900, place: str = "body", *, dark: bool = False) -> bytes:
        page = await self._new(width, 600, dark=dark)
        await page.set_content(html)
        return await _shot_and_closed(page, place)

    async def _new(self, width: int, height: int, *, dark: bool) -> Page:
        scheme: Literal["dark", "light"] = "dark" if dark else "light"
        size: ViewportSize = {"width": width, "height": height}
        return await self._browser.new_page(viewport=size, color_scheme=scheme, device_scale_factor=2)

    async def _slack(self, answer: Card | Form, *, dark: bool) -> bytes:
        page = await self._new(660, 600, dark=dark)
        await page.set_content(f"<div id=slack>{await slack.markup(answer, self._program)}</div>")
        await page.add_style_tag(content=slack.style(dark=dark))
        return await _shot_and_closed(page, "#slack")

    async def _playground(self, answer: Card | Form, *, dark: bool) -> bytes:
        page = await self._new(520, 1400, dark=dark)
        words = LANGUAGES[answer.lang or DEFAULT.tag]
        await page.route("**/*", partial(_served, words))
        await page.goto(_PAGE)
        await page.evaluate(_PLAYGROUND, [as_json(answer), isinstance(answer, Form), dict(texts(words.playground))])
        return await _shot_and_closed(page, "#form" if isinstance(answer, Form) else "body")

    async def _side_by_side(self, shots: dict[str, bytes], *, dark: bool) -> bytes:
        figures = "".join(
            f"<figure><figcaption>{name}</figcaption><img width={_width(png) // 2} src='data:image/png;base64,"
            f"{b64encode(png).decode()}'></figure>"
            for name, png in shots.items()
        )
        return await self.page(_SHEET % figures, width=1_760, place="main", dark=dark)


def _width(png: bytes) -> int:
    """In pixels of the picture, of which two make one of the page."""
    return int.from_bytes(png[16:20])


async def _shot_and_closed(page: Page, place: str) -> bytes:
    try:
        return await page.locator(place).screenshot()
    finally:
        await page.close()


async def _served(words: Words, route: Route) -> None:
    """The playground's own files, without what talks to a bot."""
    name = route.request.url.removeprefix(_PAGE) or "index.html"
    content, kind = read_page().get(name, (b"", "text/plain"))
    if name == "index.html":
        said = {name: escape(text) for name, text in texts(words.playground).items()}
        page = Template(content.decode()).substitute(said, LANG=words.tag)
        content = page.replace("/playground/app.js", "/playground/nothing.js").encode()
    kind = "text/javascript" if name.endswith(".js") else kind
    await route.fulfill(body=content, content_type=kind)


@asynccontextmanager
async def doors(program: Ask) -> AsyncIterator[Doors]:
    """Nothing is fetched from anywhere."""
    async with easel(program) as teams, async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=program(CHROMIUM), args=SHARP)
        try:
            yield Doors(browser, teams, program)
        finally:
            await browser.close()
