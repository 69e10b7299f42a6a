"""The site of docs/ is built without a dead link and fetches nothing; whatever its pages say to type is typed."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from bot.app.metrics import METRICS
from bot.settings.config import Config, read
from handlers.commands import COMMANDS
from tests.bot.playground.browsing import chromium, looking
from tests.bot.playground.guided import SLOW
from tests.bot.playground.visitor import visiting
from tests.pages import DOCS, chat, guides, shell, toml
from tests.processes import HOME, running
from tests.programs import CHROMIUM, Ask
from tests.readme import README, commands, newcomer
from tests.tutorial import Steps

NOWHERE, ALONE = (f"{name}.md" for name in ("nowhere", "alone"))
LOG, BACK_UP = "how-to/check-the-log.md", "how-to/back-up-and-restore.md"


HOW = ("-q", "-W", "--keep-going", "-n", "-b", "html")  # as `make site`


def built(docs: Path, site: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "sphinx", *HOW, "-c", HOME / "tools", docs, site],
        capture_output=True, text=True, timeout=170, check=False,
    )  # fmt: skip


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """Of what the site is made of."""
    for name in ("README.md", "LICENSE", "NOTICE"):
        shutil.copy(HOME / name, tmp_path)
    shutil.copytree(DOCS, tmp_path / "docs")
    return tmp_path / "docs"


def test_it_is_built_and_nothing_of_it_is_fetched_from_elsewhere(tmp_path: Path) -> None:
    done = built(DOCS, tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    pages = [page.read_text(encoding="utf-8") for page in tmp_path.rglob("*.html")]
    loaded = [
        found
        for page in pages
        for found in re.findall(r"<(?:script|link|img|iframe)[^>]*(?:src|href)=\"([^\"]+)", page)
    ]
    assert len(pages) > 30
    assert [one for one in loaded if one.startswith(("http:", "https:", "//"))] == []
    styles = "".join(sheet.read_text(encoding="utf-8") for sheet in tmp_path.rglob("*.css"))
    assert not re.search(r"url\([\"']?(?:https?:)?//|@import", styles)


def test_whatever_leads_nowhere_fails_it(copy: Path) -> None:
    wrong = [f"[a]({NOWHERE})", "[b](settings.md#nothing)", "![c](nothing.png)", "[d](../nothing.txt)"]
    (copy / "threats.md").write_text("# Threats\n\n" + "\n".join(wrong), encoding="utf-8")
    (copy / ALONE).write_text("# Alone\n", encoding="utf-8")
    done = built(copy, copy.parent / "site")
    assert done.returncode
    for what in (NOWHERE, "'nothing'", "nothing.png", "../nothing.txt", ALONE):
        assert what in done.stderr


@pytest.mark.browser
@pytest.mark.timeout(900)
async def test_the_tutorial_is_followed_step_by_step(tmp_path: Path, program: Ask) -> None:
    steps = Steps((DOCS / "tutorial.md").read_text(encoding="utf-8"))
    assert len(steps.all) > 10
    async with chromium(program(CHROMIUM)) as browser, running(tmp_path, "run") as bot:
        address = (await bot.says("playground is open: ")).partition("open: ")[2].rstrip("/")
        async with looking(browser, address) as screen:
            screen.page.set_default_timeout(SLOW)
            await steps.follow(screen)


def everything() -> str:
    return "\n".join(page.read_text(encoding="utf-8") for page in guides())


def test_every_command_for_a_shell_is_typed_by_a_test() -> None:
    headings = re.findall(r"^#+ .+$", README, re.MULTILINE)
    typed = {command for heading in headings for command in commands(heading)} | {
        *shell(text(LOG)),
        *shell(text(BACK_UP)),
    }
    typed |= {*shell(text("retention.md")), "make run"}
    assert [command for command in shell(everything()) if command not in typed and not seen(command)] == []


def seen(command: str) -> bool:
    """Those of docs/audit-log.md, by tests/test_audit.py; those of docs/operate.md, by tests/test_installed.py."""
    return command in shell(text("audit-log.md")) + shell(text("operate.md"))


def test_every_number_that_calls_for_somebody_is_one_that_is_counted() -> None:
    named = re.findall(r"^\| `(dsrbot_\w+)(?:\{(\w+)=\"(\w+)\"\})?` \|", text("operate.md"), re.MULTILINE)
    assert len(named) > 10
    for name, label, value in named:
        assert name in METRICS
        assert not label or value in METRICS[name].labels[label]


def text(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


@pytest.mark.timeout(400)
async def test_the_log_is_checked_as_its_page_says(tmp_path: Path) -> None:
    async with newcomer(tmp_path) as one:
        await one.start("make run")
        for command in shell(text(LOG)):
            await one.type(command)
        assert "log.jsonl" in shell(text(LOG))[-1]


@pytest.mark.timeout(400)
async def test_what_is_held_of_somebody_is_copied_and_erased_as_its_page_says(tmp_path: Path) -> None:
    async with newcomer(tmp_path) as one:
        address = (await one.start("make run")).rpartition(" ")[2].rstrip("/")
        async with visiting(address) as visitor:
            status, _ = await visitor.type("ada", "refresh crm contacts for anna@contoso.com received 2026-11-02")
            assert status == 200
        copied, erased = shell(text("retention.md"))
        await one.type(f".venv/bin/{copied}")
        assert "anna@contoso.com" in (tmp_path / "copy.json").read_text(encoding="utf-8")
        await one.type(f".venv/bin/{erased} --yes || true")
        [said] = one.said[f".venv/bin/{erased} --yes || true"]
        assert said.endswith("a request of somebody of it is open.")


@pytest.mark.timeout(400)
async def test_the_master_key_is_changed_as_its_page_says(tmp_path: Path) -> None:
    async with newcomer(tmp_path) as one:
        await one.type("export DSRBOT_MASTER_KEY=$(.venv/bin/dsrbot key new)")
        await one.start("make run")
        for command in shell(text(BACK_UP)):
            await one.type(command)
        await one.start("make run")
        for command in ("unset DSRBOT_MASTER_KEY_PREVIOUS", ".venv/bin/dsrbot key public"):
            await one.type(command)


@pytest.mark.parametrize("name", [page.relative_to(DOCS).as_posix() for page in guides()])
def test_every_setting_that_a_page_shows_is_understood(name: str, tmp_path: Path) -> None:
    """Those of a section together, as whoever follows it has them in the end."""
    for section in text(name).split("\n## "):
        tables: dict[str, dict[str, object]] = {"people": {"approvers": ["ben@contoso.com"]}}
        for block in toml(section):
            for table, values in tomllib.loads(block).items():
                tables.setdefault(table, {}).update(values)
        Config.model_validate(tables)


def test_every_command_of_the_bot_that_a_page_names_is_one() -> None:
    names = {command.name for command in COMMANDS}
    named = {
        one.split()[0] for page in guides() for one in chat(page.read_text(encoding="utf-8")) if one.split()[0] in names
    }
    assert {"erase", "erase-many", "letter", "certificate", "delegate", "resume", "code"} <= named
    slashed = {one.split()[0] for one in re.findall(r"`/dsr ([^`]+)`", everything())}
    assert slashed <= names


def test_the_letter_of_its_page_may_go_out(tmp_path: Path) -> None:
    from bot.settings.letters import templates

    page = text("how-to/letters.md")
    letter = re.search(r"```text\n(.*?)```", page, re.DOTALL)
    assert letter
    (tmp_path / "en").mkdir()
    (tmp_path / "en/answer.txt").write_text(letter[1], encoding="utf-8")
    assert templates(str(tmp_path)).own
    path = tmp_path / "dsrbot.toml"
    path.write_text("\n".join(toml(page)), encoding="utf-8")
    assert read(path).letters.folder == "letters"


def test_what_each_letter_must_and_may_have_is_as_its_page_says() -> None:
    from domain.letters import ALLOWED, REQUIRED, LetterKind

    page = text("how-to/letters.md")
    common = frozenset.intersection(*ALLOWED.values())
    for kind in LetterKind:
        row = re.search(rf"^\| {kind} \|(.*)\|(.*)\|$", page, re.MULTILINE)
        assert row
        must, may = ({*re.findall(r"\$(\w+)", cell)} for cell in row.groups())
        assert must == REQUIRED[kind][0]
        assert may == ALLOWED[kind] - common - must
    listed = re.search(r"Every letter may have (.*?)\. A file", page, re.DOTALL)
    assert listed
    assert {*re.findall(r"\$(\w+)", listed[1])} == common
