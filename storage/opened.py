"""What stands sealed for a request, opened once in a transaction: many rules ask for it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

from cryptography.exceptions import InvalidTag

T = TypeVar("T")


class Opened(Generic[T]):
    """`read` opens it, and raises where it is nothing of ours, or was kept for another request."""

    def __init__(self, read: Callable[[str, bytes], T]) -> None:
        self._read = read
        self._known: dict[tuple[str, bytes], T | None] = {}

    def keep(self, request_id: str, sealed: bytes, what: T) -> None:
        """Known without being opened."""
        self._known[request_id, sealed] = what

    def of(self, request_id: str, sealed: bytes | None) -> T | None:
        """None where there is none, or where it is not the one that was kept for this request."""
        if sealed is None:
            return None
        if (request_id, sealed) not in self._known:
            self._known[request_id, sealed] = self._opened(request_id, sealed)
        return self._known[request_id, sealed]

    def _opened(self, request_id: str, sealed: bytes) -> T | None:
        try:
            return self._read(request_id, sealed)
        except (InvalidTag, ValueError, KeyError, TypeError):
            return None
