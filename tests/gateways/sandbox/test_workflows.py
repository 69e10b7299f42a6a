"""The workflow calls over HTTP, every exchange checked against the contract."""

from __future__ import annotations

from typing import Any

import pytest

from gateways.sandbox.contoso_directory import INSTANCE_ID
from tests.gateways.sandbox.api import JOBS, STATUS, Api


@pytest.mark.parametrize("route", [JOBS, "/manage/workflows/main/jobs"])
@pytest.mark.parametrize("quote", ["", "'"])
async def test_a_source_is_refreshed_on_both_routes_bare_or_quoted(api: Api, route: str, quote: str) -> None:
    source = await api.source_id("CRM Contacts")
    query = {"operationType": "Ingestion", "identifiers": f"{quote}{source}{quote}", "forceRunRequested": "true"}
    job = await api.call("POST", route, query)
    assert job["jobStatus"] == "queued"
    assert job["idList"] == [source]
    listed = await api.call("GET", route, {"includeTasks": "true"})
    assert listed[0]["jobId"] == job["jobId"]
    assert [task["friendlyName"] for task in listed[0]["tasks"]] == ["CRM Contacts", "CRM Contacts"]


async def test_a_success_shows_on_job_node_and_source(api: Api) -> None:
    job = await api.refresh("CRM Contacts", "CRM Web")
    assert (await api.ended(job["jobId"]))["jobStatus"] == "successful"
    node = await api.node("ingestion", "CRM Web")
    source = await api.call("GET", f"/manage/datasources/{await api.source_id('CRM Web')}")
    assert node["taskStatus"] == "successful"
    assert job["jobId"] in node["jobIds"]
    assert job["jobId"] in node["lastSuccessJobIds"]
    assert source["dataSourceMetadata"]["refreshState"] == "updated"
    assert source["dataSourceMetadata"]["lastRefresh"] >= job["submittedTimestamp"]


@pytest.mark.parametrize(
    ("behaviour", "job_state", "node_state", "refresh_state", "error"),
    [
        ("fail", "failed", "failed", "updateFailed", "DataSourceAccessDenied"),
        ("time_out", "timedOut", "timedOut", "updateFailed", "IngestionTimedOut"),
        ("skip", "skipped", "skipped", "updated", None),
        ("fail_profiling", "failed", "successful", "updated", None),
    ],
)
async def test_an_end_without_success_shows_why(
    api: Api, behaviour: str, job_state: str, node_state: str, refresh_state: str, error: str | None
) -> None:
    await api.steer("PUT", "/datasources/Loyalty Members", {"behaviour": behaviour})
    job = await api.ended((await api.refresh("Loyalty Members"))["jobId"])
    node = await api.node("ingestion", "Loyalty Members")
    source = (await api.call("GET", f"/manage/datasources/{node['identifier']}"))["dataSourceMetadata"]
    assert (job["jobStatus"], node["taskStatus"], source["refreshState"]) == (job_state, node_state, refresh_state)
    assert (node["ciError"] or {}).get("errorCode") == error


async def test_a_retry_shows_a_failed_node_while_its_job_runs(slow: Api) -> None:
    await slow.steer("PUT", "/speed", {"seconds": 0})
    await slow.steer("PUT", "/datasources/CRM Web", {"behaviour": "retry_then_succeed", "seconds": 0.6})
    job = await slow.refresh("CRM Web")
    seen = set()
    while (now := await slow.job(job["jobId"]))["endTimestamp"] is None:
        seen.add((now["jobStatus"], (await slow.node("ingestion", "CRM Web"))["taskStatus"]))
    assert ("running", "failed") in seen
    assert now["jobStatus"] == "successful"


async def test_a_job_waits_its_turn_and_can_be_cancelled(slow: Api) -> None:
    job = await slow.refresh("Webshop Orders")
    assert (await slow.job(job["jobId"]))["jobStatus"] == "queued"
    cancelled = await slow.call("POST", f"{JOBS}/{job['jobId']}/cancel")
    source = await slow.call("GET", f"/manage/datasources/{await slow.source_id('Webshop Orders')}")
    assert cancelled["jobStatus"] == "aborted"
    assert source["dataSourceMetadata"]["refreshState"] == "updateCancelled"


