"""The import rules of pyproject.toml hold, each of them can fail, and the map of the house is right."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

HOME = Path(__file__).parents[1]
ROOMS = ("bot", "common", "domain", "gateways", "handlers", "storage")

BREACHES = [
    ("domain/people.py", "import storage", "domain imports no other room"),
    ("domain/people.py", "import os", "domain imports no other room"),
    ("common/tasks.py", "import domain.people", "all may lean on common"),
    ("storage/__init__.py", "import gateways.http", "storage and gateways import only domain"),
    ("gateways/http.py", "import handlers.desk", "storage and gateways import only domain"),
    ("handlers/desk.py", "import bot.door", "handlers only domain and its own ports"),
    ("handlers/desk.py", "import sqlalchemy", "handlers know no Slack"),
    ("bot/door.py", "from slack_sdk.web import WebClient", "Slack's libraries are imported only under bot.slack"),
    ("bot/door.py", "from botbuilder.core import TurnContext", "Bot Framework is imported only under bot.teams"),
    ("domain/drawing/turn.py", "import babel", "Babel is imported only by the words"),
    ("storage/durable.py", "import opentelemetry.trace", "OpenTelemetry is imported only where traces leave"),
    ("bot/door.py", "import dbos", "DBOS is imported only in storage.durable"),
    ("handlers/desk.py", "import gateways.sandbox.server", "only what wires the bot starts the sandbox"),
    ("bot/slack/new.py", "import gateways.sandbox.server", "only what wires the bot starts the sandbox"),
    ("bot/app/wiring.py", "import gateways.sandbox.world", "only what wires the bot starts the sandbox"),
    ("handlers/requests/sweep.py", "import handlers.export.sweep", "the life of a request knows no kind"),
    ("handlers/people/lookup.py", "import handlers.refresh", "the life of a request knows no kind"),
    ("handlers/requests/work.py", "import handlers.kinds", "the life of a request knows no kind"),
    ("handlers/requests/show.py", "import handlers.commands", "the life of a request knows no kind"),
    ("handlers/command.py", "import handlers.requests.show", "kinds stand side by side"),
    ("handlers/inventory.py", "import handlers.erasure.look", "the life of a request knows no kind"),
    ("handlers/deps.py", "import handlers.remove_user", "the life of a request knows no kind"),
    ("handlers/refresh/work.py", "import handlers.erasure.plan", "kinds stand side by side"),
    ("handlers/export/sweep.py", "import handlers.erasure.later", "kinds stand side by side"),
    ("handlers/remove_user/work.py", "import handlers.refresh.work", "kinds stand side by side"),
    ("handlers/erasure/work.py", "import handlers.export.turn", "of other kinds, an erasure knows the refresh alone"),
    ("handlers/ports.py", "import handlers.requests.view", "kinds stand side by side"),
    ("domain/drawing/turn.py", "import domain.drawing.export", "what every card shows names no kind"),
    ("domain/drawing/section.py", "import domain.drawing.erasure", "what every card shows names no kind"),
    ("handlers/refresh/work.py", "import domain.words.en", "durable work imports no words"),
    ("handlers/erasure/check.py", "from domain.words.en import steps", "durable work imports no words"),
    ("storage/cards.py", "from domain.words.language import Words", "durable work imports no words"),
    ("handlers/requests/show.py", "from domain.words import en", "what is said takes the words of its reader"),
    ("handlers/people/who.py", "from domain.words.en import EN", "what is said takes the words of its reader"),
    ("domain/refused.py", "from domain.words.en.rights import THIS", "what is said takes the words of its reader"),
    ("gateways/sandbox/__init__.py", "import gateways.http", "the sandbox shares no code with the clients"),
]


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The rooms and their rules, to be broken."""
    for room in ROOMS:
        shutil.copytree(HOME / room, tmp_path / room, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(HOME / "pyproject.toml", tmp_path)
    return tmp_path


def judged(home: Path) -> subprocess.CompletedProcess[str]:
    command = [str(Path(sys.executable).parent / "lint-imports"), "--no-cache", "--no-logo"]
    environ = os.environ | {"PYTHONPATH": str(home), "COLUMNS": "200"}
    return subprocess.run(command, cwd=home, env=environ, capture_output=True, text=True, timeout=60, check=False)


def test_every_room_keeps_to_its_rules() -> None:
    verdict = judged(HOME)
    assert verdict.returncode == 0, verdict.stdout + verdict.stderr


@pytest.mark.parametrize(("module", "line", "rule"), BREACHES, ids=[f"{where}: {line}" for where, line, _ in BREACHES])
def test_a_forbidden_import_is_found(copy: Path, module: str, line: str, rule: str) -> None:
    with (copy / module).open("a", encoding="utf-8") as source:
        source.write(f"\n{line}\n")
    verdict = judged(copy)
    assert verdict.returncode == 1
    assert [found for found in verdict.stdout.splitlines() if rule in found and "BROKEN" in found]


def test_the_map_names_only_what_is_there() -> None:
    table = (HOME / "CONTRIBUTING.md").read_text(encoding="utf-8").partition("## Where do I change …")[2]
    named = re.findall(r"`([a-z_.]+/[a-z_/.]*|[a-z.]+\.toml)`", table.partition("\n## ")[0])
    assert len(named) > 20
    assert [path for path in named if path != "dsrbot.toml" and not (HOME / path).exists()] == []


def folders(home: Path) -> dict[str, set[str]]:
    """Every room → the folders in it. What git does not keep is none."""
    kept = [line.strip("/\n") for line in (HOME / ".gitignore").read_text(encoding="utf-8").splitlines()]

    def within(place: Path) -> list[Path]:
        found = [path for path in place.iterdir() if path.is_dir() and not path.name.startswith(".")]
        return [path for path in found if not any(path.match(name) for name in kept)]

    return {room.name: {folder.name for folder in within(room)} for room in within(home)}


def mapped(page: str) -> dict[str, set[str]]:
    """The same, as CONTRIBUTING.md draws it. A line that begins with a blank goes on with the room above."""
    drawn = page.partition("## The map of the house")[2].split("```")[1]
    rooms = re.split(r"^(?=\S)", drawn.strip(), flags=re.MULTILINE)
    named = [re.findall(r"(?<![\w/-])([\w-]+)/(?!\w)", room) for room in rooms]
    return {room: set(inner) for room, *inner in filter(None, named)}


def missing(there: dict[str, set[str]], drawn: dict[str, set[str]]) -> list[str]:
    """What is there and not drawn, or drawn and not there. `tests` mirrors the rooms: only what is its own is drawn."""
    drawn = {**drawn, "tests": drawn["tests"] | (there["tests"] & set(ROOMS))}
    shared = there.keys() & drawn.keys()
    return sorted(
        {*(there.keys() ^ drawn.keys()), *(f"{room}/{name}" for room in shared for name in there[room] ^ drawn[room])}
    )


def test_the_map_of_the_house_draws_every_folder_and_no_other() -> None:
    assert missing(folders(HOME), mapped((HOME / "CONTRIBUTING.md").read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize(
    ("there", "found"),
    [
        ({"bot": {"slack", "new"}, "tests": {"bot"}}, ["bot/new"]),
        ({"bot": set(), "tests": {"bot"}}, ["bot/slack"]),
        ({"bot": {"slack"}, "tests": {"bot", "own"}}, ["tests/own"]),
        ({"bot": {"slack"}, "tests": set(), "more": set()}, ["more"]),
        ({"tests": {"bot"}}, ["bot"]),
        ({"bot": {"slack"}, "tests": {"bot"}}, []),
    ],
)
def test_a_folder_that_the_map_does_not_know_is_found(there: dict[str, set[str]], found: list[str]) -> None:
    page = (
        "## The map of the house\n```\nbot/   the doors:\n       slack/ alone; see bot/slack/edge.py\ntests/  it\n```"
    )
    assert missing(there, mapped(page)) == found
