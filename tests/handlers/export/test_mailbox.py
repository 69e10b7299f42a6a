"""A mailbox that does not give all it holds, or nothing: one mail stops no other, and nobody is chased in the dark."""

from __future__ import annotations

import base64
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar, cast

import pytest

from domain.export.plan import Stage
from domain.mail.headers import Headers
from domain.mail.message import Arrivals, Mail, Meaning
from domain.request import State, StepState
from domain.words import en as words
from handlers.deps import Mailbox
from handlers.export.inbox import read_post
from handlers.requests.sweep import sweep
from tests.handlers.conftest import Open
from tests.handlers.export.exporting import (
    PROVED,
    answer,
    asking,
    comes_to,
    heard,
    letters,
    received,
    stage,
    state,
    team,
    turn,
)
from tests.mails.bounces import BOUNCES
from tests.mails.case import raw
from tests.mails.forged import FAILED
from tests.stage import Scene, rules

ASK = "Hello,\n\nplease confirm that you want this export.\n"
CHASE = rules(mail={"chase_after": ["3d", "5d"]})
DAY = timedelta(days=1)
FORGED = FAILED.partition("; ")[2]


async def rests(on: Scene, ref: str) -> None:
    """Until the work has ended and left word when the sweep is to look."""

    async def look() -> bool:
        request = await on.request(ref)
        return request.state is State.IN_PROGRESS and request.due_at is not None

    await on.wait_for(look)


async def look_until(on: Scene, query: str) -> None:
    async def look() -> bool:
        return bool(on.rows(query))

    await on.wait_for(look)


async def arrives(on: Scene, content: bytes, **more: Any) -> None:
    await on.steer("POST", "/mail", {"raw": base64.b64encode(content).decode(), **more})


# ---- one mail that cannot be had


async def test_one_mail_that_cannot_be_read_stops_no_other_and_a_person_hears_of_it_once(on: Scene) -> None:
    ref = await asking(on)
    await team(on, "silence", broken=["<broken@microsoft.com>"])
    await answer(on, ref, ASK, "<broken@microsoft.com>")
    await answer(on, ref, ASK, "<good@microsoft.com>")
    await turn(on, ref, Stage.CONFIRMATION)
    shown = await on.until("@tess", words.mail.UNREADABLE_MAIL)
    assert shown.title == words.mail.UNREADABLE_TITLE
    assert ref in str(shown.facts)  # what the list says of it helps to find it
    for _ in range(3):
        await read_post(on.bot.deps)
    assert len(on.rows("SELECT id FROM mails WHERE reason = 'unreadable'")) == 1
    assert len(on.rows("SELECT id FROM mails")) == 2


async def test_a_mail_whose_text_alone_cannot_be_had_is_shown_with_its_button(on: Scene) -> None:
    ref = await asking(on)
    await on.steer("PUT", "/faults", {"status": 500, "path": "/attachments", "next": 1000})
    await answer(on, ref, ASK)
    shown = await on.until("@tess", words.mail.REASONS["not_read"])
    assert "mail-came" in {button.verb for button in shown.buttons}
    await comes_to(on, ref, Stage.QUESTION)


MANY = " ".join(f"<{number}@evil.example>" for number in range(3_000))


@pytest.mark.parametrize(
    "headers",
    [
        {"from_": "eve@evil.example", "references": MANY},
        {"from_": "eve@evil.example", "in_reply_to": MANY},
        {"from_": "eve@evil.example", "top": [("References", MANY)] * 8},
        {"from_": "eve@evil.example", "subject": " ".join(f"DSR-{number:06}" for number in range(2_000))},
    ],
    ids=["references", "in reply to", "many fields", "tickets"],
)
async def test_a_mail_that_names_thousands_of_others_stops_no_other(on: Scene, headers: dict[str, Any]) -> None:
    ref = await asking(on)
    await answer(on, ref, ASK, "<tiring@evil.example>", **headers)
    await answer(on, ref, ASK, "<good@microsoft.com>")
    await turn(on, ref, Stage.CONFIRMATION)


