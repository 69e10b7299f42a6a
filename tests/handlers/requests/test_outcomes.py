"""What counts as done is stated, code by code: of what nobody has stated, a form stays open with all that was typed."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from dataclasses import replace

import pytest

from domain.card import Card, say
from domain.chat import Place
from domain.outcome import Code, Outcome, outcome_of
from domain.refs import Names, Ref, carried
from domain.rights import Way
from domain.words import en as words
from handlers.commands import KNOWN
from handlers.deps import Act
from handlers.kinds import KINDS
from handlers.people.capacities import identify
from handlers.requests import away, brake, codes, hold_answers
from handlers.requests.outcomes import ANSWERS, OF_LISTS, once
from tests.stage import Scene, said

# Every code, or what it begins with → whether something was done, or is to be asked besides. By hand.
BY_HAND = {
    "filed": True,
    "filed:left-out first-day": True,
    "filed:over": True,
    "twin": True,
    "corrected:DSR-7K3QFB": False,
    "approved:1": True,
    "counted:1": True,
    "denied": True,
    "cancelled": True,
    "cancelling": True,
    "retried": True,
    "hold:set": True,
    "hold:released": True,
    "person-held": True,
    "person-held-before": False,
    "person-released": True,
    "person-not-held": False,
    "person-not-yours": False,
    "settled:noted": True,
    "settled:asked": True,
    "settled:waiting": False,
    "settled:held": False,
    "settled:close-held": False,
    "settled:others-now": False,
    "settled:not-named": False,
    "settled:kept": True,
    "settled:refused": True,
    "list-gone": False,
    "list-empty": False,
    "told-all:2": True,
    "ticket:noted": True,
    "ticket:sending": True,
    "ticket:not-it": True,
    "unknown": False,
    "elsewhere": False,
    "why-later": False,
    "hold:there": False,
    "extended": True,
    "not-extended:passed": False,
    "away-begun:1": True,
    "away-ended": True,
    "away-none": False,
    "away-changed": False,
    "away-not-now": False,
    "away-not-own": False,
    "away-self": False,
    "brake-on": True,
    "brake-off:2": True,
    "brake-there:1": False,
    "brake-none": False,
    "brake-own": False,
    "not-while-paused": False,
    "code-wrong:4": False,
    "code-used": False,
    "code-missing": False,
    "code-by-giver:somebody": False,
    "device-lent": False,
    "code-locked:2026-11-02T09:00:00+00:00": False,
    "code-none": False,
    "code-off": False,
    "number-wrong": False,
    "device-old": True,  # the form that shows the key is closed
    "device-proved": True,
    "device-kept": True,
    "device-own": False,
    "device-approver": False,
    "device-void": True,
    "device-settled": True,
    "device-ended": True,
    "device-none": False,
    "hold:none": False,
    "hold:nobody": False,
    "hold-which": True,
    "hold-another": True,
    "settled:not-open": False,
    "ticket:not-open": False,
    "ticket:other-doubt": False,
    "early:source": False,
    "objection:held": False,
    "not-cancelled:completed": False,
    "not-retried:completed": False,
    "not-refused:already": False,
    "identity:asked": True,
    "identity:proved": True,
    "identity-barred:already": False,
}


@pytest.mark.parametrize(("text", "done"), BY_HAND.items(), ids=BY_HAND)
def test_a_code_is_done_only_where_it_is_stated(text: str, done: bool) -> None:
    outcome = outcome_of(text, "DSR-7K3QFA")
    assert outcome.done is done
    assert outcome.text == text


@pytest.mark.parametrize("text", ["", "new", "settled", "settled:", "settled:else", "hold:set ", "FILED", "filed-not"])
def test_what_another_release_has_kept_is_not_done(text: str) -> None:
    outcome = outcome_of(text, "DSR-7K3QFA")
    assert (outcome.code, outcome.done) == (Code.OTHER, False)


def test_every_code_stands_in_the_table_by_hand() -> None:
    assert {outcome_of(text, None).code for text in BY_HAND} == set(Code) - {Code.OTHER}


def test_every_code_has_one_answer() -> None:
    of_kinds = [code for kind in KINDS.values() for code in kind.answers]
    others = [*brake.ANSWERS, *away.ANSWERS, *codes.ANSWERS, *hold_answers.ANSWERS, *OF_LISTS]
    assert sorted([*ANSWERS, *others, *of_kinds]) == sorted(Code)


async def test_what_another_release_did_is_not_done_again(desk: Scene) -> None:
    ref, deps = await desk.file("ada", "remove-user mark.old@contoso.com"), desk.bot.deps
    ada = desk.terminal.account("ada")
    key, other = f"{ada.surface}:{ada.id}:d-1", Outcome(Code.OTHER, ref)
    await deps.storage.write(lambda unit: unit.deliveries.add(key, other, deps.clock()))
    card = await desk.act("ada", "cancel", ref, delivery="d-1")
    assert words.errors.NOT_OPEN in said(card)
    assert (await desk.request(ref)).open


async def test_a_code_without_an_answer_is_named_and_keeps_nobody_else_waiting(desk: Scene) -> None:
    ref, deps = await desk.file("ada", "remove-user mark.old@contoso.com"), desk.bot.deps
    ada, place = desk.terminal.account("ada"), Place(desk.terminal.surface, "@ada", private=True)
    known = await identify(deps, ada)
    person, roles = known.person, known.roles
    asked = replace(KNOWN.asked(Way.BUTTON, "cancel"), ref=carried(ref, Names.REQUEST) or Ref())
    act = Act(asked=asked, person=person, account=ada, roles=roles, place=place, delivery="", ref=ref)

    def acting(code: str) -> Awaitable[Card]:
        return once(deps, act, lambda _, __: _done(code, ref))

    async with asyncio.timeout(5):
        codes = ("retried", "never-heard-of:it", "retried")
        *heard, lost = await asyncio.gather(*map(acting, sorted(codes, reverse=True)), return_exceptions=True)
    assert heard == [say(words.requests.retried(ref))] * 2
    assert isinstance(lost, ValueError)
    assert "never-heard-of" in str(lost)


def _done(code: str, ref: str) -> Outcome:
    """Raises: ValueError, of one that is none."""
    return Outcome(Code(code), ref)
