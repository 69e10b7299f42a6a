"""`dsrbot demo`: the whole story in the terminal, against a fresh sandbox. Every step is checked."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

import aiohttp
import click

from bot.contoso import CONTOSO
from bot.environment import Insights, Process
from bot.setup import setup_of
from bot.terminal import Member, Terminal, lines
from bot.wiring import Bot, open_bot
from domain.card import Answer, Button, Card, Form
from domain.chat import Account, Clicked, Place, Submitted, Typed
from gateways.sandbox.server import Sandbox, running_sandbox

APPROVALS, FAILURES = "privacy-approvals", "refresh-failures"
PATIENCE = 60.0  # seconds until a step of the story counts as failed
MEMBERS = (
    Member("ada", "Ada Admin", "ada@contoso.com"),
    Member("ben", "Ben Bauer", "ben@contoso.com"),
    Member("cleo", "Cleo Costa", "cleo@contoso.com"),
)
NAMES = {member.id: member.name.split()[0] for member in MEMBERS}


class WentWrong(Exception):
    """A step of the story ended other than it should."""


@dataclass
class Stage:
    """The story's people at their terminal. `heard` holds every card in the order in which it appeared."""

    bot: Bot
    terminal: Terminal
    sandbox: Sandbox
    say: Callable[[str], None]
    heard: list[tuple[str, Card]] = field(default_factory=list)
    _acts: count[int] = field(default_factory=lambda: count(1))

    async def type(self, who: str, text: str) -> Answer:
        self.say(f"\n{NAMES[who]} types: /dsr {text}")
        place = Place(self.terminal.surface, f"@{who}", private=True)
        return self._told(
            await self.bot.desk(Typed(account=self._as(who), delivery=self._act(), place=place, text=text))
        )

    async def press(self, who: str, label: str, ref: str, values: dict[str, tuple[str, ...]] | None = None) -> Answer:
        """Press the newest button with this label on a card of the request `ref` that this person can see."""
        place, address, button = self._find(who, label, ref)
        self.say(f"\n{NAMES[who]} presses [{label}]")
        where = Place(self.terminal.surface, place, private=place.startswith("@"))
        pressed = Clicked(
            account=self._as(who), delivery=self._act(), place=where, verb=button.verb, ref=button.ref, address=address
        )
        answer = await self.bot.desk(pressed)
        if isinstance(answer, Form) and values is not None:
            self._told(answer)
            filled = Submitted(
                account=self._as(who),
                delivery=self._act(),
                place=where,
                verb=answer.verb,
                ref=answer.ref,
                values=values,
            )
            answer = await self.bot.desk(filled)
        return self._told(answer)

    def _filled(self, who: str, where: Place, form: Form, values: dict[str, tuple[str, ...]]) -> Submitted:
        return Submitted(
            account=self._as(who), delivery=self._act(), place=where, verb=form.verb, ref=form.ref, values=values
        )

    def _as(self, who: str) -> Account:
        return self.terminal.account(who)

    def _act(self) -> str:
        return f"demo-{next(self._acts)}"

    def _told(self, answer: Answer) -> Answer:
        for line in lines(answer):
            self.say(f"    (only to them) {line}")
        return answer

    def _find(self, who: str, label: str, ref: str) -> tuple[str, str, Button]:
        for (place, address), card in reversed(self.terminal.shown.items()):
            for button in card.buttons:
                if button.label == label and button.ref == ref and place in {f"@{who}", FAILURES, APPROVALS}:
                    return place, address, button
        raise WentWrong(f"{NAMES[who]} sees no button [{label}]")

    async def until(self, place: str, *texts: str) -> Card:
        """Wait until a card with all these texts stands in `place`."""
        try:
            async with asyncio.timeout(PATIENCE):
                while True:
                    for (where, _), card in self.terminal.shown.items():
                        if where == place and all(text in "\n".join(lines(card)) for text in texts):
                            return card
                    await asyncio.sleep(0.05)
        except TimeoutError:
            raise WentWrong(f"nothing in {place} says {' and '.join(texts)}") from None

    async def behave(self, source: str, behaviour: str, seconds: float = 1) -> None:
        """Steer how the next refreshes of a source of the sandbox end."""
        self.say(f"\n(In the sandbox, refreshes of “{source}” now: {behaviour.replace('_', ' ')}.)")
        url = f"{self.sandbox.url}/_sandbox/datasources/{source}"
        body = {"behaviour": behaviour, "seconds": seconds}
        async with aiohttp.ClientSession() as session, session.put(url, json=body) as answer:
            if answer.status >= 300:
                raise WentWrong(f"the sandbox does not know the source {source}")


