"""Text from outside, made harmless: it cannot format, mention, link, or turn the reading direction of what follows.

Data goes only where Slack does not parse: `plain_text` objects and the text elements of `rich_text`. The exceptions
are `text=`, which is escaped, and `strong`, which takes only what holds nothing to parse.
"""

from __future__ import annotations

import re
from typing import Any

from bot.slack.limits import ELLIPSIS, cut, weight
from domain.moment import Moment, Timed, pieces

# Control signs, those that override the reading direction, halves of a sign, and signs that Unicode calls none.
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufdd0-\ufdef\ufffe\uffff\ud800-\udfff]")
_RIGHT_TO_LEFT = re.compile(
    "[\u0590-\u08ff\ufb1d-\ufdcf\ufdf0-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]"
)
EMPTY = "–"  # where Slack wants a sign, and there is nothing to say
_SPECIAL = re.compile(r"<(?=[!@#]|[a-z]+:)", re.IGNORECASE)
_PARSED = re.compile(r"[*_~`<>&@#|]|:[^\s:]+:|://|\bwww\.", re.IGNORECASE)
_FORMAT = "{date_short}, {time}"  # docs.slack.dev/messaging/formatting-message-text
_BLANKS = re.compile(r"\s+")
_JOINER = "\u2060"  # is not seen, and ends what Slack would parse
_ISOLATE, _ISOLATED = "\u2068", "\u2069"


def clean(text: str) -> str:
    """Without signs that are not seen but do something; `<!channel>` and its like are dead wherever they end up."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _SPECIAL.sub(f"<{_JOINER}", _CONTROLS.sub("", text))


def one_line(text: str, limit: int) -> str:
    """Fit for one line of at most `limit`; empty when there is nothing to read."""
    return isolated(cut(" ".join(clean(_begin(text, limit)).split()), limit - 2))


def paragraphs(text: str, limit: int) -> str:
    """Fit for at most `limit`, line breaks kept."""
    return isolated(cut(clean(_begin(text, limit)).strip(), limit - 2))


def _begin(text: str, limit: int) -> str:
    """No more than could be shown has to be looked at."""
    most = 4 * limit
    return text if len(text) <= most else text[:most] + ELLIPSIS


def isolated(text: str) -> str:
    """Right-to-left text keeps its direction to itself."""
    return text if text.isascii() or not _RIGHT_TO_LEFT.search(text) else f"{_ISOLATE}{text}{_ISOLATED}"


def escape(text: str) -> str:
    """As Slack asks for wherever text is parsed: docs.slack.dev/messaging/formatting-message-text."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def plain(text: str) -> dict[str, Any]:
    """A text object that nothing is parsed in. `text` is fitted already; Slack wants at least one sign."""
    return {"type": "plain_text", "text": text or EMPTY, "emoji": False}


def told(text: str, limit: int) -> dict[str, Any]:
    """A text object of one line, its moments on the clock of whoever reads it."""
    dated = _dated(text) if fits(text, limit) else None
    return {"type": "mrkdwn", "text": dated, "verbatim": True} if dated else plain(one_line(text, limit))


def fits(text: str, limit: int) -> bool:
    """Whether it can be shown moment by moment, and not only cut."""
    return isinstance(text, Timed) and weight(text) <= limit - 2


def rich(text: str) -> list[dict[str, Any]]:
    """Elements of a rich text, in which nothing is parsed; its moments are drawn by Slack."""
    return [
        {"type": "text", "text": _smooth(piece)} if isinstance(piece, str) else _date(piece) for piece in pieces(text)
    ]


def _date(moment: Moment) -> dict[str, Any]:
    return {"type": "date", "timestamp": int(moment.at.timestamp()), "format": _FORMAT, "fallback": moment.plain}


def _dated(text: str) -> str | None:
    """With what Slack fills in for each reader; None where it would parse anything else in it as well."""
    smooth = [piece if isinstance(piece, Moment) else _smooth(piece) for piece in pieces(text)]
    if any(isinstance(piece, str) and (_PARSED.search(piece) or _RIGHT_TO_LEFT.search(piece)) for piece in smooth):
        return None
    return "".join(_token(piece) if isinstance(piece, Moment) else piece for piece in smooth)


def _token(moment: Moment) -> str:
    return f"<!date^{int(moment.at.timestamp())}^{_FORMAT}|{moment.plain}>"


def _smooth(text: str) -> str:
    """Of one line, but with the blanks at its ends, where a moment follows."""
    return _BLANKS.sub(" ", clean(text))


def strong(text: str, rest: str) -> dict[str, Any]:
    """`text` in bold and `rest` below it; all plain where either holds anything that Slack would parse."""
    dated = _dated(rest) if isinstance(rest, Timed) else None
    lines = f"{text}\n{rest}".rstrip()
    if not text or _PARSED.search(text if dated else lines):
        return plain(lines)
    return {"type": "mrkdwn", "text": f"*{text}*\n{dated or rest}".rstrip(), "verbatim": True}
