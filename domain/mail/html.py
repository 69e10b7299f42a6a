"""The visible text of an HTML mail.

Python's own parser takes minutes over a long run of `<!--`, and a mail must not hold up the bot. This one stops where
something begins that never ends, which browsers do not show either.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

_MOST = 300_000  # characters that are looked at; Outlook's styles are long
_DEEPEST = 60  # how far back the beginning of an element is looked for
_MOST_QUOTES = 5
_OPENS = re.compile(r"<[a-z/!]", re.IGNORECASE)
_MARKUP = re.compile(
    r"""<!--.*?-->|<!(?!--)[^>]*>|<(script|style|title|textarea)\b[^>]*>.*?</\1[^>]*>|"""
    r"""<(?P<end>/?)(?P<tag>(?!(?:script|style|title|textarea)\b)[a-z][a-z0-9:-]*)(?P<told>(?:"[^"]*"|'[^']*'|[^'">])*)>|</[^>]*>""",
    re.IGNORECASE | re.DOTALL,
)
_BREAKING = re.compile("address|article|blockquote|br|div|d[dt]|h[1-4r]|li|p|pre|table|tr")
_EMPTY = re.compile("area|base|br|col|embed|hr|img|input|link|meta|source|track|wbr")
_UNSEEN = re.compile("head|noscript|template")
_HIDDEN = re.compile(
    r"""style\s*=\s*["'][^"']*(?:display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all|font-size\s*:\s*0)"""
    r"""|\shidden(?=[\s=/]|$)""",
    re.IGNORECASE,
)
# Outlook's names for the place where the mails before begin.
_HISTORY = re.compile(r"""\bid\s*=\s*["']?(?:x_)?(?:divRplyFwdMsg|appendonsend)\b""", re.IGNORECASE)


def text_of(source: str) -> str:
    """Quotes are marked with `>` as in plain mails; what a browser would not show is left out."""
    page = _Page()
    for text, markup in _pieces(source[:_MOST]):
        page.say(html.unescape(text))
        if markup and markup["tag"]:
            page.meet(markup["tag"].casefold(), markup["told"], ends=bool(markup["end"]))
    return "".join(page.said)


def _pieces(source: str) -> Iterator[tuple[str, re.Match[str] | None]]:
    """Text, and the markup after it."""
    at = start = 0
    while (at := source.find("<", at)) >= 0:
        if not _OPENS.match(source, at):
            at += 1
            continue
        markup = _MARKUP.match(source, at)
        yield source[start:at], markup
        if markup is None:
            return
        at = start = markup.end()
    yield source[start:], None


class _Page:
    def __init__(self) -> None:
        self.said: list[str] = []
        self._open: list[tuple[str, bool]] = []  # each with whether it hides what is in it
        self._hiding = 0
        self._quotes = 0
        self._as_typed = 0  # elements whose line breaks count

    def say(self, text: str) -> None:
        if self._hiding:
            return
        shown = text if self._as_typed else re.sub(r"\s+", " ", text)
        begins = not self.said or self.said[-1].endswith(("\n", "> "))
        self.said.append(shown.lstrip(" ") if begins and not self._as_typed else shown)

    def meet(self, tag: str, told: str, *, ends: bool) -> None:
        if _HISTORY.search(told):
            self.said.append("\n-----Original Message-----\n")
        if tag == "blockquote":
            self._quotes = max(0, self._quotes + (-1 if ends else 1))
        if tag == "pre":
            self._as_typed = max(0, self._as_typed + (-1 if ends else 1))
        if _BREAKING.fullmatch(tag):
            self.said.append("\n" + "> " * min(self._quotes, _MOST_QUOTES))
        if ends:
            self._close(tag)
        elif not _EMPTY.fullmatch(tag):
            hides = bool(_UNSEEN.fullmatch(tag) or _HIDDEN.search(told))
            self._open.append((tag, hides))
            self._hiding += hides

    def _close(self, tag: str) -> None:
        """What was left open inside ends with it."""
        if tag not in [name for name, _ in self._open[-_DEEPEST:]]:
            return
        ended = ""
        while ended != tag:
            ended, hides = self._open.pop()
            self._hiding -= hides
