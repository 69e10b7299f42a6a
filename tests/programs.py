"""Programs that pip cannot bring. A test asks for one by the fixture `program`, and is skipped where there is none.

They are looked for in PATH alone: with a PATH that has none of them, this is a machine without them.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest


@dataclass(frozen=True)
class Program:
    """`names`: the first in PATH counts; a path stands for itself. `how`: the way to get it on Debian."""

    what: str
    names: Path | tuple[str, ...]
    how: str

    def find(self) -> Path | None:
        if isinstance(self.names, Path):
            return self.names if self.names.exists() else None
        found = next(filter(None, map(shutil.which, self.names)), None)
        return Path(found) if found else None

    @property
    def missing(self) -> str:
        return f"{self.what} is not here: {self.how}"


Ask = Callable[[Program], Path]

# The one without windows goes first: it draws the same, and takes half the time.
CHROMIUM = Program("Chromium", ("chromium-headless-shell", "chromium"), "apt-get install chromium-headless-shell")
DOVECOT = Program("Dovecot", ("dovecot",), "apt-get install dovecot-imapd, and have /usr/sbin in PATH")
GIT = Program("Git", ("git",), "apt-get install git")
NODE = Program("Node.js", ("node",), "apt-get install nodejs")
OPENSSL = Program("OpenSSL", ("openssl",), "apt-get install openssl")
SYSTEMD = Program("systemd-analyze", ("systemd-analyze",), "apt-get install systemd")
NPM = Program("npm", ("npm",), "apt-get install npm")


@pytest.fixture(scope="session")
def program() -> Ask:
    def ask(wanted: Program) -> Path:
        return wanted.find() or pytest.skip(wanted.missing)

    return ask


def or_exit(wanted: Program) -> Path:
    """The same, where no test asks."""
    return wanted.find() or sys.exit(wanted.missing)
