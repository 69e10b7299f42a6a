"""Dataverse, where Customer Insights keeps copies of its tables. It is only ever read.

Microsoft's pages direct reads there, and warn of anything else (reference on Customer Insights §5). Which tables and
columns there are is asked of its metadata, never guessed.
"""

from __future__ import annotations

import re
from collections.abc import AsyncGenerator, Iterable, Mapping, Sequence

import aiohttp
from yarl import URL

from common.shares import Among, alone
from domain.erasure.copies import PREFIX, Copy, CopyColumns
from domain.erasure.looks import How, Question, Reply, Why
from domain.erasure.whereabouts import Column, Listed
from domain.trouble import Refused, Unreadable
from gateways.customer_insights.odata import literal
from gateways.customer_insights.paging import PAGE, Page, Pages, page_of
from gateways.customer_insights.rows import row
from gateways.http import Call, Caller, address, check_address
from gateways.limits import Limiter, RetryPolicy, Stopwatch
from gateways.tokens import TokenSource

_API = "api/data/v9.2"
_CALLS = 600  # a minute: half of what one user may do (reference on Customer Insights §3)
_TABLES = "EntityDefinitions"
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,127}")
_MOST = 20  # pages of what is said of tables; today it is one
# The words of `AttributeType` (Web API, AttributeTypeCode): columns that hold text, and those that hold none.
_TEXT = frozenset({"string", "memo"})
_NO_TEXT = frozenset(
    {"bigint", "boolean", "calendarrules", "customer", "datetime", "decimal", "double", "entityname", "integer",
     "lookup", "managedproperty", "money", "owner", "partylist", "picklist", "state", "status", "uniqueidentifier",
     "virtual"}
)  # fmt: skip


def scope_of(org: str) -> str:
    """What a token is asked for. `org`: the address of the organisation."""
    return f"{org.rstrip('/')}/.default"


class Dataverse:
    """One organisation. Every method may raise `Throttled`, `Refused` or `Unreachable`, and nothing else."""

    def __init__(
        self,
        org: str,
        tokens: TokenSource,
        session: aiohttp.ClientSession,
        *,
        calls_per_minute: int = _CALLS,
        patience: RetryPolicy | None = None,
        watch: Stopwatch | None = None,
        among: Among = alone,
    ) -> None:
        """`among`: so many processes share its calls a minute."""
        check_address("Dataverse", org)
        self._root, self._tokens = f"{org.rstrip('/')}/{_API}", tokens
        limiter = Limiter(calls_per_minute, watch=watch, among=among)
        self._caller = Caller(
            "Dataverse", session, self._credentials, limiter=limiter, patience=patience, watch=watch
        )  # fmt: skip

    async def readable(self) -> bool:
        """Whether the copies of the profiles can be read: one call."""
        reply = await self.ask(Question(table="msdynci_customerprofiles", how=How.ALL, most=1))
        return reply.why is None and None not in reply.rows

    async def tables(self) -> Listed[Copy]:
        """Every table that may be such a copy, with how many rows of the list were not understood.

        Raises:
            Unreadable: it is no list, or not all of it can be had.
        """
        listed = await self._definitions(_TABLES, {"$select": "LogicalName,EntitySetName"})
        named = [(_word(one, "LogicalName"), _word(one, "EntitySetName"), one) for one in listed]
        ours = [(name, rows) for name, rows, _ in named if name and name.casefold().startswith(PREFIX)]
        unread = sum(not name for name, *_ in named) + sum(not rows for _, rows in ours)
        return Listed(tuple(Copy(name=name.casefold(), rows=rows) for name, rows in ours if rows), unread)

    async def is_there(self, name: str) -> bool:
        """Whether there is a table of this logical name, by its own definition."""
        try:
            await self._get(address(self._root, f"{_TABLES}(LogicalName={literal(name)})", {"$select": "LogicalName"}))
        except Refused as refused:
            if refused.status == 404:
                return False
            raise
        return True

    async def columns(self, table: Copy) -> CopyColumns:
        """What columns of text it has, and which of them are for e-mail addresses: two calls."""
        path = f"{_TABLES}(LogicalName={literal(table.name)})/Attributes"
        listed = await self._definitions(path, {"$select": "LogicalName,AttributeType,AttributeOf"})
        kind = "Microsoft.Dynamics.CRM.StringAttributeMetadata"
        formats = await self._definitions(f"{path}/{kind}", {"$select": "LogicalName,FormatName"})
        mails = {_word(one, "LogicalName").casefold() for one in formats if _format(one) == "email"}
        return _columns(listed, mails)

    async def ask(self, question: Question) -> Reply:
        """Every row that answers it, to the end of its pages.

        Raises:
            Refused: among others, when the table takes no such question; with 404, when there is no such table.
        """
        query = _query(question)
        if query is None or not _NAME.fullmatch(question.table):
            return Reply(why=Why.REFUSED)
        pages = await self._pages(address(self._root, question.table, query), question.most, counted=True)
        rows = tuple(map(row, pages.rows))
        return Reply(rows=rows, pages=pages.number, why=pages.why, more=pages.more, count=pages.count)

    async def _definitions(self, path: str, query: Mapping[str, str]) -> Sequence[object]:
        pages = await self._pages(address(self._root, path, query), _MOST, counted=False)
        if pages.why or pages.more:
            raise Unreadable("Dataverse gave an answer that cannot be read.")
        return pages.rows

    async def _pages(self, first: URL, most: int, *, counted: bool) -> Pages:
        """At most so many. `counted`: how many rows there are was asked for, up to 5,000, and is to be told."""
        rows, trail, count = list[object](), [first], None
        while True:
            page = page_of(await self._get(trail[-1]), table=first.name if counted else "")
            if page is None or page.why is Why.UNREAD:
                return Pages((*rows, *(page.rows if page else ())), len(trail), Why.UNREAD)
            rows, count = [*rows, *page.rows], page.count if count is None else count
            following = _linked(page.link, first) if page.link else None
            if page.link and following is None:
                return Pages(tuple(rows), len(trail), Why.UNREAD)
            if following in trail or page.why or _cut(page, len(rows), count, counted=counted):
                return Pages(tuple(rows), len(trail), Why.CUT)
            if following is None or len(trail) == most:
                return Pages(tuple(rows), len(trail), more=following is not None, count=count)
            trail.append(following)

    async def _get(self, url: URL) -> object:
        return (await self._caller.call(Call(method="GET", url=url, safe=True))).body

    async def _credentials(self) -> AsyncGenerator[Mapping[str, str], None]:
        token = await self._tokens.get()
        yield _headers(token)
        yield _headers(await self._tokens.get(instead_of=token))


