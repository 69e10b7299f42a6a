"""Where a mail server is, and how it is spoken to: `smtps://user:password@host:465`, `imaps://…`."""

from __future__ import annotations

import ssl
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

from common.web import is_loopback

_PORTS = {"smtp": 587, "smtps": 465, "imap": 143, "imaps": 993}


@dataclass(frozen=True, kw_only=True)
class Server:
    """`encrypted`: TLS from the first byte on. `upgrades`: TLS is demanded before anything is said (STARTTLS).

    `seconds`: how long to wait for an answer to one command.
    """

    host: str
    port: int
    user: str = field(default="", repr=False)
    password: str = field(default="", repr=False)
    encrypted: bool
    upgrades: bool = False
    seconds: float = 15.0

    @classmethod
    def of(cls, url: str) -> Server:
        """Without encryption only a server on this machine is spoken to.

        Raises:
            ValueError: a sentence that holds nothing of the address.
        """
        try:
            parts = urlsplit(url)
            host, port = parts.hostname or "", parts.port or _PORTS[parts.scheme]
        except (ValueError, KeyError):
            raise ValueError("is no address of a mail server") from None
        user, password = unquote(parts.username or ""), unquote(parts.password or "")
        if not host or not (user + password).isprintable():
            raise ValueError("is no address of a mail server")
        if parts.scheme == "imap" and not is_loopback(host):
            raise ValueError("must begin with imaps:// (imap:// only on this machine)")
        return cls(
            host=host,
            port=port,
            user=user,
            password=password,
            encrypted=parts.scheme.endswith("s"),
            upgrades=parts.scheme == "smtp" and not is_loopback(host),
        )

    def tls(self, own: ssl.SSLContext | None) -> ssl.SSLContext | None:
        """`own`: what a test trusts instead of the machine's certificates."""
        return (own or ssl.create_default_context()) if self.encrypted or self.upgrades else None
