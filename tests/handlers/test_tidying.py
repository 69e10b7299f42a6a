"""What is tidied up each minute: what fails keeps nothing else waiting."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

from bot.app.chores import tidied
from tests.handlers.conftest import Open
from tests.handlers.requests.test_destroying import traces
from tests.stage import rules

GONE = ("deliveries", "ends", "cuts")


async def test_what_fails_keeps_nothing_else_waiting(opened: Open, tmp_path: Path, log: StringIO) -> None:
    async with opened(works=False, config=rules(audit={"keep": "400d"})) as desk:
        for table in GONE:
            desk.rows(f"DROP TABLE {table}")
        assert await tidied(desk.bot, traces(desk, tmp_path), "DSR-AAAAAA") == "DSR-AAAAAA"
    said = log.getvalue()
    assert "tidying up failed" in said
    assert "looking for what somebody else ended failed" in said
    assert "cutting the front of the log failed" in said
