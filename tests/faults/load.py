"""What people do meanwhile: refreshes, removals of users, exports by mail, and an erasure, in five lanes at once; Ben
is sometimes in Teams.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from itertools import count

import aiohttp
import psycopg

from tests.fakes.slack import payloads
from tests.fakes.slack.sender import buttons
from tests.fakes.teams import FakeTeams, activities
from tests.fakes.teams import world as teams_world
from tests.fakes.teams.sender import Sender
from tests.fakes.teams.sender import buttons as teams_buttons
from tests.faults.erasing import COMMAND, Erasing
from tests.faults.evidence import Filed
from tests.faults.several import Several
from tests.faults.story import FAILURES, Story, chat
from tests.faults.tickets import Tess
from tests.house import until

BEN, CLEO, ADA = "U0BEN", "U0CLEO", "U0ADA"
LEAVERS = ("mark.old", "petra.left", "sven.past", "rita.moved", "hans.retired", "anton.gone", "vera.lind", "omar.said")
SOURCES = (("CRM Contacts", "Loyalty Members"), ("Support Tickets", "Survey Answers"))  # of each lane, as twins are one
PEOPLE = ("anna.berg@contoso.com", "sean.o'neil@example.com")
# What was to be told by one that died is told by another a minute later, and that one may die.
PATIENCE = 600.0  # seconds
_ENDED = {"completed", "denied", "cancelled", "expired", "refused"}
_MEETING = (
    (teams_world.ADA, teams_world.APPROVALS),
    (teams_world.ADA, teams_world.FAILURES),
    (teams_world.ADA, ""),
    (teams_world.BEN, ""),
)


@dataclass
class Load:
    """`more`: whether anything is still begun. `filed`: what was asked for, by its number, as people know it."""

    at: Several
    teams: FakeTeams
    more: Callable[[], bool]
    story: Story = field(init=False)
    filed: dict[str, Filed] = field(default_factory=dict)
    erasing: Erasing | None = None

    def __post_init__(self) -> None:
        self.story = Story(self.at, PATIENCE)

    async def meet(self) -> None:
        """The bot learns where its conversations in Teams are."""
        for who, where in _MEETING:
            await self._in_teams.types(who, "help", where)

    async def play(self) -> None:
        lanes = self._refreshes(0), self._refreshes(1), self._removals(), self._exports(), self._erases()
        await asyncio.gather(*lanes)

    async def _refreshes(self, first: int) -> None:
        for number in count():
            ref = await self._file("refresh", f'refresh "{SOURCES[first][number % 2]}"')
            await self._approve(BEN, ref, in_teams=first == 1)
            await self._over(ref)
            if not self.more():
                return

    async def _removals(self) -> None:
        for number, leaver in enumerate(LEAVERS):
            ref = await self._file("remove-user", f"remove-user {leaver}@contoso.com", f"{leaver}@contoso.com")
            await self._approve(BEN, ref, in_teams=number % 2 == 1)
            await self._approve(CLEO, ref)
            await self._over(ref)
            if not self.more():
                return

    async def _exports(self) -> None:
        tess = Tess(self.story, self._went_out)
        for number in count():
            ref = await self._file("export", f"export customer {PEOPLE[number % len(PEOPLE)]}")
            await self._approve(BEN, ref)
            await tess.sees_through(ref)
            if not self.more():
                return

    async def _erases(self) -> None:
        one = self.erasing = Erasing(self.at, self.at.wire, self.at.sandbox, self.story)
        await one.deleted_in_the_source()
        one.ref = await self._file("erasure", COMMAND)
        await self._approve(BEN, one.ref)
        await one.comes_to_its_end(self._retry, PATIENCE)

    async def _file(self, kind: str, text: str, whom: str = "") -> str:
        begun = datetime.now(UTC)
        ref = await self.story.file(text)
        assert ref not in self.filed, f"{text} was answered with {ref}, which was filed before"
        self.filed[ref] = Filed(kind, whom, begun, datetime.now(UTC))
        return ref

    async def _approve(self, who: str, ref: str, *, in_teams: bool = False) -> None:
        self.filed[ref].pressed[who] = datetime.now(UTC)
        if in_teams:
            await self._press_in_teams(ref)
        else:
            await self.story.approve(who, ref)

    async def _press_in_teams(self, ref: str) -> None:
        """Ben, there; the same act, however often it is delivered."""

        def card() -> teams_world.Message | None:
            shown = self.teams.world.shown(teams_world.BEN.chat)
            found = [one for one in shown if ref in one.text and "[Approve]" in one.text]
            return found[-1] if found else None

        message: teams_world.Message = await until(card, f"Ben has a card of {ref} in Teams", PATIENCE)
        button = teams_buttons(message.card)["Approve"]
        pressed = activities.execute(self.teams.service_url, teams_world.BEN, button, message)
        while not self.story.shows(chat(BEN), ref, "✓ Ben"):
            with suppress(aiohttp.ClientError, TimeoutError):
                await self._in_teams.send(pressed)
            with suppress(AssertionError):
                await until(lambda: self.story.shows(chat(BEN), ref, "✓ Ben"), "it has its effect", 6)

    @property
    def _in_teams(self) -> Sender:
        """To whichever replica is there."""
        return Sender(self.at.sender.bot_url, self.teams.service_url, self.teams.issuer, self.at.session)

    async def _over(self, ref: str) -> None:
        """Until it has ended; what only a person can go on with, an admin begins anew."""
        async with asyncio.timeout(PATIENCE):
            while (state := await self.state(ref)) not in _ENDED:
                if state == "needs_attention":
                    await self._retry(ref)
                await asyncio.sleep(0.5)

    async def _retry(self, ref: str) -> None:
        shown = [m for m in self.at.slack.world.shown(FAILURES) if ref in str(m.blocks)]
        offered = next((m for m in reversed(shown) if "Retry" in buttons(asdict(m))), None)
        if offered:
            button = buttons(asdict(offered))["Retry"]
            url = self.at.sender.response_url()
            await self.story.send(payloads.click(button, offered, user=ADA, response_url=url))
            await asyncio.sleep(1)

    async def state(self, ref: str) -> str:
        """Empty where the database does not say."""
        try:
            rows = await asyncio.to_thread(self.at.rows, f"SELECT state FROM requests WHERE id = '{ref}'")
        except psycopg.OperationalError:
            return ""
        return str(rows[0][0]) if rows else ""

    async def letters(self, ref: str) -> tuple[int, int]:
        """How many requests and how many confirmations the team received."""
        received = (await self.at.steer("GET", "mail"))["received"]
        ours = [str(letter["subject"]) for letter in received if ref in str(letter["subject"])]
        confirmations = sum(subject.startswith("Re:") for subject in ours)
        return len(ours) - confirmations, confirmations

    async def _went_out(self, ref: str, confirms: bool) -> bool:
        return (await self.letters(ref))[confirms] > 0
