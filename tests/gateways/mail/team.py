"""Microsoft's team at the other end of a real SMTP server: it puts its answers into the real mailbox."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from email.message import EmailMessage

from tests.gateways.mail.office import Office
from tests.mails.bounces import BOUNCES
from tests.mails.case import raw
from tests.mails.forged import FAILED

_QUESTION = "Hello Tess,\n\nplease confirm that you want this export.\n"
_DELIVERY = "Hello Tess,\n\nplease find attached the exported data.\n"


@dataclass
class Team:
    """`behaviour`: as of the sandbox. It asks first, and sends the data once its question was answered."""

    office: Office
    behaviour: str = "answer"
    asked: list[str] = field(default_factory=list)
    told: int = 0

    async def take(self, mail: EmailMessage) -> None:
        for content in self._answers(mail):
            await asyncio.to_thread(self.office.arrives, content)

    def _answers(self, mail: EmailMessage) -> list[bytes]:
        confirmed = str(mail["In-Reply-To"] or "") in self.asked
        text, files = (_DELIVERY, ("export.json",)) if confirmed else (_QUESTION, ())
        real = self._answer(mail, text, files)
        bounce = next(case.raw for case in BOUNCES if case.name == "a bounce: Postfix")
        return {
            "silence": [],
            "bounce": [bounce],
            "auto_reply": [self._answer(mail, "I am away.", (), auto_submitted="auto-replied"), real],
            "wrong_thread": [raw(text, files=files, subject="Your request", in_reply_to=None, references=None)],
            "twice": [real, self._answer(mail, text, files)],
            "forged": [self._answer(mail, text, files, authentication_results=FAILED), real],
        }.get(self.behaviour, [real])

    def _answer(self, mail: EmailMessage, text: str, files: tuple[str, ...], **headers: str | None) -> bytes:
        self.told += 1
        own_id = f"<team-{self.told}@microsoft.com>"
        if text == _QUESTION:
            self.asked.append(own_id)
        told: dict[str, str | None] = {
            "subject": f"RE: {mail['Subject']}",
            "message_id": own_id,
            "in_reply_to": mail["Message-ID"],
            "references": f"{mail['References'] or ''} {mail['Message-ID']}".strip(),
        }
        return raw(text, files=files, **{**told, **headers})
