"""Several environments in one process: each is a bot of its own, with its own database, log, keys, people, channels,
budget of calls and brake; they share the doors and the engine of durable work (docs/decisions/0018-environments.md).

What comes in is brought to one of them here, and what goes out says of which it is. No desk knows of several.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, replace

from bot.app.naming import Named, named_in
from bot.app.whereabouts import Works, works_in
from bot.app.wiring import Bot
from bot.delivery.homes import Homes
from bot.door import Door
from domain.card import Answer, Button, Card, Choices, Field, Form, Input, Item, Option, Stays, say
from domain.chat import Account, Clicked, Incoming, Profile, Sought, Standing, Submitted, Typed
from domain.file import File, Handed
from domain.moment import joined
from domain.refs import ANY, CHOOSE, FOLLOWING, marked, unmarked
from domain.words.language import Words
from domain.words.languages import spoken
from handlers.limits import Limits
from handlers.ports import Unit
from handlers.reading import command_in, oversized
from handlers.requests.home import drawn_from, renewed
from handlers.requests.readers import Unclear

HOME = "home"
WHERE = "environment"  # a field of a form
_AND = " · "
_MOST = 10  # numbers of requests that are looked up for a message
_NUMBER = re.compile(r"\bDSR-[0-9A-Z]{6}\b", re.IGNORECASE)


@dataclass(frozen=True, eq=False)
class Room:
    """One of them. `first`: the one whose buttons carry no mark, as those of a release that knew of one alone."""

    name: str
    bot: Bot
    first: bool = False

    def owns(self, surface: str, place: str) -> bool:
        return (surface, place) in self.bot.deps.channels

    def marks(self, answer: Answer) -> Answer:
        """What it shows, with its name, on what is pressed or filled in as well, and on a file."""
        if isinstance(answer, Form):
            return replace(answer, ref=self._ref(answer.ref), about=self.named(answer.about))
        if isinstance(answer, Choices):
            return answer
        card = replace(
            answer,
            items=tuple(map(self._item, answer.items)),
            buttons=tuple(map(self._button, answer.buttons)),
            fold=answer.fold and replace(
                answer.fold,
                items=tuple(map(self._item, answer.fold.items)),
                show=answer.fold.show and self._button(answer.fold.show),
            ),
            footer=self.named(answer.footer) if _says_something(answer) else answer.footer,
        )  # fmt: skip
        return replace(card, file=self.names(card.file)) if isinstance(card, Handed) and card.file else card

    def named(self, footer: str) -> str:
        return footer if self.name in footer.split(_AND) else joined(_AND, (footer, self.name))

    def names(self, file: File) -> File:
        return replace(file, name=f"{self.name}-{file.name}", ref=self._ref(file.ref))

    def _ref(self, ref: str) -> str:
        return ref if self.first else marked(ref, self.name)

    def _button(self, button: Button) -> Button:
        return replace(button, ref=self._ref(button.ref))

    def _item(self, item: Item) -> Item:
        return replace(item, button=self._button(item.button)) if item.button else item


def _says_something(card: Card) -> bool:
    return card != type(card)()


class Marked:
    """Satisfies `bot.door.Door`: a door as one environment sees it."""

    def __init__(self, door: Door, room: Room) -> None:
        self._door, self._room, self.surface = door, room, door.surface

    async def post(self, place: str, card: Card) -> str:
        return await self._door.post(place, self._marked(card))

    async def reply(self, place: str, address: str, card: Card) -> str:
        return await self._door.reply(place, address, self._marked(card))

    async def update(self, place: str, address: str, card: Card) -> None:
        await self._door.update(place, address, self._marked(card))

    async def send(self, place: str, file: File) -> bool:
        return await self._door.send(place, self._room.names(file))

    async def direct(self, account: Account) -> str:
        return await self._door.direct(account)

    async def profile(self, account: Account) -> Profile:
        return await self._door.profile(account)

    async def find(self, email: str) -> Account | None:
        return await self._door.find(email)

    def _marked(self, card: Card) -> Card:
        """Whoever reads it did not ask for it, so each says where it comes from."""
        found = self._room.marks(card)
        assert isinstance(found, Card)
        return replace(found, footer=self._room.named(found.footer))


class Switchboard:
    """Satisfies `bot.door.Desk`: one desk in front of those of all environments, which then decide as ever."""

    def __init__(self, rooms: Sequence[Room]) -> None:
        """The first of them first."""
        self._rooms: Mapping[str, Room] = {room.name: room for room in rooms}
        self._first = rooms[0]
        self._limits = Limits(self._first.bot.deps)  # before anything is looked up, and for all of them together
        self.homes = Homes(self._home_of, rows=self._rows_of)
        for room in rooms:
            room.bot.wakes.append(self.homes.wake)

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
                rooms, maybe = await self._theirs(incoming.account)
                return await self._served(rooms[0], incoming) if len(rooms) == 1 and not maybe else Choices()
            case Typed(text=text) if text.strip().casefold() == HOME and not self._at(incoming):
                return await self._home(incoming)
            case Typed():
                return await self._typed(incoming)
        return await self._first.bot.desk(incoming)

    async def _carried(self, incoming: Clicked | Submitted, name: str, plain: str) -> Answer:
        """Of an environment that is not known (any more) it is nobody's, which the desk says by what it carries."""
        room = self._rooms.get(name) if name else self._first
        if not room:
            return await self._first.bot.desk(incoming)
        came = replace(incoming, ref=plain)
        return await (self._follows(room, came) if isinstance(came, Submitted) else self._served(room, came))

    async def _follows(self, room: Room, submitted: Submitted) -> Answer:
        """What is typed behind a command that is chosen may name the environment of the form, and no other."""
        following = (submitted.values.get(FOLLOWING) or ("",))[0]
        if submitted.verb != CHOOSE or not following:
            return await self._served(room, submitted)
        named = self._named(f"{CHOOSE} {following}")  # also where it is nothing but the name
        there = named.other_than(room.name)
        if there != room.name:
            return Stays(text=(await self._words(submitted)).environments.another(room.name, there))
        plain = named.text.removeprefix(CHOOSE).strip() if named.end else following
        return await self._served(room, replace(submitted, values={**submitted.values, FOLLOWING: (plain,)}))

    async def _typed(self, typed: Typed) -> Answer:
        """The environment that is named, or that of the channel; else the only one in which it can be meant."""
        chooses = command_in(typed.text, self._first.bot.deps.commands) == CHOOSE
        named = Named(typed.text) if chooses else self._named(typed.text)  # behind it may be the message of a stranger
        if here := self._at(typed):
            return await self._typed_at(here, typed, named)
        rooms, maybe = await self._theirs(typed.account)
        either = [*rooms, *maybe]
        if not rooms and maybe and not named.end:
            return say((await self._words(typed)).rights.STANDING[Standing.UNKNOWN])
        if chooses and len(either) > 1:
            return await self._to_choose(either, typed)
        if named.end and (not either or self._rooms[named.end] in either):
            return await self._served(self._rooms[named.end], replace(typed, text=named.text))
        meant = {room.name for room in either} | named.all
        if not chooses and len(meant) > 1:
            knowing = await self._knowing(rooms, typed.text) if not named.all else []
            if len(knowing) != 1:
                asked = [name for name in self._rooms if name in meant]
                return say(*(await self._words(typed)).environments.which(asked))
            rooms = knowing
        return await self._served(rooms[0] if rooms else self._first, typed)

    async def _typed_at(self, here: Room, typed: Typed, named: Named) -> Answer:
        """In a channel of an environment, which is meant unless another is named."""
        there = named.other_than(here.name)
        if there != here.name:
            return say(*(await self._words(typed)).environments.elsewhere(here.name, there))
        return await self._served(here, replace(typed, text=named.text))

    async def _to_choose(self, rooms: Sequence[Room], typed: Typed) -> Answer:
        """The form of one of them, and in which it is to be."""
        form, words = await rooms[0].bot.desk(typed), await self._words(typed)
        if not isinstance(form, Form):
            return rooms[0].marks(form)
        options = tuple(Option(room.name, room.name) for room in rooms)
        field = Field(WHERE, words.environments.ENVIRONMENT, Input.ONE_OF, options)
        return replace(form, ref=marked(form.ref, ANY), fields=(field, *form.fields))

    async def _chosen(self, submitted: Submitted) -> Answer:
        """Whether they may there is for the desk behind it to say."""
        room = self._rooms.get((submitted.values.get(WHERE) or ("",))[0])
        if not room:
            return Stays(text=(await self._words(submitted)).environments.which([*self._rooms]))
        rest = {name: given for name, given in submitted.values.items() if name != WHERE}
        return await self._follows(room, replace(submitted, ref=unmarked(submitted.ref)[1], values=rest))

    async def _served(self, room: Room, incoming: Incoming) -> Answer:
        return room.marks(await room.bot.desk(incoming))

    def _named(self, text: str) -> Named:
        return named_in(text, self._rooms)

    def _at(self, incoming: Incoming) -> Room | None:
        place = incoming.place
        return next((room for room in self._rooms.values() if room.owns(place.surface, place.id)), None)

    async def _theirs(self, account: Account) -> tuple[list[Room], list[Room]]:
        """Where somebody has, or had, something to do, and where that is not known just now."""
        rooms = [*self._rooms.values()]
        found = [*zip(rooms, await asyncio.gather(*(works_in(room.bot, account) for room in rooms)), strict=True)]
        return [room for room, works in found if works is Works.YES], [r for r, works in found if works is Works.MAYBE]

    async def _knowing(self, rooms: Sequence[Room], text: str) -> list[Room]:
        """Of their own, those that have the request whose number is typed."""
        numbers = {number.upper() for number in _NUMBER.findall(text)}
        if not 0 < len(numbers) <= _MOST:
            return []
        return [room for room in rooms if await room.bot.deps.storage.read(lambda unit: _has(unit, numbers))]

    async def _words(self, incoming: Incoming) -> Words:
        profile = await self._first.bot.deps.profile(incoming.account)
        return spoken(incoming.locale or profile.locale, self._first.bot.deps.words)

    async def _home(self, incoming: Incoming) -> Answer:
        """All of theirs below each other; of which it is not known, each says so itself."""
        rooms, maybe = await self._theirs(incoming.account)
        return _joined({room: await self._served(room, incoming) for room in [*rooms, *maybe] or [self._first]})

    async def _home_of(self, account: Account) -> Card:
        """Raises: Unclear."""
        rooms = await self._certain(account)
        return _joined({room: room.marks(await renewed(room.bot.deps, account)) for room in rooms})

    async def _rows_of(self, account: Account) -> Hashable:
        """Raises: Unclear."""
        return tuple([(room.name, await drawn_from(room.bot.deps, account)) for room in await self._certain(account)])

    async def _certain(self, account: Account) -> Sequence[Room]:
        """Raises: Unclear."""
        rooms, maybe = await self._theirs(account)
        if maybe:
            raise Unclear
        return rooms or [self._first]


