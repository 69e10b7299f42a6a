"""What was found for a list of people: told in private to who gave it, and filed as one batch when they go on."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from domain.batch import PeopleList, Row, Why
from domain.card import Answer, Button, Card, Field, Form, Input, Option, Style, Tone, say
from domain.erasure.plan import StepKind, key_of
from domain.erasure.proposal import ALL, HELD, Proposal, proposal
from domain.event import EventKind
from domain.filled import again
from domain.found import Found, ids_of
from domain.insights import Source
from domain.notice import Notice
from domain.outcome import Code, Outcome
from domain.people import Role
from domain.request import Kind
from domain.words.language import Words
from handlers.deps import Act, Deps
from handlers.erasure.look_through import LOST, judged, read_list, subjects_of
from handlers.ports import Unit
from handlers.requests.days import ahead, filled_in, receipt_problem, today
from handlers.requests.filing import Filing, Task, made, new_id
from handlers.requests.filling import refilled
from handlers.requests.outcomes import once
from handlers.requests.owed import first_owed

_FEW = 3  # that are named anew
NAMED, LINES = 15, 100  # in one sentence: as they were written; by the numbers of their rows alone
TOO, NOT = "too", "not"
_CHOSEN = {"sources", "rest"}


def opened(unit: Unit, name: str, person: str) -> PeopleList | None:
    """For who gave it alone; None where it was filed, is too old, or is somebody else's."""
    listed = unit.lists.get(name)
    mine = listed is not None and unit.people.same(person, [listed.person_id])
    return read_list(unit, listed) if listed and mine and not listed.look_at else None


async def told(deps: Deps, notice: Notice, words: Words) -> Card:
    """The notice."""
    if notice.data.get("as") == LOST:
        return say(words.batch.LOST)
    known = await deps.storage.read(lambda unit: _known(unit, deps, notice, words))
    if not known:
        return say(words.batch.FORGOTTEN)
    people, found, staff = known
    return Card(
        title=words.batch.TITLE,
        tone=Tone.WAITING,
        text=(*found, *([words.batch.staff(staff)] if staff else [])),
        buttons=tuple(_buttons(notice.data["list"], people, words)),
    )


def _known(unit: Unit, deps: Deps, notice: Notice, words: Words) -> tuple[PeopleList, Sequence[str], int] | None:
    shown = _shown(unit, notice.data["list"], notice.person_id or "", words)
    return (*shown, _staff(unit, deps, shown[0], notice.person_id or "")) if shown else None


def _shown(unit: Unit, name: str, person: str, words: Words) -> tuple[PeopleList, Sequence[str]] | None:
    """The list, and what is said of it."""
    people = opened(unit, name, person)
    if not people:
        return None
    rows, day = people.taken(unknown=True), date.fromisoformat(people.received)
    return people, [*_sentences(people, words), *_waiting(unit, rows, day, words)]


def _staff(unit: Unit, deps: Deps, people: PeopleList, person: str) -> int:
    """How many of them work with this, or gave the list."""
    entries = {deps.roster.canonical(entry) for role in Role for entry in deps.roster.addresses(role)}
    taken = people.taken(unknown=True)
    named = [any(deps.roster.canonical(name) in entries for name in (row.who, *row.kin)) for row in taken]
    owners = [[one for name in (row.who, *row.kin) for one in unit.people.of_address(name)] for row in taken]
    own = [unit.people.same(person, found) for found in owners]
    return sum(role or self for role, self in zip(named, own, strict=True))


def _buttons(name: str, people: PeopleList, words: Words) -> Iterator[Button]:
    if people.taken(unknown=True):
        yield Button("list-erase", name, words.batch.GO_ON, Style.PRIMARY)
    yield Button("list-correct", name, words.batch.CORRECT)


def _sentences(people: PeopleList, words: Words) -> Iterator[str]:
    said, taken = words.batch, people.taken(unknown=False)
    yield said.found(len(taken), sum(row.found for row in taken))
    if failed := sum(row.failed for row in taken):
        yield said.failed(failed)
    if unsure := sum(not row.found and not row.failed for row in taken):
        yield said.unsure(unsure)
    if names := _names(taken):
        yield said.found_in(names)
    if unlisted := sorted({name for row in taken for name in row.unlisted}):
        yield said.unlisted(unlisted)
    if tagged := sum(row.tagged for row in taken):
        yield said.tagged(tagged)
    yield from left_out(people.left_out(), words)
    if unknown := ids_of(row.who for row in people.left_out().get(Why.UNKNOWN, ())):
        yield words.find.never_found(unknown) if len(unknown) <= _FEW else said.never_found(len(unknown))


