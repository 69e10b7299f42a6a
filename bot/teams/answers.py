"""An act to the desk, its answer back: soon enough for Teams as the answer to the invoke, otherwise when it is ready.

A sentence answers a click where it was made, seen by whoever clicked. Cards and forms are messages of their own, so
that the card that was clicked stays what it is: a picture of its request.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Sequence
from dataclasses import dataclass
from typing import Any

import structlog

from bot.door import Desk
from bot.teams.form import found, whole
from bot.teams.limits import ELLIPSIS
from bot.teams.message import CONTENT_TYPE, Drawing, Json, drawn
from bot.teams.origin import Origin
from bot.teams.reply import Replies, Where
from bot.teams.text import inert, one_line
from common.tasks import Tasks
from domain.card import Answer, Card, Choices, Form, Option, Stays, say
from domain.chat import Clicked, Incoming, Sought, Submitted, Typed
from domain.words.language import Words
from domain.words.language.teams import TeamsWords
from domain.words.languages import spoken

PATIENCE = 2.0  # seconds for the desk, and as many for the delivery; Teams wants an invoke answered within five
UNDELIVERED = "an answer could not be brought"
_PARSED = re.compile(r"[*_~`\[\]<>#|\\]|://")
_SENTENCES = 400  # bytes

log = structlog.get_logger(__name__)


class Answers:
    """Every act is answered; what takes longer than `patience` seconds is acknowledged first. `words`: for whoever's
    language is not known."""

    def __init__(self, desk: Desk, replies: Replies, owned: Tasks, words: Words, patience: float = PATIENCE) -> None:
        self._desk, self._replies, self._owned, self._patience = desk, replies, owned, patience
        self._otherwise = words

    def _words(self, origin: Origin) -> TeamsWords:
        return spoken(origin.locale, self._otherwise).teams

    async def command(self, act: Typed, origin: Origin) -> None:
        """Nothing is said in the open but where the answer is."""
        task = self._owned.begin(self._answer(act, origin))
        if await self._soon(task) or not origin.conversation.private:
            self._owned.spawn(self._bring(task, origin, Where.CHAT, Where.NOWHERE), UNDELIVERED)
        else:
            self._owned.spawn(self._after_a_moment(task, origin), UNDELIVERED)

    async def click(self, act: Clicked, origin: Origin) -> Json:
        """The body of the answer to the invoke."""
        task = self._owned.begin(self._answer(act, origin))
        if not await self._soon(task):
            self._owned.spawn(self._bring(task, origin, Where.NOWHERE), UNDELIVERED)
            return told(self._words(origin).ONE_MOMENT)
        if text := task.result().sentence:
            return told(text)
        bringing = self._owned.begin(self._replies.privately(origin, task.result().drawing))
        if not await self._soon(bringing):
            self._owned.spawn(self._point(bringing, origin, Where.NOWHERE), UNDELIVERED)
            return told(self._words(origin).ONE_MOMENT)
        return told(_of(bringing.result(), self._words(origin)))

    async def form(self, act: Submitted, origin: Origin) -> Json:
        """The answer takes the form's place, in the invoke and for good; where nothing was done, the form stays as it
        is. No form of ours stands in the open."""
        task = self._owned.begin(self._answer(act, origin))
        soon = await self._soon(task)
        if not origin.private or not origin.message:
            self._owned.spawn(self._bring(task, origin, Where.NOWHERE), UNDELIVERED)
            return told(self._words(origin).ONE_MOMENT)
        if soon and (why := task.result().stays):
            return told(why)
        self._owned.spawn(self._replace(task, origin, origin.message), UNDELIVERED)
        return shown(task.result().drawing) if soon else told(self._words(origin).ONE_MOMENT)

    async def seek(self, act: Sought) -> Json:
        """In time or not at all: nothing comes later, and nothing is what who may not is shown."""
        task = self._owned.begin(self._choices(act))
        return found(task.result() if await self._soon(task) else ())

    async def submitted(self, act: Clicked | Submitted, origin: Origin) -> None:
        """From a client that waits for no answer."""
        task = self._owned.begin(self._answer(act, origin))
        if isinstance(act, Submitted) and origin.private and origin.message:
            self._owned.spawn(self._replace(task, origin, origin.message), UNDELIVERED)
        else:
            self._owned.spawn(self._bring(task, origin, Where.NOWHERE), UNDELIVERED)
        await self._soon(task)

    async def refused(self, origin: Origin) -> None:
        """Where others read who are not of the company, nothing is done, whoever says it."""
        await self._replies.said(origin, self._words(origin).SHARED)

    async def _soon(self, task: asyncio.Task[Any]) -> bool:
        done, _ = await asyncio.wait((task,), timeout=self._patience)
        return bool(done)

    async def _answer(self, act: Incoming, origin: Origin) -> _Answered:
        try:
            return _answered(await self._desk(act), origin.mark)
        except Exception:
            log.exception("an act failed", act=type(act).__name__)
            return _answered((Stays if isinstance(act, Submitted) else Card)(text=(self._words(origin).CANNOT_NOW,)))

    async def _choices(self, act: Sought) -> Sequence[Option]:
        try:
            answer = await self._desk(act)
        except Exception:
            log.exception("an act failed", act=type(act).__name__)
            return ()
        return answer.options if isinstance(answer, Choices) else ()

    async def _bring(self, task: asyncio.Task[_Answered], origin: Origin, *to_tell: Where) -> None:
        await self._point(self._replies.privately(origin, (await task).drawing), origin, *to_tell)

    async def _point(self, bringing: Awaitable[Where], origin: Origin, *to_tell: Where) -> None:
        """`to_tell`: what of where the answer went is said in the open."""
        where = await bringing
        if where in to_tell and not origin.private:
            await self._replies.pointed(origin, where)

    async def _replace(self, task: asyncio.Task[_Answered], origin: Origin, form: str) -> None:
        """A form that stays is left as it is, with what was typed; why it stays is said beside it."""
        if (await task).stays:
            await self._bring(task, origin)
        else:
            await self._replies.replace(origin, form, (await task).drawing)

    async def _after_a_moment(self, task: asyncio.Task[_Answered], origin: Origin) -> None:
        waiting = await self._replies.in_chat(origin.conversation, drawn(say(self._words(origin).ONE_MOMENT)))
        if waiting:
            await self._replace(task, origin, waiting)
        else:
            await self._bring(task, origin)


@dataclass(frozen=True)
class _Answered:
    """`sentence`: the whole answer, where it is short and holds nothing that Teams would parse. `stays`: why the form
    stays as it is."""

    drawing: Drawing
    sentence: str
    stays: str = ""


def _answered(answer: Answer, mark: str = "") -> _Answered:
    drawing = drawn(answer, mark)
    if isinstance(answer, Form) and not whole(answer, drawing.element):
        answer = _unshown(answer)
        drawing = drawn(answer)
    stays = inert(" ".join(answer.text), _SENTENCES) if isinstance(answer, Stays) else ""
    return _Answered(drawing, _sentence(answer), stays)


def _unshown(form: Form) -> Stays:
    """Drawn anew, it would lose some of what was typed. Of one that is open already, what is wrong in it is said."""
    wrong = tuple(f"{field.label}: {field.error}" for field in form.fields if field.error)
    why = (spoken(form.lang).teams.NO_ROOM, *[field.many for field in form.fields if field.many][:1])
    return Stays(text=wrong or why, lang=form.lang)


def _of(where: Where, words: TeamsWords) -> str:
    told = {
        Where.HERE: words.BELOW,
        Where.CHAT: words.IN_OUR_CHAT,
        Where.NOWHERE: words.INSTALL,
        Where.LOST: words.CANNOT_NOW,
    }
    return told[where]


def _sentence(answer: Answer) -> str:
    if not isinstance(answer, Card) or answer != say(*answer.text):
        return ""
    text = one_line(" ".join(answer.text), _SENTENCES)
    return "" if _PARSED.search(text) or text.endswith(ELLIPSIS) else text


def told(text: str) -> Json:
    """An answer to an invoke that only whoever clicked sees."""
    return {"statusCode": 200, "type": "application/vnd.microsoft.activity.message", "value": text}


def shown(drawing: Drawing) -> Json:
    """An answer to an invoke that takes the place of the card."""
    return {"statusCode": 200, "type": CONTENT_TYPE, "value": drawing.element}
