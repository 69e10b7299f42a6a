"""What is kept sealed of the refresh of a source."""

from __future__ import annotations

from dataclasses import dataclass

from domain.facts import TEXT, Facts, fact


@dataclass(frozen=True, kw_only=True)
class RefreshFacts(Facts):
    """`owner`: the name of who can mend a source that failed."""

    owner: str = fact(TEXT)
