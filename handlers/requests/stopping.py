"""Stopping a job of the service."""

from __future__ import annotations

import asyncio

from domain.insights import NodeState
from domain.notes import Note
from domain.request import Step
from domain.trouble import Trouble
from handlers.deps import Deps
from handlers.retrying import ATTEMPTS


async def stop_job(deps: Deps, step: Step) -> Note:
    """What became of the job of this step, which is stopped only where it serves nobody else.

    That the service took the call is not enough: it has to say that the job is stopped, then or soon after.
    """
    job_id = step.job_id or ""
    if step.adopted or await deps.storage.read(lambda unit: unit.steps.sharing(job_id, step.request_id)):
        return Note.SHARED
    try:
        job = await deps.insights.cancel(job_id)
        for _ in range(ATTEMPTS):
            if job.id == job_id and not job.running:
                break
            await asyncio.sleep(deps.policy.poll_every.total_seconds())
            job = await deps.insights.job(job_id)
    except Trouble:
        return Note.TOO_LATE
    return Note.CANCELLED if job.id == job_id and job.state is NodeState.ABORTED else Note.TOO_LATE
