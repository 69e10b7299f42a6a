"""Where every act arrives, whatever the door: who is it, may they, and which handler does it."""

from __future__ import annotations

from dataclasses import replace

import structlog

from domain.addresses import names_someone
from domain.card import Answer, Button, Card, Form, Stays, Style, not_clear, say
from domain.cell import Altered
from domain.chat import Account, Clicked, Incoming, Sought, Submitted, Typed
from domain.event import EventKind
from domain.filled import MOST, overfull
from domain.people import Known, Role
from domain.request import Illegible
from domain.rights import Way
from domain.rule import Refusal, refusal
from domain.trouble import Refused, Trouble, Unreadable
from domain.words.language import Words
from domain.words.languages import spoken
from handlers.command import Acts, Served
from handlers.deps import Act, Deps
from handlers.limits import Limits
from handlers.people.capacities import identify
from handlers.people.identity import NotAMember
from handlers.people.mentions import NoAddress
from handlers.ports import Unit
from handlers.reading import UNREADABLE, act_of, as_holdable, meant, oversized
from handlers.requests.adopt import adopt
from handlers.requests.audit import note
from handlers.requests.choosing import sent_back
from handlers.requests.form_of import named
from handlers.requests.gate import against, turn_away
from handlers.requests.order import tell_altered
from handlers.requests.outcomes import again
from handlers.understood import asked_back, with_aside

log = structlog.get_logger(__name__)


