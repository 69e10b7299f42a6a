"""A form as a Slack modal, and what is wrong with it as errors at its fields."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from bot.slack import limits as fit
from bot.slack.blocks import PREFIX
from bot.slack.limits import Block
from bot.slack.text import one_line, paragraphs, plain
from domain.card import Field, Form, Input, Option
from domain.chat import SOUGHT_FROM
from domain.words.language.slack import SlackWords
from domain.words.languages import spoken

CALLBACK = f"{PREFIX}form"
ANSWER = f"{PREFIX}answer"  # the action id of every input; a block holds just one
_ERROR, _HINT, _GROUP_NAME = 250, 300, 30
_PICKS_A_FILE = "file_input"  # takes no focus
_PARTS = ("type", "callback_id", "title", "submit", "close", "private_metadata")
_INITIAL = {
    "value": "initial_value",
    "selected_date": "initial_date",
    "selected_option": "initial_option",
    "selected_options": "initial_options",
}


def view(form: Form, channel: str, *, files: bool = True) -> dict[str, Any]:
    """It carries the form's verb and ref, and the channel where the answer is to be shown; nothing else. `files`:
    whether it may ask for one."""
    told = "\n".join(filter(None, (form.about, form.text)))
    text = [{"type": "section", "text": plain(said)}] if (said := paragraphs(told, fit.TEXT)) else []
    words = spoken(form.lang).slack
    shown = [field for field in form.fields if files or not (field.of_file or field.input is Input.FILE)]
    fields = [block for field in shown for block in _field(field, words)]
    _focus(form, fields)
    return {
        "type": "modal",
        "callback_id": CALLBACK,
        "title": plain(one_line(form.title, fit.MODAL_TITLE)),
        "submit": plain(one_line(form.submit, fit.MODAL_TITLE)),
        "close": plain(words.NOT_NOW),
        "private_metadata": fit.metadata(verb=form.verb, ref=form.ref, channel=channel),
        "blocks": [*text, *fields][: fit.MODAL_BLOCKS],
    }


def _focus(form: Form, blocks: Sequence[Block]) -> None:
    """It stands where the first thing is to be filled in or mended, never on what sends the form."""
    wrong = {_block_id(field) for field in form.fields if field.error}
    inputs = [block for block in blocks if block["type"] == "input" and block["element"]["type"] != _PICKS_A_FILE]
    for block in [*(one for one in inputs if one["block_id"] in wrong), *inputs][:1]:
        block["element"]["focus_on_load"] = True


def waiting(words: SlackWords) -> dict[str, Any]:
    """Shown in the place of a form whose answer takes longer."""
    return _saying(words, words.WAITING, words.ONE_MOMENT_IN_FORM)


def sorry(words: SlackWords, sentence: str) -> dict[str, Any]:
    """Shown in the place of a form that nobody could take: one that just closed would seem to be done."""
    return _saying(words, words.SORRY, sentence)


def _saying(words: SlackWords, title: str, sentence: str) -> dict[str, Any]:
    said = {"type": "section", "text": plain(sentence)}
    return {"type": "modal", "title": plain(title), "close": plain(words.CLOSE), "blocks": [said]}


def staying(shown: Mapping[str, Any], why: str) -> dict[str, str]:
    """What is wrong with the whole form on screen, at its first field; empty where it has none."""
    names = [str(block.get("block_id")) for block in shown.get("blocks") or () if block.get("type") == "input"]
    return {name: one_line(why, _ERROR) for name in names[:1]}


def again(shown: Mapping[str, Any], why: str) -> dict[str, Any]:
    """The form as it was on screen, with what was filled in and why it stays: in the place of what took longer."""
    said = {"type": "context", "elements": [plain(f"⚠️ {one_line(why, _ERROR)}")]}
    given = (shown.get("state") or {}).get("values") or {}
    blocks = [_kept(block, given.get(str(block.get("block_id"))) or {}) for block in shown.get("blocks") or ()]
    parts = {name: shown[name] for name in _PARTS if name in shown}
    return {**parts, "blocks": [said, *blocks][: fit.MODAL_BLOCKS]}


def _kept(block: Block, given: Mapping[str, Any]) -> Block:
    """A field with what stood in it, and with nothing where that was taken out."""
    element = block.get("element") or {}
    name = str(element.get("action_id"))
    if name not in given:
        return block
    empty = {part: value for part, value in element.items() if part not in _INITIAL.values()}
    kept = {first: stood for part, first in _INITIAL.items() if (stood := given[name].get(part))}
    return {**block, "element": {**empty, **kept}}


def errors(form: Form, shown: Mapping[str, Any]) -> dict[str, str]:
    """What is wrong, by the field of the modal that is on screen; empty when nothing can be shown there."""
    there = {block.get("block_id") for block in shown.get("blocks") or () if block.get("type") == "input"}
    wrong = {_block_id(field): one_line(field.error, _ERROR) for field in form.fields if field.error}
    return wrong if wrong.keys() <= there else {}


def _block_id(field: Field) -> str:
    return field.name[: fit.BLOCK_ID]


def _field(field: Field, words: SlackWords) -> Iterator[Block]:
    element = _ELEMENTS[field.input](field)
    if field.error:
        yield {"type": "context", "elements": [plain(f"⚠️ {one_line(field.error, _ERROR)}")]}
    if not element:
        yield {"type": "section", "text": plain(f"{one_line(field.label, fit.BUTTON)}\n{words.NOTHING_TO_CHOOSE}")}
        return
    yield {
        "type": "input",
        "block_id": _block_id(field),
        "optional": not field.required,
        "label": plain(one_line(field.label, fit.HEADER)),
        "element": {"action_id": ANSWER, **element},
        **({"hint": plain(one_line(field.hint, _HINT))} if field.hint else {}),
    }


def _writing(field: Field) -> Block:
    """Whole: what no field holds is in no form (`domain.filled.overfull`)."""
    value = {"initial_value": field.value} if field.value else {}
    several = field.input is Input.PARAGRAPH
    return {"type": "plain_text_input", "multiline": several, "max_length": fit.TEXT, **value}


def _day(field: Field) -> Block:
    try:
        return {"type": "datepicker", "initial_date": date.fromisoformat(field.value).isoformat()}
    except ValueError:
        return {"type": "datepicker"}


def _one(field: Field) -> Block | None:
    options = _options(field.options)
    chosen = [option for option in options if option["value"] == field.value][:1]
    return _select("static_select", options, {"initial_option": chosen[0]} if chosen else {})


def _some(field: Field) -> Block | None:
    if field.seeks and not field.options:
        return {"type": "multi_external_select", "min_query_length": SOUGHT_FROM}
    options, values = _options(field.options), set(field.value.splitlines())
    chosen = [option for option in options if option["value"] in values]
    return _select("multi_static_select", options, {"initial_options": chosen} if chosen else {})


def _file(_: Field) -> Block:
    """What ends otherwise is not offered; what comes is judged by what is in it."""
    return {"type": _PICKS_A_FILE, "filetypes": ["csv", "tsv", "txt"], "max_files": 1}


def _select(kind: str, options: list[Block], chosen: Block) -> Block | None:
    """Slack takes a hundred options, or a hundred groups of as many."""
    if not options:
        return None
    if len(options) <= fit.OPTIONS:
        return {"type": kind, "options": options, **chosen}
    parts = [options[start : start + fit.OPTIONS] for start in range(0, len(options), fit.OPTIONS)]
    groups = [{"label": plain(_span(part)), "options": part} for part in parts[: fit.OPTIONS]]
    return {"type": kind, "option_groups": groups, **chosen}


def _span(options: Sequence[Block]) -> str:
    first, last = (one_line(option["text"]["text"], _GROUP_NAME) for option in (options[0], options[-1]))
    return f"{first} – {last}"


def found(options: Sequence[Option]) -> dict[str, Any]:
    """The answer to what somebody types in a field that looks it up."""
    return {"options": _options(options)[: fit.OPTIONS]}


def _options(options: Sequence[Option]) -> list[Block]:
    """An option whose value Slack could not carry whole is left out: cut, it would mean something else."""
    return [
        {"text": plain(one_line(option.label, fit.OPTION)), "value": option.value}
        for option in options
        if 0 < len(option.value) <= fit.OPTION_VALUE
    ]


_ELEMENTS: Mapping[Input, Callable[[Field], Block | None]] = {
    Input.LINE: _writing,
    Input.PARAGRAPH: _writing,
    Input.DATE: _day,
    Input.ONE_OF: _one,
    Input.SOME_OF: _some,
    Input.FILE: _file,
}
