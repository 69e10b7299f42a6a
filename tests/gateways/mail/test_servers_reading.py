"""Reading a real IMAP mailbox: what is new, heads first, and nothing of it marked or fetched without need."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from domain.mail.message import Mail, Unsure, thread_of
from domain.mail.recognition import recognise, wanted
from domain.trouble import Refused, Unreachable
from gateways.mail import Server, ServerMailbox
from tests.daily import todays
from tests.gateways.mail.dovecot import running_dovecot
from tests.gateways.mail.letters import everything, request
from tests.gateways.mail.office import Office
from tests.gateways.mail.pipes import counting, silent
from tests.gateways.mail.postman import Postman
from tests.mails import CORPUS, RULES, Case
from tests.mails.bounces import BOUNCES
from tests.mails.case import REQUEST, THREAD, raw
from tests.programs import DOVECOT, Ask

ASK = raw("Please confirm the request.")


async def test_only_what_is_new_is_brought(office: Office) -> None:
    mailbox = office.mailbox()
    office.arrives(raw("one", message_id="<1@x.example>"))
    first = await mailbox.fetch()
    office.arrives(raw("two", message_id="<2@x.example>"), raw("three", message_id="<3@x.example>"))
    second = await mailbox.fetch(first.cursor)
    third = await mailbox.fetch(second.cursor)
    assert [_ids(look.mails) for look in (first, second, third)] == [
        ["<1@x.example>"],
        ["<2@x.example>", "<3@x.example>"],
        [],
    ]


async def test_an_empty_mailbox_has_a_beginning(office: Office) -> None:
    beginning = await office.mailbox().fetch()
    office.arrives(ASK)
    assert beginning.mails == ()
    assert len((await office.mailbox().fetch(beginning.cursor)).mails) == 1


async def test_a_mail_is_brought_with_its_head_and_without_its_body(office: Office) -> None:
    before = datetime.now(UTC) - timedelta(seconds=2)
    office.arrives(ASK)
    mail = (await office.mailbox().fetch()).mails[0]
    assert (mail.sender, mail.subject) == (
        "d365ci@microsoft.com",
        "RE: Export of personal data from Customer Insights [DSR-7K3QFA]",
    )
    assert (mail.refers_to, mail.tickets, mail.text) == ({REQUEST}, {"DSR-7K3QFA"}, None)
    assert before <= mail.received <= datetime.now(UTC) + timedelta(seconds=2)


async def test_more_mails_than_one_question_brings_come_in_their_order(office: Office) -> None:
    office.arrives(*(raw("x", message_id=f"<{number}@x.example>") for number in range(120)))
    mails = (await office.mailbox().fetch()).mails
    assert _ids(mails) == [f"<{number}@x.example>" for number in range(120)]


async def test_looking_marks_nothing_as_seen(office: Office) -> None:
    office.arrives(ASK)
    mail = (await office.mailbox().fetch()).mails[0]
    await office.mailbox().body(mail)
    assert [flags for _, flags in office.with_flags("INBOX")] in ([""], [r"\Recent"])


async def test_where_all_numbers_were_given_anew_the_last_days_are_looked_through_again(office: Office) -> None:
    office.arrives(ASK)
    cursor = (await office.mailbox().fetch()).cursor
    validity, _, number = cursor.partition(":")
    again = await office.mailbox().fetch(f"{int(validity) - 1}:{number}")
    assert (len(again.mails), again.cursor) == (1, cursor)


@pytest.mark.parametrize("cursor", ["nonsense", "1", ":", "1:x", "1:1:1", "\x00"])
async def test_a_cursor_that_is_none_begins_anew(office: Office, cursor: str) -> None:
    office.arrives(ASK)
    assert len((await office.mailbox().fetch(cursor)).mails) == 1


async def test_the_first_look_goes_back_some_days_only(office: Office) -> None:
    office.arrives(ASK)
    in_a_month = office.mailbox(clock=lambda: datetime.now(UTC) + timedelta(days=30))
    assert (await in_a_month.fetch()).mails == ()


async def test_a_body_is_its_text_and_the_names_of_the_files(office: Office) -> None:
    office.arrives(raw("Grüße", files=["export.csv", "Auskünfte 2026.json"], charset="iso-8859-1"))
    mail = await _read(office)
    assert ((mail.text or "").strip(), mail.attachments) == ("Grüße", ("export.csv", "Auskünfte 2026.json"))


ODD_NAMES = ["a(b.csv", "a)b.csv", 'a\\"b.csv', "* a.csv", "a{3}", "a" * 300 + ".csv", "=?utf-8?Q?=E2=9C=93=2Ecsv?="]


@pytest.mark.parametrize("name", ODD_NAMES)
async def test_no_name_of_a_file_confuses_the_reader(office: Office, name: str) -> None:
    office.arrives(raw("text", files=[name, "export.csv"]))
    mail = await _read(office)
    assert ((mail.text or "").strip(), len(mail.attachments), mail.attachments[1]) == ("text", 2, "export.csv")


@pytest.mark.parametrize(
    ("disposition", "name"),
    [
        ("attachment; filename*=utf-8''Ausk%C3%BCnfte.csv", "Auskünfte.csv"),
        ("attachment; filename*0*=utf-8''Ausk%C3%BC; filename*1=nfte.csv", "Auskünfte.csv"),
        ('attachment; filename="=?utf-8?B?QXVza8O8bmZ0ZS5jc3Y=?="', "Auskünfte.csv"),
        ('attachment; filename="fdp.\u202evsc"', "fdp. vsc"),
        ("attachment", "unnamed"),
    ],
)
async def test_names_are_read_however_they_are_written(office: Office, disposition: str, name: str) -> None:
    head = f"Content-Type: application/octet-stream\nContent-Disposition: {disposition}"
    office.arrives(raw(f"--cut\n{head}\n\nx\n--cut--\n", type_="multipart/mixed; boundary=cut"))
    assert (await _read(office)).attachments == (name,)


async def test_of_a_large_mail_only_the_text_is_fetched(office: Office) -> None:
    head = "Content-Type: text/csv\nContent-Disposition: attachment; filename=a.csv"
    parts = f"--cut\n\ntext\n--cut\n{head}\n\n{'x' * 3_000_000}\n--cut--\n"
    office.arrives(raw(parts, type_="multipart/mixed; boundary=cut"))
    async with counting(office.dovecot.port) as pipe:
        mailbox = office.mailbox(imap=replace(office.imap, port=pipe.port))
        mail = await mailbox.body((await mailbox.fetch()).mails[0])
    assert ((mail.text or "").strip(), mail.attachments) == ("text", ("a.csv",))
    assert pipe.brought < 20_000


@pytest.mark.parametrize(
    "long", [raw("x" * 200_001), raw(None, html=f"{'x' * 200_001}"), raw(None, html="<b>" * 4_001)]
)
async def test_a_text_that_was_cut_is_known_as_one(office: Office, long: bytes) -> None:
    office.arrives(raw("short"), long)
    mailbox = office.mailbox()
    mails = (await mailbox.fetch()).mails
    assert [(await mailbox.body(mail)).unsure for mail in mails] == [None, Unsure.LONG]


async def test_of_a_head_without_end_only_the_beginning_is_fetched(office: Office) -> None:
    office.arrives(raw("text", top=[("X-Long", "y" * 900)] * 1000))
    async with counting(office.dovecot.port) as pipe:
        await office.mailbox(imap=replace(office.imap, port=pipe.port)).fetch()
    assert pipe.brought < 100_000


async def test_a_mail_that_was_deleted_since_is_said_to_be_gone(office: Office) -> None:
    office.arrives(ASK)
    mail = (await office.mailbox().fetch()).mails[0]
    with office.signed_in() as imap:
        imap.select("INBOX")
        imap.store("1", "+FLAGS", r"\Deleted")
        imap.expunge()
    with pytest.raises(Refused) as caught:
        await office.mailbox().body(mail)
    assert caught.value.status == 404


async def test_a_report_that_names_its_mail_only_in_what_it_returns_finds_its_thread(office: Office) -> None:
    postfix = next(case for case in BOUNCES if case.name == "a bounce: Postfix")
    head_only = raw(
        f"--cut\n\nSorry.\n--cut\nContent-Type: text/rfc822-headers\n\nMessage-ID: {REQUEST}\n--cut--\n",
        type_="multipart/report; report-type=delivery-status; boundary=cut",
        in_reply_to=None,
        references=None,
        subject="failed",
    )
    office.arrives(postfix.raw, head_only)
    mails = (await office.mailbox().fetch()).mails
    assert [mail.returns for mail in mails] == [REQUEST, REQUEST]
    assert [thread_of(mail, [THREAD]) for mail in mails] == [THREAD, THREAD]


async def test_the_corpus_means_the_same_when_it_comes_through_a_real_server(office: Office) -> None:
    cases = todays(CORPUS, 7)
    office.arrives(*(case.raw for case in cases))
    mailbox = office.mailbox()
    mails = await everything(mailbox)
    taken = {case.name: await _taken(mailbox, mail, case) for case, mail in zip(cases, mails, strict=True)}
    assert taken == {case.name: case.meaning for case in cases}


async def test_whom_a_report_names_is_read_from_the_part_that_says_so(office: Office) -> None:
    office.arrives(next(case.raw for case in BOUNCES if case.name == "a bounce: Postfix"))
    assert (await _read(office)).failed == ("d365ci@microsoft.com",)


async def test_junk_lies_apart_and_is_read(office: Office) -> None:
    with office.signed_in() as imap:
        imap.create("Junk")
    office.arrives(ASK, folder="Junk")
    mailbox = office.mailbox()
    (mail,) = (await mailbox.fetch()).mails
    assert mail.junk
    assert "confirm" in ((await mailbox.body(mail)).text or "")


async def test_another_mailbox_stays_closed(office: Office) -> None:
    assert await office.mailbox().opens("ben@contoso.com") is False


async def test_a_mailbox_that_others_share_is_noticed(postman: Postman, program: Ask) -> None:
    shared = """