def _headers(token: str) -> Mapping[str, str]:
    return {
        "Authorization": f"Bearer {token}",
        "OData-MaxVersion": "4.0",
        "OData-Version": "4.0",
        "Prefer": f"odata.maxpagesize={PAGE}",
    }


def _query(question: Question) -> dict[str, str] | None:
    """None for a question that it does not take. It knows `eq` and `or`, and no list of values (dv-odata.md)."""
    counted = {"$count": "true"}
    if question.along or question.how is How.SEARCH:
        return None
    if question.how is How.ALL:
        return counted
    if not _NAME.fullmatch(question.column) or not question.values:
        return None
    test = " or ".join(f"{question.column} eq {literal(value)}" for value in dict.fromkeys(question.values))
    return {"$filter": test, **counted}


def _linked(link: object, first: URL) -> URL | None:
    """The next page, where it is one of the same list at the same place: a token goes nowhere else."""
    try:
        url = URL(link, encoded=True) if isinstance(link, str) else URL()
        same = (url.scheme, url.host, url.port, url.user) == (first.scheme, first.host, first.port, first.user)
    except ValueError:
        return None
    return url if same and url.path.casefold() == first.path.casefold() and url.query_string else None


def _cut(page: Page, rows: int, count: int | None, *, counted: bool) -> bool:
    """Whether the last page cannot be the end: fewer rows came than there are, or a full page says nothing of that."""
    if page.link:
        return False
    return count > rows if count is not None else counted and len(page.rows) >= PAGE


def _columns(listed: Iterable[object], mails: set[str]) -> CopyColumns:
    """Parts of other columns (`AttributeOf`) are no columns of their own, and come in no row."""
    found, unread = list[Column](), False
    for one in listed:
        name, kind = _word(one, "LogicalName"), _word(one, "AttributeType").casefold()
        if kind in _TEXT and _NAME.fullmatch(name) and not _word(one, "AttributeOf"):
            meaning = "IdentityServiceEmail" if name.casefold() in mails else ""
            found.append(Column(name=name, meaning=meaning, filterable=True))
        unread = unread or not name or kind not in _TEXT | _NO_TEXT
    return CopyColumns(columns=tuple(found), unread=unread or not found)


def _word(one: object, field: str) -> str:
    """The text of a field; empty where there is none."""
    value = one.get(field) if isinstance(one, dict) else None
    return value.strip() if isinstance(value, str) else ""


def _format(one: object) -> str:
    named = one.get("FormatName") if isinstance(one, dict) else None
    return _word(named, "Value").casefold()
