"""What the log knows of addresses that moved to another account, and of what was said about them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from domain.event import Event, EventKind
from domain.people import Whose


@dataclass(frozen=True)
class Standing:
    """By which somebody may not act: that an address moved and nobody has said whose it is (`whose`: None), or that it
    is still the owner's. `owner` and `taker`: who they are today; `mark`: of the address; `event`: what tells of it."""

    move: str
    owner: str
    taker: str
    whose: Whose | None
    mark: str
    event: Event

    @property
    def key(self) -> tuple[str, str, str]:
        """What is open is known by the two alone, what is the owner's by the address, too."""
        return self.owner, self.taker, self.mark if self.whose else ""


def standing(events: Sequence[Event], today: Callable[[str], str]) -> list[Standing]:
    """Of events that are ours, oldest first. What is said of two people is said of all that moved between them by then;
    of two who are one, nothing stands.

    `today`: whom an id of a person stands for. Nobody is asked for while all that moved was settled for good.
    """
    found = dict[tuple[str, str, str], Standing]()
    for event in events if _any_stands(events) else ():
        one = _read(event, today)
        found.pop((one.owner, one.taker, ""), None)
        if one.whose is None:  # moved, or settled in a way that nobody understands
            found[one.owner, one.taker, ""] = one
        elif one.whose is Whose.OLD:
            found[one.owner, one.taker, one.mark] = one
    return [one for one in found.values() if one.owner != one.taker]


def _any_stands(events: Sequence[Event]) -> bool:
    """By the ids as they were written: by other ones since, it is found from what stands."""
    last = {(event.data.get("owner"), event.data.get("taker")): _is_settled(event) for event in events}
    return not all(last.values()) or any(event.data.get("whose") == Whose.OLD for event in events)


def _is_settled(event: Event) -> bool:
    return event.kind is EventKind.PERSON_SETTLED and event.data.get("whose") in set(Whose)


def _read(event: Event, today: Callable[[str], str]) -> Standing:
    said, data = event.data.get("whose", ""), event.data
    owner, taker = today(data.get("owner", "")), today(data.get("taker", ""))
    whose = Whose(said) if _is_settled(event) else None
    return Standing(data.get("move", ""), owner, taker, whose, data.get("as", ""), event)
