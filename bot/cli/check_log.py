"""For `dsrbot check`: whether this machine can keep the log as `[audit]` asks for."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from bot.app.composing import authority
from bot.app.log_kept import unkept
from bot.app.sealing import NO_ANCHOR, Anchor
from bot.settings.config import Audit
from bot.settings.setting_errors import SettingsError


def of_the_log(audit: Audit) -> Iterator[str]:
    """What would stop a start, or leave the log without what was asked for; a sentence each."""
    try:
        authority(audit)
    except SettingsError as mistake:
        yield str(mistake)
    try:
        Anchor(Path(audit.anchor) if audit.anchor else None).read()
    except ValueError:
        yield NO_ANCHOR
    yield from unkept(audit.anchor)
