"""What is not from Teams, for this bot, from a tenant that counts, is refused plainly and has no effect."""

from __future__ import annotations

import asyncio
import json
import time
from base64 import b64encode
from collections.abc import AsyncIterator, Callable, Mapping
from typing import Any

import jwt
import pytest

from tests.bot.teams.conftest import Office, SmallDesk, an_office
from tests.fakes.teams import FakeTeams, activities
from tests.fakes.teams.faults import Fault
from tests.fakes.teams.issuer import Key
from tests.fakes.teams.sender import Answered
from tests.fakes.teams.world import ADA, APP_ID, OTHER_TENANT, TENANT

Json = dict[str, Any]
MAC_KEY = "a secret long enough for a MAC, and known to everybody"


def typed(office: Office, **more: Any) -> Json:
    return activities.text(office.sender.service_url, ADA, "help", **more)


def handmade(office: Office, algorithm: str, secret: str) -> str:
    """A good token but for how it is signed."""
    claims = {"iss": "https://api.botframework.com", "aud": APP_ID, "exp": time.time() + 3600}
    claims["serviceurl"] = office.sender.service_url
    return jwt.encode(claims, secret, algorithm, headers={"kid": office.teams.issuer.keys[0].id})


def header_of(office: Office) -> str:
    return office.teams.issuer.token(office.sender.service_url).partition(".")[0]


def encoded(text: str) -> str:
    return b64encode(text.encode()).decode().rstrip("=")


DEEP, LISTED = encoded("[" * 4_000), encoded('{"alg": "RS256", "kid": [1]}')
# What is wrong → the header that shows it.
FORGED: Mapping[str, Callable[[Office], str]] = {
    "no token": lambda _: "",
    "garbage": lambda _: "Bearer garbage",
    "a token nested deep": lambda _: f"Bearer {DEEP}.e30.e30",
    "a claim nested deep": lambda office: f"Bearer {header_of(office)}.{DEEP}.e30",
    "a key id that is none": lambda _: f"Bearer {encoded(LISTED)}.e30.e30",
    "half a token": lambda _: "Bearer e30.e30",
    "not a bearer": lambda office: f"Basic {office.teams.issuer.token(office.sender.service_url)}",
    "two tokens": lambda office: f"Bearer {office.teams.issuer.token(office.sender.service_url)} more",
    "alg none": lambda office: f"Bearer {handmade(office, 'none', '')}",
    "alg HS256": lambda office: f"Bearer {handmade(office, 'HS256', MAC_KEY)}",
}
# What is wrong → how the token differs from a good one.
WRONG: Mapping[str, Json] = {
    "expired": {"exp": time.time() - 3600},
    "no expiry": {"exp": None},
    "not yet good": {"nbf": time.time() + 3600},
    "for another bot": {"aud": "44444444-4444-4555-8666-777777777777"},
    "for nobody": {"aud": None},
    "of another issuer": {"iss": "https://sts.windows.net/d6d49420-f39b-4df7-a1dc-d59a935871db/"},
    "of no issuer": {"iss": None},
    "another key under the same id": {"key": Key("key-1", "stolen")},
    "unknown key": {"key": Key("key-9", "stolen")},
    "key without an id": {"header": {"kid": None}},
    "for another address": {"serviceurl": "https://elsewhere.example/"},
    "for no address": {"serviceurl": None},
}


@pytest.mark.parametrize("header", FORGED.values(), ids=FORGED)
async def test_a_forged_header_is_refused(office: Office, header: Callable[[Office], str]) -> None:
    assert (await office.sender.post(json.dumps(typed(office)), {"Authorization": header(office)})).status == 401
    assert no_effect(office)


@pytest.mark.parametrize("forgery", WRONG.values(), ids=WRONG)
async def test_a_wrong_token_is_refused(office: Office, forgery: Json) -> None:
    assert (await office.sender.send(typed(office), **forgery)).status == 401
    assert no_effect(office)


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"serviceUrl": None}, 400),
        ({"serviceUrl": "http://elsewhere.example/"}, 401),  # the bot's own token would go there in the clear
        ({"channelId": "webchat"}, 401),  # where whoever writes may claim to be anybody
        ({"channelId": "directline"}, 401),
        ({"channelId": None}, 401),
        ({"channelData": {"tenant": {"id": OTHER_TENANT}}}, 401),
        ({"channelData": {}, "conversation": {"id": "a:ada", "conversationType": "personal"}}, 401),
    ],
)
async def test_a_good_token_is_not_enough(office: Office, change: Json, status: int) -> None:
    assert (await office.sender.send({**typed(office), **change})).status == status
    assert no_effect(office)


async def test_nothing_is_said_of_what_was_sent(office: Office) -> None:
    answered = await office.sender.send(typed(office, text="remove anna@contoso.com"), exp=None)
    assert answered.text == "forged\n"


async def test_clocks_may_differ_by_five_minutes(office: Office) -> None:
    assert (await office.sender.send(typed(office), exp=time.time() - 120)).status == 200


async def test_the_tenant_is_known_by_any_spelling(office: Office) -> None:
    tenant = TENANT.upper()
    assert (await office.sender.send(typed(office, channelData={"tenant": {"id": tenant}}))).status == 200


async def test_a_tenant_that_is_named_is_admitted_and_the_bots_own_no_more(teams: FakeTeams, desk: SmallDesk) -> None:
    async with an_office(teams, desk, tenants=(OTHER_TENANT,)) as office:
        there = await office.sender.send(typed(office, channelData={"tenant": {"id": OTHER_TENANT}}))
        assert (there.status, (await office.sender.send(typed(office))).status) == (200, 401)


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        ("{}", "application/json", 400),
        ("[]", "application/json", 400),
        ("null", "application/json", 400),
        ("{", "application/json", 400),
        ("[" * 100_000, "application/json", 400),
        ('{"value": ' * 33 + "1" + "}" * 33, "application/json", 400),
        ('{"a": "\\"}' * 100_000, "application/json", 400),
        ('{"a": ' + "9" * 100_000 + "}", "application/json", 400),
        (b"\xff\xfe", "application/json", 400),
        ("{}", "text/plain", 415),
        ("a=b", "application/x-www-form-urlencoded", 415),
        ('{"type": "message", "text": "' + "x" * 2**20 + '"}', "application/json", 400),
    ],
    ids=[
        "nothing",
        "list",
        "null",
        "broken",
        "deep",
        "a little too deep",
        "never closed",
        "a huge number",
        "no text",
        "plain text",
        "form",
        "huge",
    ],
)
async def test_what_is_no_activity_is_refused(office: Office, body: str | bytes, kind: str, status: int) -> None:
    header = f"Bearer {office.teams.issuer.token(office.sender.service_url)}"
    answered = await office.sender.post(body, {"Authorization": header, "Content-Type": kind})
    assert answered.status == status
    assert no_effect(office)


async def test_keys_are_asked_for_once(office: Office) -> None:
    assert {answered.status for answered in await together(office, 8)} == {200}
    assert len(office.teams.world.made("metadata", "keys")) == 2


async def test_while_the_keys_cannot_be_had_teams_is_asked_to_come_again(teams: FakeTeams, desk: SmallDesk) -> None:
    teams.faults.add(Fault("answer", "metadata", times=99, status=500))
    async with an_office(teams, desk) as office:
        assert (await office.sender.send(typed(office))).status == 503
        assert no_effect(office)


async def test_nothing_of_a_body_is_looked_at_before_it_is_known_who_sends_it(office: Office) -> None:
    """A body that never ends would be waited for."""
    begun = time.monotonic()
    for header in ({}, {"Authorization": "Bearer garbage"}):
        async with office.sender.session.post(
            f"{office.sender.bot_url}/api/messages",
            data=endless(),
            headers={"Content-Type": "application/json", **header},
        ) as answer:
            assert answer.status == 401
    assert time.monotonic() - begun < 2


async def endless() -> AsyncIterator[bytes]:
    yield b'{"type": "message"'
    await asyncio.Event().wait()


async def together(office: Office, count: int) -> list[Answered]:
    return list(await asyncio.gather(*(office.sender.send(typed(office)) for _ in range(count))))


def no_effect(office: Office) -> bool:
    return not office.desk.heard and not office.teams.world.messages
