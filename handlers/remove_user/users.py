"""`users`: who has a role in Customer Insights."""

from __future__ import annotations

from domain.card import Card, Item, say
from domain.event import EventKind
from domain.insights import Assignment, Principal, PrincipalType
from domain.rights import ADMINS
from domain.unread import Behind
from handlers.command import Command
from handlers.deps import Act, Deps
from handlers.requests.audit import note

_SHOWN = 60  # more fit no screen


async def users(deps: Deps, act: Act) -> Card:
    """Role assignments with names from the directory, narrowed by any text."""
    await note(deps, EventKind.USERS_VIEWED, act.person)
    listed = await deps.insights.assignments()
    names = await deps.directory.principals([a.principal_id for a in listed.assignments])
    found = (_row(a, names.get(a.principal_id), act) for a in listed.assignments)
    rows = sorted(filter(None, found), key=lambda row: row.text)
    warning = [act.words.remove_user.not_whole(listed.unread)] if listed.unread or listed.cut else []
    if not rows:
        return say(act.words.remove_user.no_users(act.ref), *warning)
    return Card(
        title=act.words.remove_user.users_title(len(rows)),
        items=tuple(rows[:_SHOWN]),
        text=tuple(warning),
        footer=act.words.remove_user.narrow(len(rows), _SHOWN),
    )


def _row(assignment: Assignment, who: Principal | None, act: Act) -> Item | None:
    name = who.name if who else act.words.refresh.UNNAMED
    note = " · ".join(filter(None, (_called(assignment, who), assignment.principal_type, ", ".join(assignment.roles))))
    return Item("–", name, note) if act.ref.casefold() in f"{name} {note}".casefold() else None


def _called(assignment: Assignment, who: Principal | None) -> str:
    """By what `remove-user` takes them; what is no user has nothing of the kind."""
    if who and (who.email or who.type in {PrincipalType.APP, PrincipalType.GROUP}):
        return who.email or ""
    return assignment.principal_id


COMMAND = Command(
    name="users",
    usage="users [text]",
    sentence="Who has a role in Customer Insights.",
    example="users mark",
    who=ADMINS,
    behind=Behind.READ,
    shows=True,
    typed=users,
    files=frozenset(),
)
