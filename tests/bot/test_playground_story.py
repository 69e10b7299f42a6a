"""`dsrbot run` with nothing configured, played by hand in a real browser: the whole product, on the real thing."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect

from tests.bot.playground.browsing import Screen, chromium, looking
from tests.processes import Running, running
from tests.programs import CHROMIUM, Ask

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

HERE = Path(__file__).parents[2]
PICTURE = HERE / "docs" / "playground.png"
EXPORT = HERE / "docs" / "export.png"
TODAY = datetime.now(UTC).date().isoformat()
SLOW = 30_000  # milliseconds; a refresh takes its time
SLOWER = 120_000  # an erasure looks the person up twice, at every place


@asynccontextmanager
async def playing(folder: Path) -> AsyncIterator[tuple[Running, str]]:
    """The bot as a process in a folder, and its address."""
    async with running(folder, "run") as bot:
        yield bot, (await bot.says("playground is open: ")).partition("open: ")[2].rstrip("/")


@asynccontextmanager
async def watching(browser: Browser, address: str) -> AsyncIterator[Screen]:
    """With patience for the real thing."""
    async with looking(browser, address) as one:
        one.page.set_default_timeout(SLOW)
        yield one


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def browser(program: Ask) -> AsyncIterator[Browser]:
    async with chromium(program(CHROMIUM)) as one:
        yield one


@pytest_asyncio.fixture(loop_scope="module")
async def screen(browser: Browser, tmp_path: Path) -> AsyncIterator[Screen]:
    async with playing(tmp_path) as (_, address), watching(browser, address) as one:
        yield one


async def test_a_refresh_fails_is_told_and_its_retry_succeeds_and_a_denial_gives_its_reason(screen: Screen) -> None:
    await _behave(screen, "Loyalty Members", "fail")
    await screen.type(screen.left, 'refresh "CRM Contacts" "Loyalty Members"')
    await screen.approve(screen.right)
    await screen.channels.get_by_role("tab", name="refresh-failures").click()
    await screen.see(screen.channels, "Needs attention")
    await _picture(screen)
    await _behave(screen, "Loyalty Members", "succeed")
    await screen.press(screen.left, "Retry")
    for pane in (screen.left, screen.right, screen.channels):
        await screen.see(pane, "Completed")

    await screen.type(screen.left, "remove-user mark.old@contoso.com")
    await screen.press(screen.right, "Deny")
    await screen.form.get_by_role("textbox").fill("Mark still works here until Friday.")
    await screen.form.get_by_role("button", name="Deny").click()
    await screen.see(screen.left, "until Friday")


@pytest.mark.timeout(600)
async def test_the_tour_leads_to_gone_and_to_the_person_who_is_told(screen: Screen) -> None:
    screen.page.set_default_timeout(SLOWER)
    await screen.page.get_by_role("button", name="Begin").click()
    await screen.stop("Step 1 of 5: Ask")
    await screen.line(screen.left).press("Enter")
    await screen.submit("Ask for approval")
    await screen.stop("Step 2 of 5: Approve")
    await screen.approve(screen.right)
    await screen.stop("Step 3 of 5: Delete at the source")
    await screen.panel.get_by_label("E-mail address of the person").fill("anna@contoso.com")
    await screen.panel.get_by_role("button", name="Delete the record").click()
    await screen.see(screen.panel, "Deleted in CRM Contacts, CRM Web and Newsletter Subscribers.")
    await screen.settle("State it…")
    await screen.submit("State the day")
    await screen.see(screen.page.locator("#tour"), "Step 4 of 5: Settle the rest")
    await screen.settle("Decide…")
    await screen.form.get_by_label("Activate and run").check()
    await screen.submit("Decide")
    await screen.settle("Confirm…")
    await screen.submit("Confirm the list")
    await screen.settle("Settle…")
    await screen.form.get_by_label("Told on").fill(TODAY)
    await screen.submit("Note what was told")

    await screen.see(screen.page.locator("#tour"), "Recreate the static segment")
    await screen.panel.get_by_role("button", name="Recreate: Trade fair 2025").click()
    await screen.see(screen.panel, "It holds those who are customers now.")
    await screen.settle("Tick off…")
    await screen.form.get_by_role("textbox").fill("Recreated after the refresh.")
    await screen.submit("Tick it off")

    await screen.see(screen.page.locator("#tour"), "Step 5 of 5: Answer the person")
    await screen.settle("Tell…")  # the answer, which is asked for after the last look alone
    await screen.submit("Note the answer")
    for pane in (screen.left, screen.channels):
        await screen.see(pane, "Completed · gone, looked up twice")
    await screen.see(screen.page.locator("#tour"), "That was the tour.")


async def test_a_double_click_on_approve_is_one_vote(screen: Screen) -> None:
    await screen.type(screen.left, "remove-user mark.old@contoso.com")
    await screen.press(screen.right, "Approve")
    await screen.confirm.get_by_role("button", name="Approve").dblclick()
    await screen.see(screen.left, "1 of 2")
    await expect(screen.left.get_by_text("2 of 2")).to_have_count(0)


async def test_the_clock_brings_the_reminder_and_then_the_end(screen: Screen) -> None:
    await screen.type(screen.left, 'refresh "CRM Contacts"')
    await screen.see(screen.right, "Waiting for approval")
    await screen.page.get_by_role("button", name="Sandbox").click()
    await screen.panel.get_by_role("button", name="+4 h").click()
    await screen.see(screen.right, "still waits for a decision")
    await screen.panel.get_by_role("button", name="+3 days").click()
    await screen.see(screen.right, "Expired")


async def test_an_export_goes_through_the_mails_to_the_answer(screen: Screen) -> None:
    await screen.right.get_by_role("combobox", name="Who this is").select_option("tess")
    await screen.type(screen.left, "export")
    await screen.form.get_by_label("E-mail address of the person").fill("anna.berg@contoso.com")
    await screen.form.get_by_role("button", name="Ask for approval").click()
    await screen.see(screen.channels, "Export a customer’s data")
    await screen.left.get_by_role("combobox", name="Who this is").select_option("ben")
    await screen.approve(screen.left)
    await screen.press(screen.right, "Send the request")
    await screen.confirm.get_by_role("button", name="Send").click()
    await screen.press(screen.right, "Confirm")
    await screen.confirm.get_by_role("button", name="Send").click()
    await screen.see(screen.right, "export.json")
    if os.environ.get("DOCS"):
        await screen.page.screenshot(path=EXPORT)
    await screen.press(screen.right, "The person was answered…")
    await screen.form.get_by_role("button", name="Note the answer").click()
    await screen.see(screen.channels, "Completed")


async def test_after_a_kill_and_a_new_start_the_cards_are_back_and_the_buttons_work(
    browser: Browser, tmp_path: Path
) -> None:
    async with playing(tmp_path) as (bot, address), watching(browser, address) as before:
        await before.type(before.left, 'refresh "CRM Contacts"')
        await before.see(before.right, "Waiting for approval")
        await bot.kill()
        before.wrong.clear()  # the page says that nobody answers
    async with playing(tmp_path) as (_, address), watching(browser, address) as after:
        await after.approve(after.right)
        await after.see(after.left, "Completed")


async def _behave(screen: Screen, source: str, behaviour: str) -> None:
    toggle = screen.page.get_by_role("button", name="Sandbox")
    await toggle.click()
    await screen.panel.get_by_label(f"The next refresh of {source}").select_option(behaviour)
    await screen.page.keyboard.press("Escape")


async def _picture(screen: Screen) -> None:
    """The picture of the README, made anew where DOCS is set."""
    if os.environ.get("DOCS"):
        await screen.page.screenshot(path=PICTURE)
