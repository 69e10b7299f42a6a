"""What somebody reads who may not do something: in one sentence who may, and nothing of the request."""

from __future__ import annotations

from domain.rights import NOBODY, Apart
from domain.rule import Asked, Refusal, Why
from domain.words.language import Words


def refused(asked: Asked, refusal: Refusal, words: Words) -> str:
    missing, rights = refusal.right, words.rights
    if refusal.why is Why.MISFIT or missing == NOBODY:
        return words.errors.STALE_BUTTON
    if Apart.ASKER in missing.apart:
        return rights.NOT_FOR_YOU
    if refusal.why is Why.APART:
        return rights.NOT_BY_WHO_ASKED if asked.right.by_part else _apart(next(iter(missing.apart)), words)
    if missing.turn and not missing.roles:
        return rights.TICKET
    if missing.everyone and not missing.roles:
        return rights.NOT_FROM_OUTSIDE
    thing = asked.stated.called(words) if asked.stated.called else rights.THIS
    if not missing.own and not missing.turn:
        return rights.needs_role(missing.roles, thing)
    return rights.takes(thing, missing.roles, own=missing.own, turn=missing.turn)


def _apart(who: Apart, words: Words) -> str:
    return {Apart.REQUESTER: words.rights.OWN_REQUEST, Apart.HOLDER: words.rights.NOT_YOUR_RELEASE}[who]