@dataclass
class _Stumbling:
    """The mailbox, and in front of all that it holds a mail at which whoever takes it in stumbles."""

    post: Mailbox
    odd: Mail

    async def fetch(self, cursor: str = "") -> Arrivals:
        found = await self.post.fetch(cursor)
        return replace(found, mails=(self.odd, *found.mails), cursor=f"{found.cursor} ")

    def __getattr__(self, name: str) -> Any:
        return getattr(self.post, name)


class _Broken(Headers):
    """Every look at it ends in this."""

    error: ClassVar[type[Exception]] = RecursionError

    def all(self, name: str) -> tuple[str, ...]:
        raise self.error(name)

    get = all  # type: ignore[assignment]


class _Missing(_Broken):
    error = AttributeError


@pytest.mark.parametrize("broken", [_Broken, _Missing])
async def test_a_mail_at_which_we_stumble_is_told_once_and_passed(on: Scene, broken: type[_Broken]) -> None:
    ref = await asking(on)
    odd = Mail(id="odd", received=datetime(2026, 11, 2, tzinfo=UTC), headers=broken(()))
    deps = replace(on.bot.deps, post=cast("Mailbox", _Stumbling(on.bot.deps.post, odd)))
    await answer(on, ref, ASK)
    for _ in range(3):
        await read_post(deps)
    await on.until("@tess", words.mail.UNREADABLE_MAIL)
    await turn(on, ref, Stage.CONFIRMATION)
    assert len(on.rows("SELECT id FROM mails WHERE reason = 'unreadable'")) == 1
    assert len(on.rows("SELECT id FROM notices WHERE kind = 'mail' AND place IS NOT NULL")) == 1
    assert not on.rows("SELECT id FROM events WHERE kind = 'mailbox.unread'")


async def test_a_mail_whose_layout_may_hide_words_asks_a_person_and_shows_what_was_read(on: Scene) -> None:
    ref = await asking(on)
    name = (await letters(on))[-1]["message_id"]
    mark = {"subject": f"[{ref}]", "in_reply_to": name, "references": None, "authentication_results": PROVED}
    page = "<style>i[x] {display:none}</style><p>Please confirm the <i>request</i>.</p>"
    await arrives(on, raw(None, html=page, **mark))
    shown = await on.until("@tess", words.mail.REASONS["hidden_text"], "Please confirm the request.")
    assert "mail-came" in {button.verb for button in shown.buttons}
    await comes_to(on, ref, Stage.QUESTION)


# ---- a mailbox that is not read


async def unread(on: Scene) -> None:
    """From now on the mailbox gives nothing, and it was noticed."""
    await on.steer("PUT", "/faults", {"status": 503, "path": "/mailFolders", "next": 1_000_000})
    await look_until(on, "SELECT name FROM cursors WHERE value LIKE '____-__-__T%' GROUP BY value HAVING count(*) > 1")


async def test_while_the_mailbox_is_not_read_nobody_is_chased_and_the_tenant_admin_hears_of_it(opened: Open) -> None:
    async with opened(config=CHASE) as on:
        ref = await asking(on)
        await rests(on, ref)
        await unread(on)
        now = on.bot.deps.clock()
        assert await sweep(on.bot.deps, now + 3 * DAY) == 1
        await on.until("@tess", "I cannot read the registered mailbox")
        assert await sweep(on.bot.deps, now + 9 * DAY) == 1
        assert len(await letters(on)) == 1
        assert (await stage(on, ref, Stage.QUESTION)).note == ""
        assert len(on.rows("SELECT id FROM events WHERE kind = 'mailbox.unread'")) == 1
        await on.steer("PUT", "/faults", {"status": 503, "path": "/mailFolders", "next": 0})
        await on.until("@tess", words.mail.MAILBOX_AGAIN)
        assert await sweep(on.bot.deps, now + 10 * DAY) == 1
        await received(on, 2)


