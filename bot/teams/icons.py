"""The app's two icons, drawn here: a folder with a check mark on it.

Teams wants a square of 192 in colour, and one of 32 that is white and otherwise transparent:
learn.microsoft.com/microsoftteams/platform/concepts/build-and-test/apps-package.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable, Sequence
from functools import cache
from itertools import pairwise
from math import hypot

Point = tuple[float, float]
Pixel = tuple[int, int, int, int]
Layer = tuple[Pixel, float]  # a colour, and how far outside of its shape a point lies; negative within

TEAL, WHITE, NOTHING = (14, 94, 87, 255), (255, 255, 255, 255), (255, 255, 255, 0)


@cache
def color_icon() -> bytes:
    """A PNG of 192 by 192. The folder keeps to the middle, where every client shows it."""
    return _png(192, 60.0, TEAL, lambda x, y: ((WHITE, _folder(x, y)), (TEAL, _check(x, y))))


def outline_icon() -> bytes:
    """A PNG of 32 by 32."""
    return _png(32, 32.0, NOTHING, lambda x, y: ((WHITE, abs(_folder(x, y) + 1) - 1), (WHITE, _check(x, y))))


def _folder(x: float, y: float) -> float:
    return min(_rounded(x, y, (3, 8), (29, 28)), _rounded(x, y, (3, 4), (16, 14)))


def _check(x: float, y: float) -> float:
    return _stroke(x, y, [(10.5, 18), (14.5, 22), (22, 14.5)], 2.6)


def _rounded(x: float, y: float, low: Point, high: Point, radius: float = 3.0) -> float:
    across = max(low[0] + radius - x, x - high[0] + radius)
    down = max(low[1] + radius - y, y - high[1] + radius)
    return hypot(max(across, 0), max(down, 0)) + min(max(across, down), 0) - radius


def _stroke(x: float, y: float, points: Sequence[Point], width: float) -> float:
    return min(_to_segment(x, y, start, end) for start, end in pairwise(points)) - width / 2


def _to_segment(x: float, y: float, start: Point, end: Point) -> float:
    dx, dy = end[0] - start[0], end[1] - start[1]
    along = ((x - start[0]) * dx + (y - start[1]) * dy) / (dx * dx + dy * dy)
    along = min(max(along, 0), 1)
    return hypot(x - start[0] - along * dx, y - start[1] - along * dy)


def _png(size: int, width: float, ground: Pixel, layers: Callable[[float, float], Sequence[Layer]]) -> bytes:
    """`width`: of the picture, in units of a drawing that is 32 wide and stands in its middle."""
    step, edge = width / size, (32 - width) / 2
    middles = [edge + (number + 0.5) * step for number in range(size)]
    rows = (b"".join(bytes(_blended(ground, layers(x, y), step)) for x in middles) for y in middles)
    header = struct.pack(">IIBBBBB", size, size, 8, 6, 0, 0, 0)
    content = zlib.compress(b"".join(b"\0" + row for row in rows), 9)
    chunks = (_chunk(b"IHDR", header), _chunk(b"IDAT", content), _chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def _blended(ground: Pixel, layers: Sequence[Layer], step: float) -> Pixel:
    """The later layers lie on top. A pixel at an edge takes as much of a layer as lies in it."""
    for colour, outside in layers:
        share = min(max(0.5 - outside / step, 0), 1)
        red, green, blue, opaque = (round(old + (new - old) * share) for old, new in zip(ground, colour, strict=True))
        ground = (red, green, blue, opaque)
    return ground


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
