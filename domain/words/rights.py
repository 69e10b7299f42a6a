"""What somebody reads who may not do something: in one sentence who may, and nothing of the request."""

from __future__ import annotations

from collections.abc import Sequence

from domain import words
from domain.rights import NOBODY, Apart, Right
from domain.rule import Asked, Refusal, Why

_THINGS = {
    "approve": "Deciding",
    "deny": "Deciding",
    "details": "Looking at a request",
    "show": "Looking at a request",
    "retry": f"“{words.RETRY}”",
    "refresh-source": "“refresh”",
    "refresh-form": "“refresh”",
    "remove-user-form": "“remove-user”",
    "export-form": "“export”",
    "find-form": "“find”",
    **dict.fromkeys(("settle", "decide-all", "ticket", "mail-came", "not-it", "remind", "file-anyway"), words.THIS),
}
_APART = {
    "approve": words.OWN_REQUEST,
    "deny": words.OWN_REQUEST,
    "release": words.NOT_YOUR_RELEASE,
    "settle": words.NOT_BY_WHO_ASKED,
}
_FOR_EXPORTS = "tenant admin (for exports that were approved)"
_TICKET = "This takes the role tenant admin, once the export is approved. Nothing was changed."


def refused(asked: Asked, refusal: Refusal) -> str:
    if refusal.why is Why.MISFIT or refusal.right == NOBODY:
        return words.STALE_BUTTON
    if Apart.ASKER in refusal.right.apart:
        return words.NOT_FOR_YOU
    if refusal.why is Why.APART:
        return _APART[asked.verb]
    if refusal.right.turn and not refusal.right.roles:
        return _TICKET
    return _takes(refusal.right, _THINGS.get(asked.verb, f"“{asked.verb}”"))


def _takes(right: Right, thing: str) -> str:
    if not right.own and not right.turn:
        return words.needs_role(right.roles, thing)
    listed = _listed([*sorted(right.roles), *([_FOR_EXPORTS] if right.turn else [])])
    unless = ", unless the request is your own" if right.own else ""
    return f"{thing} takes the role {listed}{unless}. Please ask someone who has it."


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names[:-1]) + f" or {names[-1]}" if len(names) > 1 else names[0]
