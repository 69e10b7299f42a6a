"""Whether text can be seen where it stands: its size, its colour on what is behind it, whether it is drawn at all."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from gateways.mail.colors import BLACK, CLEAR, WHITE, Color, color_of, plain, unreadable
from gateways.mail.declared import innocent
from gateways.mail.styles import Styled

Told = Mapping[str, str]  # attributes, or properties of a style

_READABLE, _PLAIN = 3.0, 6.0  # pixels; a preheader has one or two, and below six not everybody reads
_FAINT, _STRONG = 0.1, 0.4  # of opacity
_AWAY = -2000.0  # pixels, left of or above what is shown: farther than a window is wide
_NEAR, _FAR = -10.0, 600.0  # pixels: what is moved no more than this stays beside its neighbours
_HANGING = -60.0  # pixels, of a first line
_PIXELS = {"": 1, "px": 1, "pt": 1.33, "pc": 16, "in": 96, "cm": 38, "mm": 3.8, "q": 1, "rem": 16, "vw": 8, "vh": 8}
_OF_FONT = {"em": 1.0, "ex": 0.5, "ch": 0.5}
_LENGTH = re.compile(r"([+-]?(?:\d{1,9}(?:\.\d{0,9})?|\.\d{1,9}))([a-z]*|%)")
_NAMED = {
    "xx-small": 9, "x-small": 10, "small": 13, "medium": 16, "large": 18, "x-large": 24, "xx-large": 32, "initial": 16,
}  # fmt: skip
_RELATIVE = {"smaller": 0.83, "larger": 1.2}
_BOXES = re.compile("address|article|blockquote|center|d[dt]|div|h[1-6]|li|main|ol|p|pre|section|ul")
_BOXED = {"block", "inline-block", "list-item", "flex"}
_SIDES = ("left", "top", "right", "bottom")
_SIZES = ("height", "max-height", "width", "max-width")
_LINK, _VISITED = (0.0, 0.0, 238.0), (85.0, 26.0, 139.0)
_OWN_PAPER = {"mark": (255.0, 255.0, 0.0), "button": (239.0, 239.0, 239.0)}
# Text in them is shown in part, later, elsewhere, crossed out or backwards; and attributes with the like effect.
_ODD_TAGS = re.compile(
    "bdo|datalist|del|details|dialog|marquee|math|meter|optgroup|option|progress|r[pt]|s|select|strike|svg"
)
_ODD_ATTRIBUTES = {"popover": "", "aria-hidden": "true", "dir": "rtl"}


@dataclass(frozen=True, kw_only=True)
class Look:
    """Of what stands in an element. `size`: of letters, in pixels; `inks`: colours that they may have as well; of paper
    that cannot be told is None. `link`, `visited`: inks of links; `quotes`: how many it stands in; `typed`: blanks and
    line breaks count; `cut`: in a box that cuts what does not fit; `symbols`: letters are signs; `tight`: lines may
    cover each other; `odd`: who reads it may see something else."""

    size: float = 16.0
    drawn: bool = True
    opacity: float = 1.0
    ink: Color | None = BLACK
    inks: frozenset[Color] = frozenset()
    paper: Color | None = WHITE
    link: Color | None = _LINK
    visited: Color | None = _VISITED
    quotes: int = 0
    typed: bool = False
    cut: bool = False
    symbols: bool = False
    tight: bool = False
    odd: bool = False

    @property
    def shows(self) -> bool:
        return self.drawn and self.size >= _READABLE and self.opacity > _FAINT and not unreadable(self.ink, self.paper)

    def doubts(self, text: str) -> bool:
        """Whether it is not plain that all of this is seen by everybody, or by nobody."""
        if not any(char.isalnum() for char in text):
            return False
        if not self.shows:
            return self.odd or bool(self.inks)
        faint = self.size < _PLAIN or self.opacity < _STRONG
        pale = not all(plain(ink, self.paper) for ink in (self.ink, *self.inks))
        signs = self.symbols and sum(char.isalnum() for char in text) > 1
        return self.odd or self.tight or faint or pale or signs

    def inside(self, tag: str, told: Told, styled: Styled) -> Look | None:
        """Of an element in this one; None where nothing in it is shown, whatever that says. `told`: its attributes."""
        style, here = styled.style, self._links(tag, told)
        size, opacity = _size(style, self.size), self.opacity * _opacity(style)
        gone, odd = _box(tag, style, size)
        if ("hidden" in told and "display" not in style) or gone:
            return None
        ink, strange = here._ink(tag, told, style)
        paper, unknown = self._paper(tag, told, style)
        cut = self.cut or _cuts(style, "hidden", "clip")
        return replace(
            here,
            size=size,
            opacity=opacity,
            drawn=style.get("visibility", "" if self.drawn else "hidden") not in {"hidden", "collapse"},
            ink=ink,
            inks=styled.inks | here._other_inks(tag, told, style),
            paper=paper,
            quotes=self.quotes + (tag == "blockquote"),
            typed=_typed(tag, style, self.typed),
            cut=cut,
            symbols=bool(style.get("symbols", "yes" if self.symbols else "")),
            tight=self.tight if style.get("line-height", "inherit") == "inherit" else not innocent(*_height(style)),
            odd=self.odd
            or odd
            or strange
            or unknown
            or styled.odd
            or _is_odd(tag, told)
            or "hidden" in told
            or (cut and style.get("white-space") in {"nowrap", "pre"}),
        )

    def _links(self, tag: str, told: Told) -> Look:
        if tag != "body":
            return self
        link, visited = (told.get(name, "").strip().casefold() for name in ("link", "vlink"))
        return replace(
            self, link=color_of(link) if link else self.link, visited=color_of(visited) if visited else self.visited
        )

    def _ink(self, tag: str, told: Told, style: Told) -> tuple[Color | None, bool]:
        """And whether it cannot be told."""
        named = style.get("-webkit-text-fill-color") or style.get("color")
        if not named and tag in {"body", "font"}:
            named = told.get("text" if tag == "body" else "color", "").strip().casefold()
        if named in {"inherit", "currentcolor", "unset"} or not named:
            own = self.link if tag == "a" and "href" in told else BLACK if tag in _OWN_PAPER else self.ink
            return (self.ink if named else own), False
        found = BLACK if named == "initial" else color_of(named)
        return (self.ink, True) if found is None else (found, False)

    def _other_inks(self, tag: str, told: Told, style: Told) -> frozenset[Color]:
        if "color" in style or "-webkit-text-fill-color" in style:
            return frozenset()
        if tag == "a" and "href" in told:
            return frozenset(filter(None, (self.visited,)))
        return self.inks

    def _paper(self, tag: str, told: Told, style: Told) -> tuple[Color | None, bool]:
        """And whether it cannot be told."""
        around = _OWN_PAPER.get(tag, self.paper)
        if style.get("background-image", "").startswith("url") or "background" in told:
            return None, False
        named = style.get("background-color") or told.get("bgcolor", "").strip().casefold()
        if not named or named in {"none", "inherit", "initial", "unset"}:
            return around, False
        found = self.ink if named == "currentcolor" else color_of(named)
        return (around, found is None) if found in {None, CLEAR} else (found, False)


def _box(tag: str, style: Told, font: float) -> tuple[bool, bool]:
    """Whether it is not shown at all; and whether that is not plain."""
    if style.get("display") == "none" or style.get("content-visibility") == "hidden":
        return True, False
    if style.get("position") in {"absolute", "fixed"}:
        return (
            (True, False) if _is_away(style, font, _SIDES[:2]) or style.get("clip", "auto") != "auto" else (False, True)
        )
    clipped = any(style.get(name, "none") not in {"none", "auto"} for name in ("transform", "clip-path"))
    flat = any(_at_most(style, name, font, 1) for name in _SIZES)
    if clipped or (flat and _cuts(style, "hidden", "clip")) or _is_away(style, font):
        boxed = style.get("display") in _BOXED or (_BOXES.fullmatch(tag) is not None and "display" not in style)
        return boxed, not boxed
    return False, style.get("mso-hide") == "all" or _may_be_cut(style) or _is_moved(style, font)


def _is_away(style: Told, font: float, sides: tuple[str, ...] = ()) -> bool:
    return any(_at_most(style, name, font, _AWAY) for name in ("text-indent", "margin-left", "margin-top", *sides))


def _cuts(style: Told, *how: str) -> bool:
    return any(style.get(name) in how for name in ("overflow", "overflow-x", "overflow-y"))


def _may_be_cut(style: Told) -> bool:
    sized = [
        style[name] for name in _SIZES if style.get(name, "auto") not in {"auto", "none", "inherit", "initial", "100%"}
    ]
    return bool(sized) and _cuts(style, "hidden", "clip", "auto", "scroll")


def _is_moved(style: Told, font: float) -> bool:
    """Out of its place, over others or away from them."""
    if style.get("position") == "relative" and any(
        style.get(side, "auto") not in {"auto", "0", "0px"} for side in _SIDES
    ):
        return True
    margins = [_length(style.get(f"margin-{side}", ""), font) for side in _SIDES]
    indent = _length(style.get("text-indent", ""), font) or 0.0
    return not _HANGING <= indent <= _FAR or not all(_NEAR <= (margin or 0.0) <= _FAR for margin in margins)


def _is_odd(tag: str, told: Told) -> bool:
    if _ODD_TAGS.fullmatch(tag):
        return True
    return any(
        told.get(name, "?").casefold() in {value, value or told.get(name)} for name, value in _ODD_ATTRIBUTES.items()
    )


def _at_most(style: Told, name: str, font: float, most: float) -> bool:
    found = _length(style.get(name, ""), font)
    return found is not None and found <= most


def _length(text: str, font: float) -> float | None:
    """In pixels. None where it cannot be told: what a part is of depends on what is around; but none of it is none."""
    if not (found := _LENGTH.fullmatch(text)):
        return None
    number = float(found[1])
    if found[2] == "%":
        return 0.0 if number == 0 else None
    factor = _OF_FONT[found[2]] * font if found[2] in _OF_FONT else _PIXELS.get(found[2])
    return None if factor is None else number * factor


def _size(style: Told, around: float) -> float:
    told = style.get("font-size", "inherit")
    if told == "inherit":
        return around
    if told in _NAMED:
        return _NAMED[told]
    if told.endswith("%"):
        return float(told[:-1]) / 100 * around
    return _RELATIVE[told] * around if told in _RELATIVE else _length(told, around) or 0.0


def _height(style: Told) -> tuple[str, str]:
    return "line-height", style["line-height"]


def _opacity(style: Told) -> float:
    told = style.get("opacity", "1")
    return min(1.0, float(told[:-1]) / 100 if told.endswith("%") else float(told))


def _typed(tag: str, style: Told, around: bool) -> bool:
    spaces = style.get("white-space", "")
    return spaces.startswith("pre") if spaces else around or tag in {"pre", "listing", "plaintext", "xmp"}
