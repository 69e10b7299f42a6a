"""Tess, a patient tenant admin in Slack: she does whatever the newest card of a ticket offers her, until it is done."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass
from typing import Any

from tests.days import TODAY, dated
from tests.fakes.slack import payloads
from tests.fakes.slack.sender import buttons
from tests.fakes.slack.world import Message
from tests.faults.story import Story, chat
from tests.house import text_of

TESS = "U0TESS"
FORMS: dict[str, dict[str, Any]] = {
    "The person was answered…": {"day": TODAY},
    "Resolve…": {},
}
AT_ONCE = ("Send the request", "Confirm")

WentOut = Callable[[str, bool], Awaitable[bool]]  # (ticket, whether it is the confirmation)


@dataclass
class Tess:
    """`went_out`: what the Sent folder shows her, where nobody else knows."""

    story: Story
    went_out: WentOut

    async def sees_through(self, ref: str) -> None:
        async with asyncio.timeout(max(180, self.story.patience)):
            while not self.story.shows(chat(TESS), ref, "Completed"):
                await self._act(ref)
                await asyncio.sleep(0.2)

    async def _act(self, ref: str) -> None:
        message = self._card(ref)
        offered = buttons(asdict(message)) if message else {}
        for label in (*AT_ONCE, *FORMS):
            if message and label in offered:
                await self._press(ref, message, offered[label], label)
                return

    async def _press(self, ref: str, message: Message, button: Any, label: str) -> None:
        world = self.story.at.slack.world
        opened = len(world.made("views.open"))
        await self.story.send(
            payloads.click(button, message, user=TESS, response_url=self.story.at.sender.response_url())
        )
        if label in FORMS and len(world.made("views.open")) > opened and world.views:
            view = next(reversed(world.views.values()))
            confirms = "Their question whether it is ours" in text_of(message.blocks) and label == "Resolve…"
            values = FORMS[label] or {"choice": "out" if await self.went_out(ref, confirms) else "not_out"}
            await self.story.send(payloads.submission(view, dated(values), user=TESS))

    def _card(self, ref: str) -> Message | None:
        shown = [m for m in self.story.at.slack.world.shown(chat(TESS)) if ref in text_of(m.blocks)]
        cards = [m for m in shown if "Asked by" in text_of(m.blocks)]
        offering = [m for m in cards if {*AT_ONCE, *FORMS} & buttons(asdict(m)).keys()]
        found = offering or cards
        return found[-1] if found else None
