"""What `dsrbot init` writes: `.env` with the secrets, for its owner alone, and `dsrbot.toml` with the decisions."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path

import tomli_w

from bot.app.composing import key_file
from bot.cli.init_question import Answers, Question
from bot.cli.init_questions import QUESTIONS, config_of
from bot.settings.env_file import NAME, environment, from_file
from bot.settings.environment import Process
from storage.master_key import new_master_key
from storage.store import was_used

CONFIG = "dsrbot.toml"
KEY = "DSRBOT_MASTER_KEY"
_HEAD = "# Written by `dsrbot init`. Every setting there is stands in dsrbot.example.toml, explained.\n\n"
_PLAIN = re.compile(r"[\w.:/@%+=,~-]+", re.ASCII)


def config_text(answers: Answers) -> str:
    return _HEAD + tomli_w.dumps(config_of(answers))


def variables(answers: Answers, folder: Path) -> Mapping[str, str]:
    """What stands in `.env` already stays, but for what answers give or leave out now: above all the master key, which
    opens the data.

    Raises: SettingsError, UnusableDatabase.
    """
    gone, asked = dropped(answers, folder), {one.name: str(answers[one.name]) for one in _given(answers)}
    kept = {name: value for name, value in from_file(folder / NAME).items() if name not in gone}
    return {**kept, **asked, **_key(folder)}


def dropped(answers: Answers, folder: Path) -> list[str]:
    """The names in `.env` that these answers leave out: a start would go by what stands there still. Raises:
    SettingsError."""
    given = set(_given(answers))
    unasked = {one.name for one in QUESTIONS if one.variable and one not in given}
    return [name for name in from_file(folder / NAME) if name in unasked]


def _given(answers: Answers) -> list[Question]:
    return [one for one in QUESTIONS if one.variable and answers.get(one.name)]


def _key(folder: Path) -> Mapping[str, str]:
    """A new one only where nothing was sealed with another. Raises: SettingsError, UnusableDatabase."""
    environ = environment(os.environ, folder).environ
    if environ.get(KEY):
        return {}
    key = {KEY: new_master_key()}
    process = Process.of({**environ, **key}, folder)
    used = key_file(process).exists() or was_used(process.database_url.get_secret_value())
    return {} if used else key


def env_text(values: Mapping[str, str]) -> str:
    return "".join(f"{name}={_quoted(value)}\n" for name, value in values.items())


def _quoted(value: str) -> str:
    """As python-dotenv reads it back."""
    if _PLAIN.fullmatch(value):
        return value
    escaped = value.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"
