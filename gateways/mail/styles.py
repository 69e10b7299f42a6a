"""Style sheets of mails, and what an element says of its own style (CSS 2.2 §4.1), as far as hiding text takes it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

Style = dict[str, str]

_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)|<!--|-->", re.DOTALL)
_SELECTOR = re.compile(r"([a-z][a-z0-9]*|\*|)((?:[.#][\w-]+)?)", re.IGNORECASE)
_MOST = 50_000  # characters of a sheet that are looked at
_HIDING = re.compile(
    "background(-color|-image)?|clip(-path)?|color|content-visibility|display|font(-size)?|(max-)?(height|width)|left|top|"
    "margin-(left|top)|mso-hide|opacity|overflow(-x|-y)?|position|text-indent|transform|visibility|white-space|"
    "-webkit-text-fill-color"
)


def declared(text: str) -> Style:
    """Values in lower case; what is important, else what comes last, wins."""
    parts = [part.partition(":") for part in _COMMENT.sub("", text).casefold().split(";")]
    parts.sort(key=lambda part: "!" in part[2])
    told = ((name.strip(), value.partition("!")[0].strip()) for name, _, value in parts)
    return {name: value for name, value in told if value and _HIDING.fullmatch(name)}


class Sheet:
    """Rules for a tag, a class, an id, or a tag with one of them. Those that hold only somewhere, in `@media` and below
    other elements, are not read: whether they hide anything cannot be told."""

    def __init__(self, sources: Iterable[str]) -> None:
        self._rules: dict[str, Style] = {}
        for source in sources:
            for heads, body in _rules(_COMMENT.sub("", source[:_MOST])):
                self._take(heads, declared(body))

    def of(self, tag: str, told: Mapping[str, str]) -> Style:
        """`told`: the attributes."""
        named = [f".{name}" for name in told.get("class", "").split()[:20]]
        named += [f"#{told['id']}"] if told.get("id") else []
        found: Style = {}
        for key in ("*", tag, *(f"{start}{name}" for name in named for start in ("", "*", tag))):
            found |= self._rules.get(key, {})
        return found

    def _take(self, heads: str, style: Style) -> None:
        for head in heads.split(","):
            if found := _SELECTOR.fullmatch(head.strip()):
                self._rules.setdefault(f"{found[1].casefold()}{found[2]}", {}).update(style)


def _rules(css: str) -> Iterator[tuple[str, str]]:
    """Of the outermost blocks, what each is for and what it declares."""
    open_: list[str] = []
    pieces = re.split("([{}])", css)
    for text, brace in zip(pieces[::2], pieces[1::2], strict=False):
        if brace == "{":
            open_.append(text.rpartition(";")[2])
        elif open_:
            head = open_.pop()
            if not open_:
                yield head, text
