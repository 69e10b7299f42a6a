from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
import pytest

from domain.groups import MOST, Unknown, Why
from domain.insights import Principal, PrincipalType
from domain.trouble import Refused, Trouble, Unreachable
from gateways.graph import Graph
from gateways.limits import RetryPolicy
from gateways.sandbox import running_sandbox
from gateways.sandbox.contoso_directory import BOT_APP_ID, BOT_PRINCIPAL_ID, DIRECTORY, GONE_ID
from gateways.tokens import GRAPH_SCOPE, Tokens
from tests.gateways.scripted import Purse, Reply, Script, application, scripted

BY_NAME = {entry.mail or entry.name: entry.id for entry in DIRECTORY}  # people by address, the others by name


@pytest.fixture
async def graph() -> AsyncIterator[Graph]:
    async with running_sandbox() as sandbox, aiohttp.ClientSession() as session:
        yield Graph(Tokens(application(sandbox), GRAPH_SCOPE), session, url=sandbox.environment["GRAPH_URL"])


@asynccontextmanager
async def answering(*replies: Reply) -> AsyncIterator[tuple[Graph, Script]]:
    async with scripted(*replies) as script, aiohttp.ClientSession() as session:
        yield Graph(Purse(), session, url=script.url, patience=RetryPolicy(first_pause=0.01)), script


@pytest.mark.parametrize("written", ["anna-lena.vogt@contoso.com", "AVogt@Contoso.com"])
async def test_a_person_is_found_by_address_and_by_sign_in_name(graph: Graph, written: str) -> None:
    assert await graph.principal_by_email(written) == Principal(
        id=BY_NAME["anna-lena.vogt@contoso.com"],
        type=PrincipalType.USER,
        name="Anna-Lena Vogt",
        email="anna-lena.vogt@contoso.com",
    )


@pytest.mark.parametrize("sign", ["gus@fabrikam.example", "gus_fabrikam.example#EXT#@contoso.onmicrosoft.com"])
async def test_a_guest_is_found_though_the_sign_in_name_has_signs_of_addresses(graph: Graph, sign: str) -> None:
    found = await graph.principal_by_email(sign)
    assert found is not None
    assert found.name == "Gus Partner"


@pytest.mark.parametrize("nobody", ["nobody@contoso.com", "o'neil@contoso.com", ""])
async def test_nobody_is_found_under_other_addresses(graph: Graph, nobody: str) -> None:
    assert await graph.principal_by_email(nobody) is None


@pytest.mark.parametrize(
    ("email", "literal"),
    [
        ("sean+x.o'neil@contoso.com", "'sean+x.o''neil@contoso.com'"),
        ("x' or mail eq 'ada@contoso.com", "'x'' or mail eq ''ada@contoso.com'"),
    ],
)
async def test_an_address_is_one_literal_whatever_is_in_it(email: str, literal: str) -> None:
    async with answering(Reply(body={"value": []})) as (graph, script):
        await graph.principal_by_email(email)
        assert script.calls[0].query["$filter"] == f"mail eq {literal} or userPrincipalName eq {literal}"
        assert "+" not in script.calls[0].target


async def test_two_matches_are_no_match() -> None:
    two = [{"id": "1", "mail": "robin@contoso.com"}, {"id": "2", "userPrincipalName": "robin@contoso.com"}]
    async with answering(Reply(body={"value": two})) as (graph, _):
        assert await graph.principal_by_email("robin@contoso.com") is None


async def test_names_and_kinds_of_principals_are_read_at_once(graph: Graph) -> None:
    ada, group = BY_NAME["ada@contoso.com"], BY_NAME["Data office"]
    known = await graph.principals([ada, group, BOT_PRINCIPAL_ID, GONE_ID, ada])
    assert {id: principal.type for id, principal in known.items()} == {
        ada: PrincipalType.USER,
        group: PrincipalType.GROUP,
        BOT_PRINCIPAL_ID: PrincipalType.APP,
    }
    assert (known[group].name, known[ada].email) == ("Data office", "ada@contoso.com")


async def test_many_ids_go_in_lots_of_a_thousand() -> None:
    none = Reply(body={"value": []})
    async with answering(none, none, none) as (graph, script):
        await graph.principals(str(number) for number in range(2_001))
        assert [len(call.body["ids"]) for call in script.calls] == [1000, 1000, 1]


async def test_no_ids_take_no_call() -> None:
    async with answering() as (graph, script):
        assert await graph.principals([]) == {}
        assert script.calls == []


