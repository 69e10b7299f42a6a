"""Acts as Slack delivers them, ready to be sent: a refresh asked for, and a click on Approve."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import chain, combinations, cycle

from bench.load import request
from gateways.sandbox.contoso_directory import SOURCES
from tests.fakes.slack import payloads
from tests.faults.story import REF

CONFIG = """
[people]
admins = ["ada@contoso.com", "amir@contoso.com"]
approvers = ["ben@contoso.com", "cleo@contoso.com"]
[channels]
approvals = { slack = "C0APPROVE" }
failures = { slack = "C0FAIL" }
[law]
country = "DE"
"""
UNLIMITED = """
[limits]
person = 0
door = 0
"""
_NAMES = [friendly_name for _, friendly_name, *_ in SOURCES]


def choices() -> Iterator[str]:
    """What is typed, each for another choice of sources, so that none is a duplicate of the 1,500 before it."""
    chosen = cycle(chain.from_iterable(combinations(_NAMES, size) for size in range(1, 6)))  # 1,585 of them
    return ("refresh " + " ".join(f'"{name}"' for name in names) for names in chosen)


def command(text: str, later: str) -> bytes:
    """`later`: where answers go that come later."""
    return request(payloads.command(text, response_url=later))


def approval(ref: str, later: str) -> bytes:
    button = {
        "type": "button",
        "action_id": "dsr:approve:0",
        "value": ref,
        "text": {"type": "plain_text", "text": "Approve"},
    }
    return request(payloads.click(button, user="U0BEN", channel="D0BEN", response_url=later))


def refs(answers: Iterable[bytes]) -> list[str]:
    """Which requests were filed."""
    return [found[0] for answer in answers if (found := re.search(REF, answer.decode()))]
