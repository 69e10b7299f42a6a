"""The file `.env` beside `dsrbot.toml`: secrets and addresses. What the environment of the process says wins."""

from __future__ import annotations

import re
import stat
from collections.abc import Mapping
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

from dotenv.parser import Binding, parse_stream

from bot.settings.setting_errors import SettingsError

NAME = ".env"
_OTHERS = stat.S_IRWXG | stat.S_IRWXO
_NAMED = re.compile(r"[A-Za-z_][\w.-]*", re.ASCII)


@dataclass(frozen=True)
class Environment:
    """`environ`: what counts. `read`: the names that came from the file; `outweighed`: those that the process sets."""

    environ: Mapping[str, str]
    read: tuple[str, ...] = ()
    outweighed: tuple[str, ...] = ()
    open_to_others: bool = False

    def told(self) -> tuple[str, ...]:
        """In a sentence each, by names alone: nothing where there is no file."""
        said: tuple[str, ...] = (f"{NAME} sets {', '.join(self.read)}.",) if self.read else ()
        if self.outweighed:
            said += (f"Of {NAME} this does not count, as the environment sets it: {', '.join(self.outweighed)}.",)
        if self.open_to_others:
            said += (f"{NAME} can be read by other users of this machine: chmod 600 {NAME}.",)
        return said


def environment(process: Mapping[str, str], cwd: Path) -> Environment:
    """An empty variable counts as unset, in both. Raises: SettingsError, where the file cannot be read."""
    given = from_file(cwd / NAME)
    ours = {name: value for name, value in given.items() if not process.get(name, "").strip()}
    environ = {**process, **ours}
    outweighed = tuple(name for name in given if name not in ours and process[name].strip() != given[name].strip())
    return Environment(environ, tuple(ours), outweighed, bool(given) and _open(cwd / NAME))


def from_file(path: Path) -> Mapping[str, str]:
    """As they are written: nothing in them stands for another variable, and an empty one is not there.

    Raises: SettingsError, where the file cannot be read, or a line of it: without it, the bot might start as another.
    """
    if not path.is_file():
        return {}
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError):
        raise SettingsError(f"{path.name} cannot be read: check its rights, or take it away.") from None
    found = dict[str, str]()
    for binding in parse_stream(StringIO(text)):
        if said := _said(path, binding):
            name, value = said
            if value.strip() and found.setdefault(name, value).strip() != value.strip():
                raise SettingsError(f"{path.name} sets {name} twice, each time to something else: keep one of them.")
    return found


def _said(path: Path, binding: Binding) -> tuple[str, str] | None:
    """None for what says nothing: a comment, or empty lines. Raises: SettingsError, which repeats nothing of it."""
    if binding.key is None and not binding.error:
        return None
    if binding.key is None or binding.value is None or not _NAMED.fullmatch(binding.key):
        text, first = binding.original
        empty = text[: len(text) - len(text.lstrip())].count("\n")  # lines before it
        told = "write it so, with a quote at both ends or at none, or begin it with # if it is to say nothing"
        raise SettingsError(f"{path.name}, line {first + empty}, is no NAME=value: {told}.")
    return binding.key, binding.value


def _open(path: Path) -> bool:
    return bool(path.stat().st_mode & _OTHERS)
