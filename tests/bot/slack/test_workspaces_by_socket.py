"""Several workspaces over one socket: the app has one connection, and each envelope is answered where it comes from."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest

from domain.card import Card, Field, Form
from domain.chat import Account
from storage.store import Store
from tests.bot.slack.conftest import SmallDesk, until
from tests.bot.slack.several import FABRIKAM, ORG, STRANGERS, Building, a_building, fabrikam, globex
from tests.fakes.slack import APP_TOKEN, FakeSlack, World, payloads
from tests.fakes.slack.sockets import Envelope

FORM = Form("deny", "DSR-1", "Deny", "Deny", (Field("reason", "Why?"),))


@pytest.fixture
async def at(slack: FakeSlack, desk: SmallDesk, store: Store) -> AsyncIterator[Building]:
    async with a_building(slack, desk, store, app_token=APP_TOKEN) as at:
        yield at


async def delivered(at: Building, kind: str, payload: dict[str, Any], world: World | None = None) -> Envelope:
    """With its answer."""
    if world:
        org = {"enterprise": world.enterprise, "org": world.org} if world.enterprise else {}
        payload = payloads.of_workspace(payload, world.team, **org)
    envelope = await at.slack.sockets.deliver(kind, payload)
    await until(envelope.acknowledged.is_set)
    return envelope


def command(at: Building, **more: str) -> dict[str, Any]:
    return payloads.command("board", response_url=at.sender.response_url(), **more)


async def test_each_workspace_is_answered_as_itself_over_the_same_socket(at: Building) -> None:
    there, globe = fabrikam(at.slack), globex(at.slack)
    assert [(await at.installs(world))[0] for world in (there, globe)] == [200, 200]
    for world, user in ((None, "U0ADA"), (there, "U0ADA"), (globe, "W0GIL")):
        envelope = await delivered(at, "slash_commands", command(at, user=user), world)
        assert envelope.answer
        assert envelope.answer["text"] == "heard Typed"
    accounts = [act.account for act in at.desk.heard]
    assert [one.id for one in accounts] == ["U0ADA", f"{FABRIKAM}/U0ADA", f"{ORG}/W0GIL"]
    assert accounts[1] == Account("slack", FABRIKAM, f"{FABRIKAM}/U0ADA")
    assert at.slack.sockets.connected == 1, "the app token is of the app, whatever workspace"


async def test_a_form_opens_with_the_token_of_the_workspace_where_the_button_was_pressed(at: Building) -> None:
    there = fabrikam(at.slack)
    await at.installs(there)
    at.desk.answers = [FORM]
    button = {"type": "button", "action_id": "dsr:deny:0", "value": "DSR-1"}
    click = payloads.click(button, channel="C0APPROVE", response_url=at.sender.response_url())
    await delivered(at, "interactive", click, there)
    await until(lambda: there.views)
    assert not at.slack.world.views


async def test_a_workspace_where_it_is_not_installed_is_answered_and_not_read(at: Building) -> None:
    strangers = at.slack.installs.workspace(STRANGERS, "Strangers")
    for world in (strangers, fabrikam(at.slack)):
        envelope = await delivered(at, "slash_commands", command(at), world)
        assert envelope.answer
        assert "not installed" in envelope.answer["text"]
    assert at.desk.heard == []


async def test_one_that_takes_the_app_away_keeps_nobody_else_from_the_socket(at: Building) -> None:
    there = fabrikam(at.slack)
    await at.installs(there)
    at.slack.installs.uninstall(there)
    gone = {**payloads.user_changed({}), "event": {"type": "app_uninstalled"}}
    await delivered(at, "events_api", gone, there)
    await until(lambda: (FABRIKAM, "account_inactive") in at.telling.heard)
    envelope = await delivered(at, "slash_commands", command(at), there)
    assert envelope.answer
    assert "not installed" in envelope.answer["text"]
    envelope = await delivered(at, "slash_commands", command(at))
    assert envelope.answer
    assert envelope.answer["text"] == "heard Typed"


async def test_what_is_installed_meanwhile_is_served_without_a_new_connection_and_after_one(at: Building) -> None:
    there = fabrikam(at.slack)
    await at.installs(there)
    for connections in (1, 2):
        await until(lambda n=connections: at.slack.sockets.connected == n)
        envelope = await delivered(at, "slash_commands", command(at), there)
        assert envelope.answer
        assert envelope.answer["text"] == "heard Typed"
        if connections == 1:
            await at.slack.sockets.ask_to_reconnect()
            await until(lambda: at.slack.sockets.connected == 2)
            await until(lambda: len(at.slack.sockets.connections) == 1)


async def test_what_is_posted_goes_out_by_each_token_while_acts_come_in_by_one(at: Building) -> None:
    there = fabrikam(at.slack)
    await at.installs(there)
    await at.door.post(f"{FABRIKAM}/C0FAIL", Card(title="Theirs"))
    await at.door.post("C0FAIL", Card(title="Ours"))
    assert (len(there.shown("C0FAIL")), len(at.slack.world.shown("C0FAIL"))) == (1, 1)
