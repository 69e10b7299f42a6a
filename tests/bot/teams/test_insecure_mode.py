"""For the Agents Playground, which signs nothing: no token is asked for, and nobody but this machine is served."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator

import pytest

from tests.bot.teams.conftest import Office, SmallDesk, an_office
from tests.fakes.teams import FakeTeams, activities
from tests.fakes.teams.world import ADA, OTHER_TENANT


@pytest.fixture
async def open_office(teams: FakeTeams, desk: SmallDesk) -> AsyncIterator[Office]:
    teams.tokens.add("none")
    async with an_office(teams, desk, app_id="", secret=None, insecure_local=True) as office:
        yield office


def typed(office: Office, **change: object) -> str:
    return json.dumps({**activities.text(office.sender.service_url, ADA, "help"), **change})


async def test_what_is_not_signed_is_served(open_office: Office) -> None:
    assert (await open_office.sender.post(typed(open_office), {})).status == 200
    assert (await open_office.said(ADA.chat)).text == "heard Typed"
    assert not open_office.teams.world.made("metadata", "token")


@pytest.mark.parametrize("header", [{"X-Forwarded-For": "203.0.113.7"}, {"Forwarded": "for=203.0.113.7"}])
async def test_what_comes_through_a_proxy_is_refused(open_office: Office, header: dict[str, str]) -> None:
    assert (await open_office.sender.post(typed(open_office), header)).status == 401
    assert not open_office.desk.heard


@pytest.mark.parametrize(
    "header",
    [
        {"Host": "evil.example"},
        {"Host": "localhost.evil.example:{port}"},
        {"Host": "127.0.0.1"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://localhost:1"},
    ],
)
async def test_a_page_elsewhere_cannot_speak_through_a_browser_here(
    open_office: Office, header: dict[str, str]
) -> None:
    port = open_office.sender.bot_url.rpartition(":")[2]
    header = {name: value.format(port=port) for name, value in header.items()}
    assert (await open_office.sender.post(typed(open_office), header)).status == 403
    assert not open_office.desk.heard


async def test_a_page_of_this_very_server_may(open_office: Office) -> None:
    header = {"Origin": open_office.sender.bot_url}
    assert (await open_office.sender.post(typed(open_office), header)).status == 200


@pytest.mark.parametrize(
    "change", [{"serviceUrl": "http://elsewhere.example/"}, {"channelData": {"tenant": {"id": OTHER_TENANT}}}]
)
async def test_everything_else_is_checked_all_the_same(open_office: Office, change: dict[str, object]) -> None:
    assert (await open_office.sender.post(typed(open_office, **change), {})).status == 401


async def test_without_the_switch_nothing_unsigned_is_served(office: Office) -> None:
    assert (await office.sender.post(typed(office), {})).status == 401