async def test_an_answer_that_lay_in_it_meanwhile_is_read_first(opened: Open) -> None:
    async with opened(config=CHASE) as on:
        ref = await asking(on)
        await rests(on, ref)
        await unread(on)
        await answer(on, ref, ASK)
        assert await sweep(on.bot.deps, on.bot.deps.clock() + 3 * DAY) == 1
        await on.steer("PUT", "/faults", {"status": 503, "path": "/mailFolders", "next": 0})
        await turn(on, ref, Stage.CONFIRMATION)
        assert len(await letters(on)) == 1


async def test_a_bot_that_was_away_looks_into_the_mailbox_before_it_chases_anybody(opened: Open) -> None:
    async with opened(config=CHASE) as on:
        ref = await asking(on)
        await rests(on, ref)
        await unread(on)
        on.rows("UPDATE cursors SET value = '' WHERE value LIKE '____-__-__T%'")  # nothing is known of any look
        assert await sweep(on.bot.deps, on.bot.deps.clock() + 3 * DAY) == 1
        assert len(await letters(on)) == 1


async def test_a_mail_that_cannot_be_read_may_be_the_answer_so_a_person_is_asked_instead(opened: Open) -> None:
    async with opened(config=CHASE) as on:
        ref = await asking(on)
        await rests(on, ref)
        await team(on, "silence", broken=["<broken@microsoft.com>"])
        await answer(on, ref, ASK, "<broken@microsoft.com>")
        await on.until("@tess", words.mail.UNREADABLE_MAIL)
        assert await sweep(on.bot.deps, on.bot.deps.clock() + 3 * DAY) == 1
        await on.until("@tess", words.export.TURN_NOTES["unread"])
        assert len(await letters(on)) == 1
        await on.act("tess", "remind", ref)
        await received(on, 2)


# ---- the same mail again


async def test_a_mail_that_comes_again_under_another_name_tells_nothing_twice(on: Scene) -> None:
    ref = await asking(on)
    await answer(on, ref, ASK, authentication_results=None)
    await heard(on, Meaning.UNCLEAR)
    await answer(on, ref, ASK, authentication_results=None)  # as after a move, or with all numbers given anew
    await read_post(on.bot.deps)
    assert len(on.rows("SELECT id FROM mails")) == 1


async def test_a_message_id_may_be_used_again_for_another_mail(on: Scene) -> None:
    ref = await asking(on)
    await answer(on, ref, ASK, authentication_results=None)
    await answer(on, ref, ASK, authentication_results=None, date="Tue, 3 Nov 2026 09:12:00 +0000")
    await look_until(on, "SELECT request_id FROM mails GROUP BY request_id HAVING count(*) = 2")


async def test_a_forged_copy_that_came_first_does_not_hide_the_true_mail(on: Scene) -> None:
    ref = await asking(on)
    await answer(on, ref, ASK, authentication_results=FORGED)
    await heard(on, Meaning.FORGED)
    await answer(on, ref, ASK)
    await turn(on, ref, Stage.CONFIRMATION)


# ---- junk


async def test_what_lies_in_junk_is_told_and_counts_only_once_a_person_says_so(on: Scene) -> None:
    ref = await asking(on)
    await answer(on, ref, ASK, junk=True)
    shown = await on.until("@tess", words.mail.REASONS["junk"])
    came = next(button for button in shown.buttons if button.verb == "mail-came")
    await comes_to(on, ref, Stage.QUESTION)
    await on.act("tess", "ticket", came.ref, day=on.today)
    await turn(on, ref, Stage.CONFIRMATION)


