"""Whether the access is as narrow as it should be."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol


class Opens(Protocol):
    async def opens(self, other: str) -> bool | None: ...


async def opens_another(mailbox: Opens, others: Iterable[str]) -> bool | None:
    """Whether the bot can look into a mailbox that is none of its business, which `dsrbot check` warns of.

    The first of the others that has a mailbox tells; None: none of them has one.
    """
    for other in others:
        if (found := await mailbox.opens(other)) is not None:
            return found
    return None
