"""`dsrbot run` with nothing configured, played by hand in a real browser: the whole product, on the real thing."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect

from tests.bot.playground.browsing import Screen, chromium, looking
from tests.bot.playground.guided import take_the_tour
from tests.processes import Running, running
from tests.programs import CHROMIUM, Ask

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

HERE = Path(__file__).parents[2]
PICTURE = HERE / "docs" / "playground.png"
EXPORT = HERE / "docs" / "export.png"
SLOW = 30_000  # milliseconds; a refresh takes its time


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
    await take_the_tour(screen)


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