async def test_what_a_person_takes_out_of_junk_counts_and_is_not_told_again(on: Scene) -> None:
    ref = await asking(on)
    await answer(on, ref, ASK, junk=True)
    await on.until("@tess", words.mail.REASONS["junk"])
    await answer(on, ref, ASK)  # the same mail, in the inbox now
    await turn(on, ref, Stage.CONFIRMATION)
    assert len(on.rows("SELECT id FROM notices WHERE kind = 'mail' AND place IS NOT NULL")) == 1


async def test_what_was_read_in_the_inbox_tells_nothing_in_junk(on: Scene) -> None:
    ref = await asking(on)
    await answer(on, ref, ASK, authentication_results=None)
    await heard(on, Meaning.UNCLEAR)
    await answer(on, ref, ASK, authentication_results=None, junk=True)
    await read_post(on.bot.deps)
    assert len(on.rows("SELECT id FROM mails")) == 1


# ---- automatic mail


def bounce(ref: str, about: str, **headers: str | None) -> bytes:
    """As Postfix writes it, about a letter of this request to this address."""
    postfix = next(case.raw for case in BOUNCES if case.name == "a bounce: Postfix")
    own = f"<{ref.lower()}.request@contoso.com>".encode()
    content = postfix.replace(b"<dsr-7k3qfa.request@contoso.com>", own).replace(b"D365CI@microsoft.com", about.encode())
    more = b"".join(f"{name}: {value}\r\n".encode() for name, value in headers.items())
    return more + b"In-Reply-To: " + own + b"\r\n" + content


@pytest.mark.parametrize("about", ["colleague@contoso.com", "d365ci@fabrikam.example"])
async def test_a_bounce_of_a_mail_to_somebody_else_changes_nothing(on: Scene, about: str) -> None:
    ref = await asking(on)
    await arrives(on, bounce(ref, about))
    await on.until("@tess", words.mail.MEANINGS[Meaning.BOUNCE], words.mail.REASONS["other_recipient"])
    step = await comes_to(on, ref, Stage.QUESTION)
    assert (step.state, step.note) == (StepState.WAITING, "")


async def test_a_bounce_of_our_own_mail_gives_the_word_to_a_person(on: Scene) -> None:
    ref = await asking(on)
    await arrives(on, bounce(ref, "D365CI@microsoft.com"))
    await comes_to(on, ref, Stage.QUESTION, note="bounced")
    await state(on, ref, State.NEEDS_ATTENTION)


async def test_a_forged_bounce_changes_nothing(on: Scene) -> None:
    ref = await asking(on)
    failed = "dmarc=fail action=none header.from=mx.contoso.com"
    await arrives(on, bounce(ref, "D365CI@microsoft.com", **{"Authentication-Results": failed}))
    await heard(on, Meaning.FORGED)
    await comes_to(on, ref, Stage.QUESTION)


@pytest.mark.parametrize(
    ("text", "headers"),
    [
        (ASK, {"auto_submitted": "auto-generated"}),
        (ASK, {"list_unsubscribe": "<https://news.example/u>"}),
        (f"{ASK}\nKind regards\nThe team\nThis mailbox is not monitored.\n", {}),
        (f"CAUTION: This mail came from outside of the company. Do not click links.\n\n{ASK}", {}),
        (f"{ASK}\nKind regards\nThe team\nClick here to manage what you get from us.\n", {}),
        (ASK, {"from_": "D365CI@mail.support.microsoft.com"}),
        (ASK, {"from_": "ci@microsoftsupport.com"}),
    ],
)
async def test_what_may_be_genuine_asks_a_person_with_a_button(on: Scene, text: str, headers: dict[str, str]) -> None:
    ref = await asking(on)
    await answer(on, ref, text, **headers)
    shown = await on.until("@tess", words.mail.IF_IT_IS_THEIRS)
    assert "do not reply" not in "\n".join(shown.text)
    came = next(button for button in shown.buttons if button.verb == "mail-came")
    await comes_to(on, ref, Stage.QUESTION)
    await on.act("tess", "ticket", came.ref, day=on.today)
    await turn(on, ref, Stage.CONFIRMATION)
