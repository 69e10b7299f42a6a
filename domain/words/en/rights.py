"""Who may do what, and what somebody reads who may not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from domain.chat import Standing
from domain.people import Role
from domain.words.en.english import ENGLISH

STANDING: Mapping[Standing, str] = {
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
NOT_YOUR_RELEASE = (
    "You set this hold, or somebody set it in your name, so another admin must release it. Nothing was changed."
)
NOT_BY_WHO_ASKED = "You asked for this request, so another admin or an approver must do this. Nothing was changed."
NOT_FOR_YOU = "This takes an approver who neither filed the request nor asked for this. Nothing was changed."
NOT_FROM_OUTSIDE = "You are an auditor from outside, so you may read here and nothing else. Nothing was changed."
THIS = "This"
DECIDING = "Deciding"
LOOKING = "Looking at a request"
_FOR_EXPORTS = "tenant admin (for exports that were approved)"
TICKET = "This takes the role tenant admin, once the export is approved. Nothing was changed."


def command(name: str) -> str:
    """What may not be done, by what is typed for it."""
    return f"“{name}”"


def needs_role(roles: Iterable[Role], thing: str) -> str:
    return (
        f"{thing} takes the role {ENGLISH.one_of(_ours(roles))}, which you do not have. Please ask someone who has it."
    )


def _ours(roles: Iterable[Role]) -> list[Role]:
    """Nobody is sent to who is from outside."""
    return sorted({*roles} - {Role.OUTSIDE_AUDITOR})


def your_roles(roles: Iterable[Role]) -> str:
    names = sorted(roles)
    return f"Your role: {', '.join(names)}." if names else "You have no role here. Ask an admin if you need one."


def takes(thing: str, roles: Iterable[Role], *, own: bool, turn: bool) -> str:
    """`own`: or that the request is one's own; `turn`: or that it is a tenant admin's to send the mails of an export."""
    listed = ENGLISH.one_of([*_ours(roles), *([_FOR_EXPORTS] if turn else [])])
    unless = ", unless the request is your own" if own else ""
    return f"{thing} takes the role {listed}{unless}. Please ask someone who has it."
