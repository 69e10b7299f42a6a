"""What the check says of the requests: a pause, with who and why, and extensions that have become the habit."""

from __future__ import annotations

from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.cli.check_requests import of_requests
from domain.law import is_overuse
from domain.words import en as words
from handlers.requests.days import today
from tests.handlers.requests.test_extend import extended
from tests.handlers.requests.test_identity import correct
from tests.stage import Scene, scene


async def found(on: Scene) -> list[str]:
    deps, zone = on.bot.deps, ZoneInfo("Europe/Berlin")
    return await deps.storage.read(lambda unit: list(of_requests(unit, deps.clock(), zone)))


async def test_a_pause_is_named_with_who_and_why_until_it_is_over(database_url: str, tmp_path: Path) -> None:
    async with scene(database_url, tmp_path, works=False) as desk:
        assert await found(desk) == []
        await desk.typed("ada", "pause the wrong list was imported")
        [line] = await found(desk)
        assert line.startswith("Deletions: all deletions are paused since ")
        assert "by Ada Admin: “the wrong list was imported”" in line
        await desk.typed("amir", "resume")
        assert await found(desk) == []


async def test_many_extensions_are_named_and_corrections_count_once(database_url: str, tmp_path: Path) -> None:
    async with scene(database_url, tmp_path, works=False) as desk:
        await desk.file("ada", "refresh crm contacts")  # for nobody
        await desk.file("ada", "remove-user mark.old@contoso.com")
        refs = [await desk.file("ada", f"refresh crm contacts for anna{n}@contoso.com") for n in range(5)]
        for ref in refs[:2]:
            await desk.act("ada", "extend", ref, extended(desk))
        await correct(desk, "ada", refs[0], "anna0@contoso.com", today(desk.bot.deps))
        assert await found(desk) == []
        await desk.act("ada", "extend", refs[2], extended(desk))
        assert await found(desk) == [f"Extensions: {words.extend.often(3, 5)}"]
        desk.rows("UPDATE requests SET received_on = '2019-01-01'")
        assert await found(desk) == []


@pytest.mark.parametrize(
    ("extended", "asked", "often"),
    [(0, 0, False), (2, 2, False), (3, 3, True), (3, 14, True), (3, 15, False), (20, 100, False), (21, 100, True)],
)
def test_a_few_of_many_are_no_habit(extended: int, asked: int, often: bool) -> None:
    assert is_overuse(extended, asked) is often
