"""Tables and columns, and the search index."""

from __future__ import annotations

from typing import Any

import pytest

from tests.gateways.sandbox.api import Api


async def test_the_column_with_the_address_is_marked(api: Api) -> None:
    customer = await api.call("GET", "/manage/entities/Customer")
    marked = [column for column in customer["attributes"] if column.get("semanticType") == "IdentityServiceEmail"]
    assert [column["name"] for column in marked] == ["EMail"]
    assert marked[0]["searchProperties"]["isFilterable"]


async def test_source_tables_carry_the_id_of_their_source(api: Api) -> None:
    model = await api.call("GET", "/manage/entities")
    (visitors,) = [table for table in model["entities"] if table["name"] == "visitors"]
    assert visitors["qualifiedEntityName"] == f"{await api.source_id('CRM Web')}_visitors"
    assert visitors["dataSourceName"] == "CrmWeb"


async def test_tables_of_corrupt_rows_are_listed_when_asked_for(api: Api) -> None:
    async def kinds(**query: str) -> set[str]:
        return {table["entityType"] for table in (await api.call("GET", "/manage/entities", query))["entities"]}

    assert "corrupt" not in await kinds()
    assert "corrupt" in await kinds(includeQuarantined="true")


async def test_there_is_no_other_table(api: Api) -> None:
    await api.call("GET", "/manage/entities/Nothing", expect=404)


async def test_the_search_configuration_is_kept(api: Api) -> None:
    phone = {"name": "Phone", "properties": {"isSearchable": False, "isFilterable": True}}
    wanted = {"entityConfig": [{"qualifiedEntityName": "Customer", "attributes": [phone]}]}
    await api.call("PUT", "/manage/search", body=wanted)
    (entity,) = (await api.call("GET", "/manage/search"))["entityConfig"]
    (column,) = entity["attributes"]
    assert (column["name"], column["properties"]["isFilterable"]) == ("Phone", True)


@pytest.mark.parametrize(
    "entity",
    [
        {"qualifiedEntityName": "Orders", "attributes": []},
        {"qualifiedEntityName": "Customer", "attributes": [{"name": "Shoe"}]},
    ],
)
async def test_only_columns_of_customers_can_be_indexed(api: Api, entity: dict[str, Any]) -> None:
    await api.call("PUT", "/manage/search", body={"entityConfig": [entity]}, expect=400)
