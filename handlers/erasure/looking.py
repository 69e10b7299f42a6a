"""Asking one table about a person so that the answer proves something: first a control, then the question.

The control is the same question about another customer, known to be in the table because they stand on its first
page. Of them nothing is kept. What was shown for one request serves those that ask at the same time.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

from domain.erasure.looks import MOST_ROWS, PAGES_READ, Aim, Control, How, Kind, Look, Question, Reply, Why
from domain.erasure.places import ID
from domain.erasure.rows import Row, addresses_in
from domain.erasure.whereabouts import same
from domain.trouble import Refused, Trouble
from handlers.inventory import Controls, Shown

CUSTOMER = "Customer"
_TRIES = 3  # other customers who are asked for, as any of them may have gone meanwhile
_AT_ONCE = 5  # values in one question, as an address is only so long
_REFUSALS = {401: Why.RIGHTS, 403: Why.RIGHTS, 404: Why.MISSING}
_FINAL = {Why.RIGHTS, Why.MISSING, Why.REFUSED, Why.DOWN}  # the question itself would fare no better
Is = Callable[[Row], bool]


class Asks(Protocol):
    async def ask(self, question: Question) -> Reply: ...


@dataclass(kw_only=True)
class Looking:
    """One round of looks. `silent`: how many questions in a row were not answered."""

    people: Asks
    controls: Controls
    silent: int = 0
    found: list[tuple[Aim, Row]] = field(default_factory=list, repr=False)
    _samples: dict[str, Reply] = field(default_factory=dict)
    _whole: dict[str, Reply] = field(default_factory=dict)

    async def ask(self, question: Question) -> Reply:
        """Never raises: what was refused, or did not come, says so. After two that did not, none is waited for."""
        if self.silent > 1:
            return Reply(why=Why.DOWN)
        try:
            reply = await self.people.ask(question)
        except Refused as no:
            self.silent = 0
            return Reply(why=_REFUSALS.get(no.status or 0, Why.REFUSED))
        except Trouble:
            self.silent += 1
            return Reply(why=Why.DOWN)
        self.silent = 0
        return reply

    async def sample(self, table: str) -> Reply:
        """The first page of a table: who may be asked for as control."""
        if table not in self._samples:
            self._samples[table] = await self.ask(Question(table=table, how=How.ALL, most=1))
        return self._samples[table]

    async def every_row(self, table: str) -> Reply:
        """All that is in a table; `more` where it is larger than is read as a whole."""
        if table not in self._whole:
            self._whole[table] = await self.ask(Question(table=table, how=How.ALL, most=PAGES_READ))
        return self._whole[table]

    async def holds_nobody(self, look: Look, empty: bool | None = None) -> bool:
        """Whether the table has no row at all. That none came says nothing: so answers one that is being rebuilt, too.

        `empty`: as in `filtered`. Where its rows can come along with the customers, they must say so as well.
        """
        sample = await self.sample(look.aim.table)
        if empty is False or not sample.nobody:
            return False
        along = await self._none_along(look.aim.table) if look.aim.kind is Kind.TABLE else None
        return (empty or sample.count == 0) if along is None else along

    async def _none_along(self, table: str) -> bool | None:
        """Whether no row of the table comes along with the customers; None where none was asked to come, or it cannot
        be told: the customers may have a column of that name themselves."""
        name, customers = table.casefold(), await self.sample(CUSTOMER)
        along = await self.ask(Question(table=CUSTOMER, how=How.ALL, most=1, along=table))
        if any(row and row.cells.get(name) for row in along.rows):
            return False
        own = any(row and name in row.cells for row in customers.rows)
        told = bool(along.rows) and all(row and row.cell(name) == () for row in along.rows)
        return True if told and not own and not along.why else None

    async def filtered(
        self,
        look: Look,
        values: Sequence[str],
        mine: Is,
        *,
        capitals: bool = False,
        address: bool = True,
        empty: bool | None = None,
    ) -> Look:
        """By the value of a column. `capitals`: whether the same value may be written with others, and then `address`:
        whether it is one.

        `empty`: whether the service counts nobody in the table, or somebody; None where it does not say.
        """
        look = replace(look, how=How.FILTER)
        shown = await self.controls.read(
            (look.aim.table, How.FILTER, look.column, len(values) > 1),
            lambda: self._control(look, len(values), mine, capitals=capitals, address=capitals and address),
            keep=lambda shown: shown.control is Control.FOUND,
        )
        if shown.why in _FINAL:
            return replace(look, why=shown.why)
        if shown.control is Control.NONE and await self.holds_nobody(look, empty):
            return replace(look, how=How.ALL, pages=1, control=Control.EMPTY)
        replies = [await self.ask(_question(look, part)) for part in _parts(values)]
        seen = self._counted(replace(look, control=shown.control), replies, mine, mine)
        if seen.reason is Why.CONTROL:
            return replace(seen, why=shown.why)
        return replace(seen, why=Why.CAPITALS) if capitals and not shown.blind and not seen.reason else seen

    async def found_by(self, look: Look, value: str, mine: Is) -> Look:
        """By the value of a column, without a control: it can find somebody, and prove nothing."""
        look = replace(look, how=How.FILTER)
        seen = self._counted(look, [await self.ask(_question(look, (value,)))], mine, mine)
        return replace(seen, why=Why.BESIDE) if seen.reason is Why.CONTROL else seen

    async def searched(self, look: Look, terms: Sequence[str], mine: Is, reads: Is) -> Look:
        """By full text, which may find more. A row counts where what it is compared by can be read."""
        look = replace(look, how=How.SEARCH)
        shown = await self.controls.read(
            (look.aim.table, How.SEARCH, look.column, False),
            lambda: self._control(look, 1, mine, capitals=True, address=True),
            keep=lambda shown: shown.control is Control.FOUND,
        )
        replies = [await self.ask(_question(look, (term,))) for term in terms]
        seen = self._counted(replace(look, control=shown.control), replies, mine, reads)
        if seen.reason is Why.CONTROL:
            return replace(seen, why=shown.why)
        return seen if shown.blind or seen.reason else replace(seen, why=Why.CAPITALS)

    async def every(self, look: Look, mine: Is) -> Look:
        """Every row of a table, to cover spellings that nobody asked for. One of those on its first page must be among
        them: that another question found others says nothing of what came this time."""
        sample, reply = await self.sample(look.aim.table), await self.every_row(look.aim.table)
        found = _stand_in(reply, _others(sample, look.column, mine, address=False), look.column)
        fewer = sample.more and reply.pages < 2 and len(reply.rows) <= len(sample.rows)
        control, why = Control.FOUND if found else Control.NONE, Why.CUT if fewer else None
        look = replace(look, how=How.ALL, control=control, why=why)
        return self._counted(look, [reply], mine, lambda row: row.cell(look.column) is not None)

    async def whole(self, look: Look, count: int | None, mine: Is, reads: Is) -> Look:
        """Every customer, where they are few, and as many different ones came as the service counts: between two pages
        rows may move, so that one comes twice and another does not."""
        if count is None or count > MOST_ROWS:
            return replace(look, how=How.ALL, why=Why.CUT)
        reply = await self.every_row(look.aim.table)
        different = {row.one(ID) for row in reply.rows if row}
        control = Control.COUNTED if len(reply.rows) == len(different) == count else Control.NONE
        return self._counted(replace(look, how=How.ALL, control=control), [reply], mine, reads)

    def _counted(self, look: Look, replies: Iterable[Reply], mine: Is, reads: Is) -> Look:
        """With what came, of this what was understood, and of this what is the person's, which is kept in `found`."""
        for reply in replies:
            rows = [row for row in reply.rows if row is not None]
            hits = [row for row in rows if mine(row)]
            self.found += [(look.aim, row) for row in hits]
            look = replace(
                look,
                pages=look.pages + reply.pages,
                rows=look.rows + len(reply.rows),
                understood=look.understood + sum(map(reads, rows)),
                found=look.found + len(hits),
                why=look.why or reply.why or (Why.CUT if reply.more else None),
            )
        return look

    async def _control(self, look: Look, values: int, mine: Is, *, capitals: bool, address: bool) -> Shown:
        """The same question about others, one after the other, until one of them is found."""
        sample = await self.sample(look.aim.table)
        others = _others(sample, look.column, mine, address=address)
        if not others:
            return Shown(why=sample.why or (Why.UNREAD if sample.rows else Why.CONTROL))
        shown = Shown(why=Why.CONTROL)
        for other in others[:_TRIES]:
            for text in _spelt(other) if capitals else (other,):
                reply = await self.ask(_question(look, (text,) * min(values, _AT_ONCE)))
                if _finds(reply, look, other):
                    return Shown(Control.FOUND, blind=text != other)
                if reply.why and not reply.rows:
                    shown = Shown(why=reply.why)
        return shown


