"""The demo's story through signed requests, told by people who try again when nobody answers."""

from __future__ import annotations

import re
from dataclasses import asdict
from typing import Any

import aiohttp

from tests.fakes.slack import payloads
from tests.fakes.slack.sender import Answered, buttons
from tests.fakes.slack.world import Message
from tests.house import House, text_of, until

REF = re.compile(r"DSR-[0-9A-Z]{6}")
APPROVALS, FAILURES = "C0APPROVE", "C0FAIL"


class Story:
    """Each human act keeps its trigger, however often it is sent: a delivery repeated is the same act."""

    def __init__(self, at: House, patience: float = 120.0) -> None:
        """`patience`: seconds for which something is waited for."""
        self.at, self.patience = at, patience
        self.filed: list[str] = []

    async def refresh(self, *sources: str) -> str:
        names = " ".join(f'"{source}"' for source in sources)
        return await self.file(f"refresh {names}")

    async def remove(self, email: str) -> str:
        return await self.file(f"remove-user {email}")

    async def approve(self, who: str, ref: str) -> None:
        await self._press(who, "Approve", ref, chat(who), f"✓ {_name(who)}")

    async def deny(self, who: str, ref: str, reason: str) -> None:
        message = await self.card(chat(who), ref, "Deny")
        opened = len(self.at.slack.world.made("views.open"))
        await self._until_effect(
            lambda: payloads.click(
                buttons(asdict(message))["Deny"], message, user=who, response_url=self.at.sender.response_url(message)
            ),
            lambda: len(self.at.slack.world.made("views.open")) > opened,
        )
        view = next(reversed(self.at.slack.world.views.values()))
        filled = payloads.submission(view, {"reason": reason}, user=who)
        await self._until_effect(lambda: filled, lambda: self.shows(APPROVALS, ref, "Denied"))

    async def retry(self, who: str, ref: str) -> None:
        await self._press(who, "Retry", ref, FAILURES, "In progress", "Completed")

    async def sees(self, channel: str, ref: str, *texts: str) -> None:
        await until(lambda: self.shows(channel, ref, *texts), f"{channel} shows {ref} {texts}", self.patience)

    def shows(self, channel: str, ref: str, *texts: str) -> bool:
        return any(
            ref in text and all(t in text for t in texts) for text in (text_of(asdict(m)) for m in self._said(channel))
        )

    async def file(self, text: str) -> str:
        command, heard = payloads.command(text, response_url=self.at.sender.response_url()), ""

        async def ref() -> str:
            nonlocal heard
            answered = await self.send(command)
            heard = text_of(answered.body) if answered else heard
            found = REF.search(heard)
            return found[0] if found else ""

        try:
            self.filed.append(await until(ref, f"{text} is filed", self.patience))
        except AssertionError as never:
            raise AssertionError(f"{never}; last heard: {heard}") from None
        return self.filed[-1]

    async def _press(self, who: str, label: str, ref: str, channel: str, *effects: str) -> None:
        message = await self.card(channel, ref, label)
        pressed = payloads.click(
            buttons(asdict(message))[label], message, user=who, response_url=self.at.sender.response_url(message)
        )
        await self._until_effect(lambda: pressed, lambda: any(self.shows(channel, ref, effect) for effect in effects))

    async def _until_effect(self, payload: Any, happened: Any) -> None:
        while True:
            await self.send(payload())
            try:
                await until(happened, "the act has its effect", 6)
            except AssertionError:
                continue
            return

    async def send(self, payload: Any) -> Answered | None:
        try:
            answered = await self.at.sender.send(payload)
        except (aiohttp.ClientError, TimeoutError):
            return None
        return answered if answered.status == 200 else None

    async def card(self, channel: str, ref: str, label: str) -> Message:
        def found() -> Message | None:
            shown = [m for m in self._said(channel) if ref in text_of(m.blocks) and label in buttons(asdict(m))]
            return shown[-1] if shown else None

        message: Message = await until(found, f"{channel} has a card of {ref} with [{label}]", self.patience)
        return message

    def _said(self, channel: str) -> list[Message]:
        return self.at.slack.world.shown(channel)


def chat(who: str) -> str:
    """The private chat between the bot and this person."""
    return f"D{who[1:]}"


def _name(who: str) -> str:
    """Their first name: the rest is another one at the other door."""
    return {"U0BEN": "Ben", "U0CLEO": "Cleo"}[who]
