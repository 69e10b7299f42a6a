"""Nobody sends more than is taken: it is counted before anything is done, and said when to try again."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from itertools import combinations
from typing import Any

from bot.cli.terminal import Member, Terminal
from domain.card import Stays
from domain.chat import Account, Place, Standing, Typed
from domain.policy import ActLimits
from domain.words import en as words
from tests.handlers.conftest import Open
from tests.house import until
from tests.stage import PEOPLE, Scene, said

FEW = ActLimits(person=5, door=20, within=timedelta(hours=1))
SOURCES = ("crm contacts", "crm web", "survey answers", "call centre log", "store receipts")
TOO_MANY, OF_ALL = "more than I take from one person", "More reaches me here just now"


@asynccontextmanager
async def limited(opened: Open, limits: ActLimits = FEW) -> AsyncIterator[Scene]:
    async with opened(works=False, limits=limits) as desk:
        yield desk


async def asked(desk: Scene, who: str, times: int, text: str = "help") -> list[str]:
    return [said(await desk.typed(who, text)) for _ in range(times)]


async def asks(desk: Scene) -> int:
    """How often anybody outside was asked something."""
    return len(await desk.steer("GET", "/calls"))


def refused(desk: Scene) -> list[Any]:
    return desk.rows("SELECT actor_id, data FROM events WHERE kind = 'act.refused' ORDER BY id")


async def test_who_sends_too_much_hears_when_to_try_again_and_nothing_is_asked_or_written(opened: Open) -> None:
    async with limited(opened) as desk:
        assert TOO_MANY not in "".join(await asked(desk, "ada", FEW.person))
        calls, kept = await asks(desk), desk.kept()
        answers = [
            *await asked(desk, "ada", 50, "find anna.larsson@contoso.com"),
            said(await desk.act("ada", "show", "DSR-7K3QFA")),
        ]
        form = await desk.act("ada", "refresh", "", form={"source": "crm_contacts"})
        assert isinstance(form, Stays), "what was filled in stays"
        for answer in (*answers, said(form)):
            assert TOO_MANY in answer
            assert "try again in 60 minutes" in answer
            assert "Nothing was changed." in answer
        assert (await asks(desk), desk.kept()) == (calls, kept)
        [(actor, data)] = refused(desk)
        assert actor
        assert '"too-many"' in data
        assert "anna" not in data


async def test_a_flood_of_one_person_turns_nobody_else_away(opened: Open) -> None:
    async with limited(opened) as desk:
        flood = await asyncio.gather(*(desk.typed("ada", "help") for _ in range(500)))
        assert sum(TOO_MANY in said(answer) for answer in flood) == 500 - FEW.person
        assert TOO_MANY not in "".join(await asked(desk, "ben", FEW.person))
        assert OF_ALL not in "".join(await asked(desk, "cleo", FEW.person))
        assert len(refused(desk)) == 1


async def test_one_act_that_is_delivered_a_thousand_times_is_one(opened: Open) -> None:
    async with limited(opened) as desk:
        ref = await desk.file("ada", "refresh crm contacts")
        answers = [said(await desk.act("ben", "approve", ref, delivery="once")) for _ in range(1_000)]
        assert set(answers) == {words.requests.approved(ref, 1, 1)}
        assert TOO_MANY not in "".join(await asked(desk, "ben", FEW.person - 1))
        assert TOO_MANY in said(await desk.typed("ben", "help"))
        assert said(await desk.act("ben", "approve", ref, delivery="once")) == answers[0], "delivered late"


async def test_the_same_delivery_of_somebody_else_is_another_act(opened: Open) -> None:
    async with limited(opened) as desk:
        for _ in range(3):
            for who in ("ada", "ben"):
                await desk.typed(who, "help", delivery="one")
        for who in ("ada", "ben"):
            assert TOO_MANY not in "".join(await asked(desk, who, FEW.person - 1))
            assert TOO_MANY in said(await desk.typed(who, "help"))


async def test_all_accounts_of_one_human_are_counted_as_one(opened: Open) -> None:
    async with limited(opened) as desk:
        desk.bot.doors["slack"] = Terminal(PEOPLE, lambda _place, _card: None, surface="slack")
        await desk.typed("ada", "help")
        told = [said(await desk.bot.desk(_by_slack("ada"))) for _ in range(FEW.person - 1)]
        assert TOO_MANY not in "".join(told)
        assert TOO_MANY in said(await desk.bot.desk(_by_slack("ada")))
        assert TOO_MANY in said(await desk.typed("ada", "help"))


def _by_slack(who: str) -> Typed:
    return Typed(account=Account("slack", "", who), place=Place("slack", f"@{who}", private=True), text="help")


async def test_a_door_takes_so_much_in_all_and_the_others_go_on(opened: Open) -> None:
    async with limited(opened) as desk:
        for n in range(FEW.door):
            desk.terminal.becomes(Member(f"s{n}", "", None, Standing.STRANGER))
            await desk.typed(f"s{n}", "help")
        before, events = await asks(desk), desk.rows("SELECT count(*) FROM events")
        for n in range(200):
            desk.terminal.becomes(Member(f"t{n}", "", None, Standing.STRANGER))
            assert OF_ALL in said(await desk.typed(f"t{n}", "sources"))
        assert OF_ALL in said(await desk.typed("ada", "sources"))
        assert await asks(desk) == before
        assert desk.rows("SELECT count(*) FROM events")[0][0] == events[0][0] + 1
        assert refused(desk)[-1].actor_id is None
        assert '"door"' in refused(desk)[-1].data
        desk.bot.doors["slack"] = Terminal(PEOPLE, lambda _place, _card: None, surface="slack")
        assert OF_ALL not in said(await desk.bot.desk(_by_slack("ben")))


async def test_who_waits_as_long_as_it_says_is_taken_again(opened: Open) -> None:
    async with limited(opened, ActLimits(person=2, door=9, within=timedelta(seconds=0.5))) as desk:
        answers = await asked(desk, "ada", 50)
        assert any(TOO_MANY in answer for answer in answers)

        async def taken() -> bool:
            return TOO_MANY not in said(await desk.typed("ada", "help"))

        await until(taken, "Ada is taken again")


async def test_thirty_approvals_in_a_row_and_a_look_at_each_are_far_from_it(opened: Open) -> None:
    async with limited(opened, ActLimits()) as desk:
        answers = []
        for sources in (chosen for size in (1, 2, 3, 4) for chosen in combinations(SOURCES, size)):
            ref = await desk.file("ada", f"refresh {' '.join(sources)}")
            answers += [said(await desk.act("ben", "show", ref)), said(await desk.act("ben", "approve", ref))]
        assert len(answers) == 60
        assert not [answer for answer in answers if TOO_MANY in answer or OF_ALL in answer]
