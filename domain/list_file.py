"""A list of people in a file, as a spreadsheet saves it: what is read of it, and what is asked back. Pure.

Nothing is guessed. How its characters are written, what stands between its columns, and which of them names people is
taken from evidence in the file; where that says nothing, or two things, its owner says. What is read is read as if it
had been typed, and what is not taken keeps the number of its row.
"""

from __future__ import annotations

import csv
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from io import StringIO
from itertools import chain
from string import ascii_uppercase

from domain.addresses import address, may_be_address
from domain.batch import Row, Why, doubted, rows_in
from domain.headings import is_of_names, is_of_people
from domain.identifiers import identifier
from domain.list_columns import decides, rivals, says_more, turns_others
from domain.numbered import unnumbered

MOST_BYTES = 1_000_000
MOST_RECORDS = 20_000
MOST_COLUMNS = 1_000
MARKS = (",", ";", "\t")
_SHOWN = 200  # characters of what is not taken
_FORMULA = ("=", "+", "-", "@", "\t", "\r")  # how a cell begins that a spreadsheet works out
_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")  # what files of Excel begin with (its new form, and its old one)
_NOTHING = b" \t\r\n,;"  # a table of empty cells
_WIDE = ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"), (b"\xef\xbb\xbf", "utf-8-sig"))  # marks of byte order


class Unfit(StrEnum):
    """Why a file is asked back."""

    EMPTY = "empty"
    LARGE = "large"
    WORKBOOK = "workbook"
    BINARY = "binary"  # it is no text
    CHARACTERS = "characters"  # an address is written in characters that are not UTF-8
    BROKEN = "broken"  # a quotation mark stands alone
    APART = "apart"  # what stands between its columns may be this or that
    COLUMN = "column"  # no column of it, or several, may be meant
    DECIDES = "decides"  # a column of it may say which rows are meant
    REMARK = "remark"  # a line of it that names nobody may say something of those below
    RAGGED = "ragged"  # its first line has other columns than the rest
    ROWS = "rows"  # too many
    COLUMNS = "columns"  # too many


@dataclass(frozen=True)
class NotRead:
    """`columns`: those that may be meant, by their headings or letters; or what may decide or turn around."""

    why: Unfit
    columns: tuple[str, ...] = ()


@dataclass(frozen=True)
class ListFile:
    """`column`: where the people stand, by its heading or letter; empty where it has just lines. `headings`: the number
    of the row that was taken for them; 0: none."""

    rows: tuple[Row, ...]
    column: str = ""
    headings: int = 0


_Record = tuple[int, list[str]]  # the number of the row, as a spreadsheet counts them, and its cells


def read_list_file(content: bytes, column: str = "") -> ListFile | NotRead:
    """`column`: what its owner says where people stand, by its heading or letter."""
    if why := _unfit(content):
        return NotRead(why)
    text = _text(content)
    if text is None or "\0" in text:
        return NotRead(Unfit.BINARY)
    tables = list(_tables(text))
    if not tables:
        return NotRead(Unfit.BROKEN)
    found = _read(tables, text, column)
    if isinstance(found, NotRead):
        return found
    if any(_is_unclear(row.who) for row in found.rows):
        return NotRead(Unfit.CHARACTERS)
    return found if found.rows else NotRead(Unfit.EMPTY)


def _unfit(content: bytes) -> Unfit | None:
    if len(content) > MOST_BYTES:
        return Unfit.LARGE
    if content.startswith(_WORKBOOKS):
        return Unfit.WORKBOOK
    return None if content.strip(_NOTHING) else Unfit.EMPTY


def _text(content: bytes) -> str | None:
    """Where nothing says how its characters are written, what is ASCII is what it seems, and all else is unclear: it
    may stand in any column but that of the people."""
    for mark, way in _WIDE:
        if content.startswith(mark):
            try:
                return content.decode(way)
            except UnicodeDecodeError:
                return None
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return content.decode("ascii", "surrogateescape")


def _is_unclear(text: str) -> bool:
    return any("\udc80" <= sign <= "\udcff" for sign in text)


def _tables(text: str) -> Iterator[tuple[str, list[_Record]]]:
    """The file by each mark that may stand between its columns; where its first line names one, by that alone."""
    first, _, rest = text.partition("\n")
    named = first.strip().lower()
    said = named[4:] or first.strip("\r\n")[4:] if named.startswith("sep=") else ""
    for mark in (said[:1],) if said else MARKS:
        try:
            records = list(csv.reader(StringIO(rest if said else text, newline=""), delimiter=mark, strict=True))
        except (csv.Error, TypeError):
            continue
        yield mark, [(number, cells) for number, cells in enumerate(records, 1) if any(map(str.strip, cells))]


