"""The durable work of an export: letters that somebody had sent go out, once each, and nothing waits for an answer."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial

from domain import ticket, words
from domain.insights import Refused, Throttled, Trouble
from domain.mail import Doubtful, Letter
from domain.request import Step, StepState
from handlers.deps import Deps, Mailbox
from handlers.letters import letter
from handlers.patience import Delay
from handlers.ports import Flow, Unit, Workflow
from handlers.progress import finish, is_here
from handlers.sealed import private
from handlers.steps import keep


def export_work(deps: Deps) -> Workflow:
    async def work(flow: Flow, request_id: str, run: int) -> None:
        if not await flow.step("here", lambda: is_here(deps, request_id)):
            return
        for key in await flow.step("letters", lambda: to_send(deps, request_id)):
            await flow.step("doubt", partial(unmark, deps, request_id, key))
            draft = await flow.step("draft", partial(write, deps, request_id, key))
            if draft:
                await flow.step("send", partial(send, deps, request_id, key, draft))
        await flow.step("finish", lambda: finish(deps, request_id, run))

    return work


async def to_send(deps: Deps, request_id: str) -> list[str]:
    return await deps.storage.read(lambda unit: [step.key for step in ticket.to_send(unit.steps.of(request_id))])


async def unmark(deps: Deps, request_id: str, key: str) -> None:
    """Only where a person has looked, and the letter did not go out. In a step before sending, so that a kill while it
    is sent leaves the doubt as it is."""
    if await deps.storage.read(lambda unit: private(unit, _step(unit, request_id, key)).get("again")):
        await _try(deps, request_id, key, _unmark)


async def write(deps: Deps, request_id: str, key: str) -> str:
    """Where the draft stands; empty when the letter is not to go out any more, or cannot."""
    return await _try(deps, request_id, key, lambda mailbox, made: mailbox.draft(made))


async def send(deps: Deps, request_id: str, key: str, draft: str) -> None:
    """Once, however often this runs: the mailbox itself tells whether it went out."""
    left = await _try(deps, request_id, key, lambda mailbox, made: mailbox.send(made, draft))
    if left:
        await _settle(deps, request_id, key, StepState.DONE, "sent", letter=left)


async def _unmark(mailbox: Mailbox, made: Letter) -> str:
    await mailbox.unmark(made)
    return made.message_id


async def _try(deps: Deps, request_id: str, key: str, do: Callable[[Mailbox, Letter], Awaitable[str]]) -> str:
    """Try until the mailbox has done it. Empty when it was stopped, or a person must look; the step says why."""
    delay, began = Delay(deps.policy.poll_every), deps.clock()
    while made := await _made(deps, request_id, key):
        try:
            return await do(deps.post, made)
        except Doubtful:
            return await _settle(deps, request_id, key, StepState.FAILED, "doubtful")
        except Refused:
            return await _settle(deps, request_id, key, StepState.FAILED, "mail_refused")
        except Trouble as silence:
            if deps.clock() - began > deps.policy.give_up_after:
                return await _settle(deps, request_id, key, StepState.FAILED, "mail_down")
            await asyncio.sleep(max(delay.next(), silence.retry_after if isinstance(silence, Throttled) else 0))
    return ""


async def _made(deps: Deps, request_id: str, key: str) -> Letter | None:
    """The letter; None when it was stopped meanwhile, or was settled before."""

    def make(unit: Unit) -> Letter | None:
        request, step = unit.requests.get(request_id), _step(unit, request_id, key)
        if not request or not request.open or request.cancel_asked_by or step.state is not StepState.RUNNING:
            return None
        by = private(unit, step).get("by", "")
        signed = unit.people.names([by]).get(by, "")
        return letter(unit, request, unit.steps.of(request_id), step, deps.policy, signed)

    made = await deps.storage.read(make)
    if made is None:
        await _settle(deps, request_id, key, StepState.CANCELLED, "not_begun")
    return made


async def _settle(deps: Deps, request_id: str, key: str, state: StepState, note: str, **more: str) -> str:
    """Only a letter that is still on its way; an answer may have proved meanwhile that it arrived."""
    now = deps.clock()

    def write(unit: Unit) -> None:
        step = _step(unit, request_id, key)
        if step.state is not StepState.RUNNING:
            return
        when = words.on_moment(now, deps.policy.timezone) if state is StepState.DONE else ""
        keep(unit, step, now, state, note, detail=when, **more)
        data = {"step": key, "note": note}
        unit.events.add(f"step.{state}", now, actor=None, request=request_id, data=data)
        unit.requests.touch(request_id)

    await deps.storage.write(write)
    deps.wake()
    return ""


def _step(unit: Unit, request_id: str, key: str) -> Step:
    return next(step for step in unit.steps.of(request_id) if step.key == key)
