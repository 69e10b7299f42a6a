"""What a unit of work changed that people see or hear of: the storage notes it itself, so that nobody has to say so."""

from __future__ import annotations

from sqlalchemy import Connection, bindparam, case, exists, or_, select, update

from domain.request import State
from storage.among import Among
from storage.sql import Statement
from storage.tables import cards, requests

_TAKE = Statement(select(requests.c.id).where(requests.c.id == bindparam("request")).with_for_update(key_share=True))
_LEADS = Statement(select(requests.c.batch).where(Among(requests.c.id, "members"), requests.c.batch.is_not(None)))
_NEXT = requests.c.version + 1
_VOTED = case((requests.c.state == State.PENDING_APPROVAL, _NEXT), else_=requests.c.turned)  # what else changes then?
_SHOWN = or_(requests.c.batch.is_(None), exists().where(cards.c.request_id == requests.c.id))
MARK = case((_SHOWN, 1), else_=requests.c.changed)
"""That cards of it are behind. Of a batch, its people have none as a rule: nothing would take the mark away again."""
_RAISE = Statement(
    update(requests).where(requests.c.id == bindparam("request")).values(version=_NEXT, changed=MARK, turned=_VOTED)
)


class Changes:
    """Of one unit, which may have been begun anew. Once it is committed, `news`: something is to be told or drawn;
    `begins`: work is to begin."""

    def __init__(self, connection: Connection, *, writes: bool) -> None:
        self._connection = connection
        self._takes = writes and connection.dialect.name != "sqlite"  # where only one writes anyway
        self._taken: set[str] = set()
        self._raised: set[str] = set()
        self._leads: set[str] = set()
        self._behind: set[str] = set()
        self.news = False
        self.begins = False

    def take(self, request_id: str) -> None:
        """From now on nobody else changes the request until the unit ends: what is read of it is of one state."""
        if self._takes and request_id not in self._taken:
            _TAKE(self._connection, request=request_id)
            self.taken(request_id)

    def taken(self, request_id: str) -> None:
        """It is this unit's already: it was read to be changed, or made here."""
        self._taken.add(request_id)

    def part(self, request_id: str) -> None:
        """A vote, a step or a hold of the request is about to change: its cards show an older version from now on."""
        self.take(request_id)
        self._behind.add(request_id)

    def raised(self, request_id: str, batch: str | None) -> None:
        """The row has its next version, or its first. `batch`: the request that leads it."""
        self._leads |= {batch} if batch else set()
        self._has_raised(request_id)

    def _has_raised(self, request_id: str) -> None:
        self.taken(request_id)
        self._raised.add(request_id)
        self.told()

    def told(self) -> None:
        """There is a notice, or a card that is to be drawn, which there was not before."""
        self.news = True

    def end(self) -> None:
        """Raise the version of what changed in its parts alone, once each: people of a batch are parts of it."""
        alone = self._behind - self._raised
        self._raise(alone)
        if alone:
            self._leads |= {row.batch for row in _LEADS(self._connection, members=sorted(alone))}
        self._raise(self._leads)

    def _raise(self, behind: set[str]) -> None:
        for request_id in sorted(behind - self._raised):
            _RAISE(self._connection, request=request_id)
            self._has_raised(request_id)
