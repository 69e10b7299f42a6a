"""A log that is written out while the bot goes on: as it was at one moment, whatever happens meanwhile."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest

from domain.audit.verify import Found, verify
from storage.log_file import CutMeanwhile, whole
from storage.signing import fits
from storage.store import Store
from tests.domain.audit.conftest import NOW, events

DAY = timedelta(days=1)
Meanwhile = Callable[[Store], Awaitable[None]]


async def a_log(store: Store) -> str:
    """Three pages, and something that is not sealed. The public key of its beginning."""
    for number in range(45):
        await store.write(events(2))
        await store.write(lambda unit, number=number: unit.log.seal_some(NOW + number * DAY))
    await store.write(events(3))
    return await store.read(lambda unit: unit.log.keys.public())


async def sealed(store: Store) -> None:
    await store.write(events(2))
    await store.write(lambda unit: unit.log.seal_some(NOW + 45 * DAY))


async def rotated(store: Store) -> None:
    await store.write(lambda unit: unit.log.keys.make(NOW + 45 * DAY))
    await sealed(store)


async def cut(store: Store) -> None:
    await store.write(lambda unit: unit.log.cuts.make(NOW + 10 * DAY, NOW + 45 * DAY))
    while await store.write(lambda unit: unit.log.cuts.clear()):
        pass


async def written_out(store: Store, meanwhile: Meanwhile, after: int) -> list[str]:
    """`after`: how many lines."""
    lines = list[str]()
    async for line in whole(store, NOW + 45 * DAY):
        lines.append(line)
        if len(lines) == after:
            await meanwhile(store)
    return lines


def proved(lines: list[str], public: str) -> Found:
    return verify(iter(lines), public, fits)


@pytest.mark.parametrize("after", [1, 2, 65, 120])
@pytest.mark.parametrize("meanwhile", [sealed, rotated])
async def test_a_key_or_a_batch_that_comes_meanwhile_is_of_the_next_file(
    store: Store, meanwhile: Meanwhile, after: int
) -> None:
    public = await a_log(store)
    found = proved(await written_out(store, meanwhile, after), public)
    assert (found.events, found.seals, found.unsealed) == (90, 45, 3)
    assert proved(await written_out(store, meanwhile, 0), public).events >= 95


async def test_a_cut_of_what_is_not_written_out_yet_is_said(store: Store) -> None:
    public = await a_log(store)
    with pytest.raises(CutMeanwhile, match="The front of the log was cut while it was written out: export it again"):
        await written_out(store, cut, 1)
    assert proved(await written_out(store, cut, 0), public).first == 21


async def test_a_cut_of_what_is_written_out_already_does_no_harm(store: Store) -> None:
    public = await a_log(store)
    assert proved(await written_out(store, cut, 65), public).events == 90
