"""`erase-many`: a list of people, typed, that is looked through before anything is asked for.

The list is kept sealed, under a key of its own, until it is filed or a few days old: what cannot be taken is named to
whoever gave it, in private, and comes back in the form to be corrected.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from itertools import chain

from domain.batch import MOST, Listed, PeopleList, rows_of
from domain.card import Answer, Field, Form, Input, say
from domain.cell import list_cell
from domain.filled import MOST as LONGEST
from domain.request import Kind
from domain.rights import FILING
from domain.words.language import Words
from handlers.command import Command, Served
from handlers.deps import Act, Deps
from handlers.erasure import found_list, people
from handlers.erasure.found_list import opened
from handlers.ports import Unit
from handlers.requests.days import filled_in, receipt_problem, today
from handlers.requests.filling import refilled

FIELDS = ("people", "people-2", "people-3")  # no field of Slack's takes more than 3000 characters


async def erase_many(deps: Deps, act: Act) -> Answer:
    """Whoever is typed behind it stands in the form."""
    return form(act.words, act.ref.split(), today(deps))


async def correct(deps: Deps, act: Act) -> Answer:
    """The form again, with every line of the list."""
    known = await deps.storage.read(lambda unit: opened(unit, act.ref, act.person.id))
    if not known:
        return say(act.words.batch.FORGOTTEN)
    lines = [row.who for row in known.rows]
    return form(act.words, lines, date.fromisoformat(known.received), known.reference)


async def submitted(deps: Deps, act: Act) -> Answer:
    received, said = filled_in(act, "received"), act.words.batch
    rows = rows_of(chain.from_iterable(act.value(name).splitlines() for name in FIELDS))
    taken = [row for row in rows if not row.why]
    errors = {
        FIELDS[0]: "" if taken else said.NOBODY,
        "received": receipt_problem(received, today(deps), act.words),
    }
    if len(taken) > MOST:
        errors[FIELDS[0]] = said.too_many(len(taken), MOST)
    if bad := refilled(form(act.words, (), today(deps)), act, errors):
        return bad
    day = (received or today(deps)).isoformat()
    await keep(deps, act, PeopleList(rows=rows, received=day, reference=act.value("reference")))
    return say(said.looking(len(taken), len(rows) - len(taken)))


async def keep(deps: Deps, act: Act, people: PeopleList) -> None:
    """To be looked through. Delivered again, it is the same list."""
    now = deps.clock()
    await deps.storage.write(lambda unit: _keep(unit, act, people, now))


def _keep(unit: Unit, act: Act, people: PeopleList, now: datetime) -> None:
    delivery = unit.subjects.fingerprint(f"list {act.delivery}")[:24]
    name = delivery if act.delivery else secrets.token_hex(12)
    if unit.lists.get(name):
        return
    nobody = unit.subjects.anonymous(now)
    sealed = unit.subjects.seal(nobody, people.kept(), list_cell(name))
    unit.lists.add(Listed(id=name, person_id=act.person.id, subject_id=nobody, sealed=sealed, at=now, look_at=now))


def form(words: Words, lines: Sequence[str], received: date, reference: str = "") -> Form:
    said = words.batch
    texts = dict(zip(FIELDS, _parts(lines), strict=False))
    boxes = tuple(
        Field(name, said.MORE if n else said.WHOM, Input.PARAGRAPH, required=not n, value=texts.get(name, ""))
        for n, name in enumerate(FIELDS)
    )
    day = Field("received", said.RECEIVED, Input.DATE, value=received.isoformat())
    note = Field("reference", words.refresh.REFERENCE, required=False, value=reference)
    return Form("erase-many", "", said.TITLE, said.LOOK, (*boxes, day, note), said.BEGIN)


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
