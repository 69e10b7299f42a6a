"""What a token says that the application may do; nothing is read into one that does not say it."""

from __future__ import annotations

import jwt
import pytest

from gateways.granted import granted

KEY = "a key of some length that nobody checks"


@pytest.mark.parametrize(
    ("claims", "expected"),
    [
        ({"roles": ["Directory.Read.All", "Mail.Send"]}, {"Directory.Read.All", "Mail.Send"}),
        ({"roles": ["Mail.Send", 7]}, {"Mail.Send"}),
        ({}, set()),  # an application without any
        ({"roles": []}, set()),
    ],
)
def test_the_permissions_are_those_of_the_token(claims: dict[str, object], expected: set[str]) -> None:
    assert granted(jwt.encode(claims, KEY)) == expected


@pytest.mark.parametrize("token", ["", "opaque", "a.b", jwt.encode({"roles": "Mail.Send"}, KEY)])
def test_a_token_that_cannot_be_read_says_nothing(token: str) -> None:
    assert granted(token) is None
