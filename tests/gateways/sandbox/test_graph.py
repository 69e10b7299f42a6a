"""The directory: from an address to a principal and back, and who is in which group."""

from __future__ import annotations

from collections import Counter

import pytest
from yarl import URL

from gateways.sandbox.contoso_directory import BOT_PRINCIPAL_ID, DIRECTORY, GONE_ID
from gateways.sandbox.entra import INSIGHTS, make_token
from tests.gateways.sandbox.api import Api

LENA = next(entry.id for entry in DIRECTORY if entry.mail == "lena.voss@contoso.com")
READERS = next(entry.id for entry in DIRECTORY if entry.name == "Customer Insights readers")
MARKETING = next(entry.id for entry in DIRECTORY if entry.name == "Marketing")


async def found(api: Api, text: str) -> list[str]:
    return [entry["displayName"] for entry in (await api.graph("/users", {"$filter": text}))["value"]]


def test_forty_people_some_groups_and_apps() -> None:
    assert Counter(entry.kind for entry in DIRECTORY) == {"user": 40, "group": 5, "app": 3}


@pytest.mark.parametrize("name", ["ada", "ben", "cleo", "tess", "olga", "mark.old"])
async def test_the_people_of_the_playground_are_there(api: Api, name: str) -> None:
    person = await api.graph(f"/users/{name}@contoso.com")
    assert person["mail"] == person["userPrincipalName"] == f"{name}@contoso.com"
    assert (await api.graph(f"/users/{person['id']}"))["displayName"] == person["displayName"]
    assert (person["userType"], person["accountEnabled"]) == ("Member", True)


async def test_an_address_that_is_no_sign_in_name_is_found_by_filter(api: Api) -> None:
    await api.graph("/users/anna-lena.vogt@contoso.com", expect=404)
    assert await found(api, "mail eq 'Anna-Lena.Vogt@contoso.com'") == ["Anna-Lena Vogt"]
    assert await found(api, "mail eq 'ada@contoso.com' or userPrincipalName eq 'avogt@contoso.com'") == [
        "Ada Brandt",
        "Anna-Lena Vogt",
    ]


async def test_nobody_is_found_by_an_unknown_address(api: Api) -> None:
    assert await found(api, "mail eq 'nobody@contoso.com'") == []
    assert (await api.graph("/users/nobody@contoso.com", expect=404))["error"]["code"] == "Request_ResourceNotFound"


async def test_guests_and_disabled_accounts_can_be_told(api: Api) -> None:
    (guest,) = (await api.graph("/users", {"$filter": "mail eq 'gus@fabrikam.example'"}))["value"]
    assert guest["userType"] == "Guest"
    assert "#EXT#" in guest["userPrincipalName"]
    assert (await api.graph("/users/dora@contoso.com"))["accountEnabled"] is False


async def test_select_gives_the_properties_asked_for(api: Api) -> None:
    assert set(await api.graph("/users/ada@contoso.com", {"$select": "displayName"})) == {"id", "displayName"}


async def test_many_ids_are_resolved_at_once_and_the_gone_are_left_out(api: Api) -> None:
    ids = [BOT_PRINCIPAL_ID, LENA, READERS, GONE_ID]
    resolved = (await api.graph("/directoryObjects/getByIds", body={"ids": ids}))["value"]
    assert {entry["id"]: entry["@odata.type"] for entry in resolved} == {
        BOT_PRINCIPAL_ID: "#microsoft.graph.servicePrincipal",
        LENA: "#microsoft.graph.user",
        READERS: "#microsoft.graph.group",
    }
    users = await api.graph("/directoryObjects/getByIds", body={"ids": ids, "types": ["user"]})
    assert [entry["id"] for entry in users["value"]] == [LENA]


async def test_a_thousand_ids_are_the_most(api: Api) -> None:
    await api.graph("/directoryObjects/getByIds", body={"ids": [LENA] * 1001}, expect=400)


async def test_the_bot_finds_its_own_principal(api: Api) -> None:
    app_id = api.sandbox.environment["ENTRA_CLIENT_ID"]
    (app,) = (await api.graph("/servicePrincipals", {"$filter": f"appId eq '{app_id}'"}))["value"]
    assert app["id"] == BOT_PRINCIPAL_ID
    assert (await api.graph(f"/servicePrincipals/{app['id']}"))["displayName"] == "DSR Bot"


async def test_membership_reaches_through_groups(api: Api) -> None:
    groups = await api.graph(f"/users/{LENA}/getMemberGroups", body={"securityEnabledOnly": False})
    assert set(groups["value"]) == {READERS, MARKETING}
    member_of = (await api.graph(f"/users/{LENA}/transitiveMemberOf"))["value"]
    assert {group["displayName"] for group in member_of} == {"Marketing", "Customer Insights readers"}
    members = (await api.graph(f"/groups/{READERS}/transitiveMembers"))["value"]
    assert LENA in {member["id"] for member in members}
    assert (await api.graph(f"/groups/{READERS}"))["displayName"] == "Customer Insights readers"


async def test_long_lists_come_in_pages(api: Api) -> None:
    first = await api.graph("/users", {"$top": "25"})
    second = await api.graph("/users", URL(first["@odata.nextLink"]).query)
    assert len({user["id"] for user in first["value"] + second["value"]}) == 40
    assert "@odata.nextLink" not in second


@pytest.mark.parametrize("text", ["startswith(mail,'a')", "shoe eq '43'", "mail eq ada"])
async def test_other_filters_are_refused(api: Api, text: str) -> None:
    await api.graph("/users", {"$filter": text}, expect=400)


async def test_without_a_token_for_graph_nothing_is_told(api: Api) -> None:
    wrong = {"Authorization": f"Bearer {make_token(INSIGHTS)}"}
    assert (await api.send("GET", "/graph/v1.0/users"))[0] == 401
    assert (await api.send("GET", "/graph/v1.0/users", headers=wrong))[0] == 401
