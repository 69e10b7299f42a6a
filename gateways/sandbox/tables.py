"""The tables behind data queries: unified ones, segments, and the ingested tables of the sources."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache

from gateways.sandbox import profiles
from gateways.sandbox.contoso_customers import HOLDINGS, Person, Record, people
from gateways.sandbox.world import Source, World

Row = dict[str, object]
# Column to the contract's `AttributeSemanticType`, where it has a meaning.
CUSTOMER_COLUMNS: dict[str, str | None] = {
    "CustomerId": None,
    "FullName": "PersonFullName",
    "FirstName": "PersonFirstName",
    "LastName": "PersonLastName",
    "EMail": "IdentityServiceEmail",
    "Phone": "IdentityServicePhone",
    "City": None,
}
ALTERNATE_KEYS = tuple(f"{source}_{table}_{column}" for source, table, column, *_ in HOLDINGS)
UNIFIED = {
    "UnifiedActivity": ("ActivityId", "CustomerId", "ActivityType"),
    "Customer_Measure": ("CustomerId", "LifetimeSpend"),
}
_ACTIVE_SOURCES = {"WebshopOrders": "Order", "StoreReceipts": "Purchase", "SupportTickets": "Ticket"}


@dataclass(frozen=True)
class Table:
    """`filterable` is None for an ingested table: it takes no filter at all (documentation, odata-examples.md)."""

    columns: tuple[str, ...]
    rows: list[Row]
    filterable: frozenset[str] | None
    texts: Mapping[object, str] = field(default_factory=dict)  # what can be searched of a customer, by their id
    capitals: bool = False  # whether they count in a filter
    words: bool = False  # whether any word of what is searched for will do


def table(world: World, name: str) -> Table | None:
    """By its qualified name: `Customer`, a segment, a source's id and table joined by an underscore."""
    found = _table(world, name)
    if found is None:
        return None
    kept = [row for address in world.keeps.get(name, ()) for row in _kept(name, address)]
    rows = [*found.rows, *(row for row in kept if row not in found.rows)] if kept else found.rows
    return replace(found, rows=rows, capitals=world.capitals, words=world.searches == "words")


def _kept(name: str, address: str) -> list[Row]:
    """What a table has of a person of whom nothing was erased."""
    person = next((one for one in people() if one.email.casefold() == address.casefold()), None)
    if person is None:
        return []
    if name == "Customer":
        return [_customer(person, person.records)]
    return related(name, person, person.records) if name in UNIFIED else [{"CustomerId": person.customer_id}]


def _table(world: World, name: str) -> Table | None:
    if name == "Customer":
        columns = (*CUSTOMER_COLUMNS, *ALTERNATE_KEYS)
        filterable = frozenset({"CustomerId", *ALTERNATE_KEYS, *world.filterable})
        texts = _texts(tuple(sorted(world.searchable)))
        return Table(columns, _customers(frozenset(world.erased_in_profiles)), filterable, texts)
    if name in UNIFIED:
        return Table(UNIFIED[name], _related(name, frozenset(world.erased_in_profiles)), frozenset(UNIFIED[name]))
    if name in world.segments or name in world.made:
        segment = world.segments.get(name)
        held = profiles.members(segment) if segment else [person for person, _ in profiles.unified(world)]
        return Table(("CustomerId",), [{"CustomerId": one.customer_id} for one in held], frozenset({"CustomerId"}))
    left = Table(("CustomerId",), [], frozenset({"CustomerId"})) if name in world.keeps else None  # of what was deleted
    return _ingested(world, name) or left


def related(name: str, person: Person, kept: tuple[Record, ...]) -> list[Row]:
    """The rows of `UnifiedActivity` or `Customer_Measure` that belong to a customer."""
    if name == "Customer_Measure":
        return [{"CustomerId": person.customer_id, "LifetimeSpend": 20 + person.number * 7 % 900}]
    return [
        {"ActivityId": record.id, "CustomerId": person.customer_id, "ActivityType": _ACTIVE_SOURCES[record.source]}
        for record in kept
        if record.source in _ACTIVE_SOURCES
    ]


@lru_cache(maxsize=8)
def _related(name: str, erased: frozenset[str]) -> list[Row]:
    return [row for person, kept in profiles.holding(erased) for row in related(name, person, kept)]


@lru_cache(maxsize=8)
def _customers(erased: frozenset[str]) -> list[Row]:
    return [_customer(person, kept) for person, kept in profiles.holding(erased)]


@lru_cache(maxsize=8)
def _texts(columns: tuple[str, ...]) -> Mapping[object, str]:
    """Without capitals; of everybody, as what is erased is in no row that is searched."""
    rows = _customers(frozenset()) if columns else []
    return {row["CustomerId"]: "\n".join(str(row[name]).casefold() for name in columns) for row in rows}


def _customer(person: Person, kept: tuple[Record, ...]) -> Row:
    keys = {record.alternate_key: record.key for record in reversed(kept)}
    return {
        "CustomerId": person.customer_id,
        "FullName": f"{person.first} {person.last}",
        "FirstName": person.first,
        "LastName": person.last,
        "EMail": person.email,
        "Phone": person.phone,
        "City": person.city,
        **{name: keys.get(name) for name in ALTERNATE_KEYS},
    }


def _ingested(world: World, name: str) -> Table | None:
    for source in world.sources.values():
        if name == f"{source.id}_{source.tables[0]}":
            rows = _copied(source.name, frozenset(world.erased_in_copy))
            return Table(tuple(rows[0]) if rows else (), rows, None)
        if source.corrupt and name == f"{source.id}_{source.tables[0]}_corrupt":
            return _corrupt(world, source)
    return None


@lru_cache(maxsize=32)
def _copied(source: str, erased: frozenset[str]) -> list[Row]:
    return [
        {record.column: record.key, "email": person.email}
        for person in people()
        for record in profiles.kept_records(person, erased)
        if record.source == source
    ]


def _is_in(person: Person, addresses: set[str]) -> bool:
    return person.email.casefold() in addresses


def _corrupt(world: World, source: Source) -> Table:
    """Now and then a row that could not be read, and those that were asked for, whatever was deleted since."""
    named = {address.casefold() for address in source.corrupt_of}
    rows: list[Row] = [
        {record.column: record.key, "email": person.email}
        for person in people()
        if person.number % 40 == 7 or _is_in(person, named)
        for record in profiles.kept_records(person, set() if _is_in(person, named) else world.erased_in_copy)
        if record.source == source.name
    ]
    columns = tuple(rows[0]) if rows else ()
    return Table(columns, rows, frozenset(columns) if source.takes_filters else None)
