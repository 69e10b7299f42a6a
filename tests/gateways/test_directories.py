"""The directory of each tenant is asked with a token of that tenant, and knows its own people alone."""

from __future__ import annotations

from collections.abc import AsyncIterator

import aiohttp
import pytest

from bot.app.wiring import _in_entra
from domain.groups import Unknown, Why
from domain.trouble import Refused
from gateways.directories import Directories
from gateways.sandbox import running_sandbox
from gateways.sandbox.contoso_directory import DIRECTORIES, DIRECTORY, OTHER_TENANT_ID, TENANT_ID
from tests.gateways.scripted import application

THERE = DIRECTORIES[OTHER_TENANT_ID]
ADA, FRIDA, GROUP = (next(e for e in THERE if e.name.startswith(name)).id for name in ("Ada", "Frida", "Privacy"))
BERLIN = next(entry for entry in DIRECTORY if entry.name.startswith("Everyone at the Berlin")).id


@pytest.fixture
async def directories() -> AsyncIterator[Directories]:
    async with running_sandbox() as sandbox, aiohttp.ClientSession() as session:
        yield Directories(application(sandbox), session, url=sandbox.environment["GRAPH_URL"])


async def test_one_object_id_is_somebody_else_in_each_tenant(directories: Directories) -> None:
    found = [await directories.of(tenant).user(ADA) for tenant in (TENANT_ID, OTHER_TENANT_ID)]
    assert [user and (user.name, user.upn) for user in found] == [
        ("Ada Brandt", "ada@contoso.com"),
        ("Ada Brandt", "ada@fabrikam.com"),
    ]


async def test_who_is_of_one_tenant_is_not_of_the_other(directories: Directories) -> None:
    assert await directories.own.user(FRIDA) is None
    assert await directories.of(OTHER_TENANT_ID).user_by_upn("ben@contoso.com") is None


def test_its_own_is_the_one_that_is_asked_anyway_however_its_id_is_written(directories: Directories) -> None:
    assert directories.of(TENANT_ID.upper()) is directories.own
    assert directories.of(OTHER_TENANT_ID) is directories.of(OTHER_TENANT_ID.upper())


async def test_a_tenant_that_has_not_consented_says_nothing_and_the_others_go_on(directories: Directories) -> None:
    with pytest.raises(Refused):
        await directories.of("77777777-3333-4444-8555-666666666666").user(ADA)
    assert await directories.own.user(ADA)


async def test_one_id_of_a_group_is_another_group_in_each_tenant(directories: Directories) -> None:
    assert BERLIN == GROUP
    assert "ada@contoso.com" in await _in_entra(directories, GROUP)
    theirs = await _in_entra(directories, f"{OTHER_TENANT_ID}/{GROUP}")
    assert sorted(theirs) == ["finn@fabrikam.com", "frida@fabrikam.com"]


async def test_a_group_of_one_tenant_is_none_in_the_other(directories: Directories) -> None:
    marketing = next(entry for entry in DIRECTORY if entry.name == "Marketing").id
    with pytest.raises(Unknown) as unknown:
        await _in_entra(directories, f"{OTHER_TENANT_ID}/{marketing}")
    assert unknown.value.code == Why.NOT_THERE
