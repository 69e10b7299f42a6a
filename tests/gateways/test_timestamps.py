"""What an authority answers is a time stamp of the head, wholly as it was asked for, or none."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from subprocess import run

import aiohttp
import pytest

from domain.audit.stamps import NoStamp, StampFault
from gateways.timestamps import Authority, check_text, roots_of
from tests.gateways.authority import Authority as Clock
from tests.gateways.authority import running
from tests.programs import OPENSSL, Ask

TEXT = "12:345:" + "0a" * 32 + ":" + "9b" * 8


@pytest.fixture
async def clock() -> AsyncIterator[Clock]:
    async with running(Clock(at=datetime(2026, 11, 29, 8, 30, tzinfo=UTC))) as clock:
        yield clock


async def stamped(clock: Clock, *, roots: Clock | None = None, within: float = 20.0) -> str:
    authority = Authority(url=clock.url, roots=[(roots or clock).root], within=within)
    async with aiohttp.ClientSession() as session:
        return await authority.stamp(session, TEXT, clock.at)


async def test_a_good_answer_says_when_and_is_checked_again_years_later(clock: Clock) -> None:
    answer = await stamped(clock)
    assert check_text(answer, TEXT, [clock.root]) == clock.at


FAULTS = {
    "refuses": StampFault.REFUSED,
    "another imprint": StampFault.OTHER,
    "another nonce": StampFault.OTHER,
    "no nonce": StampFault.OTHER,
    "another key": StampFault.UNTRUSTED,
    "no certificate": StampFault.UNTRUSTED,
    "garbage": StampFault.GARBLED,
    "huge": StampFault.GARBLED,
    "html": StampFault.GARBLED,
    "down": StampFault.UNREACHABLE,
    "moved": StampFault.REFUSED,
}


@pytest.mark.parametrize(("fault", "why"), FAULTS.items(), ids=FAULTS)
async def test_whatever_else_it_answers_is_none(clock: Clock, fault: str, why: StampFault) -> None:
    clock.fault = fault
    with pytest.raises(NoStamp) as none:
        await stamped(clock)
    assert none.value.fault is why


async def test_one_that_hangs_is_waited_for_no_longer_than_its_limit(clock: Clock) -> None:
    clock.fault = "hangs"
    with pytest.raises(NoStamp) as none:
        await stamped(clock, within=0.2)
    assert none.value.fault is StampFault.UNREACHABLE


async def test_one_for_whom_nobody_vouches_does_not_count(clock: Clock) -> None:
    with pytest.raises(NoStamp) as none:
        await stamped(clock, roots=Clock())
    assert none.value.fault is StampFault.UNTRUSTED


async def test_where_nobody_listens_there_is_none() -> None:
    async with running(Clock()) as gone:
        pass
    with pytest.raises(NoStamp) as none:
        await stamped(gone)
    assert none.value.fault is StampFault.UNREACHABLE


async def test_what_was_kept_is_checked_for_what_it_stamps(clock: Clock) -> None:
    answer = await stamped(clock)
    for kept, text, why in (
        (answer, TEXT.replace("12:", "13:", 1), StampFault.OTHER),
        (answer[:-8], TEXT, StampFault.GARBLED),
        ("", TEXT, StampFault.GARBLED),
        ("no base64 ", TEXT, StampFault.GARBLED),
    ):
        with pytest.raises(NoStamp) as none:
            check_text(kept, text, [clock.root])
        assert none.value.fault is why


async def test_no_flipped_bit_of_the_signed_part_is_overlooked(clock: Clock) -> None:
    whole = bytearray(base64.b64decode(await stamped(clock)))
    at = whole.index(hashlib.sha256(TEXT.encode()).digest())
    for place in (*range(at, at + 60, 3), len(whole) - 5):
        forged = bytearray(whole)
        forged[place] ^= 1
        with pytest.raises(NoStamp):
            check_text(base64.b64encode(forged).decode(), TEXT, [clock.root])


async def test_openssl_agrees_as_the_docs_say(clock: Clock, program: Ask, tmp_path: Path) -> None:
    openssl, answer = program(OPENSSL), tmp_path / "stamp.tsr"
    answer.write_bytes(base64.b64decode(await stamped(clock)))
    (tmp_path / "ca.pem").write_text(clock.pem)
    for text, held in ((TEXT, True), (TEXT[:-1], False)):
        digest = hashlib.sha256(text.encode()).hexdigest()
        command = [openssl, "ts", "-verify", "-digest", digest, "-in", answer, "-CAfile", tmp_path / "ca.pem"]
        assert (run(command, capture_output=True, check=False).returncode == 0) is held  # noqa: ASYNC221


def test_a_file_without_certificates_is_said(tmp_path: Path) -> None:
    (tmp_path / "ca.pem").write_text("nothing")
    for name in ("ca.pem", "missing.pem"):
        with pytest.raises(ValueError):  # noqa: PT011 - the text is of the library, or none
            roots_of(tmp_path / name)
