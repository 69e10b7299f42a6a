"""Teams' activities as acts: who did what, and where. What a button or a form carries was put there by `adaptive`.

The shapes: learn.microsoft.com/microsoftteams/platform, Universal Actions for Adaptive Cards.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote

from bot.teams.conversations import SURFACE
from bot.teams.limits import VALUE
from bot.teams.origin import Origin
from domain.card import Input
from domain.chat import Clicked, Place, Sought, Submitted, Typed


def typed(origin: Origin, text: str) -> Typed:
    return Typed(
        account=origin.account,
        place=_place(origin),
        delivery=origin.delivery,
        locale=origin.locale,
        text=text,
        public=not origin.private,
    )


def used(origin: Origin, data: object) -> Clicked | Submitted | None:
    """A pressed button or a filled-in form, by what the card carried; None for a card that is none of ours.

    A form is filled in once: its mark is the delivery, whether the answers come twice or under a new id.
    """
    if not isinstance(data, dict) or not _ours(data.get("verb")) or not _ours(data.get("ref")):
        return None
    who, place, verb, ref = origin.account, _place(origin), data["verb"], data["ref"]
    if "form" in data:
        once = f"{who.id}/{origin.mark}"
        return Submitted(
            account=who, place=place, delivery=once, locale=origin.locale, verb=verb, ref=ref, values=_values(data)
        )
    address = None if origin.seen_by_one else origin.message
    return Clicked(
        account=who,
        place=place,
        delivery=origin.delivery,
        locale=origin.locale,
        verb=verb,
        ref=ref,
        address=address,
    )


def sought(origin: Origin, value: Mapping[str, Any] | None) -> Sought | None:
    """What somebody has typed so far, in a field that names its form; None for one that names none."""
    verb, text = ((value or {}).get(name) for name in ("dataset", "queryText"))
    if not verb or not _ours(verb) or not isinstance(text, str):
        return None
    return Sought(account=origin.account, place=_place(origin), locale=origin.locale, verb=verb, text=text)


def _ours(part: object) -> bool:
    return isinstance(part, str) and len(part) <= VALUE


def _place(origin: Origin) -> Place:
    return Place(SURFACE, origin.conversation.id, private=origin.conversation.private)


def _values(data: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    """Inputs are called `<kind>.<name>`, so that what is chosen can be told from what is written."""
    asked = data.get("fields")
    empty = dict.fromkeys(map(str, asked), "") if isinstance(asked, list) else {}
    named = ((name.partition("."), value) for name, value in {**empty, **data}.items() if isinstance(value, str))
    return {name: _answers(kind, value) for (kind, dot, name), value in named if dot and kind in set(Input)}


def _answers(kind: str, value: str) -> tuple[str, ...]:
    if kind == Input.SOME_OF:
        return tuple(unquote(chosen) for chosen in value.split(",") if chosen)
    text = unquote(value) if kind == Input.ONE_OF else value.strip()
    return (text,) if text else ()
