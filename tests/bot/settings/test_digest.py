"""When the digest of a day is told: a time of the day, or never."""

from __future__ import annotations

from datetime import time
from pathlib import Path

import pytest

from bot.app.composing import policy_of
from bot.settings.config import read
from bot.settings.setting_errors import SettingsError


def written(folder: Path, digest: str) -> Path:
    path = folder / "dsrbot.toml"
    path.write_text(f"[approval]\n{digest}\n", encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("", None),
        ('digest = "off"', None),
        ('digest = "08:00"', time(8)),
        ('digest = "00:00"', time()),
        ('digest = "23:59"', time(23, 59)),
    ],
)
def test_it_is_a_time_of_the_day_or_never(tmp_path: Path, said: str, meant: time | None) -> None:
    assert policy_of(read(written(tmp_path, said)), "instance").digest == meant


@pytest.mark.parametrize(
    "said", ['"8"', '"8:00"', '"24:00"', '"08:60"', '"08:00:00"', '"08:00+01:00"', '"morning"', "8", "08:00:00", '""']
)
def test_what_is_none_stops_the_start_and_says_what_it_must_be(tmp_path: Path, said: str) -> None:
    with pytest.raises(SettingsError, match=r'approval\.digest must be a time of the day in quotes, such as "08:00"'):
        read(written(tmp_path, f"digest = {said}"))
