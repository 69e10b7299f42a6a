"""Lists whose lines are numbered, and what is a number, a date or a phone number and nobody's id. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

_NUMBER = re.compile(r"\s*(\(?)(\d{1,4})([.):]{1,2})\s+(?=\S)")
_MONTH = r"(?:jan|feb|m[aä]r|apr|ma[iy]|jun|jul|aug|sep|o[kc]t|nov|de[cz])[a-zä]*"
_NO_ID = re.compile(
    rf"""
    \(?[#]?\d{{1,3}}[.):]{{1,2}}                          # how lines are numbered
    | \d{{4}}[-./]\d{{1,2}}[-./]\d{{1,2}}(?:t[\d:.z+-]*)? # days and times
    | \d{{1,2}}[-./]\d{{1,2}}[-./]\d{{2,4}} | \d{{1,2}}[-./]\d{{4}} | \d{{1,4}}[-./]?{_MONTH}[-./]?\d{{0,4}}
    | \d{{1,2}}:\d{{2}}(?::\d{{2}})? | q[1-4][-/]\d{{2,4}}
    | [+-]?\d+(?:[.,]\d+)*e[+-]?\d+                      # what a spreadsheet makes of a long number
    | [+-]?\d+(?:[.,]\d+)+ | -\d+                        # amounts, and numbers with marks in them
    | \+\d[\d./-]* | 0\d{{1,5}}[-/]\d[\d/-]{{2,}} | (?:tel|fax|phone|mobile?|fon|handy)\b.*  # phone numbers
    | \d+(?:st|nd|rd|th|x|h|min|am|pm)                   # how often, and when
    | \w+://.*
    """,
    re.IGNORECASE | re.VERBOSE,
)


def is_no_id(text: str) -> bool:
    """Whether it is what people and spreadsheets write down beside persons, in the form of an id."""
    return bool(_NO_ID.fullmatch(text.strip()))


def unnumbered(lines: Sequence[str]) -> list[str]:
    """Without the numbers at their beginnings, where each has one: from one on, in sequence and all in one way. Else as
    they are, and then no number of theirs is taken for anything."""
    written = [_NUMBER.match(line) for line in lines if line.strip()]
    found = [match for match in written if match]
    ways = {(match[1], match[3]) for match in found}
    if len(found) < len(written) or [int(match[2]) for match in found] != list(range(1, len(found) + 1)):
        return list(lines)
    return [_NUMBER.sub("", line, count=1) for line in lines] if len(ways) == 1 else list(lines)
