"""What is kept over a restart, also one without a goodbye."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from gateways.sandbox import running_sandbox
from gateways.sandbox.contoso_directory import DIRECTORY
from tests.gateways.sandbox.api import JOBS, Api, Json, calling, until
from tests.gateways.sandbox.process import sandbox_process

MARK = next(entry.id for entry in DIRECTORY if entry.mail == "mark.old@contoso.com")


@pytest.fixture
def state_path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "sandbox.json"


def ids(assignments: list[Json]) -> set[str]:
    return {held["principalId"] for held in assignments}


@asynccontextmanager
async def opened(state_path: Path) -> AsyncIterator[Api]:
    async with running_sandbox(state_path=state_path, seconds=0) as sandbox, calling(sandbox) as api:
        yield api


async def test_a_restart_loses_nothing(state_path: Path) -> None:
    async with opened(state_path) as api:
        await api.steer("PUT", "/datasources/CRM Web", {"behaviour": "hang"})
        await api.steer("DELETE", "/records/LoyaltyMembers", query={"email": "robin@contoso.com"})
        await api.call("DELETE", "/manage/segments/Seg_Draft")
        await api.ended((await api.refresh("Loyalty Members"))["jobId"])
        job = await api.refresh("CRM Web")
        before = [await api.call("GET", path) for path in ("/manage/segments", "/manage/datasources", JOBS)]
    async with opened(state_path) as api:
        after = [await api.call("GET", path) for path in ("/manage/segments", "/manage/datasources", JOBS)]
        assert after == before
        assert (await api.job(job["jobId"]))["jobStatus"] == "running"
        await api.call("POST", JOBS, {"operationType": "merge", "forceRunRequested": "true"})
        assert await api.customers("robin@contoso.com") == []


async def test_time_goes_on_while_the_sandbox_is_down(state_path: Path) -> None:
    async with opened(state_path) as api:
        await api.steer("PUT", "/datasources/CRM Web", {"seconds": 0.05})
        job = await api.refresh("CRM Web")
    await asyncio.sleep(0.06)
    async with opened(state_path) as api:
        assert (await api.job(job["jobId"]))["jobStatus"] == "successful"


async def test_a_change_that_was_answered_survives_a_kill(state_path: Path) -> None:
    async with sandbox_process("--state", str(state_path), "--seconds", "0") as (process, sandbox):
        async with calling(sandbox) as api:
            job = await api.refresh("CRM Web")
            await api.call("DELETE", f"/rbac/principals/{MARK}/assignment")
        process.kill()
        await process.wait()
    async with opened(state_path) as api:
        assert (await api.job(job["jobId"]))["jobStatus"] == "successful"
        listed = await until(lambda: api.call("GET", "/rbac/assignments"), lambda held: MARK not in ids(held))
        assert len(listed) > 20


async def test_many_changes_at_once_are_all_kept(state_path: Path) -> None:
    async with opened(state_path) as api:
        jobs = await asyncio.gather(*(api.refresh("CRM Web") for _ in range(20)))
        kept = await asyncio.to_thread(state_path.read_text, encoding="utf-8")
    assert all(job["jobId"] in kept for job in jobs)
    assert list(state_path.parent.iterdir()) == [state_path]


@pytest.fixture
def something_else(tmp_path: Path) -> Path:
    path = tmp_path / "else.json"
    path.write_text('{"seed": "contoso"}')
    return path


async def test_something_else_in_the_file_is_said_plainly(something_else: Path) -> None:
    with pytest.raises(ValueError, match="holds no sandbox"):
        async with opened(something_else):
            pass


async def test_a_seed_that_there_is_not_is_refused() -> None:
    with pytest.raises(ValueError, match="contoso and odd"):
        async with running_sandbox(seed="fabrikam"):
            pass
