"""Style sheets of mails (CSS 2.2 §6.4), as far as hiding text takes them.

What surely holds for an element is decided. Rules that hold only somewhere (in `@media`, below other elements, for a
state) may hold: what of them could hide anything, or show it, is doubt.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import accumulate

from gateways.mail.colors import Color, color_of
from gateways.mail.declared import Declared, Style, declared, innocent

_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)|<!--|-->", re.DOTALL)
_SELECTOR = re.compile(r"([a-z][a-z0-9]*|\*|)((?:[.#][\w-]+)?)", re.IGNORECASE)
_BRACKETS = re.compile(r"\[[^\[\]]*\]|\([^()]*\)")
_LAST = re.compile(r"([a-z][\w-]*|\*)?((?:[.#][\w-]+)*)(?::[\w-]+|::[\w-]+)*", re.IGNORECASE)
_ON_PAPER = re.compile(r"(?:only )?(?:print|speech|aural|braille|tty)\b[^,]*")
_ELSEWHERE = re.compile(r"@(?:page|list|charset|namespace|(?:-[a-z]+-)?(?:viewport|keyframes))\b")
_STRINGS = re.compile(r"\"[^\"\n]*[{};/][^\"\n]*\"|'[^'\n]*[{};/][^'\n]*'")
_MOST = 50_000  # characters of a sheet that are looked at
_DEEPEST = 20
_MOST_NAMES, _MOST_SPELLINGS = 20, 5


@dataclass(frozen=True)
class Styled:
    """What holds for an element. `inks`: colours that its letters may have as well; `perhaps`: more may hold for it,
    which is understood; `odd`: something that is not."""

    style: Style
    inks: frozenset[Color] = frozenset()
    perhaps: bool = False
    odd: bool = False


@dataclass
class _Rule:
    """Of one key. `ranks`: whether a value is important, and which rule said it last."""

    style: Style = field(default_factory=dict)
    ranks: dict[str, tuple[bool, int]] = field(default_factory=dict)
    inks: set[Color] = field(default_factory=set)
    perhaps: bool = False
    odd: bool = False


class Sheet:
    """`sources`: each with the media that it is for. `odd`: there is something in it whose effect is not known."""

    def __init__(self, sources: Iterable[tuple[str, str]]) -> None:
        self._rules: dict[str, _Rule] = {}
        self._spelt: dict[str, set[str]] = {}
        self._order = 0
        self.odd = False
        for media, source in sources:
            self.odd |= len(source) > _MOST
            self._read(media.strip().casefold(), source[:_MOST])

    def of(self, tag: str, told: Mapping[str, str]) -> Styled:
        """`told`: the attributes."""
        names = told.get("class", "").split()
        keys = list(_keys(tag, names[:_MOST_NAMES], told.get("id", "")))
        rules = [(_closeness(key), self._rules[key]) for key in keys if key in self._rules]
        inks = frozenset(ink for _, rule in rules for ink in rule.inks)
        inline = declared(told.get("style", ""))
        odd = inline.odd or len(names) > _MOST_NAMES or any(rule.odd for _, rule in rules) or self._by_case(keys)
        return Styled(_won(rules, inline), inks, any(rule.perhaps for _, rule in rules), odd)

    def _by_case(self, keys: list[str]) -> bool:
        """Browsers that read a page in the old way tell no small letters from capitals in names."""
        others = (spelt for key in keys for spelt in self._spelt.get(key.casefold(), ()) if spelt not in keys)
        return any(not innocent(*told) for spelt in others for told in self._rules[spelt].style.items())

    def _read(self, media: str, source: str) -> None:
        if _ON_PAPER.fullmatch(media):
            return
        css = _COMMENT.sub(" ", source)
        deep = _depth(css) > _DEEPEST
        self.odd |= deep or bool(_STRINGS.search(css)) or "@import" in css.casefold()
        if deep:
            return
        for above, head, body in _blocks(css):
            at = [one.casefold() for one in (*above, head) if one.startswith("@")]
            if any(_is_elsewhere(one) for one in at):
                continue
            if head.casefold().startswith("@font-face"):
                self.odd |= bool(re.search(r"\bsrc\s*:", body, re.IGNORECASE))
            else:
                self._take(head, declared(body), sure=media in {"", "all"} and not above and not at)

    def _take(self, heads: str, told: Declared, *, sure: bool) -> None:
        self._order += 1
        found = [_SELECTOR.fullmatch(head.strip()) for head in heads.split(",")]
        if sure and all(one and (one[1] or one[2]) for one in found):
            for one in filter(None, found):
                self._surely(f"{one[1].casefold()}{one[2]}", told)
        else:
            for key in _perhaps_for(heads):
                self._perhaps(key, told)

    def _surely(self, key: str, told: Declared) -> None:
        if len(self._spelt.get(key.casefold(), ())) > _MOST_SPELLINGS:
            return
        rule = self._rules.setdefault(key, _Rule())
        rule.odd |= told.odd
        for name, value in told.style.items():
            rank = (name in told.important, self._order)
            if rank >= rule.ranks.get(name, (False, 0)):
                rule.style[name], rule.ranks[name] = value, rank
        spelt = self._spelt.setdefault(key.casefold(), set())
        spelt.add(key)
        self.odd |= len(spelt) > _MOST_SPELLINGS

    def _perhaps(self, key: str, told: Declared) -> None:
        rule = self._rules.setdefault(f"?{key.casefold()}", _Rule())
        rule.odd |= told.odd
        rule.perhaps |= bool(told.style)
        for name, value in told.style.items():
            if not innocent(name, value):
                ink = color_of(value) if name == "color" else None
                rule.inks |= {ink} if ink else set()
                rule.odd |= ink is None


def _won(rules: list[tuple[int, _Rule]], inline: Declared) -> Style:
    """What is important, else what the element says itself, else what is said most closely, else last."""
    found, ranks = dict[str, str](), dict[str, tuple[bool, int, int]]()
    for closeness, rule in rules:
        for name, value in rule.style.items():
            important, order = rule.ranks[name]
            rank = (important, closeness, order)
            if rank >= ranks.get(name, (False, -1, 0)):
                found[name], ranks[name] = value, rank
    for name, value in inline.style.items():
        if name in inline.important or not ranks.get(name, (False,))[0]:
            found[name] = value
    return found


def _closeness(key: str) -> int:
    return 100 * ("#" in key) + 10 * ("." in key) + (key[0] not in "*.#?")


def _keys(tag: str, names: list[str], own: str) -> Iterator[str]:
    yield from ("*", tag)
    yield from (f".{name}" for name in names)
    yield from (f"*.{name}" for name in names)
    yield from (f"{tag}.{name}" for name in names)
    if own:
        yield from (f"#{own}", f"*#{own}", f"{tag}#{own}")
    low = [name.casefold() for name in names]
    yield from ("?*", f"?{tag}", *(f"?.{name}" for name in low), *(f"?*.{name}" for name in low))
    yield from (f"?{tag}.{name}" for name in low)
    yield from (f"?{start}#{own.casefold()}" for start in ("", "*", tag) if own)


def _perhaps_for(heads: str) -> Iterator[str]:
    """What each of the selectors is about, as far as that can be told; else everything."""
    plain = _BRACKETS.sub("", heads)
    for head in ["*"] if re.search(r"[\[\](){}\"'\\|&@]", plain) else plain.split(","):
        found = _LAST.fullmatch(re.split(r"[\s>+~]+", head.strip())[-1])
        names = re.findall(r"[.#][\w-]+", found[2]) if found else []
        yield names[0] if names else (found[1] if found else None) or "*"


def _is_elsewhere(head: str) -> bool:
    return bool(_ELSEWHERE.match(head) or (head.startswith("@media") and _ON_PAPER.fullmatch(head[6:].strip())))


def _depth(css: str) -> int:
    return max(accumulate((brace == "{") - (brace == "}") for brace in re.findall("[{}]", css)), default=0)


def _blocks(css: str) -> Iterator[tuple[tuple[str, ...], str, str]]:
    """What each is in, what it is for, and what it declares itself. The end closes all that is open."""
    open_: list[tuple[str, list[str]]] = []
    stray, text = "", ""
    for piece in (*re.split("([{};])", css), *["}"] * css.count("{")):
        if piece == "{":
            open_.append((f"{stray}{text.strip()}", []))
            stray, text = "", ""
        elif piece == "}" and open_:
            head, said = open_.pop()
            yield tuple(one for one, _ in open_), head, ";".join((*said, text))
            text = ""
        elif piece == "}":
            stray, text = "}", ""
        elif piece == ";":
            if open_:
                open_[-1][1].append(text)
            text = ""
        else:
            text = piece
