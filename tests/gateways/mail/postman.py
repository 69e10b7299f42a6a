"""A real SMTP server on loopback that keeps what it is given, and can be told to fail in every way that matters."""

from __future__ import annotations

import asyncio
import ssl
import warnings
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any, cast

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session

Took = Callable[[EmailMessage], Awaitable[None]]


async def _nothing(_: EmailMessage) -> None: ...


@dataclass
class Postman:
    """`at_rcpt`, `at_data`: an answer instead of the usual one. `hangs_up`: "rcpt", "before" or "after" taking it.

    `says`: an answer that nobody understands, after taking it.
    `stays_silent`: never answers the data, though it took it. `took` is called with each mail, before the answer.
    """

    port: int = 0
    mails: list[EmailMessage] = field(default_factory=list)
    raw: list[bytes] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    senders: list[str] = field(default_factory=list)
    encrypted: list[bool] = field(default_factory=list)
    at_rcpt: str = ""
    at_data: str = ""
    hangs_up: str = ""
    says: str = ""
    stays_silent: bool = False
    took: Took = _nothing

    async def handle_RCPT(self, server: SMTP, _: Session, envelope: Envelope, address: str, __: list[str]) -> str:
        if self.hangs_up == "rcpt":
            cast("asyncio.Transport", server.transport).abort()
        if not self.at_rcpt:
            envelope.rcpt_tos.append(address)
        return self.at_rcpt or "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        if self.at_data:
            return self.at_data
        if self.hangs_up == "before":
            cast("asyncio.Transport", server.transport).abort()
            return "250 OK"
        content = cast("bytes", envelope.content)
        mail = message_from_bytes(content, policy=default)
        self.raw.append(content)
        self.mails.append(mail)
        self.recipients += envelope.rcpt_tos
        self.senders.append(str(envelope.mail_from))
        self.encrypted.append(cast("asyncio.Transport", server.transport).get_extra_info("sslcontext") is not None)
        await self.took(mail)
        if self.hangs_up == "after":
            cast("asyncio.Transport", server.transport).abort()
        if self.stays_silent:
            await asyncio.Event().wait()
        return self.says or "250 OK"


@asynccontextmanager
async def running_postman(
    *, tls: ssl.SSLContext | None = None, upgrade: ssl.SSLContext | None = None, password: str = ""
) -> AsyncIterator[Postman]:
    """`tls`: from the first byte on; `upgrade`: STARTTLS is offered."""
    postman, connections = Postman(), set[SMTP]()

    def connected() -> SMTP:
        options: dict[str, Any] = {"tls_context": upgrade, "require_starttls": upgrade is not None}
        if password:
            options |= {"authenticator": _only(password), "auth_required": True, "auth_require_tls": False}
        with warnings.catch_warnings(action="ignore"):  # that a password may be given without TLS
            server = SMTP(postman, hostname="postman.example", loop=asyncio.get_running_loop(), **options)
        connections.add(server)
        return server

    listening = await asyncio.get_running_loop().create_server(connected, "127.0.0.1", 0, ssl=tls)
    postman.port = listening.sockets[0].getsockname()[1]
    try:
        yield postman
    finally:
        listening.close()
        for server in connections:
            if server.transport:
                server.transport.close()
            if server._handler_coroutine:
                server._handler_coroutine.cancel()
        await listening.wait_closed()


def _only(password: str) -> Callable[..., AuthResult]:
    def check(_: SMTP, __: Session, ___: Envelope, mechanism: str, data: Any) -> AuthResult:
        return AuthResult(success=data.password == password.encode(), handled=False)

    return check
