"""Mentions of people (`<@U123>`) become their e-mail addresses; everything else stays as it was."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from domain.addresses import address
from domain.chat import Standing
from domain.identifiers import MENTION
from domain.trouble import Trouble
from handlers.deps import Act, Deps


class NoAddress(Trouble):
    """The person who was mentioned has no address that we may read."""


async def addresses(deps: Deps, act: Act, typed: Iterable[str]) -> tuple[str, ...]:
    """Raises: NoAddress."""
    return tuple([await _address(deps, act, word) for word in typed])


async def whom(deps: Deps, act: Act, typed: Sequence[str]) -> tuple[Sequence[str], str]:
    """The same for a field of a form: as typed, with a sentence, where somebody has no address."""
    try:
        return await addresses(deps, act, typed), ""
    except NoAddress:
        return typed, act.words.errors.UNKNOWN_MENTION


async def _address(deps: Deps, act: Act, word: str) -> str:
    if not MENTION.fullmatch(word):
        return word
    profile = await deps.profile(replace(act.account, id=word[2:-1]))
    found = address(profile.email or "")
    if not found or profile.standing is Standing.UNKNOWN:
        raise NoAddress("the person who was mentioned has no readable address")
    return found
