"""What people type on a phone or paste from a mail, a page or a table: what it means, without what stands around it."""

from __future__ import annotations

import html
import re
import unicodedata
from urllib.parse import unquote

from domain.person_names import is_name

# What nobody sees: format characters (category Cf), and those that Unicode calls default ignorable besides.
_UNSEEN = re.compile("[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]")
JOINERS = "\u200c\u200d"  # between letters of some scripts they make another word (RFC 5892, appendix A)
_DASHES = dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d"), "-")
_WIDE: dict[int, str | int | None] = {
    **{wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F)},  # as written in Chinese, Japanese and Korean
    **_DASHES,
    **dict.fromkeys(map(ord, "\u2018\u2019\u201b\u02bc"), "'"),
    0x3002: ".", 0xFF61: ".", 0xFE52: ".", 0xFE6B: "@", 0xFF5F: "(", 0xFF60: ")",
}  # fmt: skip
_QUOTES = "\"'`´\u201a\u201c\u201d\u201e\u201f\u00ab\u00bb\u2039\u203a\u300c\u300d\u300e\u300f\u301d\u301e\u301f"
_BOTH = f" \t\r\n\f\v,;:*|\u00b7{_QUOTES}"  # and no `~`: what it strikes out is not meant
_BEFORE = f"{_BOTH}(<[{{\u3008\u300a\u3010\u00a1\u00bf\u2022\u2023\u25e6\u25cf\u25cb\u25aa\u25ab\u25a0"
_AFTER = f"{_BOTH}.!?\u2026)>]}}\u3009\u300b\u3011"
_BULLET = re.compile(r"-\s+")
_LABEL = re.compile(r"^(?:mailto|smtp|sip|to|(?:e-?)?mail(?:[ -]?add?ress[e]?)?)\s*:\s*", re.IGNORECASE)
_QUESTION = re.compile(
    r"\?(?:[a-z-]{1,40}=(?:(?!%40)[^@]){0,1000})?$", re.IGNORECASE
)  # of a link: ?subject=… (RFC 6068)
_LINKED = r"(?:mailto:)?[^\s<>|\"()\[\]]{1,400}"
_HTML = re.compile(
    r"<a\s[^<>]{0,400}?href\s*=\s*([\"']?)([^\s<>\"]{1,400}?)\1(?:\s[^<>@]{0,400})?>(.{0,400}?)</a\s*>", re.I | re.S
)
_MARKDOWN = re.compile(rf"\[([^\[\]]{{0,400}})\]\(\s*<?({_LINKED})>?(?:\s+\"[^\"@]{{0,400}}\")?\s*\)")
_SLACK = re.compile(rf"<({_LINKED})\|([^<>|]{{0,400}})>")
_STRUCK = re.compile(
    r"(?<![\w~])~~?(?=[^\s~])[^~\n]{0,400}(?<=\S)~~?(?![\w~])|<(?:s|del|strike)(?:\s[^<>]{0,400})?>", re.IGNORECASE
)
_LONGEST = 2_000  # characters; nobody pastes that much around an address
_TAG = re.compile(
    r"</?(?![^<>]*mailto:)(?:at|a|b|i|u|em|p|div|span|strong|font|br)(?:\s[^<>@]{0,400})?/?>", re.IGNORECASE
)


def legible(text: str) -> str:
    """Without what nobody sees, with one kind of dash, apostrophe and blank, and letters of one width."""
    return text if text.isascii() else seen(text.translate(_WIDE))


def seen(text: str) -> str:
    """Without what nobody sees, and with one kind of blank."""
    return text if text.isascii() else "".join(map(_seen, _UNSEEN.sub("", text)))


def dashed(text: str) -> str:
    """With one kind of dash, and nothing else changed."""
    return text.translate(_DASHES)


def _seen(char: str) -> str:
    category = unicodedata.category(char)
    return " " if category == "Zs" else "" if category == "Cf" and char not in JOINERS else char


def struck(text: str) -> bool:
    """Whether some of it is struck out, as Slack and Markdown (`~so~`) or pages write that."""
    return bool(_STRUCK.search(seen(text)))


def unlinked(text: str) -> str:
    """Links to addresses, as Slack, Teams, pages and Markdown write them, become the address alone.

    A link that says anything but the address it leads to, or its owner's name, stays as it is: no address for anybody.
    """
    text = html.unescape(text) if "&" in text and ";" in text else text
    if "<" in text or "](" in text:
        text = _HTML.sub(lambda link: _address(link[0], link[2], _TAG.sub("", link[3])), text)
        text = _MARKDOWN.sub(lambda link: _address(link[0], link[2], link[1]), text)
        text = _SLACK.sub(lambda link: _address(link[0], link[1], link[2]), text)
    return _TAG.sub(" ", text) if "<" in text else text


def _address(link: str, target: str, label: str) -> str:
    leads, claims = bared(target), legible(bared(label))
    agrees = is_name(claims, leads) or claims.casefold() == leads.casefold()
    return leads if "@" in leads and agrees else link


def bared(text: str) -> str:
    """Without quotes, brackets, emphasis, `mailto:` and its question, and the punctuation of the sentence around."""
    while len(text) < _LONGEST and (shorter := _less(text)) != text:
        text = shorter
    return text


def is_label(text: str) -> bool:
    """Whether it says that an address follows, as `E-Mail:` does."""
    return bool(_LABEL.fullmatch(text.strip()))


def _less(text: str) -> str:
    text = text.lstrip(_BEFORE).rstrip(_AFTER)
    if bullet := _BULLET.match(text):
        return text[bullet.end() :]
    if len(text) > 2 and text.startswith("_") and text.endswith("_"):
        return text[1:-1]
    if label := _LABEL.match(text):
        target = _QUESTION.sub("", text[label.end() :])
        return text if "%40" in target[target.find("@") :] else unquote(target)
    return _QUESTION.sub("", text)
