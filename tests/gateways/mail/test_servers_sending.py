"""Sending over a real SMTP and a real IMAP server: once, whatever happens in between."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import replace
from email.message import EmailMessage
from pathlib import Path

import pytest

from domain.mail.message import Doubtful
from domain.replica import Fenced
from domain.trouble import Refused, Trouble, Unreachable
from tests.gateways.mail.certificates import make
from tests.gateways.mail.dovecot import SPECIAL_FOLDERS, Dovecot, running_dovecot
from tests.gateways.mail.letters import MAILBOX, request
from tests.gateways.mail.office import Office
from tests.gateways.mail.pipes import counting
from tests.gateways.mail.postman import Postman, running_postman
from tests.programs import DOVECOT, Ask


async def test_a_letter_arrives_as_it_was_written(office: Office, postman: Postman) -> None:
    letter = replace(request(), in_reply_to="<asked@microsoft.com>", references=("<a@contoso.com>", "<b@contoso.com>"))
    await office.mailbox().send(letter)
    mail = postman.mails[0]
    assert (postman.senders, postman.recipients) == ([MAILBOX], [letter.to])
    assert (mail["From"], mail["To"], mail["Subject"]) == (MAILBOX, letter.to, letter.subject)
    assert (mail["Message-ID"], mail["In-Reply-To"]) == (letter.message_id, "<asked@microsoft.com>")
    assert mail["References"] == "<a@contoso.com> <b@contoso.com>"
    assert mail.get_content().replace("\r\n", "\n") == letter.text


async def test_what_was_sent_stands_in_sent_and_no_longer_in_drafts(office: Office) -> None:
    letter = request()
    assert await office.mailbox().send(letter) == letter.message_id
    assert [mail["Message-ID"] for mail in office.mails("Sent")] == [letter.message_id]
    assert office.mails("Drafts") == []


async def test_a_letter_is_sent_once_however_often_it_is_asked_for(office: Office, postman: Postman) -> None:
    for _ in range(3):
        await office.mailbox().send(request())
    assert len(postman.mails) == 1


async def test_two_letters_of_a_ticket_are_two_mails(office: Office, postman: Postman) -> None:
    other = replace(request(), message_id="<dsr-7k3qfa.confirmation@contoso.com>")
    await office.mailbox().send(request())
    await office.mailbox().send(other)
    assert [mail["Message-ID"] for mail in postman.mails] == [request().message_id, other.message_id]


async def test_what_the_server_filed_itself_counts_as_sent(office: Office, postman: Postman) -> None:
    await office.mailbox().send(request("DSR-000000"))  # makes the folder
    office.arrives(f"Message-ID: {request().message_id}\r\n\r\n".encode(), folder="Sent")
    await office.mailbox().send(request())
    assert len(postman.mails) == 1


@pytest.mark.parametrize("copies", [1, 2])
async def test_a_server_that_files_what_it_sends_keeps_one_copy(office: Office, postman: Postman, copies: int) -> None:
    await office.mailbox().send(request("DSR-000000"))  # makes the folder

    async def took(mail: EmailMessage) -> None:
        for _ in range(copies):
            await asyncio.to_thread(office.arrives, bytes(mail), folder="Sent")

    postman.took = took
    await office.mailbox().send(request())
    await office.mailbox().send(request())
    sent = [mail["Message-ID"] for mail in office.mails("Sent")]
    assert sent.count(request().message_id) == 1
    assert (len(postman.mails), office.mails("Drafts")) == (2, [])


async def test_the_folders_are_those_that_the_server_names_for_it(postman: Postman, program: Ask) -> None:
    with running_dovecot(program(DOVECOT), SPECIAL_FOLDERS) as server:
        office = Office(server, postman, "tess")
        await office.mailbox().send(request())
        assert len(office.mails("Gesendete Objekte")) == 1
        assert office.mails("Sent") == []


@pytest.mark.parametrize(
    ("where", "kind"),
    [
        ({"at_rcpt": "550 5.1.1 <D365CI@microsoft.com> unknown"}, Refused),
        ({"at_rcpt": "451 4.7.1 <D365CI@microsoft.com> later"}, Unreachable),
        ({"at_data": "554 5.7.1 no <D365CI@microsoft.com>"}, Refused),
        ({"at_data": "452 4.3.1 full"}, Unreachable),
        ({"hangs_up": "rcpt"}, Unreachable),
    ],
    ids=str,
)
async def test_what_was_not_taken_can_be_sent_later(
    office: Office, postman: Postman, where: dict[str, str], kind: type[Trouble]
) -> None:
    _set(postman, where)
    with pytest.raises(kind) as caught:
        await office.mailbox().send(request())
    assert "D365CI" not in f"{caught.value!r} {caught.value.code}"
    assert not caught.value.sent
    _set(postman, dict.fromkeys(where, ""))
    await office.mailbox().send(request())
    assert len(postman.mails) == 1


@pytest.mark.parametrize("hangs_up", ["before", "after"])
async def test_where_nobody_knows_whether_it_went_out_a_person_decides(
    office: Office, postman: Postman, hangs_up: str
) -> None:
    postman.hangs_up = hangs_up
    for _ in range(2):
        with pytest.raises(Doubtful):
            await office.mailbox().send(request())
        postman.hangs_up = ""
    assert len(postman.mails) == (hangs_up == "after")
    await office.mailbox().unmark(request())
    await office.mailbox().send(request())
    assert len(postman.mails) == 1 + (hangs_up == "after")


@pytest.mark.parametrize(
    "says", ["taken", "2.0.0 OK", "299 queued", "150 soon", "354 more", "600 never", "250 " + 9000 * "x"], ids=len
)
async def test_an_answer_that_is_not_understood_is_no_refusal(office: Office, postman: Postman, says: str) -> None:
    """The server took the mail: sent again, it would arrive twice."""
    postman.says = says
    for _ in range(2):
        with pytest.raises(Doubtful):
            await office.mailbox().send(request())
        postman.says = ""
    assert len(postman.mails) == 1


async def test_a_server_that_never_says_that_it_took_the_mail_is_in_doubt(office: Office, postman: Postman) -> None:
    postman.stays_silent = True
    with pytest.raises(Doubtful):
        await office.mailbox(smtp=replace(office.smtp, seconds=0.05)).send(request())


async def test_a_draft_of_an_attempt_that_came_to_nothing_is_sent(office: Office, postman: Postman) -> None:
    letter = request()
    assert await office.mailbox().draft(letter) == letter.message_id
    assert [flags for _, flags in office.with_flags("Drafts")] == [r"\Seen \Draft"]
    await office.mailbox().send(letter)
    assert (len(postman.mails), office.mails("Drafts")) == (1, [])


async def test_a_draft_that_was_left_behind_goes_out_as_the_letter_is_now(office: Office, postman: Postman) -> None:
    await office.mailbox().draft(replace(request(), text="Hello,\n\nas before.\n", in_reply_to="<old@microsoft.com>"))
    letter = replace(request(), text="Hello,\n\nas now.\n", in_reply_to="<new@microsoft.com>")
    await office.mailbox().send(letter, await office.mailbox().draft(letter))
    for mail in (*postman.mails, *office.mails("Sent")):
        assert mail.get_content().replace("\r\n", "\n") == letter.text
        assert mail["In-Reply-To"] == "<new@microsoft.com>"
    assert (len(postman.mails), len(office.mails("Sent")), office.mails("Drafts")) == (1, 1, [])


async def test_killed_right_after_the_server_took_it_there_is_no_second_mail(office: Office, postman: Postman) -> None:
    taken = asyncio.Event()

    async def took(_: EmailMessage) -> None:
        taken.set()
        await asyncio.sleep(0)

    postman.took = took
    sending = asyncio.create_task(office.mailbox().send(request()))
    await taken.wait()
    sending.cancel()
    await asyncio.gather(sending, return_exceptions=True)
    with suppress(Doubtful):
        await office.mailbox().send(request())
    assert len(postman.mails) == 1


@pytest.mark.parametrize("turns", range(5, 300, 20))
async def test_killed_anywhere_there_is_no_second_mail_and_none_is_lost(
    office: Office, postman: Postman, turns: int
) -> None:
    sending = asyncio.create_task(office.mailbox().send(request()))
    for _ in range(turns):
        await asyncio.sleep(0.0005)
    sending.cancel()
    await asyncio.gather(sending, return_exceptions=True)
    try:
        await office.mailbox().send(request())
    except Doubtful:
        assert len(postman.mails) <= 1
    else:
        assert len(postman.mails) == 1


async def test_where_it_cannot_be_filed_it_is_sent_all_the_same_and_not_again(office: Office, postman: Postman) -> None:
    async with counting(office.dovecot.port) as pipe:

        async def took(_: EmailMessage) -> None:
            pipe.closed = True

        postman.took = took
        mailbox = office.mailbox(imap=replace(office.imap, port=pipe.port, seconds=0.5))
        assert await mailbox.send(request()) == request().message_id
    with pytest.raises(Doubtful):
        await office.mailbox().send(request())
    assert len(postman.mails) == 1


async def test_both_servers_are_spoken_to_in_private(dovecot: Dovecot, tmp_path: Path) -> None:
    own = make(tmp_path)
    async with running_postman(tls=own.server(), password="pässword") as postman:
        office = Office(dovecot, postman, "private")
        smtp = replace(office.smtp, encrypted=True, user="tess", password="pässword")
        trusted = own.trusted()
        trusted.load_verify_locations(dovecot.certificate.certificate)
        imap = replace(office.imap, port=dovecot.tls_port, encrypted=True)
        await office.mailbox(smtp=smtp, imap=imap, tls=trusted).send(request())
        assert postman.encrypted == [True]


async def test_a_certificate_nobody_vouches_for_is_refused(dovecot: Dovecot, tmp_path: Path) -> None:
    async with running_postman(tls=make(tmp_path).server()) as postman:
        office = Office(dovecot, postman, "trusting")
        with pytest.raises(Unreachable):
            await office.mailbox(smtp=replace(office.smtp, encrypted=True)).send(request())
        with pytest.raises(Unreachable, match="certificate"):
            await office.mailbox(imap=replace(office.imap, port=dovecot.tls_port, encrypted=True)).send(request())
        assert postman.mails == []


async def test_where_tls_is_demanded_it_is_begun_before_anything_is_said(dovecot: Dovecot, tmp_path: Path) -> None:
    own = make(tmp_path)
    async with running_postman(upgrade=own.server()) as postman:
        office = Office(dovecot, postman, "upgrading")
        await office.mailbox(smtp=replace(office.smtp, upgrades=True), tls=own.trusted()).send(request())
        assert postman.encrypted == [True]


async def test_a_server_that_offers_no_tls_gets_nothing(office: Office, postman: Postman) -> None:
    with pytest.raises(Unreachable):
        await office.mailbox(smtp=replace(office.smtp, upgrades=True)).send(request())
    assert postman.mails == []


async def test_a_wrong_password_for_outgoing_mail_is_said(dovecot: Dovecot) -> None:
    async with running_postman(password="secret") as postman:
        office = Office(dovecot, postman, "forgetful")
        with pytest.raises(Refused) as caught:
            await office.mailbox(smtp=replace(office.smtp, user="tess", password="wrong")).send(request())
        assert "tess" not in str(caught.value)


def _set(postman: Postman, what: dict[str, str]) -> None:
    for name, value in what.items():
        setattr(postman, name, value)


@pytest.mark.parametrize("well", [0, 1], ids=["before it is marked", "before it is handed over"])
async def test_one_that_may_go_on_no_more_sends_nothing(office: Office, postman: Postman, well: int) -> None:
    asked = iter([True] * well)

    def check() -> None:
        if not next(asked, False):
            raise Fenced

    with pytest.raises(Fenced):
        await office.mailbox(check=check).send(request())
    assert postman.mails == []
