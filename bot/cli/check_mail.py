"""The mailbox, as `dsrbot check` tries it: whether it can be read, and whether no other one can."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from domain.erasure.whereabouts import same
from domain.mail.message import Arrivals
from domain.policy import MailPolicy
from gateways.mail.check import Opens, opens_another


class Checked(Opens, Protocol):
    async def fetch(self, cursor: str = "") -> Arrivals: ...


async def check_mail(mailbox: Checked, mail: MailPolicy, people: Iterable[str]) -> tuple[bool, str]:
    """`people`: addresses whose mailboxes are none of the bot's business. Raises: domain.trouble.Trouble."""
    if mail.guided:
        return True, "none is connected, so people send the mails of an export."
    await mailbox.fetch()
    others = [address for address in people if not same(address, mail.mailbox)]
    if await opens_another(mailbox, others):
        return False, "others can be opened, too: limit the application to this one (README, For exports)."
    return True, "it can be read, and no other one was seen to open."
