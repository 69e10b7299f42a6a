"""The looks at where a person may be: what was asked, what came, and why it proves nothing."""

from __future__ import annotations

from collections.abc import Sequence

from domain.erasure.looks import MOST_ROWS, Aim, Control, How, Look, Why
from domain.erasure.looks import Kind as PlaceKind
from domain.words.en.english import ENGLISH
from domain.words.en.find import DOUBTS, NEVER_FOUND
from domain.words.en.lists import names_of

COPIES_LATER = "the copies in Dataverse were not looked at yet, as they follow Customer Insights"


def looked_at(looks: int, places: int, copies: int) -> str:
    """Of those that prove something."""
    there = f", {copies} of them in Dataverse" if copies else ""
    return (
        f"asked {looks} times at {places} places{there}, each time with proof that the question finds whoever is there"
    )


def table_of(source: str, table: str) -> str:
    return f"{table} of {source}" if source else table


def corrupt_table(source: str, table: str) -> str:
    return f"table {table_of(source, table)} holds rows that could not be read, and takes no look-up."


_LISTS = {"tables": "the list of tables", "segments": "the list of segments", "states": "the states of all processes"}

_UNPROVED = {
    Why.DOWN: "Customer Insights did not answer",
    Why.BUILDING: "the store that answers look-ups is being rebuilt",
    Why.STORE: "the store that answers look-ups is in a state that I do not know",
    Why.UNREAD: "the answer cannot be read for sure",
    Why.CUT: f"there are more than {ENGLISH.number(MOST_ROWS)} entries, and I read no more",
    Why.SHORT: "it does not name everything that is there",
    Why.CONTROL: "the same question did not find another customer who is there",
    Why.CAPITALS: "capital letters count there, and I cannot ask for every spelling",
    Why.REFUSED: "it takes no look-up",
    Why.RIGHTS: "DSR Bot may not ask; whoever runs it should run “dsrbot check”",
    Why.MISSING: "it is named, and is not there",
    Why.NOBODY_KNOWN: "no customer id of the person is known to ask by",
    Why.NO_ADDRESS: "no e-mail address is known that is this person's alone",
    Why.NO_COLUMN: "no column is known by which to ask",
    Why.NO_INDEX: "the column is not in the search and filter index",
    Why.NO_KEY: "no column of it is known as that of the customer",
    Why.STALE: "not worked out anew since the refresh",
    Why.WARNED: "the refresh warned that rows may be missing, and no table shows them",
    Why.SILENT: "nobody looked",
    Why.ELSEWHERE: "none of the customers whom I asked for is there; is DATAVERSE_URL the right organisation?",
    Why.BESIDE: "nothing showed that the question can find anybody",
}

# What is said otherwise of Dataverse.
_OF_DATAVERSE = {
    Why.DOWN: "it did not answer",
    Why.MISSING: "there is no such table; are copies brought there?",
}
_NO_INDEX_HELPS = frozenset({PlaceKind.LIST, PlaceKind.DATAVERSE})
_OF_THIS = Aim(kind=PlaceKind.DATAVERSE)  # whether it is the one of this environment

# Said once and by themselves, whatever the place.
_WHOLE = {
    (PlaceKind.CUSTOMERS, Why.NO_INDEX): DOUBTS["no_index"],
    (PlaceKind.CUSTOMERS, Why.NO_COLUMN): DOUBTS["no_column"],
    (PlaceKind.CUSTOMERS, Why.NOBODY_KNOWN): NEVER_FOUND,
    (PlaceKind.SEGMENT, Why.NOBODY_KNOWN): DOUBTS["nobody"],
    (PlaceKind.TABLE, Why.NOBODY_KNOWN): DOUBTS["nobody"],
    (PlaceKind.STORE, Why.BUILDING): DOUBTS["store"],
}


