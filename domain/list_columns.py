"""What the columns and lines of a list say besides whom, and what of it may turn rows around. Pure.

A column beside the people is let pass where its heading is known to be harmless, or, without a heading, where its
cells are. Any other may say that a row asks for something else, or is not meant at all.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from domain.addresses import may_be_address
from domain.headings import counts, is_harmless, is_of_numbers
from domain.identifiers import identifier
from domain.person_names import is_made_of, is_name
from domain.remarks import is_remark, only_asks, turns

_YES_AND_NO = """
yes no y n ja nein j true false wahr falsch x 0 1 ✓ ✔ ✗ ✘ on off ok
"""
_FLAGS = frozenset(_YES_AND_NO.split())
_REACHED = re.compile(r"\d{5}|(?=.*\d{5})(?:\+|\(?0)[\d ()/.-]{6,}")  # a postcode, a telephone's number


def turns_others(line: str) -> bool:
    """A line that names nobody and may say of those below that they are not meant."""
    named = may_be_address(line) or bool(identifier(line))
    return not named and (turns(line) or line.strip().endswith(":"))


def says_more(cell: str, *, among_names: bool) -> bool:
    """Whether a cell beside somebody may say that they are not meant; among names, also whatever is no name."""
    words = re.findall(r"[^\W\d_]{2,}", cell) if among_names else []
    return turns(cell) or any(map(is_remark, words))


def decides(heading: str, cells: Sequence[str], people: Sequence[str] = ()) -> bool:
    """Whether a column may say which rows are meant, or for what. `people`: who stand beside its cells."""
    said = [cell.strip() for cell in cells if cell.strip()]
    if heading.strip().endswith("?") or turns(heading):
        return True
    if not said or all(map(may_be_address, said)):
        return False
    if _FLAGS.issuperset(map(str.casefold, said)) or any(map(only_asks, said)):
        return True
    if counts(heading) and (rivals("", cells) or _numbers(said)):
        return False
    return not (is_harmless(heading) or (not heading.strip() and _are_harmless(cells, people)))


def _numbers(said: Sequence[str]) -> bool:
    """Whether they count the rows."""
    return said == [str(n) for n in range(1, len(said) + 1)]


def _are_harmless(cells: Sequence[str], people: Sequence[str]) -> bool:
    """Without a heading: how people are reached, or what they are called, as the addresses of half of them show."""
    beside = [(cell.strip(), who) for cell, who in zip(cells, people, strict=False) if cell.strip()]
    if all(_REACHED.fullmatch(cell) for cell, _ in beside):
        return True
    proved = [is_made_of(cell, who) for cell, who in beside if may_be_address(who)]
    return 2 * sum(proved) >= max(len(proved), 1) and all(is_name(cell, who) or _is_word(cell) for cell, who in beside)


def _is_word(cell: str) -> bool:
    """One that may be a name, as nothing else is known of it."""
    return cell.isalpha() and cell.istitle() and not is_remark(cell)


def rivals(heading: str, cells: Sequence[str]) -> bool:
    """Whether ids stand there that may be those who are meant: each row has another one, and they number no rows."""
    said = [cell.strip() for cell in cells]
    if not said or any(may_be_address(cell) or not identifier(cell) for cell in said) or len(set(said)) < len(said):
        return False
    return not _numbers(said) and not is_of_numbers(heading)
