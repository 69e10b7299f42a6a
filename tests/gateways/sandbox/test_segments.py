"""Segments are listed, switched on and off, and deleted."""

from __future__ import annotations

from tests.gateways.sandbox.api import JOBS, Api, Json, until


async def listed(api: Api) -> dict[str, Json]:
    return {segment["name"]: segment for segment in await api.call("GET", "/manage/segments")}


async def test_an_inactive_segment_that_ever_ran_can_be_told_from_one_that_never_did(api: Api) -> None:
    segments = await listed(api)
    campaign, draft = segments["Seg_OldCampaign"], segments["Seg_Draft"]
    assert (campaign["state"], campaign["evaluationStatus"]["jobStatus"]) == ("inactive", "CompletedSuccess")
    assert campaign["evaluationStatus"]["entityCount"] == 2400
    assert (draft["state"], draft["evaluationStatus"]["jobStatus"]) == ("inactive", "None")
    assert draft["evaluationStatus"]["entityCount"] == 0


async def test_a_segment_is_switched_on_and_off(api: Api) -> None:
    assert await api.call("PUT", "/manage/segments/Seg_Draft/activate") is True
    assert (await listed(api))["Seg_Draft"]["state"] == "active"
    assert await api.call("PUT", "/manage/segments/Seg_Draft/deactivate") is True
    assert (await listed(api))["Seg_Draft"]["state"] == "inactive"


async def test_a_deleted_segment_is_gone_and_its_node_says_so(api: Api) -> None:
    assert await api.call("DELETE", "/manage/segments/Seg_OldCampaign") == {"statusCode": 200}
    assert "Seg_OldCampaign" not in await listed(api)
    assert (await api.node("segmentation", "Campaign 2024"))["taskStatus"] == "deleted"


async def test_deleting_a_segment_does_not_break_a_job_that_waits_for_it(slow: Api) -> None:
    job = await slow.call("POST", JOBS, {"operationType": "segmentation", "forceRunRequested": "true"})
    await slow.call("DELETE", "/manage/segments/Seg_Vip")
    assert (await slow.job(job["jobId"]))["jobStatus"] == "queued"


async def test_the_number_of_segments_can_be_limited(api: Api) -> None:
    assert len(await api.call("GET", "/manage/segments", {"numberOfSegments": "2"})) == 2


async def test_an_unknown_segment_is_refused(api: Api) -> None:
    await api.call("PUT", "/manage/segments/Nothing/activate", expect=404)
    await api.call("DELETE", "/manage/segments/Nothing", expect=400)


async def test_a_segment_can_be_made_static_so_that_no_refresh_reaches_it(api: Api) -> None:
    await api.steer("PUT", "/segments/Seg_Vip", {"static": True, "evaluated": "2026-01-01T00:00:00Z"})
    job = await api.call("POST", JOBS, {"operationType": "segmentation", "forceRunRequested": "true"})
    await until(lambda: api.call("GET", f"{JOBS}/{job['jobId']}"), lambda one: one["endTimestamp"] is not None)
    (vip,) = [segment for segment in await api.call("GET", "/manage/segments") if segment["name"] == "Seg_Vip"]
    assert vip["evaluationStatus"]["evaluationDate"] == "2026-01-01T00:00:00Z"
    await api.steer("PUT", "/segments/Nobody", {"static": True}, expect=404)
