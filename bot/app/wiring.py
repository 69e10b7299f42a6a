"""The one place that wires everything: clients, storage, durable work, the desk and the doors."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager, suppress
from dataclasses import asdict, dataclass, replace
from functools import partial

import structlog

from bot.app.alarms import Alarms
from bot.app.bot import Bot, SweepClock
from bot.app.chores import chores
from bot.app.groups import Groups
from bot.app.outages import tell_admins
from bot.app.outside import Parties, client_session, parties
from bot.app.roster import Roster
from bot.app.sealing import Anchor, Sealer, check_anchor
from bot.app.setup import Setup
from bot.app.steady import Steady
from bot.delivery.homes import Homes
from bot.delivery.outbox import Outbox
from bot.delivery.recipients import Fanout, accounts_of
from bot.door import Busy, Closed, Door, Doubtful, Gone
from common.cache import SharedAnswer
from common.faults import describe
from domain.brake import Behind
from domain.chat import Account, Profile, Standing
from domain.directory import standing
from domain.groups import ENTRA
from domain.notes import Note
from domain.notice import NoticeKind
from domain.replica import Chore
from gateways.charts import Charts
from gateways.directories import Directories
from handlers.catalog import Catalog
from handlers.commands import ACTS, KNOWN
from handlers.deps import Deps
from handlers.desk import Desk
from handlers.erasure.earlier import take_over
from handlers.inventory import Controls, Inventory
from handlers.kinds import KINDS
from handlers.people.identity import NotAMember
from handlers.people.who import settle_as_configured
from handlers.ports import Storage
from handlers.requests.brake import stop_everything
from handlers.requests.broken import BROKE, tell_in_error
from handlers.requests.destroying import Traces, close_orphans, note_list
from handlers.requests.home import drawn_from, renewed
from handlers.requests.paper import NoChat
from handlers.requests.work import failed
from storage.destroyed import list_beside
from storage.durable import Crew, Durable, Pace, Station
from storage.pump import Pump
from storage.replicas import Replica, replica_at
from storage.store import Store, open_store

log = structlog.get_logger(__name__)


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
        return cls(replica, Durable(setup.database_url, _pace(setup.lease), executor=replica.id))

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
            Steady(store, deps.clock),
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
            loops += [courier.run(deps, partial(replica.turn, Chore.COURIER)), sealer.run(), alarms.run()]
            loops += [groups.run(partial(_tell_of_group, deps))] if groups.entries else []
            loops += chores(bot, setup, traces, session)
            bot.loops.extend(asyncio.create_task(loop) for loop in loops)
            for task in bot.loops:
                task.add_done_callback(partial(_loop_ended, replica))
            stack.push_async_callback(ended, bot.loops)

        yield bot, start


def _pace(lease: float) -> Pace:
    """What is left of who died is looked for within two fifths of a lease, so that it goes on within three."""
    usual = Pace()
    return replace(usual, look=min(usual.look, 0.4 * lease))


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


async def ended(tasks: Sequence[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()
    for task in tasks:
        with suppress(asyncio.CancelledError):
            await task
