"""A mistake in the settings, told in one plain sentence. No value from the environment is ever shown."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

_SAYS = {
    "int_parsing": "must be a whole number",
    "int_type": "must be a whole number",
    "bool_type": "must be true or false",
    "bool_parsing": "must be true or false",
    "string_type": "must be text in quotes",
    "string_too_short": "must not be empty",
    "too_short": "must not be empty",
    "tuple_type": "must be a list in square brackets",
    "dict_type": "must be a table",
    "model_type": "must be a table",
    "greater_than_equal": "must be at least {ge}",
    "less_than_equal": "must be at most {le}",
    "literal_error": "must be {expected}",
    "enum": "must be {expected}",
}


_KEYED_BY_ADDRESS = {"also", "moved"}


class SettingsError(Exception):
    """The bot cannot start with these settings; the text is one sentence for the person who starts it."""


def explain(mistakes: ValidationError, model: type[BaseModel], *, missing: str) -> str:
    """The first mistake as a sentence about its setting. `missing` says what to do about a missing one."""
    mistake = mistakes.errors(include_url=False, include_input=False)[0]
    name = _name(mistake["loc"])
    if mistake["type"] == "missing":
        return f"{name} is missing: {missing}."
    if mistake["type"] == "extra_forbidden":
        return f"{name} is not a setting{_perhaps(mistake['loc'], model)}."
    return f"{name} {_reason(mistake)}.".lstrip()


def _name(loc: Iterable[int | str]) -> str:
    """`people.admins (entry 2)`, counted from one. Keys that are addresses of people are left out."""
    parts = list(loc)
    keys = [part for before, part in zip(["", *parts], parts, strict=False) if before not in _KEYED_BY_ADDRESS]
    named = ".".join(key for key in keys if isinstance(key, str) and key.isidentifier())
    return named + "".join(f" (entry {part + 1})" for part in parts if isinstance(part, int))


def _reason(mistake: ErrorDetails) -> str:
    context = mistake.get("ctx", {})
    if mistake["type"] == "value_error":
        return str(context["error"])
    return _SAYS.get(mistake["type"], "is not understood").format_map(context)


def _perhaps(loc: Iterable[int | str], model: type[BaseModel]) -> str:
    """The name that was probably meant, among those of the same table."""
    *tables, wrong = map(str, loc)
    for table in tables:
        inside = model.model_fields[table].annotation
        if not (isinstance(inside, type) and issubclass(inside, BaseModel)):
            return ": take it out"
        model = inside
    found = get_close_matches(wrong, model.model_fields, n=1)
    return f": write {found[0]}" if found else ": take it out"
