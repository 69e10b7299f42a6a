"""README.md is followed word by word, and what it says is so."""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from zipfile import ZipFile

import aiohttp
import pytest
import yaml
from click import Command, Group

from bot.cli.main import main
from bot.settings.all import load
from bot.settings.config import Config
from bot.settings.environment import Insights, Process, Slack, Teams
from domain.board import Board
from domain.request import State
from domain.words import en as words
from handlers.remove_user import command as remove_user
from tests.bot.playground.visitor import Visitor, visiting
from tests.bot.teams.agents_playground import WINDOWS
from tests.bot.teams.agents_playground import __doc__ as how_to_get_it
from tests.fakes.slack import APP_TOKEN, BOT_TOKEN, SECRET, FakeSlack, payloads, running_slack
from tests.fakes.slack.world import Channel, User
from tests.fakes.teams import FakeTeams, running_teams
from tests.fakes.teams.sender import Sender
from tests.fakes.teams.world import ADA, APPROVALS, FAILURES
from tests.gateways.sandbox.process import forked_sandbox
from tests.house import until
from tests.processes import HOME
from tests.readme import README, Newcomer, commands, newcomer, section

TRY, DOES = "## Try it, without any account", "## What it can do"
SLACK, TEAMS = "## Connect Slack in ten minutes", "## Connect Teams in ten minutes"
PLAYGROUND, EXPORTS, PRODUCTION = "### Without an account", "## For exports", "## For production"
ROOMS = ("C0OURAPPROVALS", "C0OURFAILURES")  # as they are called in this company, and not in the example

Json = dict[str, object]


@pytest.fixture
async def slack() -> AsyncIterator[FakeSlack]:
    async with running_slack() as fake:
        yield fake


@pytest.fixture
async def teams() -> AsyncIterator[FakeTeams]:
    async with running_teams() as fake:
        yield fake


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as opened:
        yield opened


@pytest.mark.timeout(400)
async def test_it_is_tried_without_any_account(tmp_path: Path, session: aiohttp.ClientSession) -> None:
    async with newcomer(tmp_path) as one:
        for command in commands(TRY):
            await one.type("make -n test" if command == "make test" else command)  # it is these tests
        assert one.bot
        async with session.get(address(one)) as page:
            assert page.status == 200
            assert "<html" in await page.text()
        assert "Everything ended as it should." in one.said["make demo"]
        assert "tools/test" in one.said["make -n test"]


def address(one: Newcomer) -> str:
    """Of the playground, as it was printed."""
    assert one.bot
    return one.bot.said[-1].rpartition(" ")[2]


async def test_every_command_of_the_table_does_what_the_table_says(tmp_path: Path) -> None:
    typed = re.findall(r"^\| `/dsr ([^`]+)`", section(DOES), re.MULTILINE)
    assert [re.split(r"[ ,]", command)[0] for command in typed] == [*ANSWERS]
    async with newcomer(tmp_path) as one:
        await one.start("make run")
        async with visiting(address(one).rstrip("/")) as visitor:
            for command, shown in zip(typed, ANSWERS.values(), strict=True):
                _, at_once = await visitor.type("ada", command)
                while shown not in f"{json.dumps(at_once, ensure_ascii=False)}\n{answers(visitor)}":
                    await visitor.event()


WAITS = words.requests.STATES[State.PENDING_APPROVAL]
ANSWERS = {  # what is seen of each in Ada's chat, or of the form that opens
    "erase": words.erase.TITLE,
    "erase-many": words.batch.BEGIN,
    "help": remove_user.COMMAND.example,
    "sources": "Webshop Orders",
    "refresh": f"1 {WAITS}",
    "users": "Mark Old",
    "remove-user": f"2 {WAITS}",
    "export": f"3 {WAITS}",
    "find": words.find.found(1),
    "home": words.home.ASKED,
    "choose": words.looking.CHOOSE,
    "requests": words.board.TITLES[Board.OPEN],
    "show": words.errors.which_request("show"),
    "hold": words.hold.HELD_NOW,
    "letter": words.errors.unknown_request("DSR-7K3QFA"),
    "report": "Nothing was asked for in Q1 2026.",
    "refuse": words.errors.which_request("refuse"),
    "audit": "takes the role auditor",
}


def answers(visitor: Visitor) -> str:
    """All that stands in Ada's chat, and how many requests of hers wait."""
    shown = [json.dumps(message, ensure_ascii=False) for message in visitor.in_place("dm:ada")]
    waiting = {found[0] for text in shown if WAITS in text and (found := re.search(r"DSR-\w{6}", text))}
    return "\n".join([*shown, f"{len(waiting)} {WAITS}"])


async def test_slack_is_connected_by_its_steps(tmp_path: Path, slack: FakeSlack) -> None:
    for room in ROOMS:
        slack.world.channels[room] = Channel(room)
    slack.world.users["U0AMIR"] = User("U0AMIR", "Amir Amin", "amir@contoso.com")  # an admin of the example
    async with company(tmp_path, SLACK_API_URL=slack.api_url) as (one, outside):
        *first, ids, secrets, check, run = commands(SLACK)
        for command in first:
            await one.type(command)
            if command.endswith("run --sandbox"):
                config = tmp_path / "dsrbot.toml"
                text = config.read_text().replace("C0APPROVE", await told(slack, ROOMS[0]))
                for called in ("C0FAIL", "C0AUDIT"):
                    text = text.replace(called, await told(slack, ROOMS[1]))
                config.write_text(text)
        manifest = yaml.safe_load((tmp_path / "manifest.yaml").read_text())
        assert manifest["features"]["slash_commands"][0]["command"] == "/dsr"
        one.world.update(outside)
        for command in (ids, secrets, check, run):
            await one.type(command)
        assert {line[0] for line in one.said[check]} == {"✓"}
        assert "approval" in await answered(slack, "refresh crm contacts", ROOMS[0])


