"""Lists and counts that stay readable."""

from __future__ import annotations

from collections.abc import Sequence


def names_of(names: Sequence[str], most: int = 12) -> str:
    """A list that stays readable."""
    rest = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(names[:most]) + rest


def progress(done: int, total: int) -> str:
    return f"{done} of {total}"


def times(text: str, count: int) -> str:
    return f"{text} ({count} times)" if count > 1 else text