mail_plugins = acl
protocol imap {
  mail_plugins = acl
}
plugin {
  acl = vfile
}
namespace others {
  type = shared
  separator = /
  prefix = shared/%%u/
  location = maildir:%%h:INDEX=%h/shared/%%u
  list = yes
}
"""
    with running_dovecot(program(DOVECOT), "separator = /", shared) as server:
        ben, tess = Office(server, postman, "ben"), Office(server, postman, "tess")
        ben.arrives(ASK)
        assert await tess.mailbox().opens("ben") is False
        (server.mail / "ben" / "dovecot-acl").write_text("user=tess lr\n")
        assert await tess.mailbox().opens("ben") is True


@pytest.mark.parametrize("way", ["imap", "smtp"])
async def test_a_server_that_says_nothing_is_not_waited_for(office: Office, way: str) -> None:
    async with silent() as port:
        mute = Server(host="127.0.0.1", port=port, encrypted=False, user="tess", seconds=0.05)
        with pytest.raises(Unreachable):
            await office.mailbox(**{way: mute}).send(request())


NONSENSE = [b"", b"* BYE no\r\n", b"\x00\xff\r\n", b"* OK\r\n", b"* PREAUTH hello\r\n", b"* OK " + b"x" * 100_000]


@pytest.mark.parametrize("greeting", NONSENSE, ids=lambda greeting: repr(greeting[:12]))
async def test_a_server_that_talks_nonsense_did_not_answer(office: Office, greeting: bytes) -> None:
    async with silent(greeting) as port:
        odd = Server(host="127.0.0.1", port=port, encrypted=False, user="tess", seconds=0.1)
        with pytest.raises(Unreachable):
            await office.mailbox(imap=odd).fetch()


async def test_where_nobody_listens_there_is_no_answer(office: Office) -> None:
    async with silent() as port:
        pass
    nobody = Server(host="127.0.0.1", port=port, encrypted=False, seconds=1)
    with pytest.raises(Unreachable):
        await office.mailbox(imap=nobody).fetch()


async def _read(office: Office) -> Mail:
    return await office.mailbox().body((await office.mailbox().fetch()).mails[0])


async def _taken(mailbox: ServerMailbox, mail: Mail, case: Case) -> object:
    thread = thread_of(mail, [case.thread])
    whole = await mailbox.body(mail) if wanted(mail, thread, RULES) else mail
    return recognise(whole, thread, RULES).meaning


def _ids(mails: tuple[Mail, ...]) -> list[str]:
    return [mail.message_id for mail in mails]
