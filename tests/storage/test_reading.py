"""A thread looks with the same connection again and again, as long as that is alive and nothing went wrong with it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from storage.engines import Engines, open_engines
from storage.reading import Looking


@pytest.fixture
def engines(database_url: str) -> Iterator[Engines]:
    engines = open_engines(database_url, readers=1)
    yield engines
    engines.dispose()


def which(connection: Connection) -> int:
    assert connection.exec_driver_sql("SELECT 1").scalar() == 1
    return id(connection)


def test_it_is_taken_from_the_pool_once(engines: Engines) -> None:
    looking = Looking(engines.read)
    assert looking.look(which) == looking.look(which)
    looking.close()
    with engines.read.connect() as connection:  # of which there is one
        which(connection)


def test_one_with_which_something_went_wrong_is_not_kept(engines: Engines) -> None:
    looking = Looking(engines.read)
    with pytest.raises(DBAPIError):
        looking.look(lambda connection: connection.exec_driver_sql("SELECT nothing FROM nowhere"))
    looking.look(which)
    with pytest.raises(ZeroDivisionError):
        looking.look(lambda connection: which(connection) // 0)
    looking.look(which)
    looking.close()


def test_each_look_sees_what_was_committed_before_it_and_writes_nothing(engines: Engines) -> None:
    looking, count = Looking(engines.read), "SELECT count(*) FROM health"
    before = looking.look(lambda connection: connection.exec_driver_sql(count).scalar())
    with pytest.raises(DBAPIError):
        looking.look(lambda connection: connection.exec_driver_sql("DELETE FROM health"))
    with engines.write.begin() as connection:
        connection.exec_driver_sql("INSERT INTO health (id, written_at) VALUES (17, '2026-11-30 00:00:00')")
    assert looking.look(lambda connection: connection.exec_driver_sql(count).scalar()) == (before or 0) + 1
    looking.close()


def test_one_whose_other_end_died_while_it_rested_makes_place_for_another(engines: Engines) -> None:
    if engines.sqlite:
        pytest.skip("a file does not hang up")
    looking = Looking(engines.read, rest=0.0)
    lost = looking.look(lambda connection: connection.exec_driver_sql("SELECT pg_backend_pid()").scalar())
    with engines.write.connect() as connection:
        connection.exec_driver_sql(f"SELECT pg_terminate_backend({lost}, 5000)")
    assert looking.look(lambda connection: connection.exec_driver_sql("SELECT pg_backend_pid()").scalar()) != lost
    looking.close()
