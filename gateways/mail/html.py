"""What an HTML mail shows: read by Lexbor as browsers read it, without what they would not show."""

from __future__ import annotations

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode

from gateways.mail.seen import Look
from gateways.mail.styles import Sheet, declared

_MOST = 300_000  # characters that are looked at; Outlook's styles are long
# Pieces of markup that are looked at. A parser of HTML walks up all that is open for each one, so that time follows the
# square of this number where somebody wants it to.
_MOST_MARKUP = 4_000
_MOST_QUOTES = 5
_BREAKING = re.compile("address|article|blockquote|br|div|d[dt]|h[1-4r]|li|p|pre|table|tr")
_UNSEEN = re.compile(
    "head|title|script|style|template|textarea|iframe|object|audio|video|canvas|noscript|noembed|noframes"
)
# Outlook's names for the place where the mails before begin.
_HISTORY = re.compile("(?:x_)?(?:divRplyFwdMsg|appendonsend)", re.IGNORECASE)


def text_of(source: str) -> str:
    """Quotes are marked with `>` as in plain mails. Hidden text is none: what nobody can read was not said to them."""
    page = LexborHTMLParser(_cut(source))
    said: list[str] = []
    for piece, typed in _pieces(page, Sheet(node.text() for node in page.css("style"))):
        begins = not said or said[-1].endswith(("\n", "> "))
        said.append(piece if typed or not begins else piece.lstrip(" "))
    return "".join(said)


def is_whole(source: str) -> bool:
    """Whether `text_of` looks at all of it."""
    return _cut(source) == source


def _cut(source: str) -> str:
    pieces = source[:_MOST].split("<", _MOST_MARKUP + 1)
    return "<".join(pieces[: _MOST_MARKUP + 1])


def _pieces(page: LexborHTMLParser, sheet: Sheet) -> Iterator[tuple[str, bool]]:
    """Text and line breaks in their order, each with whether its blanks count. Without recursion: mails are as deep as
    somebody makes them."""
    todo: list[tuple[LexborNode | str, Look]] = [(page.root, Look())] if page.root else []
    while todo:
        node, around = todo.pop()
        if isinstance(node, str):
            yield node, True
        elif node.is_text_node:
            if around.shows:
                yield _shown(node.text_content or "", around), around.typed
        elif node.is_element_node and (look := _look(node, around, sheet)):
            yield from ((text, True) for text in _opening(node, look))
            if _BREAKING.fullmatch(node.tag or "") and node.first_child:
                todo.append((_break(around), around))
            todo += [(child, look) for child in reversed(list(node.iter(include_text=True)))]


def _look(node: LexborNode, around: Look, sheet: Sheet) -> Look | None:
    tag, told = node.tag or "", {name: value or "" for name, value in node.attributes.items()}
    if _UNSEEN.fullmatch(tag):
        return None
    style = sheet.of(tag, told) | declared(told.get("style", ""))
    return around.inside(tag, told, style)


def _opening(node: LexborNode, look: Look) -> Iterator[str]:
    if _HISTORY.fullmatch(node.attributes.get("id") or ""):
        yield "\n-----Original Message-----\n"
    if _BREAKING.fullmatch(node.tag or ""):
        yield _break(look)


def _shown(text: str, look: Look) -> str:
    return text.replace("\n", _break(look)) if look.typed else re.sub(r"\s+", " ", text)


def _break(look: Look) -> str:
    return "\n" + "> " * min(look.quotes, _MOST_QUOTES)
