"""Of a body, what is used is kept in the one type that it may have; nothing else comes further."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest

from bot.teams.body import DEEPEST, cut, parsed, shallow
from tests.fakes.teams import activities
from tests.fakes.teams.world import ADA, APPROVALS, TENANT

URL = "https://smba.example/emea/"


def levels(count: int) -> bytes:
    return b'{"a":' * (count // 2) + b"[" * (count - count // 2) + b"]" * (count - count // 2) + b"}" * (count // 2)


def test_what_was_typed_in_a_channel_keeps_what_is_used() -> None:
    sent = activities.text(URL, ADA, "help", APPROVALS, locale="en", attachments=[{"contentType": "text/html"}])
    kept = cut(sent)
    for name in ("type", "id", "serviceUrl", "channelId", "text"):
        assert kept[name] == sent[name]
    assert kept["from"] == {"id": ADA.mri, "aadObjectId": ADA.id, "tenantId": ""}
    assert kept["conversation"] == {"id": APPROVALS, "conversationType": "channel"}
    assert kept["channelData"]["tenant"] == TENANT
    assert kept["entities"][0]["text"] == "<at>DSR</at>"
    assert not kept.keys() & {"locale", "attachments", "timestamp", "localTimestamp"}


@pytest.mark.parametrize("kind", ["message", "invoke"])
def test_what_is_not_used_weighs_nothing(kind: str) -> None:
    heavy: dict[str, Any] = {"a": [{}] * 10_000}
    sent = {**activities.text(URL, ADA, "help"), "type": kind, "entities": [{"type": "clientInfo", **heavy}] * 9}
    sent |= {"value": {**heavy, "action": {"data": {**heavy, "verb": "x"}}}, "suggestedActions": heavy}
    assert len(json.dumps(cut(sent))) < 3_000


@pytest.mark.parametrize("count", [1, 2, DEEPEST - 1, DEEPEST])
def test_as_many_levels_as_teams_may_send_are_read(count: int) -> None:
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
