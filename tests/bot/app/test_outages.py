"""Admins hear of each outage, of the same one once a day, and that it is over."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.app.outages import tell_admins
from domain.notice import NoticeKind
from tests.stage import scene

DAY = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize("kind", [NoticeKind.GROUP, NoticeKind.DOOR])
async def test_each_is_told_once_and_the_same_one_once_a_day(
    database_url: str, tmp_path: Path, kind: NoticeKind
) -> None:
    async with scene(database_url, tmp_path, works=False) as desk:

        async def told(how: str, hours: float) -> int:
            """So many notices there are, once every replica has noticed it."""
            at = DAY + timedelta(hours=hours)
            for _ in range(3):
                await desk.bot.store.write(lambda unit: tell_admins(unit, kind, "this", how, {"code": how}, at))
            await desk.bot.store.write(lambda unit: tell_admins(unit, kind, "other", "else", {"code": "else"}, at))
            return len(desk.rows(f"SELECT data FROM notices WHERE kind = '{kind}' AND key LIKE '{kind}/this/%'"))

        assert await told("", 0) == 0, "it was well all the time"
        assert await told("no_answer", 0) == 1
        assert await told("no_answer", 1) == 1, "it goes on"
        assert await told("", 2) == 2
        assert await told("", 26) == 2, "it is well still"
        assert await told("no_answer", 27) == 3
        assert await told("", 28) == 4
        assert await told("no_answer", 29) == 5, "once more on the same day"
        assert await told("throttled", 30) == 6
        assert await told("throttled", 54) == 7, "it goes on the next day"
