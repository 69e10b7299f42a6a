"""Two replicas that work on the same letter: it goes out once, and nobody is told of a doubt."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from email.message import EmailMessage
from functools import partial
from pathlib import Path

import pytest

from domain.export.plan import Stage
from domain.request import StepState
from handlers.deps import Deps
from handlers.export.work import export_work
from storage.replicas import replica_at
from storage.store import open_store
from tests.databases import MASTER_KEY
from tests.gateways.mail.conftest import dovecot, office, postman
from tests.gateways.mail.office import Office
from tests.handlers.conftest import Open, judged
from tests.handlers.export.exporting import Straight, acts, approved, comes_to, stage, turn
from tests.handlers.export.test_by_servers import CONFIG
from tests.stage import Scene

__all__ = ["dovecot", "office", "postman"]


@pytest.fixture
def opened(postgresql_url: str, tmp_path: Path) -> Open:
    return partial(judged, postgresql_url, tmp_path)


@asynccontextmanager
async def another(on: Scene) -> AsyncIterator[Deps]:
    """Another replica on the same database."""
    replica = replica_at(on.database_url)
    async with open_store(on.database_url, MASTER_KEY, replica=replica) as store:
        yield replace(on.bot.deps, storage=store)


async def _again(deps: Deps, ref: str, run: int) -> None:
    await export_work(deps)(Straight(), ref, run)


async def test_a_letter_that_one_sends_is_not_sent_by_another(opened: Open, office: Office) -> None:
    """Nor is it in doubt: who comes second waits, and finds it sent."""
    coming, go = asyncio.Event(), asyncio.Event()

    async def slowly(_: EmailMessage) -> None:
        coming.set()
        await go.wait()

    office.postman.took = slowly
    async with opened(config=CONFIG, environ=office.environ) as on, another(on) as other:
        ref = await approved(on)
        await turn(on, ref, Stage.REQUEST)
        await acts(on, ref, Stage.REQUEST)
        async with asyncio.timeout(15):
            await coming.wait()
        run = (await on.request(ref)).run
        second = asyncio.create_task(_again(other, ref, run))
        await asyncio.sleep(1)
        assert (await stage(on, ref, Stage.REQUEST)).state is StepState.RUNNING
        go.set()
        await comes_to(on, ref, Stage.REQUEST, StepState.DONE, "sent")
        async with asyncio.timeout(15):
            await second
        assert len(office.postman.mails) == 1
        assert len(office.mails("Sent")) == 1
        assert (await stage(on, ref, Stage.REQUEST)).note == "sent"
