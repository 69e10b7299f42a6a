"""Looking customers up: OData queries and the key ring."""

from __future__ import annotations

import pytest

from gateways.sandbox.contoso_customers import NUMBER
from tests.gateways.sandbox.api import JOBS, Api, until

CUSTOMER = "/data/Customer"


async def names(api: Api, **query: str) -> list[str]:
    """The full names that a query finds; `filter_` stands for `$filter` and so on."""
    options = {f"${option.rstrip('_')}": text for option, text in query.items()}
    return [row["FullName"] for row in (await api.call("GET", CUSTOMER, options))["value"]]


async def test_a_customer_is_found_by_address(api: Api) -> None:
    assert await names(api, filter_="EMail eq 'anna.berg@contoso.com'") == ["Anna Berg"]


async def test_a_quote_in_an_address_is_doubled(api: Api) -> None:
    assert await names(api, filter_="EMail eq 'sean.o''neil@example.com'") == ["Sean O'Neil"]


async def test_several_addresses_are_asked_for_at_once(api: Api) -> None:
    found = await names(api, filter_="EMail in ('anna@contoso.com', 'robin@contoso.com','nobody@contoso.com')")
    assert found == ["Anna Lund", "Robin Example"]


async def test_customers_are_found_by_id_and_by_the_key_of_a_source(api: Api) -> None:
    (anna,) = await api.customers("anna@contoso.com")
    assert await names(api, filter_=f"CustomerId eq '{anna['CustomerId']}'") == ["Anna Lund"]
    key = anna["CrmContacts_contacts_contactid"]
    assert await names(api, filter_=f"CrmContacts_contacts_contactid eq '{key}'") == ["Anna Lund"]


async def test_search_looks_into_every_searchable_column(api: Api) -> None:
    assert await names(api, search='"anna@contoso"') == ["Anna Lund"]
    assert await names(api, search='"ÅKESSON"') == ["Zoë Åkesson"]


async def test_a_column_that_is_not_indexed_cannot_be_filtered(api: Api) -> None:
    refused = await api.call("GET", CUSTOMER, {"$filter": "City eq 'Berlin'"}, expect=400)
    assert "not filterable" in refused["message"]


async def test_what_is_filterable_is_for_the_search_configuration_to_say(api: Api) -> None:
    city = {"name": "City", "properties": {"isSearchable": True, "isFilterable": True}}
    configuration = {"entityConfig": [{"qualifiedEntityName": "Customer", "attributes": [city]}]}
    await api.call("PUT", "/manage/search", body=configuration)
    assert len(await names(api, filter_="City eq 'Berlin'")) == 100
    await api.call("GET", CUSTOMER, {"$filter": "EMail eq 'anna@contoso.com'"}, expect=400)
    assert await names(api, search='"anna@contoso.com"') == []


async def test_an_ingested_table_can_be_read_but_not_filtered(api: Api) -> None:
    table = f"/data/{await api.source_id('CRM Contacts')}_contacts"
    assert len((await api.call("GET", table))["value"]) == 100
    await api.call("GET", table, {"$filter": "contactid eq 'C-1000'"}, expect=400)


async def test_pages_hold_a_hundred_rows_and_lead_to_the_last(api: Api) -> None:
    seen, address = 0, f"{api.sandbox.url}/v1/instances/{api.sandbox.environment['INSIGHTS_INSTANCE_ID']}{CUSTOMER}"
    while address:
        async with api.session.get(address, headers=api.keys) as response:
            page = await response.json()
        assert 0 < len(page["value"]) <= 100
        seen, address = seen + len(page["value"]), page.get("@odata.nextLink")
    assert seen == NUMBER


async def test_top_and_skip_cut_out_a_piece(api: Api) -> None:
    first = await names(api, top="5", orderby="FullName")
    assert await names(api, top="2", skip="3", orderby="FullName") == first[3:]


async def test_top_above_a_hundred_goes_over_pages(api: Api) -> None:
    answer = await api.call("GET", CUSTOMER, {"$top": "150"})
    assert len(answer["value"]) == 100
    async with api.session.get(answer["@odata.nextLink"], headers=api.keys) as response:
        rest = await response.json()
    assert len(rest["value"]) == 50
    assert "@odata.nextLink" not in rest


async def test_select_gives_the_columns_asked_for(api: Api) -> None:
    answer = await api.call("GET", CUSTOMER, {"$select": "FullName,EMail", "$top": "1"})
    assert list(answer["value"][0]) == ["FullName", "EMail"]


async def test_expand_brings_activities_and_measures(api: Api) -> None:
    query = {"$filter": "EMail eq 'anna.berg@contoso.com'", "$expand": "UnifiedActivity,Customer_Measure"}
    (anna,) = (await api.call("GET", CUSTOMER, query))["value"]
    assert {activity["ActivityType"] for activity in anna["UnifiedActivity"]} == {"Order"}
    assert anna["Customer_Measure"][0]["CustomerId"] == anna["CustomerId"]


