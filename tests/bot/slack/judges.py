"""What others say of our Block Kit: slackblocks (its classes and its registry of limits) and Slack's own models.

Each judge is blind to something, so both are asked, and what neither sees is checked here by hand.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from typing import Any

import slackblocks as sb
from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View
from slackblocks import _limits as limits

Json = dict[str, Any]

ALL_TEXT = 12_000  # of a message's blocks; not documented, so it is nobody's constant


def judge_message(message: Json) -> None:
    """Raises what the judges raise; passes when Slack would take the message."""
    blocks = message["blocks"]
    assert 0 < len(blocks) <= limits.MESSAGE_BLOCKS_MAX_ITEMS
    assert 0 < len(message["text"]) <= 4_000
    assert sum(len(text) for text in texts(blocks)) <= ALL_TEXT
    sb.Message(channel="C1", text=message["text"], blocks=_rebuilt(blocks))
    _slacks_own(blocks)


def judge_view(view: Json) -> None:
    given = copy.deepcopy(view)
    assert given.pop("type") == "modal"
    blocks = given.pop("blocks")
    titles = {name: _text(given.pop(name)) for name in ("title", "submit", "close") if name in given}
    sb.ModalView(blocks=_rebuilt(blocks), **titles, **given)
    _slacks_own(blocks)
    View(**view).validate_json()


def judge_home(view: Json) -> None:
    """The view of a Home tab."""
    assert view.keys() == {"type", "blocks"}
    assert len(view["blocks"]) <= limits.MESSAGE_BLOCKS_MAX_ITEMS * 2
    sb.HomeTabView(blocks=_rebuilt(view["blocks"]))
    _slacks_own(view["blocks"])
    View(**view).validate_json()


def _slacks_own(blocks: list[Json]) -> None:
    parsed = Block.parse_all(copy.deepcopy(blocks))
    assert len(parsed) == len(blocks), "a block that Slack's own models do not know"
    for block in parsed:
        block.validate_json()


def _rebuilt(blocks: list[Json]) -> list[Any]:
    ids = [element["action_id"] for block in blocks for element in elements(block)]
    assert len(ids) == len(set(ids)), "an action_id is used twice"
    names = [block["block_id"] for block in blocks if "block_id" in block]
    assert len(names) == len(set(names)), "a block_id is used twice"
    return [_BLOCKS[block["type"]](**{key: value for key, value in block.items() if key != "type"}) for block in blocks]


def elements(block: Json) -> Iterator[Json]:
    """What can be pressed in a block of a message."""
    yield from block["elements"] if block["type"] == "actions" else ()
    if "accessory" in block:
        yield block["accessory"]


def texts(part: object) -> Iterator[str]:
    """All text in a block, or in any part of one."""
    if isinstance(part, dict):
        if isinstance(part.get("text"), str):
            yield part["text"]
        for value in part.values():
            yield from texts(value)
    elif isinstance(part, list):
        for value in part:
            yield from texts(value)


def _text(given: Json) -> Any:
    kinds = {"plain_text": {"type", "text", "emoji"}, "mrkdwn": {"type", "text", "verbatim"}}
    assert given.keys() <= kinds[given["type"]], "a text object with a key of the other kind"
    return sb.Text(given["text"], sb.TextType(given["type"]))


def _plain(given: Json) -> Any:
    assert given["type"] == "plain_text"
    return _text(given)


def _header(text: Json) -> Any:
    return sb.HeaderBlock(_plain(text))


def _section(text: Json | None = None, fields: list[Json] | None = None, accessory: Json | None = None) -> Any:
    return sb.SectionBlock(
        _text(text) if text else None,
        fields=[_text(field) for field in fields] if fields else None,
        accessory=_element(accessory) if accessory else None,
    )


def _context(elements: list[Json]) -> Any:
    return sb.ContextBlock([_text(element) for element in elements])


def _actions(elements: list[Json]) -> Any:
    return sb.ActionsBlock([_element(element) for element in elements])


def _input(label: Json, element: Json, block_id: str, optional: bool, hint: Json | None = None) -> Any:
    hinted = _plain(hint) if hint else None
    return sb.InputBlock(_plain(label), _element(element), block_id=block_id, hint=hinted, optional=optional)


def _rich(elements: list[Json]) -> Any:
    kinds = {"rich_text_section": sb.RichTextSection, "rich_text_preformatted": sb.RichTextCodeBlock}
    parts = []
    for element in elements:
        assert element.keys() == {"type", "elements"}
        assert all(0 < len(text) <= limits.TEXT_MAX_LENGTH for text in texts(element["elements"]))
        parts.append(kinds[element["type"]]([_rich_text(**text) for text in element["elements"]]))
    return sb.RichTextBlock(parts)


def _rich_text(type: str, **given: Any) -> Any:
    if type == "date":
        assert given.keys() == {"timestamp", "format", "fallback"}
        assert given["fallback"]
        assert isinstance(given["timestamp"], int)
        return sb.RichText(given["fallback"])  # slackblocks has no such element
    if type == "user":
        assert given.keys() == {"user_id"}
        return sb.RichTextUser(given["user_id"])
    assert type == "text"
    return sb.RichText(given["text"], **given.get("style", {}))


_BLOCKS: dict[str, Callable[..., Any]] = {
    "header": _header,
    "section": _section,
    "context": _context,
    "actions": _actions,
    "input": _input,
    "rich_text": _rich,
}


def _element(given: Json) -> Any:
    made = {key: _made(key, value) for key, value in given.items() if key != "type"}
    match given["type"]:
        case "button":
            return sb.Button(**made)
        case "plain_text_input":
            return sb.PlainTextInput(**made)
        case "datepicker":
            return sb.DatePicker(**made)
        case "file_input":
            return sb.FileInput(**made)
        case "static_select":
            return sb.StaticSelectMenu(**made)
        case "multi_external_select":
            return sb.ExternalMultiSelectMenu(**made)
        case "multi_static_select":
            return sb.StaticMultiSelectMenu(**{"options": None, **made})
    raise AssertionError(given["type"])


def _made(key: str, value: Any) -> Any:
    match key:
        case "text":
            return _plain(value)
        case "confirm":
            return _confirm(**value)
        case "options" | "initial_options":
            return [_option(**option) for option in value]
        case "initial_option":
            return _option(**value)
        case "option_groups":
            return [sb.OptionGroup(_plain(group["label"]), _made("options", group["options"])) for group in value]
    return value


def _option(text: Json, value: str) -> Any:
    return sb.Option(_plain(text), value)


def _confirm(title: Json, text: Json, confirm: Json, deny: Json, style: Any = None) -> Any:
    return sb.ConfirmationDialogue(_plain(title), _text(text), _plain(confirm), _plain(deny), style)
