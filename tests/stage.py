"""The stage for tests: the whole bot against a real sandbox, a wire between them that can break, a door with moods."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import count
from pathlib import Path
from typing import Any

import aiohttp
import sqlalchemy
from sqlalchemy import Engine, Row, create_engine

from bot.app.composing import setup_of
from bot.app.setup import Setup
from bot.app.wiring import open_bot
from bot.cli.scripted import APPROVALS, FAILURES, Stage, filed
from bot.cli.terminal import Member, Terminal, lines
from bot.door import Busy, Closed, Counts, Doubtful, Gone, Odd, Unsent, anybody
from bot.settings.config import Config
from bot.settings.environment import Insights, Process
from domain.board import Lane
from domain.card import Answer, Card
from domain.chat import Account, Clicked, Place, Profile, Standing, Submitted, Typed
from domain.file import File, Hindrance
from domain.policy import ActLimits
from domain.request import Request, State, Step, Vote
from domain.upload import Upload
from domain.words import en as words
from gateways.limits import RetryPolicy
from gateways.sandbox.server import running_sandbox
from handlers.requests.days import today
from handlers.requests.owed import owed
from handlers.requests.sealed import whom
from storage.unit import Unit
from tests.databases import MASTER_KEY
from tests.wire import Wire, wire_to

NO_LIMITS = ActLimits(person=0, door=0)
ODD = 3  # refusals in a row
SOON = 15.0  # seconds until what was waited for counts as missing
PEOPLE = (
    Member("ada", "Ada Admin", "ada@contoso.com"),
    Member("amir", "Amir Both", "amir@contoso.com"),  # an admin who is an approver too
    Member("ben", "Ben Bauer", "ben@contoso.com"),
    Member("cleo", "Cleo Costa", "cleo@contoso.com"),
    Member("tess", "Tess Tanaka", "tess@contoso.com"),
    Member("olga", "Olga Auditor", "olga@contoso.com"),
    Member("nils", "Nils Nobody", "nils@contoso.com"),
    Member("gus", "Gus Guest", "gus@fabrikam.example", Standing.GUEST),
    Member("eva", "Eva Outside", "eva@auditors.example", Standing.GUEST, vouched="eva@auditors.example"),
    Member("sia", "Sia Stranger", "sia@fabrikam.example", Standing.STRANGER),
    Member("rob", "Rob Robot", "rob@contoso.com", Standing.BOT),
    Member("dora", "Dora Disabled", "dora@contoso.com", Standing.DEACTIVATED),
    Member("uma", "Uma Unproven", "ada@contoso.com", Standing.UNCONFIRMED),  # claims the address of an admin
    Member("zoe", "Zoe Unclear", "zoe@contoso.com", Standing.UNKNOWN),
)
Values = Mapping[str, str | tuple[str, ...]]  # of a form
_RULES: dict[str, Any] = {
    "people": {
        "admins": ["ada@contoso.com", "amir@contoso.com"],
        "approvers": ["ben@contoso.com", "cleo@contoso.com", "amir@contoso.com"],
        "tenant_admins": ["tess@contoso.com"],
        "auditors": ["olga@contoso.com"],
    },
    "channels": {"approvals": {"playground": APPROVALS}, "failures": {"playground": FAILURES}},
    "approval": {"required": {"default": 1}},
    "refresh": {"poll_every": "0.03s", "settle": "0.3s", "watch": "0", "give_up_after": "1h"},
    "mail": {"look_every": "0.3s"},  # each look costs as much as some acts
    "environment": {"name": "Contoso"},
}


def rules(**tables: Mapping[str, Any]) -> Config:
    """The company's rules, made for haste; tables named here are laid over them."""
    return Config.model_validate({**_RULES, **{name: {**_RULES.get(name, {}), **new} for name, new in tables.items()}})


