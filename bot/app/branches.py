"""One environment of several, as the doors see it: what it shows says its name, on what is pressed as well, and who is
of a tenant that does not count there is nobody.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

from bot.app.bot import Bot
from bot.door import Counts, Door, anybody
from domain.card import Answer, Button, Card, Choices, Form, Item
from domain.chat import Account, Profile, Standing
from domain.file import File, Handed
from domain.moment import joined
from domain.refs import marked

JOINT = " · "  # in a footer


@dataclass(frozen=True, eq=False)
class Branch:
    """One of them. `first`: the one whose buttons carry no mark, as those of a release that knew of one alone.

    `tenants`: surface → the workspaces or tenants whose members count here; of a surface that is missing, whoever
    counts at the door.
    """

    name: str
    bot: Bot
    first: bool = False
    tenants: Mapping[str, Collection[str]] = field(default_factory=dict)

    def counts(self, account: Account) -> bool:
        here = self.tenants.get(account.surface)
        return here is None or account.tenant.casefold() in {tenant.casefold() for tenant in here}

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
        return footer if self.name in footer.split(JOINT) else joined(JOINT, (footer, self.name))

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

    def __init__(self, door: Door, branch: Branch) -> None:
        self._door, self._branch, self.surface = door, branch, door.surface

    async def post(self, place: str, card: Card) -> str:
        return await self._door.post(place, self._marked(card))

    async def reply(self, place: str, address: str, card: Card) -> str:
        return await self._door.reply(place, address, self._marked(card))

    async def turn(self, place: str, address: str, *, progress: bool) -> float:
        return await self._door.turn(place, address, progress=progress)

    async def update(self, place: str, address: str, card: Card) -> None:
        await self._door.update(place, address, self._marked(card))

    async def send(self, place: str, file: File) -> bool:
        return await self._door.send(place, self._branch.names(file))

    async def direct(self, account: Account) -> str:
        return await self._door.direct(account)

    async def is_direct(self, account: Account, place: str) -> bool:
        return await self._door.is_direct(account, place)

    async def profile(self, account: Account) -> Profile:
        """Who is of a tenant that does not count here is nobody here."""
        found = await self._door.profile(account)
        if self._branch.counts(found.account):
            return found
        return replace(found, email=None, vouched=None, standing=Standing.STRANGER)

    async def find(self, email: str, counts: Counts = anybody) -> Account | None:
        return await self._door.find(email, lambda found: counts(found) and self._branch.counts(found))

    def _marked(self, card: Card) -> Card:
        """Whoever reads it did not ask for it, so each says where it comes from."""
        found = self._branch.marks(card)
        assert isinstance(found, Card)
        return replace(found, footer=self._branch.named(found.footer))


def joined_doors(branches: Sequence[Branch]) -> None:
    """The doors of the first one are those of all; each sees them with its own name."""
    doors = dict(branches[0].bot.doors)
    for branch in branches:
        branch.bot.doors.update({surface: Marked(door, branch) for surface, door in doors.items()})
