"""Reading a list to its end: page by page, bounded, and never away from the service that was asked."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from yarl import URL

from domain.erasure.looks import Why
from domain.trouble import Unreadable
from gateways.beside import COUNTS, HINTS, Named, elsewhere, fails, letters, named, unknown
from gateways.http import Answer

PAGE = 100  # rows; an answer holds no more unless one pages (documentation, odata-examples.md)


class Get(Protocol):
    def __call__(self, path: str, query: Mapping[str, str] | None = None, /) -> Awaitable[Answer]: ...


Fetch = Callable[[Mapping[str, str]], Awaitable[object]]  # the query of a page → its body
Query = dict[str, str]
_MOST = 100  # pages of a list


@dataclass(frozen=True)
class Pages:
    """`why`: why these are not all rows. `more`: as many pages as allowed were read, and there are others. `count`: as
    the first page tells it.
    """

    rows: tuple[object, ...]
    number: int
    why: Why | None = None
    more: bool = False
    count: int | None = None


@dataclass(frozen=True)
class Page:
    """`why`: why these are not all rows that were asked for, whatever link and count say."""

    rows: list[object]
    link: object
    count: int | None
    why: Why | None = None

    @property
    def is_sure(self) -> bool:
        """Whether these are all rows, but for those of the pages after it."""
        return not self.why and bool(self.link or (self.count or 0) <= len(self.rows))


class _Astray(Exception):
    """The link to the next page leads elsewhere, or back to where we were."""

    def __init__(self, why: Why) -> None:
        super().__init__(why)
        self.why = why


async def read_pages(fetch: Fetch, path: str, query: Mapping[str, str], most: int, *, bare: bool = False) -> Pages:
    """At most `most` pages. `bare`: the answer may be a list itself, and then it has no pages (all but data)."""
    rows, asked, trail = list[object](), dict(query), list[Query]()
    number, count = 0, None
    while True:
        number += 1
        page = page_of(await fetch(asked), bare=bare, table="" if bare else path.rpartition("/")[2])
        if page is None or page.why is Why.UNREAD:
            return Pages((*rows, *(page.rows if page else ())), number, Why.UNREAD)
        repeated = number > 1 and bool(page.rows) and page.rows == rows[-len(page.rows) :]
        rows, count = [*rows, *page.rows], page.count if count is None else count
        trail.append(asked)
        try:
            following = _following(page, path, asked, len(rows), trail, skips=not bare)
        except _Astray as astray:
            return Pages(tuple(rows), number, astray.why)
        if repeated or page.why or (following is None and count is not None and count > len(rows)):
            return Pages(tuple(rows), number, Why.CUT)
        if following is None or number == most:
            return Pages(tuple(rows), number, more=following is not None, count=count)
        asked = following


async def read_list(get: Get, path: str, query: Mapping[str, str] | None = None) -> tuple[object, ...]:
    """The rows of a list that is no table.

    Raises:
        Unreadable: it is no list, or not all of it can be had. Nothing listed would mean *gone*.
    """

    async def fetch(page: Mapping[str, str]) -> object:
        return (await get(path, page)).body

    pages = await read_pages(fetch, path, query or {}, _MOST, bare=True)
    if pages.why or pages.more:
        raise Unreadable("Customer Insights gave an answer that cannot be read.")
    return pages.rows


def _following(page: Page, path: str, asked: Query, rows: int, trail: list[Query], *, skips: bool) -> Query | None:
    """The query of the next page; None after the last. A full page without a link may have been cut off."""
    if not page.link:
        return {**asked, "$skip": str(rows)} if skips and len(page.rows) >= PAGE else None
    following = _linked(page.link, path)
    if following in trail:
        raise _Astray(Why.CUT)
    return following


def _linked(link: object, path: str) -> Query:
    """Only what the link asks for is used, at the address that is ours: a key never goes where a link leads."""
    try:
        url = URL(link) if isinstance(link, str) else URL()
    except ValueError:
        raise _Astray(Why.UNREAD) from None
    wanted, led = f"/{path}".casefold(), f"/{url.path.strip('/')}".casefold()
    if not url.query or not (led.endswith(wanted) or wanted.endswith(led)):
        raise _Astray(Why.UNREAD)
    return dict(url.query)


def page_of(body: object, *, bare: bool = False, table: str = "") -> Page | None:
    """None where the answer is not understood: no list, or two of them. `table`: which it is to be about."""
    if isinstance(body, list):
        return Page(body, None, None) if bare else None
    fields = named(body) if isinstance(body, dict) else []
    lists = [value for name, value in fields if name == "value"]
    if len(lists) != 1 or not isinstance(lists[0], list):
        return None
    links, counts = _links(fields), _counts(fields)
    count = max((count for count in counts if count is not None), default=None)
    cut = _strange(fields) or None in counts or len(links) > 1
    unread = unknown(fields) or (bool(table) and elsewhere(fields, table))
    return Page(lists[0], links[0] if links else None, count, Why.UNREAD if unread else Why.CUT if cut else None)


def says_more(body: Mapping[str, object], rows: int) -> bool:
    """Whether an answer that has no pages, and has so many rows, says by whatever name that these are not all."""
    fields = named(body)
    more = any(count is None or count > rows for count in _counts(fields))
    return bool(_links(fields)) or _strange(fields) or fails(body) or more


def _links(fields: Named) -> list[object]:
    return [value for name, value in fields if letters(name).endswith("nextlink") and value]


def _strange(fields: Named) -> bool:
    return any(value and any(hint in name for hint in HINTS) for name, value in _linkless(fields))


def _linkless(fields: Named) -> Named:
    return [(name, value) for name, value in fields if not letters(name).endswith("nextlink")]


def _counts(fields: Named) -> list[int | None]:
    """How many rows there are, as OData writes that, as a text too; None for what is not understood."""
    return [_number(value) for name, value in fields if letters(name) in COUNTS and value is not None]


def _number(value: object) -> int | None:
    if isinstance(value, str) and value.isdecimal():
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None
