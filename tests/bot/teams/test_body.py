"""Of a body, what is used is kept in the one type that it may have; nothing else comes further."""

from __future__ import annotations

import json
from typing import Any

import pytest

from bot.teams.body import cut
from tests.fakes.teams import activities
from tests.fakes.teams.world import ADA, APPROVALS, TENANT

URL = "https://smba.example/emea/"


def test_what_was_typed_in_a_channel_keeps_what_is_used() -> None:
    sent = activities.text(URL, ADA, "help", APPROVALS, locale="en", attachments=[{"contentType": "text/html"}])
    kept = cut(sent)
    for name in ("type", "id", "serviceUrl", "channelId", "text"):
        assert kept[name] == sent[name]
    assert kept["from"] == {"id": ADA.mri, "aadObjectId": ADA.id, "tenantId": ""}
    assert kept["conversation"] == {"id": APPROVALS, "conversationType": "channel"}
    assert kept["channelData"]["tenant"] == TENANT
    assert kept["entities"][0]["text"] == "<at>DSR</at>"
    assert not kept.keys() & {"attachments", "timestamp", "localTimestamp"}


@pytest.mark.parametrize("kind", ["message", "invoke"])
def test_what_is_not_used_weighs_nothing(kind: str) -> None:
    heavy: dict[str, Any] = {"a": [{}] * 10_000}
    sent = {**activities.text(URL, ADA, "help"), "type": kind, "entities": [{"type": "clientInfo", **heavy}] * 9}
    sent |= {"value": {**heavy, "action": {"data": {**heavy, "verb": "x"}}}, "suggestedActions": heavy}
    assert len(json.dumps(cut(sent))) < 3_000
