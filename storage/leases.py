"""The rows of leases and claims on PostgreSQL, each function in a transaction of its own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import structlog
from sqlalchemy import Connection, bindparam, delete, func, insert, select, text, update
from sqlalchemy.dialects import postgresql

from domain.replica import Chore, Fenced
from storage import tables
from storage.postgresql import APPLICATION
from storage.recorded import EARLIER, workers
from storage.sql import Statement

log = structlog.get_logger(__name__)
_replicas, _claims = tables.replicas, tables.claims
_KNOWN = frozenset(chore.value for chore in Chore)  # there may be others, of a later release
_NOW = func.clock_timestamp()
_UNTIL = _NOW + func.make_interval(0, 0, 0, 0, 0, 0, bindparam("lease"))
_MINE = Statement(
    select(_replicas.c.id).where(_replicas.c.id == bindparam("replica")).with_for_update(read=True, key_share=True)
)
_EXPIRED = select(_replicas.c.id).where(_replicas.c.expires_at < _NOW).with_for_update(skip_locked=True)
_OF_EARLIER = text(
    "SELECT application_name FROM pg_catalog.pg_stat_activity"
    " WHERE datname = current_database() AND usename = current_user"
    " AND backend_type = 'client backend' AND application_name <> :ours"
)


@dataclass(frozen=True)
class Beat:
    """What a renewal of the lease found. `at`: by the clock of the database. `dead`: workers without a lease, told to
    one replica alone, which takes up their work."""

    at: datetime
    living: int
    chores: frozenset[Chore]
    dead: frozenset[str] = frozenset()


def hold(connection: Connection, replica: str) -> None:
    """Until the end of the transaction nobody takes the replica for dead. Raises Fenced where somebody has."""
    if not _MINE(connection, replica=replica).first():
        raise Fenced


def join(connection: Connection, replica: str, lease: float) -> None:
    """`lease`: in seconds."""
    connection.execute(insert(_replicas).values(id=replica, expires_at=_UNTIL), {"lease": lease})


def renew(connection: Connection, replica: str, lease: float, *, reaps: bool, adopts: bool) -> Beat:
    """`reaps`: others whose lease has run out are taken for dead; `adopts`: this one takes up work. What nobody has
    claimed is this one's from now on.

    Raises:
        Fenced: somebody has taken this one for dead.
    """
    mine = update(_replicas).where(_replicas.c.id == replica).values(expires_at=_UNTIL)
    if not connection.execute(mine, {"lease": lease}).rowcount:
        raise Fenced
    if reaps:
        connection.execute(delete(_replicas).where(_replicas.c.id.in_(_EXPIRED)))
    free = postgresql.insert(_claims).on_conflict_do_nothing()
    connection.execute(free, [{"chore": chore, "replica_id": replica} for chore in sorted(Chore)])
    held = connection.scalars(select(_claims.c.chore).where(_claims.c.replica_id == replica))
    chores = frozenset(Chore(chore) for chore in held if chore in _KNOWN)
    dead = _dead(connection) if Chore.HEIRS in chores and reaps and adopts else set[str]()
    living = connection.scalar(select(func.count()).select_from(_replicas)) or 1
    return Beat(connection.execute(select(_NOW)).scalar_one(), living, chores, frozenset(dead))


def earlier(connection: Connection) -> list[str]:
    """The sessions of processes that have no lease, as they are of an earlier release."""
    found = connection.execute(_OF_EARLIER, {"ours": APPLICATION}).all()
    return sorted({one[0] or "(no name)" for one in found})


def leave(connection: Connection, replica: str) -> None:
    connection.execute(delete(_replicas).where(_replicas.c.id == replica))


def ended(connection: Connection) -> bool:
    """Whether nobody has a lease. Whose has run out is taken for dead."""
    if connection.dialect.name != "postgresql":
        return True
    connection.execute(delete(_replicas).where(_replicas.c.id.in_(_EXPIRED)))
    return not connection.scalar(select(func.count()).select_from(_replicas))


def claim(connection: Connection, name: str, replica: str) -> bool:
    """Whether this replica has it now. `name`: none of a chore."""
    row = {"chore": name, "replica_id": replica}
    connection.execute(postgresql.insert(_claims).on_conflict_do_nothing(), row)
    return connection.scalar(select(_claims.c.replica_id).where(_claims.c.chore == name)) == replica


def let_go(connection: Connection, name: str, replica: str) -> None:
    connection.execute(delete(_claims).where(_claims.c.chore == name, _claims.c.replica_id == replica))


def _dead(connection: Connection) -> set[str]:
    """Workers first: whoever is among them had a lease before that, and none is given twice."""
    found = workers(connection)
    dead = found - set(connection.scalars(select(_replicas.c.id))) if found else found
    if EARLIER in dead and (names := earlier(connection)):
        dead.remove(EARLIER)  # it may still be at work
        log.warning("work of an earlier release waits until these sessions have left the database", sessions=names)
    return dead
