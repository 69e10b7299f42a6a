"""What is kept sealed of the removal of a user, for words to be made of when it is shown.

Earlier releases kept lines of what is shown, with words for whom or what has no name.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import astuple, dataclass
from string import hexdigits

from domain.facts import TEXT, Facts, Form, fact, flag
from domain.remove_user.access import MARK


@dataclass(frozen=True)
class Missed:
    """Somebody who is missing from the list of users, too. `name`: with their address; empty where nobody knows it."""

    name: str
    id: str = ""


def _missed(kept: str) -> tuple[Missed, ...]:
    return tuple(Missed(*map(str, one)) if isinstance(one, list) else Missed(str(one)) for one in _lines(kept))


def packed_ids(ids: Iterable[str]) -> str:
    """An id may hold a blank, and anything else that somebody calls a separator."""
    return json.dumps(sorted(ids))


def ids(kept: str) -> frozenset[str]:
    """Ids or marks. Earlier releases kept ids apart by lines, and marks, which hold no blank, apart by blanks."""
    lines = list(map(str, _lines(kept)))
    marks = lines[0].split() if len(lines) == 1 else []
    return frozenset(marks if marks and all(map(_is_mark, marks)) else lines)


def _is_mark(word: str) -> bool:
    return len(word) == MARK and all(letter in hexdigits for letter in word)


def _lines(kept: str) -> list[object]:
    try:
        found = json.loads(kept)
    except ValueError:
        found = None
    return found if isinstance(found, list) else list(kept.splitlines())


_MISSED = Form[tuple[Missed, ...]](_missed, lambda missed: json.dumps([astuple(one) for one in missed]), ())
_IDS = Form[frozenset[str]](ids, packed_ids, frozenset())
_GROUPS = Form[tuple[str, ...]](lambda text: tuple(map(str, _lines(text))), lambda names: json.dumps(list(names)), ())


@dataclass(frozen=True, kw_only=True)
class RemovalFacts(Facts):
    """`email`, `name`, `principal`: of whom is removed. The ids of everybody else are the service's own.

    `there`: who was listed before; `listed`: the same, as marks alone, of an earlier release. `missing`: the marks of
    who is missing from the list besides, and `missed` their names; `left`: the marks of whom somebody took off it.
    """

    email: str = fact(TEXT)
    name: str = fact(TEXT)
    principal: str = fact(TEXT)
    there: frozenset[str] = fact(_IDS)
    listed: frozenset[str] = fact(_IDS)
    asked: bool = flag()  # the service was asked to remove them
    missing: frozenset[str] = fact(_IDS)
    missed: tuple[Missed, ...] = fact(_MISSED)
    left: frozenset[str] = fact(_IDS)
    by: str = fact(TEXT)  # the id of who said so
    groups: tuple[str, ...] = fact(_GROUPS)  # through which access remains; empty for one without a name
    groups_unknown: bool = flag()  # nobody could tell whether there are any
