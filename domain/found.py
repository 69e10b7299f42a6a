"""What the look at filing showed: told to who files, and on the card to whoever decides."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from domain.words.language import Words


class Listed(StrEnum):
    """Whether the company's directory knows a user."""

    YES = "yes"
    NO = "no"
    UNASKED = "unasked"  # it did not answer


@dataclass(frozen=True, kw_only=True)
class Found:
    """`sources`, `elsewhere`: names of those that hold the person, all and those that are no part of the request."""

    sources: tuple[str, ...] = ()
    elsewhere: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()  # subjects that were not found
    failed: bool = False  # Customer Insights did not answer
    unlooked: int = 0  # of many people, those for whom it did not
    respelt: int = 0  # profiles that write the address with other capitals
    tagged: int = 0  # profiles under the same address with another plus-tag
    unclear: tuple[str, ...] = ()  # names of sources that may hold the person, and are no part of the request
    listed: Listed | None = None

    def sentences(self, words: Words, *, erasing: bool = False) -> tuple[str, ...]:
        """Where the person is, or that nobody was found; where they are to be erased, also what cannot be proved."""
        text = [words.find.NOT_LOOKED] if self.failed else []
        text += [words.batch.unlooked(self.unlooked)] if self.unlooked else []
        text += [words.find.FOUND_NOW.format(", ".join(self.sources))] if self.sources else []
        text += [words.find.NOT_FOUND_NOW.format(", ".join(self.missing))] if self.missing and not self.listed else []
        text += [words.find.never_found(ids)] if erasing and (ids := ids_of(self.missing)) else []
        text += [words.find.respelt(self.respelt)] if self.respelt else []
        text += self.others(words)
        text += [words.find.FOUND_ELSEWHERE.format(", ".join(self.elsewhere))] if self.elsewhere else []
        text += [words.find.unclear(self.unclear)] if self.unclear else []
        return (*text, *self._directory(words))

    def others(self, words: Words) -> tuple[str, ...]:
        """Profiles that the request leaves alone, and that may be the same person's."""
        return (words.find.other_tags(self.tagged),) if self.tagged else ()

    def _directory(self, words: Words) -> tuple[str, ...]:
        match self.listed:
            case Listed.YES:
                return (words.find.USER_KNOWN,)
            case Listed.NO:
                return tuple(map(words.find.not_in_directory, self.missing))
            case Listed.UNASKED:
                return (words.find.NO_DIRECTORY,)
        return ()

    def kept(self) -> str:
        """As it is sealed with the request."""
        return json.dumps({name: value for name, value in asdict(self).items() if value})


def ids_of(named: Iterable[str]) -> tuple[str, ...]:
    """Those that are no addresses. Of one that nobody was found under nothing says that it is anybody's."""
    return tuple(name for name in named if "@" not in name)


UNKNOWN = Found()  # nobody looked


def found_again(kept: str, tagged: int = 0) -> Found:
    """`tagged`: all that was kept of a request that was filed before the whole look was."""
    told: dict[str, Any] = json.loads(kept) if kept else {"tagged": tagged}
    lists = {name: tuple(value) for name, value in told.items() if isinstance(value, list)}
    listed = Listed(told["listed"]) if "listed" in told else None
    return Found(**{**told, **lists, "listed": listed})
