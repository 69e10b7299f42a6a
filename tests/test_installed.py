"""What the compose file starts, without a container: the wheel, alone in an environment of its own, on PostgreSQL.

An installation on SQLite is filled there, stopped in the middle of its work, and copied; the bot goes on, and the log
holds. With INSTALL=locked what it stands on is installed as locked, too, and not lent by the environment of the tests.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
import venv
from collections.abc import AsyncIterator, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

import aiohttp
import pytest
import yaml

from storage.master_key import new_master_key
from tests.fakes.slack import running_slack
from tests.faults.story import APPROVALS, Story
from tests.gateways.sandbox.process import forked_sandbox
from tests.house import CONFIG, House
from tests.pages import shell
from tests.processes import HOME, Running, running

LOCKED = os.environ.get("INSTALL") == "locked"
SERVICE = yaml.safe_load((HOME / "deploy/compose.yaml").read_text(encoding="utf-8"))["services"]["bot"]
OPERATE = (HOME / "docs/operate.md").read_text(encoding="utf-8")
LASTS = 15  # seconds that the refresh takes that is under way when the bot stops


@pytest.fixture(scope="module")
def dsrbot(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The command, from the wheel that is built of what stands here."""
    folder = tmp_path_factory.mktemp("installed")
    source = folder / "source"
    shutil.copytree(
        HOME, source, ignore=shutil.ignore_patterns(".*", "build", "tests", "data", "*.egg-info", "node_modules")
    )
    pip = (sys.executable, "-m", "pip", "-q", "--disable-pip-version-check")
    build = (*pip, "wheel", "--no-deps", "--no-build-isolation", "-w", folder, source)
    subprocess.run(build, check=True, cwd=folder, timeout=170)
    (wheel,) = folder.glob("dsrbot-*.whl")
    venv.create(folder / "venv", with_pip=False)
    python = folder / "venv/bin/python"
    into = (sys.executable, "-m", "pip", "--python", python, "-q", "--disable-pip-version-check", "install")
    if LOCKED:
        subprocess.run((*into, "--require-hashes", "-r", HOME / "requirements/run.txt"), check=True, timeout=900)
    else:  # named in a file of its own, nothing is imported from there that a file in it names: not the bot from here
        (site,) = (folder / "venv/lib").glob("python*/site-packages")
        (site / "lent.pth").write_text(sysconfig.get_paths()["purelib"] + "\n", encoding="utf-8")
    subprocess.run((*into, "--no-deps", "--no-index", wheel), check=True, timeout=170)
    return folder / "venv/bin/dsrbot"


def test_it_is_the_wheel_that_runs(dsrbot: Path, tmp_path: Path) -> None:
    where = "import bot, storage.migrate; print(bot.__file__, storage.migrate.__file__)"
    done = subprocess.run(
        (dsrbot.with_name("python"), "-c", where), cwd=tmp_path, capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.count(str(dsrbot.parents[1] / "lib")) == 2
    assert str(HOME) not in done.stdout


def composed(folder: Path, **secrets: str) -> dict[str, str]:
    """What the compose file sets, with secrets where this machine has them."""
    told: Mapping[str, str] = SERVICE["environment"]
    for name in SERVICE["secrets"]:
        (folder / name).write_text(secrets[name], encoding="utf-8")
    return {name: value.replace("/run/secrets/", f"{folder}/") for name, value in told.items()}


@asynccontextmanager
async def house(folder: Path) -> AsyncIterator[House]:
    """The world around a bot that is started by hand."""
    (folder / "dsrbot.toml").write_text(CONFIG + '[audit]\nanchor = "data/anchor"\n', encoding="utf-8")
    async with (
        running_slack() as slack,
        forked_sandbox("--seconds", "0.5") as sandbox,
        aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=30)) as session,
    ):
        yield House(folder, slack, sandbox, session)


@pytest.mark.timeout(1200 if LOCKED else 400)
async def test_an_installation_is_copied_to_postgresql_goes_on_there_and_its_log_holds(
    dsrbot: Path, tmp_path: Path, postgresql_url: str
) -> None:
    key, folder = new_master_key(), tmp_path / "app"
    folder.mkdir()
    async with house(folder) as at:
        world = {**at.environ(), "PYTHONPATH": ""}
        target = composed(tmp_path, database_url=postgresql_url, master_key=key, database_password="")

        def called(*words: str, **environ: str) -> AbstractAsyncContextManager[Running]:
            return running(folder, *words, program=(str(dsrbot),), **{**world, **environ})

        async def done(*words: str, **environ: str) -> str:
            async with called(*words, **environ) as command:
                assert await command.ends() == 0, command.said
                return "\n".join(command.said)

        async with called("run", DSRBOT_MASTER_KEY=key) as bot:
            await bot.says("DSR Bot is ready")
            story = Story(at)
            await at.steer("PUT", "datasources/CRM Contacts", behaviour="succeed", seconds=LASTS)
            begun, waits = await story.refresh("CRM Contacts"), await story.refresh("CRM Web")
            await story.approve("U0BEN", begun)
            await story.sees(APPROVALS, begun, "In progress")
            assert await bot.stop() == 0
        exported, verified, copied = (command.split()[1:] for command in shell(OPERATE))
        said = await done(*copied, **target)
        assert "The audit log of the copy holds: " in said
        assert "1 piece of work goes on there at its start." in said
        async with called("run", **target) as bot:
            await bot.says("DSR Bot is ready")
            async with at.session.get(f"{at.url}/readyz") as answer:
                assert await answer.json() == {"ready": True}
            await story.sees(APPROVALS, begun, "Completed")
            await story.approve("U0CLEO", waits)
            await story.sees(APPROVALS, waits, "Completed")
            assert await bot.stop() == 0
        submitted = [call for call in await at.calls() if call["method"] == "POST" and call["path"].endswith("/jobs")]
        assert len(submitted) == 2, "each refresh was asked for once, also that which went on"
        await done(*exported, **target)
        (folder / "log.pem").write_text(await done("key", "public", **target), encoding="utf-8")
        told = await done(*verified)
        assert told.startswith("The log holds: ")
