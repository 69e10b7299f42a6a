"""The version of the app package: the same for the same content, higher for what came later, and no clock in it.

Teams takes an update only when its version is higher. The middle number counts the editions of what the product puts
into the package; `editions.txt` names each of them by its content. The last number stands for what the company puts in,
and is counted on from the package that lies where the new one will, because nobody else knows what was uploaded.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile

from bot.teams.manifest import COLOR, MANIFEST, OUTLINE, icon, manifest
from bot.teams.settings import TeamsSettings

NOBODY = TeamsSettings(app_id="00000000-0000-0000-0000-000000000000", tenant_id="nobody", insecure_local=True)
_KINDS = 10_000  # of what companies put in
_LARGEST = 2**20  # bytes of a manifest, or of a package
_LOOKED_AT = 100  # files beside the new one

Json = dict[str, Any]
Number = tuple[int, int, int]


def version(settings: TeamsSettings, folder: Path) -> str:
    """For a package in this folder."""
    mine, number = _content(manifest(settings, "")), _made(settings)
    before = max(_packages(folder, settings.app_id), default=None, key=lambda found: found[0])
    if before and before[1] == mine:
        number = before[0]
    elif before and before[0] >= number:
        number = (*before[0][:2], before[0][2] + 1)
    return ".".join(map(str, number))


def editions() -> list[str]:
    """Of the product's part, oldest first. `python -m tests.bot.teams.example` adds the present one."""
    return (files("bot.teams") / "editions.txt").read_text(encoding="utf-8").split()


def edition() -> str:
    """The product's part, by its content."""
    icons = sha256(icon(COLOR) + icon(OUTLINE)).hexdigest()
    return sha256((_content(manifest(NOBODY, "")) + icons).encode()).hexdigest()[:16]


def _made(settings: TeamsSettings) -> Number:
    known, current = editions(), edition()
    count = len(known) - known[::-1].index(current) if current in known else len(known) + 1
    return 1, count, int(sha256(_content(manifest(settings, "")).encode()).hexdigest(), 16) % _KINDS


def _content(made: Json) -> str:
    """Everything but the version."""
    return json.dumps({**made, "version": ""}, sort_keys=True)


def _packages(folder: Path, app_id: str) -> Iterator[tuple[Number, str]]:
    """Of this app, with the version and the content of each."""
    for path in sorted(folder.glob("*.zip"))[:_LOOKED_AT]:
        made = _manifest(path)
        numbers = str(made.get("version", "")).split(".")
        if made.get("id") == app_id and len(numbers) == 3 and all(part.isdecimal() for part in numbers):
            major, minor, patch = map(int, numbers)
            yield (major, minor, patch), _content(made)


def _manifest(path: Path) -> Json:
    """Empty for what is no such package."""
    try:
        with ZipFile(path) as package:
            if path.stat().st_size > _LARGEST or package.getinfo(MANIFEST).file_size > _LARGEST:
                return {}
            found = json.loads(package.read(MANIFEST))
    except (OSError, BadZipFile, KeyError, ValueError, NotImplementedError, RuntimeError):
        return {}
    return found if isinstance(found, dict) else {}
