"""Where every act arrives, whatever the door: who is it, may they, and which handler does it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace

import structlog

from domain import words
from domain.card import Answer, Button, Card, Style, say
from domain.chat import Clicked, Incoming, Submitted, Typed
from domain.insights import Refused, Trouble
from domain.names import bare, holdable
from domain.people import Person, Role
from domain.verbs import VERBS, allowed, nearest
from handlers import board, cancel, decide, erasure, export, find, hold, overview, refresh, refuse, ticket, users
from handlers.adopt import adopt
from handlers.audit import note
from handlers.deps import Act, Deps
from handlers.identity import Faces, NotAMember
from handlers.mentions import NoAddress

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
    "export-form": export.export,
    "ticket": ticket.ask,
    "mail-came": ticket.ask,
    "remind": ticket.remind,
}
FORMS: Mapping[str, Handler] = {
    "refresh": refresh.submitted,
    "remove-user": users.submitted,
    "deny": decide.deny,
    "find": find.submitted,
    "hold": hold.submitted,
    "settle": erasure.settled,
    "export": export.submitted,
    "ticket": ticket.done,
    "refuse": refuse.refused,
}
ON_CARDS = {"approve", "deny", "retry", "details"}  # buttons that people take for commands
# Commands that name people, and the button that opens their form.
PRIVATE_FORMS = {
    "refresh": "refresh-form",
    "remove-user": "remove-user-form",
    "find": "find-form",
    "export": "export-form",
}
# Buttons and forms that do what a command does take that command's role; the others check for themselves.
SAME_RIGHT_AS = {
    "refresh-source": "refresh",
    "refresh-form": "refresh",
    "refresh": "refresh",
    "remove-user-form": "remove-user",
    "remove-user": "remove-user",
    "export-form": "export",
    "export": "export",
    "find-form": "find",
    "find": "find",
    "hold": "hold",
    "refuse": "refuse",
}

log = structlog.get_logger(__name__)


class Desk:
    """Every act gets an answer; nothing is silently ignored."""

    def __init__(self, deps: Deps, faces: Faces) -> None:
        self._deps, self._faces = deps, faces

    async def __call__(self, incoming: Incoming) -> Answer:
        try:
            return await self._received(_holdable(incoming))
        except NoAddress:
            return say(words.UNKNOWN_MENTION, words.NOTHING_FILED)
        except Refused as refused:
            log.warning("refused by Customer Insights", status=refused.status, code=refused.code)
            return say(words.INSIGHTS_NO)
        except Trouble as trouble:
            log.warning("Customer Insights does not answer", status=trouble.status, code=trouble.code)
            return say(words.INSIGHTS_DOWN)
        except Exception:
            log.exception("an act failed", act=type(incoming).__name__)
            return say(words.CANNOT_NOW)

    async def _received(self, incoming: Incoming) -> Answer:
        try:
            person, roles = await self._faces.identify(self._deps, incoming)
        except NotAMember as stranger:
            await note(self._deps, "act.refused", None, surface=incoming.account.surface, why=stranger.standing)
            return say(words.STANDING[stranger.standing])
        return await self._serve(incoming, person, roles)

    async def _serve(self, incoming: Incoming, person: Person, roles: frozenset[Role]) -> Answer:
        match incoming:
            case Typed(text=text):
                verb, rest = _command(text)
                if incoming.public and "@" in rest and verb in PRIVATE_FORMS:
                    return await self._instead(incoming, person, roles, verb)
                return await self._run(COMMANDS, verb, verb, _act(incoming, person, roles, rest.strip()))
            case Clicked(verb=verb, ref=ref):
                await adopt(self._deps, incoming, person)
                return await self._run(BUTTONS, verb, SAME_RIGHT_AS.get(verb), _act(incoming, person, roles, ref))
            case Submitted(verb=verb, ref=ref, values=values):
                act = _act(incoming, person, roles, ref, values)
                return await self._run(FORMS, verb, SAME_RIGHT_AS.get(verb), act)
        raise TypeError(type(incoming).__name__)

    async def _instead(self, incoming: Typed, person: Person, roles: frozenset[Role], verb: str) -> Answer:
        """An address typed where others read it is refused without repeating it; the form is offered instead."""
        form = Button(PRIVATE_FORMS[verb], "", words.OPEN_FORM, Style.PRIMARY)
        refusal = Card(text=(words.ADDRESS_IN_PUBLIC,), buttons=(form,))
        if not allowed(VERBS[verb], roles):
            return await self._run(COMMANDS, verb, verb, _act(incoming, person, roles, ""))
        return refusal

    async def _run(self, table: Mapping[str, Handler], name: str, right: str | None, act: Act) -> Answer:
        handler = table.get(name)
        if not handler:
            return say(_unknown(name) if table is COMMANDS else words.STALE_BUTTON)
        verb = VERBS.get(right or "")
        if verb and not verb.own and not allowed(verb, act.roles):
            await note(self._deps, "act.refused", act.person, why="role", verb=verb.name)
            return say(words.needs_role(verb.roles, f"“{verb.name}”"))
        return await handler(self._deps, act)


def _command(text: str) -> tuple[str, str]:
    """The verb and what follows it. Who is used to Slack types `/dsr` in Teams as well."""
    word, rest = (*text.split(maxsplit=1), "", "")[:2]
    if bare(word).casefold() == "dsr":
        word, rest = (*rest.split(maxsplit=1), "", "")[:2]
    known = bare(word).casefold()
    return known if known in COMMANDS.keys() | BUTTONS.keys() else word.casefold() or "help", rest


def _unknown(name: str) -> str:
    return words.button_not_command(name) if name in ON_CARDS else words.unknown_verb(name, nearest(name))


def _holdable(incoming: Incoming) -> Incoming:
    match incoming:
        case Typed(text=text):
            return replace(incoming, text=holdable(text))
        case Clicked(verb=verb, ref=ref):
            return replace(incoming, verb=holdable(verb), ref=holdable(ref))
        case Submitted(verb=verb, ref=ref, values=values):
            held = {name: tuple(map(holdable, given)) for name, given in values.items()}
            return replace(incoming, verb=holdable(verb), ref=holdable(ref), values=held)
    return incoming


def _act(
    incoming: Incoming, person: Person, roles: frozenset[Role], ref: str, values: Mapping[str, tuple[str, ...]] = {}
) -> Act:
    return Act(
        person=person,
        account=incoming.account,
        roles=roles,
        place=incoming.place,
        delivery=incoming.delivery and f"{incoming.account.surface}:{incoming.delivery}",
        ref=ref,
        values=values,
    )
