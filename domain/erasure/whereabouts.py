"""Where Customer Insights holds a person, as values, and when two addresses are the same one.

Rules after the reference on Customer Insights §5: a row counts only when its address is compared here, and zero rows
say something only when the column could be asked. All datetimes are aware and in UTC.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Generic, TypeVar

from domain.addresses import folded, on_the_wire
from domain.ids import one_spelling

T = TypeVar("T")
# The words of `EntityType` for tables without rows of any one person, where no column says otherwise: what is worked
# out about all customers together, and what the service notes about its own work.
_OF_NOBODY = frozenset({"aggregatekpi", "datalineage"})


def plain(name: str) -> str:
    return re.sub("[^a-z0-9]", "", name.casefold())


class Store(StrEnum):
    """State of the store that answers look-ups; only a QUERYABLE one can be believed."""

    EMPTY = "empty"
    IN_BUILD = "inBuild"
    QUERYABLE = "queryable"
    UNKNOWN = "unknown"

    @classmethod
    def _missing_(cls, value: object) -> Store:
        known = {word.casefold(): word for word in cls}
        return known.get(str(value).casefold(), cls.UNKNOWN)


@dataclass(frozen=True, kw_only=True)
class StoreState:
    """`count`: how many customers it holds; None where it does not say."""

    store: Store
    count: int | None = None


@dataclass(frozen=True, kw_only=True)
class Column:
    """A column of `Customer`. Both flags are of the search and filter index."""

    name: str
    meaning: str = ""
    searchable: bool | None = False  # None: the index does not say
    filterable: bool | None = False

    @property
    def holds_addresses(self) -> bool:
        return self.meaning.casefold() == "identityserviceemail"

    @property
    def named_mail(self) -> bool:
        """Whether it is called so that addresses may stand in it."""
        name = plain(self.name)
        return "email" in name or name.endswith("mail")

    @property
    def names_customers(self) -> bool:
        """Whether it is the key of the unified customer."""
        return plain(self.name).removeprefix("msdynci") == "customerid"


@dataclass(frozen=True, kw_only=True)
class SourceTable:
    """A table of a source. `source_name` is the source's own name, which is not the one that people see."""

    source_id: str | None
    source_name: str
    name: str
    qualified: str
    columns: tuple[str, ...] = ()
    corrupt: bool = False  # rows that could not be read when the source was ingested; it takes no look-up


@dataclass(frozen=True, kw_only=True)
class MadeTable:
    """A table that the service made. `kind`: its word for that (`EntityType`); `columns`: None where not understood."""

    name: str
    kind: str = ""
    columns: tuple[Column, ...] | None = ()

    @property
    def key(self) -> str:
        """The column by which a customer is found in it; empty where none is known."""
        return next((column.name for column in self.columns or () if column.names_customers), "")

    @property
    def addresses(self) -> tuple[Column, ...]:
        return tuple(column for column in self.columns or () if column.holds_addresses)

    @property
    def about_customers(self) -> bool:
        """Whether it may hold rows of a customer: each does that is not known to hold none, of a new kind too."""
        return self.columns is None or bool(self.key or self.addresses) or self.kind.casefold() not in _OF_NOBODY


@dataclass(frozen=True, kw_only=True)
class Model:
    """The tables of an environment. `columns` are those of `Customer`.

    `segments`: the tables of segments by name; `listed`: how many tables came, `unread`: of these not understood;
    `indexed`: whether it was told what of `Customer` may be asked.
    """

    columns: tuple[Column, ...]
    tables: tuple[SourceTable, ...]
    made: tuple[MadeTable, ...] = ()
    segments: tuple[str, ...] = ()
    listed: int = 0
    unread: int = 0
    indexed: bool = True

    @property
    def whole(self) -> bool:
        """Whether all of it was told and understood."""
        return self.indexed and not self.unread

    @property
    def email(self) -> Column | None:
        return next(iter(self.addresses), None)

    @property
    def addresses(self) -> tuple[Column, ...]:
        """The columns of `Customer` that are marked as address."""
        return tuple(column for column in self.columns if column.holds_addresses)

    def alternate_keys(self) -> dict[str, SourceTable]:
        """By the column of `Customer` that carries a source's key: source_table_column."""
        keys = {f"{t.source_name}_{t.name}_{column}": t for t in self.tables if not t.corrupt for column in t.columns}
        return {column.name: keys[column.name] for column in self.columns if column.name in keys}

    def source_id(self, source_name: str) -> str | None:
        return next((table.source_id for table in self.tables if table.source_name == source_name), None)

    @property
    def corrupt(self) -> tuple[SourceTable, ...]:
        return tuple(table for table in self.tables if table.corrupt)

    @property
    def answering(self) -> frozenset[str]:
        """Ids of the sources of which a look-up can say that they do not hold somebody: customers are made from a table
        of theirs, and every row of them could be read. Of any other source nothing that was not found is proof."""
        unread = {table.source_id for table in self.corrupt}
        if self.unread or None in unread:  # whose rows could not be read is not known
            return frozenset()
        return frozenset(t.source_id for t in self.alternate_keys().values() if t.source_id) - unread


