"""An export from the command to its end: the mails go out once each, answers are recognised, and people act in turn."""

from __future__ import annotations

import asyncio
from datetime import date

import pytest

from domain.card import Card, Form
from domain.chat import Place, Typed
from domain.export.letters import Purpose
from domain.export.plan import Stage
from domain.request import State, StepState
from domain.words import en as words
from handlers.export.work import export_work
from tests.handlers.conftest import Open
from tests.handlers.export.exporting import (
    ANNA,
    ASKED,
    Straight,
    acts,
    approved,
    comes_to,
    confirmed,
    delivered,
    letters,
    place_of,
    received,
    sent,
    stage,
    state,
    team,
    turn,
)
from tests.stage import APPROVALS, Scene, filed, said

DONE = StepState.DONE


async def test_from_the_command_to_the_answer(anywhere: Scene) -> None:
    on = anywhere
    await team(on)
    ref = await approved(on)
    await turn(on, ref, Stage.REQUEST)
    assert await letters(on) == []  # nothing goes out before somebody presses Send
    assert await acts(on, ref, Stage.REQUEST) == words.export.SENDING_NOW
    await turn(on, ref, Stage.CONFIRMATION)
    assert await acts(on, ref, Stage.CONFIRMATION) == words.export.SENDING_NOW
    await turn(on, ref, Stage.ANSWER)
    assert await acts(on, ref, Stage.ANSWER, day=on.today) == words.erasure.DONE_NOW
    await state(on, ref, State.COMPLETED)
    asked, confirmation = await letters(on)
    assert ANNA in asked["text"]
    assert ref in asked["subject"]
    assert confirmation["in_reply_to"]
    assert {tuple(letter["to"]) for letter in (asked, confirmation)} == {("D365CI@microsoft.com",)}


async def test_the_card_says_what_was_delivered_and_where_it_is(on: Scene) -> None:
    await team(on, file="anna.zip")
    ref = await approved(on)
    await delivered(on, ref)
    await on.until(
        "@ada", ref, "The data", "delivered", "registered mailbox", "anna.zip", "RE: Export of personal data"
    )
    assert not [row for row in on.rows("SELECT sealed FROM steps") if row.sealed and b"anna.zip" in row.sealed]


async def test_the_tenant_admin_reads_the_mail_before_it_is_sent(on: Scene) -> None:
    ref = await approved(on)
    card = await on.until("@tess", ref, "Next: a tenant admin reads the mail on their card")
    assert card.copy.startswith("To: D365CI@microsoft.com\nSubject: ")
    assert ANNA in card.copy
    assert [button.label for button in card.buttons if button.verb != "letter-next"] == ["Send the request"]
    await on.until("@tess", words.export.TURNS[Stage.REQUEST])


async def test_whoever_filed_it_may_send_it_where_they_are_tenant_admin(on: Scene) -> None:
    await team(on)
    ref = await approved(on, who="tess")
    await sent(on, ref)
    await turn(on, ref, Stage.CONFIRMATION)
    await on.until("@tess", words.export.TURNS[Stage.CONFIRMATION])  # their own request, and their turn


async def test_nobody_but_a_tenant_admin_sends(on: Scene) -> None:
    ref = await approved(on)
    await turn(on, ref, Stage.REQUEST)
    before = await on.steps(ref)
    for who in ("ada", "ben", "olga"):
        assert "takes the role tenant admin" in await acts(on, ref, Stage.REQUEST, who)
        assert "takes the role tenant admin" in said(await on.act(who, "remind", ref))
    assert (await on.steps(ref), await letters(on)) == (before, [])


async def test_nothing_is_sent_before_the_approval_and_nothing_after_the_end(on: Scene) -> None:
    ref = filed(await on.typed("ada", ASKED))
    assert "once the export is approved" in await acts(on, ref, Stage.REQUEST)
    await on.act("ben", "deny", ref, reason="not she")
    assert "once the export is approved" in await acts(on, ref, Stage.REQUEST)
    assert await letters(on) == []


