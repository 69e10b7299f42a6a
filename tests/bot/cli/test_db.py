"""`dsrbot db copy` as whoever runs the bot calls it: by two addresses, or by the settings that the bot will have."""

from __future__ import annotations

import asyncio
import re
from dataclasses import replace
from pathlib import Path

import pytest

from bot.cli.db import copy
from bot.settings.all import load
from storage.carrying import NotCopied
from storage.master_key import load_or_make_master_key
from storage.store import open_store
from tests.bot.conftest import Run
from tests.databases import MASTER_KEY
from tests.domain.audit.conftest import events


@pytest.fixture
def usual(tmp_path: Path) -> str:
    """Where the bot keeps everything when nothing is said, with the key beside it."""
    key, url = load_or_make_master_key(tmp_path / "data/dsrbot.key"), "sqlite:///data/dsrbot.sqlite3"

    async def fill() -> None:
        async with open_store(f"sqlite:///{tmp_path}/data/dsrbot.sqlite3", key) as store:
            await store.write(events(12))

    asyncio.run(fill())
    assert (tmp_path / "data/dsrbot.key").exists()
    return url


@pytest.mark.parametrize("by", ["addresses", "settings"])
def test_it_says_what_was_copied_and_what_to_do_next(
    dsrbot: Run, usual: str, postgresql_url: str, tmp_path: Path, by: str
) -> None:
    key = (tmp_path / "data/dsrbot.key").read_text().strip()
    if by == "settings":
        done = dsrbot("db", "copy", environ={"DATABASE_URL": postgresql_url, "DSRBOT_MASTER_KEY": key})
    else:
        done = dsrbot("db", "copy", "--from", usual, "--to", postgresql_url)
    assert done.exit_code == 0, done.output
    assert re.search(r"^Copied to dsrbot_test_\w+ on .*: \d+ rows of \d+ tables, each read back", done.output)
    assert "The audit log of the copy holds: " in done.output
    assert f"{tmp_path}/data/dsrbot.sqlite3 stays as it is, and no bot starts on it." in done.output
    assert ("Set DSRBOT_MASTER_KEY to what stands in data/dsrbot.key" in done.output) is (by == "addresses")
    again = dsrbot("run", environ={"DATABASE_URL": usual, "PORT": "0", "ADMIN_PORT": "0"})
    assert again.exit_code == 1
    assert "This database was copied to dsrbot_test_" in again.output


@pytest.mark.usefixtures("usual")
@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ((), "It is copied from a SQLite file to PostgreSQL: give --from sqlite:///… and --to postgresql://…"),
        (("--to", "postgresql://bot:hush@127.0.0.1:1/dsrbot"), "database that does not answer or does not let me in."),
        (("--to", "mysql://bot:hush@127.0.0.1/dsrbot"), "must name a SQLite file"),
        (("--from", "sqlite:///nothing.sqlite3", "--to", "postgresql://127.0.0.1:1/x"), "There is no database"),
    ],
)
def test_what_is_wrong_with_the_call_is_said(dsrbot: Run, arguments: tuple[str, ...], told: str) -> None:
    done = dsrbot("db", "copy", *arguments, environ={"DSRBOT_MASTER_KEY": MASTER_KEY})
    assert done.exit_code == 1
    assert told in done.output
    assert "hush" not in done.output
    assert "Traceback" not in done.output


@pytest.mark.usefixtures("usual")
def test_no_file_of_the_first_environment_is_taken_for_that_of_another(tmp_path: Path, postgresql_url: str) -> None:
    given = {"DATABASE_URL": postgresql_url, "DSRBOT_MASTER_KEY": MASTER_KEY}
    other = replace(load(given, tmp_path), environment="emea")
    with pytest.raises(NotCopied, match="Of the environment emea it is not known which file it was in"):
        list(copy(other, None, None, lambda *_: None))
