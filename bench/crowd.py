"""Two hundred people erased from twelve sources at once: how many jobs and calls that takes, and what it costs."""

from __future__ import annotations

import asyncio
import os
import sqlite3
import time
from collections import Counter
from contextlib import closing, suppress
from pathlib import Path
from statistics import quantiles
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import quote

import aiohttp

from bench.acts import UNLIMITED
from gateways.sandbox.contoso_customers import people
from gateways.sandbox.contoso_directory import SOURCES
from tests.fakes.slack import payloads, running_slack
from tests.faults.story import REF
from tests.gateways.sandbox.api import Api
from tests.gateways.sandbox.process import sandbox_process
from tests.house import CONFIG, House, text_of, until

PEOPLE = int(os.environ.get("CROWD", "200"))
SECONDS, PATIENCE = 2.0, 900.0
RULES = CONFIG.replace('poll_every = "0.2s"', 'poll_every = "0.5s"\ngive_up_after = "1h"') + UNLIMITED
NAMES = " ".join(f'"{name}"' for _, name, *_ in SOURCES)
NOT_OF_THE_PLAN = ("Seg_TradeFair", "Seg_OldCampaign")  # those two wait for a person each time
_DOWN = "SELECT count(*) FROM steps WHERE key = 'check:2' AND state = 'done' AND note = 'gone'"
_OVER = "SELECT count(*) FROM steps WHERE key IN ('check:1', 'check:2') AND state = 'failed'"


async def main() -> None:
    with TemporaryDirectory() as folder:
        (Path(folder) / "dsrbot.toml").write_text(RULES)
        async with (
            running_slack() as slack,
            sandbox_process("--seconds", str(SECONDS)) as (_, sandbox),
            aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=60)) as session,
        ):
            at = House(Path(folder), slack, sandbox, session, program=("tests.faults.hasty",))
            await at.start()
            try:
                await _crowd(at, Api(sandbox, session))
            finally:
                await at.kill()


async def _crowd(at: House, api: Api) -> None:
    for segment in NOT_OF_THE_PLAN:
        await api.call("DELETE", f"/manage/segments/{segment}")
    named = [person.email for person in people()[:PEOPLE]]
    for email in named:
        for _, name, *_ in SOURCES:
            await at.steer("DELETE", f"records/{quote(name)}?email={quote(email)}")
    refs = [await _file(at, email) for email in named]
    already, begun, spent = len(await at.calls()), time.monotonic(), at.cpu()
    late = list[float]()
    beating = asyncio.create_task(_beats(at, late))
    for ref in refs:
        await _press(at, "approve", ref, "U0BEN")
    for ref in refs:
        await _state(at, ref)
    await until(lambda: _count(at, _DOWN) + _count(at, _OVER) >= PEOPLE, "all were looked up", PATIENCE)
    took, used = time.monotonic() - begun, at.cpu() - spent
    beating.cancel()
    with suppress(asyncio.CancelledError):
        await beating
    _tell((await at.calls())[already:], _count(at, _DOWN), took, used, late)


async def _file(at: House, email: str) -> str:
    heard = text_of((await at.sender.types(f"refresh {NAMES} for {email}")).body)
    found = REF.search(heard)
    assert found, heard
    return found[0]


async def _press(at: House, verb: str, value: str, who: str) -> None:
    text = {"type": "plain_text", "text": verb}
    button = {"type": "button", "action_id": f"dsr:{verb}:0", "value": value, "text": text}
    await at.sender.presses(button, user=who, channel=f"D{who[1:]}")


async def _state(at: House, ref: str) -> None:
    """Once there is a plan, that the person was deleted in the original sources."""
    asked = "SELECT position FROM steps WHERE key = 'statement:' AND state = 'waiting' AND request_id = ?"
    rests = "SELECT 1 FROM requests WHERE state = 'needs_attention' AND id = ?"
    await until(lambda: _rows(at, asked, ref) and _rows(at, rests, ref), f"{ref} has a plan", PATIENCE)
    opened = len(at.slack.world.made("views.open"))
    await _press(at, "settle", f"{ref}.{_rows(at, asked, ref)[0][0]}", "U0ADA")
    await until(lambda: len(at.slack.world.made("views.open")) > opened, "the form is there")
    view = next(reversed(at.slack.world.views.values()))
    await at.sender.send(payloads.submission(view, {"day": "2026-11-01"}, user="U0ADA"))


async def _beats(at: House, late: list[float]) -> None:
    """Notes how many seconds the bot takes to say that it lives, twenty times a second."""
    while True:
        asked = time.perf_counter()
        async with at.session.get(f"{at.url}/healthz") as answer:
            await answer.read()
        late.append(time.perf_counter() - asked)
        await asyncio.sleep(0.05)


def _count(at: House, query: str) -> int:
    return int(_rows(at, query)[0][0])


def _rows(at: House, query: str, *values: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(f"file:{at.folder}/data/dsrbot.sqlite3?mode=ro", uri=True, timeout=30)) as database:
        return database.execute(query, values).fetchall()


def _tell(calls: list[dict[str, Any]], gone: int, took: float, used: float, late: list[float]) -> None:
    routes = Counter(f"{call['method']} {_route(call['path'])}" for call in calls)
    jobs = Counter(str(call["query"].get("operationType")) for call in calls if _starts(call))
    sources = Counter(
        id for call in calls if _starts(call) for id in call["query"].get("identifiers", "").split(",") if id
    )
    print(f"{PEOPLE} people, {len(SOURCES)} sources: {gone} gone after {took:.0f} s")
    print(f"jobs: {sum(jobs.values())} ({', '.join(f'{name} {n}' for name, n in jobs.most_common())})")
    print(f"refreshes of one source: at most {max(sources.values(), default=0)}, {sum(sources.values())} in all")
    print(f"calls: {len(calls)}, {len(calls) / PEOPLE:.1f} a person")
    p99 = quantiles(late, n=100)[98]
    print(f"processor: {used:.1f} s; longest stall {max(late) * 1000:.0f} ms, p99 {p99 * 1000:.0f} ms")
    print("| route | calls |\n| --- | ---: |")
    for route, number in routes.most_common():
        print(f"| `{route}` | {number} |")


def _starts(call: dict[str, Any]) -> bool:
    return bool(call["method"] == "POST" and call["path"].endswith("/jobs") and call["status"] == 200)


def _route(path: str) -> str:
    parts = path.split("/instances/")[-1].split("/", 1)
    inner = parts[1] if len(parts) > 1 else path
    return inner if not inner.startswith("users/") else "users/…"


if __name__ == "__main__":
    asyncio.run(main())
