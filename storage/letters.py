"""Letters and answers of exports, found by their Message-ID."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime

from sqlalchemy import Connection, bindparam, exists, or_, select

from domain.mail.message import LetterFrom, StoredLetter
from domain.request import OPEN, Kind
from storage import tables
from storage.sql import Statement, insert_new

_letters, _requests = tables.letters, tables.requests

_ADD = insert_new(_letters)
_REQUESTS = select(_letters.c.request_id).distinct()
_A_PORTION = 500  # names in one statement: databases take some ten thousand at most, and some a thousand
_HEARD = select(_requests.c.id).where(
    _requests.c.kind == Kind.EXPORT, or_(_requests.c.state.in_(OPEN), _requests.c.closed_at >= bindparam("since"))
)
_SINCE = Statement(
    select(exists().where(_letters.c.request_id.in_(_HEARD.scalar_subquery()), _letters.c.sender == LetterFrom.US))
)


class Letters:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, letters: Iterable[StoredLetter]) -> None:
        _ADD.each(self._connection, [vars(letter) for letter in letters])

    def requests(self, names: Collection[str]) -> list[str]:
        """Those in whose threads one of these stands, each once."""
        named, found = list(names), dict[str, None]()
        for start in range(0, len(named), _A_PORTION):
            some = named[start : start + _A_PORTION]
            found |= dict.fromkeys(self._connection.scalars(_REQUESTS.where(_letters.c.name.in_(some))))
        return list(found)

    def any_since(self, moment: datetime) -> bool:
        return bool(_SINCE(self._connection, since=moment).value())
