"""A card as a Slack message: Block Kit, and the whole of it again as `text=` for notifications and screen readers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import count, groupby
from typing import Any

from bot.slack import limits as fit
from bot.slack.items import items
from bot.slack.limits import Block, Room
from bot.slack.text import EMPTY, escape, one_line, paragraphs, plain, strong, told
from domain.card import Button, Card, Confirm, Fact, Item, Mention, Style, Tone
from domain.moment import Timed
from domain.spoken import of_button
from domain.words.language.slack import SlackWords
from domain.words.languages import spoken

PREFIX = "dsr:"
_SIGNS = {Tone.WAITING: "⏳ ", Tone.GOOD: "✅ ", Tone.BAD: "⚠️ ", Tone.NEUTRAL: ""}
_STYLES = {Style.PRIMARY: "primary", Style.DANGER: "danger"}
_STATUS, _TURN, _FACT, _FACTS, _SPEECH, _FOLD, _COPY, _FOOTER = 250, 250, 300, 10, 2_500, 400, 5_000, 250
_NAME = 80
_USER = re.compile(r"[UW][A-Z0-9]{1,30}")
_SHORTEST = 20  # of a line of the fallback


def message(card: Card) -> dict[str, Any]:
    """The arguments that any way of sending a message takes."""
    return {"text": fallback(card), "blocks": blocks(card)}


def bare(card: Card) -> dict[str, Any]:
    """The least that is still of use, for when Slack refuses the whole: what it is, how it stands, the buttons."""
    first = card.title or " ".join(card.text)
    said = [plain(one_line(text, _STATUS)) for text in (first, card.status, card.turn)]
    sections: list[Block] = [{"type": "section", "text": text} for text in said if text["text"] != EMPTY]
    return {"text": fallback(card), "blocks": [*sections, *_actions(card, count())] or [_section(EMPTY)]}


def blocks(card: Card) -> list[Block]:
    """A titled card is a form that is read from the top; one without a title speaks first and lists afterwards."""
    room, numbers = Room(), count()
    head = room.take([*_head(card), *_calls(card)])
    words = spoken(card.lang).slack
    facts = room.take([*_facts(card.facts, words)])
    speech = room.take([*_speech(card)])
    fold = room.take([*_fold(card)])
    end = room.take([*_actions(card, numbers), *_footer(card)])
    copy = room.take([*_copy(card, min(_COPY, room.text // 2))])
    listed = items(
        card.items, room, lambda item, button: element(button, next(numbers), of_button(button, card, item)), words.more
    )
    body = [*listed, *speech] if card.title else [*speech, *listed]
    return [*head, *facts, *body, *fold, *copy, *end] or [_section(EMPTY)]


def _head(card: Card) -> Iterator[Block]:
    if title := one_line(card.title, fit.HEADER):
        yield {"type": "header", "text": plain(title)}
    status, turn = one_line(card.status, _STATUS), one_line(card.turn, _TURN)
    if status or turn:
        sign = [{"type": "text", "text": _SIGNS[card.tone]}] if status and _SIGNS[card.tone] else []
        bold = [{"type": "text", "text": status, "style": {"bold": True}}] if status else []
        below = [{"type": "text", "text": f"\n{turn}" if status else turn}] if turn else []
        yield {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": [*sign, *bold, *below]}]}


def _calls(card: Card) -> Iterator[Block]:
    """Slack tells those whose id stands in an element of its own, in which nothing is parsed."""
    if card.calls:
        named = [part for one in card.calls for part in (_called(one), {"type": "text", "text": " "})]
        yield {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": named[:-1]}]}


def _called(one: Mention) -> Block:
    if _USER.fullmatch(one.account):
        return {"type": "user", "user_id": one.account}
    return {"type": "text", "text": one_line(one.name, _NAME) or EMPTY}


def _facts(facts: tuple[Fact, ...], words: SlackWords) -> Iterator[Block]:
    """Two columns, the label left and the value right, which Slack sets below each other on a phone."""
    shown = facts if len(facts) <= _FACTS else (*facts[: _FACTS - 1], Fact(words.more(len(facts) - _FACTS + 1), ""))
    fields = [text for fact in shown for text in (_label(fact.label), told(fact.value, _FACT))]
    for start in range(0, len(fields), fit.FIELDS):
        yield {"type": "section", "fields": fields[start : start + fit.FIELDS]}


def _label(label: str) -> dict[str, Any]:
    return strong(one_line(label, 60), "")


def _speech(card: Card) -> Iterator[Block]:
    for timed, texts in groupby(filter(str.strip, card.text), key=lambda text: isinstance(text, Timed)):
        if timed:
            yield from ({"type": "section", "text": told(text, fit.TEXT)} for text in texts)
        elif said := paragraphs("\n\n".join(texts), _SPEECH):
            yield _section(said)


def _fold(card: Card) -> Iterator[Block]:
    """In small print: Slack unfolds nothing in its place, so a button brings the whole."""
    if card.fold:
        names = " · ".join(" ".join(filter(None, (item.sign, item.text))) for item in card.fold.items)
        yield {"type": "context", "elements": [plain(one_line(f"{card.fold.label}: {names}", _FOLD))]}


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
    unfold = (card.fold.show,) if card.fold and card.fold.show else ()
    shown = (*card.buttons, *unfold)[: 2 * fit.ELEMENTS]
    buttons = [element(button, next(numbers), of_button(button, card)) for button in shown]
    for start in range(0, len(buttons), fit.ELEMENTS):
        yield {"type": "actions", "elements": buttons[start : start + fit.ELEMENTS]}


def _footer(card: Card) -> Iterator[Block]:
    if one_line(card.footer, _FOOTER):
        yield {"type": "context", "elements": [told(card.footer, _FOOTER)]}


def element(button: Button, number: int, spoken: str) -> Block:
    """`number` makes the action id unique within the message; the value is the one opaque id and nothing else.

    `spoken`: the act and what it acts on, for those who hear it without seeing where it stands.

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
        "accessibility_label": one_line(spoken, fit.SPOKEN),
        **({"value": button.ref} if button.ref else {}),
        **({"style": _STYLES[button.style]} if button.style in _STYLES else {}),
        **({"confirm": _confirm(button.confirm)} if button.confirm else {}),
    }