@asynccontextmanager
async def stage(say: Callable[[str], None]) -> AsyncIterator[Stage]:
    """A fresh sandbox, a fresh database, a bot between them, and a terminal as its door."""
    with TemporaryDirectory() as folder:
        async with running_sandbox(seconds=1.0) as sandbox:
            here = Path(folder)
            process = Process.of({"DATABASE_URL": f"sqlite:///{here / 'demo.sqlite3'}"}, here)
            setup = setup_of(process, CONTOSO, Insights.of(sandbox.environment, here), sandbox=True)
            async with open_bot(setup) as (bot, start):
                terminal = Terminal(MEMBERS, _shower(say))
                bot.doors[terminal.surface] = terminal
                await start()
                yield Stage(bot, terminal, sandbox, say)


def _shower(say: Callable[[str], None]) -> Callable[[str, Card], None]:
    """Prints a card whole when it is new, and only what changed after that."""
    known: set[str] = set()

    def show(place: str, card: Card) -> None:
        where = f"to {NAMES.get(place[1:], place)}" if place.startswith("@") else f"in #{place}"
        head, *rest = lines(card)
        say(f"  {where}: {head}")
        for line in rest:
            if f"{place}{card.footer}{line}" not in known:
                known.add(f"{place}{card.footer}{line}")
                say(f"      {line}")

    return show


async def tell(say: Callable[[str], None] = click.echo) -> bool:
    """Play the story; True when everything ended as it should."""
    async with stage(say) as on:
        for title, chapter in CHAPTERS:
            say(f"\n=== {title}")
            try:
                await chapter(on)
            except WentWrong as wrong:
                say(f"\nThis went wrong: {wrong}.")
                return False
    say("\nEverything ended as it should.")
    return True


async def refresh_completed(on: Stage) -> None:
    ref = filed(await on.type("ada", 'refresh "CRM Contacts" "Webshop Orders" ref CASE-77'))
    await on.until("@ben", ref, "Waiting for approval")
    await on.press("ben", "Approve", ref)
    await on.until(APPROVALS, ref, "Completed")


async def refresh_fails_and_recovers(on: Stage) -> None:
    await on.behave("Loyalty Members", "fail")
    ref = filed(await on.type("ada", "refresh loyalty members"))
    await on.until("@ben", ref, "Waiting for approval")
    await on.press("ben", "Approve", ref)
    await on.until(FAILURES, ref, "Needs attention", "⚠ Loyalty Members")
    await on.behave("Loyalty Members", "succeed")
    await on.press("ada", "Retry", ref)
    await on.until(FAILURES, ref, "Completed")


async def removal_denied(on: Stage) -> None:
    ref = filed(await on.type("ada", "remove-user mark.old@contoso.com"))
    await on.until("@cleo", ref, "Waiting for approval")
    await on.press("cleo", "Deny", ref, {"reason": ("Mark still works here until Friday.",)})
    await on.until("@ada", ref, "Denied", "until Friday")


async def removal_done(on: Stage) -> None:
    ref = filed(await on.type("ada", "remove-user mark.old@contoso.com"))
    for approver in ("ben", "cleo"):
        await on.until(f"@{approver}", ref, "Waiting for approval")
        await on.press(approver, "Approve", ref)
    await on.until("@ada", ref, "Completed", "✓ mark.old@contoso.com")


def filed(answer: Answer) -> str:
    """The id of the request that was filed."""
    text = " ".join(lines(answer))
    found = next((word.strip(".,") for word in text.split() if word.startswith("DSR-")), None)
    if not found:
        raise WentWrong(f"nothing was filed: {text}")
    return found


CHAPTERS = (
    ("A refresh is approved and completed", refresh_completed),
    ("A refresh fails for good, is told, and a retry succeeds", refresh_fails_and_recovers),
    ("A removal is denied", removal_denied),
    ("A removal is approved by two people and done", removal_done),
)
