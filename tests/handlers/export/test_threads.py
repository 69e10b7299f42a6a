"""A mail finds its export by what it answers, also where an earlier release sent the letter."""

from __future__ import annotations

from typing import Any, cast

from sqlalchemy import CursorResult, Executable, delete, select

from domain.export.plan import Stage
from domain.mail.message import Mail, Meaning, Thread, message_id, threads_of
from domain.request import Kind
from handlers.export.letters import thread
from handlers.export.threads import is_awaited, note_all, threads_near
from handlers.ports import Unit
from storage.tables import letters as table
from tests.handlers.export.exporting import (
    ASKED,
    answer,
    approved,
    asking,
    comes_to,
    heard,
    letters,
    sent,
    turn,
)
from tests.mails.case import raw
from tests.mails.reading import headers_only
from tests.stage import Scene

ASK = "Hello,\n\nplease confirm that you want this export.\n"
PLAIN = "RE: your export"  # without the mark of the ticket


async def test_an_answer_without_a_mark_finds_its_export(on: Scene) -> None:
    ref = await asking(on)
    await answer(on, ref, ASK, subject=PLAIN)
    await turn(on, ref, Stage.CONFIRMATION)


async def test_what_answers_their_answer_belongs_to_it_too(on: Scene) -> None:
    ref = await asking(on)
    await answer(on, ref, ASK, subject=PLAIN)
    await turn(on, ref, Stage.CONFIRMATION)
    await answer(
        on, ref, "Hello,\n\nwe wonder.\n", "<b@microsoft.com>", subject=PLAIN, in_reply_to="<answer@microsoft.com>"
    )
    await heard(on, Meaning.UNCLEAR)
    assert [near.ticket for near in await _near(on, in_reply_to="<answer@microsoft.com>")] == [ref]


async def test_exports_that_are_under_way_when_the_release_comes_are_filled_in(on: Scene) -> None:
    ref = await asking(on)
    name = (await letters(on))[-1]["message_id"]
    assert await on.bot.deps.storage.write(lambda unit: _emptied(unit, on, name)) == (False, [])
    for _ in range(2):
        await note_all(on.bot.deps)
    assert len(await on.bot.deps.storage.read(lambda unit: _table(unit, select(table)).all())) == 1
    await answer(on, ref, ASK, subject=PLAIN)
    await turn(on, ref, Stage.CONFIRMATION)


async def test_what_is_found_near_is_what_looking_through_all_exports_finds(on: Scene) -> None:
    refs = [await asking(on), await approved(on, ASKED.replace("anna", "carl"))]
    await sent(on, refs[1])
    await comes_to(on, refs[1], Stage.QUESTION)
    names = [letter["message_id"] for letter in await letters(on)]
    mine = [message_id(ref, "request", "contoso.com") for ref in refs]
    for told in (
        {"in_reply_to": names[0]},
        {"references": " ".join(names), "in_reply_to": None},
        {"in_reply_to": None, "references": None, "subject": f"about [{refs[1]}] and [DSR-ZZZZZZ]"},
        {"in_reply_to": names[1], "subject": f"[{refs[0]}]"},
        {"in_reply_to": "<x@microsoft.com>", "message_id": names[0]},
        {"in_reply_to": mine[0]},
        {"in_reply_to": None, "references": None, "subject": "x", "message_id": None},
    ):
        mail = headers_only(raw("x", **{"subject": PLAIN, "references": None, **told}))
        near = await on.bot.deps.storage.read(
            lambda unit, mail=mail: threads_near(unit, mail, on.bot.deps.policy, on.bot.deps.clock())
        )
        every = await on.bot.deps.storage.read(lambda unit: _all(unit, on))
        assert threads_of(mail, near) == threads_of(mail, every)
        assert any(mail.message_id in one.letters for one in near) == any(
            mail.message_id in one.letters for one in every
        )


async def test_no_message_id_stands_in_the_table_in_clear(on: Scene) -> None:
    await asking(on)
    name = (await letters(on))[-1]["message_id"]
    rows = await on.bot.deps.storage.read(lambda unit: _table(unit, select(table)).all())
    assert rows
    assert name.strip("<>").partition("@")[0] not in repr(rows)


def _table(unit: Unit, statement: Executable) -> CursorResult[Any]:
    """What no handler may do: look at the table itself, or empty it."""
    return cast("CursorResult[Any]", unit.letters._connection.execute(statement))  # type: ignore[attr-defined]


def _emptied(unit: Unit, on: Scene, name: str) -> tuple[bool, list[Thread]]:
    """What is found right after; in one transaction, as the bot fills in each export that goes on meanwhile."""
    _table(unit, delete(table))
    policy, now = on.bot.deps.policy, on.bot.deps.clock()
    return is_awaited(unit, now), threads_near(unit, _mail(in_reply_to=name), policy, now)


def _mail(**told: Any) -> Mail:
    return headers_only(raw("x", **{"subject": PLAIN, "references": None, **told}))


async def _near(on: Scene, **told: Any) -> list[Thread]:
    mail = _mail(**told)
    deps = on.bot.deps
    return await deps.storage.read(lambda unit: threads_near(unit, mail, deps.policy, deps.clock()))


def _all(unit: Unit, on: Scene) -> list[Thread]:
    deps = on.bot.deps
    found = unit.requests.of_kind(Kind.EXPORT, deps.clock())
    return [thread(unit, request, unit.steps.of(request.id), deps.policy) for request in found]
