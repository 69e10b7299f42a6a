"""Who may read what stands in a private chat, with the roles of this moment."""

from __future__ import annotations

from domain.chat import Standing
from domain.people import Role
from domain.rule import Channel, Reader
from handlers.deps import Deps
from handlers.people.capacities import identify
from handlers.people.identity import NotAMember


class Unclear(Exception):
    """Who somebody is cannot be told just now: ask again later, and show nothing meanwhile."""


async def reader(deps: Deps, surface: str, person_id: str) -> Reader | None:
    """This person as they are on this surface; None when no account of theirs there is a member any more.

    Raises: Unclear.
    """
    accounts = await deps.storage.read(lambda unit: unit.people.accounts(person_id))
    roles: list[frozenset[Role]] = []
    locale = ""
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
            roles.append(known.roles)
            locale = known.locale or locale
    return Reader(person_id, frozenset().union(*roles), deps.words_of(locale)) if roles else None


def looking(deps: Deps, reader: Reader | None) -> Reader | Channel:
    """Who a card is drawn for; without a reader, whoever looks on in a channel."""
    return reader or Channel(deps.words)
