"""One that fails keeps no other waiting, is logged once, and counted as long as it fails."""

from __future__ import annotations

import asyncio

import pytest
from structlog.testing import capture_logs

from common.failing import Failing, raise_first


def test_what_fails_is_logged_once_and_counted_until_it_works() -> None:
    failing, done = Failing(), []
    with capture_logs() as logs:
        for broken in ({"b"}, {"b"}, {"b", "c"}, set[str]()):
            for one in "abc":
                with failing.apart("sweep", one):
                    if one in broken:
                        raise RuntimeError(one)
                    done.append(one)
            assert len(failing) == len(broken)
    assert done == [*"ac", *"ac", *"a", *"abc"]
    assert [(entry["what"], entry["of"]) for entry in logs] == [("sweep", "b"), ("sweep", "c")]


def test_what_is_due_no_more_is_not_counted() -> None:
    failing = Failing()
    for what, of in (("sweep", "a"), ("sweep", "b"), ("look", "a")):
        with failing.apart(what, of):
            raise RuntimeError
    failing.due("sweep", ["b", "c"])
    assert len(failing) == 2
    assert failing.of("sweep") == {"b"}
    failing.due("look", [])
    assert len(failing) == 1


def test_what_is_to_stop_stops() -> None:
    with pytest.raises(asyncio.CancelledError), Failing().apart("sweep", "a"):
        raise asyncio.CancelledError


def test_of_several_faults_the_first_goes_on_and_the_others_are_logged() -> None:
    first, second, third = RuntimeError("1"), RuntimeError("2"), RuntimeError("3")
    with capture_logs() as logs, pytest.raises(RuntimeError) as raised:
        raise_first([None, first, second, None, third], "a batch failed")
    assert raised.value is first
    told = [("a batch failed", second), ("a batch failed", third)]
    assert [(entry["event"], entry["exc_info"]) for entry in logs] == told


def test_where_nothing_failed_nothing_is_raised() -> None:
    raise_first([None, None], "a batch failed")
