"""A letter as it goes over the wire: whatever is in it, it is one mail with the headers that we wrote."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import default

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.mail.message import Unsendable
from gateways.mail.smtp import content_of
from tests.gateways.mail.letters import MAILBOX, request
from tests.gateways.mail.office import Office
from tests.gateways.mail.postman import Postman

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
NAMES = {"From", "To", "Subject", "Date", "Message-ID", "Content-Type", "Content-Transfer-Encoding", "MIME-Version"}


@given(subject=st.text(max_size=150), text=st.text(max_size=500))
def test_no_letter_that_can_be_written_breaks_out_of_its_mail(subject: str, text: str) -> None:
    try:
        letter = replace(request(), subject=subject, text=text)
    except Unsendable:
        return
    content = content_of(letter, MAILBOX, NOW)
    mail = message_from_bytes(content, policy=default)
    assert set(mail.keys()) == NAMES
    assert content.isascii()
    assert mail["To"] == letter.to
    assert " ".join(str(mail["Subject"]).split()) == " ".join(subject.split())
    assert mail.get_content().replace("\r\n", "\n").rstrip("\n") == text.rstrip("\n")


@pytest.mark.parametrize("length", [70, 100, 190])
def test_long_message_ids_are_not_taken_apart(length: int) -> None:
    ids = tuple(f"<{number}{'x' * length}@contoso.com>" for number in range(10))
    letter = replace(request(), message_id=ids[0], in_reply_to=ids[1], references=ids)
    content = content_of(letter, MAILBOX, NOW)
    assert all(content.count(id_.encode()) >= 1 for id_ in ids)
    assert b"=?" not in content
    assert max(len(line) for line in content.split(b"\r\n")) <= 998


@pytest.mark.parametrize(
    "text", [".\n..\n.\n", "a\n.\nQUIT\n", "From me\n", "x" * 3000, "ü" * 3000, "\n\n\n", "=\n=3D\n"]
)
async def test_no_text_ends_the_mail_or_the_session(office: Office, postman: Postman, text: str) -> None:
    await office.mailbox().send(replace(request(), text=text))
    assert len(postman.mails) == 1
    assert postman.mails[0].get_content().replace("\r\n", "\n").rstrip("\n") == text.rstrip("\n")
    assert max(len(line) for line in postman.raw[0].split(b"\r\n")) <= 998
