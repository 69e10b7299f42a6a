"""Letters that cannot break out of their place, mails read from their head, and the threads they belong to."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.mail.headers import Headers
from domain.mail.message import Letter, Mail, Thread, Unsendable, is_message_id, mark, message_id, thread_of

LETTER = Letter(message_id="<a@contoso.com>", to="D365CI@microsoft.com", subject="Export [DSR-7K3QFA]", text="Hello\n")
NAUGHTY = [
    "a\r\nBcc: eve@evil.example",
    "a\nBcc: eve@evil.example",
    "a\rBcc: eve@evil.example",
    "a\x00b",
    "a\x0bb",
    "a\x85b",
    "a\u2028Bcc: eve@evil.example",
    "a\u202egnp.exe",
    "\ud800",
    "a\x1b[2J",
    "\x7f",
]


def mail(**headers: str) -> Mail:
    pairs = [(name.rstrip("_").replace("_", "-"), value) for name, value in headers.items()]
    return Mail(id="1", received=datetime(2026, 11, 2, tzinfo=UTC), headers=Headers.of(pairs))


@pytest.mark.parametrize("naughty", NAUGHTY, ids=ascii)
@pytest.mark.parametrize("field", ["message_id", "to", "subject", "in_reply_to"])
def test_no_field_of_a_letter_takes_what_could_end_it(field: str, naughty: str) -> None:
    for value in (naughty, f"<{naughty}@x.example>", f"{naughty}@x.example"):
        with pytest.raises(Unsendable) as caught:
            replace(LETTER, **{field: value})
        assert naughty not in str(caught.value)


@pytest.mark.parametrize("naughty", [text for text in NAUGHTY if "\nBcc" not in text or "\r" in text], ids=ascii)
def test_no_text_takes_control_characters(naughty: str) -> None:
    with pytest.raises(Unsendable):
        replace(LETTER, text=naughty)


@pytest.mark.parametrize("naughty", NAUGHTY, ids=ascii)
def test_no_reference_takes_them_either(naughty: str) -> None:
    with pytest.raises(Unsendable):
        replace(LETTER, references=("<a@x.example>", naughty))


@pytest.mark.parametrize(
    "to", ["", "D365CI", "a@b.de, c@d.de", "A <a@b.de>", "a@b.de c@d.de", "jörg@müller.de", "@b.de"]
)
def test_a_letter_goes_to_one_plain_address(to: str) -> None:
    with pytest.raises(Unsendable):
        replace(LETTER, to=to)


@pytest.mark.parametrize(
    "id_", ["", "a@b", "<a b@c>", "<a@b> <c@d>", "<a>", "<a@b", "<é@b>", "<a@b>\n", f"<{'a' * 300}@b>"]
)
def test_a_letter_is_named_by_a_message_id(id_: str) -> None:
    assert not is_message_id(id_)
    with pytest.raises(Unsendable):
        replace(LETTER, message_id=id_)


def test_a_subject_has_an_end() -> None:
    with pytest.raises(Unsendable):
        replace(LETTER, subject="x" * 201)


@pytest.mark.parametrize(
    "text", ["", "Zoë Müller-Łukasz 渡辺 🙂", "a\tb\n\n.\n..\nFrom x\n", "x" * 5000, "e\u0301 fi ﷽"]
)
def test_what_people_write_is_no_trouble(text: str) -> None:
    assert replace(LETTER, text=text).text == text


def test_what_a_letter_and_a_mail_say_does_not_get_into_logs() -> None:
    told = repr(LETTER) + repr(replace(mail(from_="ada@contoso.com", subject="secret"), text="secret"))
    assert not any(word in told for word in ("microsoft", "Export", "Hello", "ada@", "secret"))


def test_the_same_letter_has_the_same_name_each_time() -> None:
    assert message_id("DSR-7K3QFA", "request", "Contoso.com") == "<dsr-7k3qfa.request@contoso.com>"
    assert is_message_id(message_id("DSR-7K3QFA", "reminder-12", "contoso.com"))


@pytest.mark.parametrize(
    ("subject", "tickets"),
    [
        (f"Re: AW: Export {mark('DSR-7K3QFA')}", {"DSR-7K3QFA"}),
        ("dsr-7k3qfa", {"DSR-7K3QFA"}),
        ("(DSR-7K3QFA), DSR-000000.", {"DSR-7K3QFA", "DSR-000000"}),
        ("=?utf-8?Q?=5BDSR-7K3QFA=5D?=", {"DSR-7K3QFA"}),
        ("=?utf-8?Q?=5BDSR-7K?= =?utf-8?Q?3QFA=5D?=", {"DSR-7K3QFA"}),
        ("DSR-7K3QFAX DSR-7K3QF XDSR-7K3QFA DSR 7K3QFA", set()),
        ("", set()),
    ],
)
def test_marks_are_found_in_subjects(subject: str, tickets: set[str]) -> None:
    assert mail(subject=subject).tickets == tickets


def test_of_a_mail_that_names_thousands_the_newest_and_the_first_are_looked_at() -> None:
    def ids(count: int) -> list[str]:
        return [f"<{number}@x.example>" for number in range(count)]

    assert mail(references=" ".join(ids(40)), in_reply_to="<a@x.example>").refers_to == {*ids(40), "<a@x.example>"}
    many = mail(references=" ".join(ids(400)), in_reply_to=" ".join(ids(400))).refers_to
    assert {*ids(400)[-50:], *ids(10)} == many
    assert ids(9_000)[-1] in mail(references=" ".join(ids(9_000)), in_reply_to="<a@x.example>").refers_to


def test_of_a_subject_with_thousands_of_marks_some_are_looked_at() -> None:
    assert len(mail(subject=" ".join(f"DSR-{number:06}" for number in range(900))).tickets) == 10


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("=?utf-8?B?R3LDvMOfZQ==?=", "Grüße"),
        ("=?iso-8859-1?Q?Gr=FC=DFe?=", "Grüße"),
        ("=?utf-8?Q?a=0D=0ABcc=3A_b?=", "a Bcc: b"),
        ("=?utf-8?Q?a=E2=80=AEb?=", "a b"),
        ("=?klingon?Q?x?=", "x"),
        ("=?utf-8?B?%%%?= [x]", "[x]"),
        ("a\r\n b", "a b"),
        ("  a   b ", "a b"),
    ],
)
def test_a_subject_is_fit_to_be_shown(value: str, shown: str) -> None:
    assert mail(subject=value).subject == shown


@pytest.mark.parametrize(
    ("value", "sender"),
    [
        ("D365CI@microsoft.com", "d365ci@microsoft.com"),
        ("<D365CI@microsoft.com>", "d365ci@microsoft.com"),
        ('"Team, CI \\"x\\" <y@z.de>" <D365CI@microsoft.com>', "d365ci@microsoft.com"),
        ("=?utf-8?Q?a=40b=2Ede?= <d365ci@microsoft.com>", "d365ci@microsoft.com"),
        ("", ""),
        ("D365CI@microsoft", ""),
        ("a@x.de, b@y.de", ""),
        ("A <a@x.de>, B <b@y.de>", ""),
        ("Team: a@x.de;", ""),
        ("a@x.de (b@y.de)", ""),
        ("a@x.de <b@y.de>", ""),
        ("<a@x.de> <b@y.de>", ""),
        ("<a@x.de", ""),
        ("a@x.de>", ""),
        ("<@y.de:a@x.de>", ""),
        ('"a b"@x.de', ""),
        ("a@[192.0.2.1]", ""),
        ("a@b@x.de", ""),
        ("jörg@x.de", ""),
    ],
)
def test_a_sender_is_one_plain_address_or_nobody(value: str, sender: str) -> None:
    assert mail(from_=value).sender == sender


def test_ids_of_earlier_mails_are_found_wherever_they_stand() -> None:
    found = mail(in_reply_to="<a@x> and <b@y>", references="<c@z>\r\n\t<d@w> rubbish <e f> <g")
    assert found.refers_to == {"<a@x>", "<b@y>", "<c@z>", "<d@w>"}


def test_a_mail_has_a_second_key_that_no_other_mail_has_by_its_message_id_alone() -> None:
    told = {"message_id": "<1@x>", "date": "Mon, 2 Nov 2026", "from_": "a@x.example", "subject": "s"}
    same = mail(**told)
    assert replace(same, id="elsewhere", junk=True, text="t").second_key == same.second_key
    assert mail(**told, received="from a by b").second_key == same.second_key
    others = [mail(**{**told, name: "other"}) for name in ("date", "from_", "subject")]
    others += [mail(**{**told, "message_id": "<2@x>"}), mail(**{**told, "message_id": ""})]
    assert len({one.second_key for one in (same, *others)}) == 6
    assert mail(subject="s").second_key != mail(subject="s", x="y").second_key


ONE = Thread(ticket="DSR-111111", letters=("<1@c>",), mails=("<asked@m>",))
TWO = Thread(ticket="DSR-222222", letters=("<2@c>",))


@pytest.mark.parametrize(
    ("arrived", "thread"),
    [
        (mail(in_reply_to="<1@c>"), ONE),
        (mail(references="<x@y> <asked@m>"), ONE),
        (mail(subject="[DSR-222222]"), TWO),
        (mail(subject="[DSR-222222]", in_reply_to="<1@c>"), ONE),
        (mail(subject="[DSR-333333]"), None),
        (mail(subject="[DSR-111111] [DSR-222222]"), None),
        (mail(references="<1@c> <2@c>"), None),
        (mail(subject="hello"), None),
        (mail(), None),
        (replace(mail(), returns="<2@c>"), TWO),
    ],
)
def test_a_mail_finds_the_one_thread_it_belongs_to(arrived: Mail, thread: Thread | None) -> None:
    assert thread_of(arrived, [ONE, TWO]) == thread


@given(st.binary(max_size=2000))
def test_any_head_can_be_read(raw: bytes) -> None:
    found = Mail(id="1", received=datetime(2026, 11, 2, tzinfo=UTC), headers=Headers.read(raw))
    assert found.subject.isprintable()
    assert isinstance(found.sender + found.message_id + "".join(found.refers_to | found.tickets), str)
