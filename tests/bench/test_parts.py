"""Each part of the bench runs to its end, and every row of its tables says something in every column."""

from __future__ import annotations

import pytest

from bench.parts import PARTS, Size


@pytest.mark.parametrize("part", PARTS)
async def test_it_measures_what_it_says(part: str) -> None:
    tables = await PARTS[part](Size.TINY)
    assert tables
    for table in tables:
        assert table.rows
        assert {len(row) for row in table.rows} == {len(table.head)}
        assert not any(cell in {"nan", "inf"} for row in table.rows for cell in row)