class MoodyTerminal(Terminal):
    """A terminal whose places can be closed, whose messages can be deleted, and whose posts may end in doubt."""

    def __init__(self) -> None:
        super().__init__(PEOPLE, lambda place, card: self.history.append((place, "\n".join(lines(card)))))
        self.history: list[tuple[str, str]] = []  # every look that a card ever had
        self.below: dict[tuple[str, str], str] = {}  # what was posted below a message
        self.closed: set[str] = set()
        self.busy: dict[str, int] = {}  # place: how many calls are still told to wait
        self.odd: dict[str, int] = {}  # place: how many calls are still refused for a reason that nobody has heard of
        self.doubtful: dict[str, int] = {}  # place: how many posts still arrive without an answer
        self.nameless: set[str] = set()  # places whose posts arrive and have no address
        self.slow: dict[str, asyncio.Event] = {}  # place: posts wait for this
        self.late: dict[str, asyncio.Event] = {}  # place: what is changed there waits for this
        self.changing: list[str] = []  # the places of changes that wait
        self.unclear: set[str] = set()  # people whose private chat cannot be told just now
        self.unreachable: set[str] = set()  # people without a private chat
        self.unsent: dict[str, Hindrance] = {}  # place: why it takes no file
        self.offering = False  # files are only offered, as in Teams
        self.confused = False  # nobody is found by address: it breaks
        self.broken: set[str] = set()  # people of whom asking who they are breaks
        self.room: int | None = None  # messages that may still be changed; None: as many as one likes
        self.patient = False  # progress has no turn
        self.changed: list[tuple[str, str]] = []  # place and address of every change that was asked for

    async def post(self, place: str, card: Card) -> str:
        if place in self.slow:
            await self.slow[place].wait()
        self._let_in(place)
        address = await super().post(place, card)
        if self.doubtful.get(place):
            self.doubtful[place] -= 1
            raise Doubtful(address)
        return "" if place in self.nameless else address

    async def send(self, place: str, file: File) -> bool:
        self._let_in(place)
        if place in self.unsent:
            raise Unsent(self.unsent[place])
        if self.offering:
            return False
        await super().send(place, file)
        if self.doubtful.get(place):
            self.doubtful[place] -= 1
            raise Doubtful(place)
        return True

    def kept(self, place: str) -> list[File]:
        """The files that stand there."""
        return [file for where, file in self.files if where == place]

    async def reply(self, place: str, address: str, card: Card) -> str:
        """The moods are those of what is posted and changed for itself."""
        if place in self.closed:
            raise Closed("is_archived")
        if (place, address) not in self.shown:
            raise Gone(address)
        made = await Terminal.post(self, place, card)
        self.below[place, made] = address
        return made

    async def turn(self, place: str, address: str, *, progress: bool) -> float:
        if self.room == 0 or (self.patient and progress):
            return 0.05
        if self.room is not None:
            self.room -= 1
        return 0.0

    async def update(self, place: str, address: str, card: Card) -> None:
        self.changed.append((place, address))
        if place in self.late:
            self.changing.append(place)
            await self.late[place].wait()
            self.changing.remove(place)
        self._let_in(place)
        await super().update(place, address, card)

    async def direct(self, account: Account) -> str:
        if account.id in self.unclear:
            raise Doubtful(account.id)
        if account.id in self.unreachable:
            raise Closed("cannot_dm_user")
        return await super().direct(account)

    async def profile(self, account: Account) -> Profile:
        if account.id in self.broken:
            raise RuntimeError(account.id)
        return await super().profile(account)

    async def find(self, email: str, counts: Counts = anybody) -> Account | None:
        if self.confused:
            raise RuntimeError("confused")
        return await super().find(email, counts)

    def becomes(self, member: Member) -> None:
        """The platform knows somebody otherwise from now on."""
        self._members[member.id] = member

    def addresses(self, place: str, ref: str) -> list[str]:
        """Where the cards of a request stand in a place, oldest first."""
        return [address for (where, address), card in self.shown.items() if where == place and ref in card.footer]

    def delete(self, place: str, address: str) -> None:
        del self.shown[place, address]

    def _let_in(self, place: str) -> None:
        if place in self.closed:
            raise Closed("is_archived")
        if self.busy.get(place):
            self.busy[place] -= 1
            raise Busy(0.1)
        if self.odd.get(place):
            self.odd[place] -= 1
            raise Odd("never_heard_of")


