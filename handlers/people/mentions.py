"""Mentions of people (`<@U123>`) become their e-mail addresses; everything else stays as it was."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from domain.addresses import address, may_be_address
from domain.chat import Standing
from domain.identifiers import MENTION, Named, named
from domain.refresh.names import is_ours, split_id
from domain.refs import Names
from domain.trouble import Trouble
from domain.words.language import Words
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


async def one_person(deps: Deps, act: Act) -> tuple[str, str]:
    """Whom the field `who` names, and what is wrong with it. A request is nobody, in whatever way it is written."""
    text = act.value("who")
    if ref := await _request(deps, text):
        command = act.asked.verb if act.asked.right.names is Names.EITHER else "show"
        return "", act.words.errors.names_request(ref, f"{command} {ref}")
    who = named(text)
    if problem := not_one(who, act.words):
        return "", problem
    (found,), nobody = await whom(deps, act, who.found)
    return found, nobody


async def _request(deps: Deps, text: str) -> str:
    """The request that is named and nothing else; by half an id, or in quotes, only where there is one."""
    ref, rest = ("", "") if may_be_address(text) else split_id(text)
    if rest or not is_ours(ref):
        return ""
    clear = not named(text).found
    return ref if clear or await deps.storage.read(lambda unit: unit.requests.get(ref) is not None) else ""


def not_one(who: Named, words: Words) -> str:
    """What is wrong with what must name one person, by whatever names them; empty where nothing is."""
    if who.unclear:
        return words.errors.not_a_person(who.unclear[0])
    return "" if len(who.found) == 1 else words.errors.ONE_PERSON


def not_one_address(text: str, words: Words) -> str:
    """The same where an address is asked for."""
    who = named(text)
    return words.people.which_address(text) if who.unclear or len(who.found) != 1 else ""


async def _address(deps: Deps, act: Act, word: str) -> str:
    if not MENTION.fullmatch(word):
        return word
    profile = await deps.profile(replace(act.account, id=word[2:-1]))
    found = address(profile.email or "")
    if not found or profile.standing is Standing.UNKNOWN:
        raise NoAddress("the person who was mentioned has no readable address")
    return found
