"""A session with an IMAP server: bounded in time, and gone without a trace, however it ends."""

from __future__ import annotations

import asyncio
import threading
from dataclasses import replace

import pytest

from domain.trouble import Refused, Trouble, Unreachable
from gateways.mail.imap import session
from gateways.mail.server import Server
from tests.gateways.mail.pipes import silent
from tests.gateways.mail.shaky import Shaky
from tests.gateways.scripted import eventually
from tests.mails.case import raw

ASK = raw("Please confirm the request.")


def threads() -> int:
    return sum(thread.name.startswith("imap") for thread in threading.enumerate())


async def test_a_server_that_says_goodbye_in_the_middle_did_not_answer(shaky: Shaky) -> None:
    shaky.arrives(ASK, ASK)
    shaky.poison = {1}
    async with session(shaky.server) as imap:
        await imap.open("INBOX")
        with pytest.raises(Unreachable):
            await imap.fetch([1], "INTERNALDATE")
        with pytest.raises(Unreachable):  # nor will it
            await imap.fetch([2], "INTERNALDATE")


async def test_what_a_server_refuses_is_told_from_silence(shaky: Shaky) -> None:
    async with session(shaky.server) as imap:
        with pytest.raises(Refused):
            await imap.open("Nowhere")
        assert (await imap.open("INBOX")).validity == 7


async def test_a_goodbye_instead_of_a_greeting_is_no_answer(shaky: Shaky) -> None:
    shaky.closed = True
    with pytest.raises(Unreachable):
        async with session(shaky.server):
            pass


async def talk(server: Server) -> None:
    async with session(server) as imap:
        await imap.open("INBOX")
        await imap.fetch([1], "INTERNALDATE")


@pytest.mark.parametrize("silent_at", ["CAPABILITY", "AUTHENTICATE", "EXAMINE", "FETCH"])
async def test_no_answer_is_waited_for_without_end_and_no_thread_stays(shaky: Shaky, silent_at: str) -> None:
    shaky.arrives(ASK)
    shaky.silent = silent_at
    with pytest.raises(Trouble):
        await talk(replace(shaky.server, seconds=0.2))
    await eventually(_no_threads)


async def test_who_said_all_does_not_wait_for_a_farewell(shaky: Shaky) -> None:
    shaky.arrives(ASK)
    shaky.silent = "LOGOUT"
    await talk(replace(shaky.server, seconds=0.2))
    await eventually(_no_threads)


@pytest.mark.parametrize("silent_at", ["CAPABILITY", "AUTHENTICATE", "FETCH"])
async def test_who_is_cancelled_leaves_no_thread_and_no_connection(shaky: Shaky, silent_at: str) -> None:
    shaky.arrives(ASK)
    shaky.silent = silent_at
    talking = asyncio.create_task(talk(shaky.server))

    async def stuck() -> bool:
        return bool(shaky.asked(silent_at))

    await eventually(stuck)
    talking.cancel()
    await asyncio.gather(talking, return_exceptions=True)
    await eventually(_no_threads)

    async def gone() -> bool:
        return shaky.connections == 0

    await eventually(gone)


async def test_a_server_that_never_ends_its_greeting_is_left(shaky: Shaky) -> None:
    async with silent(b"* OK " + b"x" * 1000) as port:
        endless = Server(host="127.0.0.1", port=port, encrypted=False, user="tess", seconds=0.2)
        with pytest.raises(Unreachable):
            async with session(endless):
                pass
    await eventually(_no_threads)


async def test_a_password_that_a_server_has_no_way_to_hear_is_a_refusal(shaky: Shaky) -> None:
    shaky.capabilities = "IMAP4rev1"
    with pytest.raises(Refused):
        await talk(replace(shaky.server, password="pässword"))


async def _no_threads() -> bool:
    return threads() == 0
