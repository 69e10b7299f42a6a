"""People with devices that show codes, on a clock that moves when it is told to."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from pyotp import TOTP

from domain.card import Answer, Form
from domain.words import en as words
from handlers.commands import ACTS
from handlers.desk import Desk
from tests.stage import Scene, said


@dataclass
class Clock:
    """It lags behind, so that what is to be told on it is due at once."""

    at: datetime = field(default_factory=lambda: datetime.now(UTC) - timedelta(hours=3))

    def __call__(self) -> datetime:
        return self.at

    def on(self, **length: float) -> None:
        self.at += timedelta(**length)


@dataclass
class Phones:
    """Of people, by what they were shown: `clock` is that of the bot and of all of them."""

    on: Scene
    clock: Clock = field(default_factory=Clock)
    secrets: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.hand_over(self.on)

    def hand_over(self, on: Scene) -> None:
        """To a scene that goes on with the same people."""
        self.on = on
        deps = replace(on.bot.deps, clock=self.clock)
        on.bot = replace(on.bot, deps=deps, desk=Desk(deps, ACTS))

    def code(self, who: str, ahead: int = 0) -> str:
        """What their device shows now, or so many intervals ahead."""
        return TOTP(self.secrets[who]).at(self.clock.at, counter_offset=ahead)

    def next(self, who: str) -> str:
        self.clock.on(seconds=30)
        return self.code(who)

    def wrong(self, who: str) -> str:
        """Six digits that it shows neither now, nor just before or after."""
        near = {self.code(who, ahead) for ahead in (-2, -1, 0, 1, 2)}
        return next(code for code in map("{:06}".format, range(10)) if code not in near)

    async def begun(self, who: str) -> Form:
        form = await self.on.typed(who, "code")
        assert isinstance(form, Form), form
        found = re.search(r"secret=([A-Z2-7]{32})&", form.text)
        assert found
        self.secrets[who] = found[1]
        return form

    async def proved(self, who: str) -> str:
        """The id of the device."""
        form = await self.begun(who)
        assert said(await self.on.act(who, "code", form.ref, code=self.next(who))) == words.codes.PROVED
        return form.ref

    async def enrolled(self, who: str = "ben", by: str = "cleo") -> None:
        device = await self.proved(who)
        answer = await self.on.act(by, "code-confirm", device, code=self.next(who))
        assert said(answer) == words.codes.CONFIRMED

    async def approves(self, who: str, ref: str, code: str = "") -> Answer:
        return await self.on.act(who, "approve", ref, code=code or self.next(who))
