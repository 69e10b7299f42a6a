"""A form as a card with inputs, which Teams checks before it sends them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from urllib.parse import quote

from bot.teams import limits as fit
from bot.teams.adaptive import around, carried, execute
from bot.teams.limits import Element, weight
from bot.teams.text import EMPTY, clean, heading, inert, lines, one_line, rich, run
from domain.card import Card, Field, Form, Input, Option, Style
from domain.filled import CHOOSING, MOST, overfull
from domain.spoken import of_form, request_of
from domain.words.language.teams import TeamsWords
from domain.words.languages import spoken

_OPEN = 10  # up to so many choices stand open, more fold into a list to search in


def form_card(form: Form, mark: str) -> Element:
    """No card takes a file. The mark comes back with the answers, so that the same form, filled in, counts once however
    often it arrives.

    The names of the fields come back too, for Teams leaves out what stayed empty.
    """
    shown = [field for field in form.fields if not field.of_file][: fit.FIELDS]
    asked = [_id(field) for field in shown if field.input is not Input.FILE]
    data = {**carried(form.verb, form.ref), "form": mark, "fields": asked}
    title = one_line(form.title, fit.TITLE) or EMPTY
    told = "\n".join(filter(None, (form.about, form.text)))
    said = [rich(run(line), spacing="Small") for line in lines(told, fit.SPEECH // 2) if line]
    fields = [element for field in shown for element in _field(field, form)]
    submit = {
        "type": "ActionSet",
        "spacing": "Medium",
        "actions": [execute(form.submit, Style.PRIMARY, data, of_form(form))],
    }
    return around([heading(title), *said, *fields, submit], heard(form))


def heard(form: Form) -> Card:
    """As a notification says it."""
    return Card(title=form.title, ref=request_of(form), lang=form.lang)


def whole(form: Form, card: Element) -> bool:
    """Whether all that was typed stands in the fields of its card, and Teams takes that."""
    return not overfull(form) and weight(card) <= fit.CARD


def _field(field: Field, form: Form) -> Iterator[Element]:
    if field.input is Input.FILE:
        yield rich(run(f"{one_line(field.label, fit.LABEL)}: {spoken(form.lang).teams.SEND_FILE}"), spacing="Medium")
        return
    if field.error:
        yield rich(run(f"⚠️ {one_line(field.error, fit.HINT)}", color="Attention"), spacing="Medium")
    words = spoken(form.lang).teams
    yield from _choosing(field, form, words) if field.input in CHOOSING else [_writing(field, words)]
    if field.hint:
        yield rich(run(one_line(field.hint, fit.HINT), size="Small", isSubtle=True), spacing="None")


def _writing(field: Field, words: TeamsWords) -> Element:
    if field.input is Input.DATE:
        return _input("Input.Date", field, words.FILL_IN) | ({"value": field.value} if _is_day(field.value) else {})
    several = {"isMultiline": True} if field.input is Input.PARAGRAPH else {}
    value = {"value": clean(field.value)} if 0 < len(field.value) <= MOST else {}  # whole, or not at all
    return _input("Input.Text", field, words.FILL_IN) | {"maxLength": MOST, **several, **value}


def _choosing(field: Field, form: Form, words: TeamsWords) -> Iterator[Element]:
    shown = _choices(field, fit.CHOICES // _choosers(form))
    if not shown and not field.seeks:
        yield rich(run(f"{one_line(field.label, fit.LABEL)}: {words.NOTHING_TO_CHOOSE}"), spacing="Medium")
        return
    several = field.input is Input.SOME_OF
    chosen = [quote(value, safe="") for value in (field.value.splitlines() if several else [field.value]) if value]
    there = {option["value"] for option in shown}
    kept = [value for value in chosen if value in there]
    yield _input("Input.ChoiceSet", field, words.CHOOSE) | {
        "style": "expanded" if len(shown) <= _OPEN and not field.seeks else "filtered",
        "isMultiSelect": several,
        "wrap": True,
        "choices": shown,
        **({"choices.data": {"type": "Data.Query", "dataset": form.verb}} if field.seeks else {}),
        **({"value": ",".join(kept)} if kept else {}),
    }
    if len(shown) < len(field.options):
        left_out = words.more_choices(len(field.options) - len(shown))
        yield rich(run(left_out, size="Small", isSubtle=True), spacing="None")


def _choosers(form: Form) -> int:
    return sum(field.input in CHOOSING for field in form.fields)


def _choices(field: Field, room: int) -> list[Element]:
    """Several chosen values come back joined by commas, so each is quoted."""
    shown = []
    for drawn in map(_choice, field.options):
        room -= weight(drawn) + 1
        if room < 0:
            break
        shown.append(drawn)
    return shown


def found(options: Sequence[Option]) -> Element:
    """What is offered for what somebody has typed so far, as the answer to the invoke.

    The shape: learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/cards/dynamic-search.
    """
    results = [_choice(option) for option in options[: fit.FOUND]]
    return {"statusCode": 200, "type": "application/vnd.microsoft.search.searchResponse", "value": {"results": results}}


def _choice(option: Option) -> Element:
    return {"title": inert(option.label, fit.CHOICE) or EMPTY, "value": quote(option.value, safe="")}


def _input(kind: str, field: Field, missing: str) -> Element:
    required = {"isRequired": True, "errorMessage": missing} if field.required else {}
    label = one_line(field.label, fit.LABEL) or EMPTY
    return {"type": kind, "id": _id(field), "label": label, "spacing": "Medium", **required}


def _id(field: Field) -> str:
    """It says what kind of field it is, so that the answer can be read without the form."""
    return f"{field.input}.{field.name}"


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
