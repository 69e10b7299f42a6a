"""A picture for the documentation, in no more bytes than it needs there."""

from __future__ import annotations

from bisect import bisect_left
from functools import cache
from io import BytesIO

from PIL import Image

MOST = 150_000  # bytes
# The share of its width, and how many colours; the last is taken as it comes.
_TRIES = (
    (1.0, 256),
    (1.0, 96),
    (0.75, 128),
    (0.75, 64),
    (0.6, 96),
    (0.6, 48),
    (0.5, 64),
    (0.5, 32),
    (0.4, 48),
    (0.33, 32),
    (0.3, 16),
)


def small(png: bytes) -> bytes:
    """In as many colours, and as large, as fit; two pixels are one of the page at first."""
    whole = Image.open(BytesIO(png)).convert("RGB")
    tried = cache(lambda number: _written(_resized(whole, _TRIES[number][0]), _TRIES[number][1]))
    last = len(_TRIES) - 1
    return tried(bisect_left(range(last), True, key=lambda number: len(tried(number)) <= MOST))


def _resized(image: Image.Image, share: float) -> Image.Image:
    size = round(image.width * share), round(image.height * share)
    return image if share == 1.0 else image.resize(size, Image.Resampling.LANCZOS)


def _written(image: Image.Image, colours: int) -> bytes:
    out = BytesIO()
    few = image.quantize(colours, method=Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
    few.save(out, "PNG", optimize=True)
    return out.getvalue()
