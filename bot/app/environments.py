"""Several environments in one process: each is a bot of its own, with its own database, log, keys, people, channels,
budget of calls and brake; they share the doors and the engine of durable work (docs/decisions/0018-environments.md).

What comes in is brought to one of them here, and what goes out says of which it is. No desk knows of several.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable, Hashable, Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

import structlog

from bot.app.branches import JOINT, Branch
from bot.app.naming import Named, named_in
from bot.app.whereabouts import Works, works_in
from bot.delivery.homes import Homes
from common.faults import describe
from domain.card import Answer, Card, Choices, Field, Form, Input, Item, Option, Stays, say
from domain.chat import Account, Clicked, Incoming, Sought, Standing, Submitted, Typed
from domain.moment import joined
from domain.refs import ANY, CHOOSE, FOLLOWING, marked, unmarked
from domain.words.language import Words
from domain.words.languages import spoken
from handlers.limits import Limits
from handlers.ports import Unit
from handlers.reading import command_in, oversized
from handlers.requests.home import drawn_from, renewed
from handlers.requests.readers import Unclear

T = TypeVar("T")
log = structlog.get_logger(__name__)

HOME = "home"
WHERE = "environment"  # a field of a form
_PATIENCE = 15.0  # seconds that each environment gets for its part of a home
_MOST = 10  # numbers of requests that are looked up for a message
_NUMBER = re.compile(r"\bDSR-[0-9A-Z]{6}\b", re.IGNORECASE)


class Switchboard:
    """Satisfies `bot.door.Desk`: one desk in front of those of all environments, which then decide as ever."""

    def __init__(self, branches: Sequence[Branch]) -> None:
        """The first of them first."""
        self._branches: Mapping[str, Branch] = {branch.name: branch for branch in branches}
        self._first = branches[0]
        self._limits = Limits(self._first.bot.deps)  # before anything is looked up, and for all of them together
        self.homes = Homes(self._home_of, rows=self._rows_of)
        for branch in branches:
            branch.bot.wakes.append(self.homes.wake)

    async def __call__(self, incoming: Incoming) -> Answer:
        words = spoken(incoming.locale, self._first.bot.deps.words)
        if oversized(incoming):
            return await self._first.bot.desk(incoming)  # which reads nothing of it
        if told := await self._limits.turn_away(incoming, words):
            return Stays(text=(told,)) if isinstance(incoming, Submitted) else say(told)
        match incoming:
            case Clicked(verb=verb, ref="") if verb == HOME:
                return await self._home(incoming)
            case Submitted(ref=ref) if unmarked(ref)[0] == ANY:
                return await self._chosen(incoming)
            case Clicked(ref=ref) | Submitted(ref=ref):
                return await self._carried(incoming, *unmarked(ref))
            case Sought():
                branches, maybe = await self._theirs(incoming.account)
                return await self._served(branches[0], incoming) if len(branches) == 1 and not maybe else Choices()
            case Typed(text=text) if text.strip().casefold() == HOME and not self._at(incoming):
                return await self._home(incoming)
            case Typed():
                return await self._typed(incoming)
        return await self._first.bot.desk(incoming)

    async def _carried(self, incoming: Clicked | Submitted, name: str, plain: str) -> Answer:
        """Of an environment that is not known (any more) it is nobody's, which the desk says by what it carries."""
        branch = self._branches.get(name) if name else self._first
        if not branch:
            return await self._first.bot.desk(incoming)
        came = replace(incoming, ref=plain)
        return await (self._follows(branch, came) if isinstance(came, Submitted) else self._served(branch, came))

    async def _follows(self, branch: Branch, submitted: Submitted) -> Answer:
        """What is typed behind a command that is chosen may name the environment of the form, and no other."""
        following = (submitted.values.get(FOLLOWING) or ("",))[0]
        if submitted.verb != CHOOSE or not following:
            return await self._served(branch, submitted)
        named = self._named(f"{CHOOSE} {following}")  # also where it is nothing but the name
        there = named.other_than(branch.name)
        if there != branch.name:
            return Stays(text=(await self._words(submitted)).environments.another(branch.name, there))
        plain = named.text.removeprefix(CHOOSE).strip() if named.end else following
        return await self._served(branch, replace(submitted, values={**submitted.values, FOLLOWING: (plain,)}))

    async def _typed(self, typed: Typed) -> Answer:
        """The environment that is named, or that of the channel; else the only one in which it can be meant."""
        chooses = command_in(typed.text, self._first.bot.deps.commands) == CHOOSE
        named = Named(typed.text) if chooses else self._named(typed.text)  # behind it may be the message of a stranger
        if here := self._at(typed):
            return await self._typed_at(here, typed, named)
        branches, maybe = await self._theirs(typed.account)
        either = [*branches, *maybe]
        if not branches and maybe and not named.end:
            return say((await self._words(typed)).rights.STANDING[Standing.UNKNOWN])
        if chooses and len(either) > 1:
            return await self._to_choose(either, typed)
        if named.end and (not either or self._branches[named.end] in either):
            return await self._served(self._branches[named.end], replace(typed, text=named.text))
        meant = {branch.name for branch in either} | named.all
        if not chooses and len(meant) > 1:
            knowing = await self._knowing(branches, typed.text) if not named.all else []
            if len(knowing) != 1:
                asked = [name for name in self._branches if name in meant]
                return say(*(await self._words(typed)).environments.which(asked))
            branches = knowing
        return await self._served(branches[0] if branches else self._first, typed)

    async def _typed_at(self, here: Branch, typed: Typed, named: Named) -> Answer:
        """In a channel of an environment, which is meant unless another is named."""
        there = named.other_than(here.name)
        if there != here.name:
            return say(*(await self._words(typed)).environments.elsewhere(here.name, there))
        return await self._served(here, replace(typed, text=named.text))

    async def _to_choose(self, branches: Sequence[Branch], typed: Typed) -> Answer:
        """The form of one of them, and in which it is to be."""
        form, words = await branches[0].bot.desk(typed), await self._words(typed)
        if not isinstance(form, Form):
            return branches[0].marks(form)
        options = tuple(Option(branch.name, branch.name) for branch in branches)
        field = Field(WHERE, words.environments.ENVIRONMENT, Input.ONE_OF, options)
        return replace(form, ref=marked(form.ref, ANY), fields=(field, *form.fields))

    async def _chosen(self, submitted: Submitted) -> Answer:
        """Whether they may there is for the desk behind it to say."""
        branch = self._branches.get((submitted.values.get(WHERE) or ("",))[0])
        if not branch:
            return Stays(text=(await self._words(submitted)).environments.which([*self._branches]))
        rest = {name: given for name, given in submitted.values.items() if name != WHERE}
        return await self._follows(branch, replace(submitted, ref=unmarked(submitted.ref)[1], values=rest))

    async def _served(self, branch: Branch, incoming: Incoming) -> Answer:
        return branch.marks(await branch.bot.desk(incoming))

    def _named(self, text: str) -> Named:
        return named_in(text, self._branches)

    def _at(self, incoming: Incoming) -> Branch | None:
        place = incoming.place
        return next((branch for branch in self._branches.values() if branch.owns(place.surface, place.id)), None)

    async def _theirs(self, account: Account) -> tuple[list[Branch], list[Branch]]:
        """Where somebody has, or had, something to do, and where that is not known just now."""
        found = await self._works(account)
        unknown = (Works.MAYBE, Works.SILENT)
        return [one for one, works in found if works is Works.YES], [one for one, works in found if works in unknown]

    async def _works(self, account: Account) -> Sequence[tuple[Branch, Works]]:
        every = [*self._branches.values()]
        return [*zip(every, await asyncio.gather(*(works_in(one.bot, account) for one in every)), strict=True)]

    async def _knowing(self, branches: Sequence[Branch], text: str) -> list[Branch]:
        """Of their own, those that have the request whose number is typed."""
        numbers = {number.upper() for number in _NUMBER.findall(text)}
        if not 0 < len(numbers) <= _MOST:
            return []
        return [branch for branch in branches if await branch.bot.deps.storage.read(lambda unit: _has(unit, numbers))]

    async def _words(self, incoming: Incoming) -> Words:
        profile = await self._first.bot.deps.profile(incoming.account)
        return spoken(incoming.locale or profile.locale, self._first.bot.deps.words)

    async def _home(self, incoming: Incoming) -> Answer:
        """All of theirs below each other; of which it is not known, each says so itself."""
        branches, maybe = await self._theirs(incoming.account)
        shown = [*branches, *maybe] or [self._first]
        told = await self._each(shown, lambda branch: self._served(branch, incoming))
        silent = (await self._words(incoming)).environments.SILENT
        return _joined({one: say(silent) if answer is None else answer for one, answer in told.items()})

    async def _home_of(self, account: Account) -> Card:
        """Raises: Unclear."""

        async def draw(branch: Branch) -> Answer:
            return branch.marks(await renewed(branch.bot.deps, account))

        told = await self._certain(account, draw)
        profile = await self._first.bot.deps.profile(account)
        silent = spoken(profile.locale, self._first.bot.deps.words).environments.SILENT
        return _joined({one: say(silent) if answer is None else answer for one, answer in told.items()})

    async def _rows_of(self, account: Account) -> Hashable:
        """Raises: Unclear."""
        told = await self._certain(account, lambda branch: drawn_from(branch.bot.deps, account))
        return tuple((branch.name, rows) for branch, rows in told.items())

    async def _certain(self, account: Account, ask: Callable[[Branch], Awaitable[T]]) -> Mapping[Branch, T | None]:
        """Of each environment in which they work, or may for all that its database says, which is then None.

        Raises: Unclear: it is not known who they are, or no database answers.
        """
        found = await self._works(account)
        if any(works is Works.MAYBE for _, works in found):
            raise Unclear
        shown = [one for one, works in found if works is not Works.NO] or [self._first]
        told = await self._each(shown, ask)
        if all(one is None for one in told.values()):
            raise Unclear
        return told

    async def _each(
        self, branches: Sequence[Branch], ask: Callable[[Branch], Awaitable[T]]
    ) -> Mapping[Branch, T | None]:
        """None where the database does not answer: the others go on. Raises: Unclear."""

        async def answered(branch: Branch) -> T | None:
            try:
                async with asyncio.timeout(_PATIENCE):
                    return await ask(branch)
            except Unclear:
                raise
            except Exception as fault:
                log.warning("an environment is missing in a home", environment=branch.name, **describe(fault))
                return None

        return dict(zip(branches, await asyncio.gather(*map(answered, branches)), strict=True))


def _joined(answers: Mapping[Branch, Answer]) -> Card:
    """One card of several: what each says below its name. The only one stays as it is."""
    cards = {branch: card for branch, card in answers.items() if isinstance(card, Card)}
    if len(cards) == 1:
        return next(iter(cards.values()))
    items = [item for branch, card in cards.items() for item in _part(branch, card)]
    first = next(iter(cards.values()))
    again = tuple(replace(button, ref="") for button in first.buttons if button.verb == HOME)
    return Card(items=tuple(items), buttons=again, footer=JOINT.join(branch.name for branch in cards), lang=first.lang)


def _part(branch: Branch, card: Card) -> list[Item]:
    board = next((button for button in card.buttons if button.verb != HOME), None)
    said = [Item("⚠", card.status)] if card.status else []
    said += [Item("–", text) for text in card.text]
    return [Item("", joined(JOINT, (branch.name, card.title)), button=board), *said, *card.all_items]


def _has(unit: Unit, numbers: set[str]) -> bool:
    return any(unit.requests.get(number) for number in numbers)
