"""Handing a mail to a server (RFC 5321), so that it is known whether the server took it, or known to be unknown."""

from __future__ import annotations

import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP as AS_SENT

import aiosmtplib

from domain.mail.message import Doubtful, Letter
from domain.trouble import Refused, Unreachable
from gateways.mail.server import Server

_LONGER = 8  # servers scan mails before they say that they took them
_NOT_TAKEN = range(400, 600)  # RFC 5321 section 4.2.1; anything else may be said of a mail that goes out
_PLAIN = AS_SENT.clone(max_line_length=990)  # folding a long Message-ID would encode it, and break the thread


def content_of(letter: Letter, sender: str, now: datetime) -> bytes:
    mail = EmailMessage(policy=_PLAIN)
    mail["From"] = sender
    mail["To"] = letter.to
    mail["Subject"] = letter.subject
    mail["Date"] = now
    mail["Message-ID"] = letter.message_id
    if letter.in_reply_to:
        mail["In-Reply-To"] = letter.in_reply_to
    if letter.references:
        mail["References"] = " ".join(letter.references)
    mail.set_content(letter.text, cte="quoted-printable")
    return mail.as_bytes()


class Envelope:
    """Sender and recipient are accepted, and the server waits for the mail."""

    def __init__(self, client: aiosmtplib.SMTP, seconds: float) -> None:
        self._client = client
        self._seconds = seconds

    async def fill(self, content: bytes) -> None:
        """Hand it over.

        Raises:
            Refused, Unreachable: the server did not take it.
            Doubtful: the connection broke before it said whether it did, or what it said is not understood.
        """
        try:
            await self._client.data(content, timeout=self._seconds)
        except aiosmtplib.SMTPResponseException as answer:
            if answer.code not in _NOT_TAKEN:
                raise Doubtful("It is not understood whether the mail was taken.", status=answer.code) from None
            raise _trouble(answer) from None
        except (aiosmtplib.SMTPException, OSError):
            raise Doubtful("The connection broke while the mail was handed over.") from None


@asynccontextmanager
async def envelope(server: Server, sender: str, to: str, tls: ssl.SSLContext | None = None) -> AsyncIterator[Envelope]:
    """Raises: Refused, Unreachable; nothing was sent then."""
    client = aiosmtplib.SMTP(
        hostname=server.host,
        port=server.port,
        username=server.user.encode() or None,
        password=server.password.encode() or None,
        use_tls=server.encrypted,
        start_tls=server.upgrades,
        tls_context=server.tls(tls),
        local_hostname=sender.rpartition("@")[2],
        timeout=server.seconds,
    )
    try:
        await _open(client, sender, to)
        yield Envelope(client, _LONGER * server.seconds)
    finally:
        with suppress(aiosmtplib.SMTPException, OSError):
            await client.quit(timeout=server.seconds / _LONGER)
        client.close()


async def _open(client: aiosmtplib.SMTP, sender: str, to: str) -> None:
    try:
        await client.connect()
        await client.mail(sender)
        await client.rcpt(to)
    except aiosmtplib.SMTPResponseException as answer:
        raise _trouble(answer) from None
    except (aiosmtplib.SMTPException, OSError, ValueError):
        raise Unreachable("The server for outgoing mail did not answer.") from None


def _trouble(answer: aiosmtplib.SMTPResponseException) -> Refused | Unreachable:
    """What the server says beside its code may hold the address."""
    if answer.code >= 500:
        return Refused("The server for outgoing mail refused the mail.", status=answer.code)
    return Unreachable("The server for outgoing mail does not take mail now.", status=answer.code)
