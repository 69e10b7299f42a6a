"""A small bot for `test_crash.py`: files and starts one request, does its three steps, and may be killed on the way.

    python -m tests.storage.crashing DATABASE_URL MASTER_KEY DIARY [KILLED_AT]

Every effect is a line in the diary. With KILLED_AT the process kills itself there; without, it finishes what it finds.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

from storage.durable import Durable, Flow, Pace
from storage.pump import Pump
from storage.store import open_store
from tests.storage.factories import file_request
from tests.storage.waiting import until

COMMITTED = "committed"
STEPS = ("submit", "poll", "tell")


def effect(diary: Path, name: str, killed_at: str | None) -> Callable[[], Awaitable[None]]:
    async def do() -> None:
        with diary.open("a") as file:
            file.write(f"{name}\n")
        if name == killed_at:
            kill()

    return do


def kill() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


async def told_of_failure(request_id: str, why: str) -> None:
    raise AssertionError("nothing fails here")


async def main(url: str, key: str, diary: Path, killed_at: str | None) -> None:
    async def work(flow: Flow, request_id: str, run: int) -> None:
        for name in STEPS:
            await flow.step(name, effect(diary, name, killed_at))
        await flow.sleep(0.01)
        await flow.step("end", effect(diary, "end", None))

    durable = Durable(url, Pace(poll=0.05))
    async with open_store(url, key) as store:
        await durable.start({"refresh": work}, told_of_failure)
        pump = asyncio.create_task(Pump(store, durable).run())
        if killed_at:
            await store.write(lambda unit: unit.start(file_request(unit, run=1)))
        if killed_at == COMMITTED:
            kill()
        await until(lambda: diary.exists() and diary.read_text().endswith("end\n"))
        pump.cancel()
        await durable.stop()


if __name__ == "__main__":
    arguments = sys.argv[1:]
    asyncio.run(main(arguments[0], arguments[1], Path(arguments[2]), arguments[3] if arguments[3:] else None))
