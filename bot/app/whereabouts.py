"""Whether somebody works in an environment. What is not known just now is no “no”."""

from __future__ import annotations

import asyncio
from enum import Enum, auto

import structlog

from bot.app.bot import Bot
from common.faults import describe
from domain.chat import Account, Profile, Standing
from handlers.ports import Unit
from handlers.requests.days import today

PATIENCE = 1.0  # seconds that the database of an environment gets: the others are not to wait for it

log = structlog.get_logger(__name__)


class Works(Enum):
    YES = auto()
    NO = auto()
    MAYBE = auto()  # who they are, or who is of a group, cannot be told
    SILENT = auto()  # the database does not answer


async def works_in(bot: Bot, account: Account) -> Works:
    """Has a role there, acts for somebody, or has asked for something. Nobody is met there by this."""
    try:
        return await _works_in(bot, await bot.deps.profile(account))
    except Exception as fault:
        log.warning("it is not known who works in an environment", **describe(fault))
        return Works.SILENT


async def _works_in(bot: Bot, profile: Profile) -> Works:
    roster = bot.deps.roster
    if profile.standing is Standing.UNKNOWN:
        return Works.MAYBE
    if profile.standing is Standing.GUEST and profile.vouched:
        visits = roster.visits(profile.vouched, profile.account, today(bot.deps))
        return Works.YES if visits else Works.NO
    if profile.standing is not Standing.MEMBER:
        return Works.NO
    if roster.roles_of(profile.email, profile.account) or await _has_business(bot, profile.account):
        return Works.YES
    return Works.NO if all(map(bot.groups.known, bot.groups.entries)) else Works.MAYBE


async def _has_business(bot: Bot, account: Account) -> bool:
    day = today(bot.deps)

    def look(unit: Unit) -> bool:
        person = unit.people.of_account(account)
        acts = person and any(one.taker == person.id for one in unit.delegations.on(day))
        return bool(person and (acts or unit.requests.asked_by(person.id)))

    async with asyncio.timeout(PATIENCE):
        return await bot.deps.storage.read(look)
