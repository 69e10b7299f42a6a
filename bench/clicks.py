"""Approvals at a steady pace, in Slack and in Teams: how long a click waits for its answer, and until the last card of
the request shows what was decided. The fakes refuse what is more than the platforms take.
"""

from __future__ import annotations

import asyncio
import sqlite3
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, closing
from dataclasses import asdict, dataclass, field
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Protocol

from bench.acts import CONFIG, UNLIMITED, choices, refs
from storage.master_key import new_master_key
from tests.fakes import limits
from tests.fakes.limits import Limits
from tests.fakes.slack import payloads
from tests.fakes.slack.sender import buttons
from tests.fakes.teams import FakeTeams, running_teams
from tests.fakes.teams.sender import Sender as TeamsSender
from tests.fakes.teams.world import ADA, APPROVALS, BEN, FAILURES, Message
from tests.house import House, house, until

LONG = 3_600.0  # seconds of a refresh: what is measured is the decision, so nothing ends meanwhile
CLICKED_IN_SLACK = "D0BEN"  # whose card is drawn anew through its click
CARDS_IN_SLACK, CARDS_IN_TEAMS = 4, 3  # the channel's, and those of who asked and of who may decide
IN_TEAMS = CONFIG.replace("slack =", "teams =").replace("C0APPROVE", APPROVALS).replace("C0FAIL", FAILURES)


@dataclass(frozen=True)
class Click:
    """`at` and `cards`: when it came, and when each card first showed what it decided, by place; seconds since 1970.
    `answered`: seconds until its answer."""

    ref: str
    at: float
    answered: float
    cards: Mapping[str, float] = field(default_factory=dict)

    @property
    def last(self) -> float:
        """Seconds until the last card."""
        return max(self.cards.values(), default=self.at) - self.at


class Chat(Protocol):
    """A platform with the bot behind it. `cards`: how many a request has there."""

    at: House
    cards: int

    async def file(self, text: str) -> tuple[str, float]:
        """The request, and seconds until the answer."""

    def stands(self, ref: str) -> bool:
        """Whether Ben has a card to click on."""

    async def approve(self, ref: str) -> None:
        """By Ben's card, which must stand."""

    def drawn(self, ref: str) -> Mapping[str, Sequence[float]]:
        """By place of a card: when it was drawn, in seconds since 1970."""

    def limit(self, *, on: bool) -> None:
        """Whether it refuses what is more than the platform takes."""


async def clicked(on: Chat, refs: Sequence[str], every: float) -> list[Click]:
    """Approve each, so many seconds after the one before, whatever becomes of that one."""
    begun = time.monotonic()

    async def click(number: int, ref: str) -> Click:
        await asyncio.sleep(max(0.0, begun + number * every - time.monotonic()))
        at, started = time.time(), time.perf_counter()
        await on.approve(ref)
        return Click(ref, at, time.perf_counter() - started)

    return list(await asyncio.gather(*(click(number, ref) for number, ref in enumerate(refs))))


async def shown(on: Chat, click: Click, patience: float) -> Click:
    """The click, once every card of the request was drawn after it."""

    def found() -> Mapping[str, float]:
        times = {where: [at for at in drawn if at > click.at] for where, drawn in on.drawn(click.ref).items()}
        return {w: min(at) for w, at in times.items()} if len(times) >= on.cards and all(times.values()) else {}

    cards: Mapping[str, float] = await until(found, f"every card shows what became of {click.ref}", patience)
    return Click(click.ref, click.at, click.answered, cards)


async def filed(on: Chat, count: int, texts: Sequence[str]) -> list[str]:
    """So many requests, with all of their cards."""
    refs = [(await on.file(text))[0] for text in texts[:count]]
    await until(lambda: all(len(on.drawn(ref)) >= on.cards for ref in refs), "all cards stand", 60 + 2.0 * count)
    return refs


def _cards(at: House, ref: str) -> list[tuple[str, ...]]:
    """Place and address of each."""
    return _rows(at, "SELECT place, address FROM cards WHERE request_id = ?", ref)


def _rows(at: House, query: str, *values: str) -> list[tuple[str, ...]]:
    with closing(sqlite3.connect(f"file:{at.folder}/data/dsrbot.sqlite3?mode=ro", uri=True, timeout=30)) as database:
        return database.execute(query, values).fetchall()


