"""What is answered to who sets or releases a legal hold: what stands beside it is said."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from domain.card import Card, say
from domain.hold import Hold
from domain.outcome import Code
from handlers.deps import Act, Deps
from handlers.ports import Unit
from handlers.requests.hold_rows import rows, told
from handlers.requests.holding import SHOWN, is_stuck, several


def set_now(unit: Unit, deps: Deps, act: Act, holds: list[Hold]) -> Card:
    """`holds`: all on whom it is about."""
    said, beside = act.words.hold, several(unit, holds)
    stuck = [said.NOBODY_COULD_RELEASE] if is_stuck(unit, deps, holds) else []
    return say(said.HELD_NOW, *([said.beside(beside)] if beside else []), *stuck)


def released(unit: Unit, deps: Deps, act: Act, left: list[Hold]) -> Card:
    """With what stands still."""
    said = act.words.hold
    if not left:
        return say(said.RELEASED_NOW)
    return say(said.still(len(left)), *(told(unit, deps, hold, act.words) for hold in left[:SHOWN]))


def which(unit: Unit, deps: Deps, act: Act, subjects: str) -> Card:
    """`subjects`: the ids of those through whom the holds are kept."""
    return _read_first(unit, deps, act, subjects, act.words.hold.WHICH_OF_THEM)


def another(unit: Unit, deps: Deps, act: Act, subject: str) -> Card:
    return _read_first(unit, deps, act, subject, act.words.hold.ANOTHER)


def _read_first(unit: Unit, deps: Deps, act: Act, subjects: str, text: str) -> Card:
    ids = subjects.split()
    holds = [hold for one in ids for hold in unit.subjects.held(one) if hold.subject_id == one]
    return Card(text=(text,), items=rows(unit, deps, act, holds[:SHOWN]))


def _on(unit: Unit, subject: str) -> list[Hold]:
    return unit.subjects.held(subject) if subject else []


ANSWERS: Mapping[Code, Callable[[Unit, Deps, Act, str], Card]] = {
    Code.PERSON_HELD: lambda unit, deps, act, subject: set_now(unit, deps, act, _on(unit, subject)),
    Code.PERSON_HELD_BEFORE: lambda _, __, act, ___: say(act.words.hold.HELD_ALREADY),
    Code.PERSON_RELEASED: lambda unit, deps, act, subject: released(unit, deps, act, _on(unit, subject)),
    Code.PERSON_NOT_HELD: lambda _, __, act, ___: say(act.words.hold.NOT_HELD),
    Code.PERSON_NOT_YOURS: lambda _, __, act, ___: say(act.words.rights.NOT_YOUR_RELEASE),
    Code.HOLD_WHICH: which,
    Code.HOLD_ANOTHER: another,
}
