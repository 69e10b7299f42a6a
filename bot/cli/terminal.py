"""A door made of text: cards as lines. The demo prints through it, and tests read what it shows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import count

from bot.door import Counts, Gone, anybody
from domain.addresses import folded
from domain.card import Answer, Card, Form, Item, say
from domain.chat import Account, Profile, Standing
from domain.file import File


@dataclass(frozen=True)
class Member:
    """Somebody at the terminal. Only a MEMBER counts."""

    id: str
    name: str
    email: str
    standing: Standing = Standing.MEMBER
    vouched: str | None = None
    locale: str = ""


class Terminal:
    """Keeps what is on screen in `shown`, by place and address, and tells `hear` of every change."""

    def __init__(
        self,
        members: Sequence[Member],
        hear: Callable[[str, Card], None] = lambda _place, _card: None,
        surface: str = "playground",
    ) -> None:
        self.surface = surface
        self._members = {member.id: member for member in members}
        self._hear = hear
        self._numbers = count(1)
        self.shown: dict[tuple[str, str], Card] = {}
        self.files: list[tuple[str, File]] = []

    def account(self, member_id: str) -> Account:
        return Account(self.surface, "", member_id)

    async def post(self, place: str, card: Card) -> str:
        address = str(next(self._numbers))
        self.shown[place, address] = card
        self._hear(place, card)
        return address

    async def reply(self, place: str, address: str, card: Card) -> str:
        if (place, address) not in self.shown:
            raise Gone(address)
        return await self.post(place, card)

    async def turn(self, place: str, address: str, *, progress: bool) -> float:
        return 0.0

    async def update(self, place: str, address: str, card: Card) -> None:
        if (place, address) not in self.shown:
            raise Gone(address)
        if self.shown[place, address] != card:
            self.shown[place, address] = card
            self._hear(place, card)

    async def send(self, place: str, file: File) -> bool:
        self.files.append((place, file))
        await self.post(place, say(file.about))
        return True

    async def direct(self, account: Account) -> str:
        return f"@{account.id}"

    async def is_direct(self, account: Account, place: str) -> bool:
        return place == await self.direct(account)

    async def profile(self, account: Account) -> Profile:
        member = self._members.get(account.id)
        if not member:
            return Profile(account, account.id, None, Standing.STRANGER)
        return Profile(account, member.name, member.email, member.standing, member.vouched, member.locale)

    async def find(self, email: str, counts: Counts = anybody) -> Account | None:
        wanted = folded(email)
        found = [m.id for m in self._members.values() if m.email == wanted and m.standing is Standing.MEMBER]
        account = self.account(found[0]) if len(found) == 1 else None
        return account if account and counts(account) else None


def lines(answer: Answer) -> list[str]:
    """A card or a form as lines of plain text."""
    return _form(answer) if isinstance(answer, Form) else _card(answer)


def _card(card: Card) -> list[str]:
    head = " · ".join(filter(None, (card.title, card.status)))
    shown = [head] if head else []
    shown += [f"  {card.turn}"] if card.turn else []
    shown += ["  " + " ".join(f"@{one.name}" for one in card.calls)] if card.calls else []
    shown += [f"  {fact.label}: {fact.value}" for fact in card.facts]
    shown += map(_item, card.items)
    shown += card.text
    shown += [f"  {card.fold.label}:", *map(_item, card.fold.items)] if card.fold else []
    shown += [f"  | {line}" for line in card.copy.splitlines()]
    shown += ["  " + " ".join(f"[{button.label}]" for button in card.buttons)] if card.buttons else []
    return shown + ([f"  {card.footer}"] if card.footer else [])


def _item(item: Item) -> str:
    return f"  {item.sign} {item.text}" + (f" – {item.note}" if item.note else "")


def _form(form: Form) -> list[str]:
    fields = [f"  {field.label} {field.error}".rstrip() for field in form.fields]
    return [form.title, *([form.about] if form.about else []), *fields, f"  [{form.submit}]"]
