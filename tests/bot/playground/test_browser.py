"""The playground in a real browser, as people use it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from io import BytesIO

import pytest
import pytest_asyncio
from PIL import Image
from playwright.async_api import Browser, expect

from bot.playground.tour import Stop, Todo, Tour
from domain.card import Button, Card, Confirm, Fact, Fold, Item, Style, say
from domain.chat import Clicked, Submitted, Typed
from domain.file import PNG, File
from domain.moment import Moment, Timed
from tests.bot.playground.browsing import Screen, chromium, looking
from tests.bot.playground.demo_desk import APPROVALS, FAILURES, NOON, Served, served
from tests.programs import CHROMIUM, Ask

_AT_REST = """() => {
  const log = document.querySelector('#left .log'), rests = log.scrollHeight - log.scrollTop - log.clientHeight < 1
  const long = rests && window.restedAt && performance.now() - window.restedAt > 200
  window.restedAt = rests ? window.restedAt || performance.now() : 0
  return long
}"""
pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def browser(program: Ask) -> AsyncIterator[Browser]:
    async with chromium(program(CHROMIUM)) as one:
        yield one


@pytest_asyncio.fixture(loop_scope="module")
async def here() -> AsyncIterator[Served]:
    async with served() as playground:
        yield playground


@pytest_asyncio.fixture(loop_scope="module")
async def screen(browser: Browser, here: Served) -> AsyncIterator[Screen]:
    async with looking(browser, here.url) as one:
        yield one


async def test_a_refresh_from_command_to_completed(screen: Screen) -> None:
    await screen.type(screen.left, 'refresh "CRM Contacts" "CRM Web"')
    await screen.see(screen.left, "only you can see this")
    for pane in (screen.left, screen.right, screen.channels):
        await screen.see(pane, "Waiting for approval")
    await screen.approve(screen.right)
    for pane in (screen.left, screen.right, screen.channels):
        await screen.see(pane, "Completed")
        await expect(pane.locator(".sign.done")).to_have_count(2)
    await expect(screen.page.get_by_role("button", name="Approve")).to_have_count(0)
    await expect(screen.page.get_by_text("anna@contoso.com")).to_have_count(2)  # not in the channel


async def test_a_failure_and_its_retry(screen: Screen) -> None:
    await screen.type(screen.left, 'refresh "Loyalty Members"')
    await screen.approve(screen.right)
    failures = screen.channels.get_by_role("tab", name=FAILURES)
    await expect(failures.locator(".badge")).to_have_text("1")
    await failures.click()
    await expect(failures.locator(".badge")).to_be_hidden()
    await screen.see(screen.channels, "Needs attention")
    await screen.press(screen.channels, "Retry")
    await screen.see(screen.channels, "Completed")


async def test_a_denial_with_its_reason(screen: Screen, here: Served) -> None:
    await screen.type(screen.left, "remove-user mark.old@contoso.com")
    await screen.press(screen.right, "Deny")
    await screen.form.get_by_role("button", name="Deny").click()  # nothing filled in yet
    await screen.see(screen.form, "Please fill this in.")
    reason = screen.form.get_by_role("textbox")
    await expect(reason).to_be_focused()
    await reason.fill("Mark still works here until Friday.")
    await screen.form.get_by_role("button", name="Deny").click()
    await screen.see(screen.left, "until Friday")
    await screen.see(screen.channels, "Denied")
    assert isinstance(here.desk.heard[-1], Submitted)


async def test_a_double_click_on_approve_is_one_approval(screen: Screen, here: Served) -> None:
    await screen.type(screen.left, 'refresh "CRM Contacts"')
    await screen.press(screen.right, "Approve")
    await screen.confirm.get_by_role("button", name="Approve").dblclick()
    await screen.see(screen.right, "Completed")
    assert len([act for act in here.desk.heard if isinstance(act, Clicked)]) == 1


async def test_two_windows_press_approve_and_the_desk_decides(browser: Browser, screen: Screen, here: Served) -> None:
    await screen.type(screen.left, 'refresh "CRM Contacts"')
    async with looking(browser, here.url) as other:
        for one in (screen, other):
            await one.press(one.right, "Approve")
        await asyncio.gather(*(one.confirm.get_by_role("button", name="Approve").click() for one in (screen, other)))
        for one in (screen, other):
            await one.see(one.right, "starts now")
            await one.see(one.right, "decided already")
    presses = [act for act in here.desk.heard if isinstance(act, Clicked)]
    assert len({act.delivery for act in presses}) == 2


async def test_a_button_pressed_twice_in_a_row_waits_for_its_answer(screen: Screen, here: Served) -> None:
    async with here.desk.thinking():
        await here.door.post("dm:ada", Card(title="A card", buttons=(Button("details", "DSR-1", "Details"),)))
        details = screen.left.get_by_role("button", name="Details")
        for _ in range(3):
            await details.press("Enter")
        await expect(details).to_have_attribute("aria-disabled", "true")
    await screen.see(screen.left, "no longer know")
    assert len(here.desk.heard) == 1


async def test_not_now_changes_nothing(screen: Screen, here: Served) -> None:
    await screen.type(screen.left, 'refresh "CRM Contacts"')
    await screen.press(screen.right, "Approve")
    await screen.confirm.get_by_role("button", name="Not now").click()
    await screen.press(screen.right, "Approve")
    await screen.page.keyboard.press("Escape")
    await expect(screen.right.get_by_role("button", name="Approve")).to_be_focused()
    assert [type(act) for act in here.desk.heard] == [Typed]


async def test_a_form_keeps_what_was_filled_in_when_it_comes_back(screen: Screen, here: Served) -> None:
    await screen.type(screen.left, "refresh")
    form = screen.form
    await expect(form.get_by_role("checkbox", name="CRM Web")).to_be_checked()  # as the form brought it
    await form.get_by_role("button", name="All or none").click()
    await form.get_by_role("button", name="All or none").click()
    await form.get_by_label("Your reference").fill("CASE-77")
    await form.get_by_role("button", name="Ask for approval").click()
    await screen.see(form, "Please fill this in.")
    await expect(form.get_by_label("Your reference")).to_have_value("CASE-77")
    await form.get_by_role("checkbox", name="Support Tickets").check()
    await form.get_by_role("button", name="Ask for approval").click()
    await screen.see(screen.right, "Refresh Support Tickets")
    sent = here.desk.heard[-1]
    assert isinstance(sent, Submitted)
    assert sent.values["sources"] == ("Support Tickets",)
    assert sent.values["received"] == ("2026-11-02",)


async def test_a_file_that_was_chosen_stays_in_a_form_that_comes_back(screen: Screen, here: Served) -> None:
    await screen.type(screen.left, "list")
    picker = screen.form.get_by_label("A CSV file")
    content = b"Mail;Manager\r\n" + bytes(range(256)) * 400
    await picker.set_input_files({"name": "people.csv", "mimeType": "text/csv", "buffer": content})
    await screen.form.get_by_role("button", name="Send").click()
    await screen.see(screen.form, "Which column?")
    await expect(picker).to_have_value("C:\\fakepath\\people.csv")
    await screen.form.get_by_label("Column").fill("Mail")
    await screen.form.get_by_role("button", name="Send").click()
    await screen.see(screen.left, "Taken.")
    for act in here.desk.heard[-2:]:
        [file] = act.files
        assert await file.read(len(content)) == content
    await screen.type(screen.left, "list")
    await expect(picker).to_have_value("")


async def test_a_moment_in_a_form_is_one_for_its_reader_too(screen: Screen) -> None:
    await screen.type(screen.left, "refresh")
    await screen.see(screen.form, "As of ")
    await expect(screen.form.locator("time")).to_have_attribute("title", NOON.plain)


async def test_enter_in_a_field_of_a_form_sends_nothing(screen: Screen, here: Served) -> None:
    """All that it needs is filled in already, and what a form does may be for good."""
    await screen.type(screen.left, "refresh")
    await screen.form.get_by_label("Your reference").press("Enter")
    await screen.form.get_by_role("checkbox", name="CRM Web").press("Enter")
    await screen.form.get_by_role("button", name="Not now").click()
    assert [type(act) for act in here.desk.heard] == [Typed]


async def test_everything_works_by_keyboard_alone(screen: Screen) -> None:
    keyboard = screen.page.keyboard
    await keyboard.press("Tab")
    assert await screen.focus() == "To the first chat"
    await keyboard.press("Enter")
    assert await screen.focus() == "Command of Ada Admin"
    await keyboard.type("ref")
    await screen.left.get_by_role("listbox", name="Completions").wait_for()
    await keyboard.press("Tab")  # completes the verb, and the sources follow
    await keyboard.type("crm c")
    await keyboard.press("ArrowDown")
    await keyboard.press("Enter")
    await expect(screen.line(screen.left)).to_have_value('refresh "CRM Contacts" ')
    await keyboard.press("Escape")
    await keyboard.press("Enter")
    approve = screen.right.get_by_role("button", name="Approve")
    await approve.focus()
    await keyboard.press("Enter")
    await expect(screen.confirm.get_by_role("button", name="Approve")).to_be_focused()
    await keyboard.press("Enter")
    await screen.see(screen.right, "Completed")
    assert "Refresh CRM Contacts" in await screen.focus()  # the card, now that its button is gone


@pytest.mark.parametrize("style", Style)
async def test_enter_pressed_by_habit_does_nothing_that_cannot_be_undone(
    screen: Screen, here: Served, style: Style
) -> None:
    ask = Confirm("Erase a•••@contoso.com from 3 sources?", "This cannot be undone.", "Approve", "Not now")
    await here.door.post("dm:ada", Card("A card", buttons=(Button("approve", "DSR-1", "Approve", style, ask),)))
    await screen.left.get_by_role("button", name="Approve").press("Enter")
    await expect(screen.confirm.get_by_role("button", name="Not now")).to_be_focused()
    await screen.page.keyboard.press("Enter")
    await expect(screen.confirm).to_be_hidden()
    assert here.desk.heard == []


async def test_what_is_done_is_folded_and_stays_open_when_the_card_is_drawn_anew(screen: Screen, here: Served) -> None:
    def card(*done: str) -> Card:
        fold = Fold(f"{len(done)} of 3 done", tuple(Item("✓", name) for name in done))
        return Card(title="Refresh", status="In progress", turn="I am at work", items=(Item("⏳", "Web"),), fold=fold)

    address = await here.door.post("dm:ada", card("CRM"))
    await screen.see(screen.left, "I am at work")
    await expect(screen.left.get_by_text("CRM", exact=True)).to_be_hidden()
    await screen.left.get_by_text("1 of 3 done").click()
    await expect(screen.left.get_by_text("CRM", exact=True)).to_be_visible()
    await here.door.update("dm:ada", address, card("CRM", "Loyalty"))
    await screen.see(screen.left, "2 of 3 done")
    await expect(screen.left.get_by_text("Loyalty", exact=True)).to_be_visible()


async def test_a_moment_is_shown_on_the_clock_of_whoever_looks(browser: Browser, here: Served) -> None:
    noon = Moment(datetime(2026, 11, 2, 12, tzinfo=UTC), "2 Nov 2026, 13:00 CET")
    item = Item("✓", "CRM", Timed("refreshed · ", noon))
    told = Timed("By Ben, ", noon, ".")
    await here.door.post("dm:ada", Card("Sources", facts=(Fact("Came", Timed(noon)),), text=(told,), items=(item,),
                                        footer=Timed("as of ", noon)))  # fmt: skip
    context = await browser.new_context(timezone_id="America/New_York", locale="en-GB")
    try:
        screen = Screen(await context.new_page())
        await screen.open(here.url)
        clocks = screen.left.locator("time[title]")
        await expect(clocks).to_have_text(["2 Nov 2026, 07:00 GMT-5"] * 4)
        await expect(clocks.first).to_have_attribute("title", "2 Nov 2026, 13:00 CET")
        await screen.see(screen.left, "By Ben, ")
        assert screen.wrong == []
    finally:
        await context.close()


async def test_a_button_says_to_those_who_listen_what_it_acts_on(screen: Screen, here: Served) -> None:
    await here.door.post("dm:ada", Card("Erase a•••@contoso.com", buttons=(Button("details", "DSR-1", "Details"),)))
    details = screen.left.get_by_role("button", name="Details")
    await expect(details).to_have_accessible_description("Erase a•••@contoso.com")


async def test_whatever_has_the_focus_shows_it(screen: Screen) -> None:
    names, rings = [], []
    for _ in range(12):
        await screen.page.keyboard.press("Tab")
        names.append(await screen.focus())
        rings.append(await screen.page.evaluate(RING))
    skips, rest = names[:3], names[3:6]
    assert skips == ["To the first chat", "To the second chat", "To the channels"]
    assert rest == ["Tour", "Sandbox", "Theme: like the system"]
    assert all(rings), names


async def test_commands_are_completed(screen: Screen) -> None:
    line = screen.line(screen.left)
    await line.press_sequentially("re")
    options = screen.left.get_by_role("listbox", name="Completions").get_by_role("option")
    await expect(options).to_have_count(3)
    await expect(options.first).to_contain_text("refreshes the sources")
    await line.press("ArrowDown")
    await line.press("ArrowDown")
    await expect(options.nth(1)).to_have_attribute("aria-selected", "true")
    await expect(line).to_have_attribute("aria-activedescendant", str(await options.nth(1).get_attribute("id")))
    await line.press("Escape")
    await expect(options).to_have_count(0)
    await expect(line).to_have_value("re")
    await line.fill("")
    await line.press_sequentially('refresh "CRM Contacts" web')
    await expect(options).to_have_count(2)  # Webshop Orders, CRM Web
    await options.filter(has_text="CRM Web").click()
    await expect(line).to_have_value('refresh "CRM Contacts" "CRM Web" ')


async def test_what_was_typed_comes_back_with_arrow_up(screen: Screen) -> None:
    line = screen.line(screen.left)
    for command in ("help", "sources"):
        await screen.type(screen.left, command)
    await screen.see(screen.left, "6 data sources")
    await line.fill("half")
    await line.press("Escape")
    for key, expected in (("ArrowUp", "sources"), ("ArrowUp", "help"), ("ArrowDown", "sources"), ("ArrowDown", "half")):
        await line.press(key)
        await expect(line).to_have_value(expected)


async def test_an_empty_chat_suggests_where_to_begin(screen: Screen) -> None:
    await screen.left.get_by_role("button", name='refresh "CRM Contacts"').click()
    await screen.see(screen.right, "Waiting for approval")
    await expect(screen.line(screen.left)).to_be_focused()
    await expect(screen.left.locator(".chip")).to_have_count(0)


async def test_a_second_approver_takes_the_pane(screen: Screen) -> None:
    await screen.type(screen.left, "remove-user mark.old@contoso.com")
    await screen.approve(screen.right)
    await screen.see(screen.right, "1 of 2")
    who = screen.right.get_by_role("combobox", name="Who this is")
    await expect(who.locator("option", has_text="Cleo")).to_contain_text("new")
    await who.select_option("cleo")
    await screen.approve(screen.right)
    await screen.see(screen.left, "Completed")
    await who.select_option("ada")  # nobody stands in both panes
    await expect(screen.left.get_by_role("combobox", name="Who this is")).to_have_value("cleo")


async def test_an_answer_to_an_act_in_a_channel_is_private(screen: Screen) -> None:
    await screen.type(screen.left, 'refresh "CRM Contacts"')
    await screen.channels.get_by_role("radio", name="Ada Admin").check()
    await screen.press(screen.channels, "Details")
    await screen.see(screen.channels, "Only Ada can see this")
    await screen.see(screen.left, f"in #{APPROVALS}")
    await expect(screen.channels.locator("article")).to_have_count(1)


async def test_the_sandbox_panel_steers_and_moves_the_clock(screen: Screen, here: Served) -> None:
    opener = screen.page.get_by_role("button", name="Sandbox", exact=True)
    await opener.click()
    await screen.panel.get_by_label("The next refresh of CRM Web").select_option("hang")
    await screen.panel.get_by_label("Seconds that a refresh of CRM Web takes").fill("7")
    await screen.panel.get_by_role("button", name="+1 day").click()
    await screen.panel.get_by_role("button", name="+4 h").click()
    await expect(screen.panel.locator("#ahead")).to_have_text("1 day 4 h")
    await expect(screen.page.locator("#ahead-badge")).to_have_text("+1 day 4 h")
    assert here.desk.behaviours == {"CRM Web": ("hang", 7.0)}
    await screen.panel.get_by_role("button", name="Reset").click()
    await expect(screen.panel.locator("#ahead")).to_have_text("0 h")
    await screen.page.keyboard.press("Escape")
    await expect(screen.panel).to_be_hidden()
    await expect(screen.page.locator("#open-panel")).to_be_focused()


async def test_ready_made_text_is_copied_whole(browser: Browser, here: Served) -> None:
    text = "To: somebody\n\n<b>not bold</b> & 100 %"
    async with looking(browser, here.url, permissions=["clipboard-read", "clipboard-write"]) as screen:
        await here.door.post("dm:ada", Card(title="A message", copy=text))
        await screen.left.get_by_role("button", name="Copy").click()
        await screen.see(screen.left, "Copied")
        assert await screen.page.evaluate("navigator.clipboard.readText()") == text


async def test_naughty_text_is_only_text(screen: Screen, here: Served) -> None:
    naughty = "<img src=x onerror=alert(1)> </article><script>alert(2)</script> ${1} مرحبا \u202egnp.exe"
    button = Button("details", naughty[:50], naughty)
    items = (Item("⚠", naughty, naughty, button), Item("?", "w" * 3_000))
    card = Card(naughty, naughty, text=(naughty,), items=items, copy=naughty, buttons=(button,), footer=naughty)
    await here.door.post("dm:ada", card)
    await here.door.post("dm:ada", say(naughty))
    await screen.type(screen.left, naughty)
    assert await (await screen.see(screen.left, "I do not know")).is_visible()
    assert await screen.left.locator("article img, article script").count() == 0
    wide = await screen.left.locator(".log").evaluate("log => log.scrollWidth > log.clientWidth")
    assert not wide


async def test_a_form_is_no_wider_than_its_page_however_long_a_word_is(screen: Screen) -> None:
    """The key of a device is one."""
    wide = await screen.page.evaluate("""async () => {
      const { openForm } = await import('/playground/form.js')
      const long = 'w'.repeat(300)
      const said = { verb: 'x', ref: '', title: long, submit: 's', fields: [], text: long, about: '' }
      openForm(said, 'ada', async () => null)
      const dialog = document.querySelector('dialog[open]')
      return dialog.scrollWidth > dialog.clientWidth
    }""")
    assert not wide


async def test_a_long_list_is_opened_on_demand(screen: Screen, here: Served) -> None:
    rows = tuple(Item("–", f"Source {number}") for number in range(200))
    address = await here.door.post("dm:ada", Card(title="200 data sources", items=rows))
    await expect(screen.left.get_by_role("listitem")).to_have_count(12)
    await screen.left.get_by_role("button", name="Show 188 more").click()
    await expect(screen.left.get_by_role("listitem")).to_have_count(200)
    await here.door.update("dm:ada", address, Card(title="200 data sources still", items=rows))
    await screen.see(screen.left, "still")
    await expect(screen.left.get_by_role("listitem")).to_have_count(200)


async def test_a_newcomer_is_offered_the_tour_and_it_goes_on_by_itself(screen: Screen, here: Served) -> None:
    tour = screen.page.get_by_role("region", name="New here?")
    await tour.get_by_role("button", name="Begin").press("Enter")
    await expect(screen.page.get_by_role("heading", name="Step 1 of 5: Ask")).to_be_focused()
    await screen.page.get_by_role("button", name="Show me where").press("Enter")
    await expect(screen.line(screen.left)).to_have_value("erase anna@contoso.com")
    await expect(screen.line(screen.left)).to_be_focused()
    await expect(screen.page.locator(".here")).to_have_id("left")
    here.desk.tour = Tour(Stop.APPROVE, (Todo.APPROVE,))
    await here.door.post("dm:ben", Card("A card"))  # whatever happens, it looks where the story stands
    await expect(screen.page.get_by_role("heading", name="Step 2 of 5: Approve")).to_be_visible()
    await expect(screen.page.locator("#announcer")).to_contain_text("Step 2 of 5: Approve")
    await expect(screen.page.locator("#tour-stops [aria-current=step]")).to_have_text("Approve")
    await expect(screen.page.locator(".here")).to_have_id("right")
    await expect(screen.line(screen.left)).to_be_focused()  # nobody who types is taken elsewhere


async def test_a_tour_that_was_left_stays_away_and_comes_back_where_the_story_stands(
    screen: Screen, here: Served
) -> None:
    toggle = screen.page.get_by_role("button", name="Tour", exact=True)
    await screen.page.get_by_role("button", name="Not now").click()
    await expect(toggle).to_have_attribute("aria-expanded", "false")
    await screen.page.reload()
    await screen.page.locator("#live[data-live=yes]").wait_for()
    here.desk.tour = Tour(Stop.SETTLE, (Todo.RECREATE,))
    await toggle.click()
    title = screen.page.get_by_role("heading", name="Step 4 of 5: Settle the rest")
    await expect(title).to_be_visible()
    await screen.page.reload()
    await expect(title).to_be_visible()
    await screen.page.get_by_role("button", name="Show me where").click()
    await expect(screen.panel.get_by_role("button", name="Recreate: Trade fair 2025")).to_be_focused()
    await screen.page.get_by_role("button", name="Leave the tour").press("Enter")
    await expect(toggle).to_be_focused()
    await expect(screen.page.locator(".here")).to_have_count(0)


async def test_at_its_end_the_tour_says_that_it_was_all(screen: Screen, here: Served) -> None:
    here.desk.tour = Tour(Stop.OVER)
    await screen.page.get_by_role("button", name="Begin").click()
    await screen.see(screen.page.locator("#tour"), "That was the tour.")
    await expect(screen.page.locator("#tour-stops [data-done]")).to_have_count(5)


async def test_whoever_reads_further_up_is_left_there(screen: Screen, here: Served) -> None:
    for number in range(30):
        await here.door.post("dm:ada", say(f"message {number}"))
    await expect(screen.left.get_by_text("message 29")).to_be_in_viewport()
    log = screen.left.locator(".log")
    await screen.page.wait_for_function(_AT_REST)  # it glides there, and would glide on
    await log.evaluate("log => log.scrollTo({ top: 300, behavior: 'instant' })")
    await screen.page.evaluate("new Promise(seen => requestAnimationFrame(() => requestAnimationFrame(seen)))")
    await here.door.post("dm:ada", say("the newest"))
    jump = screen.left.get_by_role("button", name="New below")
    await expect(jump).to_be_visible()
    assert await log.evaluate("log => log.scrollTop") == 300
    await jump.click()
    await expect(screen.left.get_by_text("the newest")).to_be_in_viewport()
    await expect(jump).to_be_hidden()


async def test_when_the_bot_is_gone_nothing_typed_is_lost(browser: Browser) -> None:
    async with served() as here:
        port = int(here.url.rpartition(":")[2])
        await here.door.post("dm:ada", say("before the stop"))
        context = looking(browser, here.url)
        screen = await context.__aenter__()
    await expect(screen.banner).to_have_text("The bot is not answering. Trying again…")
    await screen.type(screen.left, "sources")
    await expect(screen.line(screen.left)).to_have_value("sources")
    async with served(port) as here:
        await expect(screen.page.locator("#live")).to_have_attribute("data-live", "yes")
        await expect(screen.banner).to_be_hidden()
        await expect(screen.left.get_by_text("before the stop")).to_have_count(0)  # everything anew
        await screen.line(screen.left).press("Enter")
        await screen.see(screen.left, "6 data sources")
        assert len(here.desk.heard) == 1
        screen.wrong.clear()  # the browser tells of every connection that was refused
        await context.__aexit__(None, None, None)


async def test_a_page_older_than_the_bot_goes_on(screen: Screen, here: Served) -> None:
    await screen.page.evaluate("import('/playground/api.js').then((api) => api.setToken('of another start'))")
    await screen.type(screen.left, "sources")
    await screen.see(screen.left, "6 data sources")
    assert len(here.desk.heard) == 1
    screen.wrong.clear()  # the browser tells of the refusal


async def test_on_a_phone_the_panes_are_tabs(browser: Browser, here: Served) -> None:
    phone = {"viewport": {"width": 360, "height": 740}, "is_mobile": True, "has_touch": True}
    async with looking(browser, here.url, **phone) as screen:
        tabs = screen.page.locator("#tabbar").get_by_role("tab")
        await expect(tabs).to_have_count(3)
        await expect(screen.left).to_be_visible()
        await expect(screen.right).to_be_hidden()
        await screen.type(screen.left, 'refresh "CRM Contacts"')
        await expect(tabs.filter(has_text="Ben").locator(".badge")).to_have_text("1")
        await tabs.filter(has_text="Ben").tap()
        await screen.approve(screen.right)
        await tabs.filter(has_text="Channels").tap()
        await screen.see(screen.channels, "Completed")
        await expect(tabs.locator(".badge")).to_have_count(0)
        assert await screen.page.evaluate("document.documentElement.scrollWidth") == 360


async def test_dark_and_light_follow_the_system_or_the_toggle(browser: Browser, here: Served) -> None:
    async with looking(browser, here.url, color_scheme="dark") as screen:
        background = "getComputedStyle(document.body).backgroundColor"
        dark = await screen.page.evaluate(background)
        await screen.page.get_by_role("button", name="Theme: like the system").click()
        light = await screen.page.evaluate(background)
        await screen.page.reload()
        assert await screen.page.evaluate(background) == light != dark
        await screen.page.get_by_role("button", name="Theme: light").click()
        assert await screen.page.evaluate(background) == dark


@pytest.mark.parametrize(("wanted", "moves"), [("no-preference", True), ("reduce", False)])
async def test_whoever_wants_no_motion_gets_none(browser: Browser, here: Served, wanted: str, moves: bool) -> None:
    async with looking(browser, here.url, reduced_motion=wanted) as screen:
        dot = screen.page.locator("#live .dot")
        assert await dot.evaluate("dot => parseFloat(getComputedStyle(dot).animationDuration) > 0.001") == moves
        await screen.type(screen.left, 'refresh "CRM Contacts" "CRM Web"')
        await screen.approve(screen.right)
        await screen.see(screen.right, "Completed")


async def test_news_is_told_to_those_who_listen(screen: Screen, here: Served) -> None:
    address = await here.door.post(APPROVALS, Card(title="Refresh CRM Web", status="Waiting for approval"))
    told = screen.page.locator("#announcer")
    await expect(told).to_contain_text(f"In #{APPROVALS}: Refresh CRM Web, Waiting for approval")
    await here.door.update(APPROVALS, address, Card(title="Refresh CRM Web", status="Completed"))
    await expect(told).to_contain_text("Refresh CRM Web, Completed")


# The outline of what has the focus, or of what stands around it.
RING = """() => {
  const one = document.activeElement;
  const near = [one, one.closest("label"), one.nextElementSibling].filter(Boolean);
  return near.some((other) => getComputedStyle(other).outlineStyle === "solid");
}"""
PAIRS = [
    ("--ink", "--paper"),
    ("--muted", "--paper"),
    ("--muted", "--pane"),
    ("--muted", "--inset"),
    ("--ink", "--card"),
]
PAIRS += [("--on-accent", "--accent"), ("--accent", "--card"), ("--bad", "--card"), ("--bad", "--pane")]
PAIRS += [(f"--{tone}", f"--{tone}-tint") for tone in ("neutral", "waiting", "good", "bad")]
CONTRAST = """([one, other]) => {
  const light = (name) => {
    const context = new OffscreenCanvas(1, 1).getContext("2d");
    const probe = document.body.appendChild(document.createElement("i"));
    probe.style.color = `var(${name})`;
    context.fillStyle = getComputedStyle(probe).color;
    probe.remove();
    context.fillRect(0, 0, 1, 1);
    const [r, g, b] = [...context.getImageData(0, 0, 1, 1).data].map((part) => part / 255)
      .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b + 0.05;
  };
  const [low, high] = [light(one), light(other)].sort((a, b) => a - b);
  return high / low;
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_every_text_stands_out_from_what_is_behind_it(browser: Browser, here: Served, scheme: str) -> None:
    """WCAG 2.2, 1.4.3: at least 4.5 to 1."""
    async with looking(browser, here.url, color_scheme=scheme) as screen:
        faint = {pair: ratio for pair in PAIRS if (ratio := await screen.page.evaluate(CONTRAST, list(pair))) < 4.5}
    assert not faint


async def test_a_picture_is_shown_where_it_came_and_heard_by_who_does_not_see_it(screen: Screen, here: Served) -> None:
    drawn = BytesIO()
    Image.new("RGB", (300, 200), "#009E73").save(drawn, "PNG")
    file = File(
        name="report-2026.png", media=PNG, content=drawn.getvalue(), about="The report.", verb="v", ref="2026",
        alt="A chart of bars. Erasures: 2.",
    )  # fmt: skip
    await here.door.send("dm:ada", file)
    picture = screen.left.get_by_role("img", name="A chart of bars. Erasures: 2.")
    await picture.wait_for()
    await screen.page.wait_for_function("() => document.querySelector('.kept img').naturalWidth === 300")
    await screen.see(screen.left, "report-2026.png")
