"""A new release beside the one before it, on one PostgreSQL with work under way: there, back, and where it fails."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from dataclasses import fields
from pathlib import Path

import pytest
from sqlalchemy import URL

from tests.faults.earlier import REVISION, Earlier, earlier_code
from tests.faults.several import Replica, Several, several
from tests.faults.story import APPROVALS, Story
from tests.faults.test_replicas import BEN, removals, under_way
from tests.house import until
from tests.postgresql import new_database

RITA = "rita.moved@contoso.com"

pytestmark = [pytest.mark.faults, pytest.mark.timeout(240)]


@pytest.fixture(scope="module")
def code(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return earlier_code(tmp_path_factory.mktemp("earlier"))


@pytest.fixture
def database(postgresql_server: URL) -> Iterator[str]:
    """One at which nobody was."""
    with new_database(postgresql_server) as url:
        yield url.render_as_string(hide_password=False)


@pytest.fixture
async def at(tmp_path: Path, database: str, code: Path) -> AsyncIterator[Several]:
    """Two replicas of the earlier release run; two of the new one are there, and do not.

    Those of the earlier one may draw an older card over a newer one, as each of them draws all: what they leave so is
    seen to be mended.
    """
    async with several(tmp_path, database, count=4, starts=False) as made:
        made.replicas = [*(as_earlier(one, code) for one in made.replicas[:2]), *made.replicas[2:]]
        for one in earlier(made):
            await one.start()
        yield made


def as_earlier(replica: Replica, code: Path) -> Earlier:
    made = Earlier(**{field.name: getattr(replica, field.name) for field in fields(replica)})
    made.code = code
    return made


def earlier(at: Several) -> list[Replica]:
    return [one for one in at.replicas if isinstance(one, Earlier)]


def newer(at: Several) -> list[Replica]:
    return [one for one in at.replicas if not isinstance(one, Earlier)]


def revision(at: Several) -> str:
    ((found,),) = at.rows("SELECT version_num FROM alembic_version")
    return str(found)


def is_completed(at: Several, ref: str) -> bool:
    return bool(at.rows(f"SELECT 1 FROM requests WHERE id = '{ref}' AND state = 'completed'"))


async def test_replicas_are_renewed_one_after_the_other_with_work_under_way(at: Several) -> None:
    story = Story(at)
    waiting = await story.refresh("CRM Contacts")
    first, knot = await under_way(at, story)
    for one in newer(at):
        await one.start()
    assert revision(at) > REVISION
    knot.release.set()
    await until(lambda: is_completed(at, first), "it is done")
    second, knot = await under_way(at, story, RITA)
    for one in earlier(at):
        await one.kill()
    knot.release.set()
    await story.approve(BEN, waiting)
    for each in (first, second, waiting):
        await story.sees(APPROVALS, each, "Completed")
    assert await removals(at) == 2


async def test_an_old_one_that_is_started_anew_says_that_the_database_is_newer(at: Several) -> None:
    await newer(at)[0].start()
    again = earlier(at)[0]
    await again.kill()
    assert isinstance(again, Earlier)
    await again.begin()
    await until(lambda: again.dead, "it ends")
    assert "newer" in again.log().splitlines()[-1]


async def test_the_way_back_is_one_line(at: Several) -> None:
    """As decision 17 says: the new ones stop, the number is set, the old ones start and finish what was begun."""
    story = Story(at)
    for one in newer(at):
        await one.start()
    for one in earlier(at):
        await one.kill()
    waiting = await story.refresh("CRM Contacts")
    ref, knot = await under_way(at, story)
    for one in newer(at):
        await one.ends()
    knot.release.set()
    at.rows(f"UPDATE alembic_version SET version_num = '{REVISION}'")
    for one in earlier(at):
        await one.start()
    await story.approve(BEN, waiting)
    for each in (ref, waiting):
        await story.sees(APPROVALS, each, "Completed")
    assert await removals(at) == 1


async def test_where_it_fails_the_old_ones_go_on(at: Several) -> None:
    """Somebody has made a table of that name; nothing of the new release stays."""
    at.rows("CREATE TABLE replicas (id integer)")
    story, [failing, _] = Story(at), newer(at)
    ref, knot = await under_way(at, story)
    with pytest.raises(AssertionError):
        await failing.start()
    knot.release.set()
    assert revision(at) == REVISION
    await story.sees(APPROVALS, ref, "Completed")
    again = earlier(at)[0]
    await again.kill()
    await again.start()
    assert await removals(at) == 1
