"""Every mutation of an answer: generated from the contract file, by route and by the fields that a verdict reads."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from tests.gateways.contract import operations, resolve

Json = Any
Rewrite = Callable[[Json], Json]


@dataclass(frozen=True)
class Route:
    """`fields`: what a verdict reads of each row, with dots for deeper ones. `rows`: where the rows stand; "" for the
    answer itself. `worlds`: where the person is that a wrong reading would lose. Of a table that holds nobody but them,
    only answers to questions are changed: where every row of it is hidden alike, it is an empty table.
    """

    name: str
    method: str
    part: str
    template: str  # of the contract
    fields: tuple[str, ...]
    worlds: tuple[str, ...]
    rows: str = ""


@dataclass(frozen=True)
class Mutation:
    """`form_only`: it says the same in another way, so that who is gone may be called gone. `status`: no answer but
    this."""

    id: str
    route: Route
    worlds: tuple[str, ...]
    rewrite: Rewrite | None = None
    status: int = 0
    form_only: bool = False


_WORKFLOW = "/instances/{instanceId}/workflows/{workflowName}"
ROUTES = (
    Route("sources", "GET", "/manage/datasources", "/instances/{instanceId}/manage/datasources",
          ("dataSourceMetadata.dataSourceId", "dataSourceMetadata.friendlyName", "dataSourceMetadata.refreshState",
           "dataSourceMetadata.lastRefresh"), ("source",)),
    Route("status", "GET", "/status", _WORKFLOW + "/status",
          ("operationType", "identifier", "taskStatus", "jobIds", "lastSuccessJobIds", "endTimestamp",
           "lastSuccessfulTimestamp"), ("source", "segment")),
    Route("jobs", "GET", "/jobs", _WORKFLOW + "/jobs",
          ("jobId", "jobStatus", "operationType", "submittedTimestamp", "endTimestamp", "idList"), ("source",)),
    Route("submit", "POST", "/jobs", _WORKFLOW + "/jobs", ("jobId", "jobStatus", "operationType"), ("source",)),
    Route("entities", "GET", "/manage/entities", "/instances/{instanceId}/manage/entities",
          ("name", "qualifiedEntityName", "entityType", "dataSourceName", "datasourceId", "attributes"),
          ("source", "table", "corrupt"), rows="entities"),
    Route("search", "GET", "/manage/search", "/instances/{instanceId}/manage/search",
          ("qualifiedEntityName", "attributes"), ("source",), rows="entityConfig"),
    Route("store", "GET", "/profilestore/stateinfo", "/instances/{instanceId}/profilestore/stateinfo",
          ("primaryInfo", "primaryInfo.currentState"), ("source",)),
    Route("customers", "GET", "/data/Customer", "/instances/{instanceId}/data/{relativePath}",
          ("CustomerId", "EMail"), ("source",), rows="value"),
    Route("members", "GET", "/data/Seg_", "/instances/{instanceId}/data/{relativePath}",
          ("CustomerId",), ("segment",), rows="value"),
    Route("made", "GET", "/data/Visits?$filter", "/instances/{instanceId}/data/{relativePath}",
          ("CustomerId",), ("table",), rows="value"),
    Route("corrupt", "GET", "_corrupt?$filter", "/instances/{instanceId}/data/{relativePath}",
          ("EMail",), ("corrupt",), rows="value"),
    Route("segments", "GET", "/manage/segments", "/instances/{instanceId}/manage/segments",
          ("name", "state", "evaluationStatus", "evaluationStatus.evaluationDate"), ("segment",)),
    Route("assignments", "GET", "/rbac/assignments", "/instances/{instanceId}/rbac/assignments",
          ("principalId", "principalType", "roles"), ("user",)),
    Route("role", "GET", "/rbac/myrole", "/instances/{instanceId}/rbac/myrole", ("principalId",), ("user",)),
)  # fmt: skip
_STATES = {"taskStatus", "jobStatus", "state", "primaryInfo.currentState", "dataSourceMetadata.refreshState"}


def mutations() -> tuple[Mutation, ...]:
    return tuple(mutation for route in ROUTES for mutation in _of(route))


def _of(route: Route) -> Iterator[Mutation]:
    for field in route.fields:
        for name, change in _FIELD.items():
            yield _field(route, field, name, change)
        if field in _STATES:
            yield _field(route, field, "a word nobody knows", lambda _: "sideways")
        if field.endswith(("Timestamp", "Date", "lastRefresh")):
            for name, moment in _MOMENTS.items():
                yield _field(route, field, name, lambda _, moment=moment: moment)
        what = f"{route.name}: {field}"
        yield Mutation(f"{what}: name in capitals", route, route.worlds, _capital(route, field), form_only=True)
        yield Mutation(f"{what}: missing", route, route.worlds, _without(route, field))
    for name, listed in _LISTS.items():
        yield Mutation(f"{route.name}: {name}", route, route.worlds, _list(route, listed))
    for name, body in _BODIES.items():
        yield Mutation(f"{route.name}: {name}", route, route.worlds, lambda _, body=body: body)
    for status in (401, 403, 404, 410, 500, 503):
        yield Mutation(f"{route.name}: {status}", route, route.worlds, status=status)
    yield from _paged(route)


_FIELD: Mapping[str, Rewrite] = {
    "null": lambda _: None,
    "a number": lambda _: 7,
    "a list": lambda value: [value],
    "wrapped": lambda value: {"value": value},
    "empty": lambda _: "",
}
_MOMENTS = {"a time nobody can read": "yesterday", "never": "0001-01-01T00:00:00Z", "far ahead": "2099-01-01T00:00:00Z"}
_LISTS: Mapping[str, Callable[[list[Json]], Json]] = {
    "empty list": lambda rows: [],
    "first row alone": lambda rows: rows[:1],
    "last row alone": lambda rows: rows[-1:],
    "second half": lambda rows: rows[len(rows) // 2 :],
    "a null among the rows": lambda rows: [*rows, None],
    "rows in lists": lambda rows: [[row] for row in rows],
    "not a list": lambda rows: {"0": rows},
}
_BODIES: Mapping[str, Json] = {"null": None, "an empty object": {}, "an empty list": [], "a text": "ok", "true": True}


def _paged(route: Route) -> Iterator[Mutation]:
    """With an endless link; with an empty first page; wrapped where it was bare."""
    if route.method != "GET" or route.name in {"store", "role", "search", "entities"}:
        return
    link = route.part.lstrip("/")

    def page(rows: list[Json]) -> Json:
        return {"value": rows, "@odata.nextLink": link}

    for name, first in (("endless pages", lambda rows: rows[:1]), ("an empty page and more", lambda rows: [])):
        yield Mutation(f"{route.name}: {name}", route, route.worlds, lambda a, f=first: page(f(_rows(route, a))))
    for name, first in (("an error beside some", lambda rows: rows[:1]), ("an error beside none", lambda rows: [])):
        yield Mutation(f"{route.name}: {name}", route, route.worlds, lambda a, f=first: _ill(f(_rows(route, a))))
    yield Mutation(f"{route.name}: wrapped", route, route.worlds, lambda a: {"value": _rows(route, a)}, form_only=True)


def _ill(rows: list[Json]) -> Json:
    return {"error": {"code": "QueryTimeout", "message": "Some of the data did not answer."}, "value": rows}


def _field(route: Route, field: str, name: str, change: Rewrite) -> Mutation:
    rewrite = _each(route, lambda row: _set(row, field, change))
    return Mutation(f"{route.name}: {field}: {name}", route, route.worlds, rewrite)


def _without(route: Route, field: str) -> Rewrite:
    def bare(inner: dict[str, Json], leaf: str) -> dict[str, Json]:
        return {key: value for key, value in inner.items() if key != leaf}

    return _each(route, lambda row: _inside(row, field, bare))


def _capital(route: Route, field: str) -> Rewrite:
    def renamed(inner: dict[str, Json], leaf: str) -> dict[str, Json]:
        return {(key.upper() if key == leaf else key): value for key, value in inner.items()}

    return _each(route, lambda row: _inside(row, field, renamed))


def _set(row: Json, field: str, change: Rewrite) -> Json:
    return _inside(row, field, lambda inner, leaf: inner | {leaf: change(inner.get(leaf))} if leaf in inner else inner)


def _inside(row: Json, field: str, do: Callable[[dict[str, Json], str], dict[str, Json]]) -> Json:
    first, dot, rest = field.partition(".")
    if not isinstance(row, dict):
        return row
    if not dot:
        return do(row, first)
    return row | {first: _inside(row.get(first), rest, do)} if first in row else row


def _each(route: Route, change: Rewrite) -> Rewrite:
    return _list(route, lambda rows: [change(row) for row in rows])


def _list(route: Route, change: Callable[[list[Json]], Json]) -> Rewrite:
    def rewrite(answer: Json) -> Json:
        if route.rows and isinstance(answer, dict):
            return answer | {route.rows: change(answer.get(route.rows) or [])}
        if isinstance(answer, list):
            return change(answer)
        changed = change([answer])
        return changed[0] if isinstance(changed, list) and changed else changed

    return rewrite


def _rows(route: Route, answer: Json) -> list[Json]:
    rows = answer.get(route.rows) if route.rows and isinstance(answer, dict) else answer
    return rows if isinstance(rows, list) else []


def unknown_fields() -> list[str]:
    """Fields that a route claims to read and the contract does not name; data rows are open in the contract."""
    return [f"{route.name}: {field}" for route in ROUTES if "/data/" not in route.part and route.name != "corrupt"
            for field in route.fields if field.partition(".")[0] not in _named(route)]  # fmt: skip


def _named(route: Route) -> set[str]:
    """Names of all fields anywhere in the answer of an operation."""
    spec = next(op.spec for op in operations() if op.method == route.method and op.template == route.template)
    schema = resolve(spec["responses"]["200"])["content"]["application/json"]["schema"]
    found: set[str] = set()
    left, seen = [schema], list[Json]()
    while left:
        part = resolve(left.pop())
        if part in seen:
            continue
        seen.append(part)
        found |= set(part.get("properties", {}))
        left += [*part.get("properties", {}).values(), *part.get("allOf", []), *part.get("anyOf", [])]
        left += [part["items"]] if "items" in part else []
    return found
