"""The sweep and an export: Microsoft's team is chased, people are called, and nothing is done twice."""

from __future__ import annotations

from datetime import timedelta

from domain.export.plan import Stage
from domain.policy import MailPolicy
from domain.request import State, StepState
from domain.words import en as words
from handlers.requests.sweep import sweep
from tests.handlers.conftest import Open
from tests.handlers.export.exporting import (
    ASKED,
    acts,
    approved,
    asking,
    comes_to,
    letters,
    received,
    sent,
    state,
    team,
    turn,
)
from tests.stage import Scene, rules, said

DAY = timedelta(days=1)
CHASE = rules(mail={"chase_after": ["3d", "5d"]}, approval={"remind_after": ["4h", "24h"]})


async def later(on: Scene, after: timedelta) -> int:
    """What the sweep looks at, so long after now."""
    return await sweep(on.bot.deps, on.bot.deps.clock() + after)


async def rests(on: Scene, ref: str) -> None:
    """Wait until the work has ended and left word when the sweep is to look."""

    async def look() -> bool:
        request = await on.request(ref)
        return request.state is State.IN_PROGRESS and request.due_at is not None

    await on.wait_for(look)


async def chased(on: Scene) -> str:
    """A request that was sent, and that the sweep will look at."""
    ref = await asking(on)
    await rests(on, ref)
    return ref


async def test_silence_brings_a_reminder_and_then_calls_a_person(opened: Open) -> None:
    async with opened(config=CHASE) as on:
        ref = await chased(on)
        assert await later(on, 3 * DAY - timedelta(hours=1)) == 0
        assert await later(on, 3 * DAY) == 1
        await received(on, 2)
        first, reminder = await letters(on)
        assert reminder["in_reply_to"] == first["message_id"]
        await on.until("@tess", ref, words.export.STAGES[Stage.REMINDER].format(1), "sent")
        await rests(on, ref)
        assert await later(on, 5 * DAY) == 1
        await comes_to(on, ref, Stage.QUESTION, note="silent")
        await on.until("@tess", words.export.TURN_NOTES["silent"])
        assert len(await letters(on)) == 2
        await team(on)
        await on.act("tess", "remind", ref)
        await turn(on, ref, Stage.CONFIRMATION)


async def test_two_sweeps_at_once_send_one_reminder(opened_anywhere: Open) -> None:
    async with opened_anywhere(config=CHASE) as on:
        ref = await chased(on)
        await on.wait_for(lambda: later(on, 3 * DAY))  # while its card is drawn, the row is somebody else's
        assert await later(on, 3 * DAY) == 0
        await received(on, 2)
        assert len([step for step in await on.steps(ref) if step.key.startswith("mail:reminder")]) == 1


async def test_whose_turn_it_is_is_reminded_every_day(opened: Open) -> None:
    async with opened(config=CHASE) as on:
        ref = await approved(on)
        await turn(on, ref, Stage.REQUEST)
        assert [await later(on, n * DAY) for n in (0.5, 1.1, 1.2, 2.2)] == [0, 1, 0, 1]
        nudges = on.rows(f"SELECT key FROM notices WHERE key LIKE '{ref}/nudge/%' AND target = 'role:tenant admin'")
        assert len({row.key.partition("@")[0] for row in nudges}) == 2


async def test_before_the_legal_date_people_are_called_once(opened: Open) -> None:
    async with opened(config=CHASE) as on:
        ref = await chased(on)
        assert await later(on, 40 * DAY) == 1
        await on.until("@tess", ref, "the data is not there yet")
        await on.until("@ada", ref, "the data is not there yet")
        await received(on, 2)
        await later(on, 50 * DAY)
        assert len(on.rows("SELECT id FROM events WHERE kind = 'export.late'")) == 1


async def test_what_was_answered_is_chased_no_more(on: Scene) -> None:
    await team(on)
    ref = await approved(on)
    await sent(on, ref)
    await turn(on, ref, Stage.CONFIRMATION)
    await acts(on, ref, Stage.CONFIRMATION)
    await turn(on, ref, Stage.ANSWER)
    await acts(on, ref, Stage.ANSWER, day=on.today)
    await state(on, ref, State.COMPLETED)
    assert await later(on, 60 * DAY) == 0


# ---- without a mailbox


async def test_by_hand_the_bot_writes_the_mails_and_people_say_what_came(opened: Open) -> None:
    async with opened(mail=MailPolicy()) as on:
        answer = said(await on.typed("ada", ASKED))
        assert words.export.GUIDED in answer
        ref = on.rows("SELECT id FROM requests")[0].id
        await on.act("ben", "approve", ref)
        await turn(on, ref, Stage.REQUEST)
        card = await on.until("@tess", ref, words.export.GUIDED, "I have sent it")
        assert "To: D365CI@microsoft.com" in card.copy
        assert words.errors.BEFORE_RECEIPT in await acts(on, ref, Stage.REQUEST, day="2001-01-01")
        await acts(on, ref, Stage.REQUEST, day=on.today)
        await comes_to(on, ref, Stage.QUESTION)
        await rests(on, ref)
        assert await later(on, 4 * DAY) == 1  # a person is to look whether it came
        await on.until("@tess", words.export.TURN_NOTES["silent"])
        assert words.errors.BEFORE_RECEIPT in await acts(on, ref, Stage.QUESTION, day="2001-01-01")
        await acts(on, ref, Stage.QUESTION, day=on.today)
        await on.until("@tess", ref, "I have sent it", "yes, we confirm our request")
        await acts(on, ref, Stage.CONFIRMATION, day=on.today)
        await comes_to(on, ref, Stage.DELIVERY)
        assert words.export.NEEDS_FILES in await acts(on, ref, Stage.DELIVERY, day=on.today, files="")
        await acts(on, ref, Stage.DELIVERY, day=on.today, files="anna.csv")
        await turn(on, ref, Stage.ANSWER)
        await acts(on, ref, Stage.ANSWER, day=on.today)
        await state(on, ref, State.COMPLETED)
        assert await letters(on) == []
        assert {step.state for step in await on.steps(ref)} == {StepState.DONE}
