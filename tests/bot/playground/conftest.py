from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.bot.playground.demo_desk import Served, served
from tests.bot.playground.visitor import Visitor, visiting


@pytest.fixture
async def here() -> AsyncIterator[Served]:
    async with served() as playground:
        yield playground


@pytest.fixture
async def visitor(here: Served) -> AsyncIterator[Visitor]:
    async with visiting(here.url) as one:
        yield one
