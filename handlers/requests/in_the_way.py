"""Whether what was refused has only to wait for something else."""

from __future__ import annotations

from collections.abc import Callable

from domain.insights import Job
from domain.trouble import Refused, Trouble
from handlers.deps import Deps

CONFLICT, _BAD_REQUEST = 409, 400


async def in_the_way(deps: Deps, refused: Refused, seen: Callable[[Job], bool]) -> bool:
    """409 says so. 400 says many things: it does where `seen` finds what is in the way in the list of jobs, whatever
    its code is called, as none is published (reference on Customer Insights §3).

    While there is no list it is not known. Whoever asks again does so a few times only.
    """
    if refused.status != _BAD_REQUEST:
        return refused.status == CONFLICT
    try:
        return any(map(seen, await deps.insights.jobs()))
    except Trouble as trouble:
        return not isinstance(trouble, Refused)
