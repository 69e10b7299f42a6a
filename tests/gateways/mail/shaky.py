"""An IMAP server on loopback that keeps the protocol, and fails as real ones were seen to: mail by mail."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from email import message_from_bytes

from gateways.mail import Server

_ITEM = re.compile(r"BODY\.PEEK\[([^\]]*)\](?:<0\.(\d+)>)?|[A-Z]+")


@dataclass
class Shaky:
    """`folders`: mails by their number. `poison`: numbers that end the connection when they are asked for.

    `withheld`: listed, and not given. `silent`: said nothing to from now on. `log`: what it was asked, in order.
    """

    port: int = 0
    validity: int = 7
    folders: dict[str, dict[int, bytes]] = field(default_factory=lambda: {"INBOX": {}})
    special: dict[str, str] = field(default_factory=dict)  # the mark of a folder, by its name
    capabilities: str = "IMAP4rev1 AUTH=PLAIN SPECIAL-USE"
    poison: set[int] = field(default_factory=set)
    bodiless: set[int] = field(default_factory=set)  # poison for who asks for more than the head
    withheld: set[int] = field(default_factory=set)
    odd: set[int] = field(default_factory=set)  # come from a day that no calendar of ours has in every zone
    refused: set[int] = field(default_factory=set)  # NO for who asks for them
    silent: str = ""
    closed: bool = False  # to who comes from now on
    log: list[str] = field(default_factory=list)
    connections: int = 0

    @property
    def server(self) -> Server:
        return Server(host="127.0.0.1", port=self.port, user="tess", password="secret", encrypted=False, seconds=5)

    def arrives(self, *raw: bytes, folder: str = "INBOX") -> None:
        held = self.folders.setdefault(folder, {})
        for content in raw:
            held[max(held, default=0) + 1] = content

    def asked(self, what: str) -> list[str]:
        return [line for line in self.log if what in line]


@asynccontextmanager
async def running_shaky() -> AsyncIterator[Shaky]:
    shaky = Shaky()

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        shaky.connections += 1
        with suppress(asyncio.CancelledError, ConnectionError, asyncio.IncompleteReadError):
            await _Talk(shaky, reader, writer).run()
        writer.close()
        shaky.connections -= 1

    async with await asyncio.start_server(connected, "127.0.0.1", 0) as server:
        shaky.port = server.sockets[0].getsockname()[1]
        yield shaky


class _Talk:
    def __init__(self, shaky: Shaky, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._shaky, self._reader, self._writer = shaky, reader, writer
        self._folder = ""

    async def run(self) -> None:
        self._say(b"* BYE closed" if self._shaky.closed else b"* OK hello")
        while line := (await self._reader.readline()).decode().strip():
            self._shaky.log.append(line)
            if self._shaky.silent and self._shaky.silent in line:
                await self._reader.read(-1)
            tag, command, rest = (*line.split(" ", 2), "")[:3]
            if command == "UID":
                command, _, rest = rest.partition(" ")
            if not await self._answer(tag, command.upper(), rest):
                return

    async def _answer(self, tag: str, command: str, rest: str) -> bool:
        refused = False
        match command:
            case "CAPABILITY":
                self._say(f"* CAPABILITY {self._shaky.capabilities}".encode())
            case "AUTHENTICATE":
                self._say(b"+ ")
                await self._reader.readline()
            case "LIST":
                refused = not self._list(rest)
            case "EXAMINE" | "SELECT":
                refused = not self._open(rest.strip('"'))
            case "SEARCH":
                self._say(b"* SEARCH " + " ".join(map(str, self._found(rest))).encode())
            case "FETCH":
                numbers = [int(number) for number in rest.partition(" ")[0].split(",")]
                if not self._fetch(numbers, rest.partition(" ")[2]):
                    self._say(b"* BYE the file is broken")
                    return False
                refused = bool(self._shaky.refused & set(numbers))
            case "LOGOUT":
                self._say(b"* BYE", f"{tag} OK".encode())
                return False
        self._say(f"{tag} {'NO not now' if refused else 'OK done'}".encode())
        await self._writer.drain()
        return True

    def _list(self, rest: str) -> bool:
        for name in self._shaky.folders:
            if '"*"' in rest or f'"{name}"' in rest:
                mark = self._shaky.special.get(name, "")
                self._say(f'* LIST ({mark}) "/" "{name}"'.encode())
        return True

    def _open(self, name: str) -> bool:
        if name not in self._shaky.folders:
            return False
        self._folder = name
        held = self._held()
        self._say(
            f"* {len(held)} EXISTS".encode(),
            f"* OK [UIDVALIDITY {self._shaky.validity}] valid".encode(),
            f"* OK [UIDNEXT {max(held, default=0) + 1}] next".encode(),
        )
        return True

    def _held(self) -> dict[int, bytes]:
        return self._shaky.folders[self._folder]

    def _found(self, criteria: str) -> list[int]:
        if by_id := re.search(r'HEADER Message-ID "([^"]*)"', criteria):
            return [number for number, raw in self._held().items() if by_id[1].encode() in raw]
        if among := re.fullmatch(r"UID ([\d,]+)", criteria):
            return [number for number in map(int, among[1].split(",")) if number in self._held()]
        since = re.search(r"UID (\d+):\*", criteria)
        return [number for number in self._held() if not since or number >= int(since[1])]

    def _fetch(self, numbers: list[int], items: str) -> bool:
        """False where the connection is to end instead."""
        for number in [number for number in numbers if number in self._held()]:
            more = "BODYSTRUCTURE" in items or "BODY.PEEK[1]" in items
            if number in self._shaky.poison or (more and number in self._shaky.bodiless):
                return False
            if number not in self._shaky.withheld | self._shaky.refused:
                told = b" ".join(self._told(number, item) for item in _ITEM.finditer(items))
                self._say(f"* {number} FETCH (UID {number} ".encode() + told + b")")
        return True

    def _told(self, number: int, item: re.Match[str]) -> bytes:
        head, _, text = self._held()[number].partition(b"\r\n\r\n")
        if item[0] == "INTERNALDATE":
            day = b"31-Dec-9999 23:59:00 -1200" if number in self._shaky.odd else b"02-Nov-2026 09:12:00 +0000"
            return b'INTERNALDATE "%s"' % day
        if item[0] == "BODYSTRUCTURE":
            return b'BODYSTRUCTURE ("text" "plain" ("charset" "utf-8") NIL NIL "8bit" %d 1)' % len(text)
        if item[1] is None:
            return item[0].encode() + b" NIL"
        wanted = text if item[1] == "1" else _fields(head, item[1])
        cut = wanted[: int(item[2])] if item[2] else wanted
        start = "<0>" if item[2] else ""
        return f"BODY[{item[1]}]{start} {{{len(cut)}}}\r\n".encode() + cut

    def _say(self, *lines: bytes) -> None:
        self._writer.write(b"".join(line + b"\r\n" for line in lines))


def _fields(head: bytes, section: str) -> bytes:
    named = re.search(r"HEADER\.FIELDS \(([^)]*)\)", section)
    if not named:
        return head + b"\r\n\r\n"
    wanted = set(named[1].casefold().split())
    found = [(name, value) for name, value in message_from_bytes(head).raw_items() if name.casefold() in wanted]
    return "".join(f"{name}: {value}\r\n" for name, value in found).encode() + b"\r\n"
