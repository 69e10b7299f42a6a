"""Colours as mails name them (CSS Color 4), as far as telling ink from paper takes it."""

from __future__ import annotations

import re

Color = tuple[float, ...]  # red, green, blue, each to 255
BLACK, WHITE = (0.0, 0.0, 0.0), (255.0, 255.0, 255.0)
CLEAR = (-1.0, -1.0, -1.0)  # what is behind it shows through
_NEAR = 24  # in each channel: below that nobody reads one on the other
_CONTRAST = 1.5  # of light (WCAG 2.2): below that not everybody does
_FAINT, _FULL = 0.1, 0.6
_HEX = re.compile(r"#?([0-9a-f]{3}|[0-9a-f]{4}|[0-9a-f]{6}|[0-9a-f]{8})")
_RGB = re.compile(r"rgba?\(([^()]{1,80})\)")
_NAMES = {
    "transparent": CLEAR, "black": BLACK, "white": WHITE, "snow": (255, 250, 250), "ivory": (255, 255, 240),
    "ghostwhite": (248, 248, 255), "floralwhite": (255, 250, 240), "whitesmoke": (245, 245, 245),
    "mintcream": (245, 255, 250), "azure": (240, 255, 255), "aliceblue": (240, 248, 255), "seashell": (255, 245, 238),
    "gray": (128, 128, 128), "grey": (128, 128, 128), "silver": (192, 192, 192), "red": (255, 0, 0),
    "blue": (0, 0, 255), "lime": (0, 255, 0), "yellow": (255, 255, 0), "navy": (0, 0, 128), "green": (0, 128, 0),
    "maroon": (128, 0, 0), "purple": (128, 0, 128), "teal": (0, 128, 128), "olive": (128, 128, 0),
    "aqua": (0, 255, 255), "cyan": (0, 255, 255), "fuchsia": (255, 0, 255), "magenta": (255, 0, 255),
    "orange": (255, 165, 0), "dimgray": (105, 105, 105), "dimgrey": (105, 105, 105), "darkgray": (169, 169, 169),
    "darkgrey": (169, 169, 169), "lightgray": (211, 211, 211), "lightgrey": (211, 211, 211), "darkblue": (0, 0, 139),
    "darkred": (139, 0, 0), "darkgreen": (0, 100, 0), "royalblue": (65, 105, 225), "steelblue": (70, 130, 180),
    "windowtext": BLACK, "canvastext": BLACK, "buttontext": BLACK, "window": WHITE, "canvas": WHITE,
}  # fmt: skip


def color_of(text: str) -> Color | None:
    """In lower case. None: it cannot be told, as with what lets something show through."""
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


def plain(ink: Color | None, paper: Color | None) -> bool:
    """Whether anybody can read one on the other."""
    if ink is None or paper is None or CLEAR in {ink, paper}:
        return False
    light, dark = sorted((_light(ink), _light(paper)), reverse=True)
    return (light + 0.05) / (dark + 0.05) >= _CONTRAST


def _light(color: Color) -> float:
    linear = (part / 255 / 12.92 if part <= 10 else ((part / 255 + 0.055) / 1.055) ** 2.4 for part in color)
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def _from_hex(digits: str) -> Color | None:
    pairs = [digit * 2 for digit in digits] if len(digits) < 6 else re.findall("..", digits)
    red, green, blue, *alpha = (float(int(pair, 16)) for pair in pairs)
    return _seen_through((red, green, blue), alpha[0] / 255 if alpha else 1.0)


def _from_numbers(told: list[str]) -> Color | None:
    try:
        numbers = [float(one.rstrip("%")) * (0.01 if one.endswith("%") else 1) for one in told]
    except ValueError:
        return None
    if len(numbers) not in {3, 4}:
        return None
    full = (number * (255 if one.endswith("%") else 1) for number, one in zip(numbers[:3], told, strict=False))
    return _seen_through(tuple(min(255.0, max(0.0, part)) for part in full), numbers[3] if len(numbers) == 4 else 1.0)


def _seen_through(color: Color, alpha: float) -> Color | None:
    return CLEAR if alpha < _FAINT else color if alpha >= _FULL else None
