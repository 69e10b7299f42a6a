"""`dsrbot check`: every outside party in one line each: what works, and how to mend what does not."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, datetime

from bot.app.composing import looking, outside_of, policy_of
from bot.app.doors import slack_settings, teams_settings
from bot.app.wiring import Parties, client_session, parties
from bot.cli.check_mail import check_mail
from bot.cli.check_requests import of_requests
from bot.settings.all import Settings
from bot.settings.config import Config
from bot.settings.environment import Process
from bot.settings.reach import impossible
from bot.slack.check import check as check_slack
from bot.teams.check import check as check_teams
from bot.teams.conversation_store import conversation
from bot.teams.conversations import Conversation
from domain.groups import is_group
from domain.insights import PrincipalType
from domain.policy import MailPolicy
from domain.trouble import Refused, Trouble
from domain.words.en import EN
from domain.words.en.people import found_by_check
from handlers.people.enrolled import lacking
from handlers.people.who import named_by
from handlers.ports import Unit
from handlers.requests.unreleasable import report as unreleasable
from storage.engines import NoDatabase, OlderDatabase
from storage.looking import name_of
from storage.store import Reader

Say = Callable[[str], None]
_ADMIN_WORDS = ("admin",)  # the API spells the role Admin or Administrator


async def check(settings: Settings, say: Say) -> bool:
    """True when everything that is configured works. Only looks, and may do so beside a bot that runs.

    Raises:
        SettingsError, WrongMasterKey, UnusableDatabase: nothing can be tried; the text says why.
    """
    for warning in settings.warnings:
        say(f"⚠ Settings: {warning}")
    stopped = tuple(impossible(settings.config))
    for sentence in stopped:
        say(f"⚠ Settings: {sentence}")
    settings.check_complete()
    assert settings.insights
    async with AsyncExitStack() as stack:
        reader, line = await _database(stack, settings.process)
        say(f"✓ Database: {line}")
        session, good = await stack.enter_async_context(client_session()), not stopped
        for line in (*await _moved(reader, settings.config), *await _lacking(reader, settings.config)):
            say(f"⚠ People: {line}")
            good = False
        if stuck := await _unreleasable(reader, settings.config):
            say(f"⚠ Legal holds: {stuck}")
            good = False
        for line in await _of_requests(reader, settings.config):
            say(f"⚠ {line}")
        outside = outside_of(settings.process, settings.insights)
        mail = policy_of(settings.config, "", by_servers=outside.servers is not None).mail
        async for works, line in _parties(parties(outside, mail, session), mail, settings.config):
            good &= works
            say(("✓ " if works else "⚠ ") + line)
        found = [await _slack(settings), await _teams(settings, _Met(reader))]
    for fine, mend in found:
        for line in fine:
            say(f"✓ {line}")
        for line in mend:
            say(f"⚠ {line}")
    return good and not any(mend for _, mend in found)


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


Lines = tuple[tuple[str, ...], tuple[str, ...]]  # what works, what is to be mended


async def _slack(settings: Settings) -> Lines:
    if not settings.slack:
        return (), ()
    found = await check_slack(slack_settings(settings.slack, settings.config))
    return found.works, found.mend


async def _teams(settings: Settings, met: _Met) -> Lines:
    if not settings.teams:
        return (), ()
    found = await check_teams(teams_settings(settings.teams, settings.config), met)
    return found.works, found.mend


async def _parties(outside: Parties, mail: MailPolicy, config: Config) -> AsyncIterator[tuple[bool, str]]:
    yield await _tried("Customer Insights", _role(outside), "check INSIGHTS_* and ENTRA_*")
    yield await _tried("Data sources", _sources(outside), "give the application a role in the environment")
    yield await _tried("Microsoft Graph", _names(outside), "grant Directory.Read.All, with admin consent")
    mailbox = check_mail(outside.mailbox, mail, config.people.mailboxes)
    yield await _tried("Mailbox", mailbox, "check mail.mailbox, and the rights or the password for it")


async def _tried(party: str, question: Awaitable[tuple[bool, str]], mend: str) -> tuple[bool, str]:
    try:
        works, found = await question
    except Refused as refused:
        return False, f"{party}: refused ({refused.status or refused.code or 'no reason given'}): {mend}."
    except Trouble:
        return False, f"{party}: no answer: check the address, and whether this machine may reach it."
    return works, f"{party}: {found}"


async def _role(outside: Parties) -> tuple[bool, str]:
    mine = await outside.insights.my_role()
    if any(word in role.casefold() for role in mine.roles for word in _ADMIN_WORDS):
        return True, f"the application has the role {', '.join(mine.roles)}."
    held = ", ".join(mine.roles) or "no role"
    return False, f"the application has {held}; removing users takes Administrator: add it under Permissions."


async def _sources(outside: Parties) -> tuple[bool, str]:
    found = await outside.insights.sources()
    return bool(
        found
    ), f"{len(found)} found." if found else "none found: is INSIGHTS_INSTANCE_ID the right environment?"


async def _names(outside: Parties) -> tuple[bool, str]:
    listed = (await outside.insights.assignments()).assignments
    people = [held.principal_id for held in listed if held.principal_type is PrincipalType.USER]
    known = await outside.graph.principals(people)
    return bool(known) or not people, f"{len(known)} of {len(people)} users have a name there."
