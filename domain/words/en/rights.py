"""What somebody reads who may not do something: in one sentence who may, and nothing of the request."""

from __future__ import annotations

from collections.abc import Iterable

from domain.chat import Standing
from domain.people import Role
from domain.rights import NOBODY, Apart, Right
from domain.rule import Asked, Refusal, Why
from domain.words.en.english import ENGLISH
from domain.words.en.errors import STALE_BUTTON

STANDING = {
    Standing.GUEST: "Guests cannot use DSR Bot. Please ask a full member of the company.",
    Standing.STRANGER: "DSR Bot only listens to members of its own company. Nothing was changed.",
    Standing.BOT: "DSR Bot does not take orders from other bots. Nothing was changed.",
    Standing.DEACTIVATED: "This account is deactivated, so it cannot use DSR Bot. Nothing was changed.",
    Standing.UNCONFIRMED: "Please confirm your e-mail address first. Until then DSR Bot cannot know who you are.",
    Standing.UNKNOWN: "I could not check who you are just now. Nothing was changed. Please try again in a minute.",
    Standing.ABSENT: "DSR Bot is not connected to the app that you write from. Nothing was changed.",
    Standing.MOVED: "An e-mail address of yours is, or was, that of another account as well. Until an admin has said who is who, you have no role here. Please ask an admin to type “person”. Nothing was changed.",
}
OWN_REQUEST = "You cannot decide on your own request. Please ask another approver. Nothing was changed."
NOT_YOUR_RELEASE = "You set this hold, so another admin must release it. Nothing was changed."
NOT_BY_WHO_ASKED = "You asked for this request, so another admin or an approver must do this. Nothing was changed."
NOT_FOR_YOU = "This takes an approver who neither filed the request nor asked for this. Nothing was changed."
THIS = "This"
DECIDING = "Deciding"
LOOKING = "Looking at a request"
_APART = {Apart.REQUESTER: OWN_REQUEST, Apart.HOLDER: NOT_YOUR_RELEASE}
_FOR_EXPORTS = "tenant admin (for exports that were approved)"
_TICKET = "This takes the role tenant admin, once the export is approved. Nothing was changed."


def needs_role(roles: Iterable[Role], thing: str) -> str:
    return (
        f"{thing} takes the role {ENGLISH.one_of(sorted(roles))}, which you do not have. Please ask someone who has it."
    )


def your_roles(roles: Iterable[Role]) -> str:
    names = sorted(roles)
    return f"Your role: {', '.join(names)}." if names else "You have no role here. Ask an admin if you need one."


def refused(asked: Asked, refusal: Refusal) -> str:
    if refusal.why is Why.MISFIT or refusal.right == NOBODY:
        return STALE_BUTTON
    if Apart.ASKER in refusal.right.apart:
        return NOT_FOR_YOU
    if refusal.why is Why.APART:
        return NOT_BY_WHO_ASKED if asked.right.by_part else _APART[next(iter(refusal.right.apart))]
    if refusal.right.turn and not refusal.right.roles:
        return _TICKET
    return _takes(refusal.right, asked.stated.called or THIS)


def _takes(right: Right, thing: str) -> str:
    if not right.own and not right.turn:
        return needs_role(right.roles, thing)
    listed = ENGLISH.one_of([*sorted(right.roles), *([_FOR_EXPORTS] if right.turn else [])])
    unless = ", unless the request is your own" if right.own else ""
    return f"{thing} takes the role {listed}{unless}. Please ask someone who has it."
