"""Where the person is while answers are changed, and how an erasure or a removal comes to its end there."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from domain.erasure.plan import StepKind, name_of, part_of
from domain.request import State, Step, StepState
from tests.gateways.sandbox.api import Api
from tests.handlers.erasure.erasing import ZOE, deleted, settle
from tests.stage import Scene, filed

MARK = "mark.old@contoso.com"
SECONDS = 60.0  # until a request that neither ends nor says what it waits for counts as a silent wait
MOST_POSTS = 40  # for one erasure of one source, with its new tries: more would be asking without end
HASTE: dict[str, Any] = {
    "settle": timedelta(seconds=0.1),
    "give_up_after": timedelta(seconds=1.5),
    "gone_within": timedelta(seconds=0.3),
}


@dataclass(frozen=True)
class End:
    gone: bool
    silent: bool
    posts: int
    said: str


async def filed_in(on: Scene, world: str) -> str:
    """The request, not yet approved, in this world: `gone` for an erasure, `left` for a user who leaves."""
    if world in {"user", "left"}:
        await on.steer("PUT", "/speed", {"linger": 3600 if world == "user" else 0})
        return await on.file("ada", f"remove-user {MARK}")
    if world == "table":
        await on.steer("PUT", "/data", {"made": {"Visits": "measure"}, "keeps": {"Visits": [ZOE]}})
    elif world == "gone":
        await on.steer("PUT", "/data", {"made": {"Visits": "measure"}})
    if world in {"corrupt", "gone"}:
        of = [ZOE] if world == "corrupt" else []
        await on.steer("PUT", "/datasources/WebshopOrders", {"corrupt": True, "corrupt_of": of, "takes_filters": True})
    if world != "source":
        await deleted(on, ZOE, "Webshop Orders")
    sources = (await on.source_id("Webshop Orders"),)
    return filed(await on.act("ada", "refresh", "", {"sources": sources, "for": ZOE, "deleted": "2026-11-01"}))


async def to_its_end(on: Scene, ref: str, world: str) -> End:
    """Approve, let people do their part, and see how it ends."""
    await on.act("ben", "approve", ref)
    silent = not await _ended(on, ref)
    for _ in range(4):
        if silent or not await _people(on, ref, static=world != "segment"):
            break
        silent = not await _ended(on, ref)
    steps = await on.steps(ref)
    posts = [call for call in await on.calls("POST", "/v1/") if call["status"] == 200]
    posts += [call for call in await on.calls("DELETE", "/v1/") if call["status"] == 200]
    return End(gone=_gone(steps), silent=silent, posts=len(posts), said="; ".join(f"{s.key}={s.note}" for s in steps))


def _gone(steps: list[Step]) -> bool:
    """Whether the bot says of anything that the person is gone."""
    looked = [step for step in steps if part_of(step.key) in {StepKind.CHECK, StepKind.SOURCE}]
    return any(step.state is StepState.DONE and step.note in {"gone", "gone_before"} for step in looked)


async def _ended(on: Scene, ref: str) -> bool:
    """Wait until it rests, or its card says that the service does not answer."""
    try:
        async with asyncio.timeout(SECONDS):
            while (await on.request(ref)).state is State.IN_PROGRESS:
                if any(step.silent_since for step in await on.steps(ref)):
                    return True
                await asyncio.sleep(0.05)
    except TimeoutError:
        return False
    return True


async def _people(on: Scene, ref: str, *, static: bool) -> bool:
    """What waits for a person is done, in vain where no static segment is worked out anew. False: nothing waits."""
    did = False
    for step in await on.steps(ref):
        if step.state is not StepState.WAITING:
            continue
        match part_of(step.key):
            case StepKind.SEGMENT if step.note == "":
                await settle(on, "ada", ref, step.key, choice="run")
                did = True
            case StepKind.STATIC:
                if static:
                    await _recreate(on, name_of(step.key))
                await settle(on, "ada", ref, step.key, text="recreated")
                did = True
    return did


async def _recreate(on: Scene, segment: str) -> None:
    """In Customer Insights itself: no answer to the bot is asked."""
    await Api(on.sandbox, on.session).work_out(segment)
    await asyncio.sleep(0.3)
