"""`choose`: a form with all that somebody may do, for where no command can be typed. What is chosen there counts as
typed (`handlers.reading.meant`); it comes back where nothing was done about it. Of a text that comes with it only the
addresses are taken, to be looked at and sent by whoever chose.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import accumulate

from domain.card import Card, Field, Form, Input, Option
from domain.commands import Verb, sentence
from domain.filled import MOST, again
from domain.identifiers import READ, addresses_in, listed
from domain.ids import one_spelling
from domain.refs import CHOOSE, CHOSEN, FOLLOWING
from domain.rights import BOARD
from domain.unread import Behind
from handlers.command import Command
from handlers.deps import Act, Deps
from handlers.requests.filling import refilled

_PARTED = "; "
_FIRST = "find"  # what is chosen beforehand, where somebody is named


async def choose(deps: Deps, act: Act) -> Form:
    """The typed command, or a shortcut: with the text of a message, where it was taken there. What of it is left out
    is said."""
    people: dict[str, str] = {}
    for who in addresses_in(act.ref):
        people.setdefault(one_spelling(who), listed([who]))
    fitting, said = _fitting([*people.values()]), act.words.looking
    left = len(people) - len(fitting)
    told = [said.left_out(left)] if left else []
    told += [said.not_read_on(READ)] if len(act.ref) > READ else []
    return replace(_form(deps, act, _PARTED.join(fitting)), text=" ".join(told))


def _fitting(people: Sequence[str]) -> Sequence[str]:
    """As many as a field takes."""
    ends = accumulate(len(one) + len(_PARTED) for one in people)
    return people[: sum(end - len(_PARTED) <= MOST for end in ends)]


async def submitted(deps: Deps, act: Act) -> Form:
    """What was filled in so that it is no command: it comes back."""
    form = _form(deps, act, "")
    return refilled(form, act) or form


def sent_back(deps: Deps, act: Act, why: Card) -> Form:
    """The form as it was filled in, where nothing was done about what it says."""
    several = (f"{item.text} ({item.note})" for item in why.items)
    return again(_form(deps, act, ""), act.values, {FOLLOWING: " ".join((*why.text, *several))})


def _form(deps: Deps, act: Act, people: str) -> Form:
    said, offered = act.words.looking, [verb for verb in deps.commands.verbs if _is_offered(verb, act)]
    first = _FIRST if people and _FIRST in {verb.name for verb in offered} else ""
    options = tuple(Option(verb.name, f"{verb.name} · {sentence(verb, act.words)}") for verb in offered)
    what = Field(CHOSEN, said.WHAT, Input.ONE_OF, options, value=first)
    following = Field(FOLLOWING, said.FOLLOWING, required=False, hint=said.FOLLOWING_HINT, value=people)
    return Form(CHOOSE, "", said.CHOOSE, said.GO_ON, (what, following))


def _is_offered(verb: Verb, act: Act) -> bool:
    return verb.name != CHOOSE and verb.helps(act.roles)


COMMAND = Command(
    name=CHOOSE,
    usage="choose [text]",
    sentence="A form to choose a command in, with the addresses of a text filled in.",
    example="choose",
    who=BOARD,
    behind=Behind.READ,
    shows=True,
    typed=choose,
    submitted=submitted,
    files=frozenset(),
)
