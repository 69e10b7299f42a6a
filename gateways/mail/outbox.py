"""A letter on its way through the folders of an IMAP mailbox, and the mark on its draft while it is handed over."""

from __future__ import annotations

from imapclient.imapclient import DRAFT, FLAGGED, SEEN

from domain.mail.message import Letter
from domain.trouble import Unreachable
from gateways.mail.imap import Session

_BEGUN = FLAGGED  # every server keeps it, and a person sees a star


async def drafted(imap: Session, letter: Letter) -> int:
    """Its number in Drafts, 0 when it is not there. The folder stays open."""
    await imap.open(await imap.folder_for("drafts"), change=True)
    return max(await imap.with_id(letter.message_id), default=0)


async def sent(imap: Session, letter: Letter) -> bool:
    """Whether it is in Sent. A draft that was left behind is taken away then."""
    folder = await imap.folder_for("sent")
    await imap.open(folder)
    copies = await imap.with_id(letter.message_id)
    if not copies:
        return False
    if copies[1:]:
        await _once(imap, folder, letter)
    if left := await drafted(imap, letter):
        await imap.remove(left)
    return True


async def write(imap: Session, letter: Letter, content: bytes) -> int:
    await imap.add(await imap.folder_for("drafts"), content, DRAFT, SEEN)
    return await drafted(imap, letter)


async def begun(imap: Session, letter: Letter) -> bool:
    number = await drafted(imap, letter)
    return _BEGUN in (await imap.fetch([number], "FLAGS")).get(number, {}).get(b"FLAGS", ())


async def mark(imap: Session, letter: Letter, *, begun: bool) -> None:
    number = await drafted(imap, letter)
    if not number:
        raise Unreachable("The draft is gone.")
    await (imap.mark if begun else imap.unmark)(number, _BEGUN)


async def file(imap: Session, letter: Letter, content: bytes) -> None:
    """Into Sent first: from then on it counts as sent. Where the server files it, too, one copy stays."""
    folder = await imap.folder_for("sent")
    await imap.open(folder)
    if not await imap.with_id(letter.message_id):
        await imap.add(folder, content, SEEN)
        await _once(imap, folder, letter)
    if left := await drafted(imap, letter):
        await imap.remove(left)


async def _once(imap: Session, folder: str, letter: Letter) -> None:
    await imap.open(folder, change=True)
    for number in (await imap.with_id(letter.message_id))[1:]:
        await imap.remove(number)
