"""Roles: who has one, giving and taking them, and what each is good for."""

from __future__ import annotations

import pytest

from gateways.sandbox.contoso_directory import BOT_PRINCIPAL_ID, DIRECTORY, GONE_ID, OWNER_ID
from gateways.sandbox.entra import INSIGHTS, make_token
from tests.gateways.sandbox.api import JOBS, Api, until

MARK = next(entry.id for entry in DIRECTORY if entry.mail == "mark.old@contoso.com")
READER = next(str(entry.app_id) for entry in DIRECTORY if entry.name == "Power BI connector")


async def roles(api: Api) -> dict[str, list[str]]:
    return {held["principalId"]: held["roles"] for held in await api.call("GET", "/rbac/assignments")}


def assignment(principal: str) -> str:
    return f"/rbac/principals/{principal}/assignment"


async def test_people_groups_and_apps_have_roles(api: Api) -> None:
    listed = await api.call("GET", "/rbac/assignments")
    assert {held["principalType"] for held in listed} == {"user", "group", "app"}
    known = {role["roleName"] for role in await api.call("GET", "/rbac/roles")}
    assert {role for held in listed for role in held["roles"]} == known
    assert GONE_ID in {held["principalId"] for held in listed}


async def test_the_bot_learns_its_own_role(api: Api) -> None:
    mine = await api.call("GET", "/rbac/myrole")
    assert (mine["principalId"], mine["principalType"], mine["roles"]) == (BOT_PRINCIPAL_ID, "app", ["Admin"])


async def test_a_removed_role_leaves_the_list_after_a_while(api: Api) -> None:
    await api.steer("PUT", "/speed", {"linger": 0.05})
    assert await api.call("DELETE", assignment(MARK)) is None
    await until(lambda: roles(api), lambda held: MARK not in held)


async def test_how_long_a_removed_role_lingers_is_for_steering_to_say(api: Api) -> None:
    await api.steer("PUT", "/speed", {"linger": 3600})
    await api.call("DELETE", assignment(MARK))
    await api.call("DELETE", assignment(MARK))
    assert MARK in await roles(api)


async def test_removing_what_is_not_there_succeeds(api: Api) -> None:
    await api.call("DELETE", assignment("nobody"))


async def test_a_role_is_given_and_changed(api: Api) -> None:
    await api.steer("PUT", "/speed", {"linger": 3600})
    await api.call("DELETE", assignment(MARK))
    body = {"principalId": MARK, "principalType": "user", "roles": ["Contributor"]}
    listed = await api.call("PUT", assignment(MARK), body=body)
    assert [held["roles"] for held in listed if held["principalId"] == MARK] == [["Contributor"]]


async def test_the_owner_cannot_be_removed(api: Api) -> None:
    refused = await api.call("DELETE", assignment(OWNER_ID), expect=403)
    assert refused["errorCode"] == "UnableToRevokePermission"
    assert OWNER_ID in await roles(api)


@pytest.mark.parametrize("body", [{"roles": ["King"], "principalType": "user"}, {"roles": [], "principalType": "user"}])
async def test_a_role_that_there_is_not_cannot_be_given(api: Api, body: dict[str, object]) -> None:
    await api.call("PUT", assignment(MARK), body=body, expect=500)


async def test_a_reader_reads_and_does_not_write(api: Api) -> None:
    reader = {"Authorization": f"Bearer {make_token(INSIGHTS, READER)}"}
    await api.call("GET", "/rbac/assignments", headers=reader)
    query = {"operationType": "all", "forceRunRequested": "true"}
    await api.call("POST", JOBS, query, headers=reader, expect=403)
    await api.call("DELETE", assignment(MARK), headers=reader, expect=403)
    assert MARK in await roles(api)


async def test_an_app_that_lost_its_role_is_locked_out_at_once(api: Api) -> None:
    await api.steer("PUT", "/speed", {"linger": 3600})
    await api.call("DELETE", assignment(BOT_PRINCIPAL_ID))
    await api.call("GET", "/rbac/myrole", expect=403)


async def test_the_last_admin_cannot_be_removed(api: Api) -> None:
    admins = [principal for principal, held in (await roles(api)).items() if "Admin" in held]
    for principal in admins:
        if principal not in {OWNER_ID, BOT_PRINCIPAL_ID}:
            await api.call("DELETE", assignment(principal))
    reader = {"principalId": OWNER_ID, "principalType": "user", "roles": ["Viewer"]}
    await api.call("PUT", assignment(OWNER_ID), body=reader)
    refused = await api.call("DELETE", assignment(BOT_PRINCIPAL_ID), expect=403)
    assert "last Admin" in refused["message"]
