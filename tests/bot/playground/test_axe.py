"""The page as axe-core reads it: light and dark, wide and on a phone, with everything open that can be opened."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect

from bot.playground.tour import Stop, Todo, Tour
from domain.card import Button, Card, Fact, Fold, Item, Tone
from tests.bot.playground.browsing import Screen, chromium, looking
from tests.bot.playground.demo_desk import FAILURES, Served, served
from tests.npm import NotHere, Package, installed
from tests.programs import CHROMIUM, Ask

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

AXE = Package("axe-core", "4.14.1", "axe.min.js")
WIDE, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}
LOOKS = [(scheme, size) for scheme in ("light", "dark") for size in (WIDE, PHONE)]
_WRONG = """async () => (await axe.run()).violations.flatMap(({ id, help, nodes }) =>
  nodes.map(({ target, failureSummary }) => `${id}: ${help} at ${target.join(" ")}: ${failureSummary}`))"""


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def browser(program: Ask) -> AsyncIterator[Browser]:
    async with chromium(program(CHROMIUM)) as one:
        yield one


@pytest.fixture(scope="module")
def axe(program: Ask) -> Path:
    try:
        return installed(AXE, program)
    except NotHere as missing:
        pytest.skip(str(missing))


@pytest_asyncio.fixture(loop_scope="module")
async def here() -> AsyncIterator[Served]:
    async with served() as playground:
        yield playground


@pytest.mark.parametrize(("scheme", "size"), LOOKS, ids=lambda one: one if isinstance(one, str) else str(one["width"]))
async def test_nothing_keeps_anybody_out(
    browser: Browser, here: Served, axe: Path, scheme: str, size: Mapping[str, int]
) -> None:
    async with looking(browser, here.url, color_scheme=scheme, viewport=size, bypass_csp=True) as screen:
        await screen.page.add_script_tag(path=axe)
        wrong = {"empty, with the tour's offer": await _wrong(screen)}
        here.desk.tour = Tour(Stop.SETTLE, (Todo.RECREATE, Todo.DECIDE, Todo.WAIT))
        await screen.page.get_by_role("button", name="Begin").click()
        await screen.see(screen.page.locator("#tour"), "Step 4 of 5")
        await _tell(screen, here)
        wrong["with cards of every tone"] = await _wrong(screen)
        await screen.page.get_by_role("button", name="Sandbox").click()
        await screen.panel.get_by_role("button", name="Recreate").wait_for()
        wrong["with the panel"] = await _wrong(screen)
        await screen.page.keyboard.press("Escape")
        await screen.line(screen.left).press_sequentially("re")
        await screen.left.get_by_role("listbox").wait_for()
        wrong["with completions"] = await _wrong(screen)
        await screen.type(screen.left, "refresh")
        await screen.form.get_by_label("Your reference").wait_for()
        wrong["with a form"] = await _wrong(screen)
    assert "\n".join(f"{when}: {one}" for when, found in wrong.items() for one in found) == ""


async def _wrong(screen: Screen) -> Any:
    return await screen.page.evaluate(_WRONG)


async def _tell(screen: Screen, here: Served) -> None:
    """Cards as they come in a working day."""
    buttons = (Button("approve", "DSR-1", "Approve"), Button("deny", "DSR-1", "Deny"))
    items = (
        Item("✓", "CRM", "refreshed"),
        Item("⚠", "Web", "failed"),
        Item("–", "Part", "", Button("settle", "1", "State it…")),
    )
    fold = Fold("1 of 3 done", (Item("✓", "Loyalty"),))
    for tone in Tone:
        card = Card("Erase a person", f"As {tone}", tone, facts=(Fact("Asked by", "Ada"),), items=items, fold=fold,
                    text=("A sentence.",), copy="To: somebody", buttons=buttons, footer="DSR-1 · Contoso")  # fmt: skip
        for place in ("dm:ada", "dm:ben", FAILURES):
            await here.door.post(place, card)
    await expect(screen.left.get_by_text(f"As {[*Tone][-1]}")).to_be_visible()


@pytest.mark.parametrize("command", ["refresh", "long"])
async def test_the_button_that_sends_a_form_is_in_sight(browser: Browser, here: Served, command: str) -> None:
    async with looking(browser, here.url) as screen:
        await screen.type(screen.left, command)
        await expect(screen.form.locator("button[type=submit]")).to_be_in_viewport(ratio=1)
        await expect(screen.form.get_by_role("button", name="Not now")).to_be_in_viewport(ratio=1)
