"""The whole card of a request, for one look."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from domain.card import Card, unfolded
from domain.drawing.request import draw
from domain.moment import joined
from domain.request import Request
from domain.rule import Reader
from handlers.deps import Deps
from handlers.ports import Unit
from handlers.requests.keeping import kept_until
from handlers.requests.kept import told
from handlers.requests.next_letter import card_view
from handlers.requests.view import Stories


def glimpse(unit: Unit, request: Request, deps: Deps, reader: Reader, now: datetime) -> Card:
    """It is drawn anew for nobody, so it says of which moment it is."""
    card = unfolded(draw(card_view(Stories(unit, deps), request, reader), reader))
    until = kept_until(unit, request, deps.policy, reader.words, now)
    kept = told(unit, request, deps.policy, reader.words)
    moments = reader.words.moments
    return replace(
        card,
        text=(*card.text, *kept, *filter(None, (until,))),
        footer=joined(" · ", (card.footer, moments.as_of(moments.at(now, deps.policy.timezone)))),
    )
