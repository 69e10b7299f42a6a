"""`[[environments]]` of dsrbot.toml: each beside the first one, with people, channels and secrets of its own.

What an environment does not say itself is as in the tables of the file; a table that it says counts whole. Its
variables end in `__` and its name. What would let something cross from one to another stops the start.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from os.path import abspath
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from pydantic import SecretStr

from bot.settings.config import ENVIRONMENTS, Config, config_of, tables
from bot.settings.environment import Environ, Insights, Process
from bot.settings.setting_errors import SettingsError
from domain.refs import ANY
from storage.engines import parse

_NAME = re.compile(r"[a-z][a-z0-9-]{0,31}")
_PLAIN = "must be a word of small letters, digits and dashes"
_OWN = ("people", "channels")
_MAY = frozenset({*_OWN, "platforms", "approval", "refresh", "erasure", "law", "language", "recipients", "letters",
                  "mail", "audit", "retention"})  # fmt: skip
_ALONE = (
    "DATABASE_URL", "DSRBOT_MASTER_KEY", "DSRBOT_MASTER_KEY_PREVIOUS", "SMTP_URL", "IMAP_URL", "INSIGHTS_INSTANCE_ID",
    "INSIGHTS_SUBSCRIPTION_KEY", "DATAVERSE_URL",
)  # fmt: skip
# Where one signs in: who does so elsewhere is lent nothing of it.
_ELSEWHERE = {"ENTRA_TENANT_ID", "ENTRA_AUTHORITY", "ENTRA_CLOUD"}
_SIGNING_IN = {"ENTRA_TENANT_ID", "ENTRA_CLIENT_ID", "ENTRA_CLIENT_SECRET"}
_OURS = re.compile(rf"(?:INSIGHTS_|ENTRA_|GRAPH_|{'|'.join(_ALONE)})\w*?__(?P<end>[A-Z0-9_]+)")


@dataclass(frozen=True, kw_only=True)
class Elsewhere:
    """An environment beside the first one."""

    name: str
    config: Config
    process: Process
    insights: Insights


def others(path: Path, environ: Environ, cwd: Path) -> tuple[Elsewhere, ...]:
    """Raises: SettingsError."""
    told, entries = _entries(path)
    return tuple(_one(path, told, entry, environ, cwd) for entry in entries)


def configs(path: Path) -> list[Config]:
    """What is decided in each environment, the first one first; no variable is looked at. Raises: SettingsError."""
    told, entries = _entries(path)
    return [config_of(path, told), *(_config(path, told, entry) for entry in entries)]


def check_apart(config: Config, process: Process, insights: Insights, others: Sequence[Elsewhere]) -> None:
    """Raises: SettingsError: two of them would be one, or share what belongs to one."""
    if not others:
        return
    if not _NAME.fullmatch(config.environment.name) or config.environment.name == ANY:
        raise SettingsError(
            f"environment.name {_PLAIN}: with [[environments]], people have to name the first one, too."
        )
    first = Elsewhere(name=config.environment.name, config=config, process=process, insights=insights)
    for what, mend, of in _APART:
        seen = dict[str, Elsewhere]()
        for one in (first, *others):
            for value in of(one):
                if (before := seen.setdefault(value, one)) is not one:
                    raise SettingsError(f"The environments {before.name} and {one.name} have the same {what}: {mend}.")


def strays(environ: Environ, others: Sequence[Elsewhere]) -> Iterator[str]:
    """Variables of environments that there are not."""
    known = {_end(one.name) for one in others}
    for name, value in environ.items():
        found = _OURS.fullmatch(name)
        if value and found and found["end"] not in known:
            yield f"{name} is of no environment of dsrbot.toml, and is not used."


def _entries(path: Path) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """The tables of the file, and those of the environments beside the first one."""
    told = tables(path)
    given = told.pop(ENVIRONMENTS, [])
    if not isinstance(given, list) or not all(isinstance(entry, dict) for entry in given):
        raise SettingsError(f"In {path.name}, environments must be written as [[environments]], once for each.")
    return told, given


def _config(path: Path, told: Mapping[str, Any], entry: Mapping[str, Any]) -> Config:
    name = entry.get("name")
    if not isinstance(name, str) or not _NAME.fullmatch(name) or name == ANY:
        raise SettingsError(f"In {path.name}, environments.name {_PLAIN}, such as emea.")
    if odd := sorted(entry.keys() - _MAY - {"name"}):
        raise SettingsError(f"In {path.name}, environments.{odd[0]} is nothing that an environment has: take it out.")
    if lacking := [table for table in _OWN if table not in entry]:
        raise SettingsError(f"In {path.name}, the environment {name} lacks {lacking[0]}: nobody's are lent to it.")
    own = {key: table for key, table in entry.items() if key != "name"}
    with _said_of(name):
        return config_of(path, {**told, **own, "environment": {"name": name}})


def _one(path: Path, told: Mapping[str, Any], entry: Mapping[str, Any], environ: Environ, cwd: Path) -> Elsewhere:
    config = _config(path, told, entry)
    name = config.environment.name
    with _said_of(name):
        given = _variables(environ, _end(name))
        process = Process.of(given, cwd)
        if not given.get("DATABASE_URL") and not given.get("DATABASE_URL_FILE"):
            raise SettingsError("DATABASE_URL is missing: each environment has a database of its own.")
        return Elsewhere(name=name, config=config, process=process, insights=Insights.of(given, cwd))


@contextmanager
def _said_of(name: str) -> Iterator[None]:
    """What is wrong is said of this environment."""
    try:
        yield
    except SettingsError as wrong:
        raise SettingsError(f"Of the environment {name}, whose variables end in __{_end(name)}: {wrong}") from None


def _end(name: str) -> str:
    return name.upper().replace("-", "_")


def _variables(environ: Environ, end: str) -> dict[str, str]:
    """As if it were the only one: its own, and of the others what no environment has alone. A secret in a file is
    `<NAME>_FILE__<END>`."""
    theirs = {name: value for name, value in environ.items() if value and name.endswith(f"__{end}")}
    own = {name.removesuffix(f"__{end}"): value for name, value in theirs.items()}
    said = {name.removesuffix("_FILE") for name in own}
    taken = said | set(_ALONE)
    if said & _ELSEWHERE:
        taken |= _SIGNING_IN
    elif "ENTRA_CLIENT_ID" in said:
        taken.add("ENTRA_CLIENT_SECRET")
    common = {n: v for n, v in environ.items() if n.removesuffix("_FILE") not in taken and "__" not in n}
    return common | own


def _channels(one: Elsewhere) -> list[str]:
    return [f"{surface}:{channel}" for ids in one.config.channel_ids().values() for surface, channel in ids.items()]


def _database(process: Process) -> str:
    """Which it is, however it is written, and whoever signs in."""
    url = parse(process.database_url.get_secret_value())
    if url.get_backend_name() == "sqlite":
        return abspath(url.database or "")
    return f"{url.host}:{url.port or 5432}/".casefold() + (url.database or "")


def _account(url: str) -> str:
    """Of a mail server, however its port and its password are written."""
    parts = urlsplit(url)
    return f"{parts.username}@{parts.hostname}".casefold()


def _secrets(*values: SecretStr | None) -> list[str]:
    return [value.get_secret_value() for value in values if value]


def _some(*values: str) -> list[str]:
    return [value for value in values if value]


_APART: tuple[tuple[str, str, Callable[[Elsewhere], list[str]]], ...] = (
    ("name", "give each a name of its own", lambda one: [_end(one.name)]),
    (
        "INSIGHTS_INSTANCE_ID",
        "each is an environment of Customer Insights",
        lambda one: [f"{one.insights.url} {one.insights.instance_id}".casefold()],
    ),
    ("DATAVERSE_URL", "each has copies of its own", lambda one: _some(one.insights.dataverse_url or "")),
    ("DATABASE_URL", "each has its own", lambda one: [_database(one.process)]),
    ("DSRBOT_MASTER_KEY", "each has its own", lambda one: _secrets(one.process.master_key)),
    (
        "IMAP_URL",
        "nobody could tell whose mails they are",
        lambda one: [_account(url) for url in _secrets(one.process.imap_url)],
    ),
    ("channel", "what is told in it would reach people of both", _channels),
    ("mail.mailbox", "nobody could tell whose mails they are", lambda one: _some(one.config.mail.mailbox.casefold())),
    ("audit.anchor", "each log has one", lambda one: [abspath(path) for path in _some(one.config.audit.anchor)]),
)
