"""Bringing a file into somebody's private chat, once more if need be, and saying so where it cannot be brought."""

from __future__ import annotations

from bot.door import Door, Unsent
from domain.cell import Altered
from domain.file import MOST, Hindrance, Unmade
from domain.notice import Notice, NoticeKind
from domain.rule import Reader
from domain.target import Target
from handlers.deps import Deps
from handlers.papers import made
from handlers.ports import Unit
from handlers.requests.order import tell_altered
from handlers.requests.paper import note_sent


async def bring(deps: Deps, door: Door, notice: Notice, reader: Reader | None) -> None:
    """Whoever is no member any more, or may not have it, gets nothing. Raises as `Door.send`, but for Unsent."""
    try:
        file = await made(deps, notice, reader) if reader else None
    except Unmade as unmade:
        why = unmade.why
        await deps.storage.write(lambda unit: tell(unit, deps, notice, why))
        return
    except Altered as altered:
        await tell_altered(deps, altered.request or notice.request_id or "")
        await deps.storage.write(lambda unit: tell(unit, deps, notice, Hindrance.ALTERED))
        return
    if not file:
        await deps.storage.write(lambda unit: unit.notices.done(notice.id))
        return
    try:
        if len(file.content) > MOST:
            raise Unsent(Hindrance.LARGE)
        brought = await door.send(notice.place or "", file)
    except Unsent as unsent:
        why = unsent.why
        await deps.storage.write(lambda unit: tell(unit, deps, notice, why))
        return

    def told(unit: Unit) -> None:
        unit.notices.done(notice.id)
        if brought:
            note_sent(unit, notice.data["file"], notice.person_id or "", notice.request_id or "", deps.clock())

    await deps.storage.write(told)


def tell(unit: Unit, deps: Deps, notice: Notice, why: Hindrance) -> None:
    """Wherever they can be reached."""
    unit.notices.give_up(notice.id, why)
    unit.notices.add(
        f"{notice.key}/unsent",
        NoticeKind.UNSENT,
        Target.person(notice.person_id or ""),
        deps.clock(),
        request=notice.request_id,
        data={"why": why},
    )
