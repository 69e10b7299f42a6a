"""Loopback only, every call on record, faults on demand, and keys that must fit."""

from __future__ import annotations

import aiohttp
import pytest

from gateways.sandbox.access import SECONDARY_KEY
from tests.gateways.sandbox.api import JOBS, STATUS, Api

ALL = {"operationType": "all", "forceRunRequested": "true"}
PAGE = "https://elsewhere.example"


async def calls(api: Api) -> list[dict[str, object]]:
    return list(await api.steer("GET", "/calls"))


@pytest.mark.parametrize("path", ["/_sandbox/calls", "/v1/instances", "/graph/v1.0/users", "/nothing"])
@pytest.mark.parametrize(
    "header", [{"Host": "elsewhere.example"}, {"Host": "elsewhere.example:8100"}, {"Origin": PAGE}]
)
async def test_other_names_and_pages_from_elsewhere_are_refused(api: Api, path: str, header: dict[str, str]) -> None:
    assert (await api.send("GET", path, headers=api.keys | header))[0] == 403


@pytest.mark.parametrize("header", [{"Host": "localhost:8100"}, {"Origin": "http://127.0.0.1:3978"}])
async def test_this_machine_is_welcome_under_its_other_name(api: Api, header: dict[str, str]) -> None:
    assert (await api.send("GET", "/_sandbox/calls", headers=header))[0] == 200


async def test_both_keys_open_and_others_do_not(api: Api) -> None:
    await api.call("GET", "")
    await api.call("GET", "", headers={"Ocp-Apim-Subscription-Key": SECONDARY_KEY})
    refused = await api.call("GET", "", headers={"Ocp-Apim-Subscription-Key": "guess"}, expect=401)
    assert set(refused) == {"statusCode", "message"}


async def test_the_key_may_stand_in_the_query(api: Api) -> None:
    token = {"Authorization": api.keys["Authorization"]}
    key = {"subscription-key": SECONDARY_KEY}
    assert (await api.send("GET", "/v1/instances", headers=token))[0] == 401
    assert (await api.send("GET", "/v1/instances", key, headers=token))[0] == 200


async def test_another_environment_is_closed(api: Api) -> None:
    other = "/v1/instances/66666666-7777-4888-8999-000000000000"
    assert (await api.send("GET", other, headers=api.keys))[0] == 403


async def test_every_call_is_recorded_in_order(api: Api) -> None:
    await api.call("GET", "/rbac/myrole")
    await api.call("POST", JOBS, ALL)
    await api.call("PUT", "/manage/search", body={"entityConfig": []})
    first, second, third = await calls(api)
    assert (first["method"], str(first["path"]).rpartition("/")[2], first["status"]) == ("GET", "myrole", 200)
    assert (second["method"], second["query"], second["body"]) == ("POST", ALL, None)
    assert third["body"] == {"entityConfig": []}
    assert str(first["at"]) <= str(second["at"]) <= str(third["at"])


async def test_refused_calls_are_recorded_and_steering_is_not(api: Api) -> None:
    await api.send("GET", "/v1/instances")
    await api.send("GET", "/nothing")
    await api.steer("GET", "/datasources")
    assert [call["status"] for call in await calls(api)] == [401, 404]


async def test_a_secret_is_not_recorded(api: Api) -> None:
    address = f"{api.sandbox.url}/entra/{api.sandbox.environment['ENTRA_TENANT_ID']}/oauth2/v2.0/token"
    async with api.session.post(address, data={"client_id": "x", "client_secret": "mine"}) as response:
        assert response.status == 400
    (call,) = await calls(api)
    assert call["body"] == {"client_id": "x", "client_secret": "…"}


async def test_the_next_calls_are_throttled_and_then_no_more(api: Api) -> None:
    await api.steer("PUT", "/faults", {"status": 429, "retry_after": 7, "next": 2})
    async with api.session.get(f"{api.sandbox.url}/v1/instances", headers=api.keys) as response:
        assert (response.status, response.headers["Retry-After"]) == (429, "7")
    await api.call("POST", JOBS, ALL, expect=429)
    await api.call("GET", "")


async def test_a_throttled_job_was_not_submitted(api: Api) -> None:
    before = len(await api.call("GET", JOBS))
    await api.steer("PUT", "/faults", {"status": 503, "path": "/jobs"})
    await api.call("POST", JOBS, ALL, expect=503)
    assert len(await api.call("GET", JOBS)) == before


@pytest.mark.parametrize("status", [401, 403, 429, 500, 503])
@pytest.mark.parametrize(
    "path",
    ["", STATUS, "/rbac/assignments", "/data/Customer", "/manage/search", "/manage/segments", "/manage/entities"],
)
async def test_faults_have_the_shape_of_the_contract(api: Api, path: str, status: int) -> None:
    await api.steer("PUT", "/faults", {"status": status})
    await api.call("GET", path, expect=status)


async def test_only_calls_with_the_path_fail(api: Api) -> None:
    await api.steer("PUT", "/faults", {"status": 500, "path": "/rbac/"})
    await api.call("GET", STATUS)
    await api.call("GET", "/rbac/assignments", expect=500)
    await api.call("GET", "/rbac/assignments")


async def test_the_directory_and_the_tokens_can_fail_too(api: Api) -> None:
    await api.steer("PUT", "/faults", {"status": 503, "path": "/graph/"})
    assert (await api.graph("/users/ada@contoso.com", expect=503))["error"]["code"] == "SandboxFault"
    await api.steer("PUT", "/faults", {"status": 500, "path": "/token"})
    tenant = api.sandbox.environment["ENTRA_TENANT_ID"]
    assert (await api.send("POST", f"/entra/{tenant}/oauth2/v2.0/token"))[0] == 500


@pytest.mark.parametrize(("after", "jobs_more"), [(False, 0), (True, 1)])
async def test_a_broken_connection_hides_whether_the_work_was_done(api: Api, after: bool, jobs_more: int) -> None:
    before = len(await api.call("GET", JOBS))
    await api.steer("PUT", "/faults", {"status": 0, "path": "/jobs", "after": after})
    with pytest.raises(aiohttp.ServerDisconnectedError):
        await api.call("POST", JOBS, ALL)
    assert len(await api.call("GET", JOBS)) == before + jobs_more
    assert [call["status"] for call in await calls(api) if call["method"] == "POST"] == [0]


async def test_the_answer_can_be_lost_after_the_work(api: Api) -> None:
    before = len(await api.call("GET", JOBS))
    await api.steer("PUT", "/faults", {"status": 503, "path": "/jobs", "after": True})
    await api.call("POST", JOBS, ALL, expect=503)
    assert len(await api.call("GET", JOBS)) == before + 1


async def test_a_fault_can_be_called_off(api: Api) -> None:
    await api.steer("PUT", "/faults", {"status": 500, "next": 100})
    await api.steer("PUT", "/faults", {"status": 500, "next": 0})
    await api.call("GET", "")


@pytest.mark.parametrize(
    "body", ["[]", "nonsense", "", '{"entityConfig": 3}', '{"entityConfig": [{"attributes": "x"}]}']
)
async def test_a_body_that_makes_no_sense_is_refused(api: Api, body: str) -> None:
    address = f"{api.sandbox.url}/v1/instances/{api.sandbox.environment['INSIGHTS_INSTANCE_ID']}/manage/search"
    async with api.session.put(address, data=body, headers=api.keys) as response:
        assert response.status == 400
