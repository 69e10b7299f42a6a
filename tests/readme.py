"""Whoever follows README.md word by word, in a folder like a fresh clone, with stand-ins for the world outside."""

from __future__ import annotations

import re
import shlex
import shutil
import sys
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.processes import HOME, Running, running

README = "\n" + (HOME / "README.md").read_text(encoding="utf-8")
LONG = 180.0  # seconds; make demo tells a long story
READY = ("The playground is open: ", "DSR Bot is ready on port ")
_COMMAND = re.compile(r"^(?:make|cp|export|npx|\.venv/bin/\S+|[A-Z_]+=\S+)(?: .*)?$")
_LEFT_OPEN = re.compile(r"(\w+)=[a-z-]*…")  # what a person fills in


def section(title: str) -> str:
    """What stands under a heading, with the smaller headings in it left out."""
    _, found, rest = README.partition(f"\n{title}\n")
    assert found, f"README has no {title}"
    return re.split(r"^#+ ", rest, maxsplit=1, flags=re.MULTILINE)[0]


def commands(title: str) -> list[str]:
    """What is to be typed into a shell, in its order: lines of code, and code within sentences."""
    return [code for code in _code(section(title)) if _COMMAND.match(code)]


def _code(text: str) -> Iterator[str]:
    for line in text.splitlines():
        if re.match(r" {4,}\S", line) and not re.match(r" +(?:\d+\.|-) ", line):
            yield re.sub(r" +#.*$", "", line.strip())
        else:
            yield from re.findall(r"`([^`]+)`", line)


@dataclass
class Newcomer:
    """`knows` is what a person has from elsewhere: their ids and secrets. `world` are addresses of stand-ins."""

    folder: Path
    knows: Mapping[str, str]
    world: dict[str, str]
    stack: AsyncExitStack
    bot: Running | None = None
    said: dict[str, list[str]] = field(default_factory=dict)

    async def follow(self, title: str) -> list[str]:
        """Type everything in this section; what is to run goes on running. Returns what was typed."""
        typed = commands(title)
        for command in typed:
            await self.type(command)
        return typed

    async def type(self, command: str) -> None:
        if re.search(r"(?:make|dsrbot) run\b", command):
            await self.start(command)
        else:
            assert await self._done(command) == 0, (command, self.said[command])

    async def start(self, command: str) -> str:
        """Run the bot, in the place of the one that runs; the line that says it is ready."""
        if self.bot:
            await self.bot.stop()
        self.bot = await self.stack.enter_async_context(self._shell(f"exec {_plain(command)}"))
        return await self.bot.says(*READY)

    async def _done(self, command: str) -> int:
        async with self._shell(f"{self._filled_in(command)}; ended=$?; export -p > .exports; exit $ended") as shell:
            ended = await shell.ends(within=LONG)
        self.said[command] = shell.said
        return ended

    def _filled_in(self, command: str) -> str:
        """Raises KeyError when README asks for something that nobody was told how to get."""
        return _LEFT_OPEN.sub(lambda open_: f"{open_[1]}={shlex.quote(self.knows[open_[1]])}", command)

    def _shell(self, line: str) -> AbstractAsyncContextManager[Running]:
        script = f"[ ! -f .exports ] || . ./.exports; {line}"
        return running(self.folder, "-c", script, program=["bash"], **self.world)


def _plain(command: str) -> str:
    """Settings before a command go before `exec`'s."""
    given = re.match(r"(?:[A-Za-z_]+=\S+ )+", command)
    return f"env {command}" if given else command


@asynccontextmanager
async def newcomer(folder: Path, knows: Mapping[str, str] = {}, **world: str) -> AsyncIterator[Newcomer]:
    """In a fresh clone, as far as README speaks of it. What was built for these tests stands in for `make setup`."""
    for name in ("Makefile", "dsrbot.example.toml", "teams", "tools", "pyproject.toml", "requirements"):
        (folder / name).symlink_to(HOME / name)
    shutil.copy(HOME / "manifest.yaml", folder)
    (folder / ".venv").mkdir()
    (folder / ".venv/bin").symlink_to(Path(sys.executable).parent)
    (folder / ".venv/ready").touch()
    async with AsyncExitStack() as stack:
        yield Newcomer(folder, knows, world, stack)