@pytest.mark.parametrize(
    "query",
    [
        {"$filter": "EMail eq anna@contoso.com"},  # no quotes
        {"$filter": "EMail eq 'o'neil'"},  # quote not doubled
        {"$filter": "startswith(EMail,'a')"},
        {"$filter": "Shoe eq '43'"},
        {"$select": "Shoe"},
        {"$top": "many"},
        {"$expand": "UnifiedActivity", "$search": '"anna"'},
        {"$expand": "Everything"},
    ],
)
async def test_a_query_that_makes_no_sense_is_refused(api: Api, query: dict[str, str]) -> None:
    await api.call("GET", CUSTOMER, query, expect=400)


async def test_there_is_no_other_table(api: Api) -> None:
    await api.call("GET", "/data/Nothing", expect=404)


async def test_the_key_ring_leads_from_one_key_to_all(api: Api) -> None:
    (anna,) = await api.customers("anna@contoso.com")
    key = anna["CrmWeb_visitors_visitorid"]
    query = {"dataSourceName": "CrmWeb", "entityName": "visitors", "key": key}
    ring = (await api.call("GET", "/profile/keyring", query))["keyRing"]
    assert {held["dataSourceName"] for held in ring} == {"CrmContacts", "CrmWeb", "NewsletterSubscribers"}
    assert next(held for held in ring if held["dataSourceName"] == "CrmWeb")["preferredKey"] == key


async def test_an_unknown_key_has_no_ring(api: Api) -> None:
    query = {"dataSourceName": "CrmWeb", "entityName": "visitors", "key": "V-0"}
    await api.call("GET", "/profile/keyring", query, expect=404)
    await api.call("GET", "/profile/keyring", {"key": "V-0"}, expect=400)


async def test_the_store_can_be_queried_and_is_in_build_during_a_refresh(api: Api) -> None:
    async def state() -> str:
        return str((await api.call("GET", "/profilestore/stateinfo"))["primaryInfo"]["currentState"])

    assert await state() == "queryable"
    await api.steer("PUT", "/speed", {"seconds": 2})
    await api.call("POST", JOBS, {"operationType": "profileStore", "forceRunRequested": "true"})
    await until(state, lambda now: now == "inBuild")
    await until(state, lambda now: now == "queryable")


# ---- how questions are answered, when one steers


async def test_capital_letters_count_in_a_filter_when_they_are_to(api: Api) -> None:
    assert await names(api, filter_="EMail eq 'Anna.Berg@Contoso.com'") == ["Anna Berg"]
    await api.steer("PUT", "/data", {"capitals": True})
    assert await names(api, filter_="EMail eq 'Anna.Berg@Contoso.com'") == []


async def test_an_index_may_split_words_and_then_finds_more(api: Api) -> None:
    await api.steer("PUT", "/data", {"searches": "words"})
    found = await names(api, search='"anna@contoso"')
    assert {"Anna Berg", "Anna Lund", "Robin Example"} <= set(found)


async def test_more_tables_have_a_row_of_each_customer(api: Api) -> None:
    await api.steer("PUT", "/data", {"made": {"Visits": "enrichment"}})
    entities = {entity["name"]: entity for entity in (await api.call("GET", "/manage/entities"))["entities"]}
    assert entities["Visits"]["entityType"] == "enrichment"
    (anna,) = await api.customers("anna@contoso.com")
    query = {"$filter": f"CustomerId eq '{anna['CustomerId']}'"}
    assert len((await api.call("GET", "/data/Visits", query))["value"]) == 1


@pytest.mark.parametrize("table", ["Customer", "UnifiedActivity", "Customer_Measure", "Seg_Draft", "Deleted"])
async def test_rows_of_a_person_can_be_kept_in_a_table_whatever_is_refreshed(api: Api, table: str) -> None:
    (zoe,) = await api.customers("zoe.akesson@example.org")
    query = {"email": "zoe.akesson@example.org"}
    await api.steer("DELETE", "/records/WebshopOrders", query=query)
    await api.steer("PUT", "/data", {"keeps": {table: ["zoe.akesson@example.org"]}})
    job = await api.call("POST", JOBS, {"operationType": "all", "forceRunRequested": "true"})
    await until(lambda: api.call("GET", f"{JOBS}/{job['jobId']}"), lambda one: one["endTimestamp"] is not None)
    question = {"$filter": f"CustomerId eq '{zoe['CustomerId']}'"}
    assert (await api.call("GET", f"/data/{table}", question))["value"]
    await api.steer("PUT", "/data", {"keeps": {}})
    if table != "Deleted":
        assert not (await api.call("GET", f"/data/{table}", question))["value"]


async def test_a_table_of_corrupt_rows_takes_filters_when_it_is_to_and_shows_whom_one_names(api: Api) -> None:
    wish = {"corrupt": True, "corrupt_of": ["zoe.akesson@example.org"]}
    source = await api.steer("PUT", "/datasources/WebshopOrders", wish)
    path, question = f"/data/{source['id']}_orders_corrupt", {"$filter": "email eq 'zoe.akesson@example.org'"}
    assert any(row["email"] == "zoe.akesson@example.org" for row in (await api.call("GET", path))["value"])
    await api.call("GET", path, question, expect=400)
    await api.steer("PUT", "/datasources/WebshopOrders", {"takes_filters": True})
    assert len((await api.call("GET", path, question))["value"]) == 1
