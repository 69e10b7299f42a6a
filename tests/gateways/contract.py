"""The API's contract, closed: what it does not name is a mistake, and what an operation needs must be there.

The file's objects are open and nothing in them is required, so a misspelt field would pass. Here every object that
says nothing about further fields has none, and `NEEDED` says what must be there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import yaml
from jsonschema import Draft202012Validator, FormatChecker

_FILE = Path(__file__).with_name("customer-insights-openapi.yaml")
_BASE = "/v1"
Json = Any

# Fields without which a schema says nothing that we could use.
NEEDED = {
    "ApiErrorResult": ("httpStatusCode", "errorCode", "message"),
    "DataSourceMetadata": ("dataSourceId", "friendlyName", "refreshState", "provisioningState"),
    "GatewayError": ("statusCode", "message"),
    "GraphJobInfo": ("jobId", "jobStatus", "jobSubmissionKind", "operationType", "submittedTimestamp", "endTimestamp"),
    "GraphNodeInfo": ("operationType", "identifier", "taskStatus", "jobIds"),
    "GraphTaskInfo": ("taskId", "taskStatus", "operationType", "friendlyName"),
    "IAttributeMetadata": ("name", "dataType"),
    "IC360EntityModel": ("entities",),
    "IEntityMetadata": ("name", "qualifiedEntityName", "attributes"),
    "InstanceInfo": ("instanceId", "name"),
    "InstanceMetadata": ("instanceId", "name", "isRefreshCredentialRequired"),
    "InstanceSearchConfiguration": ("entityConfig",),
    "KeyRingResponse": ("customerId", "keyRing"),
    "ODataEntityPayload": ("value",),
    "ODataError": ("errorCode", "message"),
    "OkResult": ("statusCode",),
    "OnDemandJobRequest": ("operationType", "forceRunRequested"),
    "ProfileStoreStateInfo": ("primaryInfo",),
    "RoleAssignment": ("principalId", "principalType", "roles"),
    "RoleDefinition": ("roleName",),
    "SegmentMetadata": ("name", "state", "evaluationStatus"),
    "WorkflowRefreshSchedule": ("operationType", "isActive", "cronSchedules"),
}
# Where the query is the way to say it (customer-insights.md §2).
NEEDED_IN_QUERY = {
    "Submit-a-workflow-job": ("operationType", "forceRunRequested"),
    "Submit-job-documented-route": ("operationType", "forceRunRequested"),
}
_NEEDED_HEADERS = ("Authorization", "Ocp-Apim-Subscription-Key")
_FORMATS = FormatChecker(formats=["uuid"])


class ContractBroken(AssertionError):
    """An exchange that the contract does not allow."""


@dataclass(frozen=True)
class Operation:
    """A method on an address. `template` has its parameters in braces, `spec` is as the file has it."""

    method: str
    template: str
    spec: Mapping[str, Json]
    parameters: tuple[Mapping[str, Json], ...]

    @property
    def id(self) -> str:
        return str(self.spec["operationId"])

    def match(self, path: str) -> re.Match[str] | None:
        return re.fullmatch(re.sub(r"{(\w+)}", r"(?P<\1>[^/]+)", self.template), path)

    def named(self, place: str) -> dict[str, Mapping[str, Json]]:
        return {parameter["name"]: parameter for parameter in self.parameters if parameter["in"] == place}


def check_answer(method: str, path: str, status: int, body: Json) -> None:
    """Raise ContractBroken unless the operation may answer so. `body` is parsed JSON; None or '' means no body."""
    operation = _operation(method, path)
    answer = operation.spec["responses"].get(str(status))
    if answer is None:
        raise ContractBroken(f"{operation.id} does not answer {status}")
    content = resolve(answer).get("content")
    if body in (None, "") and (content is None or status == 401):
        return
    if content is None:
        raise ContractBroken(f"{operation.id} answers {status} without a body")
    _check(content["application/json"]["schema"], body, f"{operation.id} {status}")


def check_request(
    method: str, path: str, query: Mapping[str, str], body: Json = None, headers: Mapping[str, str] | None = None
) -> None:
    """Raise ContractBroken unless the call is one that the contract knows.

    `path` begins with /v1 or with /instances. Without `headers` neither keys nor the media type are looked at.
    """
    operation = _operation(method, path)
    _check_path(operation, path)
    _check_query(operation, query, body)
    _check_body(operation, body, headers)
    given = {name.lower() for name in headers or ()}
    for name in _NEEDED_HEADERS if headers is not None else ():
        if name.lower() not in given:
            raise ContractBroken(f"{operation.id} takes the header {name}")


def _check_path(operation: Operation, path: str) -> None:
    found = operation.match(_below_base(path))
    assert found is not None
    for name, parameter in operation.named("path").items():
        _check(parameter["schema"], unquote(found[name]), f"{operation.id} {name}")


def _check_query(operation: Operation, query: Mapping[str, str], body: Json) -> None:
    known = operation.named("query")
    needed = {name for name, parameter in known.items() if parameter.get("required")}
    if body is None:
        needed |= set(NEEDED_IN_QUERY.get(operation.id, ()))
    if missing := needed - set(query):
        raise ContractBroken(f"{operation.id} needs {', '.join(sorted(missing))} in the query")
    for name, text in query.items():
        if name not in known:
            raise ContractBroken(f"{operation.id} does not know {name} in the query")
        _check(known[name]["schema"], _typed(known[name]["schema"], text), f"{operation.id} {name}")


def _check_body(operation: Operation, body: Json, headers: Mapping[str, str] | None) -> None:
    spec = operation.spec.get("requestBody")
    if body is None:
        if operation.method == "PUT" and spec is not None:
            raise ContractBroken(f"{operation.id} needs a body")
        return
    if spec is None:
        raise ContractBroken(f"{operation.id} takes no body")
    content = resolve(spec)["content"]
    sent = {name.lower(): value for name, value in (headers or {}).items()}
    media = sent.get("content-type", "application/json").partition(";")[0].strip()
    if media not in content:
        raise ContractBroken(f"{operation.id} does not take {media}")
    _check(content[media]["schema"], body, f"{operation.id} body")


def _typed(schema: Mapping[str, Json], text: str) -> Json:
    """A query value as the type that its schema names; what cannot be read stays text, and is refused."""
    kind = schema.get("type")
    if kind == "boolean":
        return {"true": True, "false": False}.get(text.lower(), text)
    if kind == "integer" and text.lstrip("-").isdigit():
        return int(text)
    return text.split(",") if kind == "array" else text


def _check(schema: Mapping[str, Json], value: Json, where: str) -> None:
    closed = _closed(schema) | {"$defs": _closed_schemas()}
    wrong = next(Draft202012Validator(closed, format_checker=_FORMATS).iter_errors(value), None)
    if wrong is not None:
        raise ContractBroken(f"{where}: {'.'.join(map(str, wrong.absolute_path)) or 'body'}: {wrong.message}")


@cache
def _closed_schemas() -> dict[str, Json]:
    schemas = {name: _closed(schema) for name, schema in _document()["components"]["schemas"].items()}
    for name, fields in NEEDED.items():
        unknown = set(fields) - set(schemas[name]["properties"])
        assert not unknown, f"{name} has no {unknown}"
        schemas[name]["required"] = list(fields)
    return schemas


def _closed(schema: Mapping[str, Json]) -> dict[str, Json]:
    """The JSON Schema of an OpenAPI 3.0 schema, with every object closed that does not say otherwise."""
    if "$ref" in schema:
        return {"$ref": "#/$defs/" + schema["$ref"].rpartition("/")[2]}
    kept = {key: schema[key] for key in ("type", "enum", "format", "minimum") if key in schema}
    if schema.get("type") == "object":
        kept["properties"] = {name: _closed(field) for name, field in schema.get("properties", {}).items()}
        more = schema.get("additionalProperties", False)
        kept["additionalProperties"] = _closed(more) if isinstance(more, dict) else more
    if "items" in schema:
        kept["items"] = _closed(schema["items"])
    for word in ("allOf", "anyOf"):
        if word in schema:
            kept[word] = [_closed(part) for part in schema[word]]
    if not schema.get("nullable"):
        return kept
    if "type" in kept:
        return kept | {"type": [kept["type"], "null"]}
    return {"anyOf": [kept, {"type": "null"}]}


@_FORMATS.checks("date-time", raises=ValueError)
def _is_date_time(value: object) -> bool:
    return not isinstance(value, str) or datetime.fromisoformat(value).tzinfo is not None


def _operation(method: str, path: str) -> Operation:
    matching = [op for op in operations() if op.method == method and op.match(_below_base(path))]
    if not matching:
        raise ContractBroken(f"the contract has no {method} for {path}")
    return min(matching, key=lambda op: op.template.count("{"))  # literal segments go first


def _below_base(path: str) -> str:
    return path.removeprefix(_BASE)


@cache
def operations() -> tuple[Operation, ...]:
    """Every operation of the file."""
    return tuple(_read_operations())


def _read_operations() -> Iterator[Operation]:
    for template, item in _document()["paths"].items():
        for method in [verb for verb in ("get", "put", "post", "delete") if verb in item]:
            named = [*item.get("parameters", []), *item[method].get("parameters", [])]
            yield Operation(method.upper(), template, item[method], tuple(map(resolve, named)))


def resolve(part: Mapping[str, Json]) -> Mapping[str, Json]:
    """What a reference within the file points to."""
    if "$ref" not in part:
        return part
    found = _document()
    for step in part["$ref"].removeprefix("#/").split("/"):
        found = found[step]
    return found


@cache
def _document() -> dict[str, Json]:
    document: dict[str, Json] = yaml.load(_FILE.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    return document
