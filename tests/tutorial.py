"""The tutorial as something that is done: its numbered steps, read from the page as they stand there.

In a step, `code` is typed, **bold** is pressed, *italic* names a field, which is chosen where nothing can be typed,
and “quoted” is seen afterwards. *As Ada*, *As Ben*, *In the panel* and *In the tour* say where.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from dataclasses import dataclass

from playwright.async_api import Locator

from tests.bot.playground.browsing import Screen
from tests.days import TODAY, today

WITHIN = 120.0  # seconds; an erasure looks the person up twice, at every place
_STEP = re.compile(r"^\d+\. (.*(?:\n   .*)*)", re.MULTILINE)
_WHERE = {"In the tour": "tour", "As Ada": "left", "As Ben": "right", "In the panel": "panel", "in the panel": "panel"}
_TOKEN = re.compile(
    rf"(?P<where>{'|'.join(_WHERE)})|\*\*(?P<press>[^*]+)\*\*|\*(?P<field>[^*]+)\*|`(?P<type>[^`]+)`|“(?P<see>[^”]+)”"
)


@dataclass(frozen=True)
class Token:
    kind: str
    text: str


class Steps:
    def __init__(self, page: str) -> None:
        self.all = [" ".join(step.split()) for step in _STEP.findall(page)]
        self._where, self._field = "left", ""

    async def follow(self, screen: Screen) -> None:
        for step in self.all:
            for token in _tokens(step):
                await self._do(screen, token)

    async def _do(self, screen: Screen, token: Token) -> None:
        match token.kind:
            case "where":
                self._where = _WHERE[token.text]
            case "field":
                self._field = token.text
                if not await self._types(screen):
                    await screen.form.get_by_label(token.text).check()
            case "type":
                await self._type(screen, token.text)
            case "press":
                await self._press(screen, token.text)
            case "see":
                await screen.see(screen.page.locator("body"), token.text)

    async def _types(self, screen: Screen) -> bool:
        """Whether something is typed into the field; else it is chosen."""
        field = self._place(screen).get_by_label(self._field)
        kind = await field.first.get_attribute("type")
        return kind not in {"radio", "checkbox"}

    async def _type(self, screen: Screen, text: str) -> None:
        if not self._field:
            await screen.type(self._pane(screen), text)
            return
        said = today().isoformat() if text == TODAY else text
        await self._place(screen).get_by_label(self._field).fill(said)
        self._field = ""

    async def _press(self, screen: Screen, label: str) -> None:
        """As soon as it is there: in the dialog, else in the form, else where it stands."""
        self._field = ""
        async with asyncio.timeout(WITHIN):
            while True:
                if await screen.confirm.is_visible():
                    return await screen.confirm.get_by_role("button", name=label).click()
                if await screen.form.get_by_role("button", name=label, exact=True).is_visible():
                    return await screen.submit(label)
                pane = self._pane(screen)
                buttons = pane.locator("button", has_text=label).or_(pane.get_by_role("button", name=label))
                button = buttons.first if self._where == "tour" else buttons.last
                if not await screen.form.is_visible() and await button.is_visible():
                    return await button.click()
                await asyncio.sleep(0.1)

    def _place(self, screen: Screen) -> Locator:
        return screen.panel if self._where == "panel" else screen.form

    def _pane(self, screen: Screen) -> Locator:
        panes = {"right": screen.right, "panel": screen.panel, "tour": screen.page.locator("#tour")}
        return panes.get(self._where, screen.left)


def _tokens(step: str) -> Iterator[Token]:
    for found in _TOKEN.finditer(step):
        assert found.lastgroup
        yield Token(found.lastgroup, found[found.lastgroup])
