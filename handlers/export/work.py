"""The durable work of an export: letters that somebody had sent go out, once each, and nothing waits for an answer."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, replace
from functools import partial

from domain.export import plan as ticket
from domain.export.facts import ExportFacts
from domain.mail.message import Doubtful, Letter
from domain.notes import Note
from domain.request import Step, StepState
from domain.result import Sent
from domain.trouble import Refused, Trouble
from handlers.deps import Deps, Mailbox
from handlers.export import threads
from handlers.export.letters import letter
from handlers.ports import Flow, Unit, Workflow
from handlers.requests.case import Case
from handlers.requests.sealed import facts, keeping
from handlers.requests.signer import Signer
from handlers.requests.steps import ENDS
from handlers.requests.work import finish, is_all_paused, is_here
from handlers.retrying import Delay


@dataclass(frozen=True)
class Run:
    """`turn`: one letter at a time."""

    deps: Deps
    request_id: str
    number: int
    turn: asyncio.Lock


def export_work(deps: Deps) -> Workflow:
    turn = asyncio.Lock()

    async def work(flow: Flow, request_id: str, number: int) -> None:
        run = Run(deps, request_id, number, turn)
        if not await flow.step("here", lambda: is_here(deps, request_id)):
            return
        for key in await flow.step("letters", lambda: to_send(deps, request_id)):
            await flow.step("doubt", partial(unmark, run, key))
            draft = await flow.step("draft", partial(write, run, key))
            if draft:
                await flow.step("send", partial(send, run, key, draft))
        await flow.step("finish", lambda: finish(deps, request_id, number))

    return work


async def to_send(deps: Deps, request_id: str) -> list[str]:
    return await deps.storage.read(lambda unit: [step.key for step in ticket.to_send(unit.steps.of(request_id))])


async def unmark(run: Run, key: str) -> None:
    """Only where a person has looked, and the letter did not go out. In a step before sending, so that a kill while it
    is sent leaves the doubt as it is."""
    if await run.deps.storage.read(lambda unit: facts(unit, _step(unit, run.request_id, key), ExportFacts).again):
        await _try(run, key, _unmark)


async def write(run: Run, key: str) -> str:
    """Where the draft stands; empty when the letter is not to go out any more, or cannot."""
    return await _try(run, key, lambda mailbox, made: mailbox.draft(made))


async def send(run: Run, key: str, draft: str) -> None:
    """Once, however often this runs: the mailbox itself tells whether it went out."""
    left = await _try(run, key, lambda mailbox, made: _send(run, key, mailbox, made, draft))
    if left:
        await _settle(run, key, StepState.DONE, Note.SENT, left)


async def _send(run: Run, key: str, mailbox: Mailbox, made: Letter, draft: str) -> str:
    """One attempt, noted before it: after a kill nothing else tells of it."""
    before = await _note(run, key, tried=True)
    try:
        return await mailbox.send(made, draft)
    except Trouble as trouble:
        if not before and not trouble.sent:
            await _note(run, key, tried=False)
        raise


async def _note(run: Run, key: str, *, tried: bool) -> bool:
    """Whether the letter may go out from now on; gives whether it may have before."""

    def write(unit: Unit) -> bool:
        step = _step(unit, run.request_id, key)
        known = facts(unit, step, ExportFacts)
        unit.steps.save(keeping(unit, step, replace(known, tried=tried)))
        return known.tried

    return await run.deps.storage.write(write)


async def _unmark(mailbox: Mailbox, made: Letter) -> str:
    await mailbox.unmark(made)
    return made.message_id


async def _try(run: Run, key: str, do: Callable[[Mailbox, Letter], Awaitable[str]]) -> str:
    """Try until the mailbox has done it. Empty when it was stopped, or a person must look; the step says why."""
    delay, began = Delay(run.deps.policy.poll_every), run.deps.clock()
    while True:
        try:
            async with _by_itself(run), run.turn:
                made = await _made(run, key)
                if not made or not await is_all_paused(run.deps):
                    return await do(run.deps.post, made) if made else ""
            began = run.deps.clock()  # the time in which nobody may send does not count
            await asyncio.sleep(delay.next())
        except Doubtful:
            return await _settle(run, key, StepState.FAILED, Note.DOUBTFUL)
        except Refused:
            return await _settle(run, key, StepState.FAILED, Note.MAIL_REFUSED)
        except Trouble as silence:
            if run.deps.clock() - began > run.deps.policy.give_up_after:
                return await _settle(run, key, StepState.FAILED, Note.MAIL_DOWN)
            await asyncio.sleep(delay.after(silence))


def _by_itself(run: Run) -> AbstractAsyncContextManager[None]:
    """Of two runs, in whatever processes, the second finds what the first one sent."""
    return run.deps.storage.exclusive(f"letters/{run.request_id}")


async def _made(run: Run, key: str) -> Letter | None:
    """The letter; None when it was stopped meanwhile, was settled before, or is a later run's."""

    def make(unit: Unit) -> Letter | None:
        request, step = unit.requests.get(run.request_id), _step(unit, run.request_id, key)
        if not request or not request.open or request.cancel_asked_by or step.state is not StepState.RUNNING:
            return None
        if request.run != run.number:
            return None
        steps, signer = unit.steps.of(run.request_id), Signer.at(unit, step)
        return letter(unit, request, steps, step, run.deps.policy, signer)

    made = await run.deps.storage.read(make)
    if made is None:
        await _settle(run, key, StepState.CANCELLED, Note.NOT_BEGUN)
    return made


async def _settle(run: Run, key: str, state: StepState, note: Note, letter: str = "") -> str:
    """Only a letter that is still on its way; an answer may have proved meanwhile that it arrived. A run that was taken
    up after a crash, and that a later one overtook, can only say that it sent it. What may have gone out is in doubt,
    whatever kept it from being sent afterwards."""
    now = run.deps.clock()

    def write(unit: Unit) -> None:
        case = Case.open(unit, run.request_id, run.deps.policy, now)
        assert case, "a run is asked for in the row of its request"
        step, overtaken = _of(case.steps, key), case.request.run != run.number
        if step.state is not StepState.RUNNING or (overtaken and state is not StepState.DONE):
            return
        known = case.facts(step, ExportFacts)
        end = (StepState.FAILED, Note.DOUBTFUL) if known.tried and state is not StepState.DONE else (state, note)
        sent = replace(known, letter=letter or known.letter, tried=False)
        case.keep(step, *end, sent.saying(Sent(now) if state is StepState.DONE else None))
        threads.note(case)
        case.event(ENDS[end[0]], {"step": key, "note": end[1]})

    await run.deps.storage.write(write)
    return ""


def _step(unit: Unit, request_id: str, key: str) -> Step:
    return _of(unit.steps.of(request_id), key)


def _of(steps: Sequence[Step], key: str) -> Step:
    return next(step for step in steps if step.key == key)