def place(look: Look) -> str:
    """The place of a look, as people know it."""
    match look.aim.kind:
        case PlaceKind.LIST:
            return _LISTS.get(look.aim.table, look.aim.table)
        case PlaceKind.STORE:
            return "the store that answers look-ups"
        case PlaceKind.CUSTOMERS:
            return f"the customers by {look.aim.column}" if look.aim.column else "the customers"
        case PlaceKind.SEGMENT:
            return f"segment {look.label}"
        case PlaceKind.SOURCE:
            return f"source {look.label}"
        case PlaceKind.DATAVERSE if look.label:
            return f"Dataverse, table {look.label}" + (f" by {look.aim.column}" if look.aim.column else "")
        case PlaceKind.DATAVERSE:
            return "Dataverse"
        case PlaceKind.TABLE | PlaceKind.CORRUPT:
            return f"table {table_of(look.source, look.label)}" + (f" by {look.aim.column}" if look.aim.column else "")


_HOWS = {How.FILTER: "by {}", How.SEARCH: "by full text, {}", How.ALL: "every entry"}

_CONTROLS = {
    Control.NONE: "nothing showed that the question can find anybody",
    Control.FOUND: "the same question found another customer",
    Control.EMPTY: "it holds nobody at all",
    Control.COUNTED: "as many entries as Customer Insights counts",
    Control.ABSENT: "it is there no more",
}


def asked(look: Look) -> str:
    """What was asked, in one line; never about whom."""
    how = _HOWS[look.how].format(look.column)
    whole = look.aim.kind in {PlaceKind.LIST, PlaceKind.STORE, PlaceKind.SOURCE} or look.aim == _OF_THIS
    return _capital(place(look) if whole or (look.aim.column and look.how is How.FILTER) else f"{place(look)}, {how}")


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def came(look: Look) -> str:
    """What came, in one line, and by what it was shown."""
    rows = ENGLISH.counted(look.rows, "entry", "entries")
    if look.found:
        return f"still there: {look.found} of {rows}"
    if look.aim.kind in {PlaceKind.LIST, PlaceKind.STORE} and not look.reason:
        return f"read, {rows}" if look.rows else "read"
    if look.reason is Why.BESIDE:
        return "not there; asked besides, and nothing rests on it"
    if look.reason:
        return f"proves nothing: {_unproved(look, look.reason)}"
    if look.aim == _OF_THIS:
        return "has customers of this environment" if look.control is Control.FOUND else _CONTROLS[look.control]
    if look.control is Control.ABSENT and look.aim.kind is PlaceKind.DATAVERSE:
        return "there is no such table"
    return f"not there: {rows}, all read; {_CONTROLS[look.control]}"


def not_checked(missing: Sequence[Look]) -> str:
    """Why it could not be checked, by place."""
    if missing and all(look.reason is Why.DOWN for look in missing):
        there = all(look.aim.kind is PlaceKind.DATAVERSE for look in missing)
        return DATAVERSE_DOWN if there else DOWN
    whole: dict[str, None] = {}
    places: dict[str, list[str]] = {}
    for look in missing:
        reason = look.reason or Why.SILENT
        if look.aim.kind is PlaceKind.CORRUPT and reason in {Why.REFUSED, Why.MISSING}:
            whole[corrupt_table(look.source, look.label)] = None
        elif (look.aim.kind, reason) in _WHOLE:
            whole[_WHOLE[look.aim.kind, reason]] = None
        else:
            places.setdefault(_unproved(look, reason), []).append(place(look))
    said = [f"not checked: {names_of(list(dict.fromkeys(some)), 6)} ({why})" for why, some in places.items()]
    large = any(look.reason is Why.CUT and look.aim.kind not in _NO_INDEX_HELPS for look in missing)
    next_step = [CUT_NEXT] if large else []
    return " ".join([*filter(None, whole), *(f"{sentence}." for sentence in said), *next_step])


def _unproved(look: Look, why: Why) -> str:
    """With how many were read where that is known."""
    if look.aim.kind is PlaceKind.DATAVERSE and why in _OF_DATAVERSE:
        return _OF_DATAVERSE[why]
    if why is not Why.CUT or not (look.rows or look.aim.kind is PlaceKind.LIST):
        return _UNPROVED[why]
    return f"I read {ENGLISH.number(look.rows)} entries, and there are more" if look.rows else "it did not end"


CUT_NEXT = (
    "Have the column with the address added to the search and filter index, then press Retry. "
    "Or look the person up there in Customer Insights: an approver can close this with what was seen."
)

DOWN = "Customer Insights did not answer."

DATAVERSE_DOWN = "Dataverse did not answer."
