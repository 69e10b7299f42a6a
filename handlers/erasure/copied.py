"""Looking for a person in the copies that Dataverse has of tables of Customer Insights.

Which tables and columns there are is Dataverse's own word. A table that it does not have is not there on two of its
answers: a list of tables that names the copy of the profiles and not this one, and a *no* to its own definition. That
it is the Dataverse of this environment is shown by a customer who stands in Customer Insights and there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from domain.erasure.copies import DOCUMENTED, PROFILES, Copy, CopyColumns
from domain.erasure.looks import Aim, Control, How, Kind, Look, Question, Reply, Why
from domain.erasure.places import ID
from domain.erasure.rows import Row, Sought
from domain.erasure.whereabouts import Column, Listed, Model, plain, same
from domain.trouble import Refused, Trouble, Unreadable
from handlers.deps import Copies
from handlers.erasure.everywhere import Round, each_spelling, may_hold_addresses

_REFUSALS = {401: Why.RIGHTS, 403: Why.RIGHTS, 404: Why.MISSING}
_LIST = Aim(kind=Kind.DATAVERSE, table="tables")  # the list of them
_ASKED = 5  # customers of whom one must be there, as any of them may be too new


@dataclass(frozen=True, kw_only=True)
class Copied:
    """One look at all copies. `round`: of questions to Dataverse; `model`: of Customer Insights, where it was told."""

    copies: Copies
    round: Round
    model: Model | None
    customers: Reply  # the first page of those of Customer Insights

    @property
    def sought(self) -> Sought:
        return self.round.sought

    async def everywhere(self) -> None:
        """Never raises: what was not told says why."""
        try:
            listed = await self.copies.tables()
        except Trouble as trouble:
            self.round.note(Look(aim=_LIST, why=why_of(trouble)))
            return
        if listed.unread:
            self.round.note(Look(aim=_LIST, why=Why.UNREAD))
        known = {table.name: table for table in listed}
        for name in DOCUMENTED:
            if name not in known:
                await self._missing(name, listed)
        for table in sorted(listed, key=lambda one: one.name != PROFILES):
            await self._table(table)

    def _unproved(self, label: str, why: Why, column: str = "") -> None:
        aim = Aim(kind=Kind.DATAVERSE, table=label, column=column)
        self.round.note(Look(aim=aim, label=label, column=column, why=why))

    async def _missing(self, name: str, listed: Listed[Copy]) -> None:
        """A list that does not name it, alone, proves nothing; without the profiles there is nothing to go by."""
        look = Look(aim=Aim(kind=Kind.DATAVERSE, table=name), label=name)
        try:
            there = await self.copies.is_there(name)
        except Trouble as trouble:
            self.round.note(replace(look, why=why_of(trouble)))
            return
        if there:
            self.round.note(replace(look, why=Why.SHORT))
        elif name == PROFILES or not any(table.name == PROFILES for table in listed):
            self.round.note(replace(look, why=Why.MISSING))
        else:
            self.round.note(replace(look, control=Control.ABSENT))

    async def _table(self, table: Copy) -> None:
        try:
            columns = await self.copies.columns(table)
        except Trouble as trouble:
            self._unproved(table.name, why_of(trouble))
            return
        if columns.unread:
            self._unproved(table.name, Why.UNREAD)
        if table.name == PROFILES:
            await self._ours(table, columns)
            await self._by_addresses(table, columns)
        if columns.key:
            look = Look(aim=_aim(table, columns.key), column=columns.key, label=table.name)
            alone = table.name != PROFILES or not self.sought.addresses
            if alone or self.sought.ids:
                self.round.note(await self.round.by_id(look, alone=alone))
        elif table.name in DOCUMENTED and not columns.unread:
            self._unproved(table.name, Why.NO_KEY)
        if table.name not in DOCUMENTED and self.sought.addresses:  # such as a measure, which may be of nobody
            for column in columns.columns:
                if column.holds_addresses or column.named_mail:
                    await self._by_address(table, column)

    async def _ours(self, table: Copy, columns: CopyColumns) -> None:
        """Whether it has customers of this environment: of another one, nobody who is looked for would be there."""
        look = Look(aim=Aim(kind=Kind.DATAVERSE), how=How.FILTER, column=columns.key)
        ids = [one for row in self.customers.rows if row and (one := row.one(ID)) and not self.sought.has_id((one,))]
        if not ids or not columns.key:
            nobody = self.customers.nobody and await self.round.looking.holds_nobody(replace(look, aim=_aim(table, "")))
            why = self.customers.why or (Why.UNREAD if self.customers.rows else Why.ELSEWHERE)
            self.round.note(replace(look, control=Control.EMPTY) if nobody else replace(look, why=why))
            return
        asked = Question(table=table.rows, how=How.FILTER, column=columns.key, values=tuple(ids[:_ASKED]))
        reply = await self.round.looking.ask(asked)
        found = [row for row in reply.rows if row and any(same(row.one(columns.key) or "", one) for one in ids)]
        if found:
            self.round.note(replace(look, pages=reply.pages, control=Control.FOUND))
        else:
            self.round.note(replace(look, pages=reply.pages, why=reply.why or Why.ELSEWHERE))

    async def _by_addresses(self, table: Copy, columns: CopyColumns) -> None:
        """By each column that is made for them, in which some stand, or that is called so; and by each that holds them
        in Customer Insights, whose copy must be known."""
        if not self.sought.addresses:
            return
        sample = await self.round.looking.sample(table.rows)
        if why := _untold(sample):
            self._unproved(table.name, why)
        rows = [row for row in sample.rows if row]
        chosen = [one for one in columns.columns if one.holds_addresses or may_hold_addresses(one, rows)]
        copied = {plain(one.name).removeprefix("msdynci"): one for one in columns.columns}
        for column in self.model.addresses if self.model else ():
            one = copied.get(plain(column.name))
            if one is None:
                self._unproved(table.name, Why.NO_COLUMN, column.name)
            elif one not in chosen:
                chosen.append(one)
        if not chosen and not sample.nobody:
            self._unproved(table.name, Why.NO_COLUMN)
        for column in chosen:
            await self._by_address(table, column)

    async def _by_address(self, table: Copy, column: Column) -> None:
        sought = self.sought

        def mine(row: Row) -> bool:
            return sought.has_address((*(row.cell(column.name) or ()), *row.loose))

        look = Look(aim=_aim(table, column.name), column=column.name, label=table.name)
        await self.round.spelt_anyhow(look, each_spelling(sought.addresses), mine)


def why_of(trouble: Trouble) -> Why:
    if isinstance(trouble, Unreadable):
        return Why.UNREAD
    if isinstance(trouble, Refused):
        return _REFUSALS.get(trouble.status or 0, Why.REFUSED)
    return Why.DOWN


def silent() -> Look:
    """Of Dataverse as a whole: not all of it was told in time."""
    return Look(aim=_LIST, why=Why.DOWN)


def copied_tables(looks: Sequence[Look]) -> tuple[str, ...]:
    """The names of the copies in which the person was found."""
    return tuple(sorted({look.label for look in looks if look.found and look.aim.kind is Kind.DATAVERSE}))


def _aim(table: Copy, column: str) -> Aim:
    return Aim(kind=Kind.DATAVERSE, table=table.rows, column=column)


def _untold(page: Reply) -> Why | None:
    """Why the first page of the profiles does not say what their columns hold."""
    if page.why or not all(row and row.cells for row in page.rows):
        return page.why or Why.UNREAD
    return Why.CUT if page.more and not page.rows else None
