"""Lists and counts that stay readable."""

from __future__ import annotations

from collections.abc import Sequence

from domain.words.de.german import GERMAN


def names_of(names: Sequence[str], most: int = 12) -> str:
    """A list that stays readable."""
    return GERMAN.all_of([*names[:most], f"{len(names) - most} weitere"]) if len(names) > most else ", ".join(names)


def progress(done: int, total: int) -> str:
    return f"{done} von {total}"


def times(text: str, count: int) -> str:
    return f"{text} ({count}-mal)" if count > 1 else text
