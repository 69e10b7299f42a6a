"""Access to Customer Insights that remains through a group."""

from __future__ import annotations

from collections.abc import Iterable

from domain.insights import Assignment, PrincipalType
from domain.remove_user.access import folded
from handlers.deps import Deps


async def groups_with_access(deps: Deps, user_id: str, assignments: Iterable[Assignment]) -> tuple[str, ...]:
    """Names of the groups through which the user still has access; empty for one that has none."""
    others = {PrincipalType.USER, PrincipalType.APP}  # what is neither may be a group
    with_role = {folded(a.principal_id) for a in assignments if a.principal_type not in others}
    shared = [group for group in await deps.directory.groups_of(user_id) if folded(group) in with_role]
    names = await deps.directory.principals(shared) if shared else {}
    return tuple(names[group].name if group in names else "" for group in shared)
