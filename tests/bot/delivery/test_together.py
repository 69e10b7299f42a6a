"""Several who ask at the same time are answered from one look; none is held up by another for longer than a moment."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest

from bot.delivery.together import Together

LONG = 60.0  # seconds; nobody is meant to wait for it


class Looks:
    """What was asked in each look. What is called "bad" spoils the look that it is in."""

    def __init__(self) -> None:
        self.made: list[list[str]] = []

    async def __call__(self, asked: Sequence[str]) -> Sequence[str]:
        self.made.append([*asked])
        await asyncio.sleep(0)
        if "bad" in asked:
            raise ValueError("bad")
        return [f"{one}!" for one in asked]


@pytest.fixture
def looks() -> Looks:
    return Looks()


def expecting(looks: Looks, *several: str, moment: float = LONG) -> Together[str, str]:
    together = Together(looks, moment)
    for one in several:
        together.expect(one)
    return together


async def test_all_who_are_expected_are_answered_from_one_look(looks: Looks) -> None:
    together = expecting(looks, "a", "b", "c")
    assert await asyncio.gather(*(together.ask(one, one) for one in "cab")) == ["c!", "a!", "b!"]
    assert looks.made == [["c", "a", "b"]]


async def test_who_is_alone_waits_for_nobody(looks: Looks) -> None:
    assert await expecting(looks, "a").ask("a", "a") == "a!"


async def test_who_leaves_is_not_waited_for(looks: Looks) -> None:
    together = expecting(looks, "a", "b")
    asked = asyncio.create_task(together.ask("a", "a"))
    with together.awaiting("b"):
        await asyncio.sleep(0)
        assert not asked.done()
    assert await asked == "a!"
    assert looks.made == [["a"]]


async def test_who_does_not_come_keeps_the_others_for_a_moment_and_those_who_are_later_are_in_the_next_look(
    looks: Looks,
) -> None:
    together = expecting(looks, "a", "b", "c", "d", moment=0.0)
    assert await asyncio.gather(together.ask("a", "a"), together.ask("b", "b")) == ["a!", "b!"]
    assert await asyncio.gather(together.ask("c", "c"), together.ask("d", "d")) == ["c!", "d!"]
    assert looks.made == [["a", "b"], ["c", "d"]]


async def test_whose_question_fails_keeps_nobody_else_from_an_answer(looks: Looks) -> None:
    together = expecting(looks, "a", "b", "c")
    asked = (together.ask("a", "a"), together.ask("b", "bad"), together.ask("c", "c"))
    first, second, third = await asyncio.gather(*asked, return_exceptions=True)
    assert (first, third) == ("a!", "c!")
    assert isinstance(second, ValueError)


async def test_where_the_one_who_looks_for_all_is_stopped_the_others_do_not_wait_for_ever(looks: Looks) -> None:
    together = expecting(looks, "a", "b", "c")
    first, second = (asyncio.create_task(together.ask(one, one)) for one in "ab")
    await asyncio.sleep(0)
    first.cancel()
    with pytest.raises(asyncio.CancelledError):
        await second
