"""Who looks at what stands in a private chat. Our rows say whose it is; the platform says with whom that chat is."""

from __future__ import annotations

from bot.door import Closed, Door, Gone
from domain.chat import Account
from domain.rule import Reader
from handlers.deps import Deps
from handlers.requests.readers import reader


async def reader_at(deps: Deps, door: Door, place: str, person_id: str) -> Reader | None:
    """None where this person is no member any more, or the place no private chat of theirs.

    Raises: Unclear, Busy, Doubtful; Closed or Gone, where they have none that is open to us.
    """
    shut = list[Closed | Gone]()

    async def is_theirs(account: Account) -> bool:
        try:
            return await door.is_direct(account, place)
        except (Closed, Gone) as closed:
            shut.append(closed)
            return False

    found = await reader(deps, door.surface, person_id, is_theirs)
    if shut and not found:
        raise shut[0]
    return found
