"""A form about a request as it opens, and what is wrong with one that was filled in: it comes back as it was typed."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from domain.card import Answer, Form, not_clear, say
from domain.filled import again, wrong
from domain.request import Request
from handlers.deps import Act, Deps
from handlers.ports import Unit


async def asked(deps: Deps, act: Act, ask: Callable[[Unit, Request], Answer]) -> Answer:
    """What a command asks about the request that it names; at once an answer where it names none that there is."""
    if not act.request_id:
        return not_clear(act.words.errors.which_request(act.asked.verb))

    def look(unit: Unit) -> Answer:
        request = unit.requests.get(act.request_id)
        return ask(unit, request) if request else say(act.words.errors.unknown_request(act.request_id))

    return await deps.storage.read(look)


def filled(unit: Unit, act: Act) -> Request | None:
    """The request that a filled-in form is about. None where there is none, and for what was delivered and done before:
    it hears the same again."""
    return None if act.delivery and unit.deliveries.seen(act.delivery) else unit.requests.get(act.request_id)


def refilled(form: Form, act: Act, errors: Mapping[str, str] = {}) -> Form | None:
    """The form again, or None where nothing is wrong. `errors`: by field, what its handler found besides."""
    found = {name: error for name, error in errors.items() if error} | wrong(form, act.values, act.words)
    return again(form, act.values, found) if found else None


def fits(form: Form, act: Act) -> bool:
    """Whether it is this form that was filled in; another one was asked for before things changed."""
    return {field.name for field in form.fields} <= act.values.keys()