async def test_groups_within_groups_count(graph: Graph) -> None:
    through_marketing = await graph.groups_of(BY_NAME["lucia.prado@contoso.com"])
    assert set(through_marketing) == {BY_NAME["Marketing"], BY_NAME["Customer Insights readers"]}


async def test_who_left_the_directory_has_no_groups_to_ask_for(graph: Graph) -> None:
    with pytest.raises(Refused) as caught:
        await graph.groups_of(GONE_ID)
    assert (caught.value.status, caught.value.code) == (404, "Request_ResourceNotFound")


async def test_the_bot_finds_itself_by_its_client_id(graph: Graph) -> None:
    assert await graph.own_application(BOT_APP_ID) == Principal(
        id=BOT_PRINCIPAL_ID, type=PrincipalType.APP, name="DSR Bot"
    )


async def test_an_application_from_elsewhere_is_none(graph: Graph) -> None:
    assert await graph.own_application("33333333-0000-4000-8000-000000000000") is None


async def test_a_refused_token_is_replaced() -> None:
    async with answering(Reply(status=401), Reply(body={"value": ["g"]})) as (graph, script):
        assert await graph.groups_of("someone") == ("g",)
        assert [call.headers["Authorization"] for call in script.calls] == ["Bearer token-1", "Bearer token-2"]


async def test_asking_by_post_is_safe_to_repeat() -> None:
    async with answering(Reply(lose="before"), Reply(body={"value": ["g"]})) as (graph, _):
        assert await graph.groups_of("someone") == ("g",)


@pytest.mark.parametrize("body", [None, [], {}, {"value": None}, {"value": {"id": "1"}}, "text"])
async def test_an_answer_without_a_list_is_no_answer(body: object) -> None:
    async with answering(Reply(body=body)) as (graph, _):
        with pytest.raises(Unreachable):
            await graph.principals(["1"])


async def test_rows_full_of_nulls_are_read_as_far_as_they_go() -> None:
    rows = [{"id": "1", "displayName": None, "mail": None, "@odata.type": "#new"}, {"id": None}, None]
    async with answering(Reply(body={"value": rows})) as (graph, _):
        assert await graph.principals(["1"]) == {"1": Principal(id="1", type=PrincipalType.UNKNOWN, name="")}


async def test_trouble_names_nobody() -> None:
    async with answering(Reply(status=400, body={"error": {"code": "BadRequest", "message": "ada@x.example"}})) as (
        graph,
        _,
    ):
        with pytest.raises(Trouble) as caught:
            await graph.principal_by_email("ada@x.example")
    assert "ada" not in f"{caught.value} {caught.value.code}"


WHOLE = {
    "id": "a1", "displayName": "Ada",
    "userPrincipalName": "ada@x.example", "userType": "Member", "accountEnabled": True,
}  # fmt: skip


@pytest.mark.parametrize(
    ("left_out", "field", "shown"),
    [
        ("userPrincipalName", "upn", ""),
        ("userType", "user_type", None),
        ("accountEnabled", "enabled", False),
        ("displayName", "name", ""),
    ],
)
async def test_what_the_directory_leaves_out_of_a_user_is_never_made_up(
    left_out: str, field: str, shown: object
) -> None:
    row = {name: value for name, value in WHOLE.items() if name != left_out}
    async with answering(Reply(body=row)) as (graph, _):
        user = await graph.user("A1")
        assert user
        assert getattr(user, field) == shown


@pytest.mark.parametrize("enabled", ["true", 1, None, "True"])
async def test_only_a_plain_yes_means_enabled(enabled: object) -> None:
    async with answering(Reply(body={**WHOLE, "accountEnabled": enabled})) as (graph, _):
        assert (user := await graph.user("a1"))
        assert not user.enabled


async def test_another_user_than_the_one_asked_for_is_nobody() -> None:
    async with answering(Reply(body=WHOLE)) as (graph, _):
        assert await graph.user("b2") is None


async def test_a_user_is_found_by_sign_in_name_alone() -> None:
    neil = {**WHOLE, "userPrincipalName": "O'Neil@x.example"}
    async with answering(Reply(body={"value": [neil]})) as (graph, script):
        assert (user := await graph.user_by_upn("o'neil@x.example"))
        assert user.id == "a1"
        assert script.calls[0].query["$filter"] == "userPrincipalName eq 'o''neil@x.example'"
        assert "mail" not in script.calls[0].query["$select"]


