from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from gateways.sandbox import running_sandbox
from tests.gateways.sandbox.api import Api, calling


@pytest.fixture
async def api() -> AsyncIterator[Api]:
    """A sandbox whose refreshes take no time at all."""
    async with running_sandbox(seconds=0) as sandbox, calling(sandbox) as caller:
        yield caller


@pytest.fixture
async def slow() -> AsyncIterator[Api]:
    """A sandbox whose refreshes take an hour, so that nothing moves by itself."""
    async with running_sandbox(seconds=3600) as sandbox, calling(sandbox) as caller:
        yield caller
