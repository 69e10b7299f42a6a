"""A card as Teams shows it: an Adaptive Card 1.5, no larger than `fit.CARD`, in which text is only ever text."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from bot.teams import limits as fit
from bot.teams.items import items
from bot.teams.limits import Element, Room
from bot.teams.text import EMPTY, heading, inert, lines, one_line, rich, run, told
from domain.card import Button, Card, Fact, Mention, Style, Tone
from domain.moment import Timed
from domain.spoken import of_button, of_fold
from domain.words.language.teams import TeamsWords
from domain.words.languages import spoken

_SIGNS = {Tone.WAITING: "⏳ ", Tone.GOOD: "✅ ", Tone.BAD: "⚠️ ", Tone.NEUTRAL: ""}
_COLOURS = {Tone.WAITING: "Accent", Tone.GOOD: "Good", Tone.BAD: "Attention", Tone.NEUTRAL: "Default"}
_STYLES = {Style.PRIMARY: "positive", Style.DANGER: "destructive", Style.PLAIN: "default"}
_LABELS = "120px"
_NO_TAGS = str.maketrans(dict.fromkeys("<>&"))
_FOLDED = "done"
_PART = 130  # bytes of a notification


def adaptive(card: Card) -> Element:
    """A titled card is a form that is read from the top; one without a title speaks first and lists afterwards."""
    room = Room()
    head = room.take([*_head(card)])
    calls, named = room.take([*_calls(card)]), room.take([*_entities(card)])
    told_of = {"msteams": {"entities": named}} if named else {}
    words = spoken(card.lang).teams
    facts = room.take([*_facts(card.facts, words)])
    end = room.take([*actions(card), *_footer(card)])
    speech = room.take([*_speech(card, min(fit.SPEECH, room.left // 2))])
    copy = room.take([*_copy(card, min(fit.COPY, room.left // 2))])
    listed = items(card.items, room, lambda item, button: action(button, of_button(button, card, item)), words.more)
    body = [*listed, *speech] if card.title else [*speech, *listed]
    fold = room.take([*_fold(card, room)])
    return around([*head, *calls, *facts, *body, *fold, *copy, *end], card) | told_of


def _calls(card: Card) -> Iterator[Element]:
    """Teams tells those who are named by their Entra id (learn.microsoft.com, cards-format, mention support)."""
    if card.calls:
        said = ", ".join(_called(one) for one in card.calls)
        yield {"type": "TextBlock", "wrap": True, "spacing": "Small", "text": said}


def _called(one: Mention) -> str:
    name = inert(one.name, fit.LABEL).translate(_NO_TAGS) or EMPTY
    return f"<at>{name}</at>" if one.account else name


def _entities(card: Card) -> Iterator[Element]:
    """Each names the text that stands for somebody."""
    for one in card.calls:
        if one.account:
            text = _called(one)
            name = text.removeprefix("<at>").removesuffix("</at>")
            yield {"type": "mention", "text": text, "mentioned": {"id": one.account, "name": name}}


def bare(card: Card) -> Element:
    """The least that is still of use, for when Teams refuses the whole: what it is, how it stands, the buttons."""
    said = one_line(card.title or " ".join(card.text), fit.TITLE)
    return around([rich(run(said or EMPTY)), *_status(card), *actions(card)], card)


def around(body: list[Element], card: Card) -> Element:
    return {
        "type": "AdaptiveCard",
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "version": fit.VERSION,
        "fallbackText": inert(summary(card), fit.SUMMARY),
        "body": body or [rich(run(EMPTY))],
    }


def summary(card: Card) -> str:
    """What a notification shows: what it is, how it stands, whose turn it is and of which request, each in its room."""
    parts = (one_line(card.title, fit.TITLE), one_line(card.status, _PART), one_line(card.turn, _PART), card.ref)
    said = " · ".join(filter(None, parts)) if card.title or card.status else " ".join(card.text)
    return one_line(said, fit.SUMMARY) or EMPTY


def _head(card: Card) -> Iterator[Element]:
    if title := one_line(card.title, fit.TITLE):
        yield heading(title)
    yield from _status(card)


def _status(card: Card) -> Iterator[Element]:
    if status := one_line(card.status, fit.STATUS):
        yield rich(run(_SIGNS[card.tone] + status, weight="Bolder", color=_COLOURS[card.tone]), spacing="Small")
    if turn := one_line(card.turn, fit.STATUS):
        yield rich(run(turn), spacing="None" if card.status else "Small")


def _facts(facts: tuple[Fact, ...], words: TeamsWords) -> Iterator[Element]:
    """Two columns: the label, and the value beside it."""
    shown = (
        facts
        if len(facts) <= fit.FACTS
        else (*facts[: fit.FACTS - 1], Fact(words.more(len(facts) - fit.FACTS + 1), ""))
    )
    for fact in shown:
        label = rich(run(one_line(fact.label, fit.LABEL) or EMPTY, isSubtle=True))
        value = told(fact.value if one_line(fact.value, fit.FACT) else EMPTY, fit.FACT)
        columns = [_column(_LABELS, label), _column("stretch", value)]
        yield {"type": "ColumnSet", "spacing": "Medium" if fact is shown[0] else "Small", "columns": columns}


def _column(width: str, *inside: Element) -> Element:
    return {"type": "Column", "width": width, "items": list(inside)}


def _speech(card: Card, limit: int) -> Iterator[Element]:
    for timed, texts in groupby(filter(str.strip, card.text), key=lambda text: isinstance(text, Timed)):
        if timed:
            yield from (told(text, fit.SPEECH, spacing="Medium") for text in texts)
            continue
        spacing = "Medium"
        for line in lines("\n\n".join(texts), limit):
            if line:
                yield rich(run(line), spacing=spacing)
            spacing = "None" if line else "Medium"


def _copy(card: Card, limit: int) -> Iterator[Element]:
    """Set off, and line by line, because a text run knows no line breaks; one that holds a blank keeps its place."""
    if card.copy.strip():
        written = [run(line or "\u00a0", fontType="Monospace", size="Small") for line in lines(card.copy, limit)]
        inside = [rich(line, spacing="None") for line in written]
        yield {"type": "Container", "style": "emphasis", "spacing": "Medium", "items": inside}


def _fold(card: Card, room: Room) -> Iterator[Element]:
    """A button that shows the lines and hides them again."""
    if not card.fold or not card.fold.items:
        return
    title = one_line(card.fold.label, fit.BUTTON) or EMPTY
    said = {"title": title, "tooltip": one_line(of_fold(card), fit.SPOKEN) or EMPTY}
    toggle = {"type": "Action.ToggleVisibility", **said, "targetElements": [_FOLDED]}
    yield {"type": "ActionSet", "spacing": "Medium", "actions": [toggle]}
    left = Room(min(room.left // 2, fit.FOLD))
    inside = items(
        card.fold.items,
        left,
        lambda item, button: action(button, of_button(button, card, item)),
        spoken(card.lang).teams.more,
    )
    yield {"type": "Container", "id": _FOLDED, "isVisible": False, "spacing": "Small", "items": inside}


def _footer(card: Card) -> Iterator[Element]:
    if one_line(card.footer, fit.FOOTER):
        yield told(card.footer, fit.FOOTER, size="Small", isSubtle=True, separator=True, spacing="Medium")


def actions(card: Card) -> Iterator[Element]:
    drawn = [action(button, of_button(button, card)) for button in card.buttons[: fit.BUTTONS]]
    for start in range(0, len(drawn), fit.ACTIONS):
        yield {"type": "ActionSet", "spacing": "Medium", "actions": drawn[start : start + fit.ACTIONS]}


def action(button: Button, spoken: str) -> Element:
    """What cannot be undone unfolds its question first, and only the button in there does it; the focus stays outside.

    `spoken`: the act and what it acts on, for those who hear it without seeing where it stands.
    """
    if not button.confirm:
        return execute(button.label, button.style, carried(button.verb, button.ref), spoken)
    ask = button.confirm
    question = [
        rich(run(one_line(ask.title, fit.TITLE) or EMPTY, weight="Bolder")),
        *(rich(run(line), spacing="Small") for line in lines(ask.text, fit.ASKED + 2 * fit.LINE)),
    ]
    style = Style.DANGER if ask.final else button.style
    agreed = spoken if spoken.startswith(ask.yes) else f"{ask.yes}, {spoken}"
    yes = execute(ask.yes, style, carried(button.verb, button.ref), agreed)
    inside = {
        "type": "AdaptiveCard",
        "version": fit.VERSION,
        "body": [*question, {"type": "ActionSet", "actions": [yes]}],
    }
    return {"type": "Action.ShowCard", **_labelled(button.label, button.style, spoken), "card": inside}


def carried(verb: str, ref: str) -> dict[str, Any]:
    """All that a button carries: the id is opaque, and nothing else goes.

    Raises:
        ValueError: more than a button can carry, so it is none of our ids.
    """
    data = {"verb": verb, "ref": ref}
    if fit.weight(data) > fit.VALUE:
        raise ValueError("too much for a button to carry")
    return data


def execute(label: str, style: Style, data: dict[str, Any], spoken: str) -> Element:
    """Both ways of Teams carry the same: clients that know no Execute submit."""
    shown = _labelled(label, style, spoken)
    submit = {"type": "Action.Submit", **shown, "data": data}
    return {"type": "Action.Execute", **shown, "verb": data["verb"], "data": data, "fallback": submit}


def _labelled(label: str, style: Style, spoken: str) -> Element:
    """The tooltip is what screen readers say (adaptivecards.io, since 1.5)."""
    return {
        "title": one_line(label, fit.BUTTON) or EMPTY,
        "tooltip": one_line(spoken, fit.SPOKEN) or EMPTY,
        **({} if style is Style.PLAIN else {"style": _STYLES[style]}),
    }
