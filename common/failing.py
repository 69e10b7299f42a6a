"""Something done for each of many, each by itself: one that fails keeps no other waiting."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import structlog

log = structlog.get_logger(__name__)


class Failing:
    """What fails at the moment: it is logged when it begins to, and counted until it works or is due no more."""

    def __init__(self) -> None:
        self._failing = set[tuple[str, str]]()

    def __len__(self) -> int:
        return len(self._failing)

    def of(self, what: str) -> set[str]:
        """For whom it fails at the moment."""
        return {of for known, of in self._failing if known == what}

    @contextmanager
    def apart(self, what: str, of: str) -> Iterator[None]:
        """A fault inside goes no further. `what`: what is done; `of`: the id of what it is done for."""
        try:
            yield
        except Exception:
            if (what, of) not in self._failing:
                self._failing.add((what, of))
                log.exception("it fails for one, and the others go on", what=what, of=of)
        else:
            self._failing.discard((what, of))

    def due(self, what: str, keys: Iterable[str]) -> None:
        """Only for these it is done now: what failed of others is over."""
        left = {(what, of) for of in keys}
        self._failing = {one for one in self._failing if one[0] != what or one in left}


def raise_first(ends: Iterable[BaseException | None], sentence: str) -> None:
    """How several ended that were done beside each other: the first fault goes on, and nobody but the log hears of the
    others."""
    faults = [fault for fault in ends if fault is not None]
    for other in faults[1:]:
        log.error(sentence, exc_info=other)
    if faults:
        raise faults[0]