def _waiting(unit: Unit, rows: Sequence[Row], received: date, words: Words) -> Iterator[str]:
    """Who of them waits still by an earlier request, named: only who gave the list reads it."""
    owed = [(row, first_owed(unit, subjects_of(unit, row), Kind.ERASURE, received)) for row in rows]
    if told := [words.batch.waits_since(row.who, one.id, one.received_on) for row, one in owed if one]:
        yield words.batch.still_wait(told[:NAMED], len(told))


def left_out(rows: dict[Why, tuple[Row, ...]], words: Words) -> Iterator[str]:
    """Named in full, or by the numbers of their lines: only who gave the list reads it."""
    for why, some in rows.items():
        named, rest = some[:NAMED], some[NAMED:]
        lines = sorted({row.line for row in rest if row.line})[:LINES]
        untold = sum(row.line not in lines for row in rest)
        more = words.batch.rows(lines, untold) if lines else ""
        yield words.batch.left_out(why, [_called(row, words) for row in named], len(some), more)


def _called(row: Row, words: Words) -> str:
    """As it was written, with where: by its row alone where nothing can be said of that."""
    beside = [*row.refs, *([words.batch.row(row.line)] if row.line and row.why is Why.UNREAD else [])]
    return f"{row.who} ({', '.join(beside)})" if row.who and beside else row.who or ", ".join(beside)


def _names(rows: Sequence[Row]) -> list[str]:
    return list(dict.fromkeys(name for row in rows for _, name in row.sources))


def proposed(people: PeopleList, known: Sequence[Source]) -> Proposal:
    """Every source that holds one of them; where nothing is sure of one, those that could not be asked as well."""
    taken = people.taken(unknown=False)
    held = {source for row in taken for source, _ in row.sources}
    return proposal(known, held, people.answering, sure=all(row.sure for row in taken))


async def ask(deps: Deps, act: Act) -> Answer:
    """Go on: the form with the sources that hold them."""
    known = await deps.storage.read(lambda unit: _shown(unit, act.ref, act.person.id, act.words))
    if not known:
        return say(act.words.batch.FORGOTTEN)
    return _form(act, *known, proposed(known[0], await deps.catalog.sources()))


def _form(act: Act, people: PeopleList, found: Sequence[str], shown: Proposal) -> Form:
    words, said = act.words, act.words.erase
    options = shown.options({HELD: said.HELD, ALL: said.every(len(shown.sources))})
    ticked = "\n".join(option.value for option in options if option.value in shown.ticked)
    rest = (Option(TOO, said.REST_TOO), Option(NOT, said.REST_NOT))
    unknown = (Option(NOT, words.batch.UNKNOWN_NOT), Option(TOO, words.batch.UNKNOWN_TOO))
    none = not any(row.why is Why.UNKNOWN for row in people.rows)
    fields = (
        Field("sources", words.refresh.SOURCES, Input.SOME_OF, options, required=False, value=ticked),
        *([Field("rest", said.REST, Input.ONE_OF, rest, value=TOO)] if shown.unasked else []),
        *([] if none else [Field("unknown", words.batch.UNKNOWN, Input.ONE_OF, unknown, value=NOT)]),
        Field("received", words.batch.RECEIVED, Input.DATE, value=people.received),
        Field("deleted", words.erasure.STATE_DAY, Input.DATE, required=False, hint=words.erasure.STATE_HINT),
        Field("reference", words.refresh.REFERENCE, required=False, value=people.reference),
    )
    return Form("list-erase", act.ref, words.batch.CHOOSE_TITLE, words.batch.CHOOSE, fields, " ".join(found))


