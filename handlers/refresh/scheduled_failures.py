"""Scheduled runs that failed are told once each, though nobody asked for them."""

from __future__ import annotations

from datetime import datetime, timedelta

from domain.card import Button, Card, Tone
from domain.insights import Job, Node, NodeState
from domain.notice import Notice, NoticeKind
from domain.target import Channel, Target
from domain.words.language import Words
from handlers.deps import Deps
from handlers.ports import Unit

LOOK_BACK = timedelta(days=1)
_BAD = {NodeState.FAILED, NodeState.TIMED_OUT}


async def watch(deps: Deps) -> None:
    """Raises: domain.trouble.Trouble."""
    now = await deps.insights.now()
    jobs = {job.id: job for job in await deps.recent_jobs.read() if _failed(job, now, deps.policy.settle)}
    if not jobs:
        return
    nodes = (await deps.statuses.read()).nodes
    told = [(node, job) for node in nodes if _bad(node) for job in node.job_ids or () if job in jobs]
    if not told:
        return
    local = deps.clock()

    def tell(unit: Unit) -> None:
        for node, job in told:
            key = f"watch/{deps.policy.environment}/{job}/{node.identifier}"
            code = node.fault.code if node.fault else ""
            data = {"source": node.identifier or "", "name": node.name, "job": job, "code": code}
            unit.notices.add(key, NoticeKind.SCHEDULED, Target.channel(Channel.FAILURES), local, data=data)

    await deps.storage.write(tell)


async def scheduled_card(deps: Deps, notice: Notice, words: Words) -> Card:
    known = {source.id: source for source in await deps.catalog.sources()}
    source = known.get(notice.data["source"])
    owner = await deps.catalog.owner(source) if source else ""
    buttons = (Button("refresh-source", notice.data["source"], words.buttons.REFRESH),) if source else ()
    line = (notice.data["name"], notice.data["source"], notice.data["job"], notice.data["code"])
    message = words.refresh.microsoft_message(deps.policy.environment_name, [line])
    return Card(
        title=words.card.refresh([notice.data["name"]]),
        status=words.card.SCHEDULED_FAILED,
        tone=Tone.BAD,
        turn=words.turn.waits_for(owner),
        text=(words.refresh.scheduled_failure(notice.data["name"]), *([words.steps.owner_is(owner)] if owner else [])),
        buttons=buttons,
        copy=message,
        footer=deps.policy.environment_name,
    )


def _failed(job: Job, now: datetime, settle: timedelta) -> bool:
    """Ended long enough ago to be permanent, and not so long ago that it is old news. Both by the service's clock."""
    if not job.scheduled or not job.ended:
        return False
    return settle <= now - job.ended <= LOOK_BACK


def _bad(node: Node) -> bool:
    return node.operation == "ingestion" and node.state in _BAD
