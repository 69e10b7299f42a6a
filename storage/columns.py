"""The kinds of column that the databases do not have by themselves."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, DateTime, Dialect, Integer, LargeBinary, String, Text
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.types import TypeDecorator

from domain.target import Target

ID = String(64)
CODE = String(64)
ROW_NUMBER = BigInteger().with_variant(Integer(), "sqlite")  # SQLite numbers rows only in INTEGER columns


class Instant(TypeDecorator[datetime]):
    """An aware datetime, UTC on both sides. SQLite drops the zone, so it is put back on the way out.

    Raises:
        ValueError: the datetime is naive.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return _in_utc(value)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return _of_utc(value)

    def bind_processor(self, dialect: Dialect) -> Callable[[datetime | None], Any]:
        """As SQLAlchemy does it, in one step: there are some twenty in a filing."""
        return _text_of if dialect.name == "sqlite" else _in_utc

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], datetime | None]:
        return _of_text if dialect.name == "sqlite" else _of_utc


def _in_utc(value: datetime | None) -> datetime | None:
    if value is None or value.tzinfo is UTC:
        return value
    if value.utcoffset() is None:
        raise ValueError("a datetime without a time zone cannot be stored")
    return value.astimezone(UTC)


def _of_utc(value: datetime | None) -> datetime | None:
    if value is None:
        return None
    return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def _text_of(value: datetime | None) -> str | None:
    known = _in_utc(value)
    return None if known is None else known.replace(tzinfo=None).isoformat(" ", "microseconds")


def _of_text(value: str | None) -> datetime | None:
    return None if value is None else _of_utc(datetime.fromisoformat(value))


class Bytes(TypeDecorator[bytes]):
    """SQLite keeps a word or a number where bytes should stand, if somebody writes one there: it is read as bytes,
    which prove and open nothing."""

    impl = LargeBinary
    cache_ok = True

    def process_result_value(self, value: bytes | str | float | None, dialect: Dialect) -> bytes | None:
        return value if value is None or isinstance(value, bytes | memoryview) else str(value).encode()


SEALED = Bytes


class Word(TypeDecorator[StrEnum]):
    """One of an enumeration, stored as its value; a new member needs no migration."""

    impl = String
    cache_ok = True

    def __init__(self, words: type[StrEnum], length: int | None = 32) -> None:
        super().__init__(length)
        self.words, self.length = words, length
        self._values: dict[str, str] = {word: word.value for word in words}
        self._words: dict[str, StrEnum] = {word.value: word for word in words}

    def process_bind_param(self, value: StrEnum | None, dialect: Dialect) -> str | None:
        return self._value_of(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> StrEnum | None:
        return self._word_of(value)

    def bind_processor(self, dialect: Dialect) -> Callable[[StrEnum | None], str | None]:
        return self._value_of

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[str | None], StrEnum | None]:
        return self._word_of

    def _value_of(self, word: StrEnum | None) -> str | None:
        if word is None:
            return None
        known = self._values.get(word)
        return str(self.words(word).value) if known is None else known

    def _word_of(self, value: str | None) -> StrEnum | None:
        if value is None:
            return None
        known = self._words.get(value)
        return self.words(value) if known is None else known


class TargetColumn(TypeDecorator[Target]):
    """Whom a notice is for, as text."""

    impl = String
    cache_ok = True

    def process_bind_param(self, value: Target | None, dialect: Dialect) -> str | None:
        return None if value is None else str(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Target | None:
        return None if value is None else Target.read(value)


class Subject(ColumnElement[str]):
    """The `subject` that an event's data names, so that an index can be of it; null where it names none."""

    inherit_cache = True
    type = String()


@compiles(Subject, "sqlite")
def _in_sqlite(_: Subject, __: SQLCompiler, **___: object) -> str:
    return "json_extract(data, '$.subject')"


@compiles(Subject, "postgresql")
def _in_postgresql(_: Subject, __: SQLCompiler, **___: object) -> str:
    return "(CAST(data AS jsonb) ->> 'subject')"


class Facts(TypeDecorator[Mapping[str, str]]):
    """A small mapping as canonical JSON text: the same facts are always the same bytes, so they can be hashed. What
    somebody writes there that is none is read as `unread`, as it stands."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Mapping[str, str] | None, dialect: Dialect) -> str:
        return _encode(dict(value)) if value else "{}"

    def process_result_value(self, value: str | None, dialect: Dialect) -> Mapping[str, str]:
        try:
            facts = _decode(value) if value else {}
        except (ValueError, TypeError, RecursionError):
            facts = None
        return facts if isinstance(facts, dict) else {"unread": str(value)}


def _no_number(name: str) -> None:
    """What JSON does not have, and Python reads."""
    raise ValueError(name)


_encode = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode
_decode = json.JSONDecoder(parse_constant=_no_number).decode  # made once, as each event of the log is read by it