@dataclass(frozen=True, kw_only=True)
class Customer:
    """A unified customer. `keys`: column of `Customer` → the key in that source. `beside`: further addresses."""

    id: str
    email: str
    keys: tuple[tuple[str, str], ...] = ()
    beside: tuple[str, ...] = ()

    @property
    def addresses(self) -> tuple[str, ...]:
        return tuple(filter(None, (self.email, *self.beside)))


@dataclass(frozen=True, kw_only=True)
class Holding:
    """That a table of a source holds the person, in so many records. `source_id` is None for an unknown source."""

    source_id: str | None
    source_name: str
    table: str
    records: int


@dataclass(frozen=True)
class Listed(Generic[T]):
    """A list as it came. `unread`: how many of its rows were not understood."""

    values: tuple[T, ...]
    unread: int = 0

    def __iter__(self) -> Iterator[T]:
        return iter(self.values)

    def __len__(self) -> int:
        return len(self.values)


@dataclass(frozen=True, kw_only=True)
class Segment:
    """`count`: how many it holds, as the service says. `status`: how its last evaluation went, in small letters.

    `unclear`: its state, its status or its date is not understood, so that nothing may be concluded from them.
    """

    name: str
    label: str  # what people see
    active: bool
    evaluated: datetime | None  # when its members were last worked out; None: never
    count: int | None = None
    status: str = "completedsuccess"
    unclear: bool = False

    @property
    def ran(self) -> bool:
        """Whether it ever ran, or may have."""
        return self.evaluated is not None or self.unclear or bool(self.count)

    @property
    def dormant(self) -> bool:
        """No refresh reaches it, and it may hold whoever was in it when it last ran."""
        return not self.active and self.ran

    def anew(self, since: datetime | None, node_success: datetime | None = None) -> bool:
        """Whether its members were worked out after `since`, as the segment itself or its process says."""
        own = self.evaluated if self.status == "completedsuccess" and not self.unclear else None
        return since is not None and any(when > since for when in (own, node_success) if when)


@dataclass(frozen=True, kw_only=True)
class Whereabouts:
    """One look for one person. `others`: profiles under the same address with another plus-tag.

    `doubts` are codes (see `words.DOUBTS`): why nothing found does not mean that nothing is there.
    """

    profiles: tuple[Customer, ...] = ()
    holdings: tuple[Holding, ...] = ()
    others: int = 0
    respelt: int = 0  # of the profiles, those that write the address with other capitals
    doubts: tuple[str, ...] = ()

    @property
    def found(self) -> bool:
        return bool(self.profiles)


def same(one: str, other: str) -> bool:
    """Capitals and blanks around make no other person: no provider in use tells them apart (RFC 5321 §2.4 would)."""
    return one_spelling(one) == one_spelling(other)


def untagged(address: str) -> str:
    """The address without what stands after a plus (RFC 5233), folded; a quoted local part has no tag."""
    local, at, domain = folded(address).rpartition("@")
    return folded(address) if local.startswith('"') else f"{local.partition('+')[0]}{at}{domain}"


def akin(one: str, other: str) -> bool:
    """Probably the same mailbox: they differ in the plus-tag alone. A person must say whether it is the same human."""
    return not same(one, other) and untagged(one) == untagged(other)


def spellings(address: str) -> tuple[str, ...]:
    """What to ask for where capitals may count: as written, in small letters, and with the domain's detour by ASCII."""
    written = address.strip()
    return tuple(dict.fromkeys((written, written.lower(), folded(written), on_the_wire(written))))
