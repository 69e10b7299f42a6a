"""What a style declares (CSS 2.2 §4.1), as far as hiding text takes it.

A browser drops what it does not know, and knows more than we do. So a property either hides nothing whatever it says,
or its value is one that we understand, or it is odd: then it changes nothing here, and the mail is not whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from gateways.mail.colors import color_of

Style = dict[str, str]

_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
_PIECES = re.compile(r"""(?:[^;"'()]|"[^"]*"|'[^']*'|\([^()]*\))+""")
_IMPORTANT = re.compile(r"\s*!\s*important\s*\Z")
_SYMBOLS = re.compile("symbol|dings|dingbats|marlett|icon|glyph|barcode|awesome")
_LENGTH = r"[+-]?(?:\d{1,9}(?:\.\d{0,9})?|\.\d{1,9})(?:px|pt|pc|in|cm|mm|q|r?em|ex|ch|vw|vh|%)?"
_MODERATE = (
    r"(?:auto|inherit|initial|0|\d{0,3}(?:\.\d{0,9})?(?:px|pt|%)?|\d{0,2}(?:\.\d{0,9})?(?:r?em|cm|mm|in|pc|ex|ch))"
)
# Of type and of frames: whatever they say, letters stay where and what they are.
_HARMLESS = re.compile(
    "accent-color|azimuth|behavior|border(-.*)?|box-(shadow|sizing)|break-(after|before|inside)|caret-color|color-adjust|"
    "cursor|empty-cells|font-(kerning|style|stretch|synthesis.*|variant.*|weight|optical-sizing)|hyphens|layout-grid.*|"
    "line-break|list-style(-.*)?|min-(width|height)|orphans|outline(-.*)?|overflow-wrap|page|"
    "page-break-(after|before|inside)|panose-1|print-color-adjust|punctuation-.*|scroll-.*|size|tab-(size|interval)|"
    "table-layout|text-(align(-last)?|autospace|decoration-(color|style|thickness)|justify(-.*)?|rendering|transform|"
    "underline.*|wrap.*|size-adjust|kashida.*|effect)|vertical-align|widows|word-(break|wrap)|-webkit-(box-sizing|"
    "font-smoothing|hyphens|nbsp-mode|line-break|tap-.*|text-size-adjust|border-.*|user-select)|-ms-(text-size-adjust|"
    "interpolation-mode|hyphens|word-.*|user-select)|-moz-(osx-font-smoothing|text-size-adjust|box-sizing|hyphens|"
    "user-select)|user-select|pointer-events|mso-(?!hide|element|text-raise|font-width|text-anim"
    "|field|special|ansi-font|bidi-font-size|effects|fareast-hint|char).*|mso-(ansi|bidi|fareast)-font-.*|mso-char-.*|"
    "mso-ansi-language|clear|object-fit|caption-side|text-decoration-skip.*|-webkit-text-decoration.*"
)
_BLOCKS = "block|inline|inline-block|table|inline-table|table-row|table-cell|table-row-group|list-item|flex|inline-flex"
_SIZE = f"auto|none|inherit|initial|{_LENGTH}"
_KNOWN = {name: re.compile(values) for names, values in {
    "display": f"none|inherit|initial|{_BLOCKS}|contents",
    "visibility": "visible|hidden|collapse|inherit",
    "content-visibility": "visible|auto|hidden",
    "opacity": r"\d?(?:\.\d{1,9})?|\d{1,3}%",
    "font-size": f"inherit|initial|medium|(?:x-|xx-)?(?:small|large)|smaller|larger|{_LENGTH}",
    "width height max-width max-height": _SIZE,
    "overflow overflow-x overflow-y": "visible|hidden|clip|auto|scroll",
    "position": "static|relative|absolute|fixed",
    "left top right bottom": f"auto|{_LENGTH}",
    "text-indent margin-left margin-top margin-right margin-bottom": f"auto|inherit|initial|{_LENGTH}",
    "clip clip-path transform": r"auto|none|rect\(\s*(?:[01](?:px)?[\s,]*){4}\)|"
    r"scale\(\s*0(?:\.0+)?\s*\)|inset\(\s*(?:[5-9]\d|100)%\)",
    "white-space": "normal|nowrap|pre|pre-wrap|pre-line|break-spaces|inherit|initial",
    "mso-hide": "all|none",
    "color -webkit-text-fill-color background-color": "inherit|initial|currentcolor|none|unset",
    "background-image": "none|initial|url.*",
    # These say nothing of their own here, as long as they say no more than this.
    "padding padding-left padding-right padding-top padding-bottom": f"{_MODERATE}(?:\\s+{_MODERATE}){{0,3}}",
    "line-height": rf"normal|{_SIZE}",
    "letter-spacing word-spacing": r"normal|inherit|initial|-?0?\.\d{1,9}(?:px|pt)|-?0?\.0\d{0,9}em|0|"
    r"[0-9](?:\.\d{1,9})?(?:px|pt)",
    "float": "none|initial|inherit|left",
    "direction": "ltr|inherit|initial",
    "unicode-bidi": "normal|embed|isolate|initial",
    "content": r"none|normal|\"\"|''",
    "text-decoration text-decoration-line": r"(?!.*line-through).*",
    "filter mask animation animation-name transition zoom rotate translate scale perspective": "none|1|100%|initial",
    "background-repeat background-position background-size background-attachment background-origin": r"[\w\s%.,/-]*",
    "text-shadow z-index": r".*",
    "mso-element": "para-border-div",
    "mso-text-raise": r"0|-?\d(?:\.\d+)?pt",
    "font-feature-settings font-variation-settings": "normal|inherit|initial",
    "-webkit-line-clamp": "none",
    "text-overflow": "clip|initial",
    "writing-mode text-orientation": "horizontal-tb|lr-tb|mixed|initial",
    "color-scheme supported-color-schemes": "light|light only|only light|normal",
}.items() for name in names.split()}  # fmt: skip
# Where no more than this is said, nothing is hidden, whatever else is said of the same element.
_INNOCENT = {name: re.compile(values) for names, values in {
    "display": f"{_BLOCKS}|contents|initial",
    "visibility": "visible|inherit",
    "content-visibility": "visible|auto",
    "opacity": r"1(?:\.0+)?|0?\.[5-9]\d*|100%",
    "font-size": r"inherit|medium|(?:x-|xx-)?large|(?:[89]|\d\d)(?:\.\d+)?(?:px|pt)|[1-9](?:\.\d+)?r?em|[12]\d\d%",
    "line-height": r"normal|inherit|initial|(?:0?\.[89]|[1-9])\d?(?:\.\d{1,9})?(?:r?em)?|"
    r"(?:[89]\d|[1-9]\d\d)(?:\.\d+)?%|"
    r"(?:[89]|\d\d)(?:\.\d{1,9})?(?:px|pt)",
    "width height max-width max-height": r"auto|none|inherit|initial|(?:[5-9]\d|[1-9]\d\d)(?:\.\d+)?(?:px|pt|%)?",
    "overflow overflow-x overflow-y": "visible|auto",
    "position": "static",
    "left top right bottom": "auto|0(?:px)?",
    "text-indent margin-left margin-top margin-right margin-bottom": _MODERATE,
    "clip clip-path transform": "auto|none",
    "white-space": ".*",
    "mso-hide": "none",
    "color -webkit-text-fill-color": "inherit|initial|unset|currentcolor",
    "background-color": "inherit|initial|unset|none|transparent",
    "background-image": "none|initial",
    "symbols": "",
}.items() for name in names.split()}  # fmt: skip
_WORD_OF_BACKGROUND = re.compile(
    rf"none|(?:no-)?repeat|repeat-[xy]|scroll|fixed|local|left|right|top|bottom|center|cover|contain|/|{_LENGTH}|url\(.*\)"
)
_SIZE_IN_FONT = re.compile(rf"(?:^|\s)(inherit|medium|(?:x-|xx-)?(?:small|large)|{_LENGTH})(?=[\s/]|\Z)")


@dataclass
class Declared:
    """`style`: what is understood, in lower case; `important`: names of what stands above all else; `odd`: there is
    something whose effect is not known."""

    style: Style = field(default_factory=dict)
    important: set[str] = field(default_factory=set)
    odd: bool = False


def declared(text: str) -> Declared:
    """What is important, else what comes last, wins."""
    found, plain = Declared(), _COMMENT.sub(" ", text).casefold()
    pieces = _PIECES.findall(plain)
    found.odd = "\\" in plain or sum(map(len, pieces)) + plain.count(";") != len(plain)
    for piece in pieces:
        name, colon, value = (part.strip() for part in piece.partition(":"))
        if name and colon and value:
            _take(found, name, _IMPORTANT.sub("", value).strip(), important=bool(_IMPORTANT.search(value)))
    return found


def innocent(name: str, value: str) -> bool:
    """Whether it hides nothing, whatever else is said of the same element and of those around it."""
    known = _INNOCENT.get(name)
    return name in _KNOWN and name not in _INNOCENT if known is None else bool(known.fullmatch(value))


def _take(found: Declared, name: str, value: str, *, important: bool) -> None:
    for part, told in _parts(name, value):
        if part == "?":
            found.odd = True
        elif important or part not in found.important:
            found.style[part] = told
            found.important |= {part} if important else set()


def _parts(name: str, value: str) -> Iterator[tuple[str, str]]:
    """What it comes to; `?` for what is not understood."""
    if name == "background":
        yield from _background(value)
    elif name == "margin":
        yield from _margin(value)
    elif name in {"font", "font-family"}:
        yield from _font(name, value)
    elif name in _KNOWN:
        known = _KNOWN[name].fullmatch(value) or ("color" in name and not _hashless(value) and color_of(value))
        yield (name, value) if known else ("?", "")
    elif not _HARMLESS.fullmatch(name):
        yield "?", ""


def _hashless(value: str) -> bool:
    """A colour for browsers that read a page in the old way, and for no other."""
    return bool(re.fullmatch("[0-9a-f]*", value))


def _background(value: str) -> Iterator[tuple[str, str]]:
    words = re.findall(r"[^\s()]*\([^()]*\)|[^\s()]+", value)
    colors = [word for word in words if color_of(word) and not _hashless(word)]
    others = [word for word in words if word not in colors]
    if len(colors) > 1 or not all(
        _WORD_OF_BACKGROUND.fullmatch(word) or word in {"inherit", "initial"} for word in others
    ):
        yield "?", ""
        return
    yield "background-color", colors[0] if colors else "transparent"
    yield "background-image", next((word for word in others if word.startswith("url")), "none")


def _margin(value: str) -> Iterator[tuple[str, str]]:
    sides = value.split()
    if not 1 <= len(sides) <= 4 or not all(_KNOWN["margin-left"].fullmatch(side) for side in sides):
        yield "?", ""
        return
    top, right, bottom, left = (*sides, *sides, *sides, *sides)[:4] if len(sides) != 3 else (*sides, sides[1])
    yield from (("margin-top", top), ("margin-right", right), ("margin-bottom", bottom), ("margin-left", left))


def _font(name: str, value: str) -> Iterator[tuple[str, str]]:
    yield "symbols", "yes" if _SYMBOLS.search(value) else ""
    if name == "font":
        before = value.partition('"')[0].partition("'")[0]
        height = re.search(rf"/\s*(normal|{_LENGTH})", before)
        yield "line-height", height[1] if height else "normal"
        found = _SIZE_IN_FONT.search(before)
        yield ("font-size", found[1]) if found else ("?", "")
