"""`refresh`: read what was asked, ask back what is unclear, and file it for approval."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from domain.card import Answer, Card, Field, Form, Input, Option, Stays, not_clear, say
from domain.card import Item as Row
from domain.identifiers import listed, named
from domain.ids import one_spelling
from domain.insights import Source
from domain.receipt import WHY
from domain.refresh.typed import (
    Ambiguous,
    BadDate,
    InReference,
    MissingValue,
    Nobody,
    Order,
    Problem,
    Unknown,
    read_refresh,
)
from domain.request import Kind
from domain.rights import FILING, Way
from domain.unread import Behind
from domain.words.language import Words
from handlers.command import Command, Served
from handlers.deps import Act, Deps
from handlers.people.lookup import Lookup, look
from handlers.people.mentions import addresses, whom
from handlers.requests.days import ahead, filled_in, receipt_problem, today
from handlers.requests.filing import Filing, Task, file
from handlers.requests.filling import refilled
from handlers.requests.later_day import as_sent, asking_why

NEEDS_SIGN_IN = "refreshCredentials"


async def refresh(deps: Deps, act: Act) -> Answer:
    """The typed command; without arguments, the form."""
    known = await deps.catalog.sources()
    if not known and not deps.catalog.unread:
        return say(act.words.refresh.NO_SOURCES)
    if not act.ref.strip():
        return form(act.words, known, today(deps), unread=deps.catalog.unread)
    order = read_refresh(act.ref, known)
    order.subjects = list(await addresses(deps, act, order.subjects))
    return _problem(deps, order, act.words) or _nobodys(order, act.words) or await place(deps, act, order)


async def one_source(deps: Deps, act: Act) -> Answer:
    """The Refresh button of one source."""
    found = [source for source in await deps.catalog.sources() if source.id == act.ref]
    return (
        await place(deps, act, Order(sources=found))
        if found
        else say(act.words.refresh.GONE_SOURCE, act.words.requests.NOTHING_FILED)
    )


async def submitted(deps: Deps, act: Act) -> Answer:
    """The filled-in form. `ref` says what it is about: nothing, `anyway:<twin>` or `correct:<old>`."""
    known, day = await deps.catalog.sources(), today(deps)
    received, deleted, asked = filled_in(act, "received"), filled_in(act, "deleted"), named(act.value("for"))
    chosen, (who, nobody) = act.values.get("sources", ()), await whom(deps, act, asked.found)
    errors = {
        "for": " ".join(map(act.words.errors.not_a_person, asked.unclear)) or nobody,
        "received": receipt_problem(received, day, act.words),
        "deleted": ahead(deleted, day, act.words.erasure.FUTURE_DELETION),
    }
    blank = form(act.words, known, day, ref=act.ref, needed=not asked.found, unread=deps.catalog.unread)
    if bad := refilled(as_sent(blank, act), act, errors):
        return bad
    order = Order(sources=[source for source in known if source.id in chosen], reference=act.value("reference"))
    order.subjects, order.received = list(who), received
    answer = await place(deps, act, order, replaces=act.corrects, anyway=act.anyway, deleted=deleted)
    return asking_why(answer, blank, act)


async def place(
    deps: Deps,
    act: Act,
    order: Order,
    *,
    replaces: str | None = None,
    anyway: bool = False,
    deleted: date | None = None,
) -> Answer:
    """File the order, or say what is wrong with it; then nothing was filed."""
    if problem := _problem(deps, order, act.words):
        return problem
    seen = await look(deps, act, order.subjects)
    if not order.sources:
        return _proposed(deps, await deps.catalog.sources(), order, seen, act, deleted)
    return await placed(deps, act, order, seen, replaces=replaces, anyway=anyway, deleted=deleted)


async def placed(
    deps: Deps,
    act: Act,
    order: Order,
    seen: Lookup,
    *,
    replaces: str | None = None,
    anyway: bool = False,
    deleted: date | None = None,
    unclear: Sequence[str] = (),
) -> Card:
    """File an order that is clear. `seen`: what the look for its people showed; `unclear`: names of sources that may
    hold them all the same, and are no part of it."""
    if order.everything and deps.catalog.unread:
        return not_clear(act.words.refresh.unread_sources(deps.catalog.unread), act.words.requests.NOTHING_FILED)
    filing = Filing(
        kind=Kind.ERASURE if order.subjects else Kind.REFRESH,
        items=tuple(Task(key=source.id, label=source.name) for source in order.sources),
        subjects=tuple({one_spelling(subject): subject for subject in order.subjects}.values()),
        reference=order.reference,
        received=order.received or today(deps),
        replaces=replaces,
        anyway=anyway,
        deleted=deleted,
        seen=seen.ids,
        found=replace(seen.told(order.sources), unclear=tuple(unclear)),
        kin=seen.kin,
        why_later=act.value(WHY),
    )
    card = await file(deps, act, filing)
    if isinstance(card, Stays):
        return card
    state = (act.words.erasure.STATE_IT,) if seen.asked and not deleted else ()
    told = filing.found.sentences(act.words, erasing=filing.kind is Kind.ERASURE)
    return _with_warnings(act.words, card, order, (*told, *state))


def _proposed(deps: Deps, known: Sequence[Source], order: Order, seen: Lookup, act: Act, deleted: date | None) -> Form:
    """The form with the sources that hold the person, where none was named."""
    chosen, asked = [source.id for source in known if source.id in seen.source_ids], listed(order.subjects)
    ref, gone = act.ref if act.asked.way is Way.FORM else "", deleted.isoformat() if deleted else ""
    return form(
        act.words,
        known,
        order.received or today(deps),
        ref=ref,
        chosen=chosen,
        asked=asked,
        reference=order.reference,
        deleted=gone,
        unread=deps.catalog.unread,
    )


def _problem(deps: Deps, order: Order, words: Words) -> Card | None:
    if order.problems:
        return ask_back(order.problems, words)
    nobody = "" if order.sources or order.subjects else words.refresh.NO_SOURCE_NAMED
    problem = nobody or receipt_problem(order.received, today(deps), words)
    return not_clear(problem, words.requests.NOTHING_FILED) if problem else None


def _nobodys(order: Order, words: Words) -> Card | None:
    """A day of receipt that nobody is named for: no date by law would come of it."""
    if not order.received or order.subjects:
        return None
    return not_clear(words.refresh.whose(words.moments.day(order.received)), words.requests.NOTHING_FILED)


def ask_back(problems: Sequence[Problem], words: Words) -> Card:
    """What was not understood; nothing was filed."""
    rows = [
        Row("–", source.name, f"{source.id} · {source.kind}")
        for problem in problems
        if isinstance(problem, Ambiguous)
        for source in problem.sources
    ]
    said = [_sentence(problem, words) for problem in problems]
    return Stays(text=(*said, words.requests.NOTHING_FILED), items=tuple(rows))


def _sentence(problem: Problem, words: Words) -> str:
    match problem:
        case Ambiguous(name):
            return words.refresh.ambiguous(name)
        case Unknown(name, nearest):
            return words.refresh.unknown(name, nearest)
        case BadDate(text):
            return words.errors.bad_date(text)
        case MissingValue(option):
            return words.errors.missing_value(option)
        case Nobody(text):
            return words.errors.not_a_person(text)
        case InReference(text):
            return words.refresh.in_reference(text)


def _with_warnings(words: Words, card: Card, order: Order, seen: Sequence[str]) -> Card:
    extra = [*seen, *([words.refresh.ALL_FROZEN] if order.everything else [])]
    if locked := [source.name for source in order.sources if source.provisioning == NEEDS_SIGN_IN]:
        extra.append(words.refresh.needs_sign_in(locked))
    return replace(card, text=(*card.text, *extra)) if extra else card


def form(words: Words, known: Sequence[Source], received: date, *, ref: str = "", chosen: Sequence[str] = (),
         asked: str = "", reference: str = "", deleted: str = "", needed: bool = True,
         unread: int = 0, gone: Sequence[str] = ()) -> Form:  # fmt: skip
    """The form of `refresh`; `chosen` and the rest fill it in beforehand. `needed`: whether a source must be named;
    `unread`: how many more there are that are not understood; `gone`: names of those that were asked for and are not
    there any more."""
    said = ([words.refresh.unlisted(gone)] if gone else []) + [words.refresh.unread_sources(unread)] * bool(unread)
    options = tuple(Option(source.id, source.name) for source in known)
    return Form(
        verb="refresh",
        ref=ref,
        title=words.refresh.TITLE,
        submit=words.refresh.SUBMIT,
        fields=(
            Field(
                "sources",
                words.refresh.SOURCES,
                Input.SOME_OF,
                options,
                needed,
                hint=" ".join(said),
                value="\n".join(chosen),
                missing=words.refresh.NO_SOURCE_NAMED,
            ),
            Field("for", words.refresh.FOR, required=False, hint=words.refresh.FOR_HINT, value=asked),
            Field("received", words.refresh.RECEIVED, Input.DATE, value=received.isoformat()),
            Field(
                "deleted",
                words.erasure.STATE_DAY,
                Input.DATE,
                required=False,
                hint=words.erasure.STATE_HINT,
                value=deleted,
            ),
            Field("reference", words.refresh.REFERENCE, required=False, value=reference),
        ),
    )


COMMAND = Command(
    name="refresh",
    usage="refresh <source>… | all [for <e-mail>] [received <date>] [ref <text>]",
    sentence="Asks for approval, then refreshes the sources and watches them to the end.",
    example='refresh "CRM Contacts" for anna@contoso.com received 2026-11-02 ref CASE-77',
    who=FILING[Kind.REFRESH],
    behind=Behind.READ,
    typed=refresh,
    form=refresh,
    submitted=submitted,
    files=frozenset({Kind.REFRESH, Kind.ERASURE}),
    buttons={"refresh-source": Served(FILING[Kind.REFRESH], do=one_source)},
)
