"""No mailbox: a company that connected none sends its mails by hand."""

from __future__ import annotations

from domain.mail.message import Letter, Mail
from domain.trouble import Refused
from gateways.mail.arrivals import Arrivals


class NoMailbox:
    """Refuses what nobody should ask of it: a letter that was begun while a mailbox was connected."""

    async def draft(self, _: Letter) -> str:
        raise Refused("No mailbox is connected.")

    async def send(self, _: Letter, __: str = "") -> str:
        raise Refused("No mailbox is connected.")

    async def unmark(self, _: Letter) -> None:
        raise Refused("No mailbox is connected.")

    async def fetch(self, cursor: str = "") -> Arrivals:
        return Arrivals(cursor=cursor)

    async def opens(self, _: str) -> bool | None:
        return None

    async def body(self, mail: Mail) -> Mail:
        return mail
