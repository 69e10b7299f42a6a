"""The bot killed with SIGKILL at random moments of its story, and started again: nothing is lost, nothing done twice.

`KILLS` says how often (three unless set), `SEED` makes the moments the same again. The judges outlive the bot: what
the sandbox was asked, and what Slack was told.
"""

from __future__ import annotations

import asyncio
import os
import random
from datetime import datetime
from functools import partial
from pathlib import Path

import pytest

from tests.faults.story import APPROVALS, FAILURES, Story, chat
from tests.house import House, house, text_of, until

KILLS = int(os.environ.get("KILLS", "3"))
SEED = int(os.environ.get("SEED", str(random.randrange(2**32))))
LINGER = 0.5  # seconds for which the sandbox still lists a removed assignment
LEAVERS = ("mark.old", "petra.left", "sven.past", "rita.moved", "hans.retired", "anton.gone", "vera.lind", "omar.said")
ADA, BEN, CLEO = "U0ADA", "U0BEN", "U0CLEO"


@pytest.mark.faults
@pytest.mark.timeout(120 + 60 * KILLS)
async def test_the_story_comes_to_its_right_end_however_often_the_bot_is_killed(tmp_path: Path) -> None:
    async with house(tmp_path) as at:
        story, chance = Story(at), random.Random(SEED)
        killer = asyncio.create_task(_kill(at, chance))
        while not story.filed or not killer.done():
            for leaver in LEAVERS[: 1 if KILLS < 10 else None]:
                await _tell(story, leaver)
            await _nobody_was_removed_twice(at)
            await at.steer("POST", "reset")  # everyone who left is back
        await killer
        await _every_notice_arrived(at, story)


async def _kill(at: House, chance: random.Random) -> None:
    for _ in range(KILLS):
        await asyncio.sleep(chance.uniform(0.05, 4.0))
        await at.kill()
        await at.start()


async def _tell(story: Story, leaver: str) -> None:
    """A refresh; one that fails for good, is told, and succeeds when it is retried; a removal denied, and one done."""
    good = await story.refresh("CRM Contacts", "Webshop Orders")
    await story.approve(BEN, good)
    await story.sees(APPROVALS, good, "Completed")

    await story.at.steer("PUT", "datasources/Loyalty%20Members", behaviour="fail", seconds=0.3)
    bad = await story.refresh("Loyalty Members")
    await story.approve(CLEO, bad)
    await story.sees(FAILURES, bad, "Needs attention")
    await story.at.steer("PUT", "datasources/Loyalty%20Members", behaviour="succeed", seconds=0.3)
    await story.retry(ADA, bad)
    await story.sees(FAILURES, bad, "Completed")

    denied = await story.remove(f"{leaver}@contoso.com")
    await story.deny(CLEO, denied, "Not yet, please.")
    await story.sees(chat(ADA), denied, "Denied", "Not yet, please.")

    removed = await story.remove(f"{leaver}@contoso.com")
    for approver in (BEN, CLEO):
        await story.approve(approver, removed)
    await story.sees(APPROVALS, removed, "Completed")


async def _nobody_was_removed_twice(at: House) -> None:
    """One repeat of an interrupted removal is allowed, but none once the list has shown that it is gone."""
    calls = await at.calls()
    lists = [c["at"] for c in calls if c["method"] == "GET" and c["path"].endswith("/rbac/assignments")]
    for path in {c["path"] for c in calls if c["method"] == "DELETE"}:
        times = sorted(_seconds(c["at"]) for c in calls if c["method"] == "DELETE" and c["path"] == path)
        assert len(times) <= 2, f"{len(times)} removals of one user"
        gone = min((t for t in map(_seconds, lists) if t > times[0] + LINGER + 0.1), default=times[-1])
        assert times[-1] <= gone, "removed again although the list had shown it gone"


async def _every_notice_arrived(at: House, story: Story) -> None:
    for ref in story.filed:
        for place in (APPROVALS, chat(ADA), chat(BEN), chat(CLEO)):
            await until(partial(story.shows, place, ref), f"{place} hears of {ref}")
        await until(partial(_heard_the_end, at, ref), f"the requester hears how {ref} ended")


def _heard_the_end(at: House, ref: str) -> bool:
    """In a message of its own: a card that changes makes no sound."""
    said = [text_of(message.blocks) for message in at.slack.world.shown(chat(ADA))]
    ends = (f"{ref} is completed", f"{ref} was denied", f"{ref} has ended: completed · access remains through a group")
    return any(end in text for text in said for end in ends)


def _seconds(at: str) -> float:
    return datetime.fromisoformat(at).timestamp()
