"""What is kept of the removal of a user, for words to be made of when it is shown.

Earlier releases kept lines of what is shown, with words for whom or what has no name.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import astuple, dataclass


@dataclass(frozen=True)
class Missed:
    """Somebody who is missing from the list of users, too. `name`: with their address; empty where nobody knows it."""

    name: str
    id: str = ""


def packed(missed: Iterable[Missed]) -> str:
    return json.dumps([astuple(one) for one in missed])


def missed(kept: str) -> tuple[Missed, ...]:
    return tuple(Missed(*map(str, one)) if isinstance(one, list) else Missed(str(one)) for one in _lines(kept))


def packed_groups(names: Iterable[str]) -> str:
    return json.dumps(list(names))


def groups(kept: str) -> tuple[str, ...]:
    """Names of groups through which access remains; empty for one that has none."""
    return tuple(map(str, _lines(kept)))


def _lines(kept: str) -> list[object]:
    try:
        found = json.loads(kept)
    except ValueError:
        found = None
    return found if isinstance(found, list) else list(kept.splitlines())
