"""From the service's JSON about roles to values. What names nobody is counted, never left out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from domain.erasure.looks import Why
from domain.insights import Assignment, PrincipalType
from domain.remove_user.access import AccessList, folded
from domain.trouble import Unreadable
from gateways.customer_insights.paging import PAGE, Get, read_pages
from gateways.customer_insights.reading import answered

_PATH = "rbac/assignments"
_MOST = 200  # pages


async def everybody(get: Get) -> AccessList:
    """Every page of the list; `cut` when it did not end, or ends where a page does without a word of more.

    Raises:
        Unreadable: it is no list.
    """

    async def fetch(query: Mapping[str, str]) -> object:
        return (await get(_PATH, query)).body

    pages = await read_pages(fetch, _PATH, {}, _MOST, bare=True)
    if pages.why is Why.UNREAD:
        raise Unreadable("Customer Insights gave an answer that cannot be read.")
    cut = pages.why or pages.more or (pages.number == 1 and len(pages.rows) % PAGE == 0 and pages.rows)
    return access_list(pages.rows, ended=not cut)


def ours(body: object) -> Assignment:
    """What the bot itself may do. Raises: Unreadable."""
    if found := assignment(answered(body)):
        return found
    raise Unreadable("Customer Insights gave an answer that cannot be read.")


def access_list(rows: Sequence[object], *, ended: bool) -> AccessList:
    """`ended`: the service said that there is no more, or it never paged and gave no full page."""
    read = [assignment(row) for row in rows]
    unread = [row for row, found in zip(rows, read, strict=True) if found is None]
    return AccessList(
        assignments=tuple(filter(None, read)),
        unread=len(unread),
        mentioned=frozenset(folded(text) for row in unread for text in _texts(row)),
        cut=not ended,
    )


def assignment(row: object) -> Assignment | None:
    """Field names and words count whatever their case; None where the principal is not named by one text.

    None as well where two fields differ in their case alone: which of them says who has a role is not known.
    """
    given = row if isinstance(row, dict) else {}
    fields = {name.casefold(): value for name, value in given.items()}
    who, kind, roles = fields.get("principalid"), fields.get("principaltype"), fields.get("roles")
    if len(fields) < len(given) or not isinstance(who, str) or not folded(who):
        return None
    return Assignment(
        principal_id=who.strip(),
        principal_type=PrincipalType(kind.casefold() if isinstance(kind, str) else ""),
        roles=tuple(role for role in roles if isinstance(role, str)) if isinstance(roles, list) else (),
    )


def _texts(value: object) -> Iterator[str]:
    """Every text in it, however deep."""
    left = [value]
    while left:
        match left.pop():
            case str() as text:
                yield text
            case dict() as found:
                left += found.values()
            case list() as found:
                left += found
