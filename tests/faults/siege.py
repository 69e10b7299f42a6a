"""A house whose bot is killed at a named moment of its work, while Customer Insights answers in other forms.

The judges outlive the bot: the sandbox, the wire before it, the fake Slack, and the database between two lives.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, closing, suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import aiohttp

from gateways.sandbox import Sandbox
from gateways.sandbox.server import running_sandbox
from gateways.sandbox.world import Oddities
from tests.days import dated
from tests.fakes.slack import payloads, running_slack
from tests.fakes.slack.sender import buttons
from tests.fakes.slack.world import Message
from tests.faults.story import APPROVALS, Story, chat
from tests.gateways.sandbox.api import Api
from tests.house import CONFIG, House, text_of, until
from tests.wire import Knot, Wire, wire_to

ADA, BEN, CLEO = "U0ADA", "U0BEN", "U0CLEO"
SOURCE, ZOE, MARK = "Webshop Orders", "zoe.akesson@example.org", "mark.old@contoso.com"
STATIC, ASLEEP = "Seg_TradeFair", "Seg_OldCampaign"
SECONDS = 0.4  # that a refresh takes; a process after it, a tenth of that
RULES = CONFIG.replace('poll_every = "0.2s"', 'poll_every = "0.1s"\ngive_up_after = "4s"').replace('"1s"', '"0.8s"')
ENDED = {"completed", "needs_attention"}
_WAITS = {
    "State it…": ("statement:", ""),
    "Decide…": ("segment:", ""),
    "Vote…": ("segment:", "delete_asked"),
    "Tick off…": ("static:", ""),
    "Confirm…": ("recipients:", ""),
    "Settle…": ("recipient:", ""),
    "Tell…": ("answer:", ""),
}
Moment = Callable[["Siege"], Awaitable[None]]  # waits until it has come


@dataclass
class Siege:
    """`kills`: how often the bot was killed at its moment."""

    at: House
    wire: Wire
    sandbox: Sandbox
    story: Story
    ref: str = ""
    kills: int = 0
    knot: Knot | None = None

    # ---- the killer

    async def kill_at(self, moment: Moment, times: int) -> None:
        for _ in range(times):
            await moment(self)
            await self.at.kill()
            self.kills += 1
            if self.knot:
                self.knot.release.set()
            await self.at.start()

    async def ends(self, killer: asyncio.Task[None]) -> None:
        """Nobody waits for a moment that comes no second time; but a bot that is dead is woken first."""
        if not killer.done():
            killer.cancel()
        with suppress(asyncio.CancelledError):
            await killer
        if self.knot:
            self.knot.release.set()
        if self.at.bot and self.at.bot.returncode is not None:
            await self.at.start()

    # ---- people

    async def file(self, text: str) -> None:
        self.ref = await self.story.file(text)

    async def sees_through(self, forms: dict[str, tuple[str, dict[str, Any]]]) -> None:
        """People press whatever their newest card offers, until nothing of it is left and the work rests."""
        try:
            async with asyncio.timeout(130):
                while not await self._rests(forms):  # noqa: ASYNC110  it happens in another process
                    await asyncio.sleep(0.15)
        except TimeoutError:
            raise AssertionError(f"never rests: {self.state()} {self.steps()}\n{self.at.log()}") from None

    async def _rests(self, forms: dict[str, tuple[str, dict[str, Any]]]) -> bool:
        if self.state() not in ENDED:
            return False
        for label, (who, values) in forms.items():
            if self._waits_for(label):
                if message := self._card(who, label):
                    await self._fill_in(message, label, who, values)
                return False
        return self.drawn() and self.state() in ENDED

    def _waits_for(self, label: str) -> bool:
        """Older copies keep their buttons, so the plan says which of them still do something."""
        part, note = _WAITS[label]
        steps = self.steps()
        waits = [key for key, found in steps.items() if key.startswith(part) and found == ("waiting", note)]
        return bool(waits) and (label != "Tell…" or steps["check:2"][0] == "done")

    async def _fill_in(self, message: Message, label: str, who: str, values: dict[str, Any]) -> None:
        opened, pressed = self._opened(), buttons(asdict(message))[label]
        if label == "Tick off…":
            await self.works_out_anew(STATIC)
        click = payloads.click(pressed, message, user=who, response_url=self.at.sender.response_url())
        views = self.at.slack.world.views
        if await self.story.send(click) and self._opened() > opened and views:  # it may have been refused
            view = next(reversed(views.values()))
            await self.story.send(payloads.submission(view, dated(values), user=who))
            await asyncio.sleep(0.3)

    def _opened(self) -> int:
        return len(self.at.slack.world.made("views.open"))

    def _card(self, who: str, label: str) -> Message | None:
        """The newest card of the request, where it has this button."""
        shown = [m for m in self.at.slack.world.shown(chat(who)) if self.ref in text_of(m.blocks)]
        found = [message for message in shown if label in buttons(asdict(message))]
        return found[-1] if found else None

    async def works_out_anew(self, segment: str) -> None:
        """Somebody does it in Customer Insights itself."""
        await Api(self.sandbox, self.at.session).work_out(segment)
        await asyncio.sleep(2 * SECONDS)

    # ---- what is so

    def state(self) -> str:
        found = self.rows("SELECT state FROM requests WHERE id = ?", self.ref)
        return str(found[0][0]) if found else ""

    def steps(self) -> dict[str, tuple[str, str]]:
        """State and note of each, by its key."""
        found = self.rows("SELECT key, state, note FROM steps WHERE request_id = ? ORDER BY position", self.ref)
        return {str(key): (str(state), str(note)) for key, state, note in found}

    def drawn(self) -> bool:
        """Whether every card shows how it is."""
        return not self.rows("SELECT 1 FROM requests WHERE changed = 1")

    def ended(self) -> bool:
        """Whether nothing is left to be done, or a place was found that holds the person, or could not be looked at."""
        checks = [state for key, (state, _) in self.steps().items() if key.startswith("check:")]
        return self.state() == "completed" or (self.state() in ENDED and ("failed" in checks or not checks))

    def rows(self, query: str, *values: str) -> list[tuple[Any, ...]]:
        path = self.at.folder / "data/dsrbot.sqlite3"
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=10)) as database:
            return database.execute(query, values).fetchall()

    def says(self, *texts: str) -> bool:
        """Whether the cards of the requester or the approvals say all this at once."""
        return any(self.story.shows(place, self.ref, *texts) for place in (chat(ADA), APPROVALS))

    async def answers_in(self, odd: Oddities) -> None:
        """From now on everything is answered in this form."""
        await self.at.steer("PUT", "oddities", **asdict(odd))

    async def switched_on(self) -> bool:
        """Whether the segment that slept is awake now, as the sandbox itself has it. Ends the oddities."""
        await self.answers_in(Oddities())
        segments = await Api(self.sandbox, self.at.session).call("GET", "/manage/segments")
        return any(segment["name"] == ASLEEP and segment["state"] == "active" for segment in segments)


@asynccontextmanager
async def siege(folder: Path, odd: Oddities) -> AsyncIterator[Siege]:
    (folder / "dsrbot.toml").write_text(RULES)
    async with (
        running_slack() as slack,
        running_sandbox(seconds=SECONDS, oddities=odd) as sandbox,
        wire_to(sandbox.url) as (wire, near),
        aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=30)) as session,
    ):
        settings = {name: value.replace(sandbox.url, near) for name, value in sandbox.environment.items()}
        program = ("tests.faults.hasty",)
        at = House(folder, slack, replace(sandbox, environment=settings), session, program=program)
        try:
            await at.start()
            yield Siege(at=at, wire=wire, sandbox=sandbox, story=Story(at))
        finally:
            if at.bot and at.bot.returncode is None:
                await at.kill()


def call(method: str, part: str, *, late: bool = False, behind: tuple[str, str] | None = None) -> Moment:
    """When such a call is under way; `late`: when it had its effect and its answer is. `behind`: after another."""

    async def wait(on: Siege) -> None:
        mark = on.wire.mark(*behind) if behind and not on.kills else None
        on.knot = on.wire.catch(method, part, late=late, behind=mark)
        await until(lambda: on.knot and on.knot.met, f"{method} {part}", 90)

    return wait


def fact(holds: Callable[[Siege], bool]) -> Moment:
    async def wait(on: Siege) -> None:
        while not holds(on):  # noqa: ASYNC110  it happens in another process
            await asyncio.sleep(0.01)

    return wait