def _question(look: Look, values: tuple[str, ...]) -> Question:
    return Question(table=look.aim.table, how=look.how, column=look.column, values=values)


def _parts(values: Sequence[str]) -> list[tuple[str, ...]]:
    """As many at once as an address has room for; of several, none alone, which would be another question."""
    parts = [tuple(values[n : n + _AT_ONCE]) for n in range(0, len(values), _AT_ONCE)]
    return [part * 2 if len(part) == 1 < len(values) else part for part in parts]


def _spelt(text: str) -> tuple[str, ...]:
    """With all capitals turned, where that can be turned back, and then as it is."""
    turned = text.swapcase()
    return (turned, text) if turned != text and turned.swapcase() == text else (text,)


def _others(sample: Reply, column: str, mine: Is, *, address: bool) -> list[str]:
    """Those with one row first: an answer of one row shows that it is not cut either."""
    rows = [row for row in sample.rows if row is not None and not mine(row)]
    texts = Counter(text for row in rows if (text := row.one(column)))
    return sorted((text for text in texts if not address or addresses_in(text) == (text,)), key=texts.__getitem__)


def _stand_in(reply: Reply, others: Sequence[str], column: str) -> bool:
    """Whether one of the first few is among the rows, as any of the others may have gone meanwhile."""
    came = {text for row in reply.rows if row for text in row.cell(column) or ()}
    return any(other in came for other in others[:_TRIES])


def _finds(reply: Reply, look: Look, other: str) -> bool:
    """A filter must find nothing else; a search may."""
    found = [row is not None and any(same(text, other) for text in row.cell(look.column) or ()) for row in reply.rows]
    return any(found) and (look.how is How.SEARCH or (all(found) and not reply.why))
