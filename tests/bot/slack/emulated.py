"""A Slack made by others: the npm package `emulate`, kept in a cache folder and run on loopback while it is needed."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp

from bot.slack.manifest import SCOPES
from tests.npm import NotHere, Package, installed
from tests.ports import free_port
from tests.programs import NODE, Ask

EMULATE = Package("emulate", "0.11.2", "dist/index.js")  # the last one for Node 20
STARTING = 20  # seconds
BOT, JUDGE = "xoxb-under-test", "xoxp-judge"
TEAM, ADMIN, GENERAL = "T000000001", "U000000001", "C000000001"
SEED = {
    "slack": {
        "tokens": [
            {"token": BOT, "type": "bot", "user_id": ADMIN, "scopes": list(SCOPES)},
            {"token": JUDGE, "type": "user", "user_id": ADMIN, "scopes": ["channels:history", "users:read"]},
        ],
        "users": [{"name": "ada", "real_name": "Ada Admin", "email": "ada@contoso.com"}],
        "strict_scopes": True,
    }
}


@dataclass(frozen=True)
class Emulated:
    """`ask` uses a token of its own, which may read what the bot may not."""

    api_url: str
    session: aiohttp.ClientSession

    async def ask(self, method: str, token: str = JUDGE, **given: str) -> Any:
        headers = {"Authorization": f"Bearer {token}"}
        async with self.session.post(f"{self.api_url}/{method}", json=given, headers=headers) as answer:
            found = await answer.json()
            assert found["ok"], found
            return found

    async def trigger(self) -> str:
        return str((await self.ask("views.generateTriggerId", BOT, user_id=ADMIN))["trigger_id"])

    async def history(self) -> list[dict[str, Any]]:
        return list((await self.ask("conversations.history", channel=GENERAL))["messages"])


@asynccontextmanager
async def emulated_slack(program: Ask, folder: Path) -> AsyncIterator[Emulated]:
    """Raises: NotHere."""
    node, seed, entry = program(NODE), folder / "seed.json", installed(EMULATE, program)
    seed.write_text(json.dumps(SEED), encoding="utf-8")
    port = free_port()
    arguments = ["start", "--service", "slack", "--port", str(port), "--seed", str(seed)]
    quiet = asyncio.subprocess.DEVNULL
    process = await asyncio.create_subprocess_exec(node, str(entry), *arguments, stdout=quiet, stderr=quiet, cwd=folder)
    try:
        async with aiohttp.ClientSession() as session:
            slack = Emulated(f"http://127.0.0.1:{port}/api", session)
            await _ready(slack, process)
            yield slack
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def _ready(slack: Emulated, process: asyncio.subprocess.Process) -> None:
    async with asyncio.timeout(STARTING):
        while process.returncode is None:
            try:
                await slack.ask("auth.test")
            except aiohttp.ClientError:
                await asyncio.sleep(0.05)
            else:
                return
    raise NotHere(f"{EMULATE.name} does not start with this node")
