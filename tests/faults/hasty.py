"""The bot as `dsrbot run` wires it, in haste: no limit on calls a minute, short waits; `python -m` runs it.

`LEASE`: of this replica, in seconds. `AHEAD`: how far the clock is that it is given, in seconds.
"""

from __future__ import annotations

import asyncio
import os
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.app import logs
from bot.app.composing import setup_of
from bot.app.doors import Front
from bot.app.run import _open_doors, _stop_signal, _until
from bot.app.wiring import open_bot
from bot.settings.all import load
from storage.alone import alone
from storage.replicas import LEASE, TakenForDead
from tests.stage import hasty

SETTLE = timedelta(seconds=0.8)
HASTE = {"settle": SETTLE, "gone_within": timedelta(seconds=1)}


async def main() -> None:
    logs.configure()
    stop = _stop_signal()
    settings = load(os.environ, Path.cwd())
    assert settings.insights
    ahead = timedelta(seconds=float(os.environ.get("AHEAD", "0")))
    lease = float(os.environ.get("LEASE", LEASE))
    async with AsyncExitStack() as stack:
        stack.enter_context(alone(settings.process.database_url.get_secret_value()))
        setup = hasty(setup_of(settings.process, settings.config, settings.insights), HASTE)
        setup = replace(setup, lease=lease, clock=lambda: datetime.now(UTC) + ahead)
        bot, start = await stack.enter_async_context(open_bot(setup))
        front = Front((bot,), bot.desk, bot.homes, (settings.config,))
        await _open_doors(stack, front, settings, "", print)
        await start()
        await _until(stop, bot.replica.lost)
        if bot.replica.lost.is_set():
            raise TakenForDead


if __name__ == "__main__":
    asyncio.run(main())
