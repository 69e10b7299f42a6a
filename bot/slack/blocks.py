"""A card as a Slack message: Block Kit, and the whole of it again as `text=` for notifications and screen readers."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from typing import Any

from bot.slack import fit
from bot.slack.fit import Block, Room
from bot.slack.items import items
from bot.slack.text import escape, one_line, paragraphs, plain, strong
from domain.card import Button, Card, Confirm, Fact, Style, Tone
from domain.words_slack import EMPTY, more

PREFIX = "dsr:"
_SIGNS = {Tone.WAITING: "⏳ ", Tone.GOOD: "✅ ", Tone.BAD: "⚠️ ", Tone.NEUTRAL: ""}
_STYLES = {Style.PRIMARY: "primary", Style.DANGER: "danger"}
_STATUS, _FACT, _FACTS, _SPEECH, _COPY, _FOOTER = 250, 300, 10, 2_500, 5_000, 250
_SHORTEST = 20  # of a line of the fallback


def message(card: Card) -> dict[str, Any]:
    """The arguments that any way of sending a message takes."""
    return {"text": fallback(card), "blocks": blocks(card)}


def bare(card: Card) -> dict[str, Any]:
    """The least that is still of use, for when Slack refuses the whole: what it is, how it stands, the buttons."""
    said = [plain(one_line(card.title or " ".join(card.text), fit.HEADER)), plain(one_line(card.status, _STATUS))]
    sections: list[Block] = [{"type": "section", "text": text} for text in said if text["text"] != EMPTY]
    return {"text": fallback(card), "blocks": [*sections, *_actions(card, count())] or [_section(EMPTY)]}


def blocks(card: Card) -> list[Block]:
    """A titled card is a form that is read from the top; one without a title speaks first and lists afterwards."""
    room, numbers = Room(), count()
    head = room.take([*_head(card)])
    facts = room.take([*_facts(card.facts)])
    speech = room.take([*_speech(card)])
    end = room.take([*_actions(card, numbers), *_footer(card)])
    copy = room.take([*_copy(card, min(_COPY, room.text // 2))])
    listed = items(card.items, room, lambda button: element(button, next(numbers)))
    body = [*listed, *speech] if card.title else [*speech, *listed]
    return [*head, *facts, *body, *copy, *end] or [_section(EMPTY)]


def _head(card: Card) -> Iterator[Block]:
    if title := one_line(card.title, fit.HEADER):
        yield {"type": "header", "text": plain(title)}
    if status := one_line(card.status, _STATUS):
        sign = [{"type": "text", "text": _SIGNS[card.tone]}] if _SIGNS[card.tone] else []
        bold = {"type": "text", "text": status, "style": {"bold": True}}
        yield {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": [*sign, bold]}]}


def _facts(facts: tuple[Fact, ...]) -> Iterator[Block]:
    """Two columns, the label left and the value right, which Slack sets below each other on a phone."""
    shown = facts if len(facts) <= _FACTS else (*facts[: _FACTS - 1], Fact(more(len(facts) - _FACTS + 1), ""))
    fields = [text for fact in shown for text in (_label(fact.label), plain(one_line(fact.value, _FACT)))]
    for start in range(0, len(fields), fit.FIELDS):
        yield {"type": "section", "fields": fields[start : start + fit.FIELDS]}


def _label(label: str) -> dict[str, Any]:
    return strong(one_line(label, 60), "")


def _speech(card: Card) -> Iterator[Block]:
    if said := paragraphs("\n\n".join(text for text in card.text if text.strip()), _SPEECH):
        yield _section(said)


def _section(text: str) -> Block:
    return {"type": "section", "text": plain(text)}


def _copy(card: Card, limit: int) -> Iterator[Block]:
    """Preformatted, in pieces that fit a text each; Slack draws them as one."""
    text = paragraphs(card.copy, limit)
    step = fit.TEXT // 2  # of signs, each of which may count twice
    pieces = [{"type": "text", "text": text[start : start + step]} for start in range(0, len(text), step)]
    if pieces:
        yield {"type": "rich_text", "elements": [{"type": "rich_text_preformatted", "elements": pieces}]}


def _actions(card: Card, numbers: Iterator[int]) -> Iterator[Block]:
    buttons = [element(button, next(numbers)) for button in card.buttons[: 2 * fit.ELEMENTS]]
    for start in range(0, len(buttons), fit.ELEMENTS):
        yield {"type": "actions", "elements": buttons[start : start + fit.ELEMENTS]}


def _footer(card: Card) -> Iterator[Block]:
    if footer := one_line(card.footer, _FOOTER):
        yield {"type": "context", "elements": [plain(footer)]}


def element(button: Button, number: int) -> Block:
    """`number` makes the action id unique within the message; the value is the one opaque id and nothing else.

    Raises:
        ValueError: the id is longer than a button can carry, so it is none of ours.
    """
    action = f"{PREFIX}{button.verb}:{number}"
    if len(button.ref) > fit.VALUE or len(action) > fit.ACTION_ID:
        raise ValueError("too much for a button to carry")
    return {
        "type": "button",
        "action_id": action,
        "text": plain(one_line(button.label, fit.BUTTON)),
        **({"value": button.ref} if button.ref else {}),
        **({"style": _STYLES[button.style]} if button.style in _STYLES else {}),
        **({"confirm": _confirm(button.confirm, button.style)} if button.confirm else {}),
    }


def _confirm(confirm: Confirm, style: Style) -> dict[str, Any]:
    return {
        "title": plain(one_line(confirm.title, fit.CONFIRM_TITLE)),
        "text": plain(paragraphs(confirm.text, fit.CONFIRM_TEXT)),
        "confirm": plain(one_line(confirm.yes, fit.CONFIRM_CHOICE)),
        "deny": plain(one_line(confirm.no, fit.CONFIRM_CHOICE)),
        **({"style": _STYLES[style]} if style in _STYLES else {}),
    }


def fallback(card: Card) -> str:
    """Everything but the buttons, in one text: what a notification shows and a screen reader reads."""
    said, left = list[str](), fit.FALLBACK
    for line in filter(None, map(str.strip, _lines(card))):
        if left < _SHORTEST:
            said.append(fit.ELLIPSIS)
            break
        said.append(paragraphs(line, left))
        left -= fit.weight(said[-1]) + 1
    return escape("\n".join(filter(None, said))) or EMPTY


def _lines(card: Card) -> Iterator[str]:
    yield " · ".join(filter(None, (card.title, card.status)))
    yield from (f"{fact.label}: {fact.value}" for fact in card.facts)
    yield from (f"{item.sign} {item.text}" + (f" – {item.note}" if item.note else "") for item in card.items)
    yield from (*card.text, card.copy, card.footer)
