"""What is more than anybody types or fills in is not read, whatever the door let through, and is answered."""

from __future__ import annotations

import pytest

from domain.card import Stays
from domain.chat import Account, Clicked, Incoming, Place, Submitted, Typed
from domain.words import en as words
from handlers.reading import CARRIED, FIELDS, FILLED, TYPED, oversized
from tests.stage import Scene, said

ADA, HERE = Account("playground", "", "ada"), Place("playground", "@ada", private=True)


def typed(text: str) -> Incoming:
    return Typed(account=ADA, place=HERE, delivery="d", text=text)


def clicked(verb: str, ref: str) -> Incoming:
    return Clicked(account=ADA, place=HERE, delivery="d", verb=verb, ref=ref)


def sent(values: dict[str, tuple[str, ...]], ref: str = "") -> Incoming:
    return Submitted(account=ADA, place=HERE, delivery="d", verb="pause", ref=ref, values=values)


MUCH = {
    "typed": typed("pause " + "x" * TYPED),
    "a verb": clicked("x" * (CARRIED + 1), ""),
    "a ref": clicked("show", "x" * (CARRIED + 1)),
    "many fields": sent({str(n): ("x",) for n in range(FIELDS + 1)}),
    "a long field": sent({"reason": ("x" * FILLED,)}),
    "many values": sent({"reason": ("x" * 100,) * (FILLED // 100)}),
    "long names": sent({"x" * FILLED: ("x",)}),
    "a form's ref": sent({}, "x" * (CARRIED + 1)),
}
ENOUGH = {
    "typed": typed("x" * TYPED),
    "a button": clicked("show", "x" * (CARRIED - 4)),
    "fields": sent({str(n): ("x" * 1_000,) for n in range(FIELDS)}),
}


async def test_too_much_is_answered_and_nothing_of_it_is_read_or_written(desk: Scene) -> None:
    before, events = desk.kept(), desk.rows("SELECT count(*) FROM events")
    for name, incoming in MUCH.items():
        answer = await desk.bot.desk(incoming)
        assert said(answer) == words.errors.TOO_MUCH, name
        assert isinstance(answer, Stays) is isinstance(incoming, Submitted), name
    assert (desk.kept(), desk.rows("SELECT count(*) FROM events")) == (before, events)


@pytest.mark.parametrize("incoming", ENOUGH.values(), ids=ENOUGH)
def test_what_anybody_may_send_is_read(incoming: Incoming) -> None:
    assert not oversized(incoming)
