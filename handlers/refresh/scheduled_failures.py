"""Scheduled runs that failed are told once each, though nobody asked for them."""

from __future__ import annotations

from datetime import datetime, timedelta

from domain.insights import Job, Node, NodeState
from handlers.deps import Deps
from handlers.ports import Unit

LOOK_BACK = timedelta(days=1)
_BAD = {NodeState.FAILED, NodeState.TIMED_OUT}


async def watch(deps: Deps) -> None:
    """Raises: domain.insights.Trouble."""
    now = await deps.insights.now()
    jobs = {job.id: job for job in await deps.insights.jobs() if _failed(job, now, deps.policy.settle)}
    if not jobs:
        return
    nodes = (await deps.pulse.read()).nodes
    told = [(node, job) for node in nodes if _bad(node) for job in node.job_ids if job in jobs]
    local = deps.clock()

    def tell(unit: Unit) -> None:
        for node, job in told:
            key = f"watch/{deps.policy.environment}/{job}/{node.identifier}"
            code = node.fault.code if node.fault else ""
            data = {"source": node.identifier or "", "name": node.name, "job": job, "code": code}
            unit.notices.add(key, "scheduled", "channel:failures", local, data=data)

    await deps.storage.write(tell)
    deps.wake()


def _failed(job: Job, now: datetime, settle: timedelta) -> bool:
    """Ended long enough ago to be permanent, and not so long ago that it is old news. Both by the service's clock."""
    if not job.scheduled or not job.ended:
        return False
    return settle <= now - job.ended <= LOOK_BACK


def _bad(node: Node) -> bool:
    return node.operation == "ingestion" and node.state in _BAD