async def submitted(deps: Deps, act: Act) -> Answer:
    """The filled-in form: everybody who can be taken, as one batch."""
    listed = await deps.storage.read(lambda unit: _shown(unit, act.ref, act.person.id, act.words))
    if not listed:
        return await once(deps, act, lambda *_: Outcome(Code.LIST_GONE))
    people, found = listed
    known, day = await deps.catalog.sources(), today(deps)
    received, deleted = filled_in(act, "received"), filled_in(act, "deleted")
    shown = proposed(people, known)
    form = _form(act, people, found, shown)
    errors = {
        "received": receipt_problem(received, day, act.words),
        "deleted": ahead(deleted, day, act.words.erasure.FUTURE_DELETION),
    }
    if bad := refilled(form, act, errors):
        return bad
    chosen = shown.chosen(act.values.get("sources", ()), rest=(act.value("rest") or TOO) == TOO)
    if not chosen:
        return again(form, act.values, {"sources": act.words.erase.TICK_ONE})
    order = _Order(
        sources=tuple(chosen),
        unclear=tuple(source.name for source in shown.unasked if source not in chosen),
        received=received or day,
        deleted=deleted,
        reference=act.value("reference"),
        unknown=act.value("unknown") == TOO,
    )
    return await _file(deps, act, order)


@dataclass(frozen=True, kw_only=True)
class _Order:
    """`unclear`: names of sources that could not be asked, and are left out."""

    sources: tuple[Source, ...]
    unclear: tuple[str, ...]
    received: date
    deleted: date | None
    reference: str
    unknown: bool


async def _file(deps: Deps, act: Act, order: _Order) -> Card:
    left = list[str]()

    def filed(unit: Unit, now: datetime) -> Outcome:
        people = opened(unit, act.ref, act.person.id)
        people = people and judged(unit, people)
        taken = people.taken(unknown=order.unknown) if people else ()
        if not people:
            return Outcome(Code.LIST_GONE)
        if not taken:
            return Outcome(Code.LIST_EMPTY)
        unit.lists.forget(act.ref, now)
        left[:] = [*left_out(people.left_out(), act.words), *_waiting(unit, taken, order.received, act.words)]
        return Outcome(Code.FILED, file_batch(unit, deps, act, order, taken, now))

    card = await once(deps, act, filed)
    return replace(card, text=(*card.text, *left)) if left else card


def file_batch(unit: Unit, deps: Deps, act: Act, order: _Order, people: Sequence[Row], now: datetime) -> str:
    """One request that leads, and one for each person: all in one transaction, decided and begun as one."""
    lead = new_id()
    refs = _ids(len(people), {lead})
    sources = tuple(Task(key=source.id, label=source.name) for source in order.sources)
    common = Filing(
        kind=Kind.ERASURE,
        items=sources,
        received=order.received,
        deleted=order.deleted,
        reference=order.reference,
    )
    for ref, row in zip(refs, people, strict=True):
        found = _found([row], order)
        one = replace(common, subjects=(row.who,), batch=lead, seen=row.ids, found=found, kin={row.who: row.kin})
        made(unit, deps, act, one, ref, now)
    members = tuple(Task(key=key_of(StepKind.MEMBER, ref), label=ref) for ref in refs)
    case = made(unit, deps, act, replace(common, items=sources + members, found=_found(people, order)), lead, now)
    case.event(EventKind.BATCH_FILED, {"people": str(len(people))})
    return lead


def _ids(count: int, known: Collection[str]) -> list[str]:
    found = dict[str, None]()
    while len(found) < count:
        found |= {ref: None for ref in [new_id()] if ref not in known}
    return list(found)


def _found(rows: Sequence[Row], order: _Order) -> Found:
    """For who decides: of the batch, where they are; of each alone, where that one is."""
    named = {source.id for source in order.sources}
    elsewhere = dict.fromkeys(name for row in rows for one, name in row.sources if one not in named)
    unlisted = dict.fromkeys(name for row in rows for name in row.unlisted)
    missing = [row.who for row in rows if row.looked and not row.failed and not row.found]
    unlooked, one = sum(row.failed for row in rows), len(rows) == 1
    return Found(
        sources=(*_names(rows), *unlisted),
        elsewhere=(*elsewhere, *unlisted),
        missing=tuple(missing) if one else (),
        failed=one and bool(unlooked),
        unlooked=0 if one else unlooked,
        tagged=sum(row.tagged for row in rows),
        unclear=tuple(name for name in order.unclear if name not in elsewhere),
    )
