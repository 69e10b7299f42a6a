"""The live stream: everything at first, then what changes, and an end when the bot stops."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace

from domain.card import say
from tests.bot.playground.demo_desk import APPROVALS, Served, served
from tests.bot.playground.visitor import Visitor, visiting


async def test_it_begins_with_everything(here: Served) -> None:
    await here.door.post(APPROVALS, say("before you came"))
    async with visiting(here.url) as visitor:
        first = visitor.first
    assert [person["name"] for person in first["people"]][:2] == ["Ada Admin", "Ben Bauer"]
    assert [channel["id"] for channel in first["channels"]] == [APPROVALS, "refresh-failures"]
    assert [message["card"]["text"] for message in first["messages"]] == [["before you came"]]
    assert len(first["token"]) > 40
    assert "@" not in json.dumps([first["people"][1:], first["channels"]])  # addresses of people stay on the server


async def test_everyone_who_watches_is_told(here: Served, visitor: Visitor) -> None:
    async with visiting(here.url) as second:
        await here.door.post(APPROVALS, say("for all"))
        for one in (visitor, second):
            await one.until(APPROVALS, "for all")


async def test_text_that_looks_like_a_stream_is_only_text(here: Served, visitor: Visitor) -> None:
    naughty = "line\n\nevent: sync\ndata: {}\r\n\u2028 <script>alert(1)</script> مرحبا"
    await here.door.post(APPROVALS, replace(say("A letter"), copy=naughty))
    name, told = await visitor.event()
    assert (name, told["messages"][0]["card"]["copy"]) == ("news", naughty)


async def test_many_changes_at_once_are_told_together(here: Served, visitor: Visitor) -> None:
    address = await here.door.post(APPROVALS, say("0"))
    for number in range(1, 50):
        await here.door.update(APPROVALS, address, say(str(number)))
    await visitor.until(APPROVALS, '"49"')
    assert len(visitor.in_place(APPROVALS)) == 1


async def test_a_stop_ends_the_stream_at_once() -> None:
    async with asyncio.timeout(5):
        async with served() as here:
            stream = visiting(here.url)
            visitor = await stream.__aenter__()
        assert (await visitor.event())[0] == "news"
        assert await visitor.stream.read() == b""
        await stream.__aexit__(None, None, None)