async def told(slack: FakeSlack, channel: str) -> str:
    """The id that `/dsr help` typed in a channel tells an admin."""
    found = re.search(rf"\b{channel}\b", await answered(slack, "help", channel))
    assert found
    return found[0]


async def answered(slack: FakeSlack, text: str, channel: str) -> str:
    await until(lambda: slack.sockets.connections, "the bot is connected")
    command = payloads.command(text, channel=channel, response_url=f"{slack.url}/commands/T0CONTOSO/x/secret")
    envelope = await slack.sockets.deliver("slash_commands", command)
    await until(envelope.acknowledged.is_set, "the command is acknowledged")
    return json.dumps(envelope.answer, ensure_ascii=False)


async def test_teams_is_connected_by_its_steps(
    tmp_path: Path, teams: FakeTeams, session: aiohttp.ClientSession
) -> None:
    async with company(tmp_path, TEAMS_OPENID_METADATA_URL=teams.metadata_url, TEAMS_LOGIN_URL=teams.url) as (
        one,
        outside,
    ):
        one.world.update(outside)
        for command in commands(SLACK):  # "connect Customer Insights as above"
            if command.startswith(("export INSIGHTS_", "export ENTRA_")):
                await one.type(command)
        *first, check = commands(TEAMS)
        for command in first:
            await one.type(command)
        with ZipFile(tmp_path / "dsrbot.zip") as package:
            manifest = json.loads(package.read("manifest.json"))
        assert manifest["id"] == one.knows["MicrosoftAppId"]
        assert manifest["developer"]["websiteUrl"].startswith("https://bot.example.com")
        assert one.bot
        port = one.bot.said[-1].rstrip(".").rpartition(" ")[2]
        sender = Sender(f"http://127.0.0.1:{port}", teams.service_url, teams.issuer, session)
        for channel in (APPROVALS, FAILURES):
            assert (await sender.types(ADA, "help", channel)).status == 200
        for channel in (APPROVALS, FAILURES):
            await until(lambda channel=channel: channel in everything(teams), "the bot tells where it is")
        await one.type(check)


def everything(teams: FakeTeams) -> str:
    return "".join(message.text for where in (ADA.chat, APPROVALS, FAILURES) for message in teams.world.shown(where))


@asynccontextmanager
async def company(folder: Path, **world: str) -> AsyncIterator[tuple[Newcomer, dict[str, str]]]:
    """Somebody who has their ids and secrets, and the addresses of what stands in for Customer Insights and Graph."""
    async with forked_sandbox("--seconds", "0.5") as sandbox:
        addresses = {name: value for name, value in sandbox.environment.items() if value.startswith("http")}
        tokens = {"SLACK_APP_TOKEN": APP_TOKEN, "SLACK_BOT_TOKEN": BOT_TOKEN, "SLACK_SIGNING_SECRET": SECRET}
        teams = FakeTeams().environment
        async with newcomer(folder, {**sandbox.environment, **tokens, **teams}, **world) as one:
            yield one, addresses


async def test_teams_is_tried_without_an_account(tmp_path: Path) -> None:
    run, client = commands(PLAYGROUND)
    async with newcomer(tmp_path) as one:
        await one.type("cp dsrbot.example.toml dsrbot.toml")
        await one.start(run)
    package = re.search(r"@microsoft/\S+", client)
    assert package
    assert package[0] in str(how_to_get_it)
    assert "http://127.0.0.1:3978/api/messages" in client
    assert (WINDOWS / "ada/.m365agentsplayground.yml").exists()


def test_the_settings_for_mail_and_for_production_are_understood(tmp_path: Path) -> None:
    given = dict(line.split("=", 1) for line in (*commands(EXPORTS), *commands(PRODUCTION)))
    given = {name: value.replace("…", "bot:hush@db.example.com/dsr") for name, value in given.items()}
    assert {*given} == {"SMTP_URL", "IMAP_URL", "DATABASE_URL"}
    load({**given, "DSRBOT_MASTER_KEY": "A" * 43 + "="}, tmp_path)


def test_nothing_that_is_to_be_typed_is_left_out_here() -> None:
    headings = re.findall(r"^#+ .+$", README, re.MULTILINE)
    followed = {TRY, SLACK, TEAMS, PLAYGROUND, EXPORTS, PRODUCTION}
    assert {heading for heading in headings if commands(heading)} == followed


def test_what_it_points_to_is_there() -> None:
    linked = re.findall(r"\]\(([^)]+)\)|src=\"([^\"]+)\"", README)
    places = ["".join(link).partition("#")[0] for link in linked]
    assert len(places) > 5
    assert [place for place in places if not place.startswith("http") and not (HOME / place).exists()] == []


def test_every_command_and_setting_that_it_names_is_one() -> None:
    named = {tuple(found.split()) for found in re.findall(r"`(?:\.venv/bin/)?dsrbot ((?:[a-z]+ ?)+)", README)}
    assert named
    assert [path for path in named if not known(main, *path)] == []
    classes = (Process, Slack, Teams, Insights)
    settings = {field.alias for one in classes for field in one.model_fields.values()}
    assert {*re.findall(r"\b([A-Z]+(?:_[A-Z]+)+|Microsoft[A-Z]\w+)\b", README)} - settings == set()
    assert {*re.findall(r"`\[(\w+)\]`", README)} <= {*Config.model_fields}


def known(command: Command, *path: str) -> bool:
    if not isinstance(command, Group) or not path:
        return True
    return path[0] in command.commands and known(command.commands[path[0]], *path[1:])
