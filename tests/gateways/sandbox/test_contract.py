"""The sandbox offers every operation of the contract, and answers as the contract says."""

from __future__ import annotations

from typing import Any

import pytest

from gateways.sandbox.contoso_directory import DIRECTORY, INSTANCE_ID
from tests.gateways import contract
from tests.gateways.contract import check_answer
from tests.gateways.sandbox.api import JOBS, Api

PLACES = {
    "instanceId": INSTANCE_ID,
    "workflowName": "main",
    "dataSourceId": "a1b2c3d4-0001-4a00-8000-000000000001",
    "principalId": next(entry.id for entry in DIRECTORY if entry.mail == "mark.old@contoso.com"),
    "relativePath": "Customer",
    "entityName": "Customer",
    "segmentName": "Seg_Vip",
}
QUERIES = {
    "Submit-a-workflow-job": {"operationType": "all", "forceRunRequested": "true"},
    "Submit-job-documented-route": {"operationType": "all", "forceRunRequested": "true"},
    "Get-KeyRing": {"dataSourceName": "CrmContacts", "entityName": "contacts", "key": "C-1000"},
}
BODIES = {
    "Update-a-role-assignment": {"principalId": PLACES["principalId"], "principalType": "user", "roles": ["Viewer"]},
    "Update-search-configuration": {"entityConfig": []},
}


@pytest.mark.parametrize("operation", [pytest.param(op, id=op.id) for op in contract.operations()])
async def test_every_operation_is_offered(api: Api, operation: Any) -> None:
    (job,) = await api.call("GET", JOBS)
    path = "/v1" + operation.template.format(**PLACES, jobId=job["jobId"])
    query, body = QUERIES.get(operation.id), BODIES.get(operation.id)
    contract.check_request(operation.method, path, query or {}, body, api.keys)
    status, answer = await api.send(operation.method, path, query, body, api.keys)
    assert status == 200, answer
    check_answer(operation.method, path, status, answer)
