"""What the token of the application must name, and what it need not."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass

import aiohttp
import pytest

from bot.cli.check_outside import DATAVERSE_MEND, DIRECTORY, check_directories, dataverse, permissions
from gateways.dataverse import Dataverse, scope_of
from gateways.directories import Directories
from gateways.limits import RetryPolicy
from gateways.sandbox import running_sandbox
from gateways.sandbox.contoso_directory import OTHER_TENANT_ID
from gateways.tokens import Tokens
from tests.gateways.sandbox.api import Api
from tests.gateways.scripted import application
from tests.wire import wire_to


@dataclass(frozen=True)
class Token:
    names: Set[str] | None

    async def permissions(self) -> Set[str] | None:
        return self.names


@pytest.mark.parametrize("mail", [set(), {"Mail.Send"}, {"Mail.Send", "Mail.ReadWrite"}], ids=["none", "one", "both"])
async def test_rights_for_a_mailbox_may_be_given_by_exchange_alone(mail: set[str]) -> None:
    """As they are where they are for this one mailbox (RBAC for Applications); whether they do is tried."""
    assert await permissions(Token({DIRECTORY, *mail})) == (True, "Directory.Read.All granted.")


async def test_the_directory_must_be_readable() -> None:
    fine, told = await permissions(Token({"Mail.Send", "Mail.ReadWrite"}))
    assert not fine
    assert told.startswith("Directory.Read.All missing: ")
    assert (await permissions(Token(None)))[0]


async def test_each_directory_of_another_tenant_is_tried() -> None:
    nobody = "77777777-3333-4444-8555-666666666666"
    async with running_sandbox() as sandbox, aiohttp.ClientSession() as session:
        directories = Directories(application(sandbox), session, url=sandbox.environment["GRAPH_URL"])
        told = [line async for line in check_directories(directories.each((OTHER_TENANT_ID, nobody)))]
    assert [(line.text, line.fails) for line in told] == [
        (f"Tenant {OTHER_TENANT_ID}: Directory.Read.All granted.", False),
        (
            f"Tenant {nobody}: refused (no reason given): have an administrator there consent to the app registration "
            "of ENTRA_CLIENT_ID.",
            True,
        ),
    ]


async def test_dataverse_says_whether_it_can_be_read_and_what_is_missing() -> None:
    async with running_sandbox() as sandbox, wire_to(sandbox.url) as (wire, near), aiohttp.ClientSession() as session:
        patience = RetryPolicy(attempts=1)
        there = Dataverse(near, Tokens(application(sandbox), scope_of(near)), session, patience=patience)
        assert str(await dataverse(there)).endswith("Dataverse: the copies of the customers can be read.")
        for status in (401, 403, 404):
            wire.refuse("GET", "/api/data", status, times=2)
            line = await dataverse(there)
            assert line.fails
            assert line.text == f"Dataverse: refused ({status}): {DATAVERSE_MEND}."
            wire.clear()
        wire.change("GET", "/api/data", lambda _: "<html>")
        assert (await dataverse(there)).fails
        wire.clear()
        assert {call["method"] for call in await Api(sandbox, session).steer("GET", "/calls")
                if call["path"].startswith("/api/data")} == {"GET"}  # fmt: skip
