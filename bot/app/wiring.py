"""The one place that wires everything: clients, storage, durable work, the desk and the doors."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager, suppress
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any, Protocol

import aiohttp
import structlog

from bot.app.alarms import Alarms
from bot.app.cutting import cut_log
from bot.app.groups import Groups
from bot.app.heads import post_head
from bot.app.outages import tell_admins
from bot.app.roster import Listed, Roster
from bot.app.sealing import Anchor, Sealer, check_anchor
from bot.app.stamping import Stamper
from bot.delivery.homes import Homes
from bot.delivery.outbox import ODD, Outbox
from bot.delivery.recipients import Fanout, accounts_of
from bot.door import Busy, Closed, Door, Doubtful, Gone
from common.cache import SharedAnswer
from common.faults import describe
from common.shares import Among, alone
from domain.brake import Behind
from domain.chat import Account, Profile, Standing
from domain.directory import standing
from domain.groups import ENTRA
from domain.notes import Note
from domain.notice import NoticeKind
from domain.policy import MailPolicy, Policy
from domain.replica import Chore
from domain.target import Channel
from domain.trouble import Trouble
from domain.words.language import Words
from domain.words.languages import DEFAULT
from gateways.charts import Charts
from gateways.customer_insights import CustomerInsights, Environment
from gateways.dataverse import Dataverse, scope_of
from gateways.directories import Directories
from gateways.graph import Graph
from gateways.mail import GraphMailbox, NoMailbox, Server, ServerMailbox
from gateways.timestamps import Authority
from gateways.tokens import GRAPH_SCOPE, INSIGHTS_SCOPE, Application, Tokens
from handlers.catalog import Catalog
from handlers.commands import ACTS, KNOWN
from handlers.deps import Deps
from handlers.desk import Desk
from handlers.erasure.earlier import take_over
from handlers.erasure.look_through import look_through
from handlers.export.inbox import read_post
from handlers.export.threads import note_all
from handlers.inventory import Controls, Inventory
from handlers.kinds import KINDS
from handlers.people.identity import NotAMember
from handlers.people.who import settle_as_configured
from handlers.ports import Storage
from handlers.refresh.scheduled_failures import watch
from handlers.requests.brake import stop_everything
from handlers.requests.broken import BROKE, tell_in_error
from handlers.requests.destroying import Traces, close_orphans, destroy_due, follow, note_list
from handlers.requests.digest import put_digest
from handlers.requests.home import drawn_from, renewed
from handlers.requests.leaving import look_for_leavers
from handlers.requests.look_over import look_over
from handlers.requests.paper import NoChat
from handlers.requests.retention import tidy
from handlers.requests.sweep import sweep
from handlers.requests.turning_back import turn_back
from handlers.requests.work import failed
from storage.destroyed import list_beside
from storage.durable import Crew, Durable, Station
from storage.pump import Pump
from storage.replicas import LEASE, Clock, Replica, replica_at, utc_now
from storage.store import Store, open_store

Loop = Coroutine[Any, Any, None]
AnyMailbox = GraphMailbox | ServerMailbox | NoMailbox
_LOOKS = frozenset({"GET", "HEAD"})
SWEEP_EVERY, LISTS_EVERY = 1.0, 2.0  # seconds
TIDY_EVERY = 60.0
LEAVING_EVERY = 60.0
STATISTICS_FIRST, STATISTICS_EVERY = 60.0, 7 * 86_400.0
HEAD_EVERY = 60.0
DIGEST_EVERY = 30.0
DRAWN_LATE, RETOUCH_AGAIN = timedelta(minutes=1), 5.0
LOOK_OVER_EVERY, LOOK_OVER_AGAIN = 3600.0, 30.0  # again: somebody could not be told apart just now

log = structlog.get_logger(__name__)


class People(Listed, Protocol):
    """Who has which role, as it is written in the configuration."""

    @property
    def groups(self) -> Sequence[str]:
        """All groups that are named."""


@dataclass(frozen=True, kw_only=True)
class Outside:
    """How to reach Customer Insights and Microsoft Graph."""

    environment: Environment
    application: Application
    graph_url: str
    insights_scope: str = INSIGHTS_SCOPE
    graph_scope: str = GRAPH_SCOPE
    dataverse_url: str = ""  # empty: erasures do not look there
    servers: tuple[Server, Server] | None = None  # for mail: outgoing, incoming; None: Microsoft Graph


@dataclass(frozen=True)
class Parties:
    """Everybody outside who is not a chat."""

    insights: CustomerInsights
    directories: Directories
    mailbox: AnyMailbox
    dataverse: Dataverse | None = None

    @property
    def graph(self) -> Graph:
        """Of the directory that the application is of."""
        return self.directories.own


def parties(
    outside: Outside,
    mail: MailPolicy,
    session: aiohttp.ClientSession,
    among: Among = alone,
    check: Callable[[], None] = lambda: None,
) -> Parties:
    """`among`: so many processes share what the services allow. `check`: asked right before a letter goes; it may
    raise."""
    return Parties(
        CustomerInsights(
            outside.environment, Tokens(outside.application, outside.insights_scope), session, among=among
        ),
        Directories(outside.application, session, url=outside.graph_url, scope=outside.graph_scope),
        _mailbox(outside, mail, session, check),
        _dataverse(outside, session, among),
    )


def _dataverse(outside: Outside, session: aiohttp.ClientSession, among: Among) -> Dataverse | None:
    if not outside.dataverse_url:
        return None
    tokens = Tokens(outside.application, scope_of(outside.dataverse_url))
    return Dataverse(
        outside.dataverse_url, tokens, session, patience=outside.environment.patience, among=among
    )  # fmt: skip


def client_session(check: Callable[[], None] = lambda: None) -> aiohttp.ClientSession:
    """For calls to all of them. `check`: asked when each that may change something has its connection, before anything
    is sent; it may raise."""

    async def asked(_: object, __: object, call: aiohttp.TraceRequestHeadersSentParams) -> None:
        if call.method not in _LOOKS:
            check()

    trace = aiohttp.TraceConfig()
    trace.on_request_headers_sent.append(asked)
    return aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=30), trace_configs=[trace])


@dataclass(frozen=True, kw_only=True)
class Setup:
    """Everything a bot is made of, read from the settings. `channels`: purpose → surface → channel id.

    `escalate_to`: people who are called when nobody decides, as they are written there.
    """

    environment: str = ""  # its name, where it is one of several, and not the first
    database_url: str
    master_key: str = field(repr=False)
    previous_master_key: str | None = field(default=None, repr=False)
    outside: Outside
    policy: Policy
    people: People
    channels: Mapping[str, Mapping[str, str]]
    circles: Mapping[str, Sequence[str]] = field(default_factory=dict)  # parts of the approvers
    escalate_to: Sequence[str] = ()
    words: Words = field(default=DEFAULT, repr=False)  # what channels read, and whoever's language is not known
    letters: Words = field(default=DEFAULT, repr=False)
    odd: int = ODD  # see Courier
    anchor: Path | None = None  # the file that keeps the newest seal of the log
    authority: Authority | None = None  # that stamps its head each day
    lease: float = LEASE  # of a replica, in seconds
    clock: Clock = utc_now  # of this machine


class SweepClock:
    """Now, as the sweep sees it. The playground may move it; nothing else of the bot looks at it."""

    def __init__(self, clock: Clock) -> None:
        self._clock, self.ahead = clock, timedelta()

    def __call__(self) -> datetime:
        return self._clock() + self.ahead


@dataclass(frozen=True)
class Bot:
    """A bot that runs. Doors are added while it is being opened."""

    deps: Deps
    desk: Desk
    doors: dict[str, Door]
    store: Store
    mailbox: AnyMailbox
    directories: Directories  # who is a member, for a door that only knows a directory's ids
    sweep_clock: SweepClock
    groups: Groups
    sealer: Sealer
    homes: Homes
    replica: Replica
    alarms: Alarms
    wakes: list[Callable[[], None]]  # called when something was written that others show
    loops: list[asyncio.Task[None]] = field(default_factory=list)

    @property
    def working(self) -> bool:
        """The durable work and the loops have begun, and go on."""
        return bool(self.loops) and not any(loop.done() for loop in self.loops)


@dataclass(frozen=True)
class Engine:
    """What works for all environments of a process, under a lease on the database of the first. Whoever gives one to
    `open_bot` opens the first one first, launches it when all have joined, and stops it before they are closed."""

    replica: Replica
    durable: Durable

    @classmethod
    def of(cls, setup: Setup) -> Engine:
        """`setup`: of the first environment."""
        replica = replica_at(setup.database_url, setup.lease, setup.clock)
        return cls(replica, Durable(setup.database_url, executor=replica.id))

    def of_environment(self, setup: Setup) -> Replica:
        if not setup.environment:
            return self.replica
        return replica_at(setup.database_url, setup.lease, setup.clock, self.replica.check)


@asynccontextmanager
async def open_bot(
    setup: Setup, engine: Engine | None = None
) -> AsyncIterator[tuple[Bot, Callable[[], Awaitable[None]]]]:
    """The bot and the function that starts its work, to be called once its doors are in `doors` of the bot.

    `engine`: the one that works for several environments; otherwise it has its own.

    Raises:
        storage.vault.WrongMasterKey: the database was made with another key; nothing was written.
        bot.settings.setting_errors.SettingsError: the log is another one than the anchor knows.
    """
    anchor = Anchor(setup.anchor)
    doors: dict[str, Door] = {}
    async with AsyncExitStack() as stack:
        lead = engine or Engine.of(setup)
        replica = lead.of_environment(setup)
        session = await stack.enter_async_context(client_session(replica.check))
        durable = Station(lead.durable, setup.environment)
        groups = Groups(setup.people.groups, {})
        roster = Roster(setup.people, setup.circles, groups.of)
        courier = Outbox(
            doors, Fanout(doors, setup.channels, roster, partial(roster.each, setup.escalate_to)), setup.odd
        )
        wakes = [courier.wake]
        store = await stack.enter_async_context(_store(setup, wakes, replica))
        behind = await check_anchor(store, anchor)
        outside = parties(setup.outside, setup.policy.mail, session, lambda: replica.living, replica.check)
        groups.reads(ENTRA, partial(_in_entra, outside.directories))
        deps = _deps(setup, outside, store, doors, roster, replica)
        homes = Homes(partial(renewed, deps), rows=partial(drawn_from, deps))
        wakes.append(homes.wake)
        if behind:
            await pause_all(deps, behind)
        sealer, desk = Sealer(store, anchor, deps.clock, turn=partial(replica.holds, Chore.SEALER)), Desk(deps, ACTS)
        clock, alarms = SweepClock(replica.now), Alarms(deps, durable)
        bot = Bot(
            deps,
            desk,
            doors,
            store,
            outside.mailbox,
            outside.directories,
            clock,
            groups,
            sealer,
            homes,
            replica,
            alarms,
            wakes,
        )

        async def start() -> None:
            await settle_as_configured(deps)
            await take_over(deps)  # before anything goes on with it
            await close_orphans(deps)
            traces = Traces(durable, store.list, store.scrub)
            await note_list(deps, traces)
            workflows = {str(kind): procedure.work(deps) for kind, procedure in deps.kinds.items()}
            lead.durable.join(setup.environment, Crew(workflows, partial(_failed, deps)))
            if not engine:
                await lead.durable.launch()
                stack.push_async_callback(lead.durable.stop)
            loops = [replica.run(durable.adopt), homes.run(), Pump(store, durable).run()]
            loops += [courier.run(deps, partial(replica.turn, Chore.COURIER)), _sweeping(bot), _tidying(bot, traces)]
            loops += [sealer.run(), _leaving(bot), _looking_over(bot), _retouching(bot), bot.alarms.run()]
            loops += [_gathering(bot)]
            loops += [_digesting(bot)] if setup.policy.digest else []
            loops += [_looking_through(bot)]
            loops += [_stamping(bot, partial(setup.authority.stamp, session))] if setup.authority else []
            loops += [_heading(bot)] if setup.channels.get(Channel.AUDIT) else []
            loops += [groups.run(partial(_tell_of_group, deps))] if groups.entries else []
            loops += [_watching(bot)] if setup.policy.watch else []
            loops += [] if setup.policy.mail.guided else [_reading(bot)]
            bot.loops.extend(asyncio.create_task(loop) for loop in loops)
            for task in bot.loops:
                task.add_done_callback(partial(_loop_ended, replica))
            stack.push_async_callback(ended, bot.loops)

        yield bot, start


def _loop_ended(replica: Replica, task: asyncio.Task[None]) -> None:
    """Who does no more what it has to do keeps nobody else from it."""
    if not task.cancelled() and (fault := task.exception()):
        log.error("a loop has ended", **describe(fault))
        replica.give_up()


async def pause_all(deps: Deps, behind: Behind) -> None:
    """The log lacks its end: nothing is deleted or mailed that may have been before."""
    now = deps.clock()
    reason = deps.words.brake.behind(behind.number, behind.here, behind.at, cut=behind.cut)
    log.error("the log lacks its end, so everything is paused until an admin resumes it", **asdict(behind))
    await deps.storage.write(lambda unit: stop_everything(unit, behind, reason, now))


def _store(setup: Setup, wakes: Sequence[Callable[[], None]], replica: Replica) -> AbstractAsyncContextManager[Store]:
    previous = setup.previous_master_key

    def wake() -> None:
        for one in wakes:
            one()

    return open_store(
        setup.database_url,
        setup.master_key,
        previous_master_key=previous,
        wake=wake,
        destroyed=list_beside(setup.anchor),
        replica=replica,
    )


def _deps(
    setup: Setup, outside: Parties, store: Storage, doors: Mapping[str, Door], roster: Roster, replica: Replica
) -> Deps:
    policy, insights, graph = setup.policy, outside.insights, outside.graph
    every = policy.poll_every.total_seconds() * 0.9

    def among() -> int:
        return replica.living

    states, jobs = SharedAnswer(insights.status, every, among), SharedAnswer(insights.jobs, every, among)
    inventory = Inventory(insights.people, states, jobs)
    insights.changed.append(inventory.forget)
    return Deps(
        storage=store,
        insights=insights,
        directory=graph,
        post=outside.mailbox,
        catalog=Catalog(insights.sources, graph.principal_by_email),
        statuses=states,
        recent_jobs=jobs,
        roster=roster,
        policy=policy,
        commands=KNOWN,
        profile=partial(_profile, doors),
        chat=partial(_chat, doors),
        find=partial(_find, doors),
        draw=Charts(),
        clock=replica.now,
        kinds=KINDS,
        among=among,
        channels=frozenset(place for ids in setup.channels.values() for place in ids.items()),
        inventory=inventory,
        controls=Controls(every),
        copies=outside.dataverse,
        controls_of_copies=Controls(every),
        words=setup.words,
        letters=setup.letters,
    )


def _mailbox(
    outside: Outside, mail: MailPolicy, session: aiohttp.ClientSession, check: Callable[[], None]
) -> AnyMailbox:
    if mail.guided:
        return NoMailbox()
    if outside.servers:
        outgoing, incoming = outside.servers
        return ServerMailbox(smtp=outgoing, imap=incoming, mailbox=mail.mailbox, check=check)
    tokens = Tokens(outside.application, outside.graph_scope)
    return GraphMailbox(tokens, session, mailbox=mail.mailbox, url=outside.graph_url)


async def _profile(doors: Mapping[str, Door], account: Account) -> Profile:
    """Who this is. A surface that cannot tell just now makes nobody a member."""
    if account.surface not in doors:
        return Profile(account, "", None, Standing.ABSENT)
    try:
        return await doors[account.surface].profile(account)
    except (KeyError, Busy, Closed, Doubtful, Gone):
        return Profile(account, "", None, Standing.UNKNOWN)


async def _chat(doors: Mapping[str, Door], account: Account) -> str:
    try:
        return await doors[account.surface].direct(account)
    except (KeyError, Closed, Gone):
        raise NoChat(sure=True) from None
    except (Busy, Doubtful):
        raise NoChat(sure=False) from None


async def _find(doors: Mapping[str, Door], entry: str) -> Sequence[Account]:
    """The accounts of one entry of the configuration, on every surface that knows it."""
    try:
        return await accounts_of(doors, entry)
    except (Busy, Closed, Doubtful, Gone):
        raise NotAMember(Standing.UNKNOWN) from None


async def _in_entra(directories: Directories, group: str) -> Sequence[str]:
    """The sign-in names of those in it who are full members of its tenant, and may sign in."""
    tenant, _, named = group.rpartition("/")
    graph = directories.of(tenant) if tenant else directories.own
    return [user.upn for user in await graph.members_of(named) if standing(user) is Standing.MEMBER]


async def _tell_of_group(deps: Deps, entry: str, why: str) -> None:
    now = deps.clock()
    data = {"group": entry, "why": why}
    await deps.storage.write(lambda unit: tell_admins(unit, NoticeKind.GROUP, entry, why, data, now))


async def _failed(deps: Deps, request_id: str, why: str) -> None:
    """Work has ended though it is not done. Where nobody knows why, admins hear of it."""
    await failed(deps, request_id, why)
    if why == Note.BROKE:
        await tell_in_error(deps, request_id, BROKE)


async def _repeating(bot: Bot, chore: Chore, every: float, do: Callable[[], Awaitable[object]], wrong: str) -> None:
    """By one replica for all, with so many seconds between. A fault is logged as `wrong`, and the next time goes on."""
    while True:
        await bot.replica.turn(chore)
        try:
            await do()
        except Exception:
            log.exception(wrong)
        await asyncio.sleep(every)


def _sweeping(bot: Bot) -> Loop:
    return _repeating(bot, Chore.SWEEP, SWEEP_EVERY, lambda: sweep(bot.deps, bot.sweep_clock()), "a sweep failed")


def _looking_through(bot: Bot) -> Loop:
    async def look() -> None:
        while await look_through(bot.deps):
            pass

    return _repeating(bot, Chore.LISTS, LISTS_EVERY, look, "looking through a list failed")


async def _tidying(bot: Bot, traces: Traces) -> None:
    deps, turned = bot.deps, False
    while True:
        await bot.replica.turn(Chore.TIDY)
        try:
            if not turned:
                await turn_back(deps)
                turned = True
        except Exception:
            log.exception("turning sentences of an earlier release back failed")
        await asyncio.sleep(TIDY_EVERY)  # first, so that a start has nothing else to do
        try:
            await take_over(deps)
            await tidy(deps, traces.work)
            await follow(deps.storage, traces)
            await destroy_due(deps, traces, bot.sweep_clock())
            await cut_log(bot.store, deps.policy.log_kept, deps.clock)
        except Exception:
            log.exception("tidying up failed")


async def _leaving(bot: Bot) -> None:
    while True:
        await asyncio.sleep(LEAVING_EVERY)  # first: a start has nothing that is older than its own look
        await bot.replica.turn(Chore.LEAVERS)
        try:
            await look_for_leavers(bot.deps)
        except Exception:
            log.exception("looking for approvers who left failed")


async def _gathering(bot: Bot) -> None:
    """After the start, which may have brought a migration, and each week."""
    await asyncio.sleep(STATISTICS_FIRST)  # first, so that a start has nothing else to do
    wrong = "the database could not look at its tables"
    await _repeating(bot, Chore.STATISTICS, STATISTICS_EVERY, bot.store.gather_statistics, wrong)


def _digesting(bot: Bot) -> Loop:
    wrong = "the digest of the day could not be put down to be told"
    return _repeating(bot, Chore.DIGEST, DIGEST_EVERY, lambda: put_digest(bot.deps, bot.sweep_clock()), wrong)


def _heading(bot: Bot) -> Loop:
    async def post() -> None:
        await post_head(bot.store, bot.deps.policy.timezone, bot.deps.clock())

    return _repeating(bot, Chore.HEAD, HEAD_EVERY, post, "the head of the log could not be posted")


def _stamping(bot: Bot, ask: Callable[[str, datetime], Awaitable[str]]) -> Loop:
    stamper, wrong = Stamper(bot.store, ask, bot.deps.policy.timezone), "the head of the log could not be stamped"
    return _repeating(bot, Chore.STAMP, HEAD_EVERY, lambda: stamper.stamp(bot.deps.clock()), wrong)


async def _looking_over(bot: Bot) -> None:
    """First at the start, which may have brought another list of people."""
    while True:
        await bot.replica.turn(Chore.CARDS)
        whole = False
        try:
            whole = await look_over(bot.deps, bot.doors)
        except Exception:
            log.exception("looking for cards of who may not see them any more failed")
        await asyncio.sleep(LOOK_OVER_EVERY if whole else LOOK_OVER_AGAIN)


async def _retouching(bot: Bot) -> None:
    """A card that another process drew late, over what this one has drawn since, is drawn again when that one can draw
    no more: one that was taken for dead in the middle of it, and one of an earlier release, which draws without a turn.
    """
    while True:
        await bot.replica.turn(Chore.COURIER)
        await _retouch(bot, bot.deps.clock() - DRAWN_LATE)
        while bot.replica.holds(Chore.COURIER):  # noqa: ASYNC110  it is asked of a clock
            await asyncio.sleep(RETOUCH_AGAIN)


async def _retouch(bot: Bot, since: datetime) -> None:
    while bot.replica.holds(Chore.COURIER):
        try:
            await bot.replica.others_ended()
            await bot.deps.storage.write(lambda unit: unit.cards.redraw_since(since))
        except Exception:
            log.exception("cards that were drawn late could not be found")
            await asyncio.sleep(RETOUCH_AGAIN)
        else:
            return


async def _watching(bot: Bot) -> None:
    while True:
        await bot.replica.turn(Chore.WATCH)
        try:
            await watch(bot.deps)
        except Trouble as trouble:
            log.warning("could not look for failed scheduled runs", status=trouble.status)
        except Exception:
            log.exception("looking for failed scheduled runs failed")
        await asyncio.sleep(bot.deps.policy.watch.total_seconds())


async def _reading(bot: Bot) -> None:
    noted = False
    while True:
        await bot.replica.turn(Chore.MAILBOX)
        try:
            if not noted:
                await note_all(bot.deps)
                noted = True
            await read_post(bot.deps)
        except Trouble as trouble:
            log.warning("the mailbox did not answer", status=trouble.status, code=trouble.code)
        except Exception:
            log.exception("reading the mailbox failed")
        await asyncio.sleep(bot.deps.policy.mail.look_every.total_seconds())


async def ended(tasks: Sequence[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()
    for task in tasks:
        with suppress(asyncio.CancelledError):
            await task
