"""What a form says before all else: of which request it is, and what that does to whom."""

from __future__ import annotations

from dataclasses import replace

from domain.card import Form
from domain.drawing.headline import title
from domain.spoken import request_of
from domain.view import public
from domain.words.language import Words
from handlers.deps import Deps
from handlers.ports import Unit
from handlers.requests.view import view_of


async def named(deps: Deps, form: Form, words: Words) -> Form:
    """Of the person it shows no more than a channel may see."""
    return await deps.storage.read(lambda unit: _named(unit, deps, form, words)) if request_of(form) else form


def _named(unit: Unit, deps: Deps, form: Form, words: Words) -> Form:
    request = unit.requests.get(request_of(form))
    if not request:
        return form
    return replace(form, about=words.card.about(request.id, title(public(view_of(unit, request, deps)), words)))
