"""Looking for a person in every place: the profiles, each table made from them, segments, rows nobody could read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from domain.addresses import on_the_wire
from domain.erasure.looks import PASSING, Aim, Control, Kind, Look, Reply, Verdict, Why
from domain.erasure.places import ID, SegmentPlace, corrupt_columns, early_runs, segment_places, tables_of_customers
from domain.erasure.plan import StepKind, name_of, of
from domain.erasure.rows import Row, Sought, addresses_in, profile_of
from domain.erasure.whereabouts import (
    Column,
    Customer,
    MadeTable,
    Model,
    SourceTable,
    Store,
    StoreState,
    spellings,
)
from domain.ids import id_spellings, mixed
from domain.request import Step
from handlers.deps import Deps
from handlers.erasure.looking import CUSTOMER, Is, Looking
from handlers.inventory import Lists

# What a question could not tell, and reading all that is there may.
_READ_INSTEAD = frozenset({Why.CAPITALS, Why.NO_INDEX, Why.REFUSED, Why.CONTROL, Why.UNREAD, Why.CUT})


@dataclass
class Round:
    """One round of looks and what it must show. `sought` grows with the ids that it finds."""

    looking: Looking
    sought: Sought
    aims: list[Aim] = field(default_factory=list)
    looks: list[Look] = field(default_factory=list)
    model: Model = field(default_factory=lambda: Model(columns=(), tables=()))
    corrupt_tables: dict[str, SourceTable] = field(default_factory=dict)
    early: frozenset[str] = frozenset()  # segments whose last run began too early
    not_anew: Why = Why.STALE  # why a segment proves nothing of which nobody says that it was worked out anew
    nobody: bool | None = None  # True: none came and none is counted, so no table has a row of one

    async def everywhere(
        self,
        lists: Lists,
        steps: Sequence[Step],
        remembered: Iterable[str],
        names: Mapping[str, str],
        since: datetime | None,
    ) -> None:
        """`names`: a source's own name → the one that people see. `since`: segments must be newer (see its places)."""
        self._noted(lists)
        if not lists.model or not lists.store:
            return
        self.model = lists.model
        await self.customers(lists.store)
        nodes = lists.states.nodes if lists.states else ()
        self.early = early_runs(nodes, lists.jobs, since, steps)
        places = segment_places(lists.segments or (), self.model, nodes, steps)
        if self.looking.found:  # what is made from the profiles will be made anew
            planned = {name_of(step.key) for step in of(steps, StepKind.SEGMENT, StepKind.STATIC)}
            await self._segments([place for place in places if place.name in planned], since)
            return
        await self._tables(remembered, {place.name for place in places})
        await self._segments(places, since)
        self._warnings(lists, {step.key: step.label for step in of(steps, StepKind.SOURCE)})
        await self._unread(names)

    def _noted(self, lists: Lists) -> None:
        for look in lists.looks:
            self.note(look)
            if look.reason is Why.DOWN and look.aim.table in {"segments", "states", "jobs"}:
                self.not_anew = Why.DOWN  # it may be told later

    async def _segments(self, places: Iterable[SegmentPlace], since: datetime | None) -> None:
        for place in places:
            await self.segment(place, since)

    async def _tables(self, remembered: Iterable[str], segments: set[str]) -> None:
        made = {table.name for table in self.model.made}
        for table in tables_of_customers(self.model, remembered):
            if table.name not in segments:
                await self.table(table, named=table.name in made)

    async def _unread(self, names: Mapping[str, str]) -> None:
        for unread in self.model.corrupt:
            self.corrupt_tables[unread.qualified] = unread
            await self.corrupt(unread, names.get(unread.source_name, unread.source_name))

    def profiles(self) -> list[Customer]:
        """The unified profiles that were found, by whatever way."""
        rows = [row for aim, row in self.looking.found if aim.kind is Kind.CUSTOMERS]
        return [profile_of(row, self.sought, self.model) for row in rows]

    def note(self, look: Look, *, needed: bool = True) -> None:
        """`needed`: the verdict takes proof for its aim. What is not needed can still find somebody."""
        self.looks.append(look)
        if needed and look.aim not in self.aims:
            self.aims.append(look.aim)

    def proved(self, aim: Aim) -> bool:
        return any(look.aim == aim and not look.reason for look in self.looks)

    # ---- the profiles

    async def customers(self, state: StoreState) -> None:
        self._store(state)
        self.nobody = True if state.count == 0 and (await self.looking.sample(CUSTOMER)).nobody else None
        for column in await self._address_columns(state):
            await self._by_address(column, state)
        if not any(look.aim.kind is Kind.CUSTOMERS for look in self.looks) and self.sought.addresses:
            await self._nobody_to_ask(state)
        if self.sought.ids:
            look = Look(aim=Aim(kind=Kind.CUSTOMERS, table=CUSTOMER, column=ID), column=ID)
            empty, alone = state.count == 0, self.sought.strange
            self.note(await self.by_id(look, empty=empty, count=state.count, alone=alone))
        await self._by_keys()
        found = [row.one(ID) for aim, row in self.looking.found if aim.kind is Kind.CUSTOMERS]
        self.sought = replace(self.sought, ids=tuple(dict.fromkeys((*self.sought.ids, *filter(None, found)))))

    def _store(self, state: StoreState) -> None:
        aim = Aim(kind=Kind.STORE)
        match state:
            case StoreState(store=Store.QUERYABLE):
                self.note(Look(aim=aim, control=Control.FOUND))
            case StoreState(store=Store.EMPTY, count=0):
                self.note(Look(aim=aim, control=Control.EMPTY))
            case StoreState(store=Store.IN_BUILD):
                self.note(Look(aim=aim, why=Why.BUILDING))
            case _:
                self.note(Look(aim=aim, why=Why.STORE))

    async def _address_columns(self, state: StoreState) -> list[Column]:
        """Those that are marked as such, those in which addresses stand, and those that few customers have.

        Which these are the first page says; where it is not understood, the marked ones alone prove nothing.
        """
        if not self.sought.addresses:
            return []
        sample = await self.looking.sample(CUSTOMER)
        if why := _untold(sample, state):
            self.note(Look(aim=Aim(kind=Kind.CUSTOMERS, table=CUSTOMER), why=why))
        rows = [row for row in sample.rows if row]
        return [column for column in self.model.columns if column.holds_addresses or may_hold_addresses(column, rows)]

    async def _nobody_to_ask(self, state: StoreState) -> None:
        """No column holds addresses: that nobody is there at all would be the only proof."""
        sample, look = await self.looking.sample(CUSTOMER), Look(aim=Aim(kind=Kind.CUSTOMERS, table=CUSTOMER))
        empty = sample.nobody and state.count == 0
        self.note(replace(look, control=Control.EMPTY) if empty else replace(look, why=Why.NO_COLUMN))

    async def _by_address(self, column: Column, state: StoreState) -> None:
        """By filter and by search; where neither says for sure, by reading every row, if there are few.

        A row that came is theirs wherever in it the address stands.
        """
        aim, sought = Aim(kind=Kind.CUSTOMERS, table=CUSTOMER, column=column.name), self.sought
        look = Look(aim=aim, column=column.name)

        def mine(row: Row) -> bool:
            return sought.has_address((*(row.cell(column.name) or ()), *row.loose))

        def reads(row: Row) -> bool:
            return row.one(ID) is not None and row.cell(column.name) is not None

        if column.filterable is not False:
            values = each_spelling(sought.addresses)
            empty = state.count == 0
            self.note(await self.looking.filtered(look, values, mine, capitals=True, empty=empty))
        if column.searchable is not False:
            spelt = [text for address in sought.addresses for text in (address.strip(), on_the_wire(address))]
            terms = tuple({text.casefold(): text for text in spelt}.values())
            self.note(await self.looking.searched(look, terms, mine, reads))
        tried = [look for look in self.looks if look.aim == aim]
        if not tried:
            self.note(replace(look, why=Why.NO_INDEX))
        if not self.proved(aim) and any(seen.reason in _READ_INSTEAD for seen in self.looks if seen.aim == aim):
            self.note(await self.looking.whole(look, state.count, mine, reads))

    async def _by_keys(self) -> None:
        """By the keys that the person had in the sources: a profile with another id and address has them still."""
        for column, key in self.sought.keys:
            look = Look(aim=Aim(kind=Kind.CUSTOMERS, table=CUSTOMER, column=column), column=column)

            def mine(row: Row, column: str = column, key: str = key) -> bool:
                return key in (row.cell(column) or ())

            self.note(await self.looking.found_by(look, key, mine), needed=False)

    # ---- tables

    async def table(self, table: MadeTable, *, named: bool) -> None:
        """`named`: the list of tables has it; one that is gone since the plan was made holds nobody any more."""
        aim = Aim(kind=Kind.TABLE, table=table.name)
        if table.key or not table.addresses:
            look = Look(aim=aim, column=table.key or ID, label=table.name)
            seen = await self.by_id(look, empty=self.nobody, gone=not named)
            unclear = not table.key and seen.reason in {Why.CONTROL, Why.REFUSED, Why.UNREAD}
            self.note(replace(seen, why=Why.NO_KEY) if unclear else seen)
        for column in table.addresses:
            await self._by_its_address(table, column)

    async def _by_its_address(self, table: MadeTable, column: Column) -> None:
        """Where nothing else finds the person, all their addresses must be known, and be theirs alone."""
        aim, sought = Aim(kind=Kind.TABLE, table=table.name, column=column.name), self.sought
        look = Look(aim=aim, column=column.name, label=table.name)

        def mine(row: Row) -> bool:
            return sought.has_address(row.cell(column.name) or ())

        if sought.addresses:
            await self.spelt_anyhow(look, each_spelling(sought.addresses), mine, empty=self.nobody)
        if table.key or (sought.addresses and not sought.shared):
            return
        if await self.looking.holds_nobody(look, self.nobody):
            self.note(replace(look, pages=1, control=Control.EMPTY))
            return
        gone = [seen for seen in self.looks if seen.aim == aim and seen.verdict is Verdict.GONE]
        self.looks = [replace(seen, why=Why.NO_ADDRESS) if seen in gone else seen for seen in self.looks]
        if not sought.addresses:
            why = (await self.looking.sample(table.name)).why
            self.note(replace(look, why=why if why in PASSING else Why.NO_ADDRESS))

    async def spelt_anyhow(self, look: Look, values: Sequence[str], mine: Is, *, empty: bool | None = None) -> None:
        """Where capitals count, and the spelling is not known, every row is read, if they are few."""
        seen = await self.looking.filtered(look, values, mine, capitals=True, empty=empty)
        self.note(seen)
        if seen.why is Why.CAPITALS:
            self.note(await self.looking.every(look, mine))

    async def by_id(
        self, look: Look, *, empty: bool | None = None, gone: bool = False, count: int | None = None, alone: bool = True
    ) -> Look:
        """`empty`: the service counts nobody in it, or somebody; None where it does not say. `gone`: it may be there no
        more. That it holds nobody, or is gone, is proof without any id.

        `count`: how many rows the service says it has; where they are few, reading them all may tell instead. `alone`:
        nothing but an id finds them there.
        """
        sought = self.sought

        def mine(row: Row) -> bool:
            return sought.has_id(row.cell(look.column) or ())

        if not sought.ids:
            return await self._unknown(look, empty=empty, gone=gone)
        values = each_spelling(sought.ids)
        seen = await self.looking.filtered(look, values, mine, capitals=True, address=False, empty=empty)
        if seen.why is Why.CAPITALS and not any(map(mixed, sought.ids)):
            seen = replace(seen, why=None)  # it was asked in small letters and in capitals
        if seen.why is Why.MISSING and gone:  # and so it is whichever way it is asked
            sample = await self.looking.sample(look.aim.table)
            if sample.why is Why.MISSING:
                return replace(seen, why=None, control=Control.ABSENT)
            seen = replace(seen, why=sample.why) if sample.why in PASSING else seen
        if seen.reason in _READ_INSTEAD:
            whole = await self.looking.whole(look, count, mine, lambda row: row.one(look.column) is not None)
            seen = seen if whole.reason else whole
        if seen.why is Why.CAPITALS:
            every = await self.looking.every(look, mine)
            seen = seen if every.reason else every
        told = seen.found or seen.reason or seen.control is Control.EMPTY or not alone
        return seen if told or sought.complete else replace(seen, why=Why.NOBODY_KNOWN)

    async def _unknown(self, look: Look, *, empty: bool | None, gone: bool) -> Look:
        sample = await self.looking.sample(look.aim.table)
        if await self.looking.holds_nobody(look, empty):
            return replace(look, pages=sample.pages, control=Control.EMPTY)
        if sample.why is Why.MISSING and gone:
            return replace(look, control=Control.ABSENT)
        return replace(look, why=Why.NOBODY_KNOWN)

    # ---- segments

    async def segment(self, place: SegmentPlace, since: datetime | None) -> None:
        """By its members, who must have been worked out anew: an old one may hold the person under an older id."""
        never = place.segment is not None and not place.segment.ran and not place.reached
        look = Look(aim=Aim(kind=Kind.SEGMENT, table=place.name), column=ID, label=place.label)
        seen = await self.by_id(look, empty=place.empty, gone=not place.listed or never)
        if seen.why is Why.MISSING and self.not_anew in PASSING:  # whether it ever ran may be told later
            seen = replace(seen, why=self.not_anew)
        settled = seen.found or seen.reason or seen.control in {Control.EMPTY, Control.ABSENT}
        anew = place.anew(since) and place.name not in self.early
        self.note(seen if settled or anew else replace(seen, why=self.not_anew))

    # ---- rows that could not be read

    def _warnings(self, lists: Lists, sources: Mapping[str, str]) -> None:
        """A refresh that warns may have left rows out; a table shows them, or nobody knows which they are."""
        shown = {table.source_id.casefold() for table in self.model.corrupt if table.source_id}
        labels = {source.casefold(): label for source, label in sources.items()}
        for node in lists.states.nodes if lists.states else ():
            source = (node.identifier or "").casefold()
            if node.operation == "ingestion" and node.warned and source in labels and source not in shown:
                self.note(Look(aim=Aim(kind=Kind.SOURCE, table=source), label=labels[source], why=Why.WARNED))

    async def corrupt(self, table: SourceTable, source: str) -> None:
        """All rows, as an address may stand in any text of them; and by every column that may hold an identifier."""
        came, sought = await self.looking.every_row(table.qualified), self.sought
        rows = [row for row in came.rows if row is not None]
        look = Look(aim=Aim(kind=Kind.CORRUPT, table=table.qualified), label=table.name, source=source)
        found = sum(sought.has_any(row.loose) for row in rows)
        empty = came.nobody and await self.looking.holds_nobody(look)
        control, why = Control.EMPTY if empty else Control.NONE, came.why or (Why.CUT if came.more else None)
        read = replace(
            look, pages=came.pages, rows=len(came.rows), understood=len(rows), found=found, control=control, why=why
        )
        if any(Sought(addresses=sought.shared).has_address(tuple(row.loose)) for row in rows):
            read = replace(read, why=read.why or Why.NO_ADDRESS)
        if read.found or came.nobody or read.reason not in {None, Why.CONTROL}:
            self.note(read)
            return
        for column in _identifying(table, self.model, rows):

            def mine(row: Row, column: str = column) -> bool:
                return sought.has_any(row.cell(column) or ())

            asked = replace(look, aim=replace(look.aim, column=column), column=column)
            if any(addresses_in(text) for row in rows for text in row.cell(column) or ()):
                await self.spelt_anyhow(asked, each_spelling(sought.identifiers), mine)
            else:
                self.note(await self.looking.filtered(asked, each_spelling(sought.identifiers), mine))
        if not any(seen.aim.table == table.qualified for seen in self.looks):
            self.note(replace(look, why=Why.NO_COLUMN))