async def test_pressing_send_twice_sends_one_mail(on: Scene) -> None:
    await team(on, "silence")
    ref = await approved(on)
    await sent(on, ref)
    await comes_to(on, ref, Stage.QUESTION)
    assert await acts(on, ref, Stage.REQUEST) == words.errors.NOT_OPEN
    assert len(await letters(on)) == 1


async def test_a_run_that_was_overtaken_leaves_the_letter_to_the_later_one_and_two_at_once_send_one(
    desk: Scene,
) -> None:
    """As after a crash in the moment when a doubt was told, and a person who was quicker than the restart."""
    await team(desk, "silence")
    ref = await approved(desk)
    await acts(desk, ref, Stage.REQUEST)
    run, work = (await desk.request(ref)).run, export_work(desk.bot.deps)
    await work(Straight(), ref, run - 1)
    assert await letters(desk) == []
    assert (await stage(desk, ref, Stage.REQUEST)).state is StepState.RUNNING
    await asyncio.gather(work(Straight(), ref, run), work(Straight(), ref, run))
    assert len(await letters(desk)) == 1
    assert (await stage(desk, ref, Stage.REQUEST)).state is DONE


async def test_while_their_answer_is_waited_for_nothing_runs_and_the_card_says_so(on: Scene) -> None:
    await team(on, "silence")
    ref = await approved(on)
    await sent(on, ref)
    await comes_to(on, ref, Stage.QUESTION)
    await state(on, ref, State.IN_PROGRESS)
    card = await on.until("@tess", ref, "Next: Microsoft’s team answers")
    assert [button.label for button in card.buttons if button.verb != "letter-next"] == ["Send a reminder"]
    assert [item.button.label for item in card.items if item.button] == ["It came…"]


async def test_a_channel_never_sees_the_person_or_the_mail(on: Scene) -> None:
    await team(on)
    ref = await approved(on)
    await delivered(on, ref)
    await on.until(APPROVALS, ref, "The data", "delivered")
    assert not {"anna", "mailbox", "export.json"} & set(on.read(APPROVALS).casefold().replace(".", " ").split())
    assert ANNA not in on.read(APPROVALS)


# ---- filing


async def test_access_is_what_is_meant_where_nothing_is_said(desk: Scene) -> None:
    assert words.export.AS[Purpose.ACCESS] in said(await desk.typed("ada", ASKED))
    assert words.export.AS[Purpose.PORTABILITY] in said(await desk.typed("ada", f"{ASKED} as portability"))


async def test_filing_says_privately_whether_the_person_is_known(desk: Scene) -> None:
    assert "CRM Contacts" in said(await desk.typed("ada", ASKED))
    assert "nobody under" in said(await desk.typed("ada", "export customer no.one@contoso.com"))
    assert words.find.USER_KNOWN in said(await desk.typed("ada", "export user mark.old@contoso.com"))
    assert "nobody with the address" in said(await desk.typed("ada", "export user no.one@contoso.com"))


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("export anna@contoso.com", words.export.WHOSE_EXPORT),
        ("export customer", words.export.WHOSE_EXPORT),
        ("export customer anna", words.errors.not_an_address("anna")),
        ("export customer anna@contoso.com as pdf", words.export.unclear("pdf")),
        ("export customer anna@contoso.com please", words.export.unclear("please")),
        ("export customer anna@contoso.com as", words.errors.missing_value("as")),
        ("export customer anna@contoso.com received soon", words.errors.bad_date("soon")),
        ("export customer anna@contoso.com received 2999-01-01", words.requests.FUTURE_DATE),
        ("export customer anna@contoso.com received 2017-01-01", words.requests.EARLY_DATE),
    ],
)
async def test_what_is_not_understood_is_asked_back_and_nothing_is_filed(desk: Scene, text: str, answer: str) -> None:
    heard = said(await desk.typed("ada", text))
    assert answer in heard
    assert words.requests.NOTHING_FILED in heard
    assert desk.rows("SELECT id FROM requests") == []


