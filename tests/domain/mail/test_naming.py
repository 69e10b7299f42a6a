"""What files and links are called is read in no time, whatever they are called."""

from __future__ import annotations

import time

import pytest

from domain.mail.disclaimers import is_disclaimer
from domain.mail.naming import name_another
from domain.mail.signature import is_signature

PIECES = (
    "daten_",
    "data-",
    "export.",
    "1_",
    "-",
    "%2540",
    "a@",
    "dsr-",
    "11111111-",
    "@contoso.com",
    "anna@contoso.com_",
)


@pytest.mark.parametrize("piece", PIECES)
@pytest.mark.parametrize("end", ["", "@contoso.com", "anna@contoso.com", "!"])
def test_no_name_takes_long_to_read(piece: str, end: str) -> None:
    began = time.process_time()
    for name in (piece * 40 + end, end + piece * 40 + "!", piece * (30_000 // len(piece)) + end):
        name_another([name], frozenset({"anna@contoso.com", "dsr-7k3qfa"}))
    assert time.process_time() - began < 2


@pytest.mark.parametrize(
    "piece", ["this mail ", "if you are not ", "confidential ", "A", "1 ", "| ", "<https:", "[cid:", "a.", "sent "]
)
def test_no_line_below_a_mail_takes_long_to_read(piece: str) -> None:
    began = time.process_time()
    for start in ("", "this e-mail ", "if you are not ", "diese nachricht ", "Jane "):
        line = start + piece * (30_000 // len(piece))
        is_signature(line)
        is_disclaimer(line)
    assert time.process_time() - began < 2
