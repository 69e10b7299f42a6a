"""Codes of devices, against the vectors of RFC 6238 (appendix B, SHA-1, cut to six digits)."""

from __future__ import annotations

import base64
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from domain.codes import SECONDS, Device, bare, in_fours, meets, otpauth
from domain.request import Factor, Kind, chosen

SECRET = base64.b32encode(b"12345678901234567890").decode()
DEVICE = Device(id="d", person_id="p", set_up_by="p", secret=SECRET, begun_at=datetime(2026, 11, 2, tzinfo=UTC))


@pytest.mark.parametrize(
    ("seconds", "code"),
    [
        (59, "287082"),
        (1111111109, "081804"),
        (1111111111, "050471"),
        (1234567890, "005924"),
        (2000000000, "279037"),
        (20000000000, "353130"),
    ],
)
def test_it_shows_what_the_rfc_says(seconds: int, code: str) -> None:
    at = datetime.fromtimestamp(seconds, UTC)
    assert DEVICE.shows(code, at) == seconds // SECONDS
    assert DEVICE.shows(code, at + timedelta(seconds=SECONDS)) == seconds // SECONDS
    assert seconds < 90 or DEVICE.shows(code, at - timedelta(seconds=SECONDS)) == seconds // SECONDS  # none before 1970
    assert DEVICE.shows(code, at + timedelta(seconds=2 * SECONDS)) is None
    assert seconds < 90 or DEVICE.shows(code, at - timedelta(seconds=2 * SECONDS)) is None
    assert replace(DEVICE, secret=base64.b32encode(b"0" * 20).decode()).shows(code, at) is None


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "12345x", "１２３４５６", "²²²²²²", "1234-6", "+12345"])
def test_what_is_no_code_is_none(typed: str) -> None:
    assert bare(typed) == ""
    assert DEVICE.shows(typed, DEVICE.begun_at) is None


def test_a_code_in_two_halves_is_one() -> None:
    assert bare(" 287 082\n") == "287082"


def test_a_number_does_not_stand_for_a_code_and_a_code_for_either() -> None:
    for given in (None, *Factor):
        assert meets(None, given)
        assert meets(Factor.CODE, given) is (given is Factor.CODE)
        assert meets(Factor.NUMBER, given) is (given is not None)


def test_an_erasure_takes_what_a_refresh_takes_where_nothing_else_is_said() -> None:
    assert chosen({"refresh": Factor.CODE}, Kind.ERASURE) is Factor.CODE
    assert chosen({"refresh": Factor.CODE, "erasure": Factor.NUMBER}, Kind.ERASURE) is Factor.NUMBER
    assert chosen({"default": Factor.NUMBER, "remove-user": Factor.CODE}, Kind.REMOVE_USER) is Factor.CODE
    assert chosen({"remove-user": Factor.CODE}, Kind.EXPORT) is None


def test_the_link_carries_all_that_an_app_needs_whatever_the_name() -> None:
    link = urlsplit(otpauth(SECRET, "Ben & Ko: “x”?#/"))
    assert (link.scheme, link.netloc, unquote(link.path)) == ("otpauth", "totp", "/DSR Bot:Ben & Ko: “x”?#/")
    assert parse_qs(link.query) == {"secret": [SECRET], "issuer": ["DSR Bot"], "digits": ["6"], "period": ["30"]}
    assert re.fullmatch(r"([A-Z2-7]{4} ){7}[A-Z2-7]{4}", in_fours(SECRET))


def test_nothing_that_prints_a_device_prints_its_secret() -> None:
    assert SECRET not in repr(DEVICE)
    assert SECRET not in DEVICE.confirmed
