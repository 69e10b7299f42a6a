"""For `dsrbot check`: Customer Insights, Microsoft Graph and the mailbox, each tried as the bot uses it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Mapping, Sequence, Set
from typing import Protocol

from bot.app.outside import Parties
from bot.cli.check_line import Line, works, wrong
from bot.cli.check_mail import check_mail
from domain.insights import PrincipalType
from domain.policy import MailPolicy
from domain.trouble import Refused, Trouble
from gateways.dataverse import Dataverse

DIRECTORY = "Directory.Read.All"
DATAVERSE_MEND = (
    "check DATAVERSE_URL, and make the application an application user there, with a role that may read msdynci_ tables"
)
_ADMIN_WORDS = ("admin",)  # the API spells the role Admin or Administrator


class Granted(Protocol):
    async def permissions(self) -> Set[str] | None: ...


async def check_outside(
    outside: Parties, mail: MailPolicy, people: Sequence[str], graphs: Mapping[str, Granted]
) -> AsyncIterator[Line]:
    """`people`: addresses whose mailboxes are not the bot's business. `graphs`: of other tenants."""
    yield await _tried("Customer Insights", _role(outside), "check INSIGHTS_* and ENTRA_*")
    yield await _tried("Data sources", _sources(outside), "give the application a role in the environment")
    yield await _tried("Refreshes", _routes(outside), "check INSIGHTS_URL, as no known address of them is there")
    if outside.dataverse:
        yield await dataverse(outside.dataverse)
    yield await _tried("Permissions", permissions(outside.graph), "check ENTRA_*")
    yield await _tried("Microsoft Graph", _names(outside), "grant Directory.Read.All, with admin consent")
    mailbox = check_mail(outside.mailbox, mail, people)
    yield await _tried("Mailbox", mailbox, "check mail.mailbox, and the rights or the password for it")
    async for line in check_directories(graphs):
        yield line


async def check_directories(graphs: Mapping[str, Granted]) -> AsyncIterator[Line]:
    """Those of other tenants whose members count, by their ids."""
    for tenant, graph in graphs.items():
        mend = "have an administrator there consent to the app registration of ENTRA_CLIENT_ID"
        yield await _tried(f"Tenant {tenant}", permissions(graph), mend)


async def _tried(party: str, question: Awaitable[tuple[bool, str]], mend: str) -> Line:
    try:
        fine, found = await question
    except Refused as refused:
        return wrong(f"{party}: refused ({refused.status or refused.code or 'no reason given'}): {mend}.")
    except Trouble:
        return wrong(f"{party}: no answer: check the address, and whether this machine may reach it.")
    return works(f"{party}: {found}") if fine else wrong(f"{party}: {found}")


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


async def _routes(outside: Parties) -> tuple[bool, str]:
    """Each thing that a refresh asks for, at whichever of its addresses there is."""
    states = await outside.insights.status()
    await outside.insights.jobs(top=1)
    await outside.insights.schedules()
    if states.nodes:
        return True, f"states, jobs and schedules can be read; {len(states.nodes)} processes are there."
    return False, "no process is listed, so that nothing could be followed: is INSIGHTS_INSTANCE_ID the right one?"


async def dataverse(there: Dataverse) -> Line:
    return await _tried("Dataverse", _copies(there), DATAVERSE_MEND)


async def _copies(there: Dataverse) -> tuple[bool, str]:
    if await there.readable():
        return True, "the copies of the customers can be read."
    return False, "it answers in a way that cannot be read: is DATAVERSE_URL the right organisation?"


async def permissions(graph: Granted) -> tuple[bool, str]:
    """As the token says them; where it does not say, what is tried below decides. Rights for a mailbox are in no token
    where Exchange gives them for this mailbox alone (RBAC for Applications), so the mailbox itself is tried."""
    has = await graph.permissions()
    if has is None:
        return True, f"the token does not name them; {DIRECTORY} is needed."
    if DIRECTORY not in has:
        return False, f"{DIRECTORY} missing: add it to the app registration, and have an administrator consent."
    return True, f"{DIRECTORY} granted."


async def _names(outside: Parties) -> tuple[bool, str]:
    listed = (await outside.insights.assignments()).assignments
    people = [held.principal_id for held in listed if held.principal_type is PrincipalType.USER]
    known = await outside.graph.principals(people)
    return bool(known) or not people, f"{len(known)} of {len(people)} users have a name there."
