"""From a row of JSON to a `Row`: a cell is a text, several texts, nothing, or not understood."""

from __future__ import annotations

from collections.abc import Iterator

from domain.erasure.rows import Cell, Row


def row(value: object) -> Row | None:
    """None for what is no row."""
    if not isinstance(value, dict):
        return None
    cells: dict[str, Cell | None] = {}
    texts: dict[str, frozenset[str]] = {}
    for name, cell in value.items():
        if not name.startswith("@"):  # an annotation
            known = name.strip().casefold()
            cells[known] = _cell(cell) if known not in cells or cells[known] == _cell(cell) else None
            texts[known] = texts.get(known, frozenset()) | frozenset(_texts(cell))
    odd = {name: texts[name] for name, cell in cells.items() if cell is None}
    return Row(cells, frozenset(_texts(value)), odd)


def _cell(value: object) -> Cell | None:
    if value is None or isinstance(value, str):
        return (value,) if value and value.strip() else ()
    if isinstance(value, list) and all(isinstance(part, str) for part in value):
        return tuple(part for part in value if part.strip())
    return None


def _texts(value: object) -> Iterator[str]:
    """Every text and number, however deep."""
    left = [value]
    while left:
        part = left.pop()
        if isinstance(part, dict):
            left += part.values()
        elif isinstance(part, list):
            left += part
        elif isinstance(part, str | int | float) and not isinstance(part, bool):
            yield str(part)
