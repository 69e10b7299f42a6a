"""Copies of tables in Dataverse, as `find` looks at them: who reads its answer sees where was looked, and where not."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from domain.card import Item
from domain.erasure.looks import Look, unproved
from domain.erasure.rows import Sought
from domain.erasure.whereabouts import Model, Whereabouts
from domain.words.language import Words
from handlers.deps import Copies, Deps
from handlers.erasure.copied import Copied, silent
from handlers.erasure.everywhere import Round
from handlers.erasure.looking import CUSTOMER, Looking

_LONGEST = 30.0  # seconds; a person waits for the answer


@dataclass(frozen=True)
class CopiesSeen:
    """`missing`: for each thing that nothing proves, the look that came nearest."""

    looks: tuple[Look, ...]
    missing: tuple[Look, ...]

    @property
    def records(self) -> dict[str, int]:
        """By the name of the table, where the person was found in it."""
        names = sorted({look.label for look in self.looks if look.found})
        return {name: max(look.found for look in self.looks if look.label == name) for name in names}

    def items(self, words: Words) -> Iterator[Item]:
        for name, count in self.records.items():
            yield Item("✓", name, words.find.copied(count))

    def text(self, words: Words) -> Sequence[str]:
        nobody = [] if self.records or self.missing else [words.find.NOT_IN_COPIES]
        return (*nobody, *([words.find.COPIES_UNCLEAR, words.looks.not_checked(self.missing)] if self.missing else ()))


async def copies_of(deps: Deps, who: str, seen: Whereabouts, model: Model) -> CopiesSeen | None:
    """Never raises for what Dataverse does. None where it is not configured, so that nobody looks."""
    if not deps.copies:
        return None
    addresses, ids = ((who,), ()) if "@" in who else ((), (who,))
    sought = Sought(addresses=addresses, ids=tuple(dict.fromkeys((*ids, *(p.id for p in seen.profiles if p.id)))))
    there = Round(Looking(people=deps.copies, controls=deps.controls_of_copies), sought)
    try:
        async with asyncio.timeout(_LONGEST):
            await _look(deps, deps.copies, there, model)
    except TimeoutError:
        there.note(silent())
    return CopiesSeen(tuple(there.looks), unproved(there.aims, there.looks))


async def _look(deps: Deps, copies: Copies, there: Round, model: Model) -> None:
    customers = await Looking(people=deps.insights.people, controls=deps.controls).sample(CUSTOMER)
    await Copied(copies=copies, round=there, model=model, customers=customers).everywhere()


def told(copies: CopiesSeen | None, words: Words) -> Sequence[str]:
    return copies.text(words) if copies else (words.find.COPIES_UNASKED,)
