"""Three replicas, two of them a minute off: what one leaves is done by another, once, and what all could do is done
by one."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.faults.several import LEASE, Replica, Several, several
from tests.faults.story import APPROVALS, Story, chat
from tests.house import text_of, until
from tests.wire import Knot

ADA, BEN, CLEO = "U0ADA", "U0BEN", "U0CLEO"
MARK = "mark.old@contoso.com"
GONE = "/rbac/principals/"

pytestmark = [pytest.mark.faults, pytest.mark.timeout(240)]


@pytest.fixture
async def at(tmp_path: Path, postgresql_url: str) -> AsyncIterator[Several]:
    async with several(tmp_path, postgresql_url) as made:
        yield made


def worker(at: Several) -> Replica:
    """The replica whose the newest work is."""
    ((owner,),) = at.rows("SELECT executor_id FROM dbos.workflow_status ORDER BY created_at DESC LIMIT 1")
    return next(one for one in at.replicas if owner in one.log())


async def removals(at: Several) -> int:
    return sum(call["method"] == "DELETE" and GONE in call["path"] for call in await at.calls())


async def under_way(at: Several, story: Story, whose: str = MARK) -> tuple[str, Knot]:
    """A removal that is decided, and stands right before its call; its number, and what holds it.

    Held from the votes on, as who is asked for is looked up in the same list.
    """
    ref = await story.remove(whose)
    knot = at.wire.hold("GET", "/rbac/assignments")
    for approver in (BEN, CLEO):
        await story.approve(approver, ref)
    await until(lambda: knot.met, "the list is asked for")
    return ref, knot


async def test_what_a_dead_one_leaves_is_done_by_another_within_three_leases(at: Several) -> None:
    story = Story(at)
    ref, knot = await under_way(at, story)
    dead = worker(at)
    await dead.kill()
    knot.release.set()
    await until(lambda: not worker(at).dead, "it is taken over", 3 * LEASE)
    await story.sees(APPROVALS, ref, "Completed")
    assert await removals(at) == 1


async def test_one_that_was_stopped_and_goes_on_changes_nothing(at: Several) -> None:
    """It stands still right before the call that cannot be undone, until another has made it."""
    story = Story(at)
    ref, knot = await under_way(at, story)
    zombie = worker(at)
    zombie.stop()
    knot.release.set()
    await story.sees(APPROVALS, ref, "Completed")
    zombie.resume()
    await until(lambda: zombie.dead, "it ends")
    assert "another replica has taken this one for dead" in zombie.log()
    await asyncio.sleep(1)
    assert await removals(at) == 1


async def test_what_is_told_is_told_once_in_each_place(at: Several) -> None:
    story = Story(at)
    refs = [await story.refresh("CRM Contacts"), await story.refresh("Webshop Orders")]
    for ref in refs:
        await story.approve(BEN, ref)
        await story.sees(APPROVALS, ref, "Completed")
    await until(lambda: not at.rows("SELECT 1 FROM notices WHERE due_at IS NOT NULL"), "all is told")
    for ref in refs:
        for place in (APPROVALS, chat(ADA), chat(BEN), chat(CLEO)):
            said = Counter(text_of(m.blocks) for m in at.slack.world.shown(place) if ref in text_of(m.blocks))
            assert said, (place, ref)
            assert set(said.values()) == {1}, (place, said)