@dataclass(kw_only=True)
class Scene(Stage):
    """A stage with an eye behind the scenes: the sandbox's record of calls, and the database."""

    terminal: MoodyTerminal
    session: aiohttp.ClientSession
    wire: Wire
    database_url: str
    numbers: count[int] = field(default_factory=lambda: count(1))

    # ---- acting

    async def act(
        self,
        who: str,
        verb: str,
        ref: str = "",
        form: Values | None = None,
        *,
        delivery: str = "",
        files: tuple[Upload, ...] = (),
        **more: str,
    ) -> Answer:
        """Press a button wherever it may stand, or, with values, send the form of this name."""
        account, place = self._as(who), Place(self.terminal.surface, f"@{who}", private=True)
        delivery = delivery or f"act-{next(self.numbers)}"
        filled = {**(form or {}), **more}
        if not filled:
            return await self.bot.desk(Clicked(account=account, place=place, delivery=delivery, verb=verb, ref=ref))
        values = {name: (value,) if isinstance(value, str) else value for name, value in filled.items()}
        return await self.bot.desk(
            Submitted(account=account, place=place, delivery=delivery, verb=verb, ref=ref, values=values, files=files)
        )

    async def typed(
        self, who: str, text: str, *, channel: str = "", delivery: str = "", files: tuple[Upload, ...] = ()
    ) -> Answer:
        place = Place(self.terminal.surface, channel or f"@{who}", private=not channel)
        delivery = delivery or f"typed-{next(self.numbers)}"
        typed = Typed(account=self._as(who), delivery=delivery, place=place, text=text, files=files)
        return await self.bot.desk(typed)

    async def file(self, who: str, text: str) -> str:
        """Type a command that files a request; returns the id of the request."""
        return filed(await self.typed(who, text))

    async def received(self, who: str, source: str, day: str = "2020-01-02") -> str:
        """A refresh for nobody, whose day of receipt the form alone takes; returns the id of the request."""
        return filed(await self.act(who, "refresh", "", {"sources": await self.source_id(source), "received": day}))

    async def approved(self, who: str, text: str, *approvers: str) -> str:
        """File a request and have it approved (by Ben, unless others are named)."""
        ref = await self.file(who, text)
        for approver in approvers or ("ben",):
            await self.act(approver, "approve", ref)
        return ref

    async def settled(self) -> None:
        """Wait until nothing is left to be told or redrawn."""
        waiting = "SELECT id FROM notices WHERE due_at IS NOT NULL"
        await self.wait(lambda: not self.rows(waiting) and not self.rows("SELECT id FROM requests WHERE changed = 1"))

    async def stopped(self, *refs: str) -> None:
        """Cancel what runs and wait for its end, so that closing the scene need not wait for it."""
        for ref in refs:
            await self.act("amir", "cancel", ref)
            await self.until(APPROVALS, ref, words.requests.STATES[State.CANCELLED])

    # ---- looking

    def read(self, place: str) -> str:
        """Everything that stands in a place."""
        return "\n".join("\n".join(lines(card)) for (where, _), card in self.terminal.shown.items() if where == place)

    def seen(self, place: str, *texts: str) -> bool:
        """Whether a card in this place ever showed all these texts at once."""
        return any(where == place and all(t in card for t in texts) for where, card in self.terminal.history)

    @property
    def today(self) -> str:
        """As people fill it in: in the company's own time zone."""
        return today(self.bot.deps).isoformat()

    @property
    def shown_today(self) -> str:
        """As it stands on cards."""
        return words.moments.day(today(self.bot.deps))

    async def request(self, ref: str) -> Request:
        found = await self.bot.deps.storage.read(lambda unit: unit.requests.get(ref))
        assert found
        return found

    async def steps(self, ref: str) -> list[Step]:
        return await self.bot.deps.storage.read(lambda unit: unit.steps.of(ref))

    async def whom(self, ref: str) -> list[str]:
        """The ids in the directory of those whom a request removes, in the order in which they were named."""
        return await self.bot.deps.storage.read(lambda unit: [whom(unit, step) for step in unit.steps.of(ref)])

    async def votes(self, ref: str) -> list[Vote]:
        return await self.bot.deps.storage.read(lambda unit: unit.votes.of(ref))

    async def nobody_fell_off_the_board(self) -> None:
        """Whatever was done: those stand on it who wait, and nobody else."""
        refs = [row.id for row in self.rows("SELECT id FROM requests")]

        def judge(unit: Unit) -> tuple[set[str], set[str]]:
            found = [request for ref in refs if (request := unit.requests.get(ref))]
            waiting = {one.id for one in found if one.open or owed(unit, one, unit.steps.of(one.id))}
            if any(not one.open for one in found):
                assert not unit.requests.off_the_board()
            return waiting, {request.id for request in unit.requests.lane(Lane(), len(refs) + 1)}

        waiting, shown = await self.bot.store.read(judge)
        assert shown == waiting

    def kept(self) -> list[Row[Any]]:
        """All that an act can change: requests, votes, steps, and what is to be told. Not the audit log."""
        return [
            *self.rows("SELECT id, state, version, run FROM requests ORDER BY id"),
            *self.rows("SELECT request_id, person_id, verdict FROM votes ORDER BY id"),
            *self.rows("SELECT request_id, key, state FROM steps ORDER BY request_id, key"),
            *self.rows("SELECT key FROM notices ORDER BY key"),
        ]

    def rows(self, query: str) -> list[Row[Any]]:
        """Straight from the database."""
        with self.database.begin() as connection:
            answer = connection.execute(sqlalchemy.text(query))
            return list(answer) if answer.returns_rows else []

    @cached_property
    def database(self) -> Engine:
        return create_engine(self.database_url.replace("postgresql://", "postgresql+psycopg://"))

    async def wait(self, seen: Callable[[], object]) -> None:
        async with asyncio.timeout(SOON):
            while not seen():  # noqa: ASYNC110  what is waited for may happen in another thread
                await asyncio.sleep(0.05)

    async def wait_for(self, look: Callable[[], Awaitable[object]]) -> None:
        async with asyncio.timeout(SOON):
            while not await look():  # noqa: ASYNC110  the sandbox and the database offer nothing to await
                await asyncio.sleep(0.05)

    async def noted(self, ref: str, note: str) -> list[Step]:
        """Wait until a step of the request has this note; returns all steps."""

        async def look() -> bool:
            return note in {step.note for step in await self.steps(ref)}

        await self.wait_for(look)
        return await self.steps(ref)

    # ---- the sandbox

    async def steer(self, method: str, path: str, body: object = None) -> Any:
        async with self.session.request(method, f"{self.sandbox.url}/_sandbox{path}", json=body) as answer:
            assert answer.status == 200, await answer.text()
            return await answer.json()

    async def behave(self, source: str, behaviour: str, seconds: float | None = None) -> None:
        await self.steer("PUT", f"/datasources/{source}", {"behaviour": behaviour, "seconds": seconds})

    async def calls(self, method: str, part: str) -> list[Any]:
        """What the sandbox was asked, by method and a part of the path."""
        return [call for call in await self.steer("GET", "/calls") if call["method"] == method and part in call["path"]]

    async def submitted(self) -> list[list[str]]:
        """The ids that each job asked for, of the jobs that were accepted."""
        posts = await self.calls("POST", "/workflows/main/jobs")
        return [
            post["query"]["identifiers"].split(",")
            for post in posts
            if post["path"].endswith("/jobs") and post["status"] in {0, 200}
        ]

    async def source_id(self, name: str) -> str:
        return str(next(s["id"] for s in await self.steer("GET", "/datasources") if s["friendly_name"] == name))

    async def start_job(self, *names: str) -> str:
        """Somebody else refreshes sources in Customer Insights; returns the job's id."""
        job = await self.bot.deps.insights.submit([await self.source_id(name) for name in names])
        return job.id

    async def stop_job(self, job_id: str) -> None:
        """Somebody else stops a job in Customer Insights."""
        await self.bot.deps.insights.cancel(job_id)


