"""People at a terminal, a bot and a sandbox: the stage on which the demo's story, and many tests, are played."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from urllib.parse import urlencode

import aiohttp

from bot.app.bot import Bot
from bot.app.composing import setup_of
from bot.app.wiring import open_bot
from bot.cli.terminal import Member, Terminal, lines
from bot.settings.config import Config
from bot.settings.contoso import CONTOSO
from bot.settings.environment import Insights, Process
from domain.card import Answer, Button, Card, Form
from domain.chat import Account, Clicked, Place, Submitted, Typed
from gateways.sandbox.server import Sandbox, running_sandbox

APPROVALS, FAILURES = "privacy-approvals", "refresh-failures"
PATIENCE = 120.0  # seconds until a step of the story counts as failed
MEMBERS = (
    Member("ada", "Ada Admin", "ada@contoso.com"),
    Member("ben", "Ben Bauer", "ben@contoso.com"),
    Member("cleo", "Cleo Costa", "cleo@contoso.com"),
    Member("tess", "Tess Tanaka", "tess@contoso.com"),
)
NAMES = {member.id: member.name.split()[0] for member in MEMBERS}


def _name(who: str) -> str:
    return NAMES.get(who, who)


def _seen(card: Card) -> str:
    """All that stands there, with the buttons beside its items."""
    return "\n".join([*lines(card), *(f"[{item.button.label}]" for item in card.items if item.button)])


class WentWrong(Exception):
    """A step of the story ended other than it should."""


@dataclass
class Stage:
    """People who type and press, each at their own terminal, and two channels that all of them see."""

    bot: Bot
    terminal: Terminal
    sandbox: Sandbox
    say: Callable[[str], None]
    _acts: count[int] = field(default_factory=lambda: count(1))

    async def type(self, who: str, text: str) -> Answer:
        self.say(f"\n{_name(who)} types: /dsr {text}")
        place = Place(self.terminal.surface, f"@{who}", private=True)
        return self._told(
            await self.bot.desk(Typed(account=self._as(who), delivery=self._act(), place=place, text=text))
        )

    async def press(self, who: str, label: str, ref: str, values: dict[str, tuple[str, ...]] | None = None) -> Answer:
        """Press the newest button with this label on a card of the request `ref` that this person can see."""
        place, address, button = self._find(who, label, ref)
        self.say(f"\n{_name(who)} presses [{label}]")
        where = Place(self.terminal.surface, place, private=place.startswith("@"))
        pressed = Clicked(
            account=self._as(who), delivery=self._act(), place=where, verb=button.verb, ref=button.ref, address=address
        )
        answer = await self.bot.desk(pressed)
        if isinstance(answer, Form) and values is not None:
            return await self._send(who, where, answer, values)
        return self._told(answer)

    async def fill(self, who: str, form: Answer, **values: str) -> Answer:
        """Send a form that was typed for, as it came but for what is named here."""
        if not isinstance(form, Form):
            raise WentWrong(f"no form came: {' '.join(lines(form))}")
        brought = {one.name: tuple(one.value.split("\n")) if one.value else () for one in form.fields}
        where = Place(self.terminal.surface, f"@{who}", private=True)
        return await self._send(who, where, form, brought | {name: (value,) for name, value in values.items()})

    async def _send(self, who: str, where: Place, form: Form, values: dict[str, tuple[str, ...]]) -> Answer:
        self._told(form)
        return self._told(await self.bot.desk(self._filled(who, where, form, values)))

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
            for button in (*card.buttons, *(item.button for item in card.items if item.button)):
                if (
                    button.label == label
                    and button.ref.partition(".")[0] == ref
                    and place in {f"@{who}", FAILURES, APPROVALS}
                ):
                    return place, address, button
        raise WentWrong(f"{_name(who)} sees no button [{label}]")

    async def until(self, place: str, *texts: str) -> Card:
        """Wait until a card with all these texts stands in `place`."""
        try:
            async with asyncio.timeout(PATIENCE):
                while True:
                    for (where, _), card in self.terminal.shown.items():
                        if where == place and all(text in _seen(card) for text in texts):
                            return card
                    await asyncio.sleep(0.05)
        except TimeoutError:
            raise WentWrong(f"nothing in {place} says {' and '.join(texts)}") from None

    async def behave(self, source: str, behaviour: str, seconds: float = 1) -> None:
        """Steer how the next refreshes of a source of the sandbox end."""
        self.say(f"\n(In the sandbox, refreshes of “{source}” now: {behaviour.replace('_', ' ')}.)")
        await self._steer("PUT", f"datasources/{source}", {"behaviour": behaviour, "seconds": seconds})

    async def delete(self, email: str) -> None:
        """Delete a person in Contoso's original sources."""
        self.say(f"\n(Contoso deletes {email} in its own systems.)")
        await self._steer("DELETE", f"records?{urlencode({'email': email})}")

    async def recreate(self, segment: str) -> None:
        self.say(f"\n(In Customer Insights, somebody recreates the static segment {segment}.)")
        await self._steer("POST", f"segments/{segment}/recreate")

    async def _steer(self, method: str, path: str, body: object = None) -> None:
        url = f"{self.sandbox.url}/_sandbox/{path}"
        async with aiohttp.ClientSession() as session, session.request(method, url, json=body) as answer:
            if answer.status >= 300:
                raise WentWrong(f"the sandbox did not take {method} {path.partition('?')[0]}")


@asynccontextmanager
async def stage(
    folder: Path,
    say: Callable[[str], None],
    *,
    members: Sequence[Member] = MEMBERS,
    config: Config = CONTOSO,
    environ: Mapping[str, str] = {},
    seconds: float = 1.0,
) -> AsyncIterator[Stage]:
    """A sandbox, a bot that works against it, and a terminal as the bot's door; all that lasts is in `folder`.

    `environ` may name another database; `seconds` is how long a refresh takes.
    """
    async with running_sandbox(seconds=seconds, state_path=folder / "sandbox.json") as sandbox:
        process = Process.of({"DATABASE_URL": f"sqlite:///{folder / 'stage.sqlite3'}", **environ}, folder)
        setup = setup_of(process, config, Insights.of(sandbox.environment, folder), sandbox=True)
        async with open_bot(setup) as (bot, start):
            terminal = Terminal(members, _shower(say))
            bot.doors[terminal.surface] = terminal
            await start()
            yield Stage(bot, terminal, sandbox, say)


def _shower(say: Callable[[str], None]) -> Callable[[str, Card], None]:
    """Prints a card whole when it is new, and only what changed after that."""
    known: set[str] = set()

    def show(place: str, card: Card) -> None:
        where = f"to {_name(place[1:])}" if place.startswith("@") else f"in #{place}"
        head, *rest = lines(card)
        say(f"  {where}: {head}")
        for line in rest:
            if f"{place}{card.footer}{line}" not in known:
                known.add(f"{place}{card.footer}{line}")
                say(f"      {line}")

    return show


def filed(answer: Answer) -> str:
    """The id of the request that was filed."""
    text = " ".join(lines(answer))
    found = next((word.strip(".,") for word in text.split() if word.startswith("DSR-")), None)
    if not found:
        raise WentWrong(f"nothing was filed: {text}")
    return found
