"""What time it was for the service when it answered: by no other clock can its times be read."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from domain.trouble import Unreadable
from gateways.customer_insights.paging import Get
from gateways.http import Answer


class Dated:
    """Asks, and remembers what time the service said it was."""

    def __init__(self, get: Get) -> None:
        self._get = get
        self._first: Answer | None = None

    async def __call__(self, path: str, query: Mapping[str, str] | None = None) -> Answer:
        answer = await self._get(path, query)
        self._first = self._first or answer
        return answer

    @property
    def at(self) -> datetime:
        """When it was first asked: aware, UTC, cut down to the second. Raises Unreadable where it was not said."""
        assert self._first, "something was asked before"
        return date(self._first)


def date(answer: Answer) -> datetime:
    """Aware, UTC, cut down to the second. Raises Unreadable where it was not said."""
    if answer.date is None:
        raise Unreadable("Customer Insights did not say what time it is.")
    return answer.date
