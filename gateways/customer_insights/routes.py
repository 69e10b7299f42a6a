"""Two addresses of the same thing, of which one may be dead: the documentation's and Microsoft's client's."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TypeVar

from domain.trouble import Refused

T = TypeVar("T")


class Routes:
    def __init__(self, documented: str, clients: str) -> None:
        self._routes = (documented, clients)
        self.known = False

    @property
    def longest(self) -> str:
        return max(self._routes, key=len)

    async def alive(self, call: Callable[[str], Awaitable[T]]) -> T:
        """Call the address that answered last; only a 404, which says that nothing was done, leads to the other."""
        first, second = self._routes
        try:
            answer = await call(first)
        except Refused as refusal:
            if refusal.status != 404:
                raise
            answer = await call(second)
            self._routes = (second, first)
        self.known = True
        return answer
