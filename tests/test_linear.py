"""What comes from outside is read in time that follows its length, however it was made to tire a reader out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from bot.app.log_filter import only_safe
from bot.slack import command_text as spoken
from bot.slack import endpoint as edge
from bot.slack import text
from bot.slack.percent import unquote
from domain import addresses, batch, identifiers
from domain.mail import headers as mail_headers
from domain.mail import text as mail_text
from domain.mail.automatic import automatic
from domain.mail.headers import Headers, address_of
from domain.mail.message import Mail, Rules, Thread
from domain.mail.recognition import recognise
from domain.refresh import names, typed
from gateways.mail.html import shown
from handlers.reading import TYPED
from tests.linear import grows_too_fast, seconds

RULES = Rules(team="team@microsoft.com", domains=("microsoft.com",), server="mx.contoso.com")
THREAD = Thread(ticket="DSR-7K3QFA", letters=("<a@contoso.com>",))
PROVED = "mx.contoso.com; dmarc=pass header.from=microsoft.com"


def mail(body: str | None = None, **fields: str) -> Mail:
    given = {"from": "team@microsoft.com", "authentication_results": PROVED, "in_reply_to": "<a@contoso.com>"} | fields
    pairs = [(name.replace("_", "-"), value) for name, value in given.items()]
    return Mail(id="1", received=datetime(2026, 11, 2, tzinfo=UTC), headers=Headers.of(pairs), text=body)


def in_field(name: str) -> Callable[[str], object]:
    """Everything that is read of a mail before its body is."""

    def read(value: str) -> object:
        found = mail(**{name: value})
        told = (found.message_id, found.refers_to, found.tickets, found.sender, found.subject)
        return told, automatic(found), recognise(found, THREAD, RULES)

    return read


READERS: dict[str, Callable[[str], object]] = {
    "a sender": address_of,
    "a field for people": mail_headers.decoded,
    "Message-IDs": mail_headers.message_ids,
    "a head": lambda value: Headers.read(value.encode("utf-8", "replace")),
    "a field of a head": lambda value: Headers.read(f"Subject: {value}\r\n\r\n".encode("utf-8", "replace")),
    **{
        f"From … {name}": in_field(name)
        for name in ("from", "subject", "references", "content_type", "authentication_results", "return_path")
    },
    "a question": lambda body: recognise(mail(body), THREAD, RULES),
    "a mail in HTML": shown,
    "what is new in a mail": mail_text.new_text,
    "what was typed": lambda value: typed.read_refresh(value, ()),
    "words": typed.words,
    "a name": names.bare,
    "whom a command begins with": identifiers.leading,
    "addresses in a message": lambda value: [*identifiers.addresses_in(value)],
    "an address": addresses.is_address,
    "a free text": lambda value: addresses.without_addresses(value, ("contoso.com",)),
    "a command in Slack": spoken.spoken,
    "fields of a form": unquote,
    "a form": lambda value: edge.decode("application/x-www-form-urlencoded", value.encode("utf-8", "replace")),
    "JSON": lambda value: edge.decode("application/json", value.encode("utf-8", "replace")),
    "text for Slack": lambda value: text.strong(text.clean(value), value),
    "a line of the log": lambda value: only_safe(None, "", {"event": value}),
}
# What grammars turn on, and the beginnings of things that never end.
ATOMS = (
    *"\"<>();,@.-&[]{}*_`|\\:= \t\n", "\r\n", "\n ", '\\"', "()", "[]", "{}",
    "=?", "=?utf-8?q?", "=?utf-8?q?a?= ", 'a="', ";a=b", "a ", "a", "a@", "@a", "a@b.", "<<", "<@", "<a|", "<!--", "</",
    "<p>", "<p ", '<a "', "<script>", "<blockquote>", "style='", "://", "&lt", "%41", "%", "a=b&", "--", "> ",
    "on a\n", "from:a\n", "please ", "confirm ", "not ", "the ", "dmarc=", "header.from=", "https://", "DSR-", "eyJ",
    "bearer ", "x.", "é", "\u0130", "\u05d0", "\u200f", '{"a":', "[1,",
)  # fmt: skip


@pytest.mark.parametrize("name", READERS)
def test_reading_takes_time_that_follows_the_length(name: str) -> None:
    slow = [found for atom in ATOMS if (found := grows_too_fast(READERS[name], atom))]
    assert not slow


@pytest.mark.parametrize("atom", ['\\"', '"\\"', '"', "<", '"<', '\\"<', "(", '"a" ', '" "<'])
def test_a_sender_of_thousands_of_quotes_holds_up_nobody(atom: str) -> None:
    hostile = mail(**{"from": atom * 5_000})
    assert seconds(lambda _: hostile.sender, "") < 0.005
    assert not hostile.sender


PEOPLE = (
    "<a ",
    "<",
    ">",
    '"',
    "a,",
    "1,",
    "a;",
    "a@b.de ",
    "a@b.de,",
    "a@b.de;",
    "<a@b.de>",
    "a b <a@b.de>\n",
    "1. a@b.de\n",
)


@pytest.mark.parametrize("atom", PEOPLE)
def test_as_many_people_as_may_be_typed_are_read_in_time_that_follows_their_number(atom: str) -> None:
    """Both lengths are beyond that from which brackets and quotes around somebody are no longer taken off."""
    found = [
        grows_too_fast(read, atom, length=TYPED // 4)
        for read in (identifiers.named, lambda value: batch.rows_of(value.splitlines()))
    ]
    assert not any(found), found


def test_what_measures_notices_a_reader_that_takes_the_square() -> None:
    assert grows_too_fast(lambda value: [value.count("x") for _ in value], "a", length=10_000)