@pytest.mark.parametrize(
    "who",
    [
        "anna@contoso.com\r\nBcc: eve@evil.example",
        "anna@contoso.com\nSubject: all data",
        "anna@contoso.com\x00",
        "anna@contoso.com\u2028Bcc: eve@evil.example",
        "anna@contoso.com, eve@evil.example",
        "<anna@contoso.com> Bcc: <eve@evil.example>",
        f"{'a' * 300}@contoso.com",
    ],
)
async def test_an_address_that_would_break_out_of_its_place_in_a_mail_is_refused(desk: Scene, who: str) -> None:
    values = {"holder": "customer", "purpose": "access", "who": who, "received": "2026-11-02"}
    again = await desk.act("tess", "export", form=values)
    assert isinstance(again, Form)
    assert [field.name for field in again.fields if field.error] == ["who"]
    assert desk.rows("SELECT id FROM requests") == []


async def test_naughty_names_and_references_never_get_into_a_mail_raw(opened: Open) -> None:
    async with opened() as on:
        await team(on, "silence")
        values = {"holder": "customer", "purpose": "access", "who": "o'neil+x@contoso.com", "received": "2026-11-02"}
        ref = filed(await on.act("ada", "export", form={**values, "reference": "X\r\nBcc: eve@evil.example"}))
        await on.act("ben", "approve", ref)
        await turn(on, ref, Stage.REQUEST)
        on.rows("UPDATE people SET name = 'Tess' || char(13) || char(10) || 'Bcc: eve@evil.example'")
        await acts(on, ref, Stage.REQUEST)
        await received(on, 1)
        [letter] = await letters(on)
        assert letter["to"] == ["D365CI@microsoft.com"]
        assert "o'neil+x@contoso.com" in letter["text"]
        assert "\nBcc" not in letter["text"]
        assert "evil" not in letter["subject"]


async def test_the_form_files_the_same(desk: Scene) -> None:
    form = await desk.typed("tess", "export")
    assert isinstance(form, Form)
    values = {"holder": "user", "who": "mark.old@contoso.com", "purpose": "portability", "received": "2026-11-02"}
    ref = filed(await desk.act("tess", "export", form=values))
    assert (await desk.request(ref)).received_on == date(2026, 11, 2)
    again = await desk.act("tess", "correct", ref)
    assert isinstance(again, Form)
    assert {field.name: field.value for field in again.fields} == {**values, "reference": ""}


@pytest.mark.parametrize("name", ["holder", "purpose"])
@pytest.mark.parametrize(
    ("given", "asks"),
    [
        (None, words.errors.CHOOSE_ONE),
        ("", words.errors.CHOOSE_ONE),
        ("\u200b", words.errors.CHOOSE_ONE),
        ("both", words.errors.NOT_A_CHOICE),
    ],
)
async def test_whose_data_and_what_for_is_chosen_and_never_guessed(
    desk: Scene, name: str, given: str | None, asks: str
) -> None:
    """A client that sends a form without it, or something else, files nothing: it is asked at its field."""
    values = {"holder": "user", "who": "mark.old@contoso.com", "purpose": "portability", "received": "2026-11-02"}
    sent = {key: value for key, value in {**values, name: given}.items() if value is not None}
    again = await desk.act("tess", "export", form=sent)
    assert isinstance(again, Form)
    assert {field.name: field.error for field in again.fields if field.error} == {name: asks}
    assert next(field.value for field in again.fields if field.name == "who") == values["who"]
    assert not desk.rows("SELECT id FROM requests")


async def test_access_and_portability_of_one_person_are_no_duplicates(desk: Scene) -> None:
    first = filed(await desk.typed("ada", ASKED))
    assert first in said(await desk.typed("tess", ASKED))
    assert filed(await desk.typed("ada", f"{ASKED} as portability")) != first


