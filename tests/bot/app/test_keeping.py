"""A door that cannot be opened leaves the others and the work going, and is tried again; what broke is told once."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field

import pytest
import structlog

from bot.app.keeping import State, kept
from bot.door import Condition, NotOpened
from domain.mend import TokenRefused
from tests.bot.slack.conftest import until

FINE = Condition("listening")
BROKEN = Condition("refused", "token_revoked", TokenRefused("SLACK_BOT_TOKEN", "token_revoked"))
SILENT = Condition("not answering", sure=False)


@dataclass
class MoodyDoor:
    """Cannot be opened while `faults` last; says of itself what it is told to."""

    surface: str
    faults: list[Exception] = field(default_factory=list)
    says: Condition = FINE
    open: asyncio.Event = field(default_factory=asyncio.Event)
    starts: int = 0
    stopped: bool = False
    asked: int = 0

    async def start(self) -> None:
        self.starts += 1
        if self.faults:
            raise self.faults.pop(0)
        self.open.set()

    async def stop(self) -> None:
        self.stopped = True

    async def condition(self) -> Condition:
        self.asked += 1
        return self.says


@dataclass
class Heard:
    """What the admins and whoever started the bot were told."""

    admins: list[tuple[str, str]] = field(default_factory=list)
    well: int = 0
    starter: list[str] = field(default_factory=list)

    async def tell(self, surface: str, found: Condition) -> None:
        """A door that was well all the time is no news; who tells admins knows what was told before."""
        if found.code or any(surface == told for told, _ in self.admins):
            self.admins.append((surface, found.code))
        self.well += not found.code


@pytest.fixture
def heard() -> Heard:
    return Heard()


def keeping(heard: Heard, *doors: MoodyDoor, first: float = 5.0) -> AbstractAsyncContextManager[Mapping[str, State]]:
    return kept(doors, heard.tell, heard.starter.append, first=first, every=0.01)


async def looked_at(door: MoodyDoor) -> None:
    """Once more, from now on."""
    seen = door.asked
    await until(lambda: door.asked > seen + 1)


async def test_one_that_cannot_be_opened_leaves_the_others_and_is_tried_again(heard: Heard) -> None:
    slack = MoodyDoor("slack", [NotOpened(TokenRefused("SLACK_BOT_TOKEN", "invalid_auth")), RuntimeError()])
    teams = MoodyDoor("teams")
    async with keeping(heard, slack, teams) as states:
        assert (await states["slack"](), await states["teams"]()) == ("cannot be opened: not_opened", "listening")
        await asyncio.wait_for(slack.open.wait(), 10)
        await until(lambda: heard.admins[-1] == ("slack", ""))
        assert await states["slack"]() == "listening"
    [note] = heard.starter
    assert note.startswith("Note: SLACK_BOT_TOKEN was refused by Slack (invalid_auth): ")
    assert note.endswith(" It is tried again; the rest goes on.")
    assert heard.admins[0] == ("slack", "not_opened")
    assert (slack.starts, teams.starts, slack.stopped, teams.stopped) == (3, 1, True, True)


async def test_one_that_takes_for_ever_holds_up_no_start(heard: Heard) -> None:
    class Slow(MoodyDoor):
        async def start(self) -> None:
            await asyncio.Event().wait()

    async with keeping(heard, Slow("slack"), MoodyDoor("teams"), first=0.05) as states:
        assert (await states["slack"](), await states["teams"]()) == ("opening", "listening")
    assert not heard.starter


async def test_what_is_broken_is_told_once_and_so_is_its_end(heard: Heard) -> None:
    slack = MoodyDoor("slack")
    with structlog.testing.capture_logs() as lines:
        async with keeping(heard, slack) as states:
            slack.says = BROKEN
            await looked_at(slack)
            await looked_at(slack)
            assert await states["slack"]() == "refused: token_revoked"
            slack.says = SILENT  # says nothing about whether it is mended
            await looked_at(slack)
            assert await states["slack"]() == "not answering"
            slack.says = FINE
            await looked_at(slack)
    assert heard.admins == [("slack", "token_revoked"), ("slack", "")]
    assert [(line["log_level"], line.get("code")) for line in lines] == [("error", "token_revoked"), ("info", None)]


async def test_that_a_door_is_well_is_said_at_the_start_as_nobody_knows_what_was_told_before(heard: Heard) -> None:
    slack = MoodyDoor("slack")
    with structlog.testing.capture_logs() as lines:
        async with keeping(heard, slack):
            await looked_at(slack)
            await looked_at(slack)
    assert (heard.well, lines) == (1, [])


async def test_an_outage_at_the_start_is_nothing_to_mend(heard: Heard) -> None:
    slack = MoodyDoor("slack", says=SILENT)
    async with keeping(heard, slack):
        await looked_at(slack)
    assert not heard.admins


async def test_a_look_that_fails_is_not_the_last_one(heard: Heard) -> None:
    slack = MoodyDoor("slack")

    async def fails(surface: str, found: Condition) -> None:
        await heard.tell(surface, found)
        raise RuntimeError

    async with kept([slack], fails, heard.starter.append, every=0.01):
        slack.says = BROKEN
        await looked_at(slack)
        slack.says = FINE
        await looked_at(slack)
    assert heard.admins == [("slack", "token_revoked"), ("slack", "")]


async def test_without_a_door_there_is_nothing_to_keep(heard: Heard) -> None:
    async with keeping(heard) as states:
        assert states == {}
