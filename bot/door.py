"""What every door (Slack, Teams, the playground) offers to the rest, and what it may ask of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from bot.settings.setting_errors import SettingsError
from domain.card import Answer, Card
from domain.chat import Account, Incoming, Profile
from domain.drawing.mend import drawn as how_to_mend
from domain.file import File, Hindrance
from domain.mend import Mend
from domain.target import Channel
from domain.words.en import EN

Counts = Callable[[Account], bool]
"""Whether somebody's tenant does, where several stand behind one door."""


def anybody(_: Account) -> bool:
    return True


def approvals_of(channels: Mapping[str, str]) -> Mapping[str, str]:
    """Where requests wait for approval, of all channels by their purpose: that of an environment beside the first one
    ends in `@` and its name."""
    return {name: place for name, place in channels.items() if name.partition("@")[0] == Channel.APPROVALS}


class Desk(Protocol):
    """Where a door brings what came in. The answer is for the person who acted, privately."""

    async def __call__(self, incoming: Incoming) -> Answer: ...


class Door(Protocol):
    """What a surface can do. Answering privately and opening a form are the door's own part of an act.

    Raises, from every method: Gone, Closed, Busy, Doubtful (below); from `post`, `update` and `send` also Odd, and from
    `send` Unsent; nothing else.
    """

    surface: str

    async def post(self, place: str, card: Card) -> str:
        """Post a card to a channel or private chat; returns the address of the message."""

    async def reply(self, place: str, address: str, card: Card) -> str:
        """Post a card below a message, where the surface has threads; else behind it. The address, as of `post`."""

    async def turn(self, place: str, address: str, *, progress: bool) -> float:
        """Seconds until this message may be updated; 0: it is its turn, which stays its own. `progress`: it lacks no
        more than that, so it leaves room for others. Nothing is sent."""

    async def update(self, place: str, address: str, card: Card) -> None:
        """Without a turn of its own it takes one, or is Busy where there is none."""

    async def send(self, place: str, file: File) -> bool:
        """Bring a file into a private chat. False where its reader is asked first whether they want it."""

    async def direct(self, account: Account) -> str:
        """The place of the private chat with this person."""

    async def is_direct(self, account: Account, place: str) -> bool:
        """Whether this is the place of the private chat with this person, now or before it moved."""

    async def profile(self, account: Account) -> Profile:
        """Who this is, asked afresh or from a short-lived cache."""

    async def find(self, email: str, counts: Counts = anybody) -> Account | None:
        """The account with this address among the members that count, at the door and by `counts`."""


@dataclass(frozen=True)
class Condition:
    """How a door is, as far as it knows.

    `word`: for whoever runs the bot. `code` and `mend` where a person has to mend something: the platform's own word,
    and what it is. `sure` is False when the platform does not answer, so that nothing else is known.
    """

    word: str
    code: str = ""
    mend: Mend | None = None
    sure: bool = True

    def __str__(self) -> str:
        return f"{self.word}: {self.code}" if self.code else self.word


class NotOpened(SettingsError):
    """A door cannot be opened before a person mends something; the text says it to who starts the bot."""

    def __init__(self, mend: Mend) -> None:
        super().__init__(how_to_mend(mend, EN))
        self.mend = mend


class Gone(Exception):
    """The message was deleted, or can no longer be changed: post it anew."""


class Closed(Exception):
    """The place is not open to the bot: archived, not found, or the bot is not in it. `code` is the platform's."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Busy(Exception):
    """Nothing was done; try again after `retry_after` seconds."""

    def __init__(self, retry_after: float) -> None:
        super().__init__(f"try again in {retry_after:g} s")
        self.retry_after = retry_after


class Unsent(Exception):
    """The file was not sent, and will not be however often it is tried."""

    def __init__(self, why: Hindrance) -> None:
        super().__init__(why)
        self.why = why


class Doubtful(Exception):
    """No clear answer: the message may or may not have been posted."""


class Odd(Exception):
    """A refusal that is about neither the message nor the place, so it may pass: nothing was done. `code` is theirs."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code
