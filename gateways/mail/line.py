"""A connection to an IMAP server, and the one thread that speaks over it.

The library blocks, so it works in a thread of the session's own. Its socket is known from its first byte on: whatever
the thread waits for, cutting the connection ends it.
"""

from __future__ import annotations

import asyncio
import imaplib
import socket
import ssl
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from typing import Any, TypeVar

from imapclient import IMAPClient

from gateways.mail.server import Server

T = TypeVar("T")
_MOMENT = 1.0  # seconds: a thread whose connection was cut ends at once


class Line:
    def __init__(self, server: Server, tls: ssl.SSLContext | None) -> None:
        self._server = server
        self._tls = server.tls(tls)
        self._thread = ThreadPoolExecutor(1, "imap")
        self._work: Future[Any] | None = None
        self._socket: socket.socket | None = None
        self._client: _Client | None = None
        self._cut = False

    async def do(self, work: Callable[[], T]) -> T:
        """Run it in the thread. When the time is up, or nobody waits any more, the connection is cut.

        Raises:
            TimeoutError: the server took longer than it may.
        """
        future = self._thread.submit(work)
        self._work = future
        try:
            async with asyncio.timeout(self._server.seconds):
                return await asyncio.wrap_future(future)
        except (asyncio.CancelledError, TimeoutError):
            self.cut()
            raise

    def connect(self) -> IMAPClient:
        """In the thread. The library's own exceptions get out."""
        self._client = _Client(self)
        return self._client

    def cut(self) -> None:
        self._cut = True
        if self._socket:
            with suppress(OSError):  # not by the method of TLS, which is for the thread alone
                socket.socket.shutdown(self._socket, socket.SHUT_RDWR)

    async def end(self) -> None:
        """Afterwards nothing of it is left."""
        self.cut()
        self._thread.shutdown(wait=False, cancel_futures=True)
        if self._work and not self._work.cancelled():
            await asyncio.wait([asyncio.ensure_future(_quietly(self._work))], timeout=_MOMENT)
        if self._client:
            with suppress(OSError):
                self._client.shutdown()
        if self._socket:
            self._socket.close()

    def socket(self) -> socket.socket:
        """In the thread: connected, and in private where the server asks for that."""
        server = self._server
        self._socket = socket.create_connection((server.host, server.port), timeout=server.seconds)
        if self._tls:
            self._socket = self._tls.wrap_socket(
                self._socket, server_hostname=server.host, do_handshake_on_connect=False
            )
            self._socket.do_handshake()
        if self._cut:
            raise ConnectionAbortedError("Nobody waits for it any more.")
        return self._socket


async def _quietly(work: Future[Any]) -> None:
    """Until it has ended, however."""
    with suppress(BaseException):
        await asyncio.wrap_future(work)


class _Imap(imaplib.IMAP4):
    def __init__(self, line: Line) -> None:
        self._line = line
        super().__init__()

    def _create_socket(self, timeout: float | None) -> socket.socket:
        return self._line.socket()


class _Client(IMAPClient):  # type: ignore[misc]
    def __init__(self, line: Line) -> None:
        self._line = line
        super().__init__("", ssl=False, timeout=line._server.seconds)

    def _create_IMAP4(self) -> imaplib.IMAP4:
        return _Imap(self._line)
