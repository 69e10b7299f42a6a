"""One session with an IMAP server. IMAPClient speaks the protocol, in a thread of the session's own.

It says in its exceptions what was sent: no text of it gets out.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypeVar

import imapclient.imapclient as imapclient
from imapclient.exceptions import IMAPClientAbortError, IMAPClientError, ProtocolError

from domain.trouble import Refused, Unreachable
from gateways.mail.line import Line
from gateways.mail.server import Server

T = TypeVar("T")
Told = Mapping[bytes, Any]  # what a server says of one mail, by the names of the items: `BODY[HEADER]<0>`, …

_COMMANDS_IN_TIME = 8  # of those that take all the time they may, a session stands this many
# What the library makes of a connection that ended (BYE among it), and of an answer that makes no sense.
_ODDITIES = (IMAPClientAbortError, ProtocolError, OSError, ValueError, LookupError, TypeError, RecursionError)
_PURPOSES = {"sent": imapclient.SENT, "drafts": imapclient.DRAFTS, "junk": imapclient.JUNK}
_USUAL = {"junk": ("Junk E-mail", "Junk Email", "Bulk Mail")}  # besides those that the library knows
_MADE = {"sent": "Sent", "drafts": "Drafts"}  # where the server has none


@dataclass(frozen=True)
class Folder:
    """`validity`: as long as it is the same, so are the numbers; `next`: the number of the next mail to come."""

    validity: int
    next: int


class Session:
    def __init__(self, line: Line, client: imapclient.IMAPClient) -> None:
        self._line = line
        self._client = client
        self._folders: dict[str, str] = {}

    async def open(self, folder: str, *, change: bool = False) -> Folder:
        """Without `change` nothing can be marked, not even as seen."""
        told = await self._done(lambda: self._client.select_folder(folder, readonly=not change))
        return Folder(told.get(b"UIDVALIDITY", 0), told.get(b"UIDNEXT", 0))

    async def search(self, criteria: str) -> list[int]:
        return sorted(await self._done(lambda: self._client.search(criteria)))

    async def with_id(self, message_id: str) -> list[int]:
        return await self.search(f"HEADER Message-ID {_quoted(message_id)}")

    async def fetch(self, numbers: Sequence[int], *items: str) -> dict[int, Told]:
        return await self._done(lambda: self._client.fetch(numbers, items))

    async def add(self, folder: str, content: bytes, *flags: bytes) -> None:
        await self._done(lambda: self._client.append(folder, content, flags))

    async def mark(self, number: int, flag: bytes) -> None:
        await self._done(lambda: self._client.add_flags([number], [flag], silent=True))

    async def unmark(self, number: int, flag: bytes) -> None:
        await self._done(lambda: self._client.remove_flags([number], [flag], silent=True))

    async def remove(self, number: int) -> None:
        await self.mark(number, imapclient.DELETED)
        if await self._has("UIDPLUS"):  # without it, a person's own deletions would go, too
            await self._done(lambda: self._client.uid_expunge([number]))

    async def find(self, purpose: str) -> str | None:
        """The folder that the server names for it (RFC 6154), else one of the usual names."""
        if purpose not in self._folders:
            found = await self._done(lambda: self._client.find_special_folder(_PURPOSES[purpose]))
            for name in () if found else _USUAL.get(purpose, ()):
                found = name if await self._exists(name) else found
            if not found:
                return None
            self._folders[purpose] = found
        return self._folders[purpose]

    async def _exists(self, folder: str) -> bool:
        return await self._done(lambda: self._client.folder_exists(folder))

    async def folder_for(self, purpose: str) -> str:
        """That one, else a new one."""
        found = await self.find(purpose)
        if not found:
            found = self._folders[purpose] = _MADE[purpose]
            await self._done(lambda: self._client.create_folder(_MADE[purpose]))
        return found

    async def others(self) -> list[str]:
        """What the names of other people's mailboxes begin with, where the server has such (RFC 2342)."""
        if not await self._has("NAMESPACE"):
            return []
        return [prefix for prefix, _ in (await self._done(self._client.namespace)).other or ()]

    async def _has(self, capability: str) -> bool:
        return await self._done(lambda: self._client.has_capability(capability))

    async def _done(self, command: Callable[[], T]) -> T:
        try:
            return await self._line.do(command)
        except _ODDITIES:
            raise Unreachable("The mailbox did not answer.") from None
        except IMAPClientError:
            raise Refused("The mailbox refused what was asked.", code="NO") from None


@asynccontextmanager
async def session(server: Server, tls: ssl.SSLContext | None = None) -> AsyncIterator[Session]:
    """Raises: Refused, Unreachable."""
    line = Line(server, tls)
    try:
        async with asyncio.timeout(_COMMANDS_IN_TIME * server.seconds):
            client = await _signed_in(line, server)
            yield Session(line, client)
            with suppress(*_ODDITIES, IMAPClientError):
                await line.do(client.logout)
    except TimeoutError:
        raise Unreachable("The mailbox took too long.") from None
    finally:
        await line.end()


async def _signed_in(line: Line, server: Server) -> imapclient.IMAPClient:
    try:
        client = await line.do(line.connect)
    except ssl.SSLError:
        raise Unreachable("The mailbox's server shows no certificate that this machine trusts.") from None
    except (*_ODDITIES, IMAPClientError):
        raise Unreachable("The mailbox did not answer.") from None
    client.normalise_times = False
    try:
        await line.do(lambda: _sign_in(client, server))
    except (IMAPClientError, UnicodeError) as refusal:
        if isinstance(refusal.__context__, IMAPClientAbortError):  # which the library takes for a refusal
            raise Unreachable("The mailbox did not answer.") from None
        raise Refused("The mailbox refused the bot's own sign-in.", code="login") from None
    except _ODDITIES:
        raise Unreachable("The mailbox did not answer.") from None
    return client


def _sign_in(client: imapclient.IMAPClient, server: Server) -> None:
    """LOGIN takes plain letters alone."""
    if client.has_capability("AUTH=PLAIN"):
        client.plain_login(server.user, server.password)
    else:
        client.login(_quoted(server.user), server.password)


def moment(value: object) -> datetime:
    if not isinstance(value, datetime):
        raise Unreachable("The mailbox gave an answer that cannot be read.")
    return value.astimezone(UTC)


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