def _joined(answers: Mapping[Room, Answer]) -> Card:
    """One card of several: what each says below its name. The only one stays as it is."""
    cards = {room: card for room, card in answers.items() if isinstance(card, Card)}
    if len(cards) == 1:
        return next(iter(cards.values()))
    items = [item for room, card in cards.items() for item in _part(room, card)]
    first = next(iter(cards.values()))
    again = tuple(replace(button, ref="") for button in first.buttons if button.verb == HOME)
    return Card(items=tuple(items), buttons=again, footer=_AND.join(room.name for room in cards), lang=first.lang)


def _part(room: Room, card: Card) -> list[Item]:
    board = next((button for button in card.buttons if button.verb != HOME), None)
    said = [Item("⚠", card.status)] if card.status else []
    said += [Item("–", text) for text in card.text]
    return [Item("", joined(_AND, (room.name, card.title)), button=board), *said, *card.all_items]


def _has(unit: Unit, numbers: set[str]) -> bool:
    return any(unit.requests.get(number) for number in numbers)


def joined_doors(rooms: Sequence[Room]) -> None:
    """The doors of the first one are those of all; each sees them with its own name."""
    doors = dict(rooms[0].bot.doors)
    for room in rooms:
        room.bot.doors.update({surface: Marked(door, room) for surface, door in doors.items()})
