"""What is more than anybody types or fills in is not read, whatever the door let through, and is answered."""

from __future__ import annotations

import pytest

from domain.card import Card, Field, Form, Stays
from domain.chat import Account, Clicked, Incoming, Place, Submitted, Typed
from domain.filled import MOST, overfull
from domain.words import en as words
from handlers.reading import CARRIED, FIELDS, FILLED, TYPED, oversized
from tests.stage import Scene, said

PEOPLE = [f"customer.{number:03}@contoso.com" for number in range(150)]
LONG = "Many systems hold the data. " * 120
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


# ---- what no field of a form holds


async def test_a_form_that_would_not_hold_all_that_was_typed_is_not_opened(desk: Scene) -> None:
    """Cut, an address would be somebody else's, and a letter would end in the middle of a sentence."""
    ref = await desk.file("ada", "refresh crm contacts for anna@contoso.com")
    listed, before = "; ".join(PEOPLE), desk.kept()
    told = {
        "erase " + " ".join(PEOPLE): words.errors.no_room(words.erase.WHOM, len(listed), MOST),
        "pause " + LONG: words.errors.no_room(words.brake.REASON, len(LONG.strip()), MOST),
        f"refuse {ref} {LONG}": words.errors.no_room(words.refusing.GROUND, len(LONG.strip()), MOST),
        f"extend {ref} {LONG}": words.errors.no_room(words.extend.REASON, len(LONG.strip()), MOST),
    }
    for typed_text, sentence in told.items():
        answer = await desk.typed("ada", typed_text)
        assert isinstance(answer, Card), typed_text[:20]
        assert sentence in said(answer), typed_text[:20]
    assert desk.kept() == before


async def test_many_people_are_shown_the_way_for_many(desk: Scene) -> None:
    for many in (
        "erase " + " ".join(PEOPLE),
        "erase-many " + " ".join(f"{n}.{who}" for n in range(4) for who in PEOPLE),
    ):
        assert words.batch.FOR_MANY in said(await desk.typed("ada", many))


async def test_a_form_filled_in_so_that_the_next_one_would_not_hold_it_stays(desk: Scene) -> None:
    """Nothing that was typed is lost."""
    some = PEOPLE[:118]
    answer = await desk.act("ada", "choose", "", {"what": "erase", "following": " ".join(some)})
    assert isinstance(answer, Stays)
    assert words.errors.no_room(words.erase.WHOM, len("; ".join(some)), MOST) in said(answer)


@pytest.mark.parametrize("length", [MOST, MOST + 1])
def test_what_just_fits_fits(length: int) -> None:
    held = Form("x", "", "X", "Send", (Field("a", "A"), Field("b", "B", value="ä" * length)))
    assert overfull(held) == (held.fields[1] if length > MOST else None)
