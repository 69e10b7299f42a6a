"""What is wrong with a form that was filled in, at its fields: it comes back with everything that was typed."""

from __future__ import annotations

from collections.abc import Mapping

from domain.card import Form
from domain.filled import again, wrong
from handlers.deps import Act


def refilled(form: Form, act: Act, errors: Mapping[str, str] = {}) -> Form | None:
    """The form again, or None where nothing is wrong. `errors`: by field, what its handler found besides."""
    found = {name: error for name, error in errors.items() if error} | wrong(form, act.values, act.words)
    return again(form, act.values, found) if found else None


def fits(form: Form, act: Act) -> bool:
    """Whether it is this form that was filled in; another one was asked for before things changed."""
    return {field.name for field in form.fields} <= act.values.keys()
