"""The message that was clicked is drawn anew through its response_url; where that cannot be, as any other message."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace

import pytest

from bot.door import Gone
from bot.slack.ways_back import GOOD, USES, WaysBack
from domain.card import Button, Card
from gateways.limits import Stopwatch
from tests.bot.slack.conftest import Office, SmallDesk, an_office, until
from tests.bot.slack.test_answers import DEAD
from tests.fakes.slack import FakeSlack, payloads
from tests.fakes.slack.faults import Fault
from tests.fakes.slack.sender import buttons
from tests.fakes.slack.world import Message
from tests.logged import Logged

ASKED = Card(title="DSR-1", buttons=(Button("approve", "DSR-1", "Approve"),))
DECIDED, DONE = Card(title="DSR-1", status="Approved"), Card(title="DSR-1", status="Completed")


def calls(office: Office, method: str) -> int:
    return len(office.slack.world.made(method))


async def posted(office: Office) -> Message:
    address = await office.door.post("C0APPROVE", ASKED)
    return office.slack.world.messages["C0APPROVE", address]


async def clicked(office: Office, message: Message) -> None:
    """Answered, too."""
    told = len(office.whispered)
    await office.sender.presses(buttons({"blocks": message.blocks})["Approve"], message)
    await until(lambda: len(office.whispered) > told)


def shows(message: Message, text: str) -> bool:
    return text in json.dumps(message.blocks) + message.text


async def test_the_clicked_card_is_drawn_anew_through_its_click_for_everybody(office: Office) -> None:
    message = await posted(office)
    await clicked(office, message)
    await office.door.update("C0APPROVE", message.ts, DECIDED)
    assert shows(message, "Approved")
    assert calls(office, "chat.update") == 0
    [_, drawn] = office.slack.world.made("response_url")
    assert drawn.arguments["replace_original"] is True
    assert len(office.whispered) == 1


async def test_it_looks_as_if_it_were_drawn_in_the_other_way(office: Office) -> None:
    one, other = await posted(office), await posted(office)
    await clicked(office, one)
    for message in (one, other):
        await office.door.update("C0APPROVE", message.ts, DECIDED)
    assert (one.text, one.blocks) == (other.text, other.blocks)
    assert calls(office, "chat.update") == 1


async def test_what_is_left_of_the_five_uses_is_for_answers(office: Office) -> None:
    message = await posted(office)
    await clicked(office, message)
    for _ in range(USES + 2):
        await office.door.update("C0APPROVE", message.ts, DONE)
    assert (calls(office, "response_url"), calls(office, "chat.update")) == (1 + USES, 2)


async def test_a_click_that_slack_delivers_again_gives_no_more_uses(office: Office) -> None:
    message = await posted(office)
    url = office.sender.response_url(message)
    click = payloads.click(buttons({"blocks": message.blocks})["Approve"], message, response_url=url)
    for _ in range(3):
        await office.sender.send(click)
        await until(lambda: office.whispered)
        await office.door.update("C0APPROVE", message.ts, DONE)
    assert calls(office, "chat.update") == 3 - USES


async def test_a_later_click_brings_a_way_of_its_own(office: Office) -> None:
    message = await posted(office)
    for _ in range(3):
        await clicked(office, message)
        message.blocks = office.slack.world.messages["C0APPROVE", message.ts].blocks
        await office.door.update("C0APPROVE", message.ts, ASKED)
    assert calls(office, "chat.update") == 0


async def test_another_message_is_not_drawn_through_it(office: Office) -> None:
    message, other = await posted(office), await posted(office)
    await clicked(office, message)
    await office.door.update("C0APPROVE", other.ts, DECIDED)
    assert shows(other, "Approved")
    assert not shows(message, "Approved")
    assert calls(office, "chat.update") == 1


async def test_a_bot_that_was_started_anew_knows_no_way_and_draws_all_the_same(
    slack: FakeSlack, desk: SmallDesk
) -> None:
    async with an_office(slack, desk) as before:
        message = await posted(before)
        await clicked(before, message)
    async with an_office(slack, desk) as after:
        await after.door.update("C0APPROVE", message.ts, DECIDED)
    assert shows(message, "Approved")
    assert len(slack.world.made("chat.update")) == 1


@pytest.mark.parametrize("fault", DEAD, ids=lambda fault: f"{fault.kind} {fault.status} {fault.text}")
async def test_where_the_way_is_dead_the_card_is_drawn_all_the_same(office: Office, fault: Fault) -> None:
    message = await posted(office)
    await clicked(office, message)
    office.slack.faults.add(replace(fault))
    await office.door.update("C0APPROVE", message.ts, DECIDED)
    assert shows(message, "Approved")
    assert (calls(office, "chat.update"), calls(office, "elsewhere")) == (1, 0)


async def test_no_host_but_slacks_ever_sees_a_card(office: Office) -> None:
    for url in ("https://evil.example/x", "http://127.0.0.2:1/x", "https://hooks.slack.com@evil.example/", "::", ""):
        message = await posted(office)
        button = buttons({"blocks": message.blocks})["Approve"]
        await office.sender.send(payloads.click(button, message, response_url=url))
        await office.door.update("C0APPROVE", message.ts, DECIDED)
    assert calls(office, "chat.update") == 5
    assert calls(office, "response_url") == 0


async def test_a_message_that_is_gone_is_gone_this_way_too(office: Office) -> None:
    message = await posted(office)
    await clicked(office, message)
    office.slack.world.delete("C0APPROVE", message.ts)
    with pytest.raises(Gone):
        await office.door.update("C0APPROVE", message.ts, DECIDED)


async def test_no_log_line_holds_the_way(office: Office, logged: Logged) -> None:
    message = await posted(office)
    await clicked(office, message)
    office.slack.faults.add(replace(DEAD[0]))
    await office.door.update("C0APPROVE", message.ts, DECIDED)
    assert logged.lines
    assert "secret" not in repr(logged.lines)


def a_clock(at: list[float]) -> Callable[[], float]:
    return lambda: at[0]


async def test_no_way_is_taken_that_may_soon_be_over(slack: FakeSlack, desk: SmallDesk) -> None:
    now = [0.0]
    async with an_office(slack, desk, watch=Stopwatch(a_clock(now))) as office:
        message = await posted(office)
        await clicked(office, message)
        now[0] = GOOD
        await office.door.update("C0APPROVE", message.ts, DECIDED)
    assert len(slack.world.made("chat.update")) == 1


def test_of_thousands_of_clicks_the_latest_are_known_and_nobody_is_shown_them() -> None:
    ways = WaysBack(a_clock([0.0]))
    for number in range(3_000):
        ways.note("C0APPROVE", str(number), f"https://hooks.slack.com/{number}")
    assert (ways.take("C0APPROVE", "999"), ways.take("C0APPROVE", "2999")) == ("", "https://hooks.slack.com/2999")
    assert "hooks" not in repr(vars(ways))


@pytest.mark.parametrize("url", [None, "", 5, ["https://hooks.slack.com/x"], {}])
def test_what_is_no_address_is_no_way(url: object) -> None:
    ways = WaysBack(a_clock([0.0]))
    ways.note("C0APPROVE", "1", url)
    assert ways.take("C0APPROVE", "1") == ""
