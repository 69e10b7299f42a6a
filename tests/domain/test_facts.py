"""Facts of a step are read and written in one place; what another release keeps beside them stays as it came."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime

import pytest

from domain.facts import INSTANT, TEXT, Facts, fact, flag
from domain.result import Earlier, LeftOn

NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)


@dataclass(frozen=True, kw_only=True)
class Some(Facts):
    text: str = fact(TEXT)
    at: datetime | None = fact(INSTANT)
    done: bool = flag("1")


WHOLE = Some(text="a b", at=NOON, done=True)


@pytest.mark.parametrize("facts", [Some(), WHOLE, Some(done=True), replace(WHOLE, done=False)])
def test_they_are_read_as_they_were_kept(facts: Some) -> None:
    assert Some.read(facts.kept) == facts


def test_a_row_holds_short_texts() -> None:
    assert WHOLE.kept == {"text": "a b", "at": NOON.isoformat(), "done": "1"}
    assert Some().kept == {}


@pytest.mark.parametrize("text", ["soon", "2026-13-01"])
def test_what_is_no_field_or_cannot_be_read_stays_as_it_came(text: str) -> None:
    row = {"text": "a", "washed": "twice", "at": text}
    found = Some.read(row)
    assert (found.text, found.at) == ("a", None)
    assert found.unread == {"at"}
    assert not replace(found, at=NOON).unread
    assert replace(found, text="b").kept == {**row, "text": "b"}
    assert replace(found, at=NOON).kept == {**row, "text": "a", "at": NOON.isoformat()}


def test_an_empty_text_is_nothing() -> None:
    assert Some.read({"text": "", "at": "", "done": ""}).kept == {}


def test_what_is_nothing_any_more_is_kept_no_more() -> None:
    assert replace(Some.read({"text": "a", "done": "1"}), text="", done=False).kept == {}


def test_what_came_of_it_stands_beside_them_whoever_kept_it() -> None:
    found = Facts.read({"detail": "done", "x": "y"})
    assert found.result == Earlier("done")
    later = Facts.read(found.saying(LeftOn()).kept)
    assert (later.result, later.kept["x"]) == (LeftOn(), "y")
    assert later.saying(None).result is None
