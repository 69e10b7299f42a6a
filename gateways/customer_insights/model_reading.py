"""From the service's JSON about tables and columns to the model of an environment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from domain.erasure.whereabouts import Column, MadeTable, Model, SourceTable
from domain.trouble import Unreadable
from gateways.beside import fails
from gateways.customer_insights.paging import says_more
from gateways.customer_insights.reading import Row, given, text

Flags = tuple[bool | None, bool | None]  # searchable, filterable; None: it does not say
Index = Mapping[str, Flags]  # column of `Customer`, in small letters
_CUSTOMER = "customer"
_INGESTED = frozenset({"unspecified", "profile"})  # kinds that a table of a source may be of


def index(body: object) -> Index | None:
    """What the search configuration says of `Customer`; None where it says nothing, or not everything is understood."""
    entities = given(body, "entityConfig") if isinstance(body, dict) and not fails(body) else None
    named = [row for row in _rows(entities) if text(row, "qualifiedEntityName").casefold() == _CUSTOMER]
    listed = [given(entity, "attributes") for entity in named]
    columns = [column for some in listed for column in _rows(some)]
    found = {text(column, "name").casefold(): _flags(given(column, "properties")) for column in columns}
    whole = all(isinstance(some, list) for some in listed) and "" not in found
    return found if named and whole else None


def _flags(properties: object) -> Flags:
    given_ones: Row = properties if isinstance(properties, dict) else {}
    searchable, filterable = given(given_ones, "isSearchable"), given(given_ones, "isFilterable")
    return _flag(searchable), _flag(filterable)


def _flag(value: object) -> bool | None:
    return value if isinstance(value, bool) else None


def model(body: Row, indexed: Index | None) -> Model:
    """Raises Unreadable without a table `Customer`: then nothing could be looked up, and that must not mean *gone*."""
    entities = given(body, "entities")
    found = _rows(entities)
    customer = next((row for row in found if _name(row).casefold() == _CUSTOMER), None)
    if customer is None or not isinstance(entities, list):
        raise Unreadable("Customer Insights shows no table of customers.")
    others = [row for row in found if row is not customer and _name(row)]
    sources = tuple(_source_table(row) for row in others if _may_be_of_source(row))
    made = [row for row in others if not _of_source(row)]
    strange = [row for row in made if not _may_be_of_source(row)]
    columns, cut = _columns(customer), says_more(body, len(entities))  # of what follows, at least one is not read
    return Model(
        columns=tuple(_indexed(column, indexed) for column in columns or ()),
        tables=(*sources, *_strays(strange, sources)),
        made=tuple(_made(row) for row in made if _kind(row) != "segment"),
        segments=tuple(_name(row) for row in made if _kind(row) == "segment"),
        listed=len(entities) + cut,
        unread=len(entities) - len(others) - (columns is not None) + sum(map(_is_odd, others)) + cut,
        indexed=indexed is not None,
    )


def _rows(value: object) -> list[Row]:
    return [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []


def _name(row: Row) -> str:
    return text(row, "qualifiedEntityName") or text(row, "name")


def _qualified(row: Row) -> str:
    """Tables of a source carry its id in front (contract), also where only the two parts are told."""
    source, name = text(row, "datasourceId"), text(row, "name")
    return text(row, "qualifiedEntityName") or (f"{source}_{name}" if source and name else name)


def _kind(row: Row) -> str:
    return text(row, "entityType").casefold()


def _is_odd(row: Row) -> bool:
    """Whether its kind is no word, so that nobody knows what it is."""
    return not isinstance(given(row, "entityType"), str | None)


def _may_be_of_source(row: Row) -> bool:
    """It names one, and nothing says that it is of a kind which the service makes."""
    named = bool(text(row, "dataSourceName") or text(row, "datasourceId"))
    return _of_source(row) or (named and not _is_odd(row) and _kind(row) in _INGESTED | {""})


def _of_source(row: Row) -> bool:
    """Tables of a source carry its id in front, those that the service made do not (contract), though they may name a
    source too. Where no kind is said, or no name with an id, one with a column of customers' ids may be made all the
    same; so may any where neither is said."""
    if _corrupt(row):
        return _kind(row) in _INGESTED | {"", "corrupt"}
    if _is_odd(row) or _kind(row) not in _INGESTED | {""}:
        return False
    said = bool(_kind(row)), bool(text(row, "qualifiedEntityName"))
    return _has_id_in_front(row) and (all(said) or (any(said) and _has_no_customers(row)))


def _has_id_in_front(row: Row) -> bool:
    """Also where it is written there without its hyphens."""
    source, name = (one.replace("-", "").casefold() for one in (text(row, "datasourceId"), _qualified(row)))
    return bool(source) and name.startswith(f"{source}_")


def _has_no_customers(row: Row) -> bool:
    """Its columns are understood, and none of them names customers."""
    columns = _columns(row)
    return columns is not None and not any(column.names_customers for column in columns)


def _corrupt(row: Row) -> bool:
    """By its kind, or by its name, such as `DataSourceName_tableName_corrupt` (data-sources-manage.md)."""
    return _kind(row) == "corrupt" or _name(row).casefold().endswith("corrupt")


def _source_table(row: Row) -> SourceTable:
    return SourceTable(
        source_id=text(row, "datasourceId") or None,
        source_name=text(row, "dataSourceName"),
        name=text(row, "name") or _name(row),
        qualified=_qualified(row),
        columns=tuple(column.name for column in _columns(row) or ()),
        corrupt=_corrupt(row),
    )


def _strays(made: Sequence[Row], sources: Sequence[SourceTable]) -> list[SourceTable]:
    """Tables of nobody with all the columns of a source's table: by whatever name, they hold rows of that source."""
    found = []
    for row in made:
        columns = {column.name.casefold() for column in _columns(row) or ()}
        like = next((t for t in sources if len(t.columns) > 1 and {c.casefold() for c in t.columns} <= columns), None)
        if like:
            found.append(replace(like, name=_name(row), qualified=_name(row), corrupt=True))
    return found


def _made(row: Row) -> MadeTable:
    return MadeTable(name=_name(row), kind=_kind(row), columns=_columns(row))


def _columns(row: Row) -> tuple[Column, ...] | None:
    """None where not every column is understood."""
    given_ones = given(row, "attributes")
    found = _rows(given_ones)
    named = [column for column in found if text(column, "name")]
    if not isinstance(given_ones, list) or len(named) != len(given_ones):
        return None
    return tuple(
        Column(name=text(column, "name"), meaning=text(column, "semanticType"), searchable=None, filterable=None)
        for column in named
    )


def _indexed(column: Column, indexed: Index | None) -> Column:
    """A column that the index does not name is not in it."""
    none: Flags = (False, False) if indexed is not None else (None, None)
    searchable, filterable = (indexed or {}).get(column.name.casefold(), none)
    return Column(name=column.name, meaning=column.meaning, searchable=searchable, filterable=filterable)