def _confirm(confirm: Confirm) -> dict[str, Any]:
    """What is final is red: Slack has no other way to keep a hand from pressing *yes* by habit."""
    style = Style.DANGER if confirm.final else Style.PRIMARY
    return {
        "title": plain(one_line(confirm.title, fit.CONFIRM_TITLE)),
        "text": plain(paragraphs(confirm.text, fit.CONFIRM_TEXT)),
        "confirm": plain(one_line(confirm.yes, fit.CONFIRM_CHOICE)),
        "deny": plain(one_line(confirm.no, fit.CONFIRM_CHOICE)),
        "style": _STYLES[style],
    }


def fallback(card: Card) -> str:
    """Everything but the buttons, in one text: what a notification shows and a screen reader reads.

    Each part is one line, so that nothing inside a name or a reason can pass for a line of ours.
    """
    said, left = list[str](), fit.FALLBACK
    for line in filter(None, map(str.strip, _lines(card))):
        if left < _SHORTEST:
            said.append(fit.ELLIPSIS)
            break
        said.append(one_line(line, left))
        left -= fit.weight(said[-1]) + 1
    return escape("\n".join(filter(None, said))) or EMPTY


def _lines(card: Card) -> Iterator[str]:
    yield " · ".join(filter(None, (one_line(card.title, fit.HEADER), one_line(card.status, _STATUS), card.ref)))
    yield card.turn
    yield ", ".join(one.name for one in card.calls)
    yield from (f"{fact.label}: {fact.value}" for fact in card.facts)
    yield from map(_line, card.items)
    yield from card.text
    yield card.fold.label if card.fold else ""
    yield from map(_line, card.fold.items if card.fold else ())
    yield from (card.copy, card.footer)


def _line(item: Item) -> str:
    return f"{item.sign} {item.text}" + (f" – {item.note}" if item.note else "")
