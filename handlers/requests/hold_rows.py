"""Legal holds as rows of a list: each with its own button, for who may release it."""

from __future__ import annotations

from domain.called import called
from domain.card import Button, Confirm, Item, Style
from domain.hold import Hold, mark_of
from domain.moment import joined
from domain.people import Role
from domain.rights import RELEASE
from domain.words.language import Words
from handlers.deps import Act, Deps
from handlers.ports import Unit
from handlers.requests.gate import may_release
from handlers.requests.holding import SHOWN, admins, stopped, whom, why
from handlers.requests.unreleasable import stuck


def rows(unit: Unit, deps: Deps, act: Act, holds: list[Hold]) -> tuple[Item, ...]:
    could = admins(unit, deps)
    return tuple(_row(unit, deps, act, hold, could) for hold in holds)


def told(unit: Unit, deps: Deps, hold: Hold, words: Words) -> str:
    """Who set it, when and why."""
    name = called(unit.people.names([hold.by]), hold.by, words)
    return words.hold.set_by(name, words.moments.at(hold.at, deps.policy.timezone), why(unit, hold, words))


def _row(unit: Unit, deps: Deps, act: Act, hold: Hold, could: list[str]) -> Item:
    """`could`: the ids of those who release holds, but their own."""
    said, refs = act.words.hold, stopped(unit, [hold.subject_id])
    notes = (
        told(unit, deps, hold, act.words),
        *([said.row_stops(refs[:SHOWN], len(refs))] if refs else []),
        *([said.STUCK] if stuck(unit, could, hold) else []),
    )
    may = Role.ADMIN in act.roles and may_release(unit, act, RELEASE.roles, hold)
    button = _release(hold, act.words) if may else None
    return Item("⚠", whom(unit, deps, hold, act.words), joined(" · ", notes), button)


def _release(hold: Hold, words: Words) -> Button:
    said = words.hold
    sure = Confirm(said.RELEASE_TITLE, said.RELEASE_SURE, said.RELEASE, words.buttons.KEEP, final=False)
    return Button("release-hold", f"{hold.subject_id}~{mark_of(hold)}", said.RELEASE, Style.PLAIN, sure)
