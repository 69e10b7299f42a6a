"""Where Customer Insights holds a person, as values, and when two addresses are the same one.

Rules after the reference on Customer Insights §5: a row counts only when its address is compared here, and zero rows
say something only when the column could be asked. All datetimes are aware and in UTC.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Store(StrEnum):
    """State of the store that answers look-ups; only a QUERYABLE one can be believed."""

    EMPTY = "empty"
    IN_BUILD = "inBuild"
    QUERYABLE = "queryable"
    UNKNOWN = "unknown"

    @classmethod
    def _missing_(cls, value: object) -> Store:
        return cls.UNKNOWN


@dataclass(frozen=True, kw_only=True)
class Column:
    """A column of `Customer`. Both flags are of the search and filter index."""

    name: str
    meaning: str = ""
    searchable: bool = False
    filterable: bool = False

    @property
    def holds_addresses(self) -> bool:
        return self.meaning == "IdentityServiceEmail"


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
class Model:
    """The tables of an environment. `columns` are those of `Customer`."""

    columns: tuple[Column, ...]
    tables: tuple[SourceTable, ...]

    @property
    def email(self) -> Column | None:
        return next((column for column in self.columns if column.holds_addresses), None)

    def alternate_keys(self) -> dict[str, SourceTable]:
        """By the column of `Customer` that carries a source's key: source_table_column."""
        keys = {f"{t.source_name}_{t.name}_{column}": t for t in self.tables if not t.corrupt for column in t.columns}
        return {column.name: keys[column.name] for column in self.columns if column.name in keys}

    def source_id(self, source_name: str) -> str | None:
        return next((table.source_id for table in self.tables if table.source_name == source_name), None)

    def corrupt_tables(self, source_ids: set[str]) -> tuple[SourceTable, ...]:
        return tuple(table for table in self.tables if table.corrupt and table.source_id in source_ids)


@dataclass(frozen=True, kw_only=True)
class Profile:
    """A unified customer. `keys`: column of `Customer` → the key in that source."""

    id: str
    email: str
    keys: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, kw_only=True)
class Holding:
    """That a table of a source holds the person, in so many records. `source_id` is None for an unknown source."""

    source_id: str | None
    source_name: str
    table: str
    records: int


@dataclass(frozen=True, kw_only=True)
class Segment:
    name: str
    label: str  # what people see
    active: bool
    evaluated: datetime | None  # when its members were last worked out; None: never

    @property
    def dormant(self) -> bool:
        """No refresh reaches it, and it may hold whoever was in it when it last ran."""
        return not self.active and self.evaluated is not None


@dataclass(frozen=True, kw_only=True)
class Whereabouts:
    """One look for one person. `others`: profiles under the same address with another plus-tag.

    `doubts` are codes (see `words.DOUBTS`): why nothing found does not mean that nothing is there.
    """

    profiles: tuple[Profile, ...] = ()
    holdings: tuple[Holding, ...] = ()
    others: int = 0
    respelt: int = 0  # of the profiles, those that write the address with other capitals
    doubts: tuple[str, ...] = ()

    @property
    def found(self) -> bool:
        return bool(self.profiles)


def same(one: str, other: str) -> bool:
    """Capitals and blanks around make no other person: no provider in use tells them apart (RFC 5321 §2.4 would)."""
    return one.strip().casefold() == other.strip().casefold()


def untagged(address: str) -> str:
    """The address without what stands after a plus (RFC 5233), folded; a quoted local part has no tag."""
    local, at, domain = address.strip().casefold().rpartition("@")
    return address.strip().casefold() if local.startswith('"') else f"{local.partition('+')[0]}{at}{domain}"


def akin(one: str, other: str) -> bool:
    """Probably the same mailbox: they differ in the plus-tag alone. A person must say whether it is the same human."""
    return not same(one, other) and untagged(one) == untagged(other)


def spellings(address: str) -> tuple[str, ...]:
    """What to ask for where capitals may count: as written, and in small letters."""
    written = address.strip()
    return tuple(dict.fromkeys((written, written.lower())))
