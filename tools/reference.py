"""The reference in docs/, written from the code: commands, command line, settings, metrics. `make reference` writes it.

With `--check` nothing is written: it ends with 1, and names the pages that are not what the code says.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from tools.reference_commands import command_line, commands
from tools.reference_settings import environment, metrics, settings

DOCS = Path(__file__).parents[1] / "docs"
PAGES: Mapping[str, Callable[[], str]] = {
    "commands.md": commands,
    "command-line.md": command_line,
    "settings.md": settings,
    "environment.md": environment,
    "metrics.md": metrics,
}


def outdated(docs: Path = DOCS) -> list[str]:
    """The pages that say something else than the code."""
    return [name for name, page in PAGES.items() if not _is(docs / name, page())]


def _is(path: Path, text: str) -> bool:
    return path.is_file() and path.read_text(encoding="utf-8") == text


def main(arguments: list[str]) -> int:
    if "--check" in arguments:
        wrong = outdated()
        if wrong:
            sys.stderr.write(f"docs/{', docs/'.join(wrong)}: not what the code says. make reference\n")
        return int(bool(wrong))
    for name, page in PAGES.items():
        (DOCS / name).write_text(page(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
