"""Several replicas of the bot on one PostgreSQL, between a fake Slack and a sandbox that outlive them all.

To a `Story` they are one house: what is sent goes to one of those that live, as a load balancer would send it.
"""

from __future__ import annotations

import asyncio
import os
import re
import signal
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from random import Random
from typing import Any

import aiohttp
import psycopg

from gateways.sandbox.server import running_sandbox
from tests.databases import MASTER_KEY
from tests.fakes.slack import running_slack
from tests.fakes.slack.sender import Sender
from tests.house import CONFIG, House, until
from tests.postgresql import address_of
from tests.wire import Wire, wire_to

LEASE = 3.0  # seconds
_JOINED = re.compile(r'"replica": "(\S+)", "living": \d+, "event": "a replica has joined"')
APART = (0, 60, -60)  # seconds that the clocks of replicas are ahead


class Replica(House):
    """One process, which may be stopped and go on. `dead`: somebody has ended it, and nobody has started it again.
    `spared`: it has to end by itself, so nobody else ends it."""

    stopped = spared = False

    @property
    def name(self) -> str:
        """Under which it has its lease; empty before the first."""
        log = self.folder / "bot.log"
        found = _JOINED.findall(log.read_text()) if log.exists() else []
        return str(found[-1]) if found else ""

    @property
    def dead(self) -> bool:
        return self.bot is None or self.bot.returncode is not None

    def stop(self) -> None:
        self._signal(signal.SIGSTOP)
        self.stopped = True

    def resume(self) -> None:
        self.stopped = False
        if not self.dead:
            self._signal(signal.SIGCONT)

    def _signal(self, number: signal.Signals) -> None:
        assert self.bot
        assert self.bot.pid
        os.kill(self.bot.pid, number)

    async def kill(self) -> None:
        await super().kill()
        self.stopped = False

    async def ends(self) -> None:
        """SIGTERM: it hands on what it has begun."""
        self._signal(signal.SIGTERM)
        await until(lambda: self.dead, "it ends")


@dataclass
class Several(House):
    """As a house, but of several replicas. `database`: its address for whoever looks in from outside."""

    replicas: Sequence[Replica] = ()
    database: str = ""
    wire: Wire = field(kw_only=True)
    chance: Random = field(default_factory=Random)

    @property
    def sender(self) -> Sender:
        return Sender(self._one().url, self.slack.url, self.session)

    def _one(self) -> Replica:
        well = [one for one in self.replicas if not one.dead and not one.stopped] or self.replicas
        return self.chance.choice(well)

    async def start(self) -> None:
        await asyncio.gather(*(one.start() for one in self.replicas))

    async def kill(self) -> None:
        for one in self.replicas:
            if not one.dead:
                await one.kill()

    def log(self) -> str:
        return "\n".join(f"--- {one.folder.name}\n{one.log()}" for one in self.replicas)

    def rows(self, query: str) -> list[Any]:
        with psycopg.connect(address_of(self.database), autocommit=True) as connection:
            found = connection.execute(query.encode())
            return found.fetchall() if found.description else []


@asynccontextmanager
async def several(
    folder: Path,
    database: str,
    *,
    near: str = "",
    count: int = 3,
    config: str = CONFIG,
    seed: int = 0,
    lease: float = LEASE,
    starts: bool = True,
    given: Mapping[str, str] | None = None,
) -> AsyncIterator[Several]:
    """`near`: the address of the database for the replicas, where it is another one; their clocks are `APART`.
    `given`: further settings."""
    async with (
        running_slack() as slack,
        running_sandbox(seconds=0.5) as sandbox,
        wire_to(sandbox.url) as (wire, way),
        aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=15)) as session,
    ):
        settings = {name: value.replace(sandbox.url, way) for name, value in sandbox.environment.items()}
        reached, replicas = replace(sandbox, environment=settings), list[Replica]()
        for number in range(count):
            place = folder / f"replica-{number}"
            place.mkdir()
            (place / "dsrbot.toml").write_text(config)
            own = {"DATABASE_URL": near or database, "DSRBOT_MASTER_KEY": MASTER_KEY, "LEASE": str(lease)}
            own |= {"AHEAD": str(APART[number % len(APART)]), **(given or {})}
            replicas.append(Replica(place, slack, reached, session, own, program=("tests.faults.hasty",)))
        at = Several(
            folder, slack, sandbox, session, replicas=replicas, database=database, wire=wire, chance=Random(seed)
        )
        try:
            if starts:
                await at.start()
            yield at
        finally:
            for one in at.replicas:
                if not one.dead:
                    with suppress(ProcessLookupError):
                        await one.kill()
            await asyncio.sleep(0)
