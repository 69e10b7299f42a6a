"""Writing OData (4.01, URL conventions): quoting for filters and for searches."""

from __future__ import annotations

from collections.abc import Iterable


def literal(text: str) -> str:
    """A string literal: between single quotes, and those inside doubled (OData 4.01 §5.1.1.14.1)."""
    return "'" + text.replace("'", "''") + "'"


def any_of(column: str, values: Iterable[str]) -> str:
    """The column equals one of the values; there must be one."""
    first, *others = map(literal, values)
    return f"{column} in ({','.join((first, *others))})" if others else f"{column} eq {first}"


def is_whole(text: str) -> bool:
    """Whether it is as the service has it, without a mark in the place of what no text can hold."""
    return "\ufffd" not in text


def phrase(text: str) -> str | None:
    """A search phrase between double quotes; None when it cannot be written so that every server reads it alike."""
    return None if '"' in text or "\\" in text or not is_whole(text) else f'"{text}"'