@dataclass
class InSlack:
    at: House
    cards: int = CARDS_IN_SLACK
    _drawn_by: dict[str, str] = field(default_factory=dict)  # request → the response_url of the click

    async def file(self, text: str) -> tuple[str, float]:
        started = time.perf_counter()
        answer = (await self.at.sender.types(text)).text
        return refs([answer.encode()])[0], time.perf_counter() - started

    def stands(self, ref: str) -> bool:
        return any(place == CLICKED_IN_SLACK for place, _ in _cards(self.at, ref))

    async def approve(self, ref: str) -> None:
        world = self.at.slack.world
        address = next(address for place, address in _cards(self.at, ref) if place == CLICKED_IN_SLACK)
        message = world.messages[CLICKED_IN_SLACK, address]
        self._drawn_by[ref] = url = self.at.sender.response_url(message)
        answer = await self.at.sender.send(
            payloads.click(buttons(asdict(message))["Approve"], message, response_url=url)
        )
        assert answer.status == 200

    def drawn(self, ref: str) -> Mapping[str, Sequence[float]]:
        world = self.at.slack.world
        found = {place: list(world.messages[place, address].drawn) for place, address in _cards(self.at, ref)}
        path = self._drawn_by.get(ref, "").removeprefix(self.at.slack.url)
        if path in world.replaced:
            found[CLICKED_IN_SLACK].append(world.replaced[path])
        return found

    def limit(self, *, on: bool) -> None:
        self.at.slack.limits = Limits(limits.SLACK if on else None)


@dataclass
class InTeams:
    at: House
    teams: FakeTeams
    cards: int = CARDS_IN_TEAMS
    _told: set[str] = field(default_factory=set)
    _answered: dict[str, float] = field(default_factory=dict)  # request → when the answer drew its card

    @property
    def sender(self) -> TeamsSender:
        return TeamsSender(self.at.url, self.teams.service_url, self.teams.issuer, self.at.session)

    async def meet(self) -> None:
        """The bot learns where its conversations are."""
        for who, where in ((ADA, APPROVALS), (ADA, FAILURES), (ADA, ""), (BEN, "")):
            await self.sender.types(who, "help", where)

    async def file(self, text: str) -> tuple[str, float]:
        started = time.perf_counter()
        await self.sender.types(ADA, text)
        answered = time.perf_counter() - started
        ref = next(iter(await until(self._new, "there is a new request")))
        self._told.add(ref)
        return ref, answered

    def _new(self) -> set[str]:
        """Requests that nobody took yet: whose is whose does not matter."""
        return {ref for (ref,) in _rows(self.at, "SELECT id FROM requests")} - self._told

    def stands(self, ref: str) -> bool:
        return any(ref in message.text and "[Approve]" in message.text for message in self.teams.world.shown(BEN.chat))

    async def approve(self, ref: str) -> None:
        messages = [message for message in self.teams.world.shown(BEN.chat) if ref in message.text]
        message: Message = next(one for one in reversed(messages) if "[Approve]" in one.text)
        answer = await self.sender.presses(BEN, "Approve", message)
        assert answer.status == 200
        if answer.body and "adaptive" in str(answer.body.get("type", "")):
            self._answered[ref] = time.time()

    def drawn(self, ref: str) -> Mapping[str, Sequence[float]]:
        found = dict[str, list[float]]()
        for place, address in _cards(self.at, ref):
            if message := self.teams.world.find(address.rpartition("/")[2]):
                found[place] = list(message.drawn)
                if place == BEN.chat and ref in self._answered:
                    found[place].append(self._answered[ref])
        return found

    def limit(self, *, on: bool) -> None:
        self.teams.limits = Limits(limits.TEAMS if on else None)


@asynccontextmanager
async def in_slack() -> AsyncIterator[Chat]:
    with TemporaryDirectory() as folder:
        async with house(Path(folder), config=CONFIG + UNLIMITED, DSRBOT_MASTER_KEY=new_master_key()) as at:
            await at.steer("PUT", "speed", seconds=LONG)
            yield InSlack(at)


@asynccontextmanager
async def in_teams() -> AsyncIterator[Chat]:
    with TemporaryDirectory() as folder:
        async with running_teams() as teams:
            environment = {"DSRBOT_MASTER_KEY": new_master_key(), **teams.environment}
            async with house(Path(folder), config=IN_TEAMS + UNLIMITED, **environment) as at:
                await at.steer("PUT", "speed", seconds=LONG)
                on = InTeams(at, teams)
                await on.meet()
                yield on


def orders(count: int) -> list[str]:
    """So many commands, each of which files a request."""
    return list(islice(choices(), count))