async def test_two_users_with_one_sign_in_name_are_none() -> None:
    async with answering(Reply(body={"value": [WHOLE, {**WHOLE, "id": "a2"}]})) as (graph, _):
        assert await graph.user_by_upn("ada@x.example") is None


async def test_only_domains_that_are_verified_for_sure_are_the_tenants() -> None:
    rows = [{"id": "Contoso.com", "isVerified": True}, {"id": "no.example", "isVerified": False}, {"id": "odd.example"},
            {"id": "text.example", "isVerified": "true"}, {"id": None, "isVerified": True}, "odd"]  # fmt: skip
    async with answering(Reply(body={"value": rows})) as (graph, script):
        assert await graph.domains() == {"contoso.com"}
        assert script.calls[0].path.endswith("/domains")


# ---- answers to something else than was asked

ANNA = {"id": "u-1", "displayName": "Anna", "mail": "anna@contoso.com", "userPrincipalName": "avogt@contoso.com"}
ELSE = {"id": "u-9", "displayName": "Else", "mail": "else@contoso.com", "userPrincipalName": "else@contoso.com"}


@pytest.mark.parametrize(
    "rows",
    [
        [ELSE],
        [ANNA, ELSE],
        [{**ELSE, "displayName": "anna@contoso.com"}],
        [{"id": "u-9"}],
        [{**ANNA, "mail": None, "userPrincipalName": None}],
        [{**ANNA, "mail": "anna@contoso.com.evil.example"}],
        [{**ANNA, "mail": ["anna@contoso.com"]}],
        [{**ANNA, "id": None}],
        [None],
        ["anna@contoso.com"],
    ],
    ids=str,
)
async def test_a_row_that_does_not_say_what_was_asked_for_is_nobody_and_no_sign_of_nobody(rows: list[object]) -> None:
    async with answering(Reply(body={"value": rows})) as (graph, _):
        with pytest.raises(Unreachable):
            await graph.principal_by_email("anna@contoso.com")


@pytest.mark.parametrize("row", [WHOLE, {**WHOLE, "mail": "ben@x.example"}, {**WHOLE, "userPrincipalName": None}])
async def test_somebody_elses_sign_in_name_is_no_answer(row: dict[str, object]) -> None:
    async with answering(Reply(body={"value": [row]})) as (graph, _):
        with pytest.raises(Unreachable):
            await graph.user_by_upn("ben@x.example")


async def test_another_application_is_not_ours() -> None:
    async with answering(Reply(body={"value": [{"id": "1", "displayName": "x", "appId": "other"}]})) as (graph, _):
        with pytest.raises(Unreachable):
            await graph.own_application("ours")


@pytest.mark.parametrize("second", [[{**ANNA, "id": "u-2"}], []])
async def test_a_second_page_may_name_a_second_one(second: list[object]) -> None:
    link = "https://graph.example/v1.0/users?%24skiptoken=abc"
    one, two = Reply(body={"value": [ANNA], "@odata.nextLink": link}), Reply(body={"value": second})
    async with answering(one, two) as (graph, script):
        found = await graph.principal_by_email("ANNA@contoso.com")
        assert (found and found.id) == (None if second else "u-1")
        assert script.calls[1].query == {"$skiptoken": "abc"}


@pytest.mark.parametrize("link", [7, "no address with a question", ["x"]], ids=str)
async def test_a_page_that_cannot_be_asked_for_leaves_it_open_who_it_is(link: object) -> None:
    async with answering(Reply(body={"value": [ANNA], "@odata.nextLink": link})) as (graph, _):
        with pytest.raises(Unreachable):
            await graph.principal_by_email("anna@contoso.com")


async def test_pages_without_end_are_no_answer() -> None:
    again = Reply(body={"value": [], "@odata.nextLink": "https://graph.example/v1.0/users?$skiptoken=a"})
    async with answering(*[again] * 100) as (graph, _):
        with pytest.raises(Unreachable):
            await graph.principal_by_email("anna@contoso.com")
        with pytest.raises(Unknown, match=Why.UNREADABLE):
            await graph.members_of("g")


BESIDE: list[dict[str, object]] = [
    {"error": {"code": "TooBusy"}},
    {"@odata.error": "x"},
    {"isComplete": False},
    {"warnings": ["partial"]},
    {"hasMore": True},
    {"@odata.count": 3},
]