class Desk:
    """Every act gets an answer; nothing is silently ignored."""

    def __init__(self, deps: Deps, acts: Acts) -> None:
        self._deps, self._acts, self._limits = deps, acts, Limits(deps)
        self._spoken: dict[Account, Words] = {}

    async def __call__(self, incoming: Incoming) -> Answer:
        answer, words = await self._answered(incoming), self._words(incoming)
        if isinstance(answer, Form):
            answer = _as_it_fits(answer, incoming, words)
        return replace(answer, lang=words.tag)

    def _words(self, incoming: Incoming) -> Words:
        """Of whose act it is, by the act itself or once they were met; before, those of the company."""
        return spoken(incoming.locale, self._spoken.get(incoming.account, self._deps.words))

    async def _answered(self, incoming: Incoming) -> Answer:
        try:
            if oversized(incoming):
                return _undone(incoming, self._words(incoming).errors.TOO_MUCH)
            if told := await self._limits.turn_away(incoming, self._words(incoming)):
                return _undone(incoming, told)
            return await self._received(as_holdable(incoming))
        except NoAddress:
            words = self._words(incoming)
            return _undone(incoming, words.errors.UNKNOWN_MENTION, words.requests.NOTHING_FILED)
        except (Altered, Illegible) as wrong:
            return _undone(incoming, await self._not_as_written(wrong, self._words(incoming)))
        except Refused as refused:
            log.warning("refused by Customer Insights", status=refused.status, code=refused.code)
            return _undone(incoming, self._words(incoming).errors.INSIGHTS_NO)
        except Unreadable as unreadable:
            log.warning("Customer Insights is not understood", status=unreadable.status, code=unreadable.code)
            return _undone(incoming, self._words(incoming).errors.INSIGHTS_UNREADABLE)
        except Trouble as trouble:
            log.warning("Customer Insights does not answer", status=trouble.status, code=trouble.code)
            return _undone(incoming, self._words(incoming).errors.INSIGHTS_DOWN)
        except Exception:
            log.exception("an act failed", act=type(incoming).__name__)
            return _undone(incoming, self._words(incoming).errors.CANNOT_NOW)

    async def _not_as_written(self, wrong: Altered | Illegible, words: Words) -> str:
        if isinstance(wrong, Illegible):
            log.warning("a request cannot be read", request=wrong.request)
            return words.errors.illegible(wrong.request)
        if wrong.request:
            await tell_altered(self._deps, wrong.request)
        return words.errors.ALTERED

    async def _received(self, incoming: Incoming) -> Answer:
        try:
            known = await identify(self._deps, incoming.account)
        except NotAMember as stranger:
            await note(self._deps, EventKind.ACT_REFUSED, None, surface=incoming.account.surface, why=stranger.standing)
            return say(self._words(incoming).rights.STANDING[stranger.standing])
        self._limits.is_of(incoming, known.person)
        self._spoken[incoming.account] = self._deps.words_of(known.locale)
        taken = meant(incoming, self._deps.commands)
        answer = await self._serve(taken, known)
        return await self._back(incoming, known, answer) if isinstance(taken, Typed) else answer

    async def _back(self, incoming: Incoming, known: Known, answer: Answer) -> Answer:
        """Of a line about which nothing was done: in the form that it was typed in, it stays."""
        if not isinstance(answer, Stays) or not isinstance(incoming, Submitted):
            return answer.outside if isinstance(answer, Stays) else answer
        return sent_back(self._deps, act_of(incoming, known, self._deps.commands, self._words(incoming)), answer)

    async def _serve(self, incoming: Incoming, known: Known) -> Answer:
        act = act_of(incoming, known, self._deps.commands, self._words(incoming))
        way, verb = act.asked.way, act.asked.verb
        served = self._acts[way].get(verb)
        if way is not Way.COMMAND and (not served or act.asked.ref is UNREADABLE):  # never on a card of today's
            await note(self._deps, EventKind.ACT_REFUSED, known.person, why="unknown", way=way)
            return say(act.words.errors.STALE_BUTTON)
        if not served:
            return say(self._unknown(verb, act.words), *([act.words.errors.FILE_UNREAD] if act.files else []))
        if turned_away := await self._turned_away(act):
            return turned_away
        if Role.OUTSIDE_AUDITOR in act.roles:
            await note(self._deps, EventKind.VISITOR_LOOKED, act.person, way=way, verb=verb)
        if isinstance(incoming, Clicked):
            await adopt(self._deps, incoming, act)
        if isinstance(incoming, Sought):
            return await served.seeks(self._deps, act) if served.seeks else say(act.words.errors.STALE_BUTTON)
        answer = await self._done(incoming, act, served)
        if not isinstance(answer, Form):
            return answer
        blank = isinstance(incoming, Typed) and not act.ref.strip()
        return replace(await named(self._deps, answer, act.words), opener=served.opener if blank else "")

    async def _done(self, incoming: Incoming, act: Act, served: Served) -> Answer:
        """Nothing is done about a line that is not understood as a whole."""
        verb = self._deps.commands.verb(act.asked.verb)
        if not isinstance(incoming, Typed) or not verb:
            return await served.do(self._deps, act)
        if incoming.public and names_someone(act.ref) and served.opener:
            return _instead(verb.name, served.opener, act.words)
        return asked_back(incoming, act, verb) or with_aside(await served.do(self._deps, act), incoming, act, verb)

    async def _turned_away(self, act: Act) -> Answer | None:
        """Asked before anything is read, shown, adopted, redrawn or changed."""
        if not act.request_id:
            known, why = True, refusal(act.asked, None, act.person.id, act.roles)
        else:
            known, why = await self._deps.storage.read(lambda unit: _standing(unit, act))
        if why:
            return await self._deps.storage.write(lambda unit: again(unit, self._deps, act) or self._no(unit, act, why))
        return None if known else _unknown_request(act)

    def _no(self, unit: Unit, act: Act, why: Refusal) -> Card:
        return turn_away(unit, act, why, self._deps.clock())

    def _unknown(self, name: str, words: Words) -> str:
        commands = self._deps.commands
        known = commands.stated(Way.BUTTON, name).by_name
        return (
            words.errors.button_not_command(name) if known else words.errors.unknown_verb(name, commands.nearest(name))
        )


def _standing(unit: Unit, act: Act) -> tuple[bool, Refusal | None]:
    """Whether there is such a request, and why the act is not for this person."""
    return unit.requests.get(act.request_id) is not None, against(unit, act)


def _unknown_request(act: Act) -> Card:
    if act.asked.way is Way.COMMAND:
        return not_clear(act.words.errors.unknown_request(act.ref.removesuffix(act.asked.ref.rest).strip()))
    return say(act.words.errors.unknown_request(act.request_id))


def _instead(verb: str, opener: str, words: Words) -> Card:
    """An address typed where others read it is refused without repeating it; the form is offered instead."""
    form = Button(opener, "", words.buttons.OPEN_FORM, Style.PRIMARY, about=verb)
    return Card(text=(words.requests.ADDRESS_IN_PUBLIC,), buttons=(form,))


def _as_it_fits(form: Form, incoming: Incoming, words: Words) -> Answer:
    """No door opens a form that would not hold all that was typed. Where that is said at the field of one that is open
    already, it stands there."""
    field = overfull(form)
    if not field or (field.error and isinstance(incoming, Submitted)):
        return form
    return _undone(incoming, words.errors.no_room(field.label, len(field.value), MOST), *filter(None, (field.many,)))


def _undone(incoming: Incoming, *text: str) -> Card:
    return Stays(text=text) if isinstance(incoming, Submitted) else say(*text)
