"""`dsrbot check`: every outside party in one line each: what works, and how to mend what does not."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import aiohttp

from bot.app.composing import looking, outside_of, policy_of
from bot.app.doors import slack_settings, teams_settings
from bot.app.outside import client_session, parties
from bot.cli.check_line import Line, odd, works, wrong
from bot.cli.check_log import of_the_log
from bot.cli.check_outside import check_outside
from bot.cli.check_people import Platform, check_people
from bot.cli.check_requests import of_requests
from bot.door import Busy
from bot.settings.all import Settings
from bot.settings.config import Config
from bot.settings.environment import Process
from bot.settings.reach import impossible
from bot.settings.setting_errors import SettingsError
from bot.settings.tenants import tenants_of
from bot.slack.check import check as check_slack
from bot.slack.people import People as SlackPeople
from bot.slack.settings import SlackSettings
from bot.slack.web import RETRY_AFTER, Web
from bot.slack.web import Refused as SlackRefused
from bot.slack.workspace import Home
from bot.teams.check import check as check_teams
from bot.teams.conversation_store import conversation
from bot.teams.conversations import Conversation
from domain.chat import Account, Standing
from domain.directory import standing
from domain.groups import is_group
from domain.installation import Installation
from domain.words.en import EN
from domain.words.en.people import found_by_check
from gateways.directories import Directories
from gateways.graph import Graph
from handlers.people.enrolled import lacking
from handlers.people.who import named_by
from handlers.ports import Unit
from handlers.requests.unreleasable import report as unreleasable
from storage.engines import NoDatabase, OlderDatabase
from storage.looking import name_of
from storage.store import Reader

Say = Callable[[str], None]
EMPTY = (
    "Database: nothing is kept yet. If there were requests before, they lie elsewhere: check DATABASE_URL, and what is "
    "mounted."
)
NOT_LOOKED = (
    "People: nobody is looked for in your directory, as the sandbox stands in for it: check again without --sandbox "
    "before you start."
)
UNOPENED = (
    "{} in the database open by no master key, as they were damaged, and nothing sealed under them can be read: "
    "those of the subjects {}. An older backup may have them whole."
)
_NAMED = 10
LOST = "Database: there is none, though audit.anchor knows one: check DATABASE_URL, and what is mounted."


async def check(settings: Settings, say: Say, *, sandbox: bool = False) -> bool:
    """True when everything that is configured works. Only looks, and may do so beside a bot that runs.

    `sandbox`: it stands in for Customer Insights and for the directory, and knows nobody of the company.

    Raises:
        SettingsError, WrongMasterKey, UnusableDatabase: nothing can be tried; the text says why.
    """
    good = True
    configs = (settings.config, *(one.config for one in settings.others))
    tenants = tenants_of(settings.teams, *configs) if settings.teams else ()
    for name, one in settings.each.items():
        async for line in _lines(one, settings.process, sandbox, several=len(tenants) > 1):
            say(str(replace(line, text=f"{name}: {line.text}") if settings.others else line))
            good &= not line.fails
    return good


async def _lines(settings: Settings, first: Process, sandbox: bool, *, several: bool) -> AsyncIterator[Line]:
    """`first`: in its database is whom Teams has met, for all environments. `several`: tenants of Teams."""
    for line in _of_settings(settings, sandbox):
        yield line
    async with AsyncExitStack() as stack:
        reader, found = await _database(stack, settings.process)
        yield works(f"Database: {found}")
        if not reader and (settings.slack or settings.teams):
            yield wrong(LOST) if _known_to_the_anchor(settings.config) else odd(EMPTY)
        async for line in _of_database(reader, settings.config):
            yield line
        met = _Met(reader if settings.process == first else (await _database(stack, first))[0])
        session, graphs = await stack.enter_async_context(client_session()), dict[str, Graph]()
        if settings.insights:
            outside = outside_of(settings.process, settings.insights)
            mail = policy_of(settings.config, "", by_servers=outside.servers is not None).mail
            tried = parties(outside, mail, session)
            graphs = {} if sandbox else _graphs(settings, tried.directories, several=several)
            beside = {of: one for of, one in graphs.items() if one is not tried.graph}
            async for line in check_outside(tried, mail, settings.config.people.mailboxes, beside):
                yield line
        known = [one async for one in _platforms(settings, [*graphs.values()], session, met)]
        async for line in check_people(settings.config.people, known):
            yield line
        for works_there, mend in (await _slack(settings, met), await _teams(settings, met)):
            for text in works_there:
                yield works(text)
            for text in mend:
                yield wrong(text)


def _graphs(settings: Settings, directories: Directories, *, several: bool) -> dict[str, Graph]:
    """In which people of Teams are looked for, by tenant, as a run does."""
    mine = tenants_of(settings.teams, settings.config) if settings.teams else ()
    return {one: directories.of(one) for one in mine} if several else dict(directories.each(mine))


def _of_settings(settings: Settings, sandbox: bool) -> Iterator[Line]:
    yield from (odd(f"Settings: {warning}") for warning in settings.warnings)
    yield from (wrong(f"Settings: {sentence}") for sentence in (*impossible(settings.config), *_incomplete(settings)))
    yield from (wrong(f"Log: {sentence}") for sentence in of_the_log(settings.config.audit))
    if clouds := settings.clouds(sandbox=sandbox):
        yield works(f"Clouds: {', '.join(f'{name} {cloud}' for name, cloud in clouds.items())}.")
    if sandbox and settings.teams:
        yield odd(NOT_LOOKED)


async def _of_database(reader: Reader | None, config: Config) -> AsyncIterator[Line]:
    for text in (*await _moved(reader, config), *await _lacking(reader, config)):
        yield wrong(f"People: {text}")
    if stuck := await _unreleasable(reader, config):
        yield wrong(f"Legal holds: {stuck}")
    if text := await _unopened(reader):
        yield wrong(f"Keys: {text}")
    for text in await _of_requests(reader, config):
        yield odd(text)


def _incomplete(settings: Settings) -> list[str]:
    """What a run would refuse. Raises: SettingsError, where nothing is connected at all."""
    try:
        settings.check_complete()
    except SettingsError as mistake:
        if settings.playground_mode:
            raise
        return [str(mistake)]
    return []


def _known_to_the_anchor(config: Config) -> bool:
    """Whether the file that outlives a database knows of one that was here."""
    return bool(config.audit.anchor) and Path(config.audit.anchor).exists()


async def _platforms(
    settings: Settings, tenants: Sequence[Graph], session: aiohttp.ClientSession, met: _Met
) -> AsyncIterator[Platform]:
    """`tenants`: the directories in which people of Teams are looked for; none: in no directory."""
    if settings.slack:
        people = await _in_slack(slack_settings(settings.slack, settings.config), session, met)
        yield Platform("Slack", lambda email: _is_in_one(people, email))
    if tenants:
        yield Platform("Teams", lambda email: _is_member(tenants, email))


async def _in_slack(found: SlackSettings, session: aiohttp.ClientSession, met: _Met) -> Sequence[SlackPeople]:
    """Of each workspace where the app is installed."""
    tokens = [(found.bot_token, () if found.client_id else found.teams)] if found.bot_token else []
    keys = found.teams if found.client_id else ()
    tokens += [(kept.token, (key,)) for key in keys if (kept := await met.installation(key))]
    webs = [(Web(session, token, found.api_url), teams) for token, teams in tokens]
    return [SlackPeople(web, Home(web, teams).teams) for web, teams in webs]


async def _is_in_one(people: Sequence[SlackPeople], email: str) -> bool:
    """Raises: Busy, Doubtful."""
    for one in people:
        if await _is_found(one.find(email)):
            return True
    return False


async def _is_found(account: Awaitable[Account | None]) -> bool:
    """Raises: Busy, Doubtful; a token that is refused says nothing of people."""
    try:
        return await account is not None
    except SlackRefused:
        raise Busy(RETRY_AFTER) from None


async def _is_member(tenants: Sequence[Graph], email: str) -> bool:
    """Of one of them alone."""
    found = [await graph.user_by_upn(email) for graph in tenants]
    return sum(user is not None and standing(user) is Standing.MEMBER for user in found) == 1


async def _database(stack: AsyncExitStack, process: Process) -> tuple[Reader | None, str]:
    try:
        return await stack.enter_async_context(looking(process)), "usable, and up to date."
    except NoDatabase:
        return None, f"none yet; the first start makes it: {name_of(process.database_url.get_secret_value())}."
    except OlderDatabase:
        return None, "of an older release; the next start brings it up to date."


async def _moved(reader: Reader | None, config: Config) -> list[str]:
    """Addresses that moved to another account, by name where the configuration names them."""
    emails = [*config.people.mailboxes, *(second for seconds in config.people.also.values() for second in seconds)]

    def look(unit: Unit) -> list[str]:
        return [found_by_check(move, named_by(unit, move, emails)) for move in unit.people.moves.all()]

    return await reader.read(look) if reader else []


async def _unopened(reader: Reader | None) -> str:
    lost = await reader.read(lambda unit: unit.subjects.unopened()) if reader else []
    more = ", …" if len(lost) > _NAMED else ""
    return UNOPENED.format(len(lost), ", ".join(lost[:_NAMED]) + more) if lost else ""


async def _unreleasable(reader: Reader | None, config: Config) -> str:
    def look(unit: Unit) -> str:
        return unreleasable(unit, config.people, config.law.timezone, EN)

    return await reader.read(look) if reader else ""


async def _of_requests(reader: Reader | None, config: Config) -> list[str]:
    now, zone = datetime.now(UTC), config.law.timezone
    return await reader.read(lambda unit: list(of_requests(unit, now, zone))) if reader else []


async def _lacking(reader: Reader | None, config: Config) -> list[str]:
    """Who is in a group is for a bot that runs to say."""
    if not reader or any(map(is_group, config.people.approvers)):
        return []
    return await reader.read(lambda unit: list(lacking(unit, config.people, policy_of(config, ""), EN)))


@dataclass(frozen=True)
class _Met:
    """Whom the bot has met in Teams, as far as there is a database."""

    reader: Reader | None

    async def get(self, conversation_id: str) -> Conversation | None:
        if not self.reader:
            return None
        row = await self.reader.read(lambda unit: unit.conversations.get(conversation_id))
        return conversation(row) if row else None

    async def installation(self, key: str) -> Installation | None:
        """Of the app of Slack."""
        return await self.reader.read(lambda unit: unit.installations.get(key)) if self.reader else None


Found = tuple[tuple[str, ...], tuple[str, ...]]  # what works, what is to be mended


async def _slack(settings: Settings, met: _Met) -> Found:
    if not settings.slack:
        return (), ()
    found = await check_slack(slack_settings(settings.slack, settings.config), met.installation)
    return found.works, found.mend


async def _teams(settings: Settings, met: _Met) -> Found:
    if not settings.teams:
        return (), ()
    found = await check_teams(teams_settings(settings.teams, settings.config), met)
    return found.works, found.mend
