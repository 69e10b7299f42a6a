"""The closed contract lets through what the file says, and nothing else."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from tests.gateways import contract
from tests.gateways.contract import ContractBroken, check_answer, check_request

INSTANCE = "/v1/instances/11111111-2222-4333-8444-555555555555"
JOBS = f"{INSTANCE}/workflows/main/jobs"
SUBMIT = {"operationType": "ingestion", "identifiers": "a,b", "forceRunRequested": "true"}
KEYS = {"Authorization": "Bearer x", "Ocp-Apim-Subscription-Key": "y"}
JOB = {
    "jobId": "9f0c1e2d-0000-4000-8000-0000000000a1",
    "jobStatus": "running",
    "jobSubmissionKind": "onDemand",
    "operationType": "ingestion",
    "submittedTimestamp": "2026-05-04T06:10:00Z",
    "endTimestamp": None,
}


def examples() -> list[Any]:
    """Every example that the file gives for an answer, with the operation and the status that it belongs to."""
    found = []
    for operation in contract.operations():
        for status, answer in operation.spec["responses"].items():
            content = contract.resolve(answer).get("content", {}).get("application/json", {})
            for name, example in content.get("examples", {}).items():
                value = contract.resolve(example)["value"]
                found.append(pytest.param(operation, int(status), value, id=f"{operation.id}-{status}-{name}"))
    return found


@pytest.mark.parametrize(("operation", "status", "body"), examples())
def test_the_examples_of_the_file_are_valid(operation: Any, status: int, body: Any) -> None:
    path = operation.template.replace("{workflowName}", "main")
    check_answer(operation.method, path.replace("{entityName}", "Customer"), status, body)


def test_an_answer_with_a_misspelt_field_is_broken() -> None:
    misspelt = {**JOB, "jobstatus": "running"}
    with pytest.raises(ContractBroken, match="jobstatus"):
        check_answer("GET", f"{JOBS}/{JOB['jobId']}", 200, misspelt)


def test_a_misspelt_field_deep_inside_is_broken() -> None:
    task = {"taskId": JOB["jobId"], "taskStatus": "failed", "operationType": "ingestion", "friendlyName": "CRM"}
    fault = {"errorCode": "X", "mesage": "no"}
    with pytest.raises(ContractBroken, match="mesage"):
        check_answer("GET", JOBS, 200, [{**JOB, "tasks": [{**task, "ciError": fault}]}])


@pytest.mark.parametrize("field", sorted(JOB))
def test_a_missing_field_is_broken(field: str) -> None:
    without = copy.copy(JOB)
    del without[field]
    with pytest.raises(ContractBroken, match=field):
        check_answer("POST", JOBS, 200, without)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("jobStatus", "done"),  # not in the enumeration
        ("jobId", "4711"),  # no uuid
        ("submittedTimestamp", "2026-05-04T06:10:00"),  # no time zone
        ("submittedTimestamp", "yesterday"),
        ("jobStatus", None),  # not nullable
    ],
)
def test_a_wrong_value_is_broken(field: str, value: object) -> None:
    with pytest.raises(ContractBroken, match=field):
        check_answer("POST", JOBS, 200, {**JOB, field: value})


def test_a_status_that_the_operation_never_answers_is_broken() -> None:
    with pytest.raises(ContractBroken, match="202"):
        check_answer("POST", JOBS, 202, JOB)


def test_a_body_where_there_is_none_is_broken() -> None:
    path = f"{INSTANCE}/rbac/principals/p/assignment"
    check_answer("DELETE", path, 200, None)
    with pytest.raises(ContractBroken, match="without a body"):
        check_answer("DELETE", path, 200, {"ok": True})


@pytest.mark.parametrize("path", [JOBS, JOBS.removeprefix("/v1"), f"{INSTANCE}/manage/workflows/main/jobs"])
def test_a_job_may_be_submitted_on_both_routes(path: str) -> None:
    check_request("POST", path, SUBMIT, headers=KEYS)


def test_the_newer_listing_of_sources_is_not_taken_for_a_source() -> None:
    check_request("GET", f"{INSTANCE}/manage/datasources/v2", {})


@pytest.mark.parametrize(
    ("method", "path", "query", "body", "why"),
    [
        ("POST", JOBS, {**SUBMIT, "isRefresh": "true"}, None, "isRefresh"),
        ("POST", JOBS, {"operationType": "all"}, None, "forceRunRequested"),
        ("POST", JOBS, {**SUBMIT, "forceRunRequested": "yes"}, None, "forceRunRequested"),
        ("POST", JOBS, {}, {"operationTyp": "all", "forceRunRequested": True}, "operationTyp"),
        ("GET", JOBS, {"top": "ten"}, None, "top"),
        ("GET", f"{JOBS}/4711", {}, None, "jobId"),
        ("GET", f"{INSTANCE}/workflow/main/jobs", {}, None, "no GET"),
        ("DELETE", JOBS, {}, None, "no DELETE"),
        ("GET", f"{INSTANCE}/profile/keyring", {"key": "x"}, None, "dataSourceName"),
        ("GET", JOBS, {}, {"top": 1}, "takes no body"),
        ("PUT", f"{INSTANCE}/rbac/principals/p/assignment", {}, None, "needs a body"),
    ],
)
def test_a_call_that_the_contract_does_not_know_is_broken(
    method: str, path: str, query: dict[str, str], body: Any, why: str
) -> None:
    with pytest.raises(ContractBroken, match=why):
        check_request(method, path, query, body)


def test_a_call_without_its_key_is_broken() -> None:
    with pytest.raises(ContractBroken, match="Ocp-Apim-Subscription-Key"):
        check_request("GET", JOBS, {}, headers={"authorization": "Bearer x"})


def test_a_body_of_another_media_type_is_broken() -> None:
    body = {"operationType": "all", "forceRunRequested": True}
    check_request("POST", JOBS, {}, body, {**KEYS, "Content-Type": "application/json-patch+json; charset=utf-8"})
    with pytest.raises(ContractBroken, match="text/csv"):
        check_request("POST", JOBS, {}, body, {**KEYS, "Content-Type": "text/csv"})
