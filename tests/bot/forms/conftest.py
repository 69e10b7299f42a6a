from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from tests.matrix.company import Company, company_in


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def company(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> AsyncIterator[Company]:
    async with company_in(tmp_path_factory.mktemp("company"), sqlite_template) as company:
        yield company


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def people(company: Company) -> dict[str, str]:
    return await company.people()
