"""Whom a name may mean: the users that Customer Insights shows, as the directory calls them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial

from domain.addresses import is_address, may_be_address
from domain.card import Option
from domain.event import EventKind
from domain.identifiers import named
from domain.insights import Principal, PrincipalType
from domain.remove_user.access import folded
from domain.words.language import Words
from handlers.deps import Act, Deps, UsersSeen
from handlers.requests.audit import note

_FEW = 3
SHOWN = 20  # of those that match: whoever looks for more types more of the name


@dataclass(frozen=True)
class Suggestion:
    """`options`: those whom one of the words may mean. `said`: what is to be told of each word, and of the list."""

    options: tuple[Option, ...]
    said: tuple[str, ...]
    whole: bool = True  # whether the list was read to its end


def words_of(typed: str) -> list[str]:
    """What is no address, no id and no mention, and nothing that was meant as one."""
    return [word for word in named(typed).unclear if not may_be_address(word)]


async def look(deps: Deps, act: Act, own: str = "") -> UsersSeen:
    """Goes on record. `own`: the bot's id, where it is known already. Raises: Trouble."""
    await note(deps, EventKind.USERS_VIEWED, act.person)
    listed = await deps.insights.assignments()
    own = folded(own or (await deps.insights.my_role()).principal_id)
    known = (await deps.directory.principals([one.principal_id for one in listed.assignments])).values()
    people = sorted((one for one in known if folded(one.id) != own), key=lambda one: one.name.casefold())
    return UsersSeen(tuple(people), listed.unread, cut=listed.cut)


async def look_while_typing(deps: Deps, act: Act) -> UsersSeen:
    """The same, once a minute for each who types, and not for every letter. Raises: Trouble."""
    return await deps.users_seen.read(act.person.id, partial(look, deps, act), keep=lambda _: True)


def suggestion(seen: UsersSeen, words: Sequence[str], said: Words) -> Suggestion:
    """`words`: what was typed in the place of somebody; `said`: of who reads it."""
    called = {word: _matching(word, seen.people) for word in words}
    found = {word: [one for one in match if _is_offered(one)] for word, match in called.items()}
    options = {one.id: _option(one) for match in found.values() for one in match[:SHOWN]}
    told = [_said(word, match, called[word], said) for word, match in found.items()]
    doubt = [said.remove_user.not_whole(seen.unread)] if seen.unread or seen.cut else []
    return Suggestion(tuple(options.values()), (*told, *doubt), whole=not doubt)


def _matching(word: str, people: Iterable[Principal]) -> list[Principal]:
    """All that somebody typed of a name stands in theirs, or in their address."""
    wanted = word.casefold().split()
    spoken = ((one, f"{one.name} {one.email or ''}".casefold()) for one in people)
    return [one for one, called in spoken if all(part in called for part in wanted)]


def _is_offered(one: Principal) -> bool:
    """A person, by an address that says who it is."""
    return one.type not in {PrincipalType.APP, PrincipalType.GROUP} and is_address(one.email or "")


def _option(one: Principal) -> Option:
    return Option(one.email or "", f"{one.name} · {one.email}")


def _said(word: str, match: Sequence[Principal], called: Sequence[Principal], words: Words) -> str:
    """`called`: all that are listed by that name; where none of them can be offered, it is said why."""
    if match or not called:
        return words.remove_user.matches(word, len(match), SHOWN)
    return " ".join(words.remove_user.no_user(one.name, one.type) for one in called[:_FEW])
