"""PostgreSQL knows our tables after each start, and keeps no destroyed key; SQLite is left without averages."""

from __future__ import annotations

from sqlalchemy import create_engine, text

from storage import tables
from storage.engines import parse
from storage.store import open_store
from tests.databases import MASTER_KEY
from tests.storage.factories import NOW, file_request


async def test_sqlite_keeps_no_averages_as_they_would_hide_the_few_that_wait(sqlite_url: str) -> None:
    async with open_store(sqlite_url, MASTER_KEY) as store:
        await store.write(file_request)
        await store.gather_statistics()
    engine = create_engine(parse(sqlite_url))
    with engine.connect() as connection:
        assert not connection.scalar(text("SELECT count(*) FROM sqlite_master WHERE name LIKE 'sqlite_stat%'"))
    engine.dispose()


async def test_postgresql_knows_of_every_table_of_ours(postgresql_url: str) -> None:
    async with open_store(postgresql_url, MASTER_KEY) as store:
        await store.gather_statistics()
    engine = create_engine(parse(postgresql_url))
    looked = text("SELECT relname FROM pg_stat_user_tables WHERE last_analyze IS NOT NULL")
    with engine.connect() as connection:
        assert {*connection.scalars(looked)} >= {*tables.metadata.tables}
    engine.dispose()


async def test_a_destroyed_key_is_in_no_statistics_of_postgresql(postgresql_url: str) -> None:
    def kept() -> int:
        with engine.connect() as connection:
            found = "SELECT count(*) FROM pg_stats WHERE tablename = 'subjects' AND attname = 'wrapped_key'"
            values = " AND (histogram_bounds IS NOT NULL OR most_common_vals IS NOT NULL)"
            return int(connection.scalar(text(found + values)) or 0)

    engine = create_engine(parse(postgresql_url))
    async with open_store(postgresql_url, MASTER_KEY) as store:
        for number in range(5):
            await store.write(lambda unit: unit.subjects.for_address(f"anna{number}@contoso.com", NOW))  # noqa: B023
        await store.gather_statistics()
        assert kept(), "the server copies values into what it knows of a column"
        with engine.begin() as connection:
            connection.execute(text("UPDATE subjects SET wrapped_key = NULL"))
        assert await store.scrub([])
        assert not kept()
    engine.dispose()
