"""An act to the desk, its answer back: within Slack's three seconds as the HTTP answer, otherwise when it is ready."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Iterable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any, TypeVar

import structlog

from bot.door import Busy, Desk, Doubtful
from bot.slack import modal
from bot.slack.acts import chosen, clicked, given, said, sought, submitted, typed, whose
from bot.slack.at_home import AtHome
from bot.slack.home import is_on_it, opened
from bot.slack.messages import OPEN, Forms, Heard, Offer, Shelf
from bot.slack.reply import Replies, ephemeral, sentence
from common.once import Once
from common.tasks import Tasks
from domain.card import Answer, Card, Choices, Form, Stays, say
from domain.chat import Account, Clicked, Incoming, Submitted, Typed
from domain.upload import Upload
from domain.words.language.slack import SlackWords

PATIENCE = 2.0  # seconds; Slack waits for three, and the way back takes its part
_TOO_LATE = frozenset({"expired_trigger_id", "exchanged_trigger_id", "invalid_trigger_id"})

Body = Mapping[str, Any]
T = TypeVar("T")
Json = dict[str, Any]

log = structlog.get_logger(__name__)


class Answers:
    """Every act is answered; what takes longer than `patience` seconds is acknowledged first. `words`: of whose account
    it is, as far as that is known without asking."""

    def __init__(
        self,
        desk: Desk,
        replies: Replies,
        at_home: AtHome,
        owned: Tasks,
        words: Callable[[Account], SlackWords],
        patience: float = PATIENCE,
        uploads: Callable[[Iterable[object]], tuple[Upload, ...]] = lambda _: (),
        takes_files: Callable[[], bool] = lambda: True,
        noted: Callable[[str, str, object], None] = lambda *_: None,
        *,
        shelf: Shelf,
    ) -> None:
        """`uploads`: the files that Slack tells of. `takes_files`: whether the bot has the right to ask for one.
        `noted`: hears of a clicked message, by its channel and address, and its response_url. `shelf`: keeps forms that
        are offered with a button."""
        self._desk, self._replies, self._owned, self._patience = desk, replies, owned, patience
        self._at_home, self._words = at_home, words
        self._heard, self._forms, self._under_way = Heard(), Forms(shelf), Once(owned)
        self._uploads, self._takes_files, self._noted = uploads, takes_files, noted

    async def command(self, body: Body) -> Json | None:
        """The answer goes back as the answer to the request."""
        act = typed(body)
        task, first = self._begun(act, self._settled(act))
        if not await self._soon(task):
            if first:
                self._owned.spawn(self._respond(task, act, body), "an answer could not be brought")
            return sentence(self._words(act.account).ONE_MOMENT)
        card = task.result()
        return ephemeral(card) if card else None

    def message(self, body: Body) -> None:
        """What was typed into the app's own messages: Slack wants to hear at once that it came, and shows no answer."""
        act = said(body)
        if act and self._heard.first(act.delivery):
            act = replace(act, files=self._uploads(given(body)))
            thread = body["event"].get("thread_ts") or ""
            self._owned.spawn(self._reply(act, thread), "an answer could not be brought")

    def home(self, body: Body) -> None:
        """Who opens the Home tab asks for it as by the command."""
        act = opened(body)
        if act and self._heard.first(act.delivery):
            self._owned.spawn(self._at_home.opened(act.account, partial(self._card, act)), "a home could not be shown")

    async def shortcut(self, body: Body) -> None:
        """It opens the form; whoever may not hears why where they are, as nothing answers a shortcut."""
        act = chosen(body)
        task, first = self._begun(act, self._settled(act))
        soon = await self._soon(task)
        if first and (not soon or task.result()):
            self._owned.spawn(self._told(task, act, moment=not soon), "an answer could not be brought")

    async def click(self, body: Body) -> None:
        """Slack shows nothing of what answers a click itself, so the answer goes through the response_url."""
        act = clicked(body)
        if act.address:
            self._noted(act.place.id, act.address, body.get("response_url"))
        task, first = self._begun(act, self._settled(act))
        soon = await self._soon(task)
        if not first:
            return
        if is_on_it(body):
            self._owned.spawn(self._on_home(task, act, moment=not soon), "an answer could not be brought")
            return
        if not soon or task.result():
            self._owned.spawn(self._respond(task, act, body, moment=not soon), "an answer could not be brought")

    async def seek(self, body: Body) -> Json:
        """In time or not at all: Slack shows nothing of what comes later, and nothing is what who may not is shown."""
        task = self._owned.begin(self._answer(sought(body)))
        answer = task.result() if await self._soon(task) else None
        return modal.found(answer.options if isinstance(answer, Choices) else ())

    async def form(self, body: Body) -> Json:
        """Errors stay in the form; any other answer closes it and is whispered where the form was asked for."""
        act = replace(submitted(body), files=self._uploads(given(body)))
        task, first = self._begun(act, self._answer(act))
        if not await self._soon(task):
            if first:
                self._owned.spawn(self._late(task, act, body["view"]), "an answer could not be brought")
            return {"response_action": "update", "view": modal.waiting(self._words(act.account))}
        answer = task.result()
        if isinstance(answer, Form):
            return self._again(answer, act, body["view"])
        if isinstance(answer, Stays) and (wrong := modal.staying(body["view"], " ".join(answer.text))):
            return {"response_action": "errors", "errors": wrong}
        if first:
            self._owned.spawn(self._whisper(act, answer), "an answer could not be brought")
        return {"response_action": "clear"}

    def excuse(self, body: Body, *, broke: bool = False) -> Json | None:
        """For what nobody took, or what broke: the person sees a sentence, and never Slack's warning triangle."""
        place, account = whose(body)
        words = self._words(account)
        sorry = words.CANNOT_NOW if broke else None
        match body:
            case {"command": _}:
                return sentence(sorry or words.NOT_MY_COMMAND)
            case {"type": "view_submission"}:
                return {"response_action": "update", "view": modal.sorry(words, sorry or words.NOT_MY_FORM)}
            case {"type": "block_actions" | "shortcut" | "message_action"}:
                excuse = self._replies.answer(
                    body.get("response_url") or "", place, account, say(sorry or words.NOT_MINE)
                )
                self._owned.spawn(excuse, "an answer could not be brought")
        return None

    async def _reply(self, act: Typed, thread: str) -> None:
        task = self._owned.begin(self._answer(act))
        if not await self._soon(task):
            await self._replies.whisper(act.place.id, act.account, say(self._words(act.account).ONE_MOMENT), thread)
        answer = await task
        if isinstance(answer, Form):
            blank = bool(answer.opener)
            answer = self._forms.to_open(answer) if blank else await self._offered(self._offer(answer, act), act)
        await self._replies.whisper(act.place.id, act.account, answer, thread)

    async def _told(self, task: asyncio.Task[Card | None], act: Typed, *, moment: bool) -> None:
        if moment:
            await self._whisper(act, say(self._words(act.account).ONE_MOMENT))
        if card := await task:
            await self._whisper(act, card)

    async def _card(self, act: Typed) -> Card:
        answer = await self._answer(act)
        return say(self._words(act.account).TAKES_A_FORM) if isinstance(answer, Form) else answer

    async def _on_home(self, task: asyncio.Task[Card | None], act: Clicked, *, moment: bool) -> None:
        if moment:
            await self._at_home.moment(act.account, self._words(act.account).ONE_MOMENT)
        if card := await task:
            await self._at_home.answer(act, card)
        elif moment:  # a form opened
            await self._at_home.says(act.account)

    def _begun(self, act: Incoming, work: Coroutine[Any, Any, T]) -> tuple[asyncio.Task[T], bool]:
        """What Slack brings again while it is being done is the same act: whoever began it brings what comes late."""
        return self._under_way.begin((type(act), act.account, act.delivery) if act.delivery else None, work)

    async def _soon(self, task: asyncio.Task[Any]) -> bool:
        done, _ = await asyncio.wait((task,), timeout=self._patience)
        return bool(done)

    async def _answer(self, act: Incoming) -> Answer:
        try:
            return await self._desk(act)
        except Exception:
            log.exception("an act failed", act=type(act).__name__)
            sorry = self._words(act.account).CANNOT_NOW
            return Stays(text=(sorry,)) if isinstance(act, Submitted) else say(sorry)

    async def _settled(self, act: Incoming) -> Card | None:
        """The answer to show; None when a form was opened instead."""
        if isinstance(act, Clicked) and act.verb == OPEN:
            return await self._opened_again(act)
        answer = await self._answer(act)
        return await self._open(self._offer(answer, act), act) if isinstance(answer, Form) else answer

    async def _opened_again(self, act: Clicked) -> Card | None:
        words = self._words(act.account)
        try:
            offer = await self._forms.asked_for(act)
        except Exception:
            log.exception("a form that was offered could not be read")
            return say(words.CANNOT_NOW)
        return await self._open(offer, act) if offer else say(words.FORM_FORGOTTEN)

    async def _open(self, offer: Offer, act: Incoming) -> Card | None:
        """Where Slack does not, whoever asked for it need not ask, or type, again."""
        words = self._words(act.account)
        try:
            code = await self._replies.open(act.delivery, offer.view)
        except (Busy, Doubtful):
            return await self._offered(offer, act, words.NO_FORM)
        if code in _TOO_LATE:
            return await self._offered(offer, act)
        return say(words.NO_FORM) if code else None

    async def _offered(self, offer: Offer, act: Incoming, *why: str) -> Card:
        try:
            return await self._forms.offered(act.account, offer, *why)
        except Exception:
            log.exception("a form could not be offered")
            return say(self._words(act.account).CANNOT_NOW)

    def _offer(self, form: Form, act: Incoming) -> Offer:
        return Offer(self._view(form, act), form.lang)

    async def _respond(
        self, task: asyncio.Task[Card | None], act: Incoming, body: Body, *, moment: bool = False
    ) -> None:
        url = body.get("response_url") or ""
        if moment:
            await self._replies.respond(url, say(self._words(act.account).ONE_MOMENT))
        if card := await task:
            await self._replies.answer(url, act.place.id, act.account, card)

    async def _late(self, task: asyncio.Task[Answer], act: Submitted, shown: Body) -> None:
        answer = await task
        if not isinstance(answer, Form | Stays):
            await self._whisper(act, answer)
            return
        again = self._redrawn(answer, act, shown)
        if not await self._replies.redo(shown["id"], again):
            why = (self._words(act.account).FORM_GONE,) if isinstance(answer, Form) else answer.text
            await self._whisper(act, await self._offered(Offer(again, answer.lang), act, *why))

    async def _whisper(self, act: Incoming, card: Card) -> None:
        await self._replies.whisper(act.place.id, act.account, card)

    def _view(self, form: Form, act: Incoming) -> Json:
        return modal.view(form, act.place.id, files=self._takes_files())

    def _redrawn(self, answer: Form | Stays, act: Submitted, shown: Body) -> Json:
        """The form that is to stand on screen again."""
        return self._view(answer, act) if isinstance(answer, Form) else modal.again(shown, " ".join(answer.text))

    def _again(self, form: Form, act: Submitted, shown: Body) -> Json:
        """The same form with what is wrong at its fields, or, where that cannot be said there, the new one instead."""
        if wrong := modal.errors(form, shown):
            return {"response_action": "errors", "errors": wrong}
        return {"response_action": "update", "view": self._view(form, act)}
