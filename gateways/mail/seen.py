"""Whether text can be seen where it stands: its size, its colour on what is behind it, whether it is drawn at all."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from gateways.mail.colors import BLACK, CLEAR, WHITE, Color, color_of, unreadable

Told = Mapping[str, str]  # attributes, or properties of a style

_READABLE = 3.0  # pixels; a preheader has one or two
_AWAY = -300.0  # pixels, left of or above what is shown
_PIXELS = {"": 1, "px": 1, "pt": 1.33, "pc": 16, "in": 96, "cm": 38, "mm": 3.8, "q": 1, "rem": 16, "vw": 8, "vh": 8}
_OF_FONT = {"em": 1.0, "%": 0.01, "ex": 0.5, "ch": 0.5}
_LENGTH = re.compile(r"([+-]?(?:\d{1,9}(?:\.\d{0,9})?|\.\d{1,9}))([a-z]*|%)")
_SHORTHAND = re.compile(r"(?:^|\s)([\d.]+(?:[a-z]+|%)?)(?=[\s/])")  # of a font: its size stands before the family
_NOWHERE = re.compile(r"rect\(\s*(?:[01](?:px)?[\s,]*){4}\)|inset\(\s*(?:[5-9]\d|100)%|scale\(\s*0(?:\.0+)?\s*[,)]")
_NO_PAPER = {"none", "transparent", "inherit", "initial", "unset", "0", "0 0"}


@dataclass(frozen=True, kw_only=True)
class Look:
    """Of what stands in an element. `size`: of letters, in pixels; a colour that cannot be told is None, and hides
    nothing. `quotes`: how many it stands in; `typed`: blanks and line breaks count."""

    size: float = 16.0
    drawn: bool = True
    ink: Color | None = BLACK
    paper: Color | None = WHITE
    quotes: int = 0
    typed: bool = False

    @property
    def shows(self) -> bool:
        return self.drawn and self.size >= _READABLE and not unreadable(self.ink, self.paper)

    def inside(self, tag: str, told: Told, style: Told) -> Look | None:
        """Of an element in this one; None where nothing in it is shown, whatever that says. `told`: its attributes."""
        size = _size(style, self.size)
        if ("hidden" in told and "display" not in style) or _is_gone(style, size):
            return None
        return Look(
            size=size,
            drawn=style.get("visibility", "" if self.drawn else "hidden") not in {"hidden", "collapse"},
            ink=_ink(tag, told, style, self.ink),
            paper=_paper(tag, told, style, self.paper),
            quotes=self.quotes + (tag == "blockquote"),
            typed=_typed(tag, style, self.typed),
        )


def _is_gone(style: Told, size: float) -> bool:
    if style.get("display") == "none" or style.get("mso-hide") == "all" or style.get("content-visibility") == "hidden":
        return True
    cut = any(style.get(name) in {"hidden", "clip"} for name in ("overflow", "overflow-x", "overflow-y"))
    flat = any(_most(style, name, size, 1) for name in ("height", "max-height", "width", "max-width"))
    moved = ("left", "top") if style.get("position") in {"absolute", "fixed"} else ()
    away = any(_most(style, name, size, _AWAY) for name in ("text-indent", "margin-left", "margin-top", *moved))
    nowhere = any(_NOWHERE.search(style.get(name, "")) for name in ("clip", "clip-path", "transform"))
    return (cut and flat) or away or nowhere or _most(style, "opacity", 1, 0.1)


def _most(style: Told, name: str, font: float, most: float) -> bool:
    found = _length(style.get(name, ""), font)
    return found is not None and found <= most


def _length(text: str, font: float) -> float | None:
    """In pixels. None where it cannot be told."""
    if not (found := _LENGTH.fullmatch(text)):
        return None
    factor = _OF_FONT[found[2]] * font if found[2] in _OF_FONT else _PIXELS.get(found[2])
    return None if factor is None else float(found[1]) * factor


def _size(style: Told, around: float) -> float:
    short = _SHORTHAND.search(style.get("font", ""))
    told = style.get("font-size") or (short[1] if short else "")
    if told in {"", "inherit", "unset", "larger", "smaller"}:
        return around
    found = _length(told, around)
    return Look.size if found is None else found


def _ink(tag: str, told: Told, style: Told, around: Color | None) -> Color | None:
    named = style.get("-webkit-text-fill-color") or style.get("color")
    if not named:
        named = told.get("text" if tag == "body" else "color", "") if tag in {"body", "font"} else ""
    if named:
        return around if named in {"inherit", "currentcolor", "unset"} else color_of(named.strip().casefold())
    return None if tag in {"a", "button", "mark"} else around  # they have colours of their own


def _paper(tag: str, told: Told, style: Told, around: Color | None) -> Color | None:
    named = style.get("background-color") or style.get("background") or told.get("bgcolor", "").strip().casefold()
    if "url(" in style.get("background", "") + style.get("background-image", "") or "background" in told:
        return None
    if not named or named in _NO_PAPER:
        return None if tag in {"button", "mark"} else around
    found = color_of(named) or next(filter(None, map(color_of, named.split())), None)
    return around if found == CLEAR else found


def _typed(tag: str, style: Told, around: bool) -> bool:
    spaces = style.get("white-space", "")
    return spaces.startswith("pre") if spaces else around or tag in {"pre", "listing", "plaintext", "xmp"}
