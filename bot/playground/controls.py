"""What the playground is given to play with: words to complete, the sandbox's sources, and the sweep's clock."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from bot.playground.tour import Tour
from domain.words.language import Words


@dataclass(frozen=True)
class Suggestion:
    """`text` is what is typed, quotes and all; `note` says what it means."""

    text: str
    note: str = ""


@dataclass(frozen=True)
class Completions:
    """What a command line may begin with, and for each verb what may follow it."""

    verbs: tuple[Suggestion, ...]
    after: Mapping[str, tuple[Suggestion, ...]] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Behaving:
    """A data source of the sandbox and how its next refreshes go. `seconds`: None for the sandbox's own speed."""

    id: str
    name: str
    behaviour: str
    seconds: float | None = None


@dataclass(frozen=True, kw_only=True)
class Recreated:
    """A static segment of the sandbox. `at`: when it was last made; None for never."""

    id: str
    name: str
    at: datetime | None


@dataclass(frozen=True, kw_only=True)
class Controls:
    """`words`, in a language, raises nothing: where the sources are not to be had, it gives the verbs alone.

    `sources` and `steer(source, behaviour, seconds)`, and the same for Microsoft's team, whose mails an export waits
    for, raise `steering.NotSteered` when the sandbox is silent or refuses.
    So do `delete(email)`, which deletes a person in the original sources and gives the names of those that held them,
    `segments` and `recreate(segment)`, for the static segments that only a person can make anew.
    So does `tour()`, which says how far the story has come.
    `redraw()` has all that stands there drawn anew, in another language.
    `move_clock(seconds)` moves the sweep's now on by so many seconds, or back where they are negative.
    """

    words: Callable[[Words], Awaitable[Completions]]
    sources: Callable[[], Awaitable[Sequence[Behaving]]]
    steer: Callable[[str, str, float | None], Awaitable[None]]
    team: Callable[[], Awaitable[str]]
    steer_team: Callable[[str], Awaitable[None]]
    delete: Callable[[str], Awaitable[Sequence[str]]]
    segments: Callable[[], Awaitable[Sequence[Recreated]]]
    recreate: Callable[[str], Awaitable[None]]
    tour: Callable[[], Awaitable[Tour]]
    redraw: Callable[[], Awaitable[None]]
    move_clock: Callable[[float], None]
