"""What people do meanwhile: refreshes, removals of users, and exports by mail, in four lanes at once."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from itertools import count

from tests.fakes.slack import payloads
from tests.fakes.slack.sender import buttons
from tests.faults.several import Several
from tests.faults.story import FAILURES, Story
from tests.faults.tickets import Tess

BEN, CLEO, ADA = "U0BEN", "U0CLEO", "U0ADA"
LEAVERS = ("mark.old", "petra.left", "sven.past", "rita.moved", "hans.retired", "anton.gone", "vera.lind", "omar.said")
SOURCES = ("CRM Contacts", "Webshop Orders", "Loyalty Members")
PEOPLE = ("anna.berg@contoso.com", "zoe.akesson@example.org", "sean.o'neil@example.com")
# What was to be told by one that died is told by another a minute later, and that one may die.
PATIENCE = 600.0  # seconds
_ENDED = {"completed", "denied", "cancelled", "expired", "refused"}


@dataclass
class Load:
    """`more`: whether anything is still begun."""

    at: Several
    more: Callable[[], bool]
    story: Story = field(init=False)
    exports: list[str] = field(default_factory=list)
    removals: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.story = Story(self.at, PATIENCE)

    async def play(self) -> None:
        await asyncio.gather(self._refreshes(0), self._refreshes(1), self._removals(), self._exports())

    async def _refreshes(self, first: int) -> None:
        for number in count(first, 2):
            ref = await self.story.refresh(SOURCES[number % len(SOURCES)])
            await self.story.approve(BEN, ref)
            await self._over(ref)
            if not self.more():
                return

    async def _removals(self) -> None:
        for leaver in LEAVERS:
            ref = await self.story.remove(f"{leaver}@contoso.com")
            self.removals.append(ref)
            for approver in (BEN, CLEO):
                await self.story.approve(approver, ref)
            await self._over(ref)
            if not self.more():
                return

    async def _exports(self) -> None:
        tess = Tess(self.story, self._went_out)
        for number in count():
            ref = await self.story.file(f"export customer {PEOPLE[number % len(PEOPLE)]}")
            self.exports.append(ref)
            await self.story.approve(BEN, ref)
            await tess.sees_through(ref)
            if not self.more():
                return

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
        rows = await asyncio.to_thread(self.at.rows, f"SELECT state FROM requests WHERE id = '{ref}'")
        return str(rows[0][0]) if rows else ""

    async def letters(self, ref: str) -> tuple[int, int]:
        """How many requests and how many confirmations the team received."""
        received = (await self.at.steer("GET", "mail"))["received"]
        ours = [str(letter["subject"]) for letter in received if ref in str(letter["subject"])]
        confirmations = sum(subject.startswith("Re:") for subject in ours)
        return len(ours) - confirmations, confirmations

    async def _went_out(self, ref: str, confirms: bool) -> bool:
        return (await self.letters(ref))[confirms] > 0
