"""Batches on the stage: a list is given, looked through and filed; how each of its people stands."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence

from domain.batch import Stand, stand
from domain.card import Answer, Form
from domain.erasure.plan import StepKind, name_of, of
from domain.request import State
from gateways.sandbox.contoso_customers import Person, people
from handlers.erasure.look_through import look_through
from tests.handlers.erasure.erasing import people_do_their_part
from tests.stage import Scene, Values, filed, said

HOURS = 3600.0


def somebody(count: int) -> list[Person]:
    """So many customers whom the webshop holds, and as little else as may be."""
    known = [one for one in people()[5:] if any(record.source == "WebshopOrders" for record in one.records)]
    return sorted(known, key=lambda one: len(one.records))[:count]


async def given(on: Scene, lines: Iterable[str], who: str = "ada", **more: str) -> Answer:
    """The list as somebody fills it in."""
    form = await on.typed(who, "erase-many")
    assert isinstance(form, Form), said(form)
    every = list(lines)
    texts = {name: "\n".join(every[n * 80 : (n + 1) * 80]) for n, name in enumerate(("people", "people-2", "people-3"))}
    values: Values = {**{one.name: one.value for one in form.fields}, **texts, **more}
    return await on.act(who, "erase-many", "", values)


def list_of(on: Scene) -> str:
    """The id of the list that was given last."""
    return str(on.rows("SELECT id FROM lists ORDER BY at DESC")[0].id)


async def brought(on: Scene) -> str:
    """It, once everybody was looked up."""
    async with asyncio.timeout(HOURS):
        while on.rows("SELECT 1 FROM lists WHERE look_at IS NOT NULL"):  # noqa: ASYNC110
            await asyncio.sleep(0.05)
    await told(on)
    return list_of(on)


async def told(on: Scene) -> None:
    """Nothing is left to be told or redrawn."""
    async with asyncio.timeout(HOURS):
        while on.rows("SELECT 1 FROM notices WHERE due_at IS NOT NULL"):  # noqa: ASYNC110
            await asyncio.sleep(0.05)


async def opened(on: Scene, name: str, who: str = "ada") -> Form:
    form = await on.act(who, "list-erase", name)
    assert isinstance(form, Form), said(form)
    return form


async def sent(on: Scene, name: str, who: str = "ada", **changed: str | tuple[str, ...]) -> Answer:
    form = await opened(on, name, who)
    values = {f.name: tuple(f.value.splitlines()) if f.name == "sources" else f.value for f in form.fields}
    return await on.act(who, "list-erase", form.ref, {**values, **changed})


async def asked_for(on: Scene, persons: Sequence[Person]) -> str:
    """Of a bot that works nothing off: the list is looked through, and filed."""
    await given(on, [one.email for one in persons])
    await look_through(on.bot.deps)
    return filed(await sent(on, list_of(on), deleted="2026-11-01"))


async def members(on: Scene, ref: str) -> list[str]:
    return [name_of(step.key) for step in of(await on.steps(ref), StepKind.MEMBER)]


async def stands(on: Scene, ref: str) -> dict[str, Stand]:
    """How it stands with each, by their own request."""
    found = dict[str, Stand]()
    for one in await members(on, ref):
        held = await on.bot.deps.storage.read(lambda unit, one=one: bool(unit.subjects.holds(one)))
        found[one] = stand(await on.request(one), await on.steps(one), held=held)
    return found


async def their(on: Scene, ref: str, person: Person) -> str:
    """The request of one person of a batch."""
    for one in await members(on, ref):
        if person.email in said(await on.typed("ada", f"show {one}")):
            return one
    raise AssertionError(person.number)


async def deleted_in_the_sources(on: Scene, persons: Iterable[Person]) -> None:
    for person in persons:
        for source in {record.source for record in person.records}:
            await on.steer("DELETE", f"/records/{source}?email={person.email}")


async def ended(on: Scene, ref: str) -> None:
    """People do what the batch asks for once for all, until the machine can do no more for anybody."""
    async with asyncio.timeout(HOURS):
        while (found := await on.request(ref)).state is not State.COMPLETED:
            if found.state is State.NEEDS_ATTENTION:
                await people_do_their_part(on, ref)
            await asyncio.sleep(0.1)
