"""Answers of IMAP servers (RFC 3501): nested lists of words, of strings, and of strings sent by their length."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import TypeAlias

Value: TypeAlias = "bytes | list[Value] | None"
_TOKEN = re.compile(rb'\s*(?:([()])|"((?:[^"\\]|\\.)*)"|((?:[^\s()"\[\]]|\[[^\]]*\])+))', re.DOTALL)
_LENGTH = re.compile(rb"\{\d+\+?\}$")
_FETCH = re.compile(rb"\d+ FETCH ")
_DEEPEST = 100


def fetched(lines: Sequence[bytes | bytearray]) -> list[dict[bytes, Value]]:
    """What a FETCH brought, a message at a time, by the names of the items: `UID`, `BODY[HEADER]<0>`, …"""
    starts = [number for number, line in enumerate(lines) if isinstance(line, bytes) and _FETCH.match(line)]
    ends = [*starts[1:], len(lines)]
    found = []
    for start, end in zip(starts, ends, strict=False):
        first = _FETCH.sub(b"", bytes(lines[start]), count=1)
        items = _first_list([first, *lines[start + 1 : end]])
        pairs = zip(items[::2], items[1::2], strict=False)
        found.append({name.upper(): value for name, value in pairs if isinstance(name, bytes)})
    return found


def listed(line: bytes) -> list[Value]:
    """One line as a list: what LIST and NAMESPACE give."""
    return _first_list([b"(", line, b")"])


def _first_list(chunks: Iterable[bytes | bytearray]) -> list[Value]:
    """The first whole list; what is after it belongs to something else. What does not close is closed."""
    root: list[Value] = []
    open_ = [root]
    for piece in _pieces(chunks):
        if piece == "(" and len(open_) < _DEEPEST:
            inner: list[Value] = []
            open_[-1].append(inner)
            open_.append(inner)
        elif piece == ")":
            open_.pop()
            if len(open_) == 1:
                break
        elif not isinstance(piece, str):
            open_[-1].append(piece)
    return root[0] if root and isinstance(root[0], list) else []


def _pieces(chunks: Iterable[bytes | bytearray]) -> Iterator[str | bytes | None]:
    """Brackets as text, values as bytes, NIL as None. aioimaplib gives what was sent by its length as bytearrays."""
    for chunk in chunks:
        if isinstance(chunk, bytearray):
            yield bytes(chunk)
            continue
        for bracket, quoted, word in _TOKEN.findall(_LENGTH.sub(b"", chunk)):
            if bracket:
                yield bracket.decode()
            elif word:
                yield None if word.upper() == b"NIL" else word
            else:
                yield re.sub(rb"\\(.)", rb"\1", quoted)
