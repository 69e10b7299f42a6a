"""Colours as mails name them (CSS Color 4), as far as telling ink from paper takes it."""

from __future__ import annotations

import re

Color = tuple[float, ...]  # red, green, blue, each to 255
BLACK, WHITE = (0.0, 0.0, 0.0), (255.0, 255.0, 255.0)
CLEAR = (-1.0, -1.0, -1.0)  # what is behind it shows through
_NEAR = 24  # in each channel: below that nobody reads one on the other
_FAINT = 0.1
_HEX = re.compile(r"#?((?:[0-9a-f]{3,4}){1,2})")
_RGB = re.compile(r"rgba?\(([^()]{1,80})\)")
_NAMES = {
    "transparent": CLEAR, "black": BLACK, "white": WHITE, "snow": (255, 250, 250), "ivory": (255, 255, 240),
    "ghostwhite": (248, 248, 255), "floralwhite": (255, 250, 240), "whitesmoke": (245, 245, 245),
    "mintcream": (245, 255, 250), "azure": (240, 255, 255), "aliceblue": (240, 248, 255), "seashell": (255, 245, 238),
    "gray": (128, 128, 128), "grey": (128, 128, 128), "silver": (192, 192, 192), "red": (255, 0, 0),
    "blue": (0, 0, 255), "lime": (0, 255, 0), "yellow": (255, 255, 0), "navy": (0, 0, 128), "green": (0, 128, 0),
    "maroon": (128, 0, 0), "purple": (128, 0, 128), "teal": (0, 128, 128), "olive": (128, 128, 0),
    "aqua": (0, 255, 255), "cyan": (0, 255, 255), "fuchsia": (255, 0, 255), "magenta": (255, 0, 255),
    "orange": (255, 165, 0),
}  # fmt: skip


def color_of(text: str) -> Color | None:
    """In lower case. None: it cannot be told."""
    if text in _NAMES:
        return _NAMES[text]
    if found := _HEX.fullmatch(text):
        return _from_hex(found[1])
    if found := _RGB.fullmatch(text):
        return _from_numbers(re.split(r"[\s,/]+", found[1].strip()))
    return None


def unreadable(ink: Color | None, paper: Color | None) -> bool:
    """Only where both can be told."""
    if ink == CLEAR:
        return True
    return bool(ink and paper) and all(abs(a - b) < _NEAR for a, b in zip(ink or (), paper or (), strict=True))


def _from_hex(digits: str) -> Color:
    pairs = [digit * 2 for digit in digits] if len(digits) < 6 else re.findall("..", digits)
    red, green, blue, *alpha = (float(int(pair, 16)) for pair in pairs)
    return CLEAR if alpha and alpha[0] < _FAINT * 255 else (red, green, blue)


def _from_numbers(told: list[str]) -> Color | None:
    try:
        numbers = [float(one.rstrip("%")) * (0.01 if one.endswith("%") else 1) for one in told]
    except ValueError:
        return None
    if len(numbers) not in {3, 4}:
        return None
    if len(numbers) == 4 and numbers[3] < _FAINT:
        return CLEAR
    return tuple(number * (255 if one.endswith("%") else 1) for number, one in zip(numbers[:3], told, strict=False))
