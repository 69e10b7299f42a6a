"""A form that was filled in: what a field of its kind does not take, and the form again with all that was typed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from domain.card import Field, Form, Input
from domain.pasted import JOINERS, seen
from domain.refresh.typed import read_day
from domain.words.language import Words

MOST = 3_000  # characters of one field; Slack takes no more (docs.slack.dev/reference/block-kit/block-elements)
CHOOSING = frozenset({Input.ONE_OF, Input.SOME_OF})

Values = Mapping[str, Sequence[str]]  # by the name of the field


def again(form: Form, values: Values, errors: Mapping[str, str]) -> Form:
    """Nothing that was typed is lost. `errors` stand at their fields; those of no field of this form at the first."""
    names = [field.name for field in form.fields]
    at = {name if name in names else names[0]: error for name, error in errors.items()}
    fields = (
        replace(field, value="\n".join(_kept(field, values)), error=at.get(field.name, "")) for field in form.fields
    )
    return replace(form, fields=tuple(fields))


def wrong(form: Form, values: Values, words: Words) -> dict[str, str]:
    """What is wrong, by field: empty where it is needed, longer than any field, no choice of these, or no day."""
    judged = ((field.name, next(_wrong(field, _given(field, values), words), "")) for field in form.fields)
    return {name: error for name, error in judged if error}


def overfull(form: Form) -> Field | None:
    """A field to write in that would hold more than it takes: cut, an address in it would be somebody else's."""
    return next((field for field in form.fields if field.input not in CHOOSING and len(field.value) > MOST), None)


def empty(text: str) -> bool:
    """Whether nobody would see anything of it."""
    return not seen(text).strip(f"{JOINERS} \t\r\n")


def _given(field: Field, values: Values) -> Sequence[str]:
    """What did not come at all stayed as it was drawn."""
    given = values.get(field.name, field.value.splitlines() if field.input is Input.SOME_OF else (field.value,))
    return [text for text in given if text]


def _kept(field: Field, values: Values) -> Sequence[str]:
    """A choice that there is not stands as the form draws it."""
    given = _given(field, values)
    if field.input not in CHOOSING:
        return given
    return [value for value in given if value in _choices(field)] or (field.value,)


def _choices(field: Field) -> set[str]:
    return {option.value for option in field.options}


def _wrong(field: Field, given: Sequence[str], words: Words) -> Iterator[str]:
    choosing = field.input in CHOOSING
    if all(map(empty, given)):
        if field.required:
            yield field.missing or (words.errors.CHOOSE_ONE if choosing else words.errors.FILL_IN)
        return
    if choosing and set(given) - _choices(field):
        yield words.errors.NOT_A_CHOICE
    if not choosing and (length := max(map(len, given))) > MOST:
        yield words.errors.too_long(length, MOST)
    if field.input is Input.DATE and not _is_day(given[0]):
        yield words.errors.bad_date(given[0])


def _is_day(text: str) -> bool:
    try:
        return bool(read_day(text))
    except ValueError:
        return False
