"""The record of an erasure comes as a file into the private chat of whoever may have it, and of nobody else."""

from __future__ import annotations

from bot.cli.terminal import Member
from domain.chat import Standing
from domain.file import Handed, Hindrance
from domain.request import State
from domain.words import en as words
from tests.handlers.conftest import Open
from tests.handlers.erasure.erasing import ZOE, deleted, ended_well, filed_for, state
from tests.stage import Scene, said


async def completed(on: Scene) -> str:
    await deleted(on, ZOE, "Webshop Orders")
    ref = await filed_for(on, ZOE, "Webshop Orders")
    await state(on, ref, State.NEEDS_ATTENTION)
    await ended_well(on, ref)
    return ref


async def test_it_comes_to_who_asked_and_those_who_check_once_an_ask(on: Scene) -> None:
    ref = await completed(on)
    told = on.terminal
    assert said(await on.typed("olga", f"certificate {ref}", channel="privacy", delivery="once")) == words.files.COMES
    assert said(await on.typed("olga", f"certificate {ref}", channel="privacy", delivery="once")) == words.files.COMES
    await on.act("ada", "certificate", ref)
    await on.wait(lambda: told.kept("@olga") and told.kept("@ada"))
    await on.settled()
    (file,) = told.kept("@olga")
    assert file.name == f"certificate-of-erasure-{ref}.html"
    assert words.certificate.GONE in file.content.decode()
    assert "zoe" not in f"{file.name} {file.about} {file.content.decode()}".casefold()
    assert {place for place, _ in told.files} == {"@olga", "@ada"}
    assert len(on.rows("SELECT 1 FROM events WHERE kind = 'file.asked'")) == 2
    assert len(on.rows("SELECT 1 FROM events WHERE kind = 'file.sent'")) == 2


async def test_who_may_not_have_it_hears_so_and_it_is_on_record(on: Scene) -> None:
    ref = await completed(on)
    for who in ("tess", "nils", "ben"):
        assert "takes the role" in said(await on.typed(who, f"certificate {ref}"))
        assert "takes the role" in said(await on.act(who, "certificate-file", ref))
    await on.settled()
    assert not on.terminal.files
    assert not on.rows("SELECT 1 FROM events WHERE kind LIKE 'file.%'")


async def test_of_what_is_not_completed_there_is_none(desk: Scene) -> None:
    ref = await desk.file("ada", f"refresh webshop orders for {ZOE}")
    assert said(await desk.typed("ada", f"certificate {ref}")) == words.certificate.NONE_YET
    assert said(await desk.typed("ada", "certificate")) == words.errors.which_request("certificate")
    assert not desk.rows("SELECT 1 FROM notices WHERE kind = 'file'")


async def test_who_loses_the_right_meanwhile_gets_nothing(on: Scene) -> None:
    ref = await completed(on)
    on.terminal.busy["@olga"] = 3
    await on.typed("olga", f"certificate {ref}")
    on.terminal.becomes(Member("olga", "Olga Auditor", "olga@contoso.com", Standing.DEACTIVATED))
    await on.settled()
    assert not on.terminal.files


async def test_without_a_private_chat_nothing_is_promised(on: Scene) -> None:
    ref = await completed(on)
    on.terminal.unreachable.add("olga")
    assert said(await on.typed("olga", f"certificate {ref}")) == words.files.NO_CHAT
    on.terminal.unreachable.clear()
    on.terminal.unclear.add("olga")
    assert said(await on.typed("olga", f"certificate {ref}")) == words.files.CHAT_UNCLEAR
    assert not on.rows("SELECT 1 FROM notices WHERE kind = 'file'")


async def test_what_cannot_be_sent_is_told_with_what_to_do(on: Scene) -> None:
    ref = await completed(on)
    for why in (Hindrance.RIGHT, Hindrance.FORBIDDEN, Hindrance.LARGE):
        on.terminal.unsent["@olga"] = why
        await on.typed("olga", f"certificate {ref}")
        await on.until("@olga", words.files.UNSENT[why])
    assert not on.rows("SELECT 1 FROM events WHERE kind = 'file.sent'")


async def test_what_may_have_arrived_comes_again_and_then_its_reader_hears_that_nobody_knows(on: Scene) -> None:
    ref = await completed(on)
    on.terminal.doubtful["@olga"] = 99
    await on.typed("olga", f"certificate {ref}")
    for doubts in (1, 2):
        await on.wait(lambda: on.rows(f"SELECT 1 FROM notices WHERE kind = 'file' AND doubts = {doubts}"))  # noqa: B023
        if doubts == 2:
            on.terminal.doubtful.clear()
            on.terminal.closed.add("@olga")
        on.rows("UPDATE notices SET due_at = created_at WHERE kind = 'file' AND due_at IS NOT NULL")
    await on.wait(lambda: on.rows("SELECT 1 FROM notices WHERE kind = 'unsent'"))


async def test_a_platform_that_asks_first_has_it_made_when_its_reader_takes_it(on: Scene) -> None:
    ref = await completed(on)
    on.terminal.offering = True
    await on.typed("olga", f"certificate {ref}")
    await on.settled()
    assert not on.rows("SELECT 1 FROM events WHERE kind = 'file.sent'")
    answer = await on.act("olga", "certificate-file", ref)
    assert isinstance(answer, Handed)
    assert answer.file
    assert answer.file.name == f"certificate-of-erasure-{ref}.html"
    assert len(on.rows("SELECT 1 FROM events WHERE kind = 'file.sent'")) == 1


async def test_of_what_was_altered_there_is_none(on: Scene) -> None:
    ref = await completed(on)
    on.rows(f"UPDATE steps SET sealed = (SELECT sealed FROM requests WHERE id = '{ref}') WHERE key = 'check:1'")
    assert said(await on.typed("olga", f"certificate {ref}")) == words.errors.ALTERED
    assert said(await on.act("olga", "certificate-file", ref)) == words.errors.ALTERED
    assert not on.terminal.files


async def test_the_card_of_what_is_completed_offers_it_to_who_may(opened: Open) -> None:
    async with opened() as on:
        ref = await completed(on)
        for who, offered in (("olga", True), ("ada", True), ("ben", False)):
            answer = await on.typed(who, f"show {ref}")
            assert ("certificate" in [button.verb for button in answer.buttons]) is offered  # type: ignore[union-attr]
