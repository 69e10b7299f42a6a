"""The head of the log, posted each day to a channel: once, on each platform, to be compared with a log."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.app.heads import post_head
from bot.app.wiring import pause_all
from bot.cli.terminal import Terminal
from bot.slack.blocks import message
from bot.teams.adaptive import adaptive
from domain.audit.head import Head, head_of, pasted
from domain.brake import Behind
from domain.card import Card
from domain.notice import Notice, NoticeKind
from domain.target import Channel, Target
from domain.words import en as words
from handlers.requests.notices import pictures
from tests.stage import PEOPLE, Scene, rules, scene

LONG_AGO = datetime(2026, 3, 1, tzinfo=UTC)  # what is told later is not due yet
BERLIN = ZoneInfo("Europe/Berlin")
AUDIT = {"audit": {"playground": "audit", "teams": "19:audit"}}


@pytest.fixture
async def on(sqlite_url: str, tmp_path: Path) -> AsyncIterator[Scene]:
    """With a second door, for Teams."""
    async with scene(sqlite_url, tmp_path, config=rules(channels=AUDIT)) as on:
        on.bot.doors["teams"] = Terminal(PEOPLE, surface="teams")
        await on.typed("ada", "requests")
        await on.wait(lambda: on.rows("SELECT number FROM seals"))
        yield on


def teams(on: Scene) -> Terminal:
    door = on.bot.doors["teams"]
    assert isinstance(door, Terminal)
    return door


def heads(door: Terminal, place: str) -> list[Card]:
    return [card for (where, _), card in door.shown.items() if where == place and words.audit.HEAD_TITLE in card.title]


async def newest(on: Scene) -> Head:
    found = await on.bot.store.read(lambda unit: unit.log.newest())
    assert found
    return head_of(found[0])


async def test_it_is_posted_once_a_day_of_the_company_on_each_platform(on: Scene) -> None:
    today = datetime(2026, 3, 1, 22, 30, tzinfo=UTC)
    assert await post_head(on.bot.store, BERLIN, today)
    assert not await post_head(on.bot.store, BERLIN, today + timedelta(minutes=29)), "a restart, or another replica"
    assert await post_head(on.bot.store, BERLIN, today + timedelta(minutes=30)), "midnight in Berlin"
    await on.wait(lambda: len(heads(on.terminal, "audit")) == len(heads(teams(on), "19:audit")) >= 2)
    for card in (*heads(on.terminal, "audit"), *heads(teams(on), "19:audit")):
        found = pasted(card.copy)
        assert found
        assert found.hash in {str(fact.value) for fact in card.facts}
        assert card.text == (words.audit.HEAD_KEEP,)


async def test_a_bot_that_runs_posts_it_by_itself_and_a_restart_posts_no_second_one(
    sqlite_url: str, tmp_path: Path
) -> None:
    async with scene(sqlite_url, tmp_path) as on:
        await on.typed("ada", "requests")
        await on.wait(lambda: on.rows("SELECT number FROM seals"))
    for _ in range(2):
        async with scene(sqlite_url, tmp_path, config=rules(channels=AUDIT)) as on:
            await on.wait(lambda: on.rows("SELECT id FROM notices WHERE kind = 'head' AND surface = 'playground'"))
            assert not await post_head(on.bot.store, BERLIN, on.bot.deps.clock())
            await on.settled()
            rows = on.rows("SELECT key FROM notices WHERE kind = 'head' AND surface = 'playground'")
            assert len({row.key.split("@")[0] for row in rows}) == len(rows) <= 2, "a midnight may lie between"


async def test_a_day_without_new_events_is_said(on: Scene) -> None:
    data = {"head": str(await newest(on)), "at": "2026-11-29T08:30:00.000000Z"}
    sealed = datetime(2026, 11, 29, 8, 30, tzinfo=UTC)
    for later, said in ((timedelta(hours=24), False), (timedelta(hours=24, seconds=1), True)):
        notice = Notice(
            id=1, key="head", kind=NoticeKind.HEAD, target=Target.channel(Channel.AUDIT), request_id=None,
            surface="teams", place="19:audit", person_id=None, data=data, attempts=0, created_at=sealed + later,
        )  # fmt: skip
        [drawn] = await pictures(on.bot.deps, [(notice, None)])
        assert drawn
        assert (words.audit.HEAD_QUIET in drawn[0].text) is said


async def test_where_no_channel_is_named_nothing_is_posted(sqlite_url: str, tmp_path: Path) -> None:
    async with scene(sqlite_url, tmp_path) as on:
        await post_head(on.bot.store, BERLIN, on.bot.deps.clock())
        await on.typed("ada", "requests")
        await on.settled()
        assert not [card for card in on.terminal.shown.values() if words.audit.HEAD_TITLE in card.title]


async def test_admins_hear_it_where_the_channel_is_closed(on: Scene) -> None:
    on.terminal.closed.add("audit")
    await post_head(on.bot.store, BERLIN, LONG_AGO)
    await on.wait(lambda: heads(on.terminal, "@ada"))


async def test_a_log_that_lacks_its_end_gives_no_head(on: Scene) -> None:
    await pause_all(on.bot.deps, Behind(7, "ab" * 32, "2026-11-29T08:30:00.000000Z", 3, cut=False))
    assert not await post_head(on.bot.store, BERLIN, LONG_AGO)


async def test_no_platform_shortens_what_is_to_be_copied(on: Scene) -> None:
    await post_head(on.bot.store, BERLIN, LONG_AGO)
    await on.wait(lambda: heads(on.terminal, "audit"))
    card = heads(on.terminal, "audit")[0]
    for drawn in (message(card), adaptive(card)):
        found = pasted(json.dumps(drawn))
        assert found
        assert found == pasted(card.copy)


HEAD = Head(number=12, last=345, hash="0a" * 32, key="9b" * 8)


@pytest.mark.parametrize(
    ("text", "head"),
    [
        (str(HEAD), HEAD),
        (f"  “{HEAD}”\n", HEAD),
        (f"dsrbot audit verify log.jsonl --head {HEAD}", HEAD),
        (str(HEAD).upper(), HEAD),
        (f"{HEAD} and again {HEAD}", HEAD),
        (f"{HEAD} {str(HEAD).replace('12:', '13:', 1)}", None),
        (str(HEAD)[:-1], None),
        (f"{HEAD}0", None),
        (f"1:{HEAD}", None),
        (str(HEAD).replace("12:", "0:", 1), None),
        ("", None),
        ("12:345", None),
    ],
)
def test_a_head_is_found_in_what_people_paste_or_not_at_all(text: str, head: Head | None) -> None:
    assert pasted(text) == head
