"""One running sandbox: its world, the record of calls, and the file that keeps the world over a restart."""

from __future__ import annotations

import asyncio
import os
from collections import deque
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeAlias

from aiohttp import web
from pydantic import TypeAdapter, ValidationError

from gateways.sandbox.jobs import advance, run_schedule
from gateways.sandbox.seed import fresh_world
from gateways.sandbox.world import World

REMEMBERED_CALLS = 100_000
Call: TypeAlias = dict[str, object]
_WORLD = TypeAdapter(World)


@dataclass(kw_only=True)
class Simulation:
    seed: str
    seconds: float
    state_path: Path | None
    world: World
    calls: deque[Call] = field(default_factory=lambda: deque(maxlen=REMEMBERED_CALLS))
    _saving: asyncio.Lock = field(default_factory=asyncio.Lock)
    _changes: int = 0
    _saved: int = 0

    def up_to_date(self) -> World:
        """The world as it is now."""
        now = self.now()
        run_schedule(self.world, now)
        advance(self.world, now)
        return self.world

    def now(self) -> datetime:
        """By the service's clock, which may not agree with ours."""
        return datetime.now(UTC) + timedelta(seconds=self.world.oddities.clock)

    def reset(self) -> None:
        self.world = fresh_world(self.seed, self.seconds, self.now())
        self.calls.clear()

    async def save(self) -> None:
        """Have everything up to this call on disk; calls that wait for the disk share one write."""
        if self.state_path is None:
            return
        self._changes += 1
        change = self._changes
        async with self._saving:
            if self._saved >= change:
                return
            self._saved, content = self._changes, _WORLD.dump_json(self.world)
            await asyncio.to_thread(_write, self.state_path, content)


SIMULATION = web.AppKey("simulation", Simulation)


def simulation(request: web.Request) -> Simulation:
    return request.app[SIMULATION]


def world_of(request: web.Request) -> World:
    """The world as it is now."""
    return simulation(request).up_to_date()


async def open_simulation(state_path: Path | None, seed: str, seconds: float) -> Simulation:
    """A kept world, or a fresh one. Raises ValueError when the file holds something else."""
    kept = await asyncio.to_thread(_read, state_path) if state_path else None
    try:
        world = _WORLD.validate_json(kept) if kept else fresh_world(seed, seconds, datetime.now(UTC))
    except ValidationError:
        raise ValueError(f"{state_path} holds no sandbox of this version; delete it to start anew.") from None
    return Simulation(seed=seed, seconds=seconds, state_path=state_path, world=world)


def _read(path: Path) -> bytes | None:
    return path.read_bytes() if path.exists() else None


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(path.name + ".new")
    with draft.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
