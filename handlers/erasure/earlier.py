"""Work of earlier releases, which called an erasure a refresh: begun before this release, or filed beside it.

An old replica goes on until it is stopped, so what it files is looked for at each start and every minute. Until then,
whatever is taken up of its work ends by the rules of an erasure.
"""

from __future__ import annotations

from dataclasses import replace

from domain.request import Kind
from handlers.deps import Deps
from handlers.erasure.work import erasure_work
from handlers.ports import Flow, Unit, Workflow
from handlers.refresh.work import refresh_work


async def take_over(deps: Deps) -> int:
    """Call erasures what an earlier release has filed, whatever became of it. How many. Several replicas may do so."""
    return await deps.storage.write(lambda unit: unit.requests.name_erasures())


def refresh_or_erase(deps: Deps) -> Workflow:
    """What was started as a refresh. The first step is that of earlier releases: what it came to may be on record.

    The name of an erasure may have been lost since, by an old replica that wrote the row, so its end does not go by it.
    """
    of_erasure = replace(deps, kinds={**deps.kinds, Kind.REFRESH: deps.kinds[Kind.ERASURE]})
    refresh, erase = refresh_work(deps), erasure_work(of_erasure)

    async def work(flow: Flow, request_id: str, run: int) -> None:
        about_somebody = await flow.step("erasure", lambda: is_erasure(deps, request_id))
        await (erase if about_somebody else refresh)(flow, request_id, run)

    return work


async def is_erasure(deps: Deps, request_id: str) -> bool:
    """A refresh for somebody is one, and is called so from now on."""
    return await deps.storage.write(lambda unit: _is_erasure(unit, request_id))


def _is_erasure(unit: Unit, request_id: str) -> bool:
    unit.requests.name_erasures()
    request = unit.requests.get(request_id)
    assert request, "a run is asked for in the row of its request"
    return request.kind is Kind.ERASURE
