"""The mailbox by SMTP and IMAP.

A letter is put into Drafts, marked there right before it is handed over, and moved to Sent once the server took it. So
after a crash the mailbox itself tells whether it went out; only for a marked draft nobody can know.
"""

from __future__ import annotations

import ssl
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, suppress
from datetime import UTC, datetime, timedelta

from domain.mail.message import Doubtful, Letter, Mail
from domain.trouble import Refused, Trouble, Unreachable
from gateways.mail import inbox, outbox
from gateways.mail.arrivals import LOOK_BACK, Arrivals
from gateways.mail.imap import Session, session
from gateways.mail.server import Server
from gateways.mail.smtp import Envelope, content_of, envelope
from gateways.mail.unsent import nothing_sent


class ServerMailbox:
    """Every method may raise `Refused` or `Unreachable`; no text of them names anybody.

    `mailbox`: the address that letters come from. `tls`: what a test trusts instead of the machine's certificates.
    """

    def __init__(
        self,
        *,
        smtp: Server,
        imap: Server,
        mailbox: str,
        look_back: timedelta = LOOK_BACK,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        tls: ssl.SSLContext | None = None,
        check: Callable[[], None] = lambda: None,
    ) -> None:
        """`check`: asked right before a letter is marked as begun, and before it is handed over; it may raise."""
        self._check = check
        self._smtp = smtp
        self._imap = imap
        self._mailbox = mailbox
        self._look_back = look_back
        self._clock = clock
        self._tls = tls
        self._junk: str | None = None

    async def draft(self, letter: Letter) -> str:
        """Have the letter in Drafts, unless it is there, or in Sent, already. Gives its Message-ID."""
        async with self._session() as imap:
            await self._drafted(imap, letter)
        return letter.message_id

    async def unmark(self, letter: Letter) -> None:
        """A person has looked, and it did not go out: the doubt about its draft ends."""
        async with self._session() as imap:
            if await outbox.drafted(imap, letter):
                await outbox.mark(imap, letter, begun=False)

    async def send(self, letter: Letter, draft: str = "") -> str:
        """Send it once, however often this is called, and say under which Message-ID it went.

        `draft` is what `draft` gave; it changes nothing here.

        Raises:
            Doubtful: an earlier attempt ended while the mail was handed over, or this one did.
            Refused, Unreachable: it was not taken.
        """
        with nothing_sent():
            return await self._send(letter)

    async def _send(self, letter: Letter) -> str:
        async with self._session() as imap:
            if await self._drafted(imap, letter) is None:
                return letter.message_id
            if await outbox.begun(imap, letter):
                raise Doubtful("An earlier attempt to send the mail ended in the middle.")
        async with envelope(self._smtp, self._mailbox, letter.to, self._tls) as accepted:
            self._check()
            await self._mark(letter, begun=True)
            self._check()
            await self._hand_over(accepted, letter)
        with suppress(Trouble):  # it is out; at worst its draft stays behind, marked
            async with self._session() as imap:
                await outbox.file(imap, letter, self._content(letter))
        return letter.message_id

    async def fetch(self, cursor: str = "") -> Arrivals:
        """What came into the inbox and the folder for junk since the cursor; without one, or where numbers were given
        anew, since some days."""
        here, _, in_junk = cursor.partition(" ")
        since = self._clock() - self._look_back
        looks = [await inbox.look(self._session, inbox.INBOX, "", here, since)]
        if junk := await self._junk_folder():
            looks.append(await inbox.look(self._session, junk, inbox.JUNK, in_junk, since))
        return Arrivals(
            mails=tuple(mail for look in looks for mail in look.mails),
            cursor=" ".join(str(look.place) for look in looks),
            unread=tuple(unread for look in looks for unread in look.unread),
            whole=all(look.whole for look in looks),
        )

    async def body(self, mail: Mail) -> Mail:
        """With its text and the names of what is attached. The files themselves are not fetched.

        Raises:
            Refused: the mail is gone, or it alone cannot be read.
        """
        for _ in range(2):
            with suppress(Unreachable):
                async with self._session() as imap:
                    return await inbox.body(imap, mail, self._junk if mail.junk else None)
        async with self._session() as imap:
            await imap.open(inbox.INBOX)
        raise Refused("The mail cannot be read.", code="unreadable")

    async def opens(self, other: str) -> bool | None:
        """Whether the account may look into somebody else's mailbox, which it should not."""
        async with self._session() as imap:
            for prefix in await imap.others():
                with suppress(Refused):
                    await imap.open(f"{prefix}{other}")
                    return True
        return False

    async def _junk_folder(self) -> str | None:
        """Asked for until there is one."""
        if not self._junk:
            async with self._session() as imap:
                self._junk = await imap.find("junk")
        return self._junk

    def _session(self) -> AbstractAsyncContextManager[Session]:
        return session(self._imap, self._tls)

    async def _hand_over(self, accepted: Envelope, letter: Letter) -> None:
        try:
            await accepted.fill(self._content(letter))
        except (Refused, Unreachable):  # then it is known that it was not taken
            with suppress(Trouble):
                await self._mark(letter, begun=False)
            raise

    async def _drafted(self, imap: Session, letter: Letter) -> int | None:
        """Its number in Drafts; None when it was sent."""
        if await outbox.sent(imap, letter):
            return None
        return await outbox.drafted(imap, letter) or await outbox.write(imap, letter, self._content(letter))

    async def _mark(self, letter: Letter, *, begun: bool) -> None:
        async with self._session() as imap:
            await outbox.mark(imap, letter, begun=begun)

    def _content(self, letter: Letter) -> bytes:
        return content_of(letter, self._mailbox, self._clock())
