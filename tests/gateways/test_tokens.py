from __future__ import annotations

import asyncio
import logging
import traceback
from collections.abc import AsyncIterator
from dataclasses import replace

import aiohttp
import pytest

from domain.trouble import Refused, Trouble, Unreachable
from gateways.sandbox import Sandbox, running_sandbox
from gateways.tokens import GRAPH_SCOPE, INSIGHTS_SCOPE, Application, Tokens
from tests.gateways.scripted import FakeTime, Reply, application, eventually, scripted


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    async with running_sandbox() as sandbox:
        yield sandbox


async def issued(sandbox: Sandbox) -> int:
    """How many tokens the sandbox was asked for."""
    async with aiohttp.ClientSession() as session, session.get(f"{sandbox.url}/_sandbox/calls") as answer:
        return sum(call["path"].endswith("/token") for call in await answer.json())


@pytest.mark.parametrize(("scope", "path"), [(INSIGHTS_SCOPE, "/v1/instances"), (GRAPH_SCOPE, "/graph/v1.0/users")])
async def test_a_token_opens_the_service_of_its_scope(sandbox: Sandbox, scope: str, path: str) -> None:
    token = await Tokens(application(sandbox), scope).get()
    key = sandbox.environment["INSIGHTS_SUBSCRIPTION_KEY"]
    headers = {"Authorization": f"Bearer {token}", "Ocp-Apim-Subscription-Key": key}
    async with aiohttp.ClientSession(headers=headers) as session, session.get(sandbox.url + path) as answer:
        assert answer.status == 200


async def test_all_who_ask_at_once_share_one_flight(sandbox: Sandbox) -> None:
    tokens = Tokens(application(sandbox), INSIGHTS_SCOPE)
    got = await asyncio.gather(*(tokens.get() for _ in range(20)))
    assert len(set(got)) == 1
    assert await issued(sandbox) == 1


async def test_a_token_is_kept_until_five_minutes_before_its_end(sandbox: Sandbox) -> None:
    time = FakeTime()
    tokens = Tokens(application(sandbox), INSIGHTS_SCOPE, clock=time.now)
    first = await tokens.get()
    time.seconds = 3599 - 301
    assert await tokens.get() == first
    time.seconds = 3599 - 300
    assert await tokens.get() != first


async def test_a_refused_token_is_replaced_once_however_many_saw_it_refused(sandbox: Sandbox) -> None:
    tokens = Tokens(application(sandbox), INSIGHTS_SCOPE)
    refused = await tokens.get()
    others = await asyncio.gather(*(tokens.get(instead_of=refused) for _ in range(10)))
    assert len(set(others)) == 1
    assert refused not in others
    assert await issued(sandbox) == 2


async def test_a_wrong_secret_is_refused_with_entras_code(sandbox: Sandbox) -> None:
    with pytest.raises(Refused) as caught:
        await Tokens(replace(application(sandbox), secret="wrong"), INSIGHTS_SCOPE).get()
    assert caught.value.code == "invalid_client"


async def test_an_unknown_tenant_is_refused(sandbox: Sandbox) -> None:
    with pytest.raises(Refused, match="tenant"):
        await Tokens(replace(application(sandbox), tenant="nobody"), INSIGHTS_SCOPE).get()


async def test_a_sign_in_that_failed_is_tried_anew_by_the_next_who_asks(sandbox: Sandbox) -> None:
    async with aiohttp.ClientSession() as session:
        fault = {"status": 0, "next": 1, "path": "/entra/"}
        await session.put(f"{sandbox.url}/_sandbox/faults", json=fault)
    tokens = Tokens(application(sandbox), INSIGHTS_SCOPE)
    with pytest.raises(Unreachable):
        await tokens.get()
    assert await tokens.get()


@pytest.mark.parametrize(
    "reply", [Reply(status=503), Reply(lose="before"), Reply(text="<html>"), Reply(body={"odd": True}), Reply(body=[])]
)
async def test_odd_answers_of_entra_are_trouble_and_tell_no_secret(
    sandbox: Sandbox, reply: Reply, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    async with scripted(reply) as entra:
        registration = replace(application(sandbox), authority=f"{entra.url}/entra", secret="hush")
        with pytest.raises(Trouble) as caught:
            await Tokens(registration, INSIGHTS_SCOPE).get()
    told = "".join(traceback.format_exception(caught.value)) + caplog.text + repr(registration)
    assert "hush" not in told
    assert entra.url not in "".join(traceback.format_exception(caught.value))


@pytest.mark.parametrize("status", [301, 302, 307, 308])
async def test_the_secret_follows_nobody_elsewhere(sandbox: Sandbox, status: int) -> None:
    async with scripted(*[Reply(body={"access_token": "x"})] * 5) as elsewhere:
        away = Reply(status=status, headers={"Location": f"{elsewhere.url}/token"})
        async with scripted(*[away] * 5) as entra:
            registration = replace(application(sandbox), authority=f"{entra.url}/entra")
            with pytest.raises(Trouble):
                await Tokens(registration, INSIGHTS_SCOPE).get()
        assert entra.calls
        assert not elsewhere.calls


async def test_the_loop_goes_on_while_entra_thinks(sandbox: Sandbox) -> None:
    async def was_asked() -> bool:
        return bool(entra.calls)  # answered on this very loop, so out of reach if that stood still

    async with scripted(Reply(lose="never ends")) as entra:
        waiting = asyncio.create_task(Tokens(replace(application(sandbox), authority=entra.url), INSIGHTS_SCOPE).get())
        await eventually(was_asked)
        assert not waiting.done()
        waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting


def test_a_secret_goes_to_no_other_machine_without_https() -> None:
    with pytest.raises(ValueError, match="https"):
        Application(tenant="t", client_id="c", secret="s", authority="http://login.example")


def test_microsofts_own_authority_is_the_default() -> None:
    assert not Application(tenant="t", client_id="c", secret="s").plain
