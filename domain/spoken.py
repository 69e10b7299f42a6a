"""What is said of a button, a form or a message to those who hear of it before they see it, or without seeing it.

It names the act and what it acts on: a request by its number, all else by what stands beside it. No address is ever in
what is said of a button, wherever it stands: a label is read aloud, and shows to whoever looks over a shoulder.
"""

from __future__ import annotations

from domain.addresses import without_addresses
from domain.card import Button, Card, Form, Item
from domain.refs import request_in

_ELLIPSIS = "…"


def of_button(button: Button, card: Card, item: Item | None = None) -> str:
    """`item`: the line of the card that the button stands on."""
    request, beside = request_in(button.ref), item.text if item else ""
    if request:
        return _said(button.label, request, "" if request in beside else beside)
    return _said(button.label, button.about or beside or card.ref or card.title)


def of_fold(card: Card) -> str:
    """Of what unfolds the lines that are done."""
    return _said(card.fold.label if card.fold else "", card.ref or card.title)


def of_form(form: Form) -> str:
    """Of what sends it."""
    return _said(form.submit, request_of(form) or form.title)


def request_of(form: Form) -> str:
    """The number of the request that a form is about; empty where it names none."""
    return request_in(form.ref)


def _said(label: str, *things: str) -> str:
    thing = without_addresses(", ".join(filter(None, things)), ())
    return f"{label.rstrip(_ELLIPSIS)}: {thing}" if thing else label
