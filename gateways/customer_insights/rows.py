"""From a row of JSON to a `Row`: a cell is a text, several texts, nothing, or not understood."""

from __future__ import annotations

from collections.abc import Iterator

from domain.erasure.rows import Cell, Row


def row(value: object) -> Row | None:
    """None for what is no row."""
    if not isinstance(value, dict):
        return None
    cells: dict[str, Cell | None] = {}
    for name, cell in value.items():
        if not name.startswith("@"):  # an annotation
            known = name.strip().casefold()
            cells[known] = _cell(cell) if known not in cells or cells[known] == _cell(cell) else None
    return Row(cells, frozenset(_texts(value)))


def _cell(value: object) -> Cell | None:
    if value is None or isinstance(value, str):
        return (value,) if value and value.strip() else ()
    if isinstance(value, list) and all(isinstance(part, str) for part in value):
        return tuple(part for part in value if part.strip())
    return None


def _texts(value: object) -> Iterator[str]:
    """Every text and number, however deep."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        for part in value:
            yield from _texts(part)
    elif isinstance(value, str | int | float) and not isinstance(value, bool):
        yield str(value)
