"""A newcomer's path, from a clone: the tour to *gone*, then `dsrbot init`, a check, and a first erasure in Slack."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import AsyncIterator, Mapping
from pathlib import Path

import pytest

from bot.cli.check import EMPTY
from tests.bot.playground.browsing import chromium, looking
from tests.bot.playground.guided import take_the_tour
from tests.fakes.slack import APP_TOKEN, BOT_TOKEN, FakeSlack, payloads, running_slack
from tests.fakes.slack.world import User
from tests.house import text_of, until
from tests.processes import DSRBOT, HOME, running
from tests.programs import CHROMIUM, GIT, Ask

ANSWERS = f"""
chats = "slack"
SLACK_BOT_TOKEN = "{BOT_TOKEN}"
SLACK_APP_TOKEN = "{APP_TOKEN}"
[people]
admins = ["ada@contoso.com", "amir@contoso.com"]
approvers = ["ben@contoso.com"]
tenant_admins = ["tess@contoso.com"]
[channels]
approvals = {{ slack = "C0APPROVE" }}
failures = {{ slack = "C0FAIL" }}
[environment]
name = "Contoso"
"""


@pytest.fixture
def clone(tmp_path: Path, program: Ask) -> Path:
    """What is committed. The packages that were installed for these tests stand in for `make setup`."""
    folder = tmp_path / "dsrbot"
    subprocess.run([program(GIT), "clone", "-q", HOME, folder], check=True, timeout=120)
    (folder / ".venv").mkdir()
    (folder / ".venv/bin").symlink_to(Path(sys.executable).parent)
    (folder / ".venv/ready").touch()
    return folder


@pytest.fixture
async def slack() -> AsyncIterator[FakeSlack]:
    async with running_slack() as fake:
        fake.world.users["U0AMIR"] = User("U0AMIR", "Amir Amin", "amir@contoso.com")
        yield fake


@pytest.mark.browser
@pytest.mark.timeout(900)
async def test_the_tour_of_a_clone_leads_to_gone(clone: Path, program: Ask) -> None:
    async with (
        chromium(program(CHROMIUM)) as browser,
        running(clone, "run", program=["make"], PYTHONPATH=str(clone)) as bot,
    ):
        address = (await bot.says("playground is open: ")).partition("open: ")[2].rstrip("/")
        async with looking(browser, address) as screen:
            await take_the_tour(screen)


@pytest.mark.timeout(600)
async def test_a_clone_is_set_up_by_its_answers_and_files_its_first_erasure(clone: Path, slack: FakeSlack) -> None:
    (clone / "answers.toml").write_text(ANSWERS, encoding="utf-8")
    here = {"PYTHONPATH": str(clone), "SLACK_API_URL": slack.api_url}
    ended, said = await typed(clone, "init", "--answers", "answers.toml", **here)
    assert ended == 0, said
    (clone / "answers.toml").unlink()
    ended, said = await typed(clone, "check", "--sandbox", **here)
    assert [line for line in said if line.startswith("⚠")] == [f"⚠ {EMPTY}"]
    assert ended == 0, said
    async with running(clone, "run", "--sandbox", program=DSRBOT, **here) as bot:
        await bot.says("DSR Bot is ready")
        await until(lambda: slack.sockets.connections, "the bot is connected")
        await deliver(slack, "slash_commands", command(slack, "erase anna@contoso.com"))
        view = await until(lambda: next(iter(slack.world.views.values()), None), "the form opens")
        assert "CRM Contacts, CRM Web" in text_of(view)
        await deliver(slack, "interactive", payloads.submission(view, as_shown(view), user="U0ADA"))
        asked = await until(lambda: shown(slack, "C0APPROVE", "Waiting for approval"), "the approvers are asked")
        assert re.search(r"Erase a•••@contoso.com from \d sources", asked)


async def typed(folder: Path, *command: str, **environ: str) -> tuple[int, list[str]]:
    """The exit code, and what was said."""
    async with running(folder, *command, program=DSRBOT, **environ) as one:
        return await one.ends(), one.said


def command(slack: FakeSlack, text: str) -> Mapping[str, object]:
    return payloads.command(text, user="U0ADA", response_url=f"{slack.url}/commands/T0CONTOSO/x/secret")


async def deliver(slack: FakeSlack, kind: str, payload: Mapping[str, object]) -> None:
    envelope = await slack.sockets.deliver(kind, payload)
    await until(envelope.acknowledged.is_set, f"{kind} is acknowledged")


def as_shown(view: Mapping[str, object]) -> Mapping[str, object]:
    """What a person sends who changes nothing in the form."""
    found = {}
    for block in json.loads(json.dumps(view["blocks"])):
        if block["type"] == "input":
            element = block["element"]
            options = element.get("initial_options") or filter(None, [element.get("initial_option")])
            chosen = [option["value"] for option in options]
            several = element["type"].startswith("multi")
            value = chosen if several else (chosen or [element.get("initial_date") or element.get("initial_value")])[0]
            found[block["block_id"]] = value
    return found


def shown(slack: FakeSlack, channel: str, text: str) -> str:
    return next((said for one in slack.world.shown(channel) if text in (said := text_of(one.blocks))), "")