def _read(tables: Sequence[tuple[str, list[_Record]]], text: str, column: str) -> ListFile | NotRead:
    if any(len(records) > MOST_RECORDS for _, records in tables):
        return NotRead(Unfit.ROWS)
    wide = [records for _, records in tables if _is_table(records)]
    if not wide:
        return NotRead(Unfit.RAGGED) if any(_has_columns(records) for _, records in tables) else _lines(text, column)
    found = [_people(records, column) for records in wide]
    likely = [one for one in found if isinstance(one, ListFile) or one.why in {Unfit.DECIDES, Unfit.REMARK}]
    return NotRead(Unfit.APART) if len(likely) > 1 else (likely or found)[0]


def _is_table(records: Sequence[_Record]) -> bool:
    """Whether most of its rows have as many cells, and more than one, as the first."""
    width = len(records[0][1]) if records else 0
    return width > 1 and 2 * sum(len(cells) == width for _, cells in records) > len(records)


def _has_columns(records: Sequence[_Record]) -> bool:
    """Whether most of its rows have several cells: a table below a title, say."""
    return 2 * sum(len(cells) > 1 for _, cells in records) > len(records)


def _lines(text: str, column: str) -> ListFile | NotRead:
    """Not a table: a list as people type one, a heading above it or not. A line that names nobody and is no known
    heading may say of those below that they are not meant. It has that one column, whatever is said of another."""
    every = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    records = [(n, [_bare(line)]) for n, line in enumerate(every, 1) if line.strip()]
    titled = len(records) > 1 and not _may_name(records[0][1][0])
    lines = [cells[0] for _, cells in records]
    below = lines[1:] if titled else lines
    unclear = [lines[0]] if titled and not is_of_people(lines[0]) else [line for line in below if turns_others(line)]
    if unclear:
        return NotRead(Unfit.REMARK, (_short(unclear[0]),))
    if lines and column.strip() and not _named(lines[:1], column):
        return NotRead(Unfit.COLUMN, (_called(lines, 0),))
    return ListFile(_rows(records, 0, 1, titled=titled), headings=records[0][0] if titled else 0)


def _bare(line: str) -> str:
    """Without the quotation marks that a spreadsheet writes around a cell."""
    line = line.strip()
    inside = line[1:-1]
    return inside.replace('""', '"') if len(line) > 1 and line[0] == line[-1] == '"' and _whole(inside) else line


def _whole(inside: str) -> bool:
    return '"' not in inside.replace('""', "")


def _people(records: Sequence[_Record], column: str) -> ListFile | NotRead:
    (first, head), width = records[0], len(records[0][1])
    if width > MOST_COLUMNS:
        return NotRead(Unfit.COLUMNS)
    at = _named(head, column) if column.strip() else _holding(records, width)
    if len(at) != 1 or not (column.strip() or _fills(records, at[0])):
        several = at if len(at) > 1 else range(width)
        return NotRead(Unfit.COLUMN, tuple(_called(head, one) for one in several))
    [index] = at
    titled = not _may_name(head[index]) or _is_said(head[index], column)
    if doubt := _doubt(records, index, titled=titled, said=bool(column.strip())):
        return doubt
    found = _rows(records, index, width, titled=titled)
    return ListFile(found, _called(head, index) if titled else _letter(index), first if titled else 0)


def _doubt(records: Sequence[_Record], index: int, *, titled: bool, said: bool) -> NotRead | None:
    """What stands against taking each row of this column. `said`: its owner says that the people stand there."""
    head, rows = records[0][1], [cells for _, cells in records[1 if titled else 0 :]]
    others = [n for n in range(len(head)) if n != index]
    heading = {n: head[n] if titled else "" for n in range(len(head))}
    column = {n: [cells[n] if n < len(cells) else "" for cells in rows] for n in range(len(head))}
    alone = (text for cells in rows if len(text := [cell for cell in cells if cell.strip()]) == 1)
    if turning := next((line for [line] in alone if turns_others(line)), ""):
        return NotRead(Unfit.REMARK, (_short(turning),))
    if deciding := [n for n in others if decides(heading[n], column[n], column[index])]:
        return NotRead(Unfit.DECIDES, tuple(_called(head, n) if titled else _letter(n) for n in deciding))
    rival = [n for n in others if rivals(heading[n], column[n])]
    strange = titled and not is_of_people(head[index])
    if said or not (rival or strange):
        return None
    return NotRead(
        Unfit.COLUMN, tuple(_called(head, n) for n in sorted({index, *rival} if rival else range(len(head))))
    )


def _short(text: str) -> str:
    return " ".join(text.split())[:40]


def _is_said(cell: str, column: str) -> bool:
    """Whether its owner says that it is the heading."""
    return bool(column.strip()) and cell.strip().casefold() == column.strip().casefold()


