"""Whose turn it is, and how many days are left."""

from __future__ import annotations

from collections.abc import Sequence

from domain.people import Role
from domain.seats import ANY
from domain.words.de.german import GERMAN

AT_WORK, STOPPING, TEAM = "Ich bin an der Arbeit", "Ich halte es an", "das Team von Microsoft"

_ROLES = {
    Role.ADMIN: ("einen Admin", "einen anderen Admin"),
    Role.APPROVER: ("eine genehmigende Person", "eine andere genehmigende Person"),
    Role.TENANT_ADMIN: ("einen Mandanten-Admin", "einen anderen Mandanten-Admin"),
    Role.AUDITOR: ("eine prüfende Person", "eine andere prüfende Person"),
}

_MOST = 3  # names


def somebody(role: Role, names: Sequence[str], others: int = 0) -> str:
    """Any one of these, as those whom something waits for. `others`: how many more whose names nobody knows yet."""
    one, another = _ROLES[role]
    shown, rest = list(names[:_MOST]), len(names[_MOST:]) + others
    if not shown:
        return one
    shown += [another if rest == 1 else f"{rest} andere"] if rest else []
    return GERMAN.one_of(shown)


def waits_for(*who: str) -> str:
    """Empty where there is nobody."""
    return f"Wartet auf {' und '.join(filter(None, who))}" if any(who) else ""


def seats(circle: str, count: int, names: Sequence[str] = ()) -> str:
    """So many of a circle of approvers, any of these people."""
    who = f" ({GERMAN.one_of(list(names))})" if 0 < len(names) <= _MOST else ""
    if circle == ANY:
        return f"{'eine weitere' if count == 1 else f'{count} weitere'} der genehmigenden Personen{who}"
    return f"{'eine Person' if count == 1 else f'{count} Personen'} aus {circle}{who}"


def release(who: str) -> str:
    return f"Wartet auf {who}, um die Sperre aufzuheben" if who else ""


NOBODY_CAN_RELEASE = "Niemand kann die Sperre aufheben: Es braucht einen anderen Admin"

NOBODY_CAN_APPROVE = "Niemand kann dies genehmigen: Es braucht eine andere genehmigende Person"


def days_left(days: int) -> str:
    """Until the answer to the person is due by law."""
    if days == 0:
        return "heute fällig"
    if days < 0:
        return f"seit {GERMAN.counted(-days, 'Tag', 'Tagen')} überfällig"
    return f"noch {GERMAN.counted(days, 'Tag', 'Tage')}"
