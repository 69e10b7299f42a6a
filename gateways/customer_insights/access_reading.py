"""From the service's JSON about roles to values. What names nobody is counted, never left out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from domain.access import AccessList, folded
from domain.insights import Assignment, PrincipalType


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
    """Field names and words count whatever their case; None where the principal is not named by one text."""
    fields = {name.casefold(): value for name, value in row.items()} if isinstance(row, dict) else {}
    who, kind, roles = fields.get("principalid"), fields.get("principaltype"), fields.get("roles")
    if not isinstance(who, str) or not folded(who):
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
