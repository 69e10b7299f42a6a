"""Who else got data of a person: those that people type may be anybody, so their names stand nowhere in clear. Pure."""

from __future__ import annotations

import re

from domain.erasure.plan import StepKind, name_of, part_of

TYPED = "~"  # what the name of a step begins with that hides a recipient whom somebody typed
_NOBODY = re.compile(
    r"(?:there (?:is|are) )?"
    r"(?:none?|nobody|no ?one|nil|n/?a|not applicable|keine[rs]?|niemand|entfällt|nein|kein|nichts|0|no(?= \w))"
    r"(?: (?:else|sonst|others?|more|known|recipients?|weiteren?|anderen?|bekannt|empfänger))*",
    re.IGNORECASE,
)


def names_typed(text: str) -> tuple[str, ...]:
    """Apart by commas, semicolons or lines; each once, whatever its capitals."""
    found = dict[str, str]()
    for name in map(" ".join, map(str.split, re.split(r"[,;\n]", text))):
        found.setdefault(name.casefold(), name)
    return tuple(filter(None, found.values()))


def means_nobody(name: str) -> bool:
    """Whether it says that there is no recipient, in the place of one's name."""
    said = re.sub(r"[^\w/ ]", " ", name)
    return not any(map(str.isalnum, name)) or bool(_NOBODY.fullmatch(" ".join(said.split())))


def is_typed(key: str) -> bool:
    return part_of(key) is StepKind.RECIPIENT and name_of(key).startswith(TYPED)
