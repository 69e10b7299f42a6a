"""Whether the people of the configuration are found where they are to act: on each platform, or on none."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass

from bot.cli.check_line import Line, odd, wrong
from bot.door import Busy, Doubtful
from bot.settings.people import People
from domain.addresses import is_address
from domain.people import Role
from domain.trouble import Trouble

_MEND = "add the sign-in name of the other under people.also."
SETTINGS = {
    Role.APPROVER: "people.approvers",
    Role.ADMIN: "people.admins",
    Role.TENANT_ADMIN: "people.tenant_admins",
    Role.AUDITOR: "people.auditors",
}


@dataclass(frozen=True)
class Platform:
    """`finds`: whether somebody with this address may act there. Raises: Busy, Doubtful, domain.trouble.Trouble."""

    name: str
    finds: Callable[[str], Awaitable[bool]]


async def check_people(people: People, platforms: Sequence[Platform]) -> AsyncIterator[Line]:
    """Whoever nobody finds, and who is found on one platform alone.

    Where a platform does not say, nothing is said of anybody: that it is silent is told elsewhere.
    """
    try:
        for entry in people.mailboxes:
            names = (entry, *people.siblings(entry))
            found = [one.name for one in platforms if await _found(one, names)]
            if platforms and not found:
                yield wrong(f"People: {_nobody(people, entry, platforms)}")
            elif len(found) < len(platforms):
                yield odd(f"People: {entry} is found in {found[0]} alone: {_MEND}")
    except (Busy, Doubtful, Trouble):
        return


async def _found(platform: Platform, names: Sequence[str]) -> bool:
    for name in names:
        if is_address(name) and await platform.finds(name):
            return True
    return False


def _nobody(people: People, entry: str, platforms: Sequence[Platform]) -> str:
    where = " nor in ".join(one.name for one in platforms)
    settings = [name for role, name in SETTINGS.items() if entry in people.distinct(role)]
    nobody = f"found neither in {where}" if len(platforms) > 1 else f"not found in {where}"
    return f"{entry} ({', '.join(settings)}) is {nobody}: correct the address, or add another one under people.also."
