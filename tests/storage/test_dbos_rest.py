"""The engine when nothing happens: what it asks the database."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from dbos import DBOS
from sqlalchemy import Connection, Engine, event

from storage.dbos_rest import THREADS, install
from storage.durable import Durable, Pace
from tests.storage.waiting import until


@pytest.fixture
def asked() -> Iterator[list[str]]:
    """Every statement of SQLAlchemy's own way, which is that of the engine."""
    statements = list[str]()

    def note(_: Connection, __: object, statement: str, *___: object) -> None:
        statements.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    yield statements
    event.remove(Engine, "before_cursor_execute", note)


async def test_it_asks_for_nothing_but_work_to_be_taken_up(database_url: str, asked: list[str]) -> None:
    durable = Durable(database_url, Pace(poll=0.05, look=0.05, seldom=0.05))
    await durable.start({}, _nothing_fails)
    asked.clear()
    try:
        await until(lambda: sum("queue_name = " in one for one in asked) >= 40)  # its other threads look each second
    finally:
        await durable.stop()
    others = {one for one in asked if "queue_name = " not in one and "application_versions" not in one}
    assert not {one for one in others if not one.startswith(("SELECT 1", "SHOW", "SET", "ROLLBACK", "BEGIN"))}


def test_what_ends_is_what_the_engine_starts() -> None:
    """Another release of it may name its threads otherwise; then they would go on unseen."""
    names = {name for _, name in THREADS}
    begun = {*DBOS._launch.__code__.co_names}
    assert names - begun == {"_notification_listener_polling"}
    install()
    for where, name in THREADS:
        assert getattr(where, name)() is None


async def _nothing_fails(request_id: str, why: str) -> None:
    raise AssertionError(request_id)
