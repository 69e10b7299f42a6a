"""Work of earlier releases, which called an erasure a refresh: begun before this release, or filed beside it."""

from __future__ import annotations

from dataclasses import replace

from domain.request import Kind
from handlers.deps import Deps
from handlers.erasure.work import erasure_work
from handlers.ports import Flow, Unit, Workflow
from handlers.refresh.work import refresh_work


def refresh_or_erase(deps: Deps) -> Workflow:
    """What was started as a refresh. The first step is that of earlier releases: what it came to may be on record."""
    refresh, erase = refresh_work(deps), erasure_work(deps)

    async def work(flow: Flow, request_id: str, run: int) -> None:
        about_somebody = await flow.step("erasure", lambda: is_erasure(deps, request_id))
        await (erase if about_somebody else refresh)(flow, request_id, run)

    return work


async def is_erasure(deps: Deps, request_id: str) -> bool:
    """A refresh for somebody is one, and is called so from now on."""
    return await deps.storage.write(lambda unit: _is_erasure(unit, request_id))


def _is_erasure(unit: Unit, request_id: str) -> bool:
    request = unit.requests.get(request_id)
    assert request, "a workflow is enqueued in the transaction that writes its request"
    if request.kind is Kind.REFRESH and unit.subjects.of(request_id):
        unit.requests.save(replace(request, kind=Kind.ERASURE))
        return True
    return request.kind is Kind.ERASURE
