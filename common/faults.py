"""Exceptions in the log: their class and our own lines, never their text, which may name a person."""

from __future__ import annotations

import traceback
from pathlib import Path

_HOME = Path(__file__).resolve().parents[1]


def describe(error: BaseException) -> dict[str, str | list[str]]:
    """Fields for a log entry."""
    frames = traceback.extract_tb(error.__traceback__)
    own = [(Path(frame.filename), frame) for frame in frames if Path(frame.filename).is_relative_to(_HOME)]
    where = [
        f"{path.relative_to(_HOME)}:{frame.lineno} {frame.name}" for path, frame in own if ".venv" not in path.parts
    ]
    return {"error": type(error).__name__, "where": where}