@asynccontextmanager
async def scene(
    database_url: str,
    folder: Path,
    *,
    works: bool = True,
    seconds: float = 0.03,
    seed: str = "contoso",
    config: Config | None = None,
    environ: Mapping[str, str] = {},
    dataverse: bool = False,
    screens: MoodyTerminal | None = None,
    **policy: Any,
) -> AsyncIterator[Scene]:
    """`works`: the durable work, the telling and the sweep run. `seconds`: how long a refresh takes in the sandbox.

    `environ`: settings of the process besides. `dataverse`: it is looked into, too. `screens`: of an earlier scene,
    with all that stands on them.
    """
    async with running_sandbox(seconds=seconds, seed=seed) as sandbox, wire_to(sandbox.url) as (wire, near):
        environment = {name: value.replace(sandbox.url, near) for name, value in sandbox.environment.items()}
        environment |= {"DATAVERSE_URL": near} if dataverse else {}
        process = Process.of({"DATABASE_URL": database_url, "DSRBOT_MASTER_KEY": MASTER_KEY, **environ}, folder)
        setup = setup_of(process, config or rules(), Insights.of(environment, folder), sandbox=True)
        async with aiohttp.ClientSession() as session, open_bot(hasty(setup, policy)) as (bot, start):
            terminal = screens or MoodyTerminal()
            bot.doors[terminal.surface] = terminal
            if works:
                await start()
            on = Scene(
                bot=bot, terminal=terminal, sandbox=sandbox, say=lambda _line: None, session=session, wire=wire,
                database_url=database_url,
            )  # fmt: skip
            try:
                yield on
            finally:
                on.database.dispose()


def hasty(setup: Setup, policy: Mapping[str, Any]) -> Setup:
    """No limit on acts, or on calls a minute, short pauses before a call is repeated, and little patience with odd
    refusals."""
    environment = replace(
        setup.outside.environment, calls_per_minute=100_000, patience=RetryPolicy(attempts=2, first_pause=0.01)
    )
    outside = replace(setup.outside, environment=environment)
    return replace(setup, outside=outside, policy=replace(setup.policy, **{"limits": NO_LIMITS, **policy}), odd=ODD)


def said(answer: Answer) -> str:
    """All that a person reads in an answer."""
    return "\n".join(lines(answer))


__all__ = ["APPROVALS", "FAILURES", "Closed", "Gone", "Scene", "filed", "rules", "said", "scene"]
