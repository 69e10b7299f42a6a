"""A text that begins with a person and goes on with something else: `hold anna@contoso.com the Fabrikam case`. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

from domain.addresses import names_someone
from domain.identifiers import MENTION, identifier, leading
from domain.refresh.names import is_ours

_JOINED = re.compile(r"[\s,;&+/]*(?:(?:and|und|sowie|or|oder|plus|y|et|e)\b[\s,;&+/]*)?", re.IGNORECASE)
_COMMA = re.compile(r"[,;&+/]\W*$")


@dataclass(frozen=True)
class Led:
    """`people`: all who stand at its beginning, one after another. `sure`: nothing of the `rest` may be one of them."""

    people: tuple[str, ...]
    rest: str
    sure: bool


def led_by(text: str) -> Led | None:
    """None: it begins with nobody's address and with no mention."""
    people, rest, before = list[str](), text.strip(), ""
    while found := leading(_without_joint(rest) if people else rest):
        people.append(found[0])
        before, rest = rest, found[1]
    return Led(tuple(people), rest, len(people) == 1 and _names_nobody(rest, before)) if people else None


def _without_joint(rest: str) -> str:
    return rest[len(_joint(rest)) :]


def _joint(rest: str) -> str:
    found = _JOINED.match(rest)
    return found[0] if found else ""


def _names_nobody(rest: str, whole: str) -> bool:
    """`whole`: with the person in front. What follows an `and` may be another, and so may a name behind a comma."""
    after = _without_joint(rest)
    first = after.split(maxsplit=1)[0] if after else ""
    comma = bool(_COMMA.search(whole[: len(whole) - len(rest)].rstrip()))
    may_be = bool(identifier(first)) or is_ours(first) or names_someone(rest) or bool(MENTION.search(rest))
    return not (may_be or _joint(rest) or (comma and first[:1].isupper()))