@pytest.mark.parametrize("beside", BESIDE, ids=str)
async def test_an_empty_list_beside_an_error_says_nothing_of_anybody(beside: dict[str, object]) -> None:
    async with answering(*[Reply(body={"value": [], **beside})] * 6) as (graph, _):
        for question in (
            graph.principal_by_email("anna@contoso.com"),
            graph.user_by_upn("anna@contoso.com"),
            graph.own_application("ours"),
            graph.principals(["1"]),
            graph.groups_of("1"),
            graph.members_of("g"),
        ):
            with pytest.raises(Unreachable):
                await question


@pytest.mark.parametrize(
    "body",
    [{"value": ["g", None]}, {"value": ["g", {"id": "h"}]}, {"value": ["g"], "@odata.nextLink": "https://x/y?z=1"}],
    ids=str,
)
async def test_groups_that_are_not_all_told_are_not_known(body: object) -> None:
    """Whoever has a role through one that is missing would be said to have none."""
    async with answering(Reply(body=body)) as (graph, _):
        with pytest.raises(Unreachable):
            await graph.groups_of("1")


async def test_what_graph_says_besides_is_harmless() -> None:
    beside = {"@odata.context": "https://graph.microsoft.com/v1.0/$metadata#users", "@microsoft.graph.tips": "use x"}
    async with answering(Reply(body={"value": [ANNA], **beside})) as (graph, _):
        assert (found := await graph.principal_by_email("avogt@contoso.com"))
        assert found.id == "u-1"


# ---- who is of a group

READERS = next(entry.id for entry in DIRECTORY if entry.name == "Customer Insights readers")
UNA: dict[str, object] = {
    "@odata.type": "#microsoft.graph.user", "id": "1", "displayName": "Una", "userPrincipalName": "una@contoso.com",
    "userType": "Member", "accountEnabled": True,
}  # fmt: skip


async def test_members_of_nested_groups_are_members_and_groups_are_none(graph: Graph) -> None:
    names = {user.upn for user in await graph.members_of(READERS)}
    assert names == {f"{name}@contoso.com" for name in (
        "julia.stern", "kofi.mensah", "lena.voss", "lucia.prado", "maria.rossi", "petra.left"
    )}  # fmt: skip


async def test_every_page_is_read_from_where_we_were_told_to_ask() -> None:
    elsewhere = "https://elsewhere.example/v1.0/groups/g/transitiveMembers?%24skiptoken=abc"
    two = {**UNA, "id": "2", "userPrincipalName": "two@contoso.com"}
    first, second = {"value": [UNA], "@odata.nextLink": elsewhere}, {"value": [two]}
    async with answering(Reply(body=first), Reply(body=second)) as (graph, script):
        assert [user.id for user in await graph.members_of("g")] == ["1", "2"]
    assert script.calls[1].query == {"$skiptoken": "abc"}


async def test_too_many_requests_are_waited_out() -> None:
    busy = Reply(status=429, headers={"Retry-After": "0"})
    async with answering(busy, Reply(body={"value": [UNA]})) as (graph, _):
        assert [user.upn for user in await graph.members_of("g")] == ["una@contoso.com"]


@pytest.mark.parametrize("hidden", ["userPrincipalName", "userType", "accountEnabled"])
async def test_members_of_whom_we_are_told_too_little_make_the_group_unknown(hidden: str) -> None:
    async with answering(Reply(body={"value": [{**UNA, hidden: None}]})) as (graph, _):
        with pytest.raises(Unknown, match=Why.HIDDEN):
            await graph.members_of("g")


@pytest.mark.parametrize(
    ("reply", "why"),
    [
        (Reply(status=404, body={"error": {"code": "Request_ResourceNotFound"}}), Why.NOT_THERE),
        (Reply(body={"value": [{**UNA, "id": str(n)} for n in range(MOST + 1)]}), Why.TOO_MANY),
        (Reply(body={"value": [7]}), Why.UNREADABLE),
        (Reply(body={"value": [UNA], "@odata.nextLink": 7}), Why.UNREADABLE),
    ],
)
async def test_a_group_that_is_no_list_of_people_is_not_known(reply: Reply, why: Why) -> None:
    async with answering(reply) as (graph, _):
        with pytest.raises(Unknown, match=why):
            await graph.members_of("g")


async def test_a_missing_right_is_named_by_its_code() -> None:
    async with answering(Reply(status=403, body={"error": {"code": "Authorization_RequestDenied"}})) as (graph, _):
        with pytest.raises(Refused) as refused:
            await graph.members_of("g")
    assert refused.value.code == "Authorization_RequestDenied"
