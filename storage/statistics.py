"""What PostgreSQL knows of our tables, by which it chooses how to find rows.

It looks after that by itself as rows change; of what a migration made anew it knows only after a look. A look reads a
sample, so it costs little, however much there is, and whoever writes goes on meanwhile.

SQLite is not asked to (`ANALYZE`): as it is built, it keeps averages alone. Of an index in which most rows have one
value, as the requests that have ended do, it would then read the whole table for the few that have another, and those
are what we ask for. Without statistics it takes the index that each statement has (`tests/storage/test_plans.py`).
"""

from __future__ import annotations

from storage import tables
from storage.engines import Engines


def gather(engines: Engines) -> None:
    """Of our own tables alone. It blocks."""
    if engines.sqlite:
        return
    with engines.write.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        for name in tables.metadata.tables:
            connection.exec_driver_sql(f'ANALYZE "{name}"')
