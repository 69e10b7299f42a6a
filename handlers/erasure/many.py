"""`erase-many`: a list of people, typed or as a file, that is looked through before anything is asked for.

The list is kept sealed, under a key of its own, until it is filed or a few days old: what cannot be taken is named to
whoever gave it, in private, and comes back in the form to be corrected.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import chain

from domain.addresses import address
from domain.batch import MOST, Listed, PeopleList, Row, Why, rows_of, twice
from domain.card import Answer, Card, Field, Form, Input, say
from domain.cell import list_cell
from domain.filled import MOST as LONGEST
from domain.list_columns import turns_others
from domain.list_file import ListFile
from domain.request import Kind
from domain.rights import FILING
from domain.unread import Behind
from domain.words.language import Words
from handlers.command import Command, Served
from handlers.deps import Act, Deps
from handlers.erasure import found_list, people
from handlers.erasure.found_list import opened
from handlers.erasure.list_upload import COLUMN, FILE, AskedBack, fields, from_file, told
from handlers.erasure.look_through import read_list
from handlers.ports import Unit
from handlers.requests.days import filled_in, receipt_problem, today
from handlers.requests.filling import refilled

FIELDS = ("people", "people-2", "people-3")  # no field of Slack's takes more than 3000 characters


async def erase_many(deps: Deps, act: Act) -> Answer:
    """Whoever is typed behind it stands in the form, with all that is said of them on the same line. With a file it is
    the name of a column, and there is no form."""
    if not act.files:
        return form(act.words, [*chain.from_iterable(map(_entries, act.ref.splitlines()))], today(deps))
    if known := await deps.storage.read(lambda unit: _delivered(unit, act)):
        return _looking(act, known.rows)
    given = await _given(act, (), act.ref)
    if wrong := [why for why in given.wrong.values() if why]:
        return say(*wrong, act.words.batch.FILE_ANEW)
    return await _kept(deps, act, given, PeopleList(rows=given.rows, received=today(deps).isoformat()))


def _entries(line: str) -> Sequence[str]:
    """Addresses apart by blanks and nothing else beside them are one a line; whatever else there is stays together."""
    said = line.split()
    return said if all(map(address, said)) else [line.strip()]


async def correct(deps: Deps, act: Act) -> Answer:
    """The form again, with every line of the list."""
    known = await deps.storage.read(lambda unit: opened(unit, act.ref, act.person.id))
    if not known:
        return say(act.words.batch.FORGOTTEN)
    lines = [row.who for row in known.rows if row.who]
    if len(list(_parts(lines))) > len(FIELDS):
        return say(act.words.batch.CORRECT_FILE)
    return form(act.words, lines, date.fromisoformat(known.received), known.reference)


async def submitted(deps: Deps, act: Act) -> Answer:
    received = filled_in(act, "received")
    if act.files and (known := await deps.storage.read(lambda unit: _delivered(unit, act))):
        return _looking(act, known.rows)
    given = await _given(act, chain.from_iterable(act.value(name).splitlines() for name in FIELDS), act.value(COLUMN))
    errors = {**given.wrong, "received": receipt_problem(received, today(deps), act.words)}
    if bad := refilled(form(act.words, (), today(deps)), act, errors):
        return bad
    day = (received or today(deps)).isoformat()
    return await _kept(deps, act, given, PeopleList(rows=given.rows, received=day, reference=act.value("reference")))


@dataclass(frozen=True)
class _Given:
    """`wrong`: by field."""

    rows: tuple[Row, ...]
    file: ListFile | None
    wrong: Mapping[str, str]

    @property
    def taken(self) -> int:
        return sum(not row.why for row in self.rows)


async def _given(act: Act, entries: Iterable[str], column: str) -> _Given:
    """What was typed, and what the file names."""
    said, read = act.words.batch, await from_file(act, column)
    if isinstance(read, AskedBack):
        return _Given((), None, {read.field: read.why})
    lines = [*entries]
    if turning := next(filter(turns_others, lines), ""):
        return _Given((), read, {FIELDS[0]: said.remark(turning.strip()[:40])})
    given = _Given(twice((*rows_of(lines), *(read.rows if read else ()))), read, {})
    at = FILE if read else FIELDS[0]
    if not given.taken:
        return replace(given, wrong={at: said.NOBODY})
    return replace(given, wrong={at: said.too_many(given.taken, MOST)}) if given.taken > MOST else given


async def _kept(deps: Deps, act: Act, given: _Given, people: PeopleList) -> Card:
    await keep(deps, act, people)
    return _looking(act, given.rows, *await told(act, given.file))


def _looking(act: Act, rows: Sequence[Row], *more: str) -> Card:
    left_out = sum(row.why in {Why.UNREAD, Why.TWICE} for row in rows)
    return say(act.words.batch.looking(len(rows) - left_out, left_out), *more)


def _delivered(unit: Unit, act: Act) -> PeopleList | None:
    """The list that came with this very act before: its file may be there no more."""
    listed = unit.lists.get(_name(unit, act)) if act.delivery else None
    return read_list(unit, listed) if listed else None


async def keep(deps: Deps, act: Act, people: PeopleList) -> None:
    """To be looked through. Delivered again, it is the same list."""
    now = deps.clock()
    await deps.storage.write(lambda unit: _keep(unit, act, people, now))


def _keep(unit: Unit, act: Act, people: PeopleList, now: datetime) -> None:
    name = _name(unit, act) if act.delivery else secrets.token_hex(12)
    if unit.lists.get(name):
        return
    nobody = unit.subjects.anonymous(now)
    sealed = unit.subjects.seal(nobody, people.kept(), list_cell(name))
    unit.lists.add(Listed(id=name, person_id=act.person.id, subject_id=nobody, sealed=sealed, at=now, look_at=now))


def _name(unit: Unit, act: Act) -> str:
    return unit.subjects.fingerprint(f"list {act.delivery}")[:24]


def form(words: Words, lines: Sequence[str], received: date, reference: str = "") -> Form:
    said = words.batch
    boxes = tuple(
        Field(name, said.MORE if n else said.WHOM, Input.PARAGRAPH, required=False, value=text, many=said.FOR_MANY)
        for n, (name, text) in enumerate(zip(FIELDS, _boxed(lines), strict=True))
    )
    day = Field("received", said.RECEIVED, Input.DATE, value=received.isoformat())
    note = Field("reference", words.refresh.REFERENCE, required=False, value=reference)
    return Form("erase-many", "", said.TITLE, said.LOOK, (*boxes, *fields(words), day, note), said.BEGIN)


def _boxed(lines: Sequence[str]) -> Sequence[str]:
    """A text for each field; what they have no room for stands in the last one, so that it is seen."""
    parts, last = [*_parts(lines)], len(FIELDS) - 1
    return [*parts[:last], *[""] * (last - len(parts)), "\n".join(parts[last:])]


def _parts(lines: Sequence[str]) -> Iterator[str]:
    """The list in pieces that a field takes, none of them cut within a line."""
    piece = ""
    for line in lines:
        if piece and len(piece) + 1 + len(line) > LONGEST:
            yield piece
            piece = ""
        piece = f"{piece}\n{line}" if piece else line
    yield piece


COMMAND = Command(
    name="erase-many",
    usage="erase-many",
    sentence="Looks up a list of people, and asks for approval to erase all of them at once.",
    example="erase-many",
    who=FILING[Kind.ERASURE],
    behind=Behind.READ,
    upload=True,
    typed=erase_many,
    form=erase_many,
    submitted=submitted,
    files=frozenset(),
    buttons={
        "list-correct": Served(FILING[Kind.ERASURE], do=correct),
        "list-erase": Served(FILING[Kind.ERASURE], do=found_list.ask, sent=found_list.submitted),
        **people.BUTTONS,
    },
)
