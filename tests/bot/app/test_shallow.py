"""JSON that is deeper than any platform sends is noticed, whatever it hides its levels behind, and at no cost."""

from __future__ import annotations

import json
import time

import pytest

from bot.app.shallow import DEEPEST, parsed, shallow


def levels(count: int) -> bytes:
    return b'{"a":' * (count // 2) + b"[" * (count - count // 2) + b"]" * (count - count // 2) + b"}" * (count // 2)


@pytest.mark.parametrize("count", [1, 2, DEEPEST - 1, DEEPEST])
def test_as_many_levels_as_a_platform_may_send_are_read(count: int) -> None:
    assert shallow(levels(count) + b" " * 100)


@pytest.mark.parametrize("count", [DEEPEST + 1, DEEPEST + 2, 2 * DEEPEST, 1_000, 100_000])
def test_more_levels_are_refused(count: int) -> None:
    assert not shallow(levels(count))
    with pytest.raises(ValueError, match="no object"):
        parsed(levels(count))


def test_brackets_in_a_text_are_no_levels() -> None:
    for text in ("[" * 1_000, '\\"[' * 100, "\\\\", '"{' * 100):
        raw = json.dumps({"text": text, "more": [[[]]] * 20}).encode()
        assert shallow(raw)
        assert parsed(raw)["text"] == text


@pytest.mark.parametrize(
    "raw",
    [
        b'"' * 900_000,
        b'\\"' * 450_000,
        b'{"a":"' + b'\\"' * 450_000,
        b"[" * 900_000,
        b"[" * 450_000 + b"]" * 450_000,
        (b"[" * 40 + b"]" * 40) * 11_000,
        b"{}" * 450_000,
    ],
    ids=["quotes", "escaped quotes", "a text that never ends", "opened", "nested", "zigzag", "empty"],
)
def test_its_cost_grows_with_its_length_alone(raw: bytes) -> None:
    begun = time.thread_time()
    shallow(raw)
    assert time.thread_time() - begun < 0.5


@pytest.mark.parametrize("raw", [b"", b"[]", b"null", b"7", b'"a"', b"{", b"\xff", b'{"a":NaN', b"\xff\xfe{\x00}\x00"])
def test_what_is_no_object_is_refused(raw: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  whatever is wrong with it
        parsed(raw)
