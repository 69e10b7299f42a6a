"""From the service's JSON about tables, profiles, key rings and segments to values. Any field may be missing."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace

from domain.insights import Unreachable
from domain.whereabouts import Column, Holding, Model, Profile, Segment, SourceTable, Store, Whereabouts
from gateways.customer_insights.reading import Row, moment, text

Index = Mapping[str, tuple[bool, bool]]  # column → searchable, filterable


def index(body: Row) -> Index:
    """What the search configuration says of `Customer`."""
    found: dict[str, tuple[bool, bool]] = {}
    for entity in rows(body.get("entityConfig")):
        if text(entity, "qualifiedEntityName") == "Customer":
            found |= {text(column, "name"): _flags(column) for column in rows(entity.get("attributes"))}
    return found


def _flags(column: Row) -> tuple[bool, bool]:
    properties = column.get("properties")
    given = properties if isinstance(properties, dict) else {}
    return given.get("isSearchable") is True, given.get("isFilterable") is True


def model(body: Row, indexed: Index) -> Model:
    """Raises Unreachable without a table `Customer`: then nothing could be looked up, and that must not mean *gone*."""
    entities = rows(body.get("entities"))
    customer = next((entity for entity in entities if text(entity, "qualifiedEntityName") == "Customer"), None)
    if customer is None:
        raise Unreachable("Customer Insights shows no table of customers.")
    columns = tuple(_column(column, indexed) for column in rows(customer.get("attributes")))
    tables = tuple(_table(entity) for entity in entities if text(entity, "dataSourceName"))
    return Model(columns=columns, tables=tables)


def _column(row: Row, indexed: Index) -> Column:
    name = text(row, "name")
    searchable, filterable = indexed.get(name, (False, False))
    return Column(name=name, meaning=text(row, "semanticType"), searchable=searchable, filterable=filterable)


def _table(row: Row) -> SourceTable:
    return SourceTable(
        source_id=text(row, "datasourceId") or None,
        source_name=text(row, "dataSourceName"),
        name=text(row, "name"),
        qualified=text(row, "qualifiedEntityName"),
        columns=tuple(text(column, "name") for column in rows(row.get("attributes"))),
        corrupt=text(row, "entityType") == "corrupt" or text(row, "name").endswith("_corrupt"),
    )


def profiles(body: Row, known: Model | None) -> list[Profile]:
    """The rows of a look-up. Raises Unreachable for no list: no rows would mean that nobody is there."""
    found = body.get("value")
    if not isinstance(found, list):
        raise Unreachable("Customer Insights gave an answer that cannot be read.")
    column = known.email if known else None
    keys = known.alternate_keys() if known else {}
    return [
        Profile(
            id=text(row, "CustomerId"),
            email=text(row, column.name) if column else "",
            keys=tuple((name, text(row, name)) for name in keys if text(row, name)),
        )
        for row in rows(found)
        if text(row, "CustomerId")
    ]


def key_ring(body: Row, known: Model) -> tuple[Holding, ...]:
    """Untyped in the contract: a list, or that list as JSON text; its tables go by either name."""
    found = body.get("keyRing")
    if isinstance(found, str):
        try:
            found = json.loads(found)
        except ValueError:
            found = []
    return tuple(_holding(row, known) for row in rows(found) if text(row, "dataSourceName"))


def _holding(row: Row, known: Model) -> Holding:
    name, keys = text(row, "dataSourceName"), row.get("keys")
    return Holding(
        source_id=known.source_id(name),
        source_name=name,
        table=text(row, "entityName") or text(row, "tableName"),
        records=len(keys) if isinstance(keys, list) and keys else 1,
    )


def merged(holdings: Iterable[Holding]) -> tuple[Holding, ...]:
    """One for each table."""
    count: Counter[Holding] = Counter()
    for holding in holdings:
        count[replace(holding, records=0)] += holding.records
    return tuple(replace(holding, records=records) for holding, records in count.items())


def with_others(found: Whereabouts, who: str, others: int) -> Whereabouts:
    respelt = sum(profile.email.strip() != who.strip() for profile in found.profiles)
    return replace(found, others=others, respelt=respelt)


def segment(row: Row) -> Segment | None:
    if not (name := text(row, "name")):
        return None
    status = row.get("evaluationStatus")
    ran = status if isinstance(status, dict) else {}
    label = text(row, "friendlyName") or name
    return Segment(
        name=name, label=label, active=row.get("state") != "inactive", evaluated=moment(ran, "evaluationDate")
    )


def store(body: Row) -> Store:
    info = body.get("primaryInfo")
    return Store(text(info, "currentState") if isinstance(info, dict) else "")


def rows(value: object) -> list[Row]:
    return [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []
