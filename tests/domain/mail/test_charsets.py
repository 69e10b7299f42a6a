"""Text of mails in every charset that mails name, and in none that would have a reader wait."""

from __future__ import annotations

import encodings
import pkgutil
import time
from dataclasses import replace

import pytest

from domain.mail.charsets import decode
from domain.mail.headers import decoded
from gateways.mail.imap_parts import Part, parts_of, text_in

PART = Part(section="1", type="text/plain", charset="utf-8", encoding="7bit", name="", attached=False)
LONG = b"ab1cdefgh9" * 30_000
EVERY = sorted({module.name for module in pkgutil.iter_modules(encodings.__path__)} | {"utf-7", "x" * 100_000, "a\0b"})


@pytest.mark.parametrize(
    ("charset", "text"),
    [
        ("us-ascii", "Please confirm."),
        ("UTF-8", "Grüße"),
        (" utf-8 ", "Grüße"),
        ("ISO-8859-1", "Grüße"),
        ("latin1", "Grüße"),
        ("iso-8859-15", "Grüße für 5 €"),
        ("windows-1252", "„Grüße“"),
        ("iso-8859-2", "Dziękuję"),
        ("windows-1250", "Dziękuję"),
        ("koi8-r", "Спасибо"),
        ("iso-2022-jp", "確認"),
        ("Shift_JIS", "確認"),
        ("euc-kr", "확인"),
        ("ks_c_5601-1987", "확인"),
        ("gb2312", "确认"),
        ("big5", "確認"),
        ("utf-16", "Grüße"),
        ("utf-16le", "Grüße"),
    ],
)
def test_what_mails_are_written_in_is_read(charset: str, text: str) -> None:
    assert decode(text.encode(charset.strip()), charset) == text


@pytest.mark.parametrize(
    "charset",
    ["punycode", "idna", "utf-7", "unicode_escape", "raw-unicode-escape", "hex", "rot13", "klingon-8", "", "a\0b", "ü"],
)
def test_what_no_mail_is_written_in_is_read_as_it_stands(charset: str) -> None:
    assert decode("Grüße +ADw- \\u0041".encode(), charset) == "Grüße +ADw- \\u0041"


@pytest.mark.parametrize("charset", EVERY, ids=lambda name: name[:20])
def test_no_charset_that_a_stranger_names_has_the_mailbox_wait(charset: str) -> None:
    began = time.process_time()
    for encoding in ("7bit", "quoted-printable", "base64"):
        text_in(replace(PART, charset=charset, encoding=encoding), LONG)
    assert decoded(f"=?{charset[:20]}?q?{'ab1cdefgh9' * 900}?=")
    name = f"{charset[:20]}''".encode() + LONG
    structure = (b"application", b"zip", (b"name*", name), None, None, b"base64", 1)
    assert [part.type for part in parts_of(structure)] == ["application/zip"]
    assert time.process_time() - began < 3
