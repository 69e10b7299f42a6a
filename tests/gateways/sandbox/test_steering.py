"""Steering: sources by every name, mistakes explained, starting anew."""

from __future__ import annotations

import pytest

from gateways.sandbox import running_sandbox
from tests.gateways.sandbox.api import JOBS, Api, Json, calling, until

ZOE = "zoe.akesson@example.org"  # in Webshop Orders alone


@pytest.mark.parametrize(
    "name", ["a1b2c3d4-0001-4a00-8000-000000000001", "CrmContacts", "CRM Contacts", "crm contacts"]
)
async def test_a_source_answers_to_its_id_and_to_its_names(api: Api, name: str) -> None:
    steered = await api.steer("PUT", f"/datasources/{name}", {"behaviour": "fail", "seconds": 2})
    assert (steered["name"], steered["behaviour"], steered["seconds"]) == ("CrmContacts", "fail", 2)


async def test_what_is_not_named_stays_as_it_is(api: Api) -> None:
    await api.steer("PUT", "/datasources/CRM Web", {"behaviour": "fail", "seconds": 2})
    steered = await api.steer("PUT", "/datasources/CRM Web", {"seconds": None})
    assert (steered["behaviour"], steered["seconds"]) == ("fail", None)


async def test_a_behaviour_lasts_until_it_is_changed(api: Api) -> None:
    await api.steer("PUT", "/datasources/CRM Web", {"behaviour": "fail"})
    for _ in range(2):
        assert (await api.ended((await api.refresh("CRM Web"))["jobId"]))["jobStatus"] == "failed"
    await api.steer("PUT", "/datasources/CRM Web", {"behaviour": "succeed"})
    assert (await api.ended((await api.refresh("CRM Web"))["jobId"]))["jobStatus"] == "successful"


async def test_a_hanging_refresh_can_be_let_go(api: Api) -> None:
    await api.steer("PUT", "/datasources/CRM Web", {"behaviour": "hang"})
    job = await api.refresh("CRM Web")
    assert (await api.job(job["jobId"]))["jobStatus"] == "running"
    await api.steer("PUT", "/datasources/CRM Web", {"behaviour": "succeed"})
    assert (await api.ended(job["jobId"]))["jobStatus"] == "successful"


async def test_a_scheduled_run_refreshes_everything(api: Api) -> None:
    await api.steer("PUT", "/datasources/CRM Web", {"behaviour": "fail"})
    started = await api.steer("POST", "/scheduled-run")
    job = await api.ended(started["jobId"])
    assert (job["jobSubmissionKind"], job["operationType"], job["jobStatus"]) == ("scheduled", "all", "failed")


async def test_the_schedule_can_be_set_and_starts_its_full_runs_by_itself(api: Api) -> None:
    await api.steer("PUT", "/schedule", {"full": True, "cron": ["* * * * * *"], "timezone": "Europe/Berlin"})
    (schedule,) = await api.call("GET", "/workflows/main/schedules")
    assert (schedule["jobType"], schedule["isActive"], schedule["cronSchedules"]) == ("full", True, ["* * * * * *"])

    async def newest() -> Json:
        return (await api.call("GET", JOBS, {"top": "1"}))[0]

    before = await newest()
    started = await until(newest, lambda job: job["jobId"] != before["jobId"])
    assert (started["jobSubmissionKind"], started["operationType"]) == ("scheduled", "all")
    await api.steer("PUT", "/schedule", {"active": False})
    (schedule,) = await api.call("GET", "/workflows/main/schedules")
    assert (schedule["isActive"], schedule["cronSchedules"]) == (False, ["* * * * * *"])


async def test_a_new_source_was_never_refreshed(api: Api) -> None:
    await api.steer("POST", "/datasources", {"friendly_name": "Summer games"})
    node = await api.node("ingestion", "Summer games")
    source = (await api.call("GET", f"/manage/datasources/{node['identifier']}"))["dataSourceMetadata"]
    assert (node["taskStatus"], source["refreshState"]) == ("needsUpdate", "notUpdated")
    job = await api.ended((await api.refresh("Summer games"))["jobId"])
    assert job["jobStatus"] == "successful"


