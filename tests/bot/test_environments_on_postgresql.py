"""Two environments in one process, each in a PostgreSQL database of its own: what depends on it is played anew.

The tests are those of SQLite, with the process of this module.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import ExitStack

import pytest
import pytest_asyncio
from sqlalchemy import URL

from storage.master_key import new_master_key
from tests.bot.test_environments import (
    PLACES,
    Two,
    test_a_request_is_filed_decided_and_done_in_its_environment_alone,
    test_it_is_ready_when_all_are,
    test_one_approver_of_both_decides_in_each_by_its_own_card,
    test_the_brake_of_one_stops_nothing_of_the_other,
    test_what_was_under_way_in_each_goes_on_after_a_kill,
    two_in,
)
from tests.house import until
from tests.postgresql import new_database

__all__ = [
    "test_a_request_is_filed_decided_and_done_in_its_environment_alone",
    "test_it_is_ready_when_all_are",
    "test_one_approver_of_both_decides_in_each_by_its_own_card",
    "test_the_brake_of_one_stops_nothing_of_the_other",
    "test_what_was_under_way_in_each_goes_on_after_a_kill",
]
pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.timeout(240)]


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def two(tmp_path_factory: pytest.TempPathFactory, postgresql_template: URL) -> AsyncIterator[Two]:
    with ExitStack() as made:
        urls = [made.enter_context(new_database(postgresql_template, postgresql_template.database)) for _ in PLACES]
        us, emea = (url.render_as_string(hide_password=False) for url in urls)
        settings = {
            "DATABASE_URL": us,
            "DATABASE_URL__EMEA": emea,
            "DSRBOT_MASTER_KEY": new_master_key(),
            "DSRBOT_MASTER_KEY__EMEA": new_master_key(),
        }
        async with two_in(tmp_path_factory.mktemp("two"), {"us": us, "emea": emea}, **settings) as at:
            yield at


@pytest.mark.parametrize("name", PLACES)
async def test_each_database_has_one_lease_which_does_all_there(two: Two, name: str) -> None:
    """Also after a kill, once that of the one before has run out."""
    await until(lambda: len(two.asked(name, "SELECT id FROM replicas")) == 1, "one lives")
    [(replica,)] = two.asked(name, "SELECT id FROM replicas")
    assert {row[0] for row in two.asked(name, "SELECT replica_id FROM claims")} == {replica}
