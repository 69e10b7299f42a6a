"""Which sources an erasure is to refresh, as it is proposed: those that hold the person, and those not cleared of it.

A source is left out on positive evidence alone: the look found the person, without a doubt, and the source is one that
a look-up can clear. Where nobody was found a person has to choose. Pure.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from domain.card import Option
from domain.insights import Source

FEW = 25  # sources that are ticked one by one; Teams has no room for many more beside the others
HELD, ALL = "held", "all"  # one tick for many


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """`sources`: all that there are. `held`: those that hold the person; `unasked`: those that could not be asked.

    `ticked`: ids or one of the marks above, before anybody changes them.
    """

    sources: Sequence[Source]
    held: tuple[Source, ...] = ()
    unasked: tuple[Source, ...] = ()
    ticked: frozenset[str] = frozenset()

    def with_ticks(self, ticks: Collection[str]) -> Proposal:
        """What somebody ticked before stays ticked."""
        return replace(self, ticked=self.ticked | frozenset(ticks))

    def options(self, called: Mapping[str, str]) -> tuple[Option, ...]:
        """What is ticked first, since a form may have no room for all. `called`: what people read of the two marks."""
        many = {HELD: len(self.held) > FEW, ALL: len(self.sources) > FEW}
        marks = [Option(mark, called[mark]) for mark in (HELD, ALL) if many[mark] or mark in self.ticked]
        order = sorted(self.sources, key=lambda source: source.id not in self.ticked)
        return (*marks, *(Option(source.id, source.name) for source in order))

    def chosen(self, ticks: Collection[str], *, rest: bool) -> list[Source]:
        """What these ticks mean, in the order of the sources. `rest`: those that could not be asked as well."""
        if ALL in ticks:
            return list(self.sources)
        ids = {*ticks, *_ids(self.held if HELD in ticks else ()), *_ids(self.unasked if rest else ())}
        return [source for source in self.sources if source.id in ids]


def proposal(sources: Sequence[Source], held: Collection[str], answering: Collection[str], *, sure: bool) -> Proposal:
    """`held`, `answering`: ids. `sure`: whether nothing stands against what the look showed."""
    holders = tuple(source for source in sources if source.id in held)
    if not holders:
        return Proposal(sources=sources)
    cleared = set(answering) if sure else set[str]()
    unasked = tuple(source for source in sources if source.id not in held and source.id not in cleared)
    ticked = _ids(holders) if len(holders) <= FEW else frozenset({HELD})
    return Proposal(sources=sources, held=holders, unasked=unasked, ticked=ticked)


def _ids(sources: Sequence[Source]) -> frozenset[str]:
    return frozenset(source.id for source in sources)
