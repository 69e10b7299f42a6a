"""A list of people that comes as a file: fetched once who gives it may ask for that, and asked back at its field."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from domain.card import Field, Input
from domain.list_file import MOST_BYTES, ListFile, NotRead, Unfit, read_list_file
from domain.upload import NotBrought
from domain.words.language import Words
from handlers.deps import Act

FILE, COLUMN = "file", "column"


@dataclass(frozen=True)
class AskedBack:
    """What is wrong with it, and at which field of the form that is said."""

    field: str
    why: str


async def from_file(act: Act, column: str) -> ListFile | AskedBack | None:
    """None where none came. `column`: what its owner says where people stand in it."""
    said = act.words.batch
    if not act.files:
        return None
    if len(act.files) > 1:
        return AskedBack(FILE, said.ONE_FILE)
    try:
        content = await act.files[0].read(MOST_BYTES)
    except NotBrought as bad:
        return AskedBack(FILE, said.UNBROUGHT[bad.why])
    read = await asyncio.to_thread(read_list_file, content, column)
    return _asked_back(read, act.words) if isinstance(read, NotRead) else read


def _asked_back(read: NotRead, words: Words) -> AskedBack:
    if read.why is Unfit.COLUMN:
        return AskedBack(COLUMN, words.batch.columns(read.columns))
    if read.why is Unfit.REMARK:
        return AskedBack(FILE, words.batch.remark(read.columns[0]))
    if read.why is Unfit.DECIDES:
        return AskedBack(FILE, f"{words.batch.UNFIT[read.why]} {words.batch.means(read.columns)}")
    return AskedBack(FILE, words.batch.UNFIT[read.why])


async def told(act: Act, read: ListFile | None) -> list[str]:
    """What was read of it, and what becomes of it where it lies."""
    if not read:
        return []
    gone = [await file.forget() for file in act.files]
    said = act.words.batch
    return [said.read_of(read.column, read.headings), *([] if all(gone) else [said.DELETE_UPLOAD])]


def fields(words: Words) -> tuple[Field, ...]:
    said = words.batch
    file = Field(FILE, said.FILE, Input.FILE, required=False, hint=said.FILE_HINT)
    return file, Field(COLUMN, said.COLUMN, required=False, hint=said.COLUMN_HINT, of_file=True)
