"""What may stand in a log line: no secret, no e-mail address, no text of an exception, nothing that only has a repr."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from enum import Enum
from itertools import islice

from structlog.typing import EventDict, WrappedLogger

from common.faults import describe

_DROPPED = frozenset(
    {"auth", "authorization", "body", "cookie", "email", "key", "mail", "message", "name", "password", "payload"}
    | {"reason", "secret", "text", "token"}
)
_WORDS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
# The local part is bounded (RFC 5321 allows 64), so that a long text without any address takes no long time.
_EMAIL = re.compile(r"[^\s@<>\"'(),;=]{1,64}(?:@|%40)[^\s@<>\"'(),;]+", re.IGNORECASE)
_TOKEN = re.compile(r"\b(?:bearer|basic)\s+\S+|\bxox[a-z]-\S+|\bxapp-\S+|\beyJ[\w-]+\.[\w.-]+", re.IGNORECASE)


def only_safe(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """A structlog processor; the last one before the line is written."""
    return _safe_items(event)


def tell_exception(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """A structlog processor: `exc_info` becomes the class and our own frames, also of what stands behind it."""
    error = _error(event.pop("exc_info", None))
    if error is None:
        return event
    behind = [describe(other) for other in islice(_behind(error), 5)]
    return {**event, **describe(error), **({"behind": behind} if behind else {})}


def _safe_items(items: Mapping[str, object]) -> dict[str, object]:
    return {_masked(str(key)): _safe(value) for key, value in items.items() if not _dropped(str(key))}


def _dropped(key: str) -> bool:
    return any(word.lower().removesuffix("s") in _DROPPED for word in _WORDS.findall(key))


def _safe(value: object) -> object:
    match value:
        case Enum():
            return _safe(value.value)
        case None | bool() | int() | float():
            return value
        case str():
            return _masked(value)
        case date() | timedelta():
            return str(value)
        case Mapping():
            return _safe_items(value)
        case list() | tuple() | set() | frozenset():
            return [_safe(one) for one in value]
        case type():
            return value.__name__
        case _:
            return f"<{type(value).__name__}>"


def _masked(text: str) -> str:
    return _EMAIL.sub("[e-mail]", _TOKEN.sub("[token]", text))


def _error(info: object) -> BaseException | None:
    match info:
        case BaseException():
            return info
        case (_, BaseException() as error, _):
            return error
        case _:
            return sys.exc_info()[1] if info else None


def _behind(error: BaseException) -> Iterator[BaseException]:
    """What a group holds, and what an exception came from."""
    parts = error.exceptions if isinstance(error, BaseExceptionGroup) else ()
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    for other in (*parts, *([cause] if cause else [])):
        yield other
        yield from _behind(other)
