"""What is on screen, kept in memory and bounded."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

from bot.playground.board import KEPT, Board, Message
from domain.card import Card, say


def _board(*cards: Card) -> Board:
    board = Board(["here", "there"])
    for card in cards:
        board.put(Message(place="here", address=board.address(), card=card))
    return board


def _texts(messages: list[Message]) -> list[str]:
    return [message.card.text[0] for message in messages if message.card]


def test_addresses_are_instants_that_only_grow() -> None:
    board = Board(["here"])
    addresses = [board.address() for _ in range(10_000)]
    assert addresses == sorted(set(addresses))
    assert abs(datetime.now(UTC) - Message(place="here", address=addresses[0]).at) < timedelta(minutes=1)


def test_a_place_keeps_its_newest_messages() -> None:
    board = _board(*(say(str(number)) for number in range(KEPT + 5)))
    assert _texts(board.since(0)) == [str(number) for number in range(5, KEPT + 5)]


def test_only_what_changed_since_then_is_told() -> None:
    board = _board(say("one"), say("two"))
    version, first = board.version, board.since(0)[0].address
    assert not board.since(version)
    board.redraw("here", first, say("one, again"))
    assert _texts(board.since(version)) == ["one, again"]


def test_drawing_the_same_card_again_is_no_news() -> None:
    board = _board(say("one"))
    version, first = board.version, board.since(0)[0].address
    board.redraw("here", first, say("one"))
    assert board.version == version


async def test_a_watcher_wakes_when_there_is_news_and_not_before() -> None:
    board = _board(say("one"))
    waiting = asyncio.create_task(board.news(board.version))
    await asyncio.sleep(0)
    assert not waiting.done()
    board.put(Message(place="there", address=board.address(), card=say("two")))
    async with asyncio.timeout(1):
        await waiting
        await board.news(0)  # what has happened is not waited for
