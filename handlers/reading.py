"""What came in, as an act: its verb, and what it names, read once for the rule and for every handler."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any

from domain.chat import Clicked, Incoming, Sought, Submitted, Typed
from domain.commands import Commands
from domain.filled import MOST
from domain.people import Known
from domain.refresh.names import bare, holdable
from domain.refs import CHOOSE, CHOSEN, DROPPED, FOLLOWING, ON_A_ROW, Ref, carried, typed
from domain.rights import Way
from domain.rule import Asked
from domain.words.language import Words
from handlers.deps import Act

TYPED, CARRIED = 40_000, 1_000  # characters; Slack takes as many in a message, and we put fewer on a button
FIELDS, FILLED = 100, 200_000  # of a form
UNREADABLE = Ref(request="?")  # what we never wrote; no request is called so


def oversized(incoming: Incoming) -> bool:
    """Whether it is more than anybody types, presses or fills in: nothing of it is read. What one field takes, its form
    says besides (`domain.filled`)."""
    match incoming:
        case Typed(text=text):
            return len(text) > TYPED
        case Clicked(verb=verb, ref=ref) | Sought(verb=verb, text=ref):
            return len(verb) + len(ref) > CARRIED
        case Submitted(verb=verb, ref=ref, values=values):
            given = sum(len(name) + sum(map(len, texts)) for name, texts in values.items())
            return len(verb) + len(ref) > CARRIED or len(values) > FIELDS or given > FILLED
    return False


def as_holdable(incoming: Incoming) -> Incoming:
    """Without what no database can hold."""
    match incoming:
        case Typed(text=text):
            held = holdable(text)
            return incoming if held == text else replace(incoming, text=held)
        case Clicked(verb=verb, ref=ref):
            plain = holdable(verb), holdable(ref)
            return incoming if plain == (verb, ref) else replace(incoming, verb=plain[0], ref=plain[1])
        case Sought(verb=verb, text=text):
            return replace(incoming, verb=holdable(verb), text=holdable(text))
        case Submitted(verb=verb, ref=ref, values=values):
            kept = {name: tuple(map(holdable, given)) for name, given in values.items()}
            return replace(incoming, verb=holdable(verb), ref=holdable(ref), values=kept)
    return incoming


def meant(incoming: Incoming, commands: Commands) -> Incoming:
    """What was chosen in a form is typed, to the rule and to everything else; what is no command stays a form, which
    comes back. A file without a word is given to the command that
    takes one. What was pressed on a list is pressed as on a card, but the list is no card."""
    match incoming:
        case Typed(text=text, files=files) if files and not text.strip():
            return replace(incoming, text=DROPPED)
        case Clicked(verb=verb) if verb.startswith(ON_A_ROW):
            return replace(incoming, verb=verb.removeprefix(ON_A_ROW), address=None)
        case Submitted(verb=verb, ref="", values=values) if verb == CHOOSE:
            chosen, following = ((values.get(name) or ("",))[0] for name in (CHOSEN, FOLLOWING))
            if commands.verb(chosen) and chosen != CHOOSE and len(following) <= MOST:
                return Typed(**_came_with(incoming), text=f"{chosen} {following}".strip())
    return incoming


def _came_with(incoming: Incoming) -> dict[str, Any]:
    """What any act has: whose it is, from where, in which language."""
    return {field.name: getattr(incoming, field.name) for field in fields(Incoming)}


def act_of(incoming: Incoming, known: Known, commands: Commands, words: Words) -> Act:
    """A delivery is its account's own: nobody else can repeat it."""
    asked, ref, values = _asked(incoming, commands)
    account, delivery = incoming.account, incoming.delivery
    return Act(
        asked=asked,
        person=known.person,
        account=account,
        roles=known.roles,
        place=incoming.place,
        delivery=delivery and f"{account.surface}:{account.id}:{delivery}",
        ref=ref,
        values=values,
        files=incoming.files,
        words=words,
        capacities=known.capacities,
    )


def _asked(incoming: Incoming, commands: Commands) -> tuple[Asked, str, Mapping[str, tuple[str, ...]]]:
    """The act, the text that it came with, and what was filled in."""
    match incoming:
        case Typed(text=text):
            verb, rest = _command(text, commands)
            asked = commands.asked(Way.COMMAND, verb)
            return replace(asked, ref=typed(rest, asked.right.names)), rest.strip(), {}
        case Clicked(verb=verb, ref=ref):
            return _carried(commands.asked(Way.BUTTON, verb), ref), ref, {}
        case Sought(verb=verb, text=text):
            return _carried(commands.asked(Way.FORM, verb), ""), text, {}
        case Submitted(verb=verb, ref=ref, values=values):
            return _carried(commands.asked(Way.FORM, verb), ref), ref, values
    raise TypeError(type(incoming).__name__)


def _carried(asked: Asked, ref: str) -> Asked:
    return replace(asked, ref=carried(ref, asked.right.names) or UNREADABLE)


def _command(text: str, commands: Commands) -> tuple[str, str]:
    """The verb and what follows it. People type `/dsr` in Teams as well, or call the bot by its name."""
    word, rest = _first(text)
    for name in ("dsr", "bot"):
        if bare(word) != name:
            break
        word, rest = _first(rest)
    known, second = bare(word), _first(rest)
    if known in commands.acts[Way.COMMAND] or known in commands.acts[Way.BUTTON]:
        return known, rest
    apart = f"{known}-{bare(second[0])}"  # a phone writes “remove user”
    return (apart, second[1]) if apart in commands.acts[Way.COMMAND] else (word.casefold() or "help", rest)


def command_in(text: str, commands: Commands) -> str:
    """The verb that is typed."""
    return _command(text, commands)[0]


def _first(text: str) -> tuple[str, str]:
    """The first word, and what follows it."""
    word, rest = (*text.split(maxsplit=1), "", "")[:2]
    return word, rest
