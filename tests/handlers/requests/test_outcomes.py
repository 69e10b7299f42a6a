"""What counts as done is stated, code by code: of what nobody has stated, a form stays open with all that was typed."""

from __future__ import annotations

import ast
import asyncio
from collections.abc import Awaitable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

import handlers
from domain.card import Card, say
from domain.chat import Place
from domain.notice import DONE, DONE_AS, Outcome
from domain.refs import Names, Ref, carried
from domain.rights import Way
from domain.words import en as words
from handlers.commands import KNOWN
from handlers.deps import Act
from handlers.export.procedure import TICKETS
from handlers.people.identity import identify
from handlers.requests.outcomes import HOLDS, SETTLED, once
from tests.stage import Scene

# Every code, or what it begins with → whether something was done, or is to be asked besides. By hand.
BY_HAND = {
    "filed": True,
    "filed:left-out first-day": True,
    "twin": True,
    "approved:1": True,
    "counted:1": True,
    "denied": True,
    "cancelled": True,
    "cancelling": True,
    "retried": True,
    "hold:set": True,
    "hold:released": True,
    "settled:noted": True,
    "settled:asked": True,
    "settled:waiting": False,
    "settled:held": False,
    "settled:close-held": False,
    "settled:others-now": False,
    "settled:not-named": False,
    "settled:kept": True,
    "settled:refused": True,
    "ticket:noted": True,
    "ticket:sending": True,
    "ticket:not-it": True,
    "unknown": False,
    "elsewhere": False,
    "hold:there": False,
    "hold:none": False,
    "hold:nobody": False,
    "settled:not-open": False,
    "ticket:not-open": False,
    "early:source": False,
    "objection:held": False,
    "not-cancelled:completed": False,
    "not-retried:completed": False,
    "not-refused:already": False,
}
_TABLES = {"hold:": HOLDS, "settled:": [*SETTLED, "refused"], "ticket:": TICKETS}


@pytest.mark.parametrize(("code", "done"), BY_HAND.items(), ids=BY_HAND)
def test_a_code_is_done_only_where_it_is_stated(code: str, done: bool) -> None:
    assert Outcome(code, "DSR-7K3QFA").done is done


@pytest.mark.parametrize("code", ["", "new", "settled", "settled:", "settled:else", "hold:set ", "FILED", "filed-not"])
def test_a_code_that_nobody_has_stated_is_not_done(code: str) -> None:
    assert not Outcome(code, "DSR-7K3QFA").done


async def test_a_code_without_an_answer_is_named_and_keeps_nobody_else_waiting(desk: Scene) -> None:
    ref, deps = await desk.file("ada", "remove-user mark.old@contoso.com"), desk.bot.deps
    ada, place = desk.terminal.account("ada"), Place(desk.terminal.surface, "@ada", private=True)
    person, roles = await identify(deps, ada)
    asked = replace(KNOWN.asked(Way.BUTTON, "cancel"), ref=carried(ref, Names.REQUEST) or Ref())
    act = Act(asked=asked, person=person, account=ada, roles=roles, place=place, delivery="", ref=ref)

    def acting(code: str) -> Awaitable[Card]:
        return once(deps, act, lambda _, __: Outcome(code, ref))

    async with asyncio.timeout(5):
        codes = ("retried", "never-heard-of:it", "retried")
        *heard, lost = await asyncio.gather(*map(acting, sorted(codes, reverse=True)), return_exceptions=True)
    assert heard == [say(words.requests.retried(ref))] * 2
    assert isinstance(lost, ValueError)
    assert "never-heard-of" in str(lost)


def test_every_code_that_a_handler_gives_stands_in_the_table_by_hand() -> None:
    heads = {code.partition(":")[0] for code in BY_HAND}
    given = set(_given())
    assert len(given) > 20
    assert [code for code in given if code not in BY_HAND and not (code.endswith(":") and code[:-1] in heads)] == []
    assert [code for head, table in _TABLES.items() for one in table if (code := head + one) not in BY_HAND] == []
    assert [code for code in (*DONE, *DONE_AS) if code.partition(":")[0] not in heads] == []


def _given() -> Iterator[str]:
    """From the source of every handler: whole codes, and beginnings that end in a colon."""
    for path in Path(handlers.__path__[0]).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "Outcome":
                yield from _codes(node.args[0])


def _codes(node: ast.expr) -> Iterator[str]:
    match node:
        case ast.JoinedStr(values=[ast.Constant(value=str(begun)), *_]):
            yield begun.partition(":")[0] + ":"
        case ast.Constant(value=str(whole)):
            yield whole
        case ast.IfExp():
            yield from (*_codes(node.body), *_codes(node.orelse))
        case _:
            assert ast.unparse(node) == "said", "a code that nobody can read from here"  # of a vote: counted
