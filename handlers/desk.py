"""Where every act arrives, whatever the door: who is it, may they, and which handler does it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

import structlog

from domain import words
from domain.addresses import names_someone
from domain.card import Answer, Button, Card, Stays, Style, say
from domain.chat import Clicked, Incoming, Submitted, Typed
from domain.commands import nearest
from domain.insights import Refused, Trouble, Unreadable
from domain.people import Person, Role
from domain.rights import Way
from domain.rule import Refusal, refusal
from handlers.deps import Act, Deps
from handlers.erasure import acts as erasure
from handlers.erasure import decide_all
from handlers.export import acts as ticket
from handlers.export import command as export
from handlers.export.taken_back import not_it
from handlers.people import find, who
from handlers.people.identity import NotAMember, identify
from handlers.people.mentions import NoAddress
from handlers.ports import Unit
from handlers.reading import UNREADABLE, act_of, as_holdable
from handlers.refresh import command as refresh
from handlers.remove_user import command as users
from handlers.requests import board as overview
from handlers.requests import cancelling as cancel
from handlers.requests import decision as decide
from handlers.requests import hold
from handlers.requests import looking as board
from handlers.requests import refusal as refuse
from handlers.requests.adopt import adopt
from handlers.requests.audit import note
from handlers.requests.gate import against, turn_away
from handlers.requests.outcomes import again

Handler = Callable[[Deps, Act], Awaitable[Answer]]

COMMANDS: Mapping[str, Handler] = {
    "help": board.help_,
    "sources": board.sources,
    "refresh": refresh.refresh,
    "users": users.users,
    "remove-user": users.remove_user,
    "requests": overview.requests,
    "show": board.show,
    "cancel": cancel.cancel,
    "correct": cancel.correct,
    "export": export.export,
    "find": find.find,
    "hold": hold.hold,
    "release": hold.release,
    "refuse": refuse.refuse,
    "person": who.person,
}
BUTTONS: Mapping[str, Handler] = {
    "approve": decide.approve,
    "deny": decide.ask_reason,
    "retry": cancel.retry,
    "cancel": cancel.cancel,
    "correct": cancel.correct,
    "details": board.show,
    "show": board.show,
    "refresh-source": refresh.one_source,
    "refresh-form": refresh.refresh,
    "remove-user-form": users.remove_user,
    "file-anyway": cancel.file_anyway,
    "find-form": find.find,
    "settle": erasure.ask,
    "decide-all": decide_all.ask,
    "export-form": export.export,
    "ticket": ticket.ask,
    "mail-came": ticket.ask,
    "not-it": not_it,
    "remind": ticket.remind,
    "requests": overview.requests,
    "person": who.move,
    "person-form": who.ask,
    "person-same": who.same,
    "person-new": who.new,
    "person-old": who.old,
}
FORMS: Mapping[str, Handler] = {
    "refresh": refresh.submitted,
    "remove-user": users.submitted,
    "deny": decide.deny,
    "find": find.submitted,
    "hold": hold.submitted,
    "settle": erasure.settled,
    "decide-all": decide_all.submitted,
    "export": export.submitted,
    "ticket": ticket.done,
    "refuse": refuse.refused,
    "person": who.submitted,
}
ON_CARDS = {"approve", "deny", "retry", "details"}  # buttons that people take for commands
# Commands that name people, and the button that opens their form.
PRIVATE_FORMS = {
    "refresh": "refresh-form",
    "remove-user": "remove-user-form",
    "find": "find-form",
    "export": "export-form",
    "person": "person-form",
}
HANDLERS: Mapping[Way, Mapping[str, Handler]] = {Way.COMMAND: COMMANDS, Way.BUTTON: BUTTONS, Way.FORM: FORMS}

log = structlog.get_logger(__name__)


class Desk:
    """Every act gets an answer; nothing is silently ignored."""

    def __init__(self, deps: Deps) -> None:
        self._deps = deps

    async def __call__(self, incoming: Incoming) -> Answer:
        try:
            return await self._received(as_holdable(incoming))
        except NoAddress:
            return _undone(incoming, words.UNKNOWN_MENTION, words.NOTHING_FILED)
        except Refused as refused:
            log.warning("refused by Customer Insights", status=refused.status, code=refused.code)
            return _undone(incoming, words.INSIGHTS_NO)
        except Unreadable as unreadable:
            log.warning("Customer Insights is not understood", status=unreadable.status, code=unreadable.code)
            return _undone(incoming, words.INSIGHTS_UNREADABLE)
        except Trouble as trouble:
            log.warning("Customer Insights does not answer", status=trouble.status, code=trouble.code)
            return _undone(incoming, words.INSIGHTS_DOWN)
        except Exception:
            log.exception("an act failed", act=type(incoming).__name__)
            return _undone(incoming, words.CANNOT_NOW)

    async def _received(self, incoming: Incoming) -> Answer:
        try:
            person, roles = await identify(self._deps, incoming.account)
        except NotAMember as stranger:
            await note(self._deps, "act.refused", None, surface=incoming.account.surface, why=stranger.standing)
            return say(words.STANDING[stranger.standing])
        return await self._serve(incoming, person, roles)

    async def _serve(self, incoming: Incoming, person: Person, roles: frozenset[Role]) -> Answer:
        act = act_of(incoming, person, roles)
        way, verb = act.asked.way, act.asked.verb
        handler = HANDLERS[way].get(verb)
        if way is not Way.COMMAND and (not handler or act.asked.ref is UNREADABLE):  # never on a card of today's
            await note(self._deps, "act.refused", person, why="unknown", way=way)
            return say(words.STALE_BUTTON)
        if not handler:
            return say(_unknown(verb))
        if turned_away := await self._turned_away(act):
            return turned_away
        if isinstance(incoming, Typed) and incoming.public and names_someone(act.ref) and verb in PRIVATE_FORMS:
            return _instead(verb)
        if isinstance(incoming, Clicked):
            await adopt(self._deps, incoming, act)
        return await handler(self._deps, act)

    async def _turned_away(self, act: Act) -> Answer | None:
        """Asked before anything is read, shown, adopted, redrawn or changed."""
        if not act.request_id:
            known, why = True, refusal(act.asked, None, act.person.id, act.roles)
        else:
            known, why = await self._deps.storage.read(lambda unit: _standing(unit, act))
        if why:
            return await self._deps.storage.write(lambda unit: again(unit, self._deps, act) or self._no(unit, act, why))
        return None if known else say(_unknown_request(act))

    def _no(self, unit: Unit, act: Act, why: Refusal) -> Card:
        return turn_away(unit, act, why, self._deps.clock())


def _standing(unit: Unit, act: Act) -> tuple[bool, Refusal | None]:
    """Whether there is such a request, and why the act is not for this person."""
    return unit.requests.get(act.request_id) is not None, against(unit, act)


def _unknown_request(act: Act) -> str:
    if act.asked.way is Way.COMMAND:
        return words.unknown_request(act.ref.removesuffix(act.asked.ref.rest).strip())
    return words.unknown_request(act.request_id)


def _instead(verb: str) -> Card:
    """An address typed where others read it is refused without repeating it; the form is offered instead."""
    form = Button(PRIVATE_FORMS[verb], "", words.OPEN_FORM, Style.PRIMARY, about=verb)
    return Card(text=(words.ADDRESS_IN_PUBLIC,), buttons=(form,))


def _undone(incoming: Incoming, *text: str) -> Card:
    return Stays(text=text) if isinstance(incoming, Submitted) else say(*text)


def _unknown(name: str) -> str:
    return words.button_not_command(name) if name in ON_CARDS else words.unknown_verb(name, nearest(name))
