"""Looking people up: who is found, where, and when nothing found proves nothing."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

import aiohttp
import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.erasure.looks import How, Question, Why
from domain.erasure.whereabouts import Model, Store, Whereabouts
from domain.insights import NodeState
from domain.trouble import Refused
from gateways.customer_insights import CustomerInsights, Environment, model_reading, person_reading
from gateways.customer_insights.odata import any_of, literal, phrase
from gateways.customer_insights.people import People
from gateways.limits import RetryPolicy
from gateways.sandbox import running_sandbox
from gateways.sandbox.access import PRIMARY_KEY
from gateways.sandbox.contoso_directory import INSTANCE_ID
from gateways.tokens import INSIGHTS_SCOPE, Tokens
from tests.gateways.contract import check_request
from tests.gateways.sandbox.api import Api
from tests.gateways.scripted import Purse, Reply, Script, application, eventually, scripted

NOW = datetime(2026, 11, 2, 12, tzinfo=UTC)
ANNA, SEAN = "anna.berg@contoso.com", "sean.o'neil@example.com"
ENTITIES: dict[str, Any] = {
    "entities": [
        {
            "name": "Customer",
            "qualifiedEntityName": "Customer",
            "attributes": [
                {"name": "CustomerId"},
                {"name": "Mail", "semanticType": "IdentityServiceEmail"},
                {"name": "Crm_contacts_id"},
            ],
        },
        {
            "name": "contacts", "qualifiedEntityName": "s1_contacts", "dataSourceName": "Crm", "datasourceId": "s1",
            "attributes": [{"name": "id"}],
        },
    ]
}  # fmt: skip
QUERYABLE = {"primaryInfo": {"currentState": "queryable"}}


def indexed(*, searchable: bool = True, filterable: bool = True, name: str = "Mail") -> dict[str, Any]:
    column = {"name": name, "properties": {"isSearchable": searchable, "isFilterable": filterable}}
    return {"entityConfig": [{"qualifiedEntityName": "Customer", "attributes": [column]}]}


def rows(*addresses: str) -> Reply:
    return Reply(body={"value": [{"CustomerId": f"c-{a}", "Mail": a, "Crm_contacts_id": "7"} for a in addresses]})


RING = Reply(body={"customerId": "c", "keyRing": [{"dataSourceName": "Crm", "entityName": "contacts", "keys": ["7"]}]})
NOBODY = rows()


async def looked_up(who: str, *answers: Reply, index: Mapping[str, Any]) -> tuple[Whereabouts, Script]:
    """A look for somebody, against answers that are written down."""
    first = (Reply(body=ENTITIES), Reply(body=dict(index)), Reply(body=QUERYABLE))
    async with scripted(*first, *answers) as script, aiohttp.ClientSession() as session:
        environment = Environment(url=f"{script.url}/v1", instance_id=INSTANCE_ID, keys=("key",))
        people = CustomerInsights(environment, Purse(), session).people
        return await people.find(who, await people.model()), script


@dataclass(frozen=True)
class Company:
    people: People
    insights: CustomerInsights
    api: Api

    async def find(self, who: str) -> Whereabouts:
        return await self.people.find(who, await self.people.model())

    async def held_by(self, who: str) -> set[str]:
        return {holding.source_name for holding in (await self.find(who)).holdings}


@pytest.fixture
async def contoso() -> AsyncIterator[Company]:
    async with running_sandbox(seconds=0.05) as sandbox, aiohttp.ClientSession() as session:
        environment = Environment(
            url=sandbox.environment["INSIGHTS_URL"], instance_id=INSTANCE_ID, keys=(PRIMARY_KEY,),
            calls_per_minute=10_000, patience=RetryPolicy(first_pause=0.01),
        )  # fmt: skip
        insights = CustomerInsights(environment, Tokens(application(sandbox), INSIGHTS_SCOPE), session)
        yield Company(insights.people, insights, Api(sandbox, session))


# ---- whom the sandbox knows


@pytest.mark.parametrize(
    ("who", "sources"),
    [
        (ANNA, {"CrmContacts", "WebshopOrders", "LoyaltyMembers", "CrmWeb"}),
        ("anna@contoso.com", {"CrmContacts", "CrmWeb", "NewsletterSubscribers"}),
        (SEAN, {"CrmContacts", "SupportTickets"}),
        ("ghost@contoso.com", set()),
    ],
)
async def test_the_key_ring_names_the_sources_that_hold_a_person(contoso: Company, who: str, sources: set[str]) -> None:
    found = await contoso.find(who)
    assert {holding.source_name for holding in found.holdings} == sources
    assert (found.found, found.doubts) == (bool(sources), ())


async def test_a_source_is_named_by_its_id_too(contoso: Company) -> None:
    ids = {source.id: source.name for source in await contoso.insights.sources()}
    assert {ids[held.source_id or ""] for held in (await contoso.find(SEAN)).holdings} == {
        "CRM Contacts",
        "Support Tickets",
    }


async def test_other_capitals_are_the_same_person_and_it_is_said(contoso: Company) -> None:
    found = await contoso.find("Anna.Berg@Contoso.COM")
    assert (len(found.profiles), found.respelt) == (1, 1)
    assert (await contoso.find(ANNA)).respelt == 0


async def test_a_customer_id_is_looked_up_too(contoso: Company) -> None:
    (anna,) = (await contoso.find(ANNA)).profiles
    assert (await contoso.find(anna.id)).profiles == (anna,)


@pytest.mark.parametrize("capitals", [False, True])
async def test_a_customer_id_is_found_in_whatever_capitals_it_was_typed(contoso: Company, capitals: bool) -> None:
    await contoso.api.steer("PUT", "/data", {"capitals": capitals})
    (anna,) = (await contoso.find(ANNA)).profiles
    for typed in (anna.id.upper(), anna.id.lower(), f" {anna.id}"):
        assert [one.id for one in (await contoso.find(typed)).profiles] == [anna.id]


async def test_whoever_comes_for_an_id_that_is_not_theirs_is_not_believed_to_be_who_was_asked_for() -> None:
    rows = {"value": [{"CustomerId": "c-2", "Mail": "ida@contoso.com"}]}
    replies = (Reply(body=ENTITIES), Reply(body=indexed()), Reply(body=QUERYABLE), Reply(body=rows))
    async with scripted(*replies) as script, aiohttp.ClientSession() as session:
        environment = Environment(url=f"{script.url}/v1", instance_id=INSTANCE_ID, keys=("key",))
        people = CustomerInsights(environment, Purse(), session).people
        seen = await people.find("c-1", await people.model())
    assert (seen.profiles, seen.doubts) == ((), ("unread",))


async def test_every_call_is_one_that_the_contract_knows(contoso: Company) -> None:
    await contoso.find(SEAN)
    await contoso.people.segments()
    await contoso.people.run("segmentation", ["Seg_Vip"])
    await contoso.people.activate("Seg_Draft")
    calls = [call for call in await contoso.api.steer("GET", "/calls") if call["path"].startswith("/v1/")]
    assert len(calls) > 6
    for call in calls:
        check_request(call["method"], call["path"], call["query"])


# ---- when nothing found proves nothing


@pytest.mark.parametrize(
    ("searchable", "filterable", "doubts"),
    [(False, False, ("no_index",)), (True, False, ()), (False, True, ()), (True, True, ())],
)
async def test_no_rows_from_a_column_that_is_not_indexed_are_no_proof(
    contoso: Company, searchable: bool, filterable: bool, doubts: tuple[str, ...]
) -> None:
    index = indexed(searchable=searchable, filterable=filterable, name="EMail")
    await contoso.api.call("PUT", "/manage/search", body=index)
    found = await contoso.find(ANNA)
    assert (found.found, found.doubts) == (not doubts, doubts)


async def test_without_a_column_marked_as_an_address_nothing_is_proved() -> None:
    entities = {"entities": [{**ENTITIES["entities"][0], "attributes": [{"name": "Mail"}]}]}
    replies = (Reply(body=entities), Reply(body=indexed()), Reply(body=QUERYABLE))
    async with scripted(*replies) as script, aiohttp.ClientSession() as session:
        environment = Environment(url=f"{script.url}/v1", instance_id=INSTANCE_ID, keys=("key",))
        people = CustomerInsights(environment, Purse(), session).people
        assert (await people.find(ANNA, await people.model())).doubts == ("no_column",)


@pytest.mark.parametrize("state", [*sorted(set(Store) - {Store.QUERYABLE}), "something new"])
async def test_a_store_that_is_being_built_is_a_doubt(state: str) -> None:
    building = Reply(body={"primaryInfo": {"currentState": state}})
    async with scripted(building, NOBODY, NOBODY, NOBODY) as script, aiohttp.ClientSession() as session:
        environment = Environment(url=f"{script.url}/v1", instance_id=INSTANCE_ID, keys=("key",))
        people = CustomerInsights(environment, Purse(), session).people
        assert "store" in (await people.find(ANNA, Model(columns=(), tables=()))).doubts


@pytest.mark.parametrize(
    "beside", [{"error": {"code": "QueryTimeout"}}, {"errorCode": "x"}, {"partial": True}], ids=str
)
async def test_an_error_beside_no_rows_is_a_doubt(beside: dict[str, object]) -> None:
    found, _ = await looked_up(ANNA, Reply(body={"value": [], **beside}), index=indexed(searchable=False))
    assert (found.found, found.doubts) == (False, ("unread",))
    ring = Reply(body={"keyRing": [], **beside})
    found, _ = await looked_up(ANNA, rows(ANNA), ring, index=indexed(searchable=False))
    assert "unread" in found.doubts
    assert person_reading.store({**QUERYABLE, **beside}).store is Store.UNKNOWN
    assert model_reading.index({**indexed(), **beside}) is None


async def test_an_answer_that_is_no_list_is_never_nobody() -> None:
    found, _ = await looked_up(ANNA, Reply(body={"values": []}), index=indexed(searchable=False))
    assert (found.found, found.doubts) == (False, ("unread",))


@pytest.mark.parametrize("identity", [{}, {"CustomerId": None}, {"CustomerId": 7}, {"CustomerId": {"value": "c"}}])
async def test_a_row_whose_id_cannot_be_read_is_found_and_a_doubt(identity: dict[str, object]) -> None:
    row = Reply(body={"value": [{**identity, "Mail": ANNA}]})
    found, _ = await looked_up(ANNA, row, index=indexed(searchable=False))
    assert found.found
    assert "unread" in found.doubts


async def test_columns_are_read_in_any_case() -> None:
    row = Reply(body={"value": [{"customerid": "c", "MAIL": ANNA, "crm_contacts_id": "7"}]})
    found, _ = await looked_up(ANNA, row, RING, index=indexed(searchable=False))
    assert [(profile.id, profile.email) for profile in found.profiles] == [("c", ANNA)]
    assert found.doubts == ()


async def test_every_column_with_addresses_is_asked() -> None:
    second = {"name": "WorkMail", "semanticType": "identityserviceemail"}
    entities = {
        "entities": [{**ENTITIES["entities"][0], "attributes": [*ENTITIES["entities"][0]["attributes"], second]}]
    }
    both = {"isSearchable": False, "isFilterable": True}
    index = {"entityConfig": [{"qualifiedEntityName": "customer", "attributes": [
        {"name": name, "properties": both} for name in ("Mail", "workmail")]}]}  # fmt: skip
    row = Reply(body={"value": [{"CustomerId": "c", "Mail": None, "WorkMail": ANNA}]})
    replies = (Reply(body=entities), Reply(body=index), Reply(body=QUERYABLE), NOBODY, row)
    async with scripted(*replies) as script, aiohttp.ClientSession() as session:
        environment = Environment(url=f"{script.url}/v1", instance_id=INSTANCE_ID, keys=("key",))
        people = CustomerInsights(environment, Purse(), session).people
        found = await people.find(ANNA, await people.model())
    assert [profile.id for profile in found.profiles] == ["c"]


async def test_without_the_configuration_of_the_index_what_may_be_asked_is_tried() -> None:
    refused = Reply(status=400, body={"errorCode": "BadRequest", "message": "no"})
    replies = (Reply(body=ENTITIES), Reply(status=404), Reply(body=QUERYABLE), refused, rows(ANNA), NOBODY, RING)
    async with scripted(*replies) as script, aiohttp.ClientSession() as session:
        environment = Environment(url=f"{script.url}/v1", instance_id=INSTANCE_ID, keys=("key",))
        people = CustomerInsights(environment, Purse(), session).people
        assert (await people.find(ANNA, await people.model())).found


async def test_a_search_without_an_end_is_a_doubt() -> None:
    pages = [rows(*(f"{page}-{number}@contoso.com" for number in range(100))) for page in range(10)]
    found, script = await looked_up(ANNA, *pages, index=indexed(filterable=False))
    assert "too_many" in found.doubts
    assert len(script.calls) == 3 + 2 * 5


async def test_a_profile_without_a_key_of_any_source_is_a_doubt() -> None:
    loose = Reply(body={"value": [{"CustomerId": "c", "Mail": ANNA}]})
    found, _ = await looked_up(ANNA, loose, index=indexed(searchable=False))
    assert (found.found, found.holdings, found.doubts) == (True, (), ("no_sources",))


FULL = {"CustomerId": "c", "Mail": ANNA, "Crm_contacts_id": "7"}
SHORT = {
    "without the column": {"CustomerId": "c", "Crm_contacts_id": "7"},
    "without the key of the source": {"CustomerId": "c", "Mail": ANNA},
    "with its id alone": {"CustomerId": "c"},
}
LESS = {
    "with nothing in it": FULL | {"Mail": None},
    "with a mark in it": FULL | {"Mail": "<em>anna.berg</em>@contoso.com"},
    "with a number in it": FULL | {"Mail": 7},
    "with somebody else in it": FULL | {"Mail": "ida@contoso.com"},
    "with another key": FULL | {"Crm_contacts_id": "8"},
}


@pytest.mark.parametrize(
    ("less", "doubts"),
    [*((row, ("unread",)) for row in LESS.values()), *((row, ()) for row in SHORT.values())],
    ids=[*LESS, *SHORT],
)
@pytest.mark.parametrize("turn", [1, -1])
@pytest.mark.parametrize("index", [{}, {"searchable": False}, {"filterable": False}], ids=str)
async def test_whoever_one_row_shows_is_found_whatever_another_of_the_same_id_says(
    less: dict[str, object], doubts: tuple[str, ...], turn: int, index: dict[str, bool]
) -> None:
    """From two ways of asking, or in one answer. What one leaves out, such as a null, contradicts nothing."""
    both = [FULL, less][::turn]
    answers = [[row] for row in both] if not index else [both, both] if "filterable" in index else [both]
    replies = [Reply(body={"value": rows}) for rows in answers]
    tagged = [] if index else [NOBODY]  # the second term of the search
    found, _ = await looked_up(ANNA, *replies, *tagged, RING, index=indexed(**index))
    assert ([one.email for one in found.profiles], found.doubts) == ([ANNA], doubts)
    assert [one.keys for one in found.profiles] == [(("Crm_contacts_id", "7"),)] or less == LESS["with another key"]


@pytest.mark.parametrize("less", [SHORT["without the column"], LESS["with a number in it"]], ids=str)
async def test_a_row_whose_address_cannot_be_read_may_be_whoever_is_sought(less: dict[str, object]) -> None:
    found, _ = await looked_up(ANNA, Reply(body={"value": [less]}), NOBODY, index=indexed(filterable=False))
    assert (found.found, found.doubts) == (False, ("unread",))


IDA = {"CustomerId": "i", "Mail": "ida@contoso.com", "Crm_contacts_id": "9"}


@pytest.mark.parametrize(
    ("rows", "doubts"),
    [
        ([IDA], ()),  # the other address is left out, as a null is
        ([IDA, {"CustomerId": "i"}], ()),
        ([IDA | {"Mail": None, "WorkMail": None}], ()),
        ([IDA | {"Mail": None}], ("unread",)),  # a null is not left out: nobody knows what stands in the other
        ([IDA | {"WorkMail": 7}], ("unread",)),
        ([IDA, {"CustomerId": "i", "Mail": 7}], ("unread",)),
        ([{"CustomerId": "i"}], ("unread",)),
    ],
    ids=str,
)
async def test_whom_the_search_brings_is_somebody_else_where_it_shows_their_address(
    rows: list[dict[str, object]], doubts: tuple[str, ...]
) -> None:
    customer, table = ENTITIES["entities"]
    work = {"name": "WorkMail", "semanticType": "IdentityServiceEmail"}
    known = {"entities": [customer | {"attributes": [*customer["attributes"], work]}, table]}
    index = indexed(filterable=False)
    index["entityConfig"][0]["attributes"].append(index["entityConfig"][0]["attributes"][0] | {"name": "WorkMail"})
    replies = (Reply(body=known), Reply(body=index), Reply(body=QUERYABLE), Reply(body={"value": rows}), NOBODY)
    async with scripted(*replies) as script, aiohttp.ClientSession() as session:
        environment = Environment(url=f"{script.url}/v1", instance_id=INSTANCE_ID, keys=("key",))
        people = CustomerInsights(environment, Purse(), session).people
        found = await people.find(ANNA, await people.model())
    assert (found.found, found.doubts) == (False, doubts)


async def test_rows_of_one_id_that_say_the_same_are_one_customer_and_no_doubt() -> None:
    twice = Reply(body={"value": [FULL, {"mail": ANNA, "Crm_Contacts_Id": "7", "CustomerId": "c", "Score": 2}]})
    found, _ = await looked_up(ANNA, twice, twice, NOBODY, RING, index=indexed())
    assert ([one.id for one in found.profiles], found.doubts) == (["c"], ())
    again, _ = await looked_up("c", twice, RING, index=indexed())
    assert ([one.id for one in again.profiles], again.doubts) == (["c"], ())


async def test_other_plus_addresses_are_counted_once_for_each_customer() -> None:
    other = {"value": [{"CustomerId": "n", "Mail": "anna.berg+news@contoso.com", "Crm_contacts_id": "9"}]}
    found, _ = await looked_up(ANNA, NOBODY, *[Reply(body=other)] * 2, index=indexed())
    assert (found.found, found.others, found.doubts) == (False, 1, ())


# ---- addresses as they come


@pytest.mark.parametrize(
    "who",
    [
        SEAN,
        "o''neil@example.com",
        "a+b&c=d#e%f/g?h^i`j{k|l}m~n!$*-_@example.com",
        '"two words"@example.com',
        '"quo\\"te, and, comma"@example.com',
        "zoë.åkesson@example.org",
        "用户@example.jp",
        "x@[192.168.2.1]",
        "'@example.com",
    ],
)
async def test_an_address_arrives_in_the_filter_as_it_was_meant(who: str) -> None:
    found, script = await looked_up(who, rows(who), RING, index=indexed(searchable=False))
    assert [profile.email for profile in found.profiles] == [who]
    query = parse_qs(urlsplit(script.calls[3].target).query)
    (text,) = query["$filter"]
    asked = text.removeprefix("Mail eq ")
    assert asked.startswith("'")
    assert asked.endswith("'")
    assert asked[1:-1].replace("''", "'") == who
    assert "'" not in asked[1:-1].replace("''", "")


@pytest.mark.parametrize("who", ["用户@例え.jp", "用户@xn--r8jz45g.jp"])
async def test_a_domain_in_another_script_is_asked_for_in_both_its_spellings(who: str) -> None:
    found, script = await looked_up(who, rows("用户@xn--r8jz45g.jp"), RING, index=indexed(searchable=False))
    assert [profile.email for profile in found.profiles] == ["用户@xn--r8jz45g.jp"]
    asked = script.calls[3].query["$filter"]
    assert "'用户@例え.jp'" in asked
    assert "'用户@xn--r8jz45g.jp'" in asked


async def test_where_capitals_may_count_both_spellings_are_asked_for_at_once() -> None:
    _, script = await looked_up("Anna@Contoso.com", NOBODY, index=indexed(searchable=False))
    assert script.calls[3].query["$filter"] == "Mail in ('Anna@Contoso.com','anna@contoso.com')"


@pytest.mark.parametrize("who", ["anna@contoso.com", "anna+news@contoso.com"])
async def test_other_plus_addresses_are_counted_and_not_taken_for_the_person(who: str) -> None:
    family = ("anna@contoso.com", "anna+news@contoso.com", "anna+shop@contoso.com", "annabel@contoso.com")
    found, _ = await looked_up(who, *[rows(*family)] * (3 if "+" in who else 2), RING, index=indexed(filterable=False))
    assert [profile.email for profile in found.profiles] == [who]
    assert found.others == 2


async def test_a_similar_address_is_somebody_else() -> None:
    found, _ = await looked_up("anna@contoso.com", rows("joanna@contoso.com"), NOBODY, index=indexed(filterable=False))
    assert (found.found, found.others) == (False, 0)


@given(st.text(min_size=1, max_size=40))
def test_a_literal_is_read_back_as_it_was(text: str) -> None:
    quoted = literal(text)
    assert quoted[1:-1].replace("''", "'") == text
    assert any_of("C", [text]) == f"C eq {quoted}"


def test_what_cannot_be_searched_for_safely_is_not_searched_for() -> None:
    assert phrase('"two words"@example.com') is None
    assert phrase(ANNA) == f'"{ANNA}"'
    assert phrase("half \ufffdd800") is None


@pytest.mark.parametrize("how", [How.FILTER, How.SEARCH])
async def test_what_came_with_half_a_character_is_asked_for_by_no_filter(contoso: Company, how: How) -> None:
    question = Question(table="Customer", how=how, column="CustomerId", values=("C-0001\ufffdd800",))
    assert (await contoso.people.ask(question)).why is Why.REFUSED


# ---- key rings


@pytest.mark.parametrize(
    "ring",
    [
        [{"dataSourceName": "Crm", "entityName": "contacts", "keys": ["7", "8"]}],
        [{"dataSourceName": "Crm", "tableName": "contacts", "keys": ["7", "8"]}],
        '[{"dataSourceName": "Crm", "entityName": "contacts", "keys": ["7", "8"]}]',
    ],
)
async def test_a_key_ring_is_read_in_every_shape_it_may_have(ring: object) -> None:
    found, _ = await looked_up(ANNA, rows(ANNA), Reply(body={"keyRing": ring}), index=indexed(searchable=False))
    (holding,) = found.holdings
    assert (holding.source_id, holding.table, holding.records) == ("s1", "contacts", 2)


SHOP = [{"dataSourceName": "Shop", "entityName": "orders", "keys": ["1", "2"]}]


@pytest.mark.parametrize("said", [{}, {"customerId": None}], ids=str)
async def test_a_key_ring_that_names_nobody_is_theirs_by_whose_key_it_was_asked_for(said: dict[str, object]) -> None:
    found, _ = await looked_up(ANNA, rows(ANNA), Reply(body=said | {"keyRing": SHOP}), index=indexed(searchable=False))
    assert ({held.source_name for held in found.holdings}, found.doubts) == ({"Crm", "Shop"}, ())


async def test_a_key_ring_that_names_two_customers_is_nobodys() -> None:
    answer = Reply(body={"customerId": f"c-{ANNA}", "CustomerID": "c-2", "keyRing": SHOP})
    found, _ = await looked_up(ANNA, rows(ANNA), answer, index=indexed(searchable=False))
    assert ({held.source_name for held in found.holdings}, found.doubts) == ({"Crm"}, ("unread",))


@pytest.mark.parametrize("whose", ["c-2", "c-anna.berg@contoso.co", 7, ""])
async def test_a_key_ring_of_somebody_else_is_not_theirs_and_one_that_is_not_understood_is_a_doubt(
    whose: object,
) -> None:
    answer = Reply(body={"customerId": whose, "keyRing": SHOP})
    found, _ = await looked_up(ANNA, rows(ANNA), answer, index=indexed(searchable=False))
    told = {"Crm"} if isinstance(whose, str) and whose else {"Crm", "Shop"}
    assert ({held.source_name for held in found.holdings}, found.doubts) == (told, ("unread",))


@pytest.mark.parametrize("spelt", [str, str.upper])
async def test_a_key_ring_of_theirs_is_no_doubt_in_whatever_capitals(spelt: Callable[[str], str]) -> None:
    answer = Reply(body={"customerId": spelt(f"c-{ANNA}"), "keyRing": RING.body["keyRing"]})
    found, _ = await looked_up(ANNA, rows(ANNA), answer, index=indexed(searchable=False))
    assert ({held.source_name for held in found.holdings}, found.doubts) == ({"Crm"}, ())


DEEP = Reply(body={"keyRing": "[" * 99_999 + "]" * 99_999})


@pytest.mark.parametrize("answer", [Reply(status=404), Reply(body={"keyRing": "no JSON"}), Reply(body={}), DEEP])
async def test_without_a_key_ring_the_profiles_own_keys_name_the_sources(answer: Reply) -> None:
    found, _ = await looked_up(ANNA, rows(ANNA), answer, index=indexed(searchable=False))
    assert [(held.source_name, held.table, held.records) for held in found.holdings] == [("Crm", "contacts", 1)]


# ---- segments and downstream processes


async def test_dormant_segments_are_those_that_ran_once_and_are_switched_off(contoso: Company) -> None:
    segments = {segment.name: segment for segment in await contoso.people.segments()}
    assert [name for name, segment in segments.items() if segment.dormant] == ["Seg_OldCampaign"]
    assert segments["Seg_Draft"].evaluated is None


async def test_a_segment_is_asked_for_its_members(contoso: Company) -> None:
    (anna,) = (await contoso.find(ANNA)).profiles
    for who, members in ((anna.id, [anna.id]), ("nobody", [])):
        question = Question(table="Seg_OldCampaign", how=How.FILTER, column="CustomerId", values=(who,))
        assert [row and row.one("customerid") for row in (await contoso.people.ask(question)).rows] == members


async def test_a_table_is_read_to_its_end(contoso: Company) -> None:
    everybody = await contoso.people.ask(Question(table="Customer", how=How.ALL, most=50))
    state = await contoso.people.store()
    assert (len(everybody.rows), everybody.why, everybody.more) == (state.count, None, False)
    first = await contoso.people.ask(Question(table="Customer", how=How.ALL, most=1))
    assert (len(first.rows), first.more) == (100, True)


async def test_a_table_that_there_is_not_is_refused_as_missing(contoso: Company) -> None:
    with pytest.raises(Refused) as refusal:
        await contoso.people.ask(Question(table="Seg_Nobody", how=How.ALL))
    assert refusal.value.status == 404


@pytest.mark.parametrize(
    ("change", "unclear"),
    [
        ({}, False),
        ({"state": "Inactive"}, False),
        ({"state": "asleep"}, True),
        ({"state": None}, True),
        ({"evaluationStatus": {"jobStatus": "done", "evaluationDate": "2026-05-01T03:00:00Z"}}, True),
        ({"evaluationStatus": {"jobStatus": "CompletedSuccess", "evaluationDate": "1 May"}}, True),
        ({"evaluationStatus": {"jobStatus": "CompletedSuccess", "evaluationDate": 1777604400}}, True),
        ({"evaluationStatus": {"jobStatus": "None", "evaluationDate": "0001-01-01T00:00:00"}}, False),
        ({"evaluationStatus": {"jobStatus": "CompletedSuccess", "entityCount": "12"}}, True),
        ({"evaluationStatus": {"jobStatus": "CompletedSuccess", "entityCount": 12.0}}, True),
        ({"evaluationStatus": {"jobStatus": "CompletedSuccess", "entityCount": True}}, True),
        ({"evaluationStatus": {"jobStatus": "CompletedSuccess", "entityCount": -1}}, True),
        ({"evaluationStatus": {"jobStatus": "CompletedSuccess", "entityCount": {"value": 12}}}, True),
        ({"evaluationStatus": {"jobStatus": "CompletedSuccess", "entityCount": 0}}, False),
        ({"evaluationStatus": {"jobStatus": "CompletedSuccess", "entityCount": None}}, False),
    ],
)
def test_a_segment_of_which_something_is_not_understood_says_so(change: dict[str, object], unclear: bool) -> None:
    status = {"jobStatus": "completedSuccess", "evaluationDate": "2026-05-01T03:00:00Z", "entityCount": 3}
    found = person_reading.segment({"name": "Seg", "state": "active", "evaluationStatus": status, **change}, NOW)
    assert found is not None
    assert found.unclear is unclear


def test_a_segment_that_has_no_evaluation_at_all_never_ran_as_far_as_it_says() -> None:
    found = person_reading.segment({"NAME": "Seg", "State": "Active", "evaluationStatus": None}, NOW)
    assert found is not None
    assert (found.ran, found.unclear, found.active) == (False, False, True)


async def test_a_segment_can_be_activated_run_and_put_to_rest(contoso: Company) -> None:
    assert await contoso.people.activate("Seg_OldCampaign")
    job = await contoso.people.run("segmentation", ["Seg_OldCampaign"])

    async def ran() -> bool:
        return (await contoso.insights.job(job.id)).state is NodeState.SUCCESSFUL

    await eventually(ran)
    assert await contoso.people.activate("Seg_OldCampaign", active=False)
    (old,) = [segment for segment in await contoso.people.segments() if segment.name == "Seg_OldCampaign"]
    assert old.evaluated is not None
    assert job.submitted is not None
    assert old.evaluated > job.submitted
    assert not old.active


async def test_a_deleted_segment_is_gone(contoso: Company) -> None:
    await contoso.people.delete_segment("Seg_OldCampaign")
    assert "Seg_OldCampaign" not in {segment.name for segment in await contoso.people.segments()}


async def test_tables_of_corrupt_rows_are_named_with_their_source(contoso: Company) -> None:
    before = (await contoso.people.model()).corrupt
    assert [table.source_name for table in before] == ["StoreReceipts"]
    await contoso.api.steer("PUT", "/datasources/CrmContacts", {"corrupt": True})
    after = [(table.source_name, table.name) for table in (await contoso.people.model()).corrupt]
    assert after == [("CrmContacts", "contacts_corrupt"), ("StoreReceipts", "receipts_corrupt")]


CORRUPT = {
    "name": "contacts",
    "dataSourceName": "Crm",
    "datasourceId": "s1",
    "attributes": [{"name": "id"}, {"name": "mail"}],
}


@pytest.mark.parametrize(
    "entity",
    [
        {"qualifiedEntityName": "s1_contacts_corrupt", "name": "contacts_corrupt", "dataSourceName": "Crm"},
        {"qualifiedEntityName": "Crm_contacts_corrupt", "name": "Crm_contacts_corrupt"},
        {"qualifiedEntityName": "CRM_CONTACTS_CORRUPT"},
        {"name": "left_over", "entityType": "Corrupt", "datasourceId": "s1"},
        {"name": "left_over", "attributes": [*CORRUPT["attributes"], {"name": "error"}]},
    ],
)
def test_tables_of_corrupt_rows_are_known_by_every_spelling(entity: dict[str, object]) -> None:
    entities = [ENTITIES["entities"][0], {**CORRUPT, "qualifiedEntityName": "s1_contacts"}, entity]
    model = model_reading.model({"entities": entities}, {})
    (table,) = model.corrupt
    assert table.qualified in {entity.get("qualifiedEntityName"), entity.get("name"), f"s1_{entity.get('name')}"}


def test_what_is_not_understood_of_the_tables_is_counted() -> None:
    entities = [*ENTITIES["entities"], {}, None, {"name": None}, {"name": "Odd", "attributes": None}]
    model = model_reading.model({"entities": entities}, {})
    assert (model.listed, model.unread) == (6, 3)
    assert [(table.name, table.columns, table.about_customers) for table in model.made] == [("Odd", None, True)]


@pytest.mark.parametrize(
    "more",
    [
        {"@odata.nextLink": "https://api.example/manage/entities?$skip=2"}, {"nextLink": "?page=2"},
        {"continuationToken": "x"}, {"hasMore": True}, {"@odata.count": 3}, {"Count": "17"}, {"total": [9]},
        {"error": {"code": "TooBusy"}}, {"errors": ["shard 3"]}, {"isComplete": False}, {"truncated": True},
    ],
    ids=str,
)  # fmt: skip
def test_of_a_list_of_tables_that_says_there_are_more_something_is_not_understood(more: dict[str, object]) -> None:
    """A table that is not named is not looked at."""
    model = model_reading.model({**ENTITIES, **more}, {})
    assert (model.listed, model.unread) == (len(ENTITIES["entities"]) + 1, 1)


@pytest.mark.parametrize(
    "more",
    [
        {},
        {"nextLink": None},
        {"hasMore": False},
        {"count": 2},
        {"instanceId": "i"},
        {"errors": []},
        {"truncated": False},
    ],
    ids=str,
)
def test_a_list_of_tables_that_says_of_no_others_is_whole(more: dict[str, object]) -> None:
    assert len(ENTITIES["entities"]) == 2
    assert model_reading.model({**ENTITIES, **more}, {}).unread == 0


MADE_KINDS = (
    "unifiedActivity", "activity", "semanticActivity", "ProfileKpi", "enrichment", "genericPrediction", "intelligence",
    "insights", "segmentMembership", "semanticEntity", "conflationMap", "transform", "something new",
)  # fmt: skip
OF_A_SOURCE = {"dataSourceName": "Crm", "datasourceId": "s1"}


@pytest.mark.parametrize("said", [OF_A_SOURCE, {"dataSourceName": "Crm"}, {"datasourceId": "s9"}], ids=str)
@pytest.mark.parametrize("kind", MADE_KINDS)
def test_what_the_service_made_is_no_table_of_a_source_whatever_else_is_said_of_it(
    kind: str, said: dict[str, str]
) -> None:
    made = {"name": "Visits_corrupt", "entityType": kind, "attributes": [{"name": "CustomerId"}], **said}
    model = model_reading.model({"entities": [*ENTITIES["entities"], made]}, {})
    assert [(table.name, table.about_customers) for table in model.made] == [("Visits_corrupt", True)]
    assert "Visits_corrupt" not in {table.name for table in model.tables}


def test_a_segment_is_one_whatever_else_is_said_of_it() -> None:
    made = {"name": "Vip", "entityType": "Segment", "attributes": [{"name": "CustomerId"}], **OF_A_SOURCE}
    model = model_reading.model({"entities": [*ENTITIES["entities"], made]}, {})
    assert (model.segments, model.made) == (("Vip",), ())


INGESTED = {"name": "visits", "qualifiedEntityName": "s1_visits", **OF_A_SOURCE}
CUSTOMER_ID, PLAIN = [{"name": "CustomerId"}], [{"name": "VisitId"}]


@pytest.mark.parametrize(
    ("kind", "columns"),
    [
        ("unspecified", CUSTOMER_ID),  # as the contract has it, a source may call its own column so
        ("Unspecified", PLAIN),
        ("profile", CUSTOMER_ID),
        ("", PLAIN),
        (None, PLAIN),
    ],
)
@pytest.mark.parametrize("name", ["s1_visits", "S1_visits", "s-1_visits"])
def test_what_a_source_ingested_is_its_table(kind: str | None, columns: list[object], name: str) -> None:
    """The id in front may be written without its hyphens."""
    table = {**INGESTED, "qualifiedEntityName": name, "entityType": kind, "attributes": columns}
    model = model_reading.model({"entities": [*ENTITIES["entities"], table]}, {})
    assert (model.made, "visits" in {table.name for table in model.tables}, model.unread) == ((), True, 0)


@pytest.mark.parametrize(
    "said",
    [
        {"entityType": None},
        {"entityType": ""},
        {},
        {"entityType": "unspecified", "qualifiedEntityName": "visits"},
        {"entityType": "profile", "qualifiedEntityName": "visits"},
        {"entityType": "unspecified", "qualifiedEntityName": None},
        {"entityType": "unspecified", "qualifiedEntityName": "s9_visits"},
        {"entityType": "unspecified", "qualifiedEntityName": "s12_visits"},
        {"entityType": "unspecified", "datasourceId": None},
        {"entityType": None, "attributes": None},
        {"entityType": None, "attributes": [*PLAIN, {"name": None}]},
        {"entityType": None, "attributes": PLAIN, "qualifiedEntityName": "visits"},
        {"entityType": "sideways", "attributes": PLAIN},
    ],
    ids=str,
)
def test_a_table_that_does_not_surely_belong_to_a_source_is_looked_at(said: dict[str, object]) -> None:
    """Only those of a source carry its id in front. Where it names one, and is of no other kind, it may be one, too."""
    table = {**INGESTED, "attributes": CUSTOMER_ID, **said}
    model = model_reading.model({"entities": [*ENTITIES["entities"], table]}, {})
    assert [one.about_customers for one in model.made] == [True]
    assert ("visits" in {one.name for one in model.tables}) == (table.get("entityType") != "sideways")
    assert model.corrupt == ()


@pytest.mark.parametrize("kind", ["unspecified", "profile"])
@pytest.mark.parametrize("name", [{}, {"qualifiedEntityName": None}, {"qualifiedEntityName": ""}], ids=str)
def test_a_table_of_a_source_of_which_only_the_two_parts_are_told_is_its_own(
    kind: str, name: dict[str, object]
) -> None:
    table = {"name": "visits", "entityType": kind, "attributes": PLAIN, **OF_A_SOURCE, **name}
    model = model_reading.model({"entities": [*ENTITIES["entities"], table]}, {})
    assert (model.made, [one.qualified for one in model.tables]) == ((), ["s1_contacts", "s1_visits"])
    nameless = model_reading.model({"entities": [*ENTITIES["entities"], table | {"entityType": None}]}, {})
    assert [one.name for one in nameless.made] == ["visits"]


@pytest.mark.parametrize(
    "said",
    [
        *({"qualifiedEntityName": name} for name in (None, "contacts", "Crm_contacts", "s1_contacts", "s9_contacts")),
        {"datasourceId": None},
    ],
    ids=str,
)
@pytest.mark.parametrize("kind", ["unspecified", "profile", None])
async def test_the_keys_of_a_source_are_known_however_its_table_is_called(
    said: dict[str, object], kind: str | None
) -> None:
    customer, contacts = ENTITIES["entities"]
    model = model_reading.model({"entities": [customer, contacts | said | {"entityType": kind}]}, {})
    assert [table.source_name for table in model.alternate_keys().values()] == ["Crm"]


@pytest.mark.parametrize("kind", [10, True, ["segment"], {"value": "enrichment"}])
@pytest.mark.parametrize("columns", [PLAIN, CUSTOMER_ID])
@pytest.mark.parametrize("said", [OF_A_SOURCE, {}], ids=str)
def test_a_table_whose_kind_is_no_word_is_looked_at_and_not_understood(
    kind: object, columns: list[object], said: dict[str, str]
) -> None:
    table = {"name": "visits", "qualifiedEntityName": "s1_visits", "entityType": kind, "attributes": columns, **said}
    model = model_reading.model({"entities": [*ENTITIES["entities"], table]}, {})
    assert ([one.about_customers for one in model.made], model.unread) == ([True], 1)


@pytest.mark.parametrize("key", ["CustomerId", "customerid", "msdynci_customerid", "Customer_Id"])
def test_tables_made_for_each_customer_are_known_by_their_key(key: str) -> None:
    made = {"name": "Loyalty", "entityType": "enrichment", "attributes": [{"name": "Score"}, {"name": key}]}
    alone = {"name": "Total", "entityType": "aggregateKpi", "attributes": [{"name": "Sum"}]}
    model = model_reading.model({"entities": [*ENTITIES["entities"], made, alone]}, {})
    assert [(table.name, table.key, table.about_customers) for table in model.made] == [
        ("Loyalty", key, True),
        ("Total", "", False),
    ]
