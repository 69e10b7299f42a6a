"""Rows as a service sent them: what stands in a cell is understood for certain, or it is not understood at all.

Names of columns are read without regard to case, which changes no meaning. A number where a text belongs, a wrapped
value, a missing column are not read: whoever guessed there would take a person for nobody.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from domain.erasure.whereabouts import Customer, Model, same

Cell = tuple[str, ...]  # the texts in it; empty where nothing stands there
_ADDRESS = re.compile(r"[^\s<>\",;:()\[\]{}|]+@[^\s<>\",;:()\[\]{}|]+")


@dataclass(frozen=True)
class Row:
    """`cells`: by the name of the column in small letters, None for one that is not understood.

    `loose`: every text and number anywhere in the row, for tables of rows that nobody could read.
    `odd`: of the cells that are not understood, every text and number in each.
    """

    cells: Mapping[str, Cell | None] = field(repr=False)
    loose: frozenset[str] = field(default=frozenset(), repr=False)
    odd: Mapping[str, frozenset[str]] = field(default_factory=dict, repr=False)

    def cell(self, column: str) -> Cell | None:
        """None: there is no such column, or what stands in it is not understood."""
        return self.cells.get(column.casefold())

    def one(self, column: str) -> str | None:
        """The text of the cell, where it is exactly one."""
        cell = self.cell(column)
        return cell[0] if cell and len(cell) == 1 else None

    def texts(self, column: str) -> Iterable[str]:
        """All that may stand in the cell, also in one that is not understood."""
        cell = self.cells.get(column.casefold(), ())
        return self.odd.get(column.casefold(), self.loose) if cell is None else cell


@dataclass(frozen=True, kw_only=True)
class Sought:
    """Who is looked for: by address, by the ids of their unified profiles, by their keys in the sources.

    `keys`: column of `Customer` and key. `complete`: an id is known for everybody who is looked for. `strange`: an id
    was named that nobody was ever found under: it may be nobody's, and that nothing is found under it says nothing.
    `shared`: addresses of their profiles that others have, too: whoever is found by one may be somebody else.
    """

    addresses: tuple[str, ...] = field(default=(), repr=False)
    ids: tuple[str, ...] = field(default=(), repr=False)
    keys: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    complete: bool = True
    strange: bool = False
    shared: tuple[str, ...] = field(default=(), repr=False)

    def has_id(self, cell: Cell) -> bool:
        return any(same(text, known) for text in cell for known in self.ids)

    def has_address(self, cell: Cell) -> bool:
        """Also inside other text: what stands around an address makes no other person."""
        return any(same(found, known) for text in cell for found in addresses_in(text) for known in self.addresses)

    def has_any(self, texts: Iterable[str]) -> bool:
        cell = tuple(texts)
        known = {key.strip().casefold() for _, key in self.keys}
        return self.has_id(cell) or self.has_address(cell) or any(text.strip().casefold() in known for text in cell)

    @property
    def identifiers(self) -> tuple[str, ...]:
        """All of it, as a table of unread rows is asked for it."""
        return tuple(dict.fromkeys((*self.addresses, *self.ids, *(key for _, key in self.keys))))


def addresses_in(text: str) -> tuple[str, ...]:
    """The addresses in a cell; a whole text with one @ is one, whatever it looks like."""
    whole = (text,) if text.count("@") == 1 else ()
    return tuple(dict.fromkeys((*whole, *_ADDRESS.findall(text))))


def profile_of(row: Row, sought: Sought, model: Model) -> Customer:
    """The row of a unified customer. Its id is empty where it cannot be read."""
    columns = model.addresses or tuple(column for column in model.columns if column.named_mail)
    cells = [row.cell(column.name) or () for column in columns]
    texts = [address for cell in cells for text in cell for address in addresses_in(text)]
    mine = next((text for text in texts if sought.has_address((text,))), next(iter(texts), ""))
    keys = tuple((name, key) for name in model.alternate_keys() for key in row.cell(name) or ())
    beside = tuple(dict.fromkeys(text for text in texts if text != mine))
    return Customer(id=row.one("CustomerId") or "", email=mine, keys=keys, beside=beside)
