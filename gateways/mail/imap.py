"""One session with an IMAP server. aioimaplib speaks the protocol; its gaps are closed here.

It does not know that EXAMINE selects too, leaves user names unquoted, and says in its exceptions what was sent: no text
of it gets out.
"""

from __future__ import annotations

import asyncio
import re
import ssl
from collections.abc import AsyncIterator, Awaitable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass

import aioimaplib  # type: ignore[import-untyped]

from domain.insights import Refused, Unreachable
from gateways.mail.imap_grammar import Value, fetched, listed
from gateways.mail.server import Server

_COMMANDS_IN_TIME = 8  # of those that take all the time they may, a session stands this many
_ODDITIES = (aioimaplib.AioImapException, OSError, TimeoutError, ValueError, IndexError, UnicodeError)
_NAMES = {
    "sent": ("Sent", "Sent Items", "Sent Messages", "INBOX.Sent"),
    "drafts": ("Drafts", "INBOX.Drafts"),
}


@dataclass(frozen=True)
class Folder:
    """`validity`: as long as it is the same, so are the numbers; `next`: the number of the next mail to come."""

    validity: int
    next: int


class Session:
    def __init__(self, client: aioimaplib.IMAP4, seconds: float) -> None:
        self._client = client
        self._seconds = seconds
        self._folders: dict[str, str] = {}

    async def open(self, folder: str, *, change: bool = False) -> Folder:
        """Without `change` nothing can be marked, not even as seen."""
        if change:
            lines = await self._done(self._client.select(_quoted(folder)))
        else:
            lines = await self._done(self._client.examine(_quoted(folder)))
            self._client.protocol.state = aioimaplib.SELECTED
        return Folder(_number(rb"UIDVALIDITY (\d+)", lines), _number(rb"UIDNEXT (\d+)", lines))

    async def search(self, *criteria: str) -> list[int]:
        lines = await self._done(self._client.uid_search(*criteria, charset=None))
        return sorted(int(number) for line in lines[:-1] for number in re.findall(rb"\d+", bytes(line)))

    async def with_id(self, message_id: str) -> list[int]:
        return await self.search("HEADER", "Message-ID", _quoted(message_id))

    async def fetch(self, numbers: Sequence[int], items: str) -> dict[int, dict[bytes, Value]]:
        wanted = ",".join(map(str, numbers))
        found = fetched(await self._done(self._client.uid("fetch", wanted, f"(UID {items})"))) if numbers else []
        return {int(uid): message for message in found if isinstance(uid := message.get(b"UID"), bytes)}

    async def add(self, folder: str, content: bytes, flags: str) -> None:
        await self._done(self._client.append(content, _quoted(folder), flags=flags))

    async def mark(self, number: int, change: str) -> None:
        await self._done(self._client.uid("store", str(number), change))

    async def remove(self, number: int) -> None:
        await self.mark(number, r"+FLAGS.SILENT (\Deleted)")
        if "UIDPLUS" in self._client.protocol.capabilities:  # without it, a person's own deletions would go, too
            await self._done(self._client.uid("expunge", str(number)))

    async def folder_for(self, purpose: str) -> str:
        if purpose not in self._folders:
            self._folders[purpose] = await self._folder_for(purpose)
        return self._folders[purpose]

    async def others(self) -> list[str]:
        """What the names of other people's mailboxes begin with, where the server has such (RFC 2342)."""
        if "NAMESPACE" not in self._client.protocol.capabilities:
            return []
        told = listed(bytes((await self._done(self._client.namespace()))[0]))
        spaces = told[1] if len(told) > 1 and isinstance(told[1], list) else []
        return [_text(space[0]) for space in spaces if isinstance(space, list) and space]

    async def _folder_for(self, purpose: str) -> str:
        """The one the server names for it (RFC 6154), else one of the usual names, else a new one."""
        if "SPECIAL-USE" in self._client.protocol.capabilities:
            for line in (await self._done(self._client.list('(SPECIAL-USE) ""', '"*"')))[:-1]:
                told = listed(bytes(line))
                if len(told) > 2 and isinstance(told[0], list) and f"\\{purpose}".encode() in _lower(told[0]):
                    return _text(told[2])
        for name in _NAMES[purpose]:
            if len(await self._done(self._client.list('""', _quoted(name)))) > 1:
                return name
        await self._done(self._client.create(_quoted(_NAMES[purpose][0])))
        return _NAMES[purpose][0]

    async def _done(self, command: Awaitable[aioimaplib.Response]) -> Sequence[bytes | bytearray]:
        """The lines of an answer that says OK, the last one being the server's remark."""
        try:
            async with asyncio.timeout(self._seconds):
                answer = await command
        except _ODDITIES:
            raise Unreachable("The mailbox did not answer.") from None
        if answer.result != "OK":
            raise Refused("The mailbox refused what was asked.", code=str(answer.result))
        return list(answer.lines)


@asynccontextmanager
async def session(server: Server, tls: ssl.SSLContext | None = None) -> AsyncIterator[Session]:
    """Raises: Refused, Unreachable."""
    client = aioimaplib.IMAP4(server.host, server.port, timeout=server.seconds, ssl_context=server.tls(tls))
    try:
        async with asyncio.timeout(_COMMANDS_IN_TIME * server.seconds):
            await _sign_in(client, server)
            yield Session(client, server.seconds)
            with suppress(*_ODDITIES):
                await client.logout()
    except TimeoutError:
        raise Unreachable("The mailbox took too long.") from None
    finally:
        if client.protocol.transport:
            client.protocol.transport.close()


async def _sign_in(client: aioimaplib.IMAP4, server: Server) -> None:
    try:
        await client.wait_hello_from_server()
        answer = await client.login(_quoted(server.user), server.password)
        if answer.result == "OK":
            await client.protocol.capability()
    except ssl.SSLError:
        raise Unreachable("The mailbox's server shows no certificate that this machine trusts.") from None
    except _ODDITIES:
        raise Unreachable("The mailbox did not answer.") from None
    if answer.result != "OK":
        raise Refused("The mailbox refused the bot's own sign-in.", code="login")


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _text(value: Value) -> str:
    return value.decode("ascii", "replace") if isinstance(value, bytes) else ""


def _lower(values: Sequence[Value]) -> list[bytes]:
    return [value.lower() for value in values if isinstance(value, bytes)]


def _number(pattern: bytes, lines: Sequence[bytes | bytearray]) -> int:
    found = next((match for line in lines if (match := re.search(pattern, bytes(line)))), None)
    return int(found[1]) if found else 0
