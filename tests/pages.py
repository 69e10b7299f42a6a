"""What the pages of docs/ ask their readers to do: to type into a shell, into a chat, or into dsrbot.toml."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from tests.processes import HOME

DOCS = HOME / "docs"
_SHELL = re.compile(r"^(?:make|cp|export|npx|dsrbot|\.venv/bin/\S+|[A-Z_]+=\S+)(?: .*)?$")
GUIDES = (
    "tutorial.md", "how-to/*.md", "for-*.md", "audit-log.md", "retention.md", "index.md",
    "operate.md",
)  # fmt: skip


def guides() -> list[Path]:
    """The pages that are read to do something."""
    return sorted(page for pattern in GUIDES for page in DOCS.glob(pattern))


def set_off(text: str) -> Iterator[str]:
    """Code on lines of its own, block by block."""
    block: list[str] = []
    for line in [*text.splitlines(), ""]:
        if re.match(r" {4,}\S", line) and not re.match(r" +(?:\d+\.|-) ", line):
            block.append(line.strip())
        elif block:
            yield "\n".join(block)
            block = []


def shell(text: str) -> list[str]:
    """Commands, without the remarks behind them, in their order."""
    lines = [re.sub(r" +#.*$", "", line) for block in set_off(text) for line in block.splitlines()]
    return [line for line in lines if _SHELL.match(line)]


def toml(text: str) -> list[str]:
    """Settings, table by table as they stand."""
    return [block for block in set_off(text) if block.startswith("[")]


def chat(text: str) -> list[str]:
    """Code within sentences that begins like something to type to the bot."""
    inline = re.findall(r"(?<!`)`([^`\n]+)`(?!`)", text)
    return [one.removeprefix("/dsr ") for one in inline if re.fullmatch(r"(?:/dsr )?[a-z]+(?:-[a-z]+)?(?: .+)?", one)]
