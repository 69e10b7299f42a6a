"""A program: whether one of the pieces on its input, in hexadecimal and a line each, stands in one of the files named.

It ends with 0 where none does, and with 1 where one may.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

_CHUNK = 1 << 20


def stands(pieces: list[bytes], file: Path) -> bool:
    longest = max(map(len, pieces), default=0)
    return any(piece in part for part in _parts(file, longest) for piece in pieces)


def _parts(file: Path, longest: int) -> Iterator[bytes]:
    """The whole file, each part with the end of the one before it."""
    with file.open("rb") as opened:
        end = b""
        while chunk := opened.read(_CHUNK):
            yield end + chunk
            end = chunk[-longest:]


if __name__ == "__main__":
    wanted = [bytes.fromhex(line) for line in sys.stdin]
    there = [path for path in map(Path, sys.argv[1:]) if path.exists()]
    sys.exit(any(stands(wanted, path) for path in there))