async def test_the_speed_is_for_refreshes_to_come(slow: Api) -> None:
    assert await slow.steer("PUT", "/speed", {"seconds": 0}) == {"seconds": 0, "linger": 0.5}
    assert (await slow.ended((await slow.refresh("CRM Web"))["jobId"]))["jobStatus"] == "successful"


async def test_reset_starts_anew_and_forgets_the_calls(api: Api) -> None:
    await api.steer("PUT", "/datasources/CRM Web", {"behaviour": "fail"})
    await api.steer("PUT", "/faults", {"status": 500, "next": 9})
    await api.steer("DELETE", "/datasources/Survey Answers")
    await api.call("POST", JOBS, expect=500)
    await api.steer("POST", "/reset")
    assert await api.steer("GET", "/calls") == []
    sources = await api.steer("GET", "/datasources")
    assert len(sources) == 12
    assert {source["behaviour"] for source in sources} == {"succeed"}
    assert len(await api.call("GET", JOBS)) == 1


async def test_a_static_segment_that_is_recreated_holds_those_who_are_customers_now(api: Api) -> None:
    async def held() -> int:
        segments = await api.call("GET", "/manage/segments")
        return int(next(s for s in segments if s["name"] == "Seg_TradeFair")["evaluationStatus"]["entityCount"])

    before = await held()
    assert await api.steer("DELETE", "/records", query={"email": ZOE}) == {"deleted": {"Webshop Orders": 1}}
    await api.ended((await api.steer("POST", "/scheduled-run"))["jobId"])
    assert await held() == before  # no refresh reaches it
    anew = await api.steer("POST", "/segments/Seg_TradeFair/recreate")
    assert (anew["static"], await held()) == (True, before - 1)
    assert anew in await api.steer("GET", "/segments")
    await api.steer("POST", "/segments/Seg_Vip/recreate", expect=400)
    await api.steer("POST", "/segments/Nothing/recreate", expect=404)


@pytest.mark.parametrize(
    ("method", "path", "body", "word"),
    [
        ("PUT", "/datasources/CRM Web", {"behaviour": "explode"}, "behaviour"),
        ("PUT", "/datasources/CRM Web", {"behavior": "fail"}, "behavior"),
        ("PUT", "/datasources/CRM Web", {"seconds": -1}, "seconds"),
        ("PUT", "/datasources/CRM Web", {"seconds": "2"}, "seconds"),
        ("PUT", "/datasources/CRM Web", {"provisioning": "fine"}, "provisioning"),
        ("PUT", "/datasources/CRM Web", {"state": ""}, "state"),
        ("PUT", "/datasources/CRM Web", ["fail"], "body"),
        ("PUT", "/datasources/CRM Web", None, "body"),
        ("POST", "/datasources", {"friendly_name": "  "}, "friendly_name"),
        ("PUT", "/speed", {"seconds": 1e9}, "seconds"),
        ("PUT", "/faults", {"next": 3}, "status"),
        ("PUT", "/faults", {"status": 200}, "status"),
        ("PUT", "/faults", {"status": 429, "next": -1}, "next"),
        ("PUT", "/faults", {"status": 429, "retry_after": "soon"}, "retry_after"),
        ("DELETE", "/records/CRM Web", None, "email"),
        ("DELETE", "/records", None, "email"),
    ],
)
async def test_a_mistake_is_explained_and_changes_nothing(
    api: Api, method: str, path: str, body: Json, word: str
) -> None:
    before = await api.steer("GET", "/datasources")
    refused = await api.steer(method, path, body, expect=400)
    assert word in refused["error"]
    assert await api.steer("GET", "/datasources") == before


@pytest.mark.parametrize(("method", "path"), [("PUT", "/datasources/Nothing"), ("GET", "/nothing")])
async def test_what_is_not_there_is_said_to_be_missing(api: Api, method: str, path: str) -> None:
    assert (await api.steer(method, path, {"behaviour": "fail"}, expect=404))["error"]


async def test_a_name_that_two_sources_have_is_asked_back() -> None:
    async with running_sandbox(seed="odd") as sandbox, calling(sandbox) as api:
        refused = await api.steer("PUT", "/datasources/Partner Portal", {"behaviour": "fail"}, expect=400)
        assert "give an id" in refused["error"]
        await api.steer("PUT", "/datasources/PartnerPortalEu", {"behaviour": "fail"})