async def test_it_takes_an_admin_or_a_tenant_admin(desk: Scene) -> None:
    assert "takes the role admin or tenant admin" in said(await desk.typed("ben", ASKED))


async def test_typed_where_others_read_it_the_address_is_refused_and_the_form_offered(desk: Scene) -> None:
    place = Place(desk.terminal.surface, APPROVALS)
    typed = Typed(account=desk.terminal.account("ada"), place=place, text=ASKED, public=True)
    answer = await desk.bot.desk(typed)
    assert ANNA not in said(answer)
    assert isinstance(answer, Card)
    assert [button.verb for button in answer.buttons] == ["export-form"]
    assert isinstance(await desk.act("ada", "export-form"), Form)


# ---- portability


async def test_a_pdf_is_no_portability_and_a_reminder_asks_for_another_format(on: Scene) -> None:
    await team(on, file="anna.pdf")
    ref = await approved(on, f"{ASKED} as portability")
    await confirmed(on, ref)
    await comes_to(on, ref, Stage.DELIVERY, note="not_portable")
    await state(on, ref, State.NEEDS_ATTENTION)
    await on.until("@tess", ref, words.steps.NOTES["not_portable"], "anna.pdf")
    assert said(await on.act("tess", "remind", ref)) == words.export.SENDING_NOW
    await received(on, 3)
    assert "A PDF would not do" in (await letters(on))[-1]["text"]
    assert await acts(on, ref, Stage.DELIVERY, day=on.today, files="anna.csv") == words.erasure.DONE_NOW
    await turn(on, ref, Stage.ANSWER)


async def test_for_access_a_pdf_will_do(on: Scene) -> None:
    await team(on, file="anna.pdf")
    ref = await approved(on)
    await delivered(on, ref)


# ---- ends


async def test_cancelled_while_a_mail_is_waited_for_it_ends_at_once_and_says_what_may_come(on: Scene) -> None:
    await team(on, "silence")
    ref = await approved(on)
    await sent(on, ref)
    await comes_to(on, ref, Stage.QUESTION)
    assert said(await on.act("ada", "cancel", ref)) == words.requests.cancelled(ref)
    await on.until("@ada", ref, words.requests.STATES[State.CANCELLED], words.export.MAILED_ALREADY)
    assert await acts(on, ref, Stage.QUESTION, day=on.today) == words.errors.NOT_OPEN


async def test_a_legal_hold_keeps_the_data_and_hinders_no_copy(on: Scene) -> None:
    held = await on.file("amir", f"refresh crm contacts for {ANNA}")
    await on.typed("amir", f"hold {held} a court case")
    ref = await approved(on)
    await turn(on, ref, Stage.REQUEST)
    assert words.hold.ON_HOLD not in on.read("@tess")


async def test_of_another_environment_nothing_is_sent(opened: Open) -> None:
    async with opened() as on:
        ref = await approved(on)
        await turn(on, ref, Stage.REQUEST)
        place = await place_of(on, ref, Stage.REQUEST)
        on.rows("UPDATE requests SET environment = 'another'")
        assert said(await on.act("tess", "ticket", place)) == words.errors.NOT_OPEN
        assert await letters(on) == []


async def test_an_answer_in_the_future_or_before_the_request_is_asked_back(on: Scene) -> None:
    await team(on)
    ref = await approved(on, f"{ASKED} received 2026-11-10")
    await delivered(on, ref)
    assert words.errors.BEFORE_RECEIPT in await acts(on, ref, Stage.ANSWER, day="2016-11-28")
    assert words.errors.FUTURE_DAY in await acts(on, ref, Stage.ANSWER, day="2999-01-01")
    assert words.errors.NEEDS_DAY in await acts(on, ref, Stage.ANSWER, day="")
    assert (await stage(on, ref, Stage.ANSWER)).state is StepState.WAITING
