"""What somebody reads who may not do something: in one sentence who may, and nothing of the request."""

from __future__ import annotations

from collections.abc import Sequence

from domain import words
from domain.rights import NOBODY, Apart, Right
from domain.rule import Asked, Refusal, Why

DECIDING = "Deciding"
LOOKING = "Looking at a request"
_APART = {Apart.REQUESTER: words.OWN_REQUEST, Apart.HOLDER: words.NOT_YOUR_RELEASE}
_FOR_EXPORTS = "tenant admin (for exports that were approved)"
_TICKET = "This takes the role tenant admin, once the export is approved. Nothing was changed."


def refused(asked: Asked, refusal: Refusal) -> str:
    if refusal.why is Why.MISFIT or refusal.right == NOBODY:
        return words.STALE_BUTTON
    if Apart.ASKER in refusal.right.apart:
        return words.NOT_FOR_YOU
    if refusal.why is Why.APART:
        return words.NOT_BY_WHO_ASKED if asked.right.by_part else _APART[next(iter(refusal.right.apart))]
    if refusal.right.turn and not refusal.right.roles:
        return _TICKET
    return _takes(refusal.right, asked.stated.called or words.THIS)


def _takes(right: Right, thing: str) -> str:
    if not right.own and not right.turn:
        return words.needs_role(right.roles, thing)
    listed = _listed([*sorted(right.roles), *([_FOR_EXPORTS] if right.turn else [])])
    unless = ", unless the request is your own" if right.own else ""
    return f"{thing} takes the role {listed}{unless}. Please ask someone who has it."


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names[:-1]) + f" or {names[-1]}" if len(names) > 1 else names[0]
