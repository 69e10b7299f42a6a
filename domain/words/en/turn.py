"""Whose turn it is, and how many days are left."""

from __future__ import annotations

from collections.abc import Sequence

from domain.people import Role
from domain.seats import ANY
from domain.words.en.english import ENGLISH

AT_WORK, STOPPING, TEAM = "I am at work", "I am stopping it", "Microsoft’s team"

_ROLES = {
    Role.ADMIN: ("an admin", "another admin"),
    Role.APPROVER: ("an approver", "another approver"),
    Role.TENANT_ADMIN: ("a tenant admin", "another tenant admin"),
    Role.AUDITOR: ("an auditor", "another auditor"),
}

_MOST = 3  # names


def somebody(role: Role, names: Sequence[str], others: int = 0) -> str:
    """Any one of these. `others`: how many more there are whose names nobody knows yet."""
    one, another = _ROLES[role]
    shown, rest = list(names[:_MOST]), len(names[_MOST:]) + others
    if not shown:
        return one
    shown += [another if rest == 1 else f"{rest} others"] if rest else []
    return ENGLISH.one_of(shown)


def waits_for(*who: str) -> str:
    """Empty where there is nobody."""
    return f"Waits for {' and '.join(filter(None, who))}" if any(who) else ""


def seats(circle: str, count: int, names: Sequence[str] = ()) -> str:
    """So many of a circle of approvers, any of these people."""
    who = f" ({ENGLISH.one_of(list(names))})" if 0 < len(names) <= _MOST else ""
    if circle == ANY:
        return f"{'one' if count == 1 else count} more of the approvers{who}"
    return f"{'one' if count == 1 else count} of {circle}{who}"


def release(who: str) -> str:
    return f"Waits for {who} to release the hold" if who else ""


NOBODY_CAN_RELEASE = "Nobody can release the hold: it takes another admin"

NOBODY_CAN_APPROVE = "Nobody can approve this: it takes another approver"


def days_left(days: int) -> str:
    """Until the answer to the person is due by law."""
    if days == 0:
        return "due today"
    plain = ENGLISH.counted(abs(days), "day", "days")
    return f"{plain} left" if days > 0 else f"{plain} overdue"