def _rows(records: Sequence[_Record], index: int, width: int, *, titled: bool) -> tuple[Row, ...]:
    """All of one column. `titled`: the first is its heading."""
    records = _unnumbered(records, index, titled=titled)
    above = [] if titled else _above(records, index)
    rest = records[1:] if titled or above else records
    named = {n for n, head in enumerate(records[0][1]) if is_of_names(head)} if titled else set[int]()
    read = [(n, cells[index] if index < len(cells) else "", _row(n, cells, index, width, named)) for n, cells in rest]
    judged = doubted([cell for _, cell, _ in read], [tuple(rows) for _, _, rows in read])
    return (*above, *chain.from_iterable(judged))


def _unnumbered(records: Sequence[_Record], index: int, *, titled: bool) -> Sequence[_Record]:
    """Without the numbers that all rows have, but a heading."""
    for first in (1,) if titled else (0, 1):
        rows = [cells for _, cells in records[first:]]
        cells = [cells[index] if index < len(cells) else "" for cells in rows]
        if (plain := unnumbered(cells)) != cells:
            changed = [[*row[:index], cell, *row[index + 1 :]] for row, cell in zip(rows, plain, strict=True)]
            return [*records[:first], *zip((n for n, _ in records[first:]), changed, strict=True)]
    return records


def _above(records: Sequence[_Record], index: int) -> list[Row]:
    """What stands above addresses alone and is none, as “Email1” does: a heading or somebody, which its owner says."""
    if not records:
        return []
    (first, head), *below = records
    cells = [cells[index] for _, cells in below if index < len(cells) and cells[index].strip()]
    alone = bool(cells) and all(map(_is_address, cells)) and not may_be_address(head[index])
    return [_not_taken(first, head[index])] if alone and head[index].strip() else []


def _named(head: Sequence[str], column: str) -> list[int]:
    """By its heading, which counts first, or by its letter."""
    wanted = column.strip().casefold()
    by_heading = [n for n, cell in enumerate(head) if cell.strip().casefold() == wanted]
    return by_heading or [n for n in range(len(head)) if _letter(n).casefold() == wanted]


def _holding(records: Sequence[_Record], width: int) -> list[int]:
    """The columns in which an address stands."""
    return [n for n in range(width) if any(n < len(cells) and _is_address(cells[n]) for _, cells in records)]


def _fills(records: Sequence[_Record], index: int) -> bool:
    """Whether an address stands there in half of the rows at least: one among notes says nothing of the others."""
    found = sum(index < len(cells) and _is_address(cells[index]) for _, cells in records)
    return 2 * found >= len(records) - 1


def _is_address(cell: str) -> bool:
    return may_be_address(cell) and address(cell) is not None


def _called(head: Sequence[str], index: int) -> str:
    said = " ".join(head[index].split())[:40]
    tells = said.isprintable() and not _may_name(said) and len(_named(head, said)) == 1
    return said if said and tells else _letter(index)


def _letter(index: int) -> str:
    """As spreadsheets name it."""
    more, last = divmod(index, len(ascii_uppercase))
    return (_letter(more - 1) if more else "") + ascii_uppercase[last]


def _may_name(cell: str) -> bool:
    """Whether it may be a person, and so is no heading."""
    return bool(identifier(cell)) or may_be_address(cell) or any(sign.isdigit() for sign in cell)


def _row(number: int, cells: Sequence[str], index: int, width: int, named: Container[int]) -> Iterator[Row]:
    """One that has more cells than the first may be shifted: nobody can say what stands where. A cell of several lines
    may have swallowed rows, as a quotation mark too many does. `named`: the columns of names."""
    if any(map(str.strip, cells[width:])):
        text = " ".join(filter(None, map(str.strip, cells)))
        yield _not_taken(number, text if text.isprintable() else "")
        return
    if any(says_more(cell, among_names=n in named) for n, cell in enumerate(cells) if n != index):
        yield _not_taken(number, " ".join(filter(None, map(str.strip, cells))))
        return
    yield from _cell(number, cells[index] if index < len(cells) else "")
    for n, cell in enumerate(cells):
        if n != index and ("\n" in cell or "\r" in cell) and may_be_address(cell):
            yield _not_taken(number, cell)


def _cell(number: int, cell: str) -> Iterator[Row]:
    """What a spreadsheet would work out says nothing of what it comes to. Several addresses are several people; of
    anything else, such as a number with a comma, a cell holds one or nobody."""
    found = () if cell.startswith(_FORMULA) or _is_unclear(cell) else rows_in(cell)
    if len(found) > 1 and not all(row.why or _is_address(row.who) for row in found):
        found = ()
    yield from (replace(row, line=number) for row in found or (_not_taken(number, cell),))


def _not_taken(number: int, text: str) -> Row:
    return Row(who=" ".join(text.split())[:_SHOWN], why=Why.UNREAD, line=number)
