"""`dsrbot check`: every outside party in one line each: what works, and how to mend what does not."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack

from bot.check_mail import check_mail
from bot.config import Config
from bot.opening import slack_settings, teams_settings
from bot.settings import Settings
from bot.setup import setup_of
from bot.slack.check import check as check_slack
from bot.teams.check import check as check_teams
from bot.teams.kept import Kept
from bot.wiring import Bot, open_bot, utc_now
from domain.insights import PrincipalType, Refused, Trouble
from handlers.deps import Deps

Say = Callable[[str], None]
_ADMIN_WORDS = ("admin",)  # the API spells the role Admin or Administrator


async def check(settings: Settings, say: Say) -> bool:
    """True when everything that is configured works.

    Raises:
        SettingsError, WrongMasterKey, UnusableDatabase: nothing can be tried; the text says why.
    """
    for warning in settings.warnings:
        say(f"⚠ Settings: {warning}")
    settings.check_complete()
    assert settings.insights
    async with AsyncExitStack() as stack:
        setup = setup_of(settings.process, settings.config, settings.insights)
        bot, _ = await stack.enter_async_context(open_bot(setup))
        say("✓ Database: usable, and up to date.")
        good = True
        async for works, line in _parties(bot, settings.config):
            good &= works
            say(("✓ " if works else "⚠ ") + line)
        kept = Kept(bot.store, utc_now)
        found = [await _slack(settings), await _teams(settings, kept)]
    for fine, mend in found:
        for line in fine:
            say(f"✓ {line}")
        for line in mend:
            say(f"⚠ {line}")
    return good and not any(mend for _, mend in found)


Lines = tuple[tuple[str, ...], tuple[str, ...]]  # what works, what is to be mended


async def _slack(settings: Settings) -> Lines:
    if not settings.slack:
        return (), ()
    found = await check_slack(slack_settings(settings.slack, settings.config))
    return found.works, found.mend


async def _teams(settings: Settings, kept: Kept) -> Lines:
    if not settings.teams:
        return (), ()
    found = await check_teams(teams_settings(settings.teams, settings.config), kept)
    return found.works, found.mend


async def _parties(bot: Bot, config: Config) -> AsyncIterator[tuple[bool, str]]:
    deps = bot.deps
    yield await _tried("Customer Insights", _role(deps), "check INSIGHTS_* and ENTRA_*")
    yield await _tried("Data sources", _sources(deps), "give the application a role in the environment")
    yield await _tried("Microsoft Graph", _names(deps), "grant Directory.Read.All, with admin consent")
    mail = check_mail(bot.mailbox, deps.policy.mail, config.people.mailboxes)
    yield await _tried("Mailbox", mail, "check mail.mailbox, and the rights or the password for it")


async def _tried(party: str, question: Awaitable[tuple[bool, str]], mend: str) -> tuple[bool, str]:
    try:
        works, found = await question
    except Refused as refused:
        return False, f"{party}: refused ({refused.status or refused.code or 'no reason given'}): {mend}."
    except Trouble:
        return False, f"{party}: no answer: check the address, and whether this machine may reach it."
    return works, f"{party}: {found}"


async def _role(deps: Deps) -> tuple[bool, str]:
    mine = await deps.insights.my_role()
    if any(word in role.casefold() for role in mine.roles for word in _ADMIN_WORDS):
        return True, f"the application has the role {', '.join(mine.roles)}."
    held = ", ".join(mine.roles) or "no role"
    return False, f"the application has {held}; removing users takes Administrator: add it under Permissions."


async def _sources(deps: Deps) -> tuple[bool, str]:
    found = await deps.insights.sources()
    return bool(
        found
    ), f"{len(found)} found." if found else "none found: is INSIGHTS_INSTANCE_ID the right environment?"


async def _names(deps: Deps) -> tuple[bool, str]:
    listed = (await deps.insights.assignments()).assignments
    people = [held.principal_id for held in listed if held.principal_type is PrincipalType.USER]
    known = await deps.directory.principals(people)
    return bool(known) or not people, f"{len(known)} of {len(people)} users have a name there."
