"""The environment and its data sources."""

from __future__ import annotations

from gateways.sandbox import running_sandbox
from tests.gateways.contract import check_answer
from tests.gateways.sandbox.api import JOBS, Api, calling, until


async def friendly_names(api: Api, route: str = "/manage/datasources") -> list[str]:
    return [source["dataSourceMetadata"]["friendlyName"] for source in await api.call("GET", route)]


async def test_the_environment_is_contoso(api: Api) -> None:
    _, (listed,) = await api.send("GET", "/v1/instances", headers=api.keys)
    check_answer("GET", "/v1/instances", 200, [listed])
    environment = await api.call("GET", "")
    assert listed["instanceId"] == environment["instanceId"] == api.sandbox.environment["INSIGHTS_INSTANCE_ID"]
    assert environment["isRefreshCredentialRequired"] is False


async def test_a_dozen_sources_of_many_kinds_and_owners(api: Api) -> None:
    sources = [source["dataSourceMetadata"] for source in await api.call("GET", "/manage/datasources")]
    assert {"CRM Contacts", "Webshop Orders", "Loyalty Members", "CRM Web"} <= {s["friendlyName"] for s in sources}
    assert len(sources) == 12
    assert len({source["kind"] for source in sources}) >= 6
    assert len({source["createdBy"] for source in sources}) >= 4


async def test_both_listings_name_the_same_sources(api: Api) -> None:
    assert await friendly_names(api) == await friendly_names(api, "/manage/datasources/v2")


async def test_odd_names_come_when_asked_for() -> None:
    async with running_sandbox(seed="odd") as sandbox, calling(sandbox) as api:
        names = await friendly_names(api)
    assert {"all", "for", "CRM"} <= set(names)
    assert names.count("Partner Portal") == 2


async def test_the_model_comes_along_unless_it_is_not_wanted(api: Api) -> None:
    path = f"/manage/datasources/{await api.source_id('Webshop Orders')}"
    assert [table["name"] for table in (await api.call("GET", path))["model"]["entities"]] == ["orders", "orderlines"]
    assert "model" not in await api.call("GET", path, {"includeModel": "false"})


async def test_an_unknown_source_is_an_error_of_the_server(api: Api) -> None:
    await api.call("GET", "/manage/datasources/00000000-0000-4000-8000-000000000000", expect=500)


async def test_a_source_whose_sign_in_expired_fails_until_somebody_signs_in(api: Api) -> None:
    await api.steer("PUT", "/datasources/CRM Web", {"provisioning": "refreshCredentials"})
    assert (await api.call("GET", ""))["isRefreshCredentialRequired"] is True
    assert (await api.ended((await api.refresh("CRM Web"))["jobId"]))["jobStatus"] == "failed"
    assert (await api.node("ingestion", "CRM Web"))["ciError"]["errorCode"] == "DataSourceCredentialsExpired"
    await api.steer("PUT", "/datasources/CRM Web", {"provisioning": "active"})
    assert (await api.ended((await api.refresh("CRM Web"))["jobId"]))["jobStatus"] == "successful"


async def test_a_source_that_is_read_in_parts_keeps_what_was_deleted_in_the_original(api: Api) -> None:
    await api.steer("PUT", "/datasources/WebshopOrders", {"incremental": True})
    (source,) = [
        one["dataSourceMetadata"]
        for one in await api.call("GET", "/manage/datasources")
        if one["dataSourceMetadata"]["name"] == "WebshopOrders"
    ]
    assert source["incrementalRefreshProperties"]
    await api.steer("DELETE", "/records/WebshopOrders", query={"email": "zoe.akesson@example.org"})
    job = await api.call("POST", JOBS, {"operationType": "all", "forceRunRequested": "true"})
    await until(lambda: api.call("GET", f"{JOBS}/{job['jobId']}"), lambda one: one["endTimestamp"] is not None)
    assert await api.customers("zoe.akesson@example.org")


async def test_a_refresh_may_end_well_with_a_warning(api: Api) -> None:
    source = await api.steer("PUT", "/datasources/WebshopOrders", {"behaviour": "warn"})
    query = {"operationType": "ingestion", "identifiers": source["id"], "forceRunRequested": "true"}
    job = await api.call("POST", JOBS, query)
    await until(lambda: api.call("GET", f"{JOBS}/{job['jobId']}"), lambda one: one["endTimestamp"] is not None)
    nodes = await api.call("GET", "/workflows/main/status")
    (node,) = [n for n in nodes if n["operationType"] == "ingestion" and n["identifier"] == source["id"]]
    assert (node["taskStatus"], node["ciError"]["resultSeverity"]) == ("successful", "warning")