async def profiles_now(deps: Deps, who: str, model: Model) -> tuple[Customer, ...]:
    """The profiles that a look at the customers finds, by an address or an id. None is no proof of anything."""
    sought = Sought(addresses=(who,)) if "@" in who else Sought(ids=(who,))
    looked = Round(Looking(people=deps.insights.people, controls=deps.controls), sought, model=model)
    await looked.customers(StoreState(store=Store.UNKNOWN))
    return tuple({profile.id: profile for profile in looked.profiles()}.values())


def _untold(page: Reply, state: StoreState) -> Why | None:
    """Why the first page of the customers does not say what their columns hold."""
    if page.why or not all(row and row.cells for row in page.rows):
        return page.why or Why.UNREAD
    if page.rows or (page.nobody and state.count == 0):
        return None
    return Why.CUT if page.more else Why.CONTROL


def may_hold_addresses(column: Column, rows: Sequence[Row]) -> bool:
    """By the first page: an address stands in it, or in a cell that is not understood; or it is called so, and not
    most customers have something else there."""
    texts = [row.texts(column.name) for row in rows]
    if any(addresses_in(text) for some in texts for text in some):
        return True
    other = sum(row.cells.get(column.name.casefold(), ()) != () for row in rows)
    return column.named_mail and 2 * other <= len(rows)


def each_spelling(values: Sequence[str]) -> tuple[str, ...]:
    """Each address, id and key in each of its spellings."""
    spelt = [text for value in values for text in (spellings(value) if "@" in value else id_spellings(value))]
    return tuple(dict.fromkeys(spelt))


def _identifying(table: SourceTable, model: Model, rows: Iterable[Row]) -> tuple[str, ...]:
    found = [name for row in rows for name, cell in row.cells.items() if any(map(addresses_in, cell or ()))]
    named = corrupt_columns(table, model.alternate_keys())
    known = {name.casefold() for name in named}
    return (*named, *dict.fromkeys(name for name in found if name not in known))
