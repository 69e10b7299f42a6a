"""Letters for the tests."""

from __future__ import annotations

from dataclasses import replace
from typing import Protocol

from domain.export.letters import Export, Holder, Purpose, request_letter
from domain.mail.message import Letter, Mail, Thread
from gateways.mail.arrivals import Arrivals
from tests.mails import RULES

MAILBOX = "tess@contoso.com"
EXPORT = Export(
    ticket="DSR-7K3QFA",
    subject="anna@contoso.com",
    holder=Holder.CUSTOMER,
    purpose=Purpose.PORTABILITY,
    instance="11111111-2222-4333-8444-555555555555",
    signed="Tess Vermeer, Contoso",
)


def request(ticket: str = "DSR-7K3QFA") -> Letter:
    return request_letter(replace(EXPORT, ticket=ticket), RULES, "contoso.com")


def thread_after(*letters: str, confirmed: bool = False, ticket: str = "DSR-7K3QFA") -> Thread:
    return Thread(ticket=ticket, letters=letters, confirmed=confirmed)


class Fetches(Protocol):
    async def fetch(self, cursor: str = "") -> Arrivals: ...


async def everything(mailbox: Fetches) -> list[Mail]:
    """Look by look, as one brings so many and no more."""
    found, arrived = list[Mail](), await mailbox.fetch()
    while arrived.mails:
        found += arrived.mails
        arrived = await mailbox.fetch(arrived.cursor)
    return found
