"""The client against the sandbox: what it reads, and what it sets going."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp
import pytest

from domain.insights import Job, NodeState, PrincipalType
from domain.trouble import Refused, Unreachable
from gateways.customer_insights import CustomerInsights, Environment, subscription_keys
from gateways.limits import RetryPolicy
from gateways.sandbox import Sandbox, running_sandbox
from gateways.sandbox.contoso_directory import BOT_PRINCIPAL_ID, GONE_ID, OWNER_ID
from gateways.tokens import INSIGHTS_SCOPE, Tokens
from tests.gateways.scripted import application, eventually


class Steering:
    """A sandbox, the client connected to it, and a hand on its switches."""

    def __init__(self, sandbox: Sandbox, session: aiohttp.ClientSession) -> None:
        env = sandbox.environment
        environment = Environment(
            url=env["INSIGHTS_URL"],
            instance_id=env["INSIGHTS_INSTANCE_ID"],
            keys=subscription_keys(env["INSIGHTS_SUBSCRIPTION_KEY"]),
            calls_per_minute=10_000,
            patience=RetryPolicy(first_pause=0.01),
        )
        self.insights = CustomerInsights(environment, Tokens(application(sandbox), INSIGHTS_SCOPE), session)
        self._url, self._session = sandbox.url, session

    async def put(self, switch: str, **wish: Any) -> None:
        async with self._session.put(f"{self._url}/_sandbox/{switch}", json=wish) as answer:
            assert answer.status == 200, await answer.text()

    async def calls(self, method: str) -> list[Any]:
        async with self._session.get(f"{self._url}/_sandbox/calls") as answer:
            return [call for call in await answer.json() if call["method"] == method and "/v1/" in call["path"]]

    async def source(self, name: str) -> str:
        return next(source.id for source in await self.insights.sources() if source.name == name)

    async def ended(self, job: Job) -> Job:
        async def done() -> bool:
            return not (await self.insights.job(job.id)).running

        await eventually(done)
        return await self.insights.job(job.id)


@pytest.fixture
async def sandbox() -> AsyncIterator[Steering]:
    async with running_sandbox(seconds=0.1) as sandbox, aiohttp.ClientSession() as session:
        yield Steering(sandbox, session)


async def test_the_environment_says_its_name_and_whether_a_source_wants_credentials(sandbox: Steering) -> None:
    calm = await sandbox.insights.instance()
    await sandbox.put("datasources/CrmContacts", provisioning="refreshCredentials")
    worried = await sandbox.insights.instance()
    assert calm.name == worried.name
    assert calm.name.startswith("Contoso")
    assert (calm.credentials_required, worried.credentials_required) == (False, True)


async def test_the_time_is_the_services_own_and_in_utc(sandbox: Steering) -> None:
    now = await sandbox.insights.now()
    assert now.tzinfo is UTC
    assert abs(datetime.now(UTC) - now) < timedelta(seconds=5)


async def test_sources_come_with_names_owners_and_times(sandbox: Steering) -> None:
    sources = {source.name: source for source in await sandbox.insights.sources()}
    crm, never = sources["CRM Contacts"], sources["Event Registrations"]
    assert (crm.kind, crm.state, crm.owner) == ("powerPlatform", "updated", "ines.roth@contoso.com")
    assert crm.last_refresh is not None
    assert crm.last_refresh.tzinfo is UTC
    assert (never.state, never.last_refresh) == ("notUpdated", None)


async def test_a_refresh_shows_in_jobs_and_states_until_it_ends(sandbox: Steering) -> None:
    crm, web = await sandbox.source("CRM Contacts"), await sandbox.source("CRM Web")
    job = await sandbox.insights.submit([crm, web])
    assert (job.operation, job.covers, job.running, job.everything) == ("ingestion", (crm, web), True, False)
    assert (await sandbox.insights.jobs())[0].id == job.id
    done = await sandbox.ended(job)
    assert done.state is NodeState.SUCCESSFUL
    snapshot = await sandbox.insights.status()
    node = next(node for node in snapshot.nodes if node.identifier == crm and node.operation == "ingestion")
    assert (node.state, node.success_job_ids) == (NodeState.SUCCESSFUL, (job.id,))
    assert abs(datetime.now(UTC) - snapshot.asked_at) < timedelta(seconds=5)


async def test_a_failure_comes_with_the_services_error(sandbox: Steering) -> None:
    await sandbox.put("datasources/CrmContacts", behaviour="fail", seconds=0)
    crm = await sandbox.source("CRM Contacts")
    assert (await sandbox.ended(await sandbox.insights.submit([crm]))).state is NodeState.FAILED
    node = next(node for node in (await sandbox.insights.status()).nodes if node.identifier == crm)
    assert node.fault is not None
    assert (node.fault.code, node.fault.culprit) == ("DataSourceAccessDenied", "user")


async def test_a_running_job_can_be_cancelled(sandbox: Steering) -> None:
    await sandbox.put("datasources/CrmContacts", behaviour="hang")
    job = await sandbox.insights.submit([await sandbox.source("CRM Contacts")])
    assert (await sandbox.insights.cancel(job.id)).state is NodeState.ABORTED


async def test_a_scheduled_run_is_told_from_one_on_demand(sandbox: Steering) -> None:
    (last_night,) = await sandbox.insights.jobs()
    assert (last_night.scheduled, last_night.everything) == (True, True)


async def test_an_unknown_source_is_refused_on_both_routes_and_starts_nothing(sandbox: Steering) -> None:
    with pytest.raises(Refused) as caught:
        await sandbox.insights.submit(["a1b2c3d4-9999-4a00-8000-000000000999"])
    assert (caught.value.status, len(await sandbox.insights.jobs())) == (404, 1)


async def test_a_submit_whose_answer_is_lost_is_not_repeated_and_shows_in_the_jobs(sandbox: Steering) -> None:
    crm = await sandbox.source("CRM Contacts")
    await sandbox.insights.jobs()
    await sandbox.put("faults", status=0, path="/jobs", after=True)
    with pytest.raises(Unreachable):
        await sandbox.insights.submit([crm])
    assert len(await sandbox.calls("POST")) == 1
    assert (await sandbox.insights.jobs())[0].covers == (crm,)


async def test_assignments_and_roles_are_read(sandbox: Steering) -> None:
    held = {assignment.principal_id: assignment for assignment in (await sandbox.insights.assignments()).assignments}
    assert await sandbox.insights.my_role() == held[BOT_PRINCIPAL_ID]
    assert held[BOT_PRINCIPAL_ID].principal_type is PrincipalType.APP
    assert held[BOT_PRINCIPAL_ID].roles == ("Admin",)
    assert {role for assignment in held.values() for role in assignment.roles} <= set(await sandbox.insights.roles())


async def test_a_removed_assignment_stays_listed_for_a_while(sandbox: Steering) -> None:
    async def gone() -> bool:
        return not (await sandbox.insights.assignments()).lists(GONE_ID)

    await sandbox.put("speed", linger=0.2)
    await sandbox.insights.remove_assignment(GONE_ID)
    assert not await gone()
    await eventually(gone)


async def test_the_owner_cannot_be_removed_and_the_service_says_why(sandbox: Steering) -> None:
    with pytest.raises(Refused) as caught:
        await sandbox.insights.remove_assignment(OWNER_ID)
    assert (caught.value.status, caught.value.code) == (403, "UnableToRevokePermission")


async def test_a_removal_whose_answer_is_lost_is_not_repeated(sandbox: Steering) -> None:
    await sandbox.insights.assignments()
    await sandbox.put("faults", status=0, path="/assignment", after=True)
    with pytest.raises(Unreachable):
        await sandbox.insights.remove_assignment(GONE_ID)
    assert len(await sandbox.calls("DELETE")) == 1


async def test_reading_outlasts_a_short_outage(sandbox: Steering) -> None:
    await sandbox.put("faults", status=503, next=2)
    assert await sandbox.insights.sources()
