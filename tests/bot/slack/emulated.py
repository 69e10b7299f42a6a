"""A Slack made by others: the npm package `emulate`, kept in a cache folder and run on loopback while it is needed."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import aiohttp

from bot.slack.manifest import SCOPES
from tests.ports import free_port
from tests.programs import NODE, NPM, Ask

PACKAGE, VERSION = "emulate", "0.11.2"  # the last one for Node 20
INSTALLING, STARTING = 90, 20  # seconds
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


class NotHere(Exception):
    """It cannot be had on this machine; the text says why."""


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


def installed(program: Ask) -> Path:
    """The program's entry. Raises: NotHere."""
    home = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / f"dsrbot-tests/{PACKAGE}-{VERSION}"
    entry = home / f"node_modules/{PACKAGE}/dist/index.js"
    if not entry.exists():
        _install(program(NPM), home)
    return entry


def _install(npm: Path, home: Path) -> None:
    """In a folder of our own first, so that several tests may do it at once."""
    home.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=home.parent) as fresh:
        command = [npm, "install", "--prefix", fresh, "--no-audit", "--no-fund", f"{PACKAGE}@{VERSION}"]
        try:
            done = subprocess.run(command, capture_output=True, timeout=INSTALLING, check=False)
        except subprocess.TimeoutExpired:
            raise NotHere(f"npm takes too long to install {PACKAGE}") from None
        if done.returncode:
            raise NotHere(f"npm cannot install {PACKAGE}@{VERSION}")
        with suppress(OSError):  # another test was faster
            Path(fresh, "node_modules").rename(_made(home) / "node_modules")


def _made(home: Path) -> Path:
    home.mkdir(exist_ok=True)
    return home


@asynccontextmanager
async def emulated_slack(program: Ask, folder: Path) -> AsyncIterator[Emulated]:
    """Raises: NotHere."""
    node, seed, entry = program(NODE), folder / "seed.json", installed(program)
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
    raise NotHere(f"{PACKAGE} does not start with this node")
