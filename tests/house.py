"""A whole house for tests: the bot as a process of its own, between the fake Slack and a sandbox that outlive it."""

from __future__ import annotations

import asyncio
import json
import os
import time
from asyncio.subprocess import Process
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp

from gateways.sandbox import Sandbox
from tests.fakes.slack import BOT_TOKEN, SECRET, FakeSlack, running_slack
from tests.fakes.slack.sender import Sender
from tests.forked import Forked
from tests.gateways.sandbox.process import forked_sandbox
from tests.ports import free_port

PATIENCE = 60.0  # seconds
CONFIG = """
[people]
admins = ["ada@contoso.com", "amir@contoso.com"]
approvers = ["ben@contoso.com", "cleo@contoso.com"]
auditors = ["olga@contoso.com"]
[channels]
approvals = { slack = "C0APPROVE" }
failures = { slack = "C0FAIL" }
[approval]
required = { default = 1, remove-user = 2 }
[refresh]
poll_every = "0.2s"
settle = "1s"
watch = "0"
"""


@dataclass
class House:
    """`start` and `kill` the bot as often as you like; its database stays."""

    folder: Path
    slack: FakeSlack
    sandbox: Sandbox
    session: aiohttp.ClientSession
    environment: Mapping[str, str] = field(default_factory=dict)
    bot: Forked | Process | None = None
    port: int = field(default_factory=free_port)
    program: tuple[str, ...] = ("bot", "run")  # what `python -m` runs

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def sender(self) -> Sender:
        return Sender(self.url, self.slack.url, self.session)

    async def start(self) -> None:
        log = self.folder / "bot.log"
        self.bot = bot = Forked(*self.program, folder=self.folder, environ=self.environ(), log=log)
        await bot.start()
        await until(self.is_ready, "the bot is ready")

    async def kill(self) -> None:
        """SIGKILL: no chance to tidy up."""
        assert self.bot
        self.bot.kill()
        await self.bot.wait()

    @property
    def pid(self) -> int | None:
        """Of the bot."""
        return self.bot.pid if self.bot else None

    def cpu(self) -> float:
        """Seconds of the processor that the bot has used."""
        assert self.bot
        return cpu_of(self.bot.pid)

    async def is_ready(self) -> bool:
        assert self.bot
        assert self.bot.returncode is None, self.log()
        try:
            async with self.session.get(f"{self.url}/readyz") as answer:
                return answer.status == 200
        except aiohttp.ClientError:
            return False

    async def steer(self, method: str, path: str, **body: Any) -> Any:
        url = f"{self.sandbox.url}/_sandbox/{path}"
        async with self.session.request(method, url, json=body or None) as answer:
            assert answer.status == 200, await answer.text()
            return await answer.json()

    async def calls(self) -> list[dict[str, Any]]:
        """Every call that the sandbox received, in order."""
        calls: list[dict[str, Any]] = await self.steer("GET", "calls")
        return calls

    def log(self) -> str:
        return (self.folder / "bot.log").read_text()

    def environ(self) -> dict[str, str]:
        """Nothing of this process's own but what Python itself needs."""
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "PYTHONPATH") if name in os.environ}
        slack = {"SLACK_API_URL": self.slack.api_url, "SLACK_BOT_TOKEN": BOT_TOKEN, "SLACK_SIGNING_SECRET": SECRET}
        ports = {"PORT": str(self.port), "ADMIN_PORT": "0"}
        here = {"PYTHONPATH": str(Path(__file__).parents[1])}
        return {**kept, **here, **slack, **self.sandbox.environment, **ports, **self.environment}


def cpu_of(pid: int | None) -> float:
    """Seconds of the processor that a process has used, to the nanosecond: `clock_getcpuclockid` of Linux."""
    assert pid
    return time.clock_gettime((~pid << 3) | 2)


def memory_of(pid: int | None) -> float:
    """Megabytes that a process has in memory."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.partition("VmRSS:")[2].split()[0]) / 1024


@asynccontextmanager
async def house(folder: Path, *, config: str = CONFIG, **environment: str) -> AsyncIterator[House]:
    (folder / "dsrbot.toml").write_text(config)
    async with (
        running_slack() as slack,
        forked_sandbox("--seconds", "0.5") as sandbox,
        aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=30)) as session,
    ):
        built = House(folder, slack, sandbox, session, environment)
        try:
            await built.start()
            yield built
        finally:
            if built.bot and built.bot.returncode is None:
                await built.kill()


async def until(holds: Callable[[], Any], what: str, patience: float = PATIENCE) -> Any:
    """Wait until `holds` gives something true, and return it."""
    try:
        async with asyncio.timeout(patience):
            while not (found := await _asked(holds)):  # noqa: ASYNC110 - it happens in another process
                await asyncio.sleep(0.05)
            return found
    except TimeoutError:
        raise AssertionError(f"never so: {what}") from None


async def _asked(holds: Callable[[], Any]) -> Any:
    answer = holds()
    return await answer if asyncio.iscoroutine(answer) else answer


def text_of(shown: Any) -> str:
    """All that a person can read in a message, an answer or a view."""
    return json.dumps(shown, ensure_ascii=False)
