"""Several environments in one process: each is a bot of its own, with its own database, log, keys, people, channels,
budget of calls and brake; they share the doors and the engine of durable work (docs/decisions/0018-environments.md).

What comes in is brought to one of them here, and what goes out says of which it is. Nothing else knows of several.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, replace

from bot.app.wiring import Bot
from bot.delivery.homes import Homes
from bot.door import Door
from domain.card import Answer, Button, Card, Choices, Field, Form, Input, Item, Option, Stays, say
from domain.chat import Account, Clicked, Incoming, Profile, Sought, Standing, Submitted, Typed
from domain.file import File, Handed
from domain.people import Role
from domain.refs import ANY, CHOOSE, marked, unmarked
from domain.words.language import Words
from domain.words.languages import spoken
from handlers.ports import Unit
from handlers.requests.days import today
from handlers.requests.home import drawn_from, renewed

HOME = "home"
WHERE = "environment"  # a field of a form
_NAMED = re.compile(r"(?P<text>.*\S)\s+in\s+(?P<name>\S+)\s*", re.DOTALL | re.IGNORECASE)
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
        """What it shows, with its name: on what is pressed or filled in, on a file, and on a card that is more than a
        few sentences to who asked for them."""
        if isinstance(answer, Form):
            return replace(answer, ref=self._ref(answer.ref))
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
            footer=answer.footer if _says_little(answer) else self.named(answer.footer),
        )  # fmt: skip
        return replace(card, file=self.names(card.file)) if isinstance(card, Handed) and card.file else card

    def named(self, footer: str) -> str:
        return footer if self.name in footer else " · ".join(filter(None, (footer, self.name)))

    def names(self, file: File) -> File:
        return replace(file, name=f"{self.name}-{file.name}", ref=self._ref(file.ref))

    def _ref(self, ref: str) -> str:
        return ref if self.first else marked(ref, self.name)

    def _button(self, button: Button) -> Button:
        return replace(button, ref=self._ref(button.ref))

    def _item(self, item: Item) -> Item:
        return replace(item, button=self._button(item.button)) if item.button else item


def _says_little(card: Card) -> bool:
    return replace(card, text=(), lang="") == type(card)()


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
        self.homes = Homes(self._home_of, rows=self._rows_of)
        for room in rooms:
            room.bot.wakes.append(self.homes.wake)

    async def __call__(self, incoming: Incoming) -> Answer:
        match incoming:
            case Clicked(verb=verb, ref="") if verb == HOME:
                return await self._home(incoming)
            case Submitted(ref=ref) if unmarked(ref)[0] == ANY:
                return await self._chosen(incoming)
            case Clicked(ref=ref) | Submitted(ref=ref):
                name, plain = unmarked(ref)
                room = self._rooms.get(name) if name else self._first
                return await self._served(room or self._first, replace(incoming, ref=plain if room else ref))
            case Sought():
                rooms = await self._theirs(incoming.account)
                return await self._served(rooms[0], incoming) if len(rooms) == 1 else Choices()
            case Typed(text=text) if text.strip().casefold() == HOME and not self._at(incoming):
                return await self._home(incoming)
            case Typed():
                return await self._typed(incoming)
        return await self._served(self._first, incoming)

    async def _typed(self, typed: Typed) -> Answer:
        """The environment that is named, or that of the channel; else the only one in which it can be meant."""
        named, text = self._named(typed.text)
        here = self._at(typed)
        if named and here and named is not here:
            return say(*(await self._words(typed)).environments.elsewhere(here.name, named.name))
        if room := named or here:
            return await self._served(room, replace(typed, text=text))
        rooms = await self._theirs(typed.account)
        rooms = (len(rooms) > 1 and await self._knowing(rooms, text)) or rooms
        if len(rooms) < 2:
            return await self._served(rooms[0] if rooms else self._first, typed)
        if text.split(maxsplit=1)[:1] == [CHOOSE]:  # also a shortcut, with which nothing can be named
            return await self._to_choose(rooms, typed)
        return say(*(await self._words(typed)).environments.which([room.name for room in rooms]))

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
        return await self._served(room, replace(submitted, ref=unmarked(submitted.ref)[1], values=rest))

    async def _served(self, room: Room, incoming: Incoming) -> Answer:
        return room.marks(await room.bot.desk(incoming))

    def _named(self, text: str) -> tuple[Room | None, str]:
        """The environment that the text ends with, and the rest of it."""
        found = _NAMED.fullmatch(text)
        room = self._rooms.get(found["name"].casefold().rstrip(".!")) if found else None
        return (room, found["text"]) if found and room else (None, text)

    def _at(self, incoming: Incoming) -> Room | None:
        place = incoming.place
        return next((room for room in self._rooms.values() if room.owns(place.surface, place.id)), None)

    async def _theirs(self, account: Account) -> list[Room]:
        """Where somebody has, or had, something to do. Nobody is met there by this."""
        return [room for room in self._rooms.values() if await _works_in(room.bot, account)]

    async def _knowing(self, rooms: Sequence[Room], text: str) -> list[Room]:
        """Of their own, those that have the request whose number is typed."""
        numbers = {number.upper() for number in _NUMBER.findall(text)}
        return [room for room in rooms if await room.bot.deps.storage.read(lambda unit: _has(unit, numbers))]

    async def _words(self, incoming: Incoming) -> Words:
        profile = await self._first.bot.deps.profile(incoming.account)
        return spoken(incoming.locale or profile.locale, self._first.bot.deps.words)

    async def _home(self, incoming: Incoming) -> Answer:
        """All of theirs below each other."""
        rooms = await self._theirs(incoming.account) or [self._first]
        return _joined({room: await self._served(room, incoming) for room in rooms})

    async def _home_of(self, account: Account) -> Card:
        """Raises: Unclear."""
        rooms = await self._theirs(account) or [self._first]
        return _joined({room: room.marks(await renewed(room.bot.deps, account)) for room in rooms})

    async def _rows_of(self, account: Account) -> Hashable:
        """Raises: Unclear."""
        rooms = await self._theirs(account) or [self._first]
        return tuple([(room.name, await drawn_from(room.bot.deps, account)) for room in rooms])


def _joined(answers: Mapping[Room, Answer]) -> Card:
    """One card of several: what each says below its name. The only one stays as it is."""
    cards = {room: card for room, card in answers.items() if isinstance(card, Card)}
    if len(cards) == 1:
        return next(iter(cards.values()))
    items = [item for room, card in cards.items() for item in _part(room, card)]
    first = next(iter(cards.values()))
    again = tuple(replace(button, ref="") for button in first.buttons if button.verb == HOME)
    return Card(items=tuple(items), buttons=again, footer=" · ".join(room.name for room in cards), lang=first.lang)


def _part(room: Room, card: Card) -> list[Item]:
    board = next((button for button in card.buttons if button.verb != HOME), None)
    said = [Item("⚠", card.status)] if card.status else []
    said += [Item("–", text) for text in card.text]
    return [Item("", " · ".join(filter(None, (room.name, card.title))), button=board), *said, *card.all_items]


async def _works_in(bot: Bot, account: Account) -> bool:
    """Has a role there, acts for somebody, or has asked for something."""
    profile, deps = await bot.deps.profile(account), bot.deps
    if profile.standing is Standing.GUEST and profile.vouched:
        return deps.roster.visits(profile.vouched, profile.account, today(deps))
    if profile.standing is not Standing.MEMBER:
        return False
    roles: frozenset[Role] = deps.roster.roles_of(profile.email, profile.account)
    day = today(deps)

    def has_business(unit: Unit) -> bool:
        person = unit.people.of_account(profile.account)
        acts = person and any(one.taker == person.id for one in unit.delegations.on(day))
        return bool(person and (acts or unit.requests.asked_by(person.id)))

    return bool(roles) or await deps.storage.read(has_business)


def _has(unit: Unit, numbers: set[str]) -> bool:
    return any(unit.requests.get(number) for number in numbers)


def joined_doors(rooms: Sequence[Room]) -> None:
    """The doors of the first one are those of all; each sees them with its own name."""
    doors = dict(rooms[0].bot.doors)
    for room in rooms:
        room.bot.doors.update({surface: Marked(door, room) for surface, door in doors.items()})
