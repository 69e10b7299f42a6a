"""Mentions of people (`<@U123>`) become their e-mail addresses; everything else stays as it was typed."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from domain.chat import Standing
from domain.insights import Trouble
from handlers.deps import Act, Deps

_MENTION = re.compile(r"<@([A-Z0-9:._-]+)>", re.IGNORECASE)


class NoAddress(Trouble):
    """The person who was mentioned has no address that we may read."""


async def addresses(deps: Deps, act: Act, typed: Iterable[str]) -> tuple[str, ...]:
    """Raises: NoAddress."""
    return tuple([await _address(deps, act, word) for word in typed])


async def _address(deps: Deps, act: Act, word: str) -> str:
    mention = _MENTION.fullmatch(word)
    if not mention:
        return word
    profile = await deps.profile(replace(act.account, id=mention[1]))
    if not profile.email or profile.standing is Standing.UNKNOWN:
        raise NoAddress("the person who was mentioned has no readable address")
    return profile.email