async def test_a_source_that_hangs_is_being_updated_for_ever(api: Api) -> None:
    await api.steer("PUT", "/datasources/CRM Web", {"behaviour": "hang"})
    job = await api.refresh("CRM Web")
    node = await api.node("ingestion", "CRM Web")
    source = (await api.call("GET", f"/manage/datasources/{node['identifier']}"))["dataSourceMetadata"]
    assert ((await api.job(job["jobId"]))["jobStatus"], node["taskStatus"]) == ("running", "running")
    assert source["refreshState"] == "updating"


async def test_a_source_never_refreshed_is_not_started(api: Api) -> None:
    node = await api.node("ingestion", "Event Registrations")
    source = (await api.call("GET", f"/manage/datasources/{node['identifier']}"))["dataSourceMetadata"]
    assert (node["taskStatus"], source["refreshState"], source["lastRefresh"]) == ("needsUpdate", "notUpdated", None)


async def test_a_deleted_source_leaves_a_deleted_node(api: Api) -> None:
    await api.steer("DELETE", "/datasources/Survey Answers")
    assert (await api.node("ingestion", "Survey Answers"))["taskStatus"] == "deleted"
    names = [source["dataSourceMetadata"]["friendlyName"] for source in await api.call("GET", "/manage/datasources")]
    assert "Survey Answers" not in names


async def test_a_state_that_nobody_knows_is_shown_until_the_next_refresh(api: Api) -> None:
    await api.steer("PUT", "/datasources/CRM Web", {"state": "paused"})
    _, nodes = await api.send("GET", f"/v1/instances/{INSTANCE_ID}{STATUS}", headers=api.keys)
    assert "paused" in {node["taskStatus"] for node in nodes}
    await api.ended((await api.refresh("CRM Web"))["jobId"])
    assert (await api.node("ingestion", "CRM Web"))["taskStatus"] == "successful"


async def test_the_body_form_says_the_same_as_the_query(api: Api) -> None:
    source = await api.source_id("CRM Contacts")
    body = {"operationType": "ingestion", "identifiers": [source], "forceRunRequested": True}
    job = await api.call("POST", JOBS, body=body)
    assert (job["operationType"], job["idList"], job["shouldForceRunRequestedNodes"]) == ("ingestion", [source], True)


async def test_history_has_the_newest_tasks_first(api: Api) -> None:
    await api.ended((await api.refresh("CRM Web"))["jobId"])
    tasks = await api.call("GET", "/workflows/main/history", {"top": "2"})
    assert [task["operationType"] for task in tasks] == ["ingestion", "dataPreparation"]
    assert {task["friendlyName"] for task in tasks} == {"CRM Web"}


async def test_recent_jobs_are_ten_unless_asked(api: Api) -> None:
    for _ in range(12):
        await api.refresh("CRM Web")
    assert len(await api.call("GET", JOBS)) == 10
    assert len(await api.call("GET", JOBS, {"top": "12"})) == 12


async def test_the_schedule_is_daily(api: Api) -> None:
    (schedule,) = await api.call("GET", "/workflows/main/schedules")
    assert schedule["isActive"]


@pytest.mark.parametrize(
    ("method", "path", "query", "status"),
    [
        ("GET", "/workflows/other/status", {}, 404),
        ("GET", f"{JOBS}/00000000-0000-4000-8000-000000000000", {}, 404),
        ("POST", JOBS, {"operationType": "ingestion", "identifiers": "nobody"}, 404),
        ("POST", JOBS, {"operationType": "explode"}, 500),
    ],
)
async def test_what_is_not_there_is_refused(api: Api, method: str, path: str, query: Any, status: int) -> None:
    await api.call(method, path, query, expect=status)
