"""Sending by Microsoft Graph, against the sandbox's mailbox: once, whatever happens in between."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest

from domain.mail.message import Doubtful, Letter
from domain.trouble import Refused, Throttled, Trouble, Unreachable
from gateways.mail.check import opens_another
from gateways.sandbox.entra import GRAPH, make_token
from tests.gateways.mail.desk import Desk
from tests.gateways.mail.letters import MAILBOX, request
from tests.mails.case import raw

_CALLS = ["/messages", "/send", "/createReply"]


async def test_a_letter_arrives_as_it_was_written(desk: Desk) -> None:
    letter = request()
    assert await desk.mailbox().send(letter) == letter.message_id
    (mail,) = await desk.received()
    assert (mail["from"], mail["to"], mail["message_id"]) == (MAILBOX, [letter.to], letter.message_id)
    assert (mail["subject"], mail["text"]) == (letter.subject, letter.text)


async def test_a_letter_is_sent_once_however_often_it_is_asked_for(desk: Desk) -> None:
    for _ in range(3):
        await desk.mailbox().send(request())
    assert len(await desk.received()) == 1


async def test_two_letters_of_a_ticket_are_two_mails(desk: Desk) -> None:
    other = replace(request(), message_id="<dsr-7k3qfa.reminder-1@contoso.com>")
    await desk.mailbox().send(request())
    await desk.mailbox().send(other)
    assert [mail["message_id"] for mail in await desk.received()] == [request().message_id, other.message_id]


async def test_an_answer_goes_into_the_thread_and_to_nobody_but_the_team(desk: Desk) -> None:
    await desk.arrives(raw("Please confirm.", message_id="<asked@microsoft.com>", reply_to="eve@evil.example"))
    await desk.mailbox().send(_answer("<asked@microsoft.com>"))
    (mail,) = await desk.received()
    assert (mail["to"], mail["in_reply_to"]) == ([request().to], "<asked@microsoft.com>")
    assert mail["text"] == request().text


async def test_an_answer_to_a_mail_that_was_deleted_is_sent_all_the_same(desk: Desk) -> None:
    await desk.mailbox().send(_answer("<gone@microsoft.com>"))
    (mail,) = await desk.received()
    assert (mail["in_reply_to"], mail["message_id"]) == ("", "<dsr-7k3qfa.confirmation@contoso.com>")


async def test_a_draft_that_was_left_behind_goes_out_as_the_letter_is_now(desk: Desk) -> None:
    await desk.mailbox().draft(replace(request(), text="Hello,\n\nas before.\n\nTess Vermeer\n", subject="Before"))
    letter = replace(request(), text="Hello,\n\nas now.\n\nBen Bauer\n")
    await desk.mailbox().send(letter, await desk.mailbox().draft(letter))
    (mail,) = await desk.received()
    assert (mail["subject"], mail["text"]) == (letter.subject, letter.text)


async def test_a_letter_that_was_sent_stays_as_it_went_out(desk: Desk) -> None:
    await desk.mailbox().send(request())
    later = replace(request(), text="Hello,\n\nas now.\n")
    assert await desk.mailbox().send(later, await desk.mailbox().draft(later)) == request().message_id
    assert [mail["text"] for mail in await desk.received()] == [request().text]


async def test_a_draft_in_the_thread_of_another_mail_is_taken_away_and_the_answer_goes_into_its_own(desk: Desk) -> None:
    await desk.arrives(*[raw("Please confirm.", message_id=f"<{name}@microsoft.com>") for name in ("old", "new")])
    old = await desk.mailbox().draft(_answer("<old@microsoft.com>"))
    letter = _answer("<new@microsoft.com>")
    draft = await desk.mailbox().draft(letter)
    assert draft != old
    assert await desk.mailbox().draft(letter) == draft
    await desk.mailbox().send(letter, draft)
    (mail,) = await desk.received()
    assert (mail["in_reply_to"], mail["text"]) == ("<new@microsoft.com>", letter.text)
    assert await _drafts(desk) == 0


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
async def test_where_the_answer_about_an_old_draft_was_lost_the_letter_goes_out_all_the_same(
    desk: Desk, after: bool
) -> None:
    await desk.arrives(*[raw("Please confirm.", message_id=f"<{name}@microsoft.com>") for name in ("old", "new")])
    old, letter = await desk.mailbox().draft(_answer("<old@microsoft.com>")), _answer("<new@microsoft.com>")
    await desk.fails(f"/messages/{old}", after=after)
    while not await _sent(desk, letter):
        pass
    (mail,) = await desk.received()
    assert mail["in_reply_to"] == "<new@microsoft.com>"


async def test_a_draft_that_was_addressed_to_somebody_else_is_addressed_anew_by_the_next_attempt(desk: Desk) -> None:
    draft = await desk.mailbox().draft(request())
    changed = {"ccRecipients": [{"emailAddress": {"address": "eve@evil.example"}}]}
    path = f"/graph/v1.0/users/{MAILBOX}/messages/{draft}"
    assert (await desk.api.send("PATCH", path, body=changed, headers=_signed()))[0] == 200
    await desk.mailbox().send(request(), await desk.mailbox().draft(request()))
    (mail,) = await desk.received()
    assert mail["to"] == [request().to]


async def test_where_mails_leave_under_another_id_it_is_told_and_the_letter_is_still_found(desk: Desk) -> None:
    await desk.steer(keeps_ids=False)
    left_under = await desk.mailbox().send(request())
    assert left_under == (await desk.received())[0]["message_id"] != request().message_id
    assert await desk.mailbox().send(request()) == left_under
    assert len(await desk.received()) == 1


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("path", _CALLS)
async def test_where_an_answer_was_lost_the_next_attempt_goes_on_from_there(desk: Desk, path: str, after: bool) -> None:
    await desk.arrives(raw("Please confirm.", message_id="<asked@microsoft.com>"))
    letter = _answer("<asked@microsoft.com>") if path == "/createReply" else request()
    await desk.fails(path, after=after, calls=3)
    while not await _sent(desk, letter):
        pass
    assert len(await desk.received()) == 1


async def test_killed_while_what_was_sent_is_not_filed_yet_the_draft_tells(desk: Desk) -> None:
    await desk.steer(filing=3600)
    draft = await desk.mailbox().draft(request())
    await desk.mailbox().send(request(), draft)
    with pytest.raises(Doubtful):
        await desk.mailbox().send(request(), draft)
    assert len(await desk.received()) == 1


@pytest.mark.parametrize("turns", range(1, 60, 4))
async def test_killed_anywhere_there_is_no_second_mail_and_none_is_lost(desk: Desk, turns: int) -> None:
    """As durable steps do it: what `draft` gave is remembered, and each step is done again until it has ended."""
    await desk.steer(filing=0.02)
    draft = await _killed_once(lambda: desk.mailbox().draft(request()), turns)
    await _killed_once(lambda: _until_filed(desk, draft), turns)
    assert len(await desk.received()) == 1


async def test_a_letter_that_is_filed_a_little_later_is_waited_for(desk: Desk) -> None:
    await desk.steer(filing=0.05)
    draft = await desk.mailbox().draft(request())
    await desk.mailbox().send(request(), draft)
    assert await _until_filed(desk, draft) == request().message_id


async def test_a_draft_that_a_person_threw_away_is_nobodys_to_decide(desk: Desk) -> None:
    draft = await desk.mailbox().draft(request())
    await desk.api.send("DELETE", f"/graph/v1.0/users/{MAILBOX}/messages/{draft}", headers=_signed())
    with pytest.raises(Doubtful):
        await desk.mailbox().send(request(), draft)
    assert await desk.received() == []


@pytest.mark.parametrize("kind", ["toRecipients", "ccRecipients", "bccRecipients"])
async def test_a_draft_that_was_addressed_to_somebody_else_stays(desk: Desk, kind: str) -> None:
    draft = await desk.mailbox().draft(request())
    changed = {kind: [{"emailAddress": {"address": "eve@evil.example"}}]}
    path = f"/graph/v1.0/users/{MAILBOX}/messages/{draft}"
    assert (await desk.api.send("PATCH", path, body=changed, headers=_signed()))[0] == 200
    with pytest.raises(Refused, match="somebody else"):
        await desk.mailbox().send(request(), draft)
    assert await desk.received() == []


async def test_throttled_for_long_it_is_said_and_nothing_is_sent(desk: Desk) -> None:
    await desk.steer(limit=0)
    with pytest.raises(Throttled) as caught:
        await desk.mailbox().send(request())
    assert caught.value.retry_after > 60
    await desk.steer(limit=10_000)
    assert await desk.received() == []


async def test_throttled_for_a_moment_it_waits_and_sends_once(desk: Desk) -> None:
    await desk.api.steer("PUT", "/faults", {"status": 429, "retry_after": 1, "next": 2, "path": "/messages"})
    await desk.mailbox().send(request())
    assert len(await desk.received()) == 1


async def test_trouble_names_nobody(desk: Desk) -> None:
    await desk.fails("/users", after=False, status=400)
    with pytest.raises(Trouble) as caught:
        await desk.mailbox().send(request())
    told = f"{caught.value} {caught.value!r} {caught.value.code}"
    assert not any(name in told for name in ("tess", "anna", "D365CI"))


@pytest.mark.parametrize(("status", "opens"), [(None, False), ("all", True)])
async def test_whether_another_mailbox_opens_is_seen(desk: Desk, status: str | None, opens: bool) -> None:
    if status == "all":
        await desk.steer(owner=None)
    assert await desk.mailbox().opens("ben@contoso.com") is opens


async def test_of_somebody_without_a_mailbox_nothing_can_be_told(desk: Desk) -> None:
    assert await desk.mailbox().opens("nobody@contoso.com") is None


async def test_the_first_one_who_has_a_mailbox_tells_whether_others_open(desk: Desk) -> None:
    others = ["nobody@contoso.com", "ben@contoso.com"]
    assert await opens_another(desk.mailbox(), others) is False
    await desk.steer(owner=None)
    assert await opens_another(desk.mailbox(), others) is True
    assert await opens_another(desk.mailbox(), others[:1]) is None


async def _sent(desk: Desk, letter: Letter) -> bool:
    try:
        await desk.mailbox().send(letter)
    except Unreachable:
        return False
    return True


async def _until_filed(desk: Desk, draft: str) -> str:
    while True:
        try:
            return await desk.mailbox().send(request(), draft)
        except Doubtful:
            continue


async def _killed_once(step: Callable[[], Awaitable[str]], turns: int) -> str:
    running = asyncio.ensure_future(step())
    for _ in range(turns):
        await asyncio.sleep(0.0005)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    return await step()


def _answer(asked: str) -> Letter:
    return replace(
        request(),
        message_id="<dsr-7k3qfa.confirmation@contoso.com>",
        in_reply_to=asked,
        references=(request().message_id, asked),
    )


async def _drafts(desk: Desk) -> int:
    path = f"/graph/v1.0/users/{MAILBOX}/mailFolders/drafts"
    return int((await desk.api.send("GET", path, headers=_signed()))[1]["totalItemCount"])


def _signed() -> dict[str, str]:
    return {"Authorization": f"Bearer {make_token(GRAPH)}"}
