"""The whole bot as a process: a legal hold that nobody could release stops the start, with the reason."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from domain.words import en as words
from tests.bot.test_moved import checked, heard
from tests.fakes.slack.world import User
from tests.house import CONFIG, house

WHY = "Nobody could release the legal hold that Ada Admin set"
ALONE = CONFIG.replace('"amir@contoso.com"]', '"slack:U0ADA"]', 1)  # who is the same human


async def test_of_two_holds_on_one_human_that_of_the_only_admin_is_said_by_check_and_stops_the_start(
    tmp_path: Path,
) -> None:
    """One of either admin: while there are both, each may release what the other one set. Then one is named twice."""
    async with house(tmp_path) as at:
        at.slack.world.users["U0AMIR"] = User("U0AMIR", "Amir Both", "amir@contoso.com")
        for user, whom in (("U0ADA", "anna"), ("U0AMIR", "zoe")):
            assert words.hold.HELD_NOW in await heard(at, user, f"hold {whom}@contoso.com a court case")
        await at.kill()
        _unite(tmp_path / "data/dsrbot.sqlite3")
        code, said = await checked(at, tmp_path)
        assert "Legal holds" not in said
        (tmp_path / "dsrbot.toml").write_text(ALONE)
        code, said = await checked(at, tmp_path)
        assert code == 1
        assert f"⚠ Legal holds: {WHY}" in said
        assert "anna" not in said
        with pytest.raises(AssertionError, match=f"Error: {WHY}"):
            await at.start()
        (tmp_path / "dsrbot.toml").write_text(CONFIG)
        await at.start()


def _unite(path: Path) -> None:
    """As it is done when it is found out."""
    with closing(sqlite3.connect(path)) as database, database:
        database.execute("UPDATE subjects SET human = (SELECT min(id) FROM subjects WHERE held_at IS NOT NULL)")
