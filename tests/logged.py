"""What whoever runs the bot reads of it, while a test goes on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from structlog.testing import capture_logs
from structlog.typing import EventDict


@dataclass(frozen=True)
class Logged:
    """`sentence in logged`: somebody who looks at the log finds it there."""

    lines: list[EventDict]

    def __contains__(self, sentence: str) -> bool:
        return any(line["event"] == sentence for line in self.lines)


@pytest.fixture
def logged() -> Iterator[Logged]:
    with capture_logs() as lines:
        yield Logged(lines)
