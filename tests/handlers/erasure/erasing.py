"""What tests of erasures share: people of the sandbox, and its switches."""

from __future__ import annotations

import asyncio
from urllib.parse import quote

from domain.erasure.plan import StepKind, name_of, part_of
from domain.erasure.recipients import is_typed
from domain.request import State, Step, StepState
from tests.gateways.sandbox.api import Api
from tests.stage import SOON, Scene, Values, filed, said

ANNA = "anna.berg@contoso.com"  # in CRM Contacts, Webshop Orders, Loyalty Members and CRM Web
ZOE = "zoe.akesson@example.org"  # in Webshop Orders alone


async def index(on: Scene, *, searchable: bool, filterable: bool) -> None:
    """Have the column with the address in the search and filter index, or not."""
    flags = {"isSearchable": searchable, "isFilterable": filterable}
    columns = [{"name": "EMail", "properties": flags}] if searchable or filterable else []
    body = {"entityConfig": [{"qualifiedEntityName": "Customer", "attributes": columns}]}
    await Api(on.sandbox, on.session).call("PUT", "/manage/search", body=body)


async def state(on: Scene, ref: str, wanted: State, run: int = 0) -> None:
    """Wait until the request is in this state, in this run or a later one."""
    async with asyncio.timeout(2 * SOON):
        while (found := await on.request(ref)).state is not wanted or found.run < run:  # noqa: ASYNC110
            await asyncio.sleep(0.02)


async def part(on: Scene, ref: str, key: str) -> Step:
    return next(step for step in await on.steps(ref) if step.key == key)


async def place_of(on: Scene, ref: str, key: str) -> str:
    """What the button at this part carries."""
    return f"{ref}.{(await part(on, ref, key)).position}"


async def settle(on: Scene, who: str, ref: str, key: str, **values: str) -> str:
    """Answer what a part of the plan waits for."""
    return said(await on.act(who, "settle", await place_of(on, ref, key), values))


async def deleted(on: Scene, who: str, *sources: str) -> None:
    """Somebody at Contoso deletes the person in the original sources."""
    for source in sources:
        assert (await on.steer("DELETE", f"/records/{source}?email={quote(who)}"))["deleted"]


async def filed_for(on: Scene, who: str, *sources: str, stated: bool = True, by: str = "ada") -> str:
    """Fill in the form of an erasure, and have Ben approve it."""
    ids = tuple([await on.source_id(source) for source in sources])
    values: Values = {"sources": ids, "for": who, **({"deleted": "2026-11-01"} if stated else {})}
    ref = filed(await on.act(by, "refresh", "", values))
    await on.act("ben", "approve", ref)
    return ref


async def recreate(on: Scene, segment: str) -> None:
    """Somebody has a static segment worked out anew, in Customer Insights itself."""
    people = on.bot.deps.insights.people
    job = await people.run("segmentation", [segment])
    evaluated = None
    async with asyncio.timeout(SOON):
        while not (evaluated and job.submitted and evaluated > job.submitted):
            await asyncio.sleep(0.02)
            evaluated = next(s.evaluated for s in await people.segments() if s.name == segment)


async def typed_recipients(on: Scene, ref: str) -> list[str]:
    """The keys of the recipients whom people typed, in their order."""
    return [step.key for step in await on.steps(ref) if is_typed(step.key)]


async def gone(on: Scene) -> None:
    """Wait until the last check found nobody."""
    await on.wait(lambda: on.rows("SELECT 1 FROM steps WHERE key = 'check:2' AND state = 'done'"))


async def people_do_their_part(on: Scene, ref: str) -> None:
    """Everything that waits for a decision, but the answer to the person."""
    for step in await on.steps(ref):
        match part_of(step.key):
            case StepKind.SEGMENT if step.note == "":
                await settle(on, "ada", ref, step.key, choice="run")
            case StepKind.STATIC if step.state is StepState.WAITING:
                await recreate(on, name_of(step.key))
                await settle(on, "ada", ref, step.key, text="recreated")
            case StepKind.RECIPIENTS if step.state is StepState.WAITING:
                await settle(on, "ada", ref, step.key, text="")
            case StepKind.RECIPIENT if step.state is StepState.WAITING:
                await settle(on, "ada", ref, step.key, day=on.today)


async def ended_well(on: Scene, ref: str) -> None:
    """From the plan that waits for people to the person who was told."""
    await people_do_their_part(on, ref)
    await gone(on)
    await state(on, ref, State.NEEDS_ATTENTION)
    await settle(on, "ada", ref, "answer:", day=on.today)
    await state(on, ref, State.COMPLETED)


async def checked(on: Scene, ref: str) -> None:
    """People do their part whenever something waits for them, until the last check found nobody."""
    async with asyncio.timeout(60):
        while not any(step.key == "check:2" and step.state is StepState.DONE for step in await on.steps(ref)):
            if (await on.request(ref)).state is State.NEEDS_ATTENTION:
                await people_do_their_part(on, ref)
            await asyncio.sleep(0.05)
