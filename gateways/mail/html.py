"""What an HTML mail shows: read by Lexbor as browsers read it, without what they would not show."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from selectolax.lexbor import LexborHTMLParser, LexborNode

from gateways.mail.conditional import said_to_some
from gateways.mail.seen import Look
from gateways.mail.styles import Sheet

_MOST = 300_000  # characters that are looked at; Outlook's styles are long
# Pieces of markup that are looked at. A parser of HTML walks up all that is open for each one, so that time follows the
# square of this number where somebody wants it to.
_MOST_MARKUP = 4_000
_MOST_QUOTES = 5
_BREAKING = re.compile("address|article|blockquote|br|div|d[dt]|h[1-4r]|li|p|pre|table|tr")
_UNSEEN = re.compile(
    "head|title|script|style|template|textarea|iframe|object|audio|video|canvas|noscript|noembed|noframes"
)
_NEVER_SEEN = {"head", "title", "script", "style", "template"}
# What shows text that stands elsewhere, or in an attribute.
_ELSEWHERE = (
    "link[rel~=stylesheet i], iframe[src], iframe[srcdoc], frame, embed, object[data], "
    "input[value]:not([type=hidden i]), head noscript"
)
_SETTINGS = "xml, style, script, title"  # of Office, and such as nobody reads
# Outlook's names for the place where the mails before begin.
_HISTORY = re.compile("(?:x_)?(?:divRplyFwdMsg|appendonsend)", re.IGNORECASE)


@dataclass(frozen=True)
class Shown:
    """`whole`: everybody who reads it sees this, and nothing but this; `cut`: not all of it was looked at."""

    text: str = field(repr=False)
    whole: bool
    cut: bool = False


def shown(source: str) -> Shown:
    """Quotes are marked with `>` as in plain mails. Hidden text is none: what nobody can read was not said to them."""
    begun = _cut(source)
    page, cut = LexborHTMLParser(begun), begun != source
    sheet = Sheet((node.attributes.get("media") or "", node.text()) for node in page.css("style"))
    said: list[str] = []
    plain = not cut and not sheet.odd and page.css_first(_ELSEWHERE) is None
    plain = plain and not any(map(_is_read, said_to_some(begun)))
    for piece in _pieces(page, sheet):
        begins = not said or said[-1].endswith(("\n", "> "))
        said.append(piece.text if piece.typed or not begins else piece.text.lstrip(" "))
        plain = plain and not piece.doubted
    return Shown("".join(said), plain, cut)


@dataclass(frozen=True)
class _Piece:
    """Text or a line break. `typed`: its blanks count; `doubted`: somebody may see something else there."""

    text: str
    typed: bool = True
    doubted: bool = False


def _cut(source: str) -> str:
    pieces = source[:_MOST].split("<", _MOST_MARKUP + 1)
    return "<".join(pieces[: _MOST_MARKUP + 1])


def _pieces(page: LexborHTMLParser, sheet: Sheet) -> Iterator[_Piece]:
    """In their order. Without recursion: mails are as deep as somebody makes them."""
    todo: list[tuple[LexborNode | str, Look]] = [(page.root, Look())] if page.root else []
    while todo:
        node, around = todo.pop()
        if isinstance(node, str):
            yield _Piece(node)
        elif node.is_text_node:
            yield _text(node.text_content or "", around)
        elif node.is_element_node:
            look, doubted = _look(node, around, sheet)
            if look is None:
                yield _Piece("", doubted=doubted)
                continue
            yield from (_Piece(text) for text in _opening(node, look))
            if _BREAKING.fullmatch(node.tag or "") and node.first_child:
                todo.append((_break(around), around))
            todo += [(child, look) for child in reversed(list(node.iter(include_text=True)))]


def _text(text: str, look: Look) -> _Piece:
    return _Piece(_shown(text, look) if look.shows else "", look.typed or not look.shows, look.doubts(text))


def _look(node: LexborNode, around: Look, sheet: Sheet) -> tuple[Look | None, bool]:
    """None where nothing in it is shown; then, whether somebody may see it all the same."""
    tag, told = node.tag or "", {name: value or "" for name, value in node.attributes.items()}
    if _UNSEEN.fullmatch(tag):
        return None, _is_perhaps_seen(node, tag)
    styled = sheet.of(tag, told)
    look = around.inside(tag, told, styled)
    return look, look is None and (styled.perhaps or styled.odd or around.odd) and _says_something(node)


def _is_perhaps_seen(node: LexborNode, tag: str) -> bool:
    """What some programs show in place of what they do not know."""
    return tag not in _NEVER_SEEN and _says_something(node)


def _says_something(node: LexborNode) -> bool:
    return any(char.isalnum() for char in node.text() or "")


def _is_read(source: str) -> bool:
    """Whether a piece of markup has words that are no settings."""
    page = LexborHTMLParser(source)
    for node in page.css(_SETTINGS):
        node.decompose()
    return page.root is not None and _says_something(page.root)


def _opening(node: LexborNode, look: Look) -> Iterator[str]:
    if _HISTORY.fullmatch(node.attributes.get("id") or ""):
        yield "\n-----Original Message-----\n"
    if _BREAKING.fullmatch(node.tag or ""):
        yield _break(look)


def _shown(text: str, look: Look) -> str:
    return text.replace("\n", _break(look)) if look.typed else re.sub(r"\s+", " ", text)


def _break(look: Look) -> str:
    return "\n" + "> " * min(look.quotes, _MOST_QUOTES)
