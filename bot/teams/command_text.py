"""What was typed to the bot, as the person meant it: without the mention of the bot, with other people as `<@id>`.

Only the text that a mention's own entity names is taken out, and once each: the SDK's way eats arguments.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from typing import Any

from bot.teams.adapter import Activity

# As it is typed elsewhere, and as a slash command arrives; before it, and behind the bot's name, what joins the two.
_JOINTS = r"[\s,:;–—\u200b-\u200f\u2060\ufeff-]*"
_COMMAND = re.compile(rf"^{_JOINTS}(?:[/@]?dsr(?:\s+bot)?(?=[\s,:;]|$){_JOINTS})?/?", re.IGNORECASE)
# What a client wraps around what was typed; a sign that was typed as such arrives escaped.
_TAG = re.compile(r"</?(?:at|p|div|span|br|b|i|u|em|strong|code|pre)(?:\s[^<>]{0,300})?/?>", re.IGNORECASE)
_STRIKING = re.compile(r"</?(?:s|del|strike)(?:\s[^<>]{0,300})?>", re.IGNORECASE)  # what it strikes out is not meant


def mentions(activity: Activity) -> Iterator[tuple[str, str]]:
    """Everybody who is mentioned: their id as Teams calls them, and the text that stands for them."""
    for entity in activity.entities or ():
        known: Mapping[str, Any] = entity.additional_properties or {}
        mentioned = known.get("mentioned")
        if entity.type == "mention" and isinstance(mentioned, dict):
            yield str(mentioned.get("id") or ""), str(known.get("text") or "")


def mentions_bot(activity: Activity) -> bool:
    return any(who == _bot(activity) for who, _ in mentions(activity))


def spoken(activity: Activity, people: Mapping[str, str]) -> str:
    """`people`: id as Teams calls them → the id to put into `<@…>`."""
    text = str(activity.text or "")
    for who, said in mentions(activity):
        if said:
            text = text.replace(said, " " if who == _bot(activity) else f" <@{people.get(who, who)}> ", 1)
    plain = html.unescape(_TAG.sub(" ", _STRIKING.sub("~", text)))
    return _COMMAND.sub("", " ".join(plain.split()), count=1)


def _bot(activity: Activity) -> str:
    return str(activity.recipient.id if activity.recipient else "")
