"""What a part of the bench has found, as it is printed, and as it stands on the page."""

from __future__ import annotations

import os
import platform
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

PAGE = Path(__file__).parents[1] / "docs/performance.md"


@dataclass(frozen=True)
class Table:
    """`title`: what was measured, in a sentence; `head`: the names of the columns."""

    title: str
    head: Sequence[str]
    rows: Sequence[Sequence[str]]

    def lines(self) -> list[str]:
        rule = " | ".join("---" if number == 0 else "---:" for number, _ in enumerate(self.head))
        return [self.title, "", _row(self.head), f"| {rule} |", *map(_row, self.rows)]


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def written(page: str, part: str, tables: Sequence[Table]) -> str:
    """The page with these tables between the two marks of the part, and below them when and where they were made.

    Raises:
        ValueError: the page has no such marks.
    """
    begin, end = f"<!-- bench:{part} -->", f"<!-- /bench:{part} -->"
    if not page.count(begin) == page.count(end) == 1:
        raise ValueError(f"The page has no place for part {part}.")
    before, rest = page.split(begin)
    after = rest.split(end)[1]
    told = "\n\n".join("\n".join(table.lines()) for table in tables)
    return f"{before}{begin}\n\n{told}\n\n{_where()}\n\n{end}{after}"


def _where() -> str:
    today = datetime.now(UTC)
    load = os.getloadavg()[2]
    return (
        f"{today.day} {today:%B %Y}, {os.cpu_count()} cores ({_model()}), load of the quarter of an hour {load:.1f}, "
        f"Python {platform.python_version()}."
    )


def _model() -> str:
    """As the system names the processor; empty words where it does not."""
    info = Path("/proc/cpuinfo")
    lines = info.read_text().splitlines() if info.exists() else []
    named = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(named, platform.machine())
