"""A mailbox on real servers, seen from both sides: as the bot has it, and as a mail program shows it."""

from __future__ import annotations

import imaplib
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any
from urllib.parse import quote

from gateways.mail import Server, ServerMailbox
from tests.gateways.mail.dovecot import PASSWORD, Dovecot
from tests.gateways.mail.letters import MAILBOX
from tests.gateways.mail.postman import Postman


@dataclass(frozen=True)
class Office:
    dovecot: Dovecot
    postman: Postman
    user: str

    def mailbox(self, **changes: Any) -> ServerMailbox:
        return ServerMailbox(**{"smtp": self.smtp, "imap": self.imap, "mailbox": MAILBOX, **changes})

    @property
    def environ(self) -> dict[str, str]:
        """The settings that connect a bot to it."""
        return {
            "SMTP_URL": f"smtp://127.0.0.1:{self.postman.port}",
            "IMAP_URL": f"imap://{self.user}:{quote(PASSWORD, safe='')}@127.0.0.1:{self.dovecot.port}",
        }

    @property
    def smtp(self) -> Server:
        return Server(host="127.0.0.1", port=self.postman.port, encrypted=False, seconds=5)

    @property
    def imap(self) -> Server:
        server = Server(host="127.0.0.1", port=self.dovecot.port, encrypted=False, seconds=5)
        return replace(server, user=self.user, password=PASSWORD)

    def arrives(self, *raw: bytes, folder: str = "INBOX") -> None:
        with self.signed_in() as imap:
            for content in raw:
                assert imap.append(folder, "", "", content)[0] == "OK"

    def mails(self, folder: str) -> list[EmailMessage]:
        return [mail for mail, _ in self.with_flags(folder)]

    def with_flags(self, folder: str) -> list[tuple[EmailMessage, str]]:
        with self.signed_in() as imap:
            if imap.select(f'"{folder}"', readonly=True)[0] != "OK":
                return []
            found = imap.fetch("1:*", "(FLAGS BODY.PEEK[])")[1] if imap.search(None, "ALL")[1][0] else []
            pairs = [part for part in found if isinstance(part, tuple)]
            return [(_parsed(content), _flags(told, found)) for told, content in pairs]

    @contextmanager
    def signed_in(self) -> Iterator[imaplib.IMAP4]:
        with imaplib.IMAP4("127.0.0.1", self.dovecot.port, timeout=10) as imap:
            imap.login(self.user, "any")
            yield imap


def _parsed(content: bytes) -> EmailMessage:
    return message_from_bytes(content, policy=default)


def _flags(told: bytes, _: object) -> str:
    match = re.search(rb"FLAGS \(([^)]*)\)", told)
    return match[1].decode() if match else ""
