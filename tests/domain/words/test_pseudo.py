"""Whatever a card says, its reader's language says: in a made-up one, no word of English stands beside a sentence.

What comes from outside is all digits here, so that every letter that is left over is a sentence that escaped.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta, timezone
from itertools import product

import pytest

from domain.board import Board
from domain.card import Button, Card
from domain.drawing.board_row import row
from domain.drawing.certificate import Certificate, Entry, html
from domain.drawing.request import brief, draw
from domain.drawing.results import drawn, name
from domain.erasure.looks import Aim, Look, Why
from domain.erasure.looks import Kind as PlaceKind
from domain.erasure.outliving import REMNANTS
from domain.erasure.plan import HumanTask, StepKind, key_of
from domain.export import plan as export
from domain.export.letters import Holder
from domain.export.plan import Deed, Stage
from domain.found import Found, Listed
from domain.moment import Moment
from domain.people import Person, Role
from domain.refusal import Refusing
from domain.request import Kind, State, StepState, Verdict
from domain.result import (
    AwaitsRun,
    ByMail,
    Closed,
    DoneByRun,
    LeftOn,
    LookedAt,
    NotChecked,
    OnDay,
    OthersLeft,
    Result,
    RunMissed,
    Sent,
    StillIn,
)
from domain.rule import Channel, Reader
from domain.view import Ballot, Held, RequestView, StepView
from domain.words.en import EN
from tests.domain.things import NOON, a_request, a_story
from tests.domain.words.pseudo import has_escaped, pseudo

PSEUDO = pseudo()
READERS = (
    Channel(PSEUDO),
    Reader("zed", frozenset(Role) - {Role.OUTSIDE_AUDITOR}, PSEUDO),
    Reader("ada", frozenset(), PSEUDO),
)
WHO, NAME = "11@22.33", "44"
STATES = list(StepState)
LEFT = tuple((one.what, None if one.days is None else date(2026, 12, 2)) for one in REMNANTS)


def line(key: str, n: int, note: str, **more: object) -> StepView:
    plain = StepView(key, NAME, personal=False, state=STATES[n % len(STATES)], note=note, ref="DSR-7K3QFA.1")
    return replace(plain, **{"fault": NAME, "owner": NAME, "missed": (NAME, NAME), **more})


def lines(kind: Kind) -> Iterator[StepView]:
    """Every note, and every part of the kind in every state, with all that a person can do about it."""
    for n, note in enumerate(EN.steps.NOTES):
        yield line(f"{n}", n, note, job_id=NAME, code=NAME, groups=(NAME, NAME), groups_unknown=n % 3 == 0)
    yield line("1", 0, "queued", silent=NAME)
    if kind is Kind.ERASURE:
        tasks = [None, *HumanTask]
        for n, part in product(range(len(STATES)), set(StepKind) - {StepKind.SOURCE}):
            early = part in EN.plan.EARLY and n % 2 == 0
            yield line(key_of(part, f"{n}"), n, "gone", human=tasks[n % len(tasks)], early=early)
        yield from (line(key_of(StepKind.SEGMENT, NAME), 0, "", human=human) for human in HumanTask)
    if kind is Kind.EXPORT:
        for n, stage in product(range(len(STATES)), Stage):
            deeds = [deed for deed in Deed if deed is not Deed.SEND or stage in EN.export.SEND_LABELS]
            yield line(export.key_of(stage, n), n, "sent", detail=NAME, human=deeds[n % len(deeds)])


def stories(kind: Kind, state: State) -> Iterator[RequestView]:
    ground = Refusing(ground=NAME, complaint=NAME, remedy=NAME, signed=NAME, when=Moment(NOON, NAME), letter=NAME)
    found = Found(
        sources=(NAME,), elsewhere=(NAME,), missing=(WHO,), failed=True, respelt=1, tagged=2, listed=Listed.NO
    )
    full = replace(
        a_story(a_request(state, kind), *lines(kind)),
        requester=NAME, subjects=(WHO, WHO), reference=NAME, environment=NAME, own_domains=("22.33",), sandbox=True,
        ballots=(Ballot(NAME, Verdict.APPROVE), Ballot(NAME, Verdict.DENY, NAME)), found=found,
        holder=Holder.USER, purpose=NAME, question=NAME, left=LEFT,
        holders={role: (Person("", ""), Person("zed", NAME)) for role in Role}, days_left=3, letter=NAME,
    )  # fmt: skip
    yield full
    yield replace(full, guided=True, holders={}, days_left=-1)
    yield replace(full, subjects=(None,), letter="", refusing=None)
    yield replace(full, held=True, holds=(Held(NAME, "zed", NOON, NAME), Held(NAME, "ben", NOON)), days_left=0)
    yield replace(
        full, refusing=ground, refused_earlier=True, taken_over="", found=replace(found, listed=Listed.UNASKED)
    )
    yield replace(full, refusing=ground, taken_over="DSR-000001", found=replace(found, listed=Listed.YES))
    yield replace(full, lines=tuple(replace(one, state=StepState.DONE) for one in full.lines), days_left=1)
    yield replace(full, lines=tuple(replace(one, human=Deed.CAME) for one in full.lines[-3:]), question="")
    yield from (replace(full, lines=(one,)) for one in full.lines[-24::3])


def said_on(card: Card) -> Iterator[str]:
    yield from (card.title, card.status, card.turn, card.footer, card.copy, *card.text)
    yield from (text for fact in card.facts for text in (fact.label, fact.value))
    for item in card.all_items:
        yield from (item.text, item.note)
    yield card.fold.label if card.fold else ""
    yield from (text for button in pressed(card) for text in spoken_by(button))


def pressed(card: Card) -> Sequence[Button]:
    shown = [item.button for item in card.all_items] + [card.fold.show if card.fold else None]
    return [*card.buttons, *filter(None, shown)]


def spoken_by(button: Button) -> Iterator[str]:
    yield button.label
    if ask := button.confirm:
        yield from (ask.title, ask.text, ask.yes, ask.no)


def escaped(texts: Iterator[str]) -> set[str]:
    return {text for text in texts if has_escaped(text)}


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("state", State)
def test_no_sentence_on_a_card_escapes_its_readers_language(kind: Kind, state: State) -> None:
    for story, reader in product(stories(kind, state), READERS):
        assert escaped(said_on(draw(story, reader))) == set()
        assert escaped(said_on(brief(story, reader))) == set()


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("state", State)
def test_no_sentence_on_the_board_escapes_it_either(kind: Kind, state: State) -> None:
    for story in stories(kind, state):
        shown = row(story, PSEUDO)
        assert escaped(iter((shown.text, shown.note, *(spoken_by(shown.button) if shown.button else ())))) == set()


def test_nor_does_one_on_the_certificate() -> None:
    entries = (Entry(NAME, NAME, "", NAME),)
    full = Certificate(
        request="DSR-7K3QFA", title=NAME, controller=NAME, reference=NAME, zone=NAME, verify=(NAME,), omitted=entries,
        environment=NAME, state=NAME, pseudonyms=(), received=NAME, due=NAME, closed=NAME,
        verdict=NAME, decisions=entries, acts=entries, troubles=entries, looks=entries, left=((NAME, NAME),),
        answered=NAME, made=NAME, sandbox=True,
    )  # fmt: skip
    page = html(full, PSEUDO)
    assert '<html lang="en-XA">' in page
    shown = re.split(r"<[^>]*>", re.sub(r"<style>.*?</style>", "", page, flags=re.DOTALL))
    assert len(shown) > 50
    assert escaped(iter(shown)) == set()


RESULTS: tuple[Result, ...] = (
    AwaitsRun(NOON), Sent(NOON), DoneByRun(NOON, scheduled=True), RunMissed(), LeftOn(), LookedAt(2, 3),
    ByMail(NOON, sender=WHO, subject=NAME), ByMail(NOON, sender=WHO, subject=NAME, files=(NAME,)),
    ByMail(NOON, sender=WHO, subject=NAME, by=NAME, files=(NAME,)), Closed(NAME, LookedAt(1, 1)), OthersLeft(NAME),
    OnDay(date(2026, 12, 2)), OnDay(date(2026, 12, 2), by=NAME, files=(NAME,)),
    StillIn(((NAME, NAME),), (NAME,), (NAME,)),
    NotChecked((Look(aim=Aim(kind=PlaceKind.TABLE, table=NAME), label=NAME, source=NAME, why=Why.REFUSED),)),
)  # fmt: skip


@pytest.mark.parametrize("result", RESULTS, ids=[type(result).__name__ for result in RESULTS])
def test_nor_does_what_came_of_a_step(result: Result) -> None:
    zone = timezone(timedelta(0), "00")  # a zone is named by the machine's tables
    assert drawn(result, zone, PSEUDO)
    assert escaped(iter([drawn(result, zone, PSEUDO)])) == set()


def test_nor_does_what_a_step_is_about() -> None:
    keys = [key_of(StepKind.CHECK, "1"), key_of(StepKind.DOWNSTREAM, "map"), key_of(StepKind.AGAIN)]
    keys += [export.key_of(stage, 1) for stage in Stage]
    assert escaped(name(key, "2026-12-02", PSEUDO) for key in keys) == set()


def test_what_no_language_says_is_seen() -> None:
    card = draw(next(stories(Kind.ERASURE, State.IN_PROGRESS)), READERS[0])
    assert escaped(said_on(replace(card, status=EN.requests.STATES[State.IN_PROGRESS]))) == {"In progress"}
    assert escaped(iter([f"{PSEUDO.board.TITLES[Board.OPEN]} or so"]))
    assert not escaped(iter([PSEUDO.card.erase([PSEUDO.card.SOMEBODY], [NAME])]))
