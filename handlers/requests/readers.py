"""Who may read what stands in a private chat, with the roles of this moment."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from functools import reduce
from operator import or_

from domain.chat import Account, Standing
from domain.people import Known, Role
from domain.rule import Channel, Reader
from handlers.deps import Deps
from handlers.people.capacities import identify
from handlers.people.identity import NotAMember


class Unclear(Exception):
    """Who somebody is cannot be told just now: ask again later, and show nothing meanwhile."""


async def _anywhere(_: Account) -> bool:
    return True


async def reader(
    deps: Deps, surface: str, person_id: str, looks: Callable[[Account], Awaitable[bool]] = _anywhere
) -> Reader | None:
    """This person as they are on this surface; None when no account of theirs there is a member any more.

    `looks`: whether somebody with this account looks where it is to be shown; None as well where nobody of theirs does.

    Raises: Unclear, and what `looks` raises.
    """
    accounts = await deps.storage.read(lambda unit: unit.people.accounts(person_id))
    known_there, looking_on = list[Known](), False
    for account in accounts:
        if account.surface != surface:
            continue
        try:
            known = await identify(deps, account)
        except NotAMember as stranger:
            if stranger.standing is Standing.UNKNOWN:
                raise Unclear from None
            continue
        if known.person.id == person_id:
            known_there.append(known)
            looking_on = looking_on or await looks(account)
    return _as_one(deps, person_id, known_there) if looking_on else None


def _as_one(deps: Deps, person_id: str, known: Sequence[Known]) -> Reader:
    roles = frozenset[Role]().union(*(one.roles for one in known))
    locale = next((one.locale for one in reversed(known) if one.locale), "")
    return Reader(person_id, roles, deps.words_of(locale), reduce(or_, (one.traces for one in known)))


def looking(deps: Deps, reader: Reader | None) -> Reader | Channel:
    """Who a card is drawn for; without a reader, whoever looks on in a channel."""
    return reader or Channel(deps.words)
