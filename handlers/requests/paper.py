"""A file that somebody may have: asked for by a command or a button, brought into their private chat, made when it is.

Only what to make is kept of it, with the transaction in which it was asked for, and the rule is asked again whenever it
is made. Nothing that the file says stands in a row.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime

from domain.card import Answer, Card, say
from domain.event import EventKind
from domain.file import File, Handed, Hindrance, Unmade
from domain.notice import NoticeKind
from domain.refs import Ref, written
from domain.rights import Called, Right
from domain.rule import Reader
from domain.target import Target
from domain.words.language import Words
from handlers.command import Buttons, Served
from handlers.deps import Act, Deps
from handlers.ports import Unit
from handlers.requests.gate import against, turn_away


class NoChat(Exception):
    """There is no private chat with somebody. `sure`: False where that cannot be told just now."""

    def __init__(self, *, sure: bool) -> None:
        super().__init__("sure" if sure else "unclear")
        self.sure = sure


@dataclass(frozen=True, kw_only=True)
class Paper:
    """`name`: what is asked for, in rows and events, and the button that asks for it. `bar`: why there is nothing to
    make, in words; empty where there is. `made`: None where there is nothing any more; raises domain.file.Unmade.
    """

    name: str
    right: Right
    bar: Callable[[Unit, Deps, Ref, Words], str]
    made: Callable[[Deps, Ref, Reader], Awaitable[File | None]]
    called: Called | None = None
    on_card: bool = False  # whether the card of a request offers it

    @property
    def verb(self) -> str:
        """The button by which a platform has it made whose reader was asked first."""
        return f"{self.name}-file"

    @property
    def buttons(self) -> Buttons:
        return {
            self.name: Served(self.right, self.called, do=self.order, on_card=self.on_card),
            self.verb: Served(self.right, self.called, do=self.hand),
        }

    async def order(self, deps: Deps, act: Act) -> Answer:
        """It comes soon; delivered again, the act brings no second one."""
        try:
            place = await deps.chat(act.account)
        except NoChat as none:
            return say(act.words.files.NO_CHAT if none.sure else act.words.files.CHAT_UNCLEAR)
        now = deps.clock()
        return await deps.storage.write(lambda unit: self._ordered(unit, deps, act, place, now))

    def _ordered(self, unit: Unit, deps: Deps, act: Act, place: str, now: datetime) -> Card:
        if why := against(unit, act):
            return turn_away(unit, act, why, now)
        ref = act.asked.ref
        if bar := self.bar(unit, deps, ref, act.words):
            return say(bar)
        key = f"file/{self.name}/{act.delivery or f'{act.person.id}/{now.isoformat()}'}"
        added = unit.notices.add(
            key,
            NoticeKind.FILE,
            Target.person(act.person.id),
            now,
            request=ref.request or None,
            surface=act.account.surface,
            place=place,
            person=act.person.id,
            data={"file": self.name, "ref": written(ref)},
        )
        if added:
            unit.events.add(
                EventKind.FILE_ASKED, now, actor=act.person.id, request=ref.request or None, data={"file": self.name}
            )
        return say(act.words.files.COMES)

    async def hand(self, deps: Deps, act: Act) -> Answer:
        """To a platform whose reader said that they want it."""
        try:
            file, now = await self.made(deps, act.asked.ref, act.reader), deps.clock()
        except Unmade as unmade:
            return say(act.words.files.UNSENT[unmade.why])
        return await deps.storage.write(lambda unit: self._handed(unit, deps, act, file, now))

    def _handed(self, unit: Unit, deps: Deps, act: Act, file: File | None, now: datetime) -> Card:
        if why := against(unit, act):
            return turn_away(unit, act, why, now)
        if not file:
            return say(self.bar(unit, deps, act.asked.ref, act.words) or act.words.files.UNSENT[Hindrance.LOST])
        note_sent(unit, self.name, act.person.id, act.request_id, now)
        return Handed(text=(file.about,), file=file)


def note_sent(unit: Unit, name: str, person_id: str, request_id: str, now: datetime) -> None:
    unit.events.add(EventKind.FILE_SENT, now, actor=person_id, request=request_id or None, data={"file": name})
