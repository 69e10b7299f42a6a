"""Microsoft's own client drives the sandbox.

It neither signs in nor raises on every error (customer-insights.md §3): headers go along with each call, and the
status is looked at by asking for the raw answer. It is synchronous: it runs in threads, and the sandbox in a process.
"""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import closing
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.util import find_spec, module_from_spec
from typing import Any

import pytest

from gateways.sandbox.contoso_directory import DIRECTORY
from tests.gateways.contract import check_request
from tests.gateways.sandbox.api import Api, calling
from tests.gateways.sandbox.process import sandbox_process

MARK = next(entry.id for entry in DIRECTORY if entry.mail == "mark.old@contoso.com")


@cache
def package() -> Any:
    """The client's package. Its two namespace packages call `pkg_resources`, which new setuptools have no more."""
    for name in ("dynamics", "dynamics.customerinsights"):
        spec = find_spec(name)
        assert spec is not None, "pip install customerinsights"
        sys.modules[name] = module_from_spec(spec)
    return import_module("dynamics.customerinsights.api")


@dataclass(frozen=True)
class Microsoft:
    """The client, with what every call of it needs."""

    client: Any
    instance: str
    headers: dict[str, str]

    def call(self, operation: str, *arguments: object, **options: object) -> Any:
        answer = getattr(self.client, operation)(
            self.instance, *arguments, custom_headers=dict(self.headers), raw=True, **options
        )
        assert answer.response.status_code == 200, answer.response.text
        return answer.output


@pytest.fixture
async def api() -> AsyncIterator[Api]:
    async with sandbox_process("--seconds", "0.1") as (_, sandbox), calling(sandbox) as caller:
        yield caller


@pytest.fixture
def microsoft(api: Api) -> Iterator[Microsoft]:
    environment = api.sandbox.environment
    with closing(package().CustomerInsights(base_url=environment["INSIGHTS_URL"])) as client:
        yield Microsoft(client, environment["INSIGHTS_INSTANCE_ID"], api.keys)


async def test_it_refreshes_a_source_and_watches_it_to_the_end(api: Api, microsoft: Microsoft) -> None:
    job_id = await asyncio.to_thread(refresh_crm_contacts, microsoft)
    node = await api.node("ingestion", "CRM Contacts")
    assert job_id in node["lastSuccessJobIds"]


def refresh_crm_contacts(microsoft: Microsoft) -> str:
    sources = microsoft.call("get_all_data_sources")
    names = {source.data_source_metadata.friendly_name: source.data_source_metadata for source in sources}
    job = microsoft.call(
        "submit_a_workflow_job",
        "main",
        operation_type="ingestion",
        identifiers=[names["CRM Contacts"].data_source_id],
        force_run_requested=True,
    )
    assert job.job_status == "queued"
    return watch(microsoft, job.job_id)


def watch(microsoft: Microsoft, job_id: str) -> str:
    seen = []
    for _ in range(500):
        job = microsoft.call("get_a_workflow_job_information", "main", job_id, include_tasks=True)
        seen.append(job.job_status)
        if job.end_timestamp is not None:
            break
        time.sleep(0.01)
    assert seen[-1] == "successful"
    assert "running" in seen
    assert {task.task_status for task in job.tasks} == {"successful"}
    return str(job_id)


async def test_it_lists_and_deletes_an_assignment(api: Api, microsoft: Microsoft) -> None:
    await api.steer("PUT", "/speed", {"linger": 0})
    before, after = await asyncio.to_thread(remove_mark, microsoft)
    assert before - after == {MARK}


def remove_mark(microsoft: Microsoft) -> tuple[set[str], set[str]]:
    def listed() -> set[str]:
        return {held.principal_id for held in microsoft.call("get_all_role_assignments")}

    before = listed()
    microsoft.call("deletes_a_role_assignment", MARK)
    return before, listed()


async def test_it_reads_everything_else_that_the_sandbox_offers(microsoft: Microsoft) -> None:
    await asyncio.to_thread(read_everything, microsoft)


def read_everything(microsoft: Microsoft) -> None:
    assert microsoft.call("get_instance_metadata").name == "Contoso Production"
    assert {node.task_status for node in microsoft.call("get_workflow_status", "main")} >= {"successful", "needsUpdate"}
    assert microsoft.call("get_list_of_recent_workflow_jobs", "main")[0].job_submission_kind == "scheduled"
    assert microsoft.call("get_list_of_workflow_task_information_history", "main", top=3)
    assert microsoft.call("get_workflow_schedules", "main")[0].is_active
    assert "Admin" in {role.role_name for role in microsoft.call("get_all_role_definitions")}
    assert microsoft.call("get_current_user_role").principal_type == "app"
    assert microsoft.call("get_all_segments")[0].name == "Seg_Vip"
    assert microsoft.call("activate_segment", "Seg_Draft") is True
    assert microsoft.call("delete_segment", "Seg_Draft").status_code == 200
    assert microsoft.call("get_profile_store_state").primary_info.current_state == "queryable"
    assert microsoft.call("get_search_configuration").entity_config[0].qualified_entity_name == "Customer"
    assert microsoft.call("get_entity_metadata", "Customer").name == "Customer"
    rows = microsoft.call("get_entities_with_odata_path", "Customer", filter="EMail eq 'anna@contoso.com'")
    key = rows.value[0]["CrmWeb_visitors_visitorid"]
    assert microsoft.call("get_key_ring", "CrmWeb", "visitors", key).customer_id == rows.value[0]["CustomerId"]


async def test_it_gives_a_role_and_submits_by_body(api: Api, microsoft: Microsoft) -> None:
    await asyncio.to_thread(write_with_bodies, microsoft)
    exchanges = [call for call in await api.steer("GET", "/calls") if call["body"]]
    assert len(exchanges) == 2
    for call in exchanges:
        check_request(call["method"], call["path"], call["query"], call["body"])


def write_with_bodies(microsoft: Microsoft) -> None:
    models = package().models
    role = models.RoleAssignment(principal_id=MARK, principal_type="user", roles=["Admin"])
    listed = microsoft.call("update_a_role_assignment", MARK, role)
    assert [held.roles for held in listed if held.principal_id == MARK] == [["Admin"]]
    everything = models.OnDemandJobRequest(operation_type="all", force_run_requested=True)
    job = microsoft.call("submit_a_workflow_job", "main", everything, force_run_requested=None)
    assert (job.operation_type, job.should_force_run_requested_nodes) == ("all", True)
    assert microsoft.call("cancel_a_workflow_job", "main", job.job_id).job_status == "aborted"
