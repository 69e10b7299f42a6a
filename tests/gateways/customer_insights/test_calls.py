"""What the client sends, against a server that answers as a test has written down."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import aiohttp
import pytest

from domain.trouble import Refused, Throttled, Unreachable
from gateways.customer_insights import CustomerInsights, Environment, subscription_keys
from gateways.customer_insights.client import LONGEST_ADDRESS
from gateways.limits import Stopwatch
from tests.gateways.contract import check_request
from tests.gateways.scripted import FakeTime, Purse, Received, Reply, Script, scripted

INSTANCE = "11111111-2222-4333-8444-555555555555"
ROOT = f"/v1/instances/{INSTANCE}"
DOCUMENTED, CLIENTS = f"{ROOT}/manage/workflows/main/jobs", f"{ROOT}/workflows/main/jobs"
SOURCES = [f"a1b2c3d4-0000-4a00-8000-{number:012}" for number in range(200)]
SUBMITTED = "9f0c1e2d-0000-4000-8000-0000000000a1"
EMPTY, MISSING, KEY_REFUSED = Reply(body=[]), Reply(status=404), Reply(status=401)
JOB = Reply(body={"jobId": SUBMITTED, "jobStatus": "queued"})
ROLE = Reply(body={"principalId": "p1", "principalType": "app", "roles": ["Admin"]})
OBJECT = Reply(body={"name": "Contoso"})

Use = Callable[[CustomerInsights], Awaitable[object]]


@asynccontextmanager
async def answering(
    *replies: Reply, keys: str = "primary, secondary", calls_per_minute: int = 100, time: FakeTime | None = None
) -> AsyncIterator[tuple[CustomerInsights, Script]]:
    time = time or FakeTime()
    async with scripted(*replies) as script, aiohttp.ClientSession() as session:
        environment = Environment(
            url=f"{script.url}/v1/",
            instance_id=INSTANCE,
            keys=subscription_keys(keys),
            calls_per_minute=calls_per_minute,
        )
        watch = Stopwatch(now=time.now, sleep=time.sleep)
        yield CustomerInsights(environment, Purse(), session, watch=watch), script


def used(call: Received) -> tuple[str, str]:
    return call.headers["Authorization"].removeprefix("Bearer "), call.headers["Ocp-Apim-Subscription-Key"]


@pytest.mark.parametrize(
    ("use", "replies"),
    [
        pytest.param(lambda insights: insights.instance(), [OBJECT], id="instance"),
        pytest.param(lambda insights: insights.now(), [ROLE], id="now"),
        pytest.param(lambda insights: insights.sources(), [MISSING, EMPTY], id="sources"),
        pytest.param(lambda insights: insights.status(), [EMPTY], id="status"),
        pytest.param(lambda insights: insights.jobs(), [MISSING, EMPTY], id="jobs"),
        pytest.param(lambda insights: insights.schedules(), [EMPTY], id="schedules"),
        pytest.param(lambda insights: insights.job(SUBMITTED), [JOB], id="job"),
        pytest.param(lambda insights: insights.submit(SOURCES[:2]), [MISSING, EMPTY, JOB], id="submit"),
        pytest.param(lambda insights: insights.submit(SOURCES[:2]), [EMPTY, MISSING, JOB], id="submit, other route"),
        pytest.param(lambda insights: insights.cancel(SUBMITTED), [JOB], id="cancel"),
        pytest.param(lambda insights: insights.my_role(), [ROLE], id="my_role"),
        pytest.param(lambda insights: insights.status(), [MISSING, EMPTY], id="status, other route"),
        pytest.param(lambda insights: insights.schedules(), [MISSING, EMPTY], id="schedules, other route"),
        pytest.param(lambda insights: insights.job(SUBMITTED), [MISSING, JOB], id="job, other route"),
        pytest.param(lambda insights: insights.cancel(SUBMITTED), [MISSING, JOB], id="cancel, other route"),
        pytest.param(lambda insights: insights.roles(), [EMPTY], id="roles"),
        pytest.param(lambda insights: insights.assignments(), [EMPTY], id="assignments"),
        pytest.param(lambda insights: insights.remove_assignment("p1"), [Reply(text="")], id="remove_assignment"),
    ],
)
async def test_every_call_is_one_that_the_contract_knows(use: Use, replies: list[Reply]) -> None:
    async with answering(*replies) as (insights, script):
        await use(insights)
    assert len(script.calls) == len(replies)
    for call in script.calls:
        assert call.headers["Accept"] == "application/json"
        check_request(call.method, call.path, call.query, call.body or None, call.headers)


async def test_a_job_is_submitted_in_the_documented_form_with_bare_ids() -> None:
    async with answering(EMPTY, JOB) as (insights, script):
        job = await insights.submit(SOURCES[:2])
    assert job.id == SUBMITTED
    assert script.calls[-1].target == (
        f"{DOCUMENTED}?operationType=Ingestion&identifiers={SOURCES[0]},{SOURCES[1]}&forceRunRequested=true"
    )


async def test_two_hundred_sources_fit_into_five_jobs_of_short_addresses() -> None:
    async with answering(EMPTY, *[JOB] * 5) as (insights, script):
        batches = insights.batches(SOURCES)
        for batch in batches:
            await insights.submit(batch)
    assert [source for batch in batches for source in batch] == SOURCES
    assert len(batches) == 5
    assert max(len(script.url + call.target) for call in script.calls) <= LONGEST_ADDRESS


@pytest.mark.parametrize("source_ids", [[], SOURCES])
async def test_a_job_of_no_source_or_too_many_is_never_sent(source_ids: list[str]) -> None:
    async with answering() as (insights, script):
        with pytest.raises(ValueError, match="one batch"):
            await insights.submit(source_ids)
    assert script.calls == []


async def test_the_route_that_is_alive_is_found_by_reading_and_remembered() -> None:
    async with answering(MISSING, EMPTY, JOB, JOB) as (insights, script):
        await insights.submit(SOURCES[:1])
        await insights.submit(SOURCES[:1])
    assert script.routes == [f"GET {DOCUMENTED}", f"GET {CLIENTS}", f"POST {CLIENTS}", f"POST {CLIENTS}"]


async def test_a_route_that_dies_later_is_left_after_its_404() -> None:
    async with answering(EMPTY, MISSING, JOB, EMPTY) as (insights, script):
        await insights.submit(SOURCES[:1])
        await insights.jobs()
    assert script.routes == [f"GET {DOCUMENTED}", f"POST {DOCUMENTED}", f"POST {CLIENTS}", f"GET {CLIENTS}"]


@pytest.mark.parametrize("status", [400, 403, 409, 500, 503])
async def test_no_other_answer_than_404_leads_to_the_other_route(status: int) -> None:
    async with answering(EMPTY, Reply(status=status), JOB) as (insights, script):
        with pytest.raises((Refused, Unreachable)):
            await insights.submit(SOURCES[:1])
    assert script.routes == [f"GET {DOCUMENTED}", f"POST {DOCUMENTED}"]


@pytest.mark.parametrize("body", [None, {}, {"jobId": None}])
async def test_a_job_accepted_without_an_id_is_an_unknown_outcome(body: object) -> None:
    async with answering(EMPTY, Reply(body=body)) as (insights, _):
        with pytest.raises(Unreachable):
            await insights.submit(SOURCES[:1])


async def test_a_401_is_met_with_a_new_token_and_then_with_the_other_key() -> None:
    async with answering(KEY_REFUSED, KEY_REFUSED, EMPTY, EMPTY) as (insights, script):
        await insights.assignments()
        await insights.assignments()
    assert [used(call) for call in script.calls] == [
        ("token-1", "primary"),
        ("token-2", "primary"),
        ("token-2", "secondary"),
        ("token-2", "secondary"),
    ]


async def test_a_post_may_follow_a_401_for_that_did_nothing() -> None:
    async with answering(EMPTY, KEY_REFUSED, KEY_REFUSED, JOB) as (insights, _):
        assert (await insights.submit(SOURCES[:1])).id == SUBMITTED


async def test_with_both_keys_refused_the_next_call_tries_both_again() -> None:
    async with answering(*[KEY_REFUSED] * 3, *[KEY_REFUSED] * 2, EMPTY) as (insights, script):
        with pytest.raises(Refused) as caught:
            await insights.assignments()
        assert caught.value.status == 401
        await insights.assignments()
    assert [used(call)[1] for call in script.calls[3:]] == ["secondary", "secondary", "primary"]


async def test_all_who_meet_a_dead_key_at_once_come_to_the_other() -> None:
    async with answering(*[KEY_REFUSED] * 6, *[EMPTY] * 3) as (insights, script):
        await asyncio.gather(*(insights.assignments() for _ in range(3)))
    assert {used(call) for call in script.calls[6:]} == {("token-2", "secondary")}


async def test_one_key_is_enough() -> None:
    async with answering(KEY_REFUSED, KEY_REFUSED, keys="only") as (insights, script):
        with pytest.raises(Refused):
            await insights.assignments()
    assert [used(call)[1] for call in script.calls] == ["only", "only"]


async def test_an_assignment_gone_already_counts_as_removed() -> None:
    async with answering(MISSING) as (insights, script):
        await insights.remove_assignment("with/slash")
    assert script.calls[0].target == f"{ROOT}/rbac/principals/with%2Fslash/assignment"


async def test_all_who_call_share_the_limit() -> None:
    time = FakeTime()
    async with answering(*[EMPTY] * 5, calls_per_minute=4, time=time) as (insights, _):
        await asyncio.gather(*(insights.assignments() for _ in range(5)))
    assert time.naps == [60.0]


async def test_a_long_wait_comes_to_the_caller_as_throttled() -> None:
    async with answering(Reply(status=429, headers={"Retry-After": "120"})) as (insights, _):
        with pytest.raises(Throttled) as caught:
            await insights.status()
    assert caught.value.retry_after == 120.0


@pytest.mark.parametrize("date", ["", "yesterday"])
async def test_states_without_a_time_are_no_answer(date: str) -> None:
    async with answering(Reply(body=[], headers={"Date": date})) as (insights, _):
        with pytest.raises(Unreachable):
            await insights.status()


@pytest.mark.parametrize(("setting", "keys"), [("a", ("a",)), ("a,b", ("a", "b")), (" a , b ,", ("a", "b")), (",", ())])
def test_a_setting_may_hold_both_keys(setting: str, keys: tuple[str, ...]) -> None:
    assert subscription_keys(setting) == keys


def test_keys_do_not_show() -> None:
    assert "hush" not in repr(Environment(instance_id=INSTANCE, keys=("hush",)))


@pytest.mark.parametrize("wrong", [{"keys": ()}, {"url": "http://api.example/v1", "keys": ("a",)}])
def test_an_environment_without_key_or_https_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="Customer Insights"):
        Environment(instance_id=INSTANCE, **wrong)
