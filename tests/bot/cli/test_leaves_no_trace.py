"""Every command that only reads leaves the folder as it was: no database, no key, no folder. Each command is walked."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from click import Command, Group

from bot.cli.main import main
from tests.bot.conftest import Run

CONFIG = """
[people]
admins = ["ada@contoso.com", "amir@contoso.com"]
approvers = ["ben@contoso.com"]
[channels]
approvals = { slack = "C0APPROVE" }
"""
NOBODY = "http://127.0.0.1:1"
SLACK = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xapp-1", "SLACK_API_URL": f"{NOBODY}/api"}
TEAMS = {
    "MicrosoftAppId": "11111111-2222-4333-8444-555555555555",
    "MicrosoftAppPassword": "hush",
    "MicrosoftAppTenantId": "22222222-3333-4444-8555-666666666666",
    "TEAMS_LOGIN_URL": NOBODY,
    "TEAMS_OPENID_METADATA_URL": NOBODY,
}
PLATFORMS = [{}, SLACK, {**SLACK, **TEAMS}]
READING: dict[tuple[str, ...], list[tuple[str, ...]]] = {
    ("certificate",): [("DSR-7K3QFA",), ("DSR-7K3QFA", "--out", "page.html")],
    ("check",): [(), ("--sandbox",)],
    ("audit", "export"): [(), ("--request", "DSR-7K3QFA"), ("--since", "2026-11-01")],
    ("audit", "verify"): [("log.jsonl", "--key", "log.pem"), ("log.jsonl", "--key", "ab" * 32, "--anchor", "anchor")],
    ("key", "new"): [()],
    ("key", "public"): [()],
    ("key", "rotate"): [()],
    ("subject", "export"): [("anna@contoso.com",), ("anna@contoso.com", "--out", "copy.json")],
    ("subject", "erase"): [("anna@contoso.com", "--yes")],
    ("manifest", "slack"): [(), ("--url", "https://bot.example.com")],
    ("db", "copy"): [(), ("--to", "postgresql://127.0.0.1:1/dsrbot")],  # where there is nothing to copy
}
MAKING = {  # what each may leave behind
    ("run",): "the database, its key and its lock; tests/bot/app/test_start.py",
    ("db", "upgrade"): "the database",
    ("db", "copy"): "beside the file its lock and the mark that it was copied; tests/bot/cli/test_db.py",
    ("manifest", "teams"): "the file that was asked for",
    ("sandbox",): "the file of --state; tests/gateways/sandbox/test_simulation.py",
    ("init",): "dsrbot.toml and .env; tests/bot/cli/test_init.py",
    ("demo",): "nothing; tests/test_readme.py plays it",
}


def commands(command: Command, *path: str) -> Iterator[tuple[str, ...]]:
    if not isinstance(command, Group):
        yield path
        return
    for name, below in command.commands.items():
        yield from commands(below, *path, name)


CALLS = [(*path, *options) for path, calls in READING.items() for options in calls]


def test_every_command_is_known_to_read_or_to_make() -> None:
    assert {*commands(main)} == {*READING, *MAKING}


@pytest.mark.parametrize("environ", PLATFORMS, ids=["nothing connected", "Slack", "both"])
@pytest.mark.parametrize("call", CALLS, ids=" ".join)
def test_a_command_that_reads_leaves_no_trace(
    dsrbot: Run, tmp_path: Path, call: tuple[str, ...], environ: dict[str, str]
) -> None:
    (tmp_path / "dsrbot.toml").write_text(CONFIG)
    done = dsrbot(*call, environ=environ)
    assert done.exception is None or isinstance(done.exception, SystemExit)
    assert [path.name for path in tmp_path.rglob("*")] == ["dsrbot.toml"]
