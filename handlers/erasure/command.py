"""`erase`: who is meant, where Customer Insights holds them, and the erasure with the sources that were ticked.

Nothing is filed before somebody saw what was found. The form carries a mark of that; where it is not the same any more,
as another person was named or another source holds them meanwhile, it is shown once more.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import chain

from domain.addresses import names_someone
from domain.card import Answer, Field, Form, Input, Option, not_clear, say
from domain.erasure.proposal import ALL, HELD, Proposal, proposal
from domain.filled import again
from domain.found import ids_of
from domain.identifiers import listed, named
from domain.ids import one_spelling
from domain.insights import Source
from domain.people import Role
from domain.refresh.typed import Order, read_people
from domain.request import Kind
from domain.rights import FILING
from domain.unread import Behind
from domain.words.language import Words
from handlers.command import Command, Served
from handlers.deps import Act, Deps
from handlers.erasure import many
from handlers.people.lookup import Lookup, look
from handlers.people.mentions import addresses, whom
from handlers.ports import Unit
from handlers.refresh.command import ask_back, placed
from handlers.requests.days import ahead, filled_in, receipt_problem, today
from handlers.requests.filling import refilled
from handlers.requests.owed import still_waits

TOO, NOT = "too", "not"
_MARK = 12  # characters
_CHOSEN = {"sources", "rest"}  # fields that a look fills in


@dataclass(frozen=True)
class _Found:
    """What a look showed: which sources it proposes, what is said of it, and the mark of both."""

    seen: Lookup
    proposal: Proposal
    sentences: tuple[str, ...]
    mark: str

    def unclear(self, chosen: Sequence[Source]) -> tuple[str, ...]:
        """Names of the sources that may hold the person, and are left out; of those that do hold them it is told so."""
        left_out = (source.name for source in self.proposal.unasked if source not in chosen)
        return (*left_out, *(name for name in self.seen.unlisted if name not in self.seen.names))


@dataclass(frozen=True, kw_only=True)
class _Shown:
    """The form as it is drawn. `rest`: what becomes of sources that could not be asked; empty where there are none."""

    proposal: Proposal
    received: date
    subjects: Sequence[str] = ()
    reference: str = ""
    rest: str = ""
    text: str = ""
    ref: str = ""  # without the mark
    mark: str = ""

    def of(self, found: _Found, ticks: Collection[str], rest: str = TOO) -> _Shown:
        """With what a look showed, and what was ticked before."""
        proposal = found.proposal.with_ticks(ticks)
        text = " ".join(found.sentences)
        return replace(self, proposal=proposal, rest=rest if proposal.unasked else "", text=text, mark=found.mark)


async def erase(deps: Deps, act: Act) -> Answer:
    """The typed command; without anybody named, the form. Whoever a file names is looked for as by `erase-many`."""
    if act.files:
        named_too = names_someone(act.ref) or named(act.ref).found
        return not_clear(act.words.erase.WHO_OR_FILE) if named_too else await many.erase_many(deps, act)
    known = await deps.catalog.sources()
    order = read_people(act.ref, known) if act.ref.strip() else Order()
    if order.problems:
        return ask_back(order.problems, act.words)
    order.subjects = list(await addresses(deps, act, order.subjects))
    return await _opened(deps, act, order, known)


async def go_on(deps: Deps, act: Act) -> Answer:
    """The button below what `find` showed: the person need not be named again, unless that is long ago."""
    who = deps.lately.whom(act.ref, act.person.id, deps.clock())
    return await _opened(deps, act, Order(subjects=[who] if who else []), await deps.catalog.sources())


async def _opened(deps: Deps, act: Act, order: Order, known: Sequence[Source]) -> Answer:
    day = today(deps)
    if not known:
        return say(act.words.refresh.NO_SOURCES)
    blank = _Shown(proposal=Proposal(sources=known), received=day, text=act.words.erase.BEGIN)
    if not order.subjects:
        return _form(act.words, blank)
    found = await _look(deps, act, order.subjects, known, kept=True)  # what is filed rests on a look of its own
    ticks = {ALL} if order.everything else {source.id for source in order.sources}
    asked = replace(blank, subjects=order.subjects, received=order.received or day, reference=order.reference)
    form, problem = _form(act.words, asked.of(found, ticks)), receipt_problem(order.received, day, act.words)
    return again(form, {}, {"received": problem}) if problem else form


async def submitted(deps: Deps, act: Act) -> Answer:
    """The filled-in form. `ref`: nothing, `anyway:<twin>` or `correct:<old>`, and `~<what it has shown>`."""
    known, day, who = await deps.catalog.sources(), today(deps), named(act.value("for"))
    received, deleted = filled_in(act, "received"), filled_in(act, "deleted")
    subjects, nobody = await whom(deps, act, who.found)
    errors = {
        "for": " ".join(map(act.words.errors.not_a_person, who.unclear)) or nobody,
        "received": receipt_problem(received, day, act.words),
        "deleted": ahead(deleted, day, act.words.erasure.FUTURE_DELETION),
    }
    ticks, mark = set(act.values.get("sources", ())), act.asked.ref.shown
    rest = act.value("rest") or TOO
    blank = _Shown(
        proposal=Proposal(sources=known, ticked=frozenset(ticks)),
        received=day,
        rest=rest if "rest" in act.values else "",
        ref=act.ref.partition("~")[0],
    )
    if bad := refilled(_form(act.words, replace(blank, mark=mark)), act, errors):
        return bad
    found = await _look(deps, act, subjects, known)
    if found.mark != mark:
        return _once_more(act, blank.of(found, ticks, rest))
    chosen = found.proposal.chosen(ticks, rest=rest == TOO)
    if not chosen:
        return again(_form(act.words, blank.of(found, ())), act.values, {"sources": act.words.erase.TICK_ONE})
    if ALL in ticks and (unread := deps.catalog.unread):
        errors = {"sources": act.words.refresh.unread_sources(unread)}
        return again(_form(act.words, blank.of(found, ticks)), act.values, errors)
    order = Order(chosen, ALL in ticks, list(subjects), received, act.value("reference"))
    unclear, old = found.unclear(chosen), act.corrects
    return await placed(deps, act, order, found.seen, replaces=old, anyway=act.anyway, deleted=deleted, unclear=unclear)


def _once_more(act: Act, shown: _Shown) -> Form:
    """What was typed stays; what a look fills in is filled in."""
    typed = {name: values for name, values in act.values.items() if name not in _CHOSEN}
    text = f"{act.words.erase.ONCE_MORE} {shown.text}"
    return again(_form(act.words, replace(shown, text=text)), typed, {})


async def _look(
    deps: Deps, act: Act, subjects: Sequence[str], known: Sequence[Source], *, kept: bool = False
) -> _Found:
    seen = await look(deps, act, subjects, kept=kept)
    sure = not (seen.doubts or seen.failed)
    proposed = proposal(known, seen.source_ids, seen.answering, sure=sure)
    return await deps.storage.read(lambda unit: _found(unit, deps, act, subjects, seen, proposed))


def _found(unit: Unit, deps: Deps, act: Act, subjects: Sequence[str], seen: Lookup, proposed: Proposal) -> _Found:
    names = {*subjects, *chain.from_iterable(seen.kin.values())}  # by whatever they are known
    text = (
        *_where(seen, proposed, act.words),
        *_standing(unit, act, names, today(deps)),
        *_staff(unit, deps, act, names),
    )
    who = sorted(map(one_spelling, subjects))
    told = [who, *([one.id for one in part] for part in (proposed.held, proposed.unasked))]
    return _Found(seen, proposed, text, unit.subjects.fingerprint(json.dumps([*told, *text]))[:_MARK])


def _where(seen: Lookup, proposed: Proposal, words: Words) -> Iterator[str]:
    """Where they are, and why they may be elsewhere."""
    said, found = words.erase, words.find
    if seen.failed:
        yield said.NOT_LOOKED
    if proposed.held:
        yield said.held_in([source.name for source in proposed.held])
    if proposed.unasked:
        yield said.unasked([source.name for source in proposed.unasked])
    if seen.unlisted:
        yield said.unlisted(seen.unlisted)
    if seen.missing:
        yield found.NOT_FOUND_NOW.format(", ".join(seen.missing))
    if ids := ids_of(seen.missing):
        yield found.never_found(ids)
    if seen.doubts:
        yield " ".join((found.NOTHING_PROVED, *(found.DOUBTS[doubt] for doubt in seen.doubts)))
    if not proposed.held and not seen.failed:
        yield said.NOBODY
    yield from seen.told().others(words)


def _standing(unit: Unit, act: Act, names: Collection[str], day: date) -> Iterator[str]:
    """How it stands with this human."""
    ids = sorted({found for name in names if (found := unit.subjects.known(name))})
    if any(unit.subjects.held(one) for one in ids):
        yield act.words.hold.ON_HOLD
    about = [request for one in ids for request in unit.requests.about(one)]
    for kind, said in ((Kind.ERASURE, act.words.erase.open_already), (Kind.EXPORT, act.words.erase.copy_open)):
        if refs := list(dict.fromkeys(request.id for request in about if request.kind is kind)):
            yield said(refs)
    if not act.corrects:
        yield from still_waits(unit, ids, Kind.ERASURE, day, act.words)


def _staff(unit: Unit, deps: Deps, act: Act, names: Collection[str]) -> Iterator[str]:
    """Whether it is one of those who work with this."""
    owners = [owner for name in names for owner in unit.people.of_address(name)]
    if unit.people.same(act.person.id, owners):
        yield act.words.erase.OWN
    with_roles = {deps.roster.canonical(entry) for role in Role for entry in deps.roster.addresses(role)}
    if any(deps.roster.canonical(name) in with_roles for name in names):
        yield act.words.erase.OF_STAFF


def _form(words: Words, shown: _Shown) -> Form:
    said, refresh = words.erase, words.refresh
    options = shown.proposal.options({HELD: said.HELD, ALL: said.every(len(shown.proposal.sources))})
    return Form(
        verb="erase",
        ref=f"{shown.ref}~{shown.mark}" if shown.mark else shown.ref,
        title=said.TITLE,
        submit=refresh.SUBMIT,
        text=shown.text,
        fields=(
            Field("for", said.WHOM, hint=said.WHOM_HINT, value=listed(shown.subjects), many=words.batch.FOR_MANY),
            Field(
                "sources",
                refresh.SOURCES,
                Input.SOME_OF,
                options,
                required=False,
                value="\n".join(option.value for option in options if option.value in shown.proposal.ticked),
            ),
            *_rest(words, shown.rest),
            Field("received", refresh.RECEIVED, Input.DATE, value=shown.received.isoformat()),
            Field("deleted", words.erasure.STATE_DAY, Input.DATE, required=False, hint=words.erasure.STATE_HINT),
            Field("reference", refresh.REFERENCE, required=False, value=shown.reference),
        ),
    )


def _rest(words: Words, chosen: str) -> tuple[Field, ...]:
    """What is to be decided of the sources that could not be asked."""
    said = words.erase
    options = (Option(TOO, said.REST_TOO), Option(NOT, said.REST_NOT))
    value = chosen if chosen == NOT else TOO
    return (Field("rest", said.REST, Input.ONE_OF, options, value=value),) if chosen else ()


COMMAND = Command(
    name="erase",
    usage="erase <e-mail> [received <date>] [ref <text>]",
    sentence="Finds where Customer Insights holds a person, and asks for approval to erase them there.",
    example="erase anna@contoso.com",
    who=FILING[Kind.ERASURE],
    behind=Behind.READ,
    upload=True,
    typed=erase,
    form=erase,
    submitted=submitted,
    files=frozenset({Kind.ERASURE}),
    buttons={"erase-found": Served(FILING[Kind.ERASURE], do=go_on)},
)
